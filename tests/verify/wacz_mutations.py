"""Damage inside an unsigned WACZ, with every digest and checksum around it made anew to fit."""

import gzip
import hashlib
import io
import json
import zipfile
from random import Random

from tests.verify.mutations import Mutation
from tests.verify.spoiling import Spoiled, members

INDEX, SMALL, PAGES = "indexes/index.cdx.gz", "indexes/index.idx", "pages/pages.jsonl"
PACKAGE, DIGEST = "datapackage.json", "datapackage-digest.json"


def opened(place: Spoiled) -> tuple[str, dict[str, bytes]]:
    """The package's name and its files."""
    path = place.files(".wacz")[0]
    with zipfile.ZipFile(path) as zipped:
        return path.name, {name: zipped.read(name) for name in zipped.namelist()}


def put_back(place: Spoiled, name: str, files: dict[str, bytes], *, describe: bool = True) -> None:
    """The package holds these files, and says so where `describe`."""
    if describe:
        told = json.loads(files[PACKAGE])
        kept = [one for one in told["resources"] if one["path"] in files]
        for one in kept:
            body = files[one["path"]]
            one |= {"hash": f"sha256:{hashlib.sha256(body).hexdigest()}", "bytes": len(body)}
        told["resources"] = kept
        files[PACKAGE] = json.dumps(told, ensure_ascii=False, indent=2).encode()
        seal = {"path": PACKAGE, "hash": f"sha256:{hashlib.sha256(files[PACKAGE]).hexdigest()}"}
        files[DIGEST] = json.dumps(seal, indent=2).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as zipped:
        for inside, body in files.items():
            entry = zipfile.ZipInfo(inside, (2026, 11, 22, 8, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            with zipped.open(entry, "w", force_zip64=True) as stream:
                stream.write(body)
    place.write(place.root / name, out.getvalue())


def _indexed(files: dict[str, bytes], lines: list[str]) -> None:
    text = "".join(f"{line}\n" for line in lines).encode()
    block = gzip.compress(text)
    told = {"offset": 0, "length": len(block), "digest": f"sha256:{hashlib.sha256(block).hexdigest()}"}
    meta = files[SMALL].splitlines()[0].decode()
    first = f"{lines[0].split(' {', 1)[0]} {json.dumps(told)}\n" if lines else ""
    files[INDEX], files[SMALL] = block, f"{meta}\n{first}".encode()


def _lines(files: dict[str, bytes]) -> list[str]:
    return gzip.decompress(files[INDEX]).decode().split("\n")[:-1]


def index_line_removed(place: Spoiled, chance: Random) -> bool:
    name, files = opened(place)
    lines = _lines(files)
    lines.pop(chance.randrange(len(lines)))
    _indexed(files, lines)
    put_back(place, name, files)
    return True


def index_line_changed(place: Spoiled, chance: Random) -> bool:
    name, files = opened(place)
    lines = _lines(files)
    at = chance.randrange(len(lines))
    head, told = lines[at].split(" {", 1)
    line = json.loads("{" + told)
    column = chance.choice(["url", "digest", "length", "offset", "filename"])
    line[column] = f"{line[column]}1"
    lines[at] = f"{head} {json.dumps(line)}"
    _indexed(files, lines)
    put_back(place, name, files)
    return True


def index_lines_reordered(place: Spoiled, chance: Random) -> bool:
    name, files = opened(place)
    lines = _lines(files)
    one, other = sorted(chance.sample(range(len(lines)), 2))
    lines[one], lines[other] = lines[other], lines[one]
    _indexed(files, lines)
    put_back(place, name, files)
    return True


def foreign_page_listed(place: Spoiled, chance: Random) -> bool:
    name, files = opened(place)
    page = {"id": "x", "url": f"http://spj.qiyun.gov.example/{chance.random()}.html", "ts": "2026-11-22T08:00:00Z"}
    files[PAGES] += json.dumps(page).encode() + b"\n"
    put_back(place, name, files)
    return True


def _warc(files: dict[str, bytes], chance: Random) -> tuple[str, list[tuple[int, int]]]:
    inside = chance.choice([one for one in files if one.startswith("archive/")])
    return inside, list(members(files[inside]))


def member_removed_from_the_warc_inside(place: Spoiled, chance: Random) -> bool:
    name, files = opened(place)
    inside, parts = _warc(files, chance)
    start, end = chance.choice(parts)
    files[inside] = files[inside][:start] + files[inside][end:]
    put_back(place, name, files)
    return True


def warc_inside_cut_at_a_members_edge(place: Spoiled, chance: Random) -> bool:
    name, files = opened(place)
    inside, parts = _warc(files, chance)
    cut = [start for start, _ in parts]
    if chance.random() < 0.5:  # the last request alone: no answer is lost
        cut = cut[-1:]
    files[inside] = files[inside][: chance.choice(cut)]
    put_back(place, name, files)
    return True


def bit_flip_in_the_warc_inside(place: Spoiled, chance: Random) -> bool:
    name, files = opened(place)
    inside, _ = _warc(files, chance)
    body = bytearray(files[inside])
    body[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
    files[inside] = bytes(body)
    put_back(place, name, files, describe=False)
    return True


def file_added_to_the_zip(place: Spoiled, chance: Random) -> bool:
    name, files = opened(place)
    files[chance.choice(["archive/x.warc.gz", "stray.txt", "pages/x.jsonl"])] = chance.choice([b"", b"stray"])
    put_back(place, name, files, describe=False)
    return True


def file_taken_out_of_the_zip(place: Spoiled, chance: Random) -> bool:
    name, files = opened(place)
    files.pop(chance.choice(sorted(files)))
    put_back(place, name, files, describe=False)
    return True


def entry_renamed(place: Spoiled, chance: Random) -> bool:
    name, files = opened(place)
    old = chance.choice(sorted(files))
    put_back(place, name, {f"{one}x" if one == old else one: body for one, body in files.items()}, describe=False)
    return True


def bit_flip_in_the_zip(place: Spoiled, chance: Random) -> bool:
    path = place.files(".wacz")[0]
    body = bytearray(path.read_bytes())
    body[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
    place.write(path, bytes(body))
    return True


def bit_flip_in_the_zips_own_heads(place: Spoiled, chance: Random) -> bool:
    path = place.files(".wacz")[0]
    with zipfile.ZipFile(path) as zipped:
        heads = [
            at
            for one in zipped.infolist()
            for at in range(one.header_offset, one.header_offset + 30 + len(one.filename))
        ]
        heads += range(zipped.start_dir, path.stat().st_size)
    body = bytearray(path.read_bytes())
    body[chance.choice(heads)] ^= 1 << chance.randrange(8)
    place.write(path, bytes(body))
    return True


WACZ: tuple[Mutation, ...] = (
    *(bit_flip_in_the_zip, bit_flip_in_the_zips_own_heads, index_line_removed, index_line_changed),
    *(index_lines_reordered, foreign_page_listed, member_removed_from_the_warc_inside),
    *(warc_inside_cut_at_a_members_edge, bit_flip_in_the_warc_inside, file_added_to_the_zip),
    *(file_taken_out_of_the_zip, entry_renamed),
)
