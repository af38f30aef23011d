"""Every kind of damage that files can take (archiving.md fault 7), each planted at a random place.

A mutation gives True when it changed something; False where the place that chance chose would have stayed the same.
"""

import hashlib
import json
import re
import uuid
import zlib
from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.verify.spoiling import Spoiled, another, members, packed

Mutation = Callable[[Spoiled, Random], bool]
WARC = ".warc.gz"
TEXT = (".jsonl", ".txt", ".csv", ".json", ".html", ".conf")
PAGES = re.compile(rb"archive-stamp-of")


def _any(place: Spoiled, chance: Random) -> tuple[Path, bytes]:
    path = chance.choice([one for one in place.files() if one.stat().st_size and _counts(place, one)])
    return path, path.read_bytes()


def _counts(place: Spoiled, path: Path) -> bool:
    """Tell whether a file is one that the audit is about."""
    top = path.relative_to(place.root).parts[0]
    return not (place.root / "ledger.db").exists() or top in ("archive", "captures", "redirects", "seal")


def _warc(place: Spoiled, chance: Random) -> tuple[Path, bytes, list[tuple[int, int]]]:
    path = chance.choice([one for one in place.files(WARC) if _counts(place, one)])
    body = path.read_bytes()
    return path, body, list(members(body))


def _page(place: Spoiled, chance: Random) -> tuple[Path, bytes]:
    pages = [one for one in place.files(".html") if _counts(place, one) and PAGES.search(one.read_bytes())]
    path = chance.choice(pages)
    return path, path.read_bytes()


def bit_flip(place: Spoiled, chance: Random) -> bool:
    path, body = _any(place, chance)
    at = chance.randrange(len(body))
    place.write(path, body[:at] + bytes([body[at] ^ 1 << chance.randrange(8)]) + body[at + 1 :])
    return True


def bit_flip_in_a_warc(place: Spoiled, chance: Random) -> bool:
    path, body, _ = _warc(place, chance)
    at = chance.randrange(len(body))
    place.write(path, body[:at] + bytes([body[at] ^ 1 << chance.randrange(8)]) + body[at + 1 :])
    return True


def zeroed_hole(place: Spoiled, chance: Random) -> bool:
    path, body = _any(place, chance)
    at, length = chance.randrange(len(body)), chance.choice([1, 16, 512, 4096])
    spoiled = body[:at] + bytes(len(body[at : at + length])) + body[at + length :]
    place.write(path, spoiled)
    return spoiled != body


def cut_anywhere(place: Spoiled, chance: Random) -> bool:
    path, body = _any(place, chance)
    place.write(path, body[: chance.randrange(len(body))])
    return True


def garbage_behind(place: Spoiled, chance: Random) -> bool:
    path, body = _any(place, chance)
    place.write(path, body + chance.randbytes(chance.randint(1, 60)))
    return True


def cut_at_a_members_edge(place: Spoiled, chance: Random) -> bool:
    path, body, parts = _warc(place, chance)
    place.write(path, body[: chance.choice(parts)[0]])
    return True


def member_removed(place: Spoiled, chance: Random) -> bool:
    path, body, parts = _warc(place, chance)
    start, end = chance.choice(parts)
    place.write(path, body[:start] + body[end:])
    return True


def members_swapped(place: Spoiled, chance: Random) -> bool:
    path, body, parts = _warc(place, chance)
    (a, b), (c, d) = sorted(chance.sample(parts, 2))
    spoiled = body[:a] + body[c:d] + body[b:c] + body[a:b] + body[d:]
    place.write(path, spoiled)
    return spoiled != body


def member_doubled(place: Spoiled, chance: Random) -> bool:
    path, body, parts = _warc(place, chance)
    start, end = chance.choice(parts)
    at = chance.choice(parts)[1]
    place.write(path, body[:at] + body[start:end] + body[at:])
    return True


def foreign_record(place: Spoiled, chance: Random) -> bool:
    """A record with right digests that belongs to the file by its own words."""
    path, body, parts = _warc(place, chance)
    info = zlib.decompress(body[parts[0][0] : parts[0][1]], 31)
    own = re.search(rb"WARC-Record-ID: (.+)\r", info)
    block = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
    head = (
        "WARC/1.1\r\nWARC-Type: response\r\n"
        f"WARC-Record-ID: <urn:uuid:{uuid.UUID(bytes=chance.randbytes(16))}>\r\nWARC-Date: 2026-11-22T08:00:00Z\r\n"
        "WARC-Target-URI: http://spj.qiyun.gov.example/forged.html\r\n"
        f"WARC-Warcinfo-ID: {own[1].decode()}\r\n"
        f"WARC-Block-Digest: sha256:{hashlib.sha256(block).hexdigest()}\r\n"
        f"WARC-Payload-Digest: sha256:{hashlib.sha256(b'hi').hexdigest()}\r\n"
        f"Content-Type: application/http;msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    at = chance.choice(parts)[1]
    place.write(path, body[:at] + packed(head.encode() + block + b"\r\n\r\n") + body[at:])
    return True


def record_rewritten(place: Spoiled, chance: Random) -> bool:
    """A member unpacked, some of its bytes changed, and packed again: every checksum of gzip is right."""
    path, body, parts = _warc(place, chance)
    start, end = chance.choice(parts)
    record = bytearray(zlib.decompress(body[start:end], 31))
    whole = bytes(record)
    for _ in range(chance.choice([1, 1, 3, 30])):
        record[chance.randrange(min(len(record), chance.choice([300, len(record)])))] ^= 1 << chance.randrange(8)
    place.write(path, body[:start] + packed(bytes(record)) + body[end:])
    return bytes(record) != whole


def files_swapped(place: Spoiled, chance: Random) -> bool:
    one, other = (_any(place, chance) for _ in range(2))
    place.swap(one[0], other[0])
    return one[1] != other[1]


def file_renamed(place: Spoiled, chance: Random) -> bool:
    path, _ = _any(place, chance)
    if path.parent == place.root:
        return False  # the name of a whole package is nobody's word but the folder's
    place.rename(path, path.with_name(chance.choice([f"{path.name}~", path.name.upper() + "x", f"0{path.name}"])))
    return True


def file_removed(place: Spoiled, chance: Random) -> bool:
    path, _ = _any(place, chance)
    if path.parent == place.root:
        return False  # a whole package that is not there cannot be asked for itself
    place.remove(path)
    return True


def foreign_file(place: Spoiled, chance: Random) -> bool:
    beside, body = _any(place, chance)
    folder = chance.choice([beside.parent, beside.parent / "foreign"])
    place.write(folder / chance.choice(["stray.html", "stray.warc.gz", f"copy-{beside.name}"]),
                chance.choice([b"", b"stray", body]))  # fmt: skip
    return True


def _lines(place: Spoiled, chance: Random) -> tuple[Path, list[bytes]]:
    found = []
    while len(found) < 2:
        path = chance.choice([one for one in place.files(*TEXT) if _counts(place, one)])
        found = path.read_bytes().splitlines(keepends=True)
    return path, found


def lines_reordered(place: Spoiled, chance: Random) -> bool:
    path, lines = _lines(place, chance)
    one, other = chance.sample(range(len(lines)), 2)
    spoiled = [*lines]
    spoiled[one], spoiled[other] = lines[other], lines[one]
    place.write(path, b"".join(spoiled))
    return spoiled != lines


def line_removed(place: Spoiled, chance: Random) -> bool:
    path, lines = _lines(place, chance)
    gone = chance.randrange(len(lines))
    place.write(path, b"".join(lines[:gone] + lines[gone + 1 :]))
    return True


def line_doubled(place: Spoiled, chance: Random) -> bool:
    path, lines = _lines(place, chance)
    place.write(path, b"".join([*lines, chance.choice(lines)]))
    return True


def page_rewritten(place: Spoiled, chance: Random) -> bool:
    """A word of an archived page gives way to another of the same length."""
    path, body = _page(place, chance)
    words = list(re.finditer(rb"[0-9A-Za-z]{2,}", body))
    word = chance.choice(words)
    forged = bytes(chance.choice(b"abcdefgh") for _ in word[0])
    place.write(path, body[: word.start()] + forged + body[word.end() :])
    return forged != word[0]


def mark_taken_out(place: Spoiled, chance: Random) -> bool:
    path, body = _page(place, chance)
    place.write(path, re.sub(rb"<!--archive-stamp-->.*?<!--/archive-stamp-->", b"", body, flags=re.DOTALL))
    return True


def mark_backdated(place: Spoiled, chance: Random) -> bool:
    path, body = _page(place, chance)
    year = re.search(rb"2\d\d\d(?=-\d\d-\d\d \d\d:\d\d:\d\d)", body)
    place.write(path, body[: year.start()] + str(chance.randint(1990, 2015)).encode() + body[year.end() :])
    return True


def index_page_edited(place: Spoiled, chance: Random) -> bool:
    pages = [one for one in place.files("index.html", "not-archived.html", "all.html") if _counts(place, one)]
    path = chance.choice([one for one in pages if not PAGES.search(one.read_bytes())])
    body = path.read_bytes()
    at = chance.randrange(len(body))
    place.write(path, body[:at] + chance.choice([b"<p>x</p>", b" ", b"0"]) + body[at:])
    return True


def seal_edited(place: Spoiled, chance: Random) -> bool:
    """A value of the seal changed, its root left or made anew."""
    path = chance.choice([one for one in place.files("seal.json") if _counts(place, one)])
    told = json.loads(path.read_bytes())
    name = chance.choice(["files", "bytes", "manifest_sha256", "sealed_at", "tool", "root", "previous"])
    told[name] = another(chance, told[name])
    if name != "root" and chance.random() < 0.5:
        told["root"] = _root(told)
    place.write(path, json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n")
    return True


def _root(told: dict) -> str:
    bare = {key: value for key, value in told.items() if key != "root"}
    text = json.dumps(bare, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def sealed_anew(place: Spoiled, chance: Random) -> bool:
    """A file edited, and every list, manifest, chain and root made anew to fit; only the signature cannot be."""
    folder = chance.choice([one.parent.parent for one in place.files("seal.json") if "earlier" not in one.parts])
    inside = [one for one in place.files(below=str(folder)) if "seal" not in one.relative_to(folder).parts[:1]]
    inside = [
        one for one in inside if one.stat().st_size and _counts(place, one) and one.suffix not in (".wacz", ".db")
    ]
    inside = [one for one in inside if "manifest" not in one.name]
    path = chance.choice(inside)
    body = path.read_bytes()
    at = chance.randrange(len(body))
    place.write(path, body[:at] + bytes([body[at] ^ 1 << chance.randrange(8)]) + body[at + 1 :])
    _relist(place, folder, path)
    _reseal(place, folder)
    return True


def page_and_its_lines_removed(place: Spoiled, chance: Random) -> bool:
    """An archived page is gone, and from every list too; the seal is made anew."""
    folder = chance.choice([one.parent.parent for one in place.files("seal.json") if "earlier" not in one.parts])
    pages = [one for one in place.files(".html", below=str(folder)) if PAGES.search(one.read_bytes())]
    path = chance.choice([one for one in pages if _counts(place, one)])
    place.remove(path)
    _relist(place, folder, path)
    _reseal(place, folder)
    return True


def _relist(place: Spoiled, folder: Path, path: Path) -> None:
    """The lists of a bag (payload, then tags) name the file as it is now."""
    for name, changed in (("manifest-sha256.txt", path), ("tagmanifest-sha256.txt", folder / "manifest-sha256.txt")):
        if (folder / name).is_file():
            own = changed.relative_to(folder).as_posix()
            lines = (folder / name).read_text("utf-8").splitlines()
            kept = [line for line in lines if line.split(None, 1)[1] != own]
            if len(kept) < len(lines) and changed.is_file():
                gap = lines[0][64 : 64 + (2 if lines[0][65] == " " else 1)]
                kept = [line if line.split(None, 1)[1] != own else _digest(changed) + gap + own for line in lines]
            place.write(folder / name, "".join(f"{line}\n" for line in kept).encode())


def _reseal(place: Spoiled, folder: Path) -> None:
    manifest, document = folder / "seal/manifest.jsonl", folder / "seal/seal.json"
    told, entries, chain, link = json.loads(document.read_bytes()), [], [], "0" * 64
    for line in manifest.read_text("utf-8").splitlines():
        one = json.loads(line)
        path = folder / one["path"]
        if path.is_file():
            one |= {"size": path.stat().st_size, "sha256": _digest(path)}
            entries.append(one)
            if one["path"].endswith(WARC):
                link = hashlib.sha256(f"{link} {one['sha256']} {one['path']}".encode()).hexdigest()
                chain.append({"warc": one["path"], "sha256": one["sha256"], "link": link})
    text = "".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) + "\n" for one in entries).encode()
    told |= {"files": len(entries), "bytes": sum(one["size"] for one in entries), "chain": chain}
    told |= {"manifest_sha256": hashlib.sha256(text).hexdigest()}
    told["root"] = _root(told)
    place.write(manifest, text)
    place.write(document, json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


FILES: tuple[Mutation, ...] = (
    *(bit_flip, bit_flip_in_a_warc, zeroed_hole, cut_anywhere, garbage_behind, cut_at_a_members_edge, member_removed),
    *(members_swapped, member_doubled, foreign_record, record_rewritten, files_swapped, file_renamed, file_removed),
    *(foreign_file, lines_reordered, line_removed, line_doubled, page_rewritten, mark_taken_out, mark_backdated),
    *(index_page_edited, seal_edited, sealed_anew, page_and_its_lines_removed),
)
