"""封存: a seal over files, from which removing, reordering, shortening, adding or changing any of them is seen.

`manifest.jsonl` names every file; `seal.json` holds the manifest's digest, a chain through the WARC files and the root
over all of that; `seal.sig` is the office's signature of the root. A seal is made in a folder beside the old one and
takes its place whole; of the old one everything but its manifest is kept below `earlier/`, because `previous` names it.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from archive.errors import ArchiveError
from archive.sealing.manifest import WARC, Entry, entries_of, read_manifest
from archive.sealing.signing import SigningKey, is_signed
from archive.sealing.timestamp import request
from archive.warc import make_folder, sync_folder

FORMAT = "gov-site-migrate seal 1"
FOLDER, PART, OLD = "seal", ".seal-part", ".seal-old"  # where it stands; while it is made; while it is replaced
MANIFEST, DOCUMENT, EARLIER = "manifest.jsonl", "seal.json", "earlier"
SIGNATURE, PUBLIC_KEY, SM2 = "seal.sig", "public-key.pem", "sm2.sig"
QUERY, ANSWER = "seal.tsq", "seal.tsr"
OWN = frozenset({MANIFEST, DOCUMENT, SIGNATURE, PUBLIC_KEY, SM2, QUERY, ANSWER})
KEPT = (DOCUMENT, SIGNATURE, PUBLIC_KEY, SM2, QUERY, ANSWER)  # of a seal that another one follows
START = "0" * 64
RESTORE = "请从备份恢复 seal 文件夹；确认无法恢复时，把它移到别处保存后再封存一次"


@dataclass(frozen=True)
class Link:
    """One WARC file in the chain: `link` covers its digest and path and everything before it."""

    warc: str
    sha256: str
    link: str


@dataclass(frozen=True)
class Seal:
    """What `seal.json` says."""

    sealed_at: str
    tool: str
    files: int
    bytes: int
    manifest_sha256: str
    chain: tuple[Link, ...]
    previous: str | None
    format: str = FORMAT

    @property
    def root(self) -> str:
        """The digest over everything that the seal says; it is what is signed and time-stamped."""
        return hashlib.sha256(canonical_json(asdict(self))).hexdigest()


@dataclass(frozen=True)
class Draft:
    """A seal that is made but not set: its folder, and what speaks against setting it (empty: nothing)."""

    root: Path
    seal: Seal
    former: Seal | None
    faults: tuple[str, ...]

    @property
    def is_new(self) -> bool:
        """Whether anything changed since the former seal."""
        return self.former is None or self.former.manifest_sha256 != self.seal.manifest_sha256


def canonical_json(value: object) -> bytes:
    """JSON with sorted keys and no blanks, in UTF-8: what digests are made of."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def begin(root: Path) -> Path:
    """Give the empty folder in which a new seal of `root` is made; what a crash left half done is settled first."""
    standing, part, old = root / FOLDER, root / PART, root / OLD
    if old.is_dir():
        if standing.is_dir():
            shutil.rmtree(old)
        else:
            old.rename(standing)
    if part.is_dir():
        shutil.rmtree(part)
    make_folder(part)
    return part


def draft(
    root: Path,
    files: Iterable[tuple[str, Path]],
    *,
    tool: str,
    sealed_at: str,
    check: Callable[[Entry], str | None] = lambda entry: None,
    former_root: str | None = None,
) -> Draft:
    """Make a seal over `(path, file)` pairs, which come in order of path, in the folder that `begin` gave.

    `check` says of each file what does not agree with what is known of it. `former_root` is the root of the newest
    seal as somebody else remembers it: the one on disk must be that one.
    """
    former = read_seal(root / FOLDER, former_root)
    known = {one.path: one for one in _warcs(root / FOLDER)} if former else {}
    links: list[Link] = []
    faults: list[str] = []
    digest, count, size = hashlib.sha256(), 0, 0
    with (root / PART / MANIFEST).open("wb") as out:
        for entry in entries_of(files, known.get):
            faults.extend(filter(None, [check(entry)]))
            line = entry.line()
            out.write(line)
            digest.update(line)
            count, size = count + 1, size + entry.size
            if entry.path.endswith(WARC):
                links.append(linked(links[-1].link if links else START, entry.path, entry.sha256))
        _sync(out.fileno(), out.flush)
    previous = former.root if former else former_root
    seal = Seal(sealed_at, tool, count, size, digest.hexdigest(), tuple(links), previous)
    faults += _changed_warcs(former, links)
    return Draft(root, seal, former, tuple(faults))


def linked(before: str, warc: str, sha256: str) -> Link:
    """Give the next link of a chain."""
    return Link(warc, sha256, hashlib.sha256(f"{before} {sha256} {warc}".encode()).hexdigest())


def set_seal(made: Draft, key: SigningKey | None = None, *, like: Path | None = None) -> Seal:
    """The draft is the seal that stands, on disk and signed where a key is given; the old one is kept as `earlier`.

    `like` is the seal of the same files in another place: where nothing changed since, it is that seal which stands
    here too, with what the office has put beside it.
    """
    part, standing = made.root / PART, made.root / FOLDER
    seal = _taken_over(made, like) if like is not None else made.seal
    text = json.dumps(asdict(seal) | {"root": seal.root}, ensure_ascii=False, sort_keys=True, indent=1)
    write_durable(part / DOCUMENT, text.encode() + b"\n")
    if not (part / QUERY).is_file():
        write_durable(part / QUERY, request(seal.root))
    if key is not None:
        _sign(part, seal.root, key)
    if made.former is not None:
        _keep_earlier(standing, part, made.former)
    for folder in (*(path for path in part.rglob("*") if path.is_dir()), part):
        sync_folder(folder)
    if standing.is_dir():
        standing.rename(made.root / OLD)
    part.rename(standing)
    sync_folder(made.root)
    shutil.rmtree(made.root / OLD, ignore_errors=True)
    return seal


def discard(made: Draft) -> None:
    """The draft is gone, and the seal that stood stands."""
    shutil.rmtree(made.root / PART)


def sign(folder: Path, root: str, key: SigningKey) -> bool:
    """The standing seal is signed with this key; False where it was already."""
    if signer_of(folder, root) == key.fingerprint:
        return False
    _sign(folder, root, key)
    sync_folder(folder)
    return True


def signer_of(folder: Path, root: str) -> str | None:
    """Give the fingerprint of the key that signed a seal, None where it is not signed or the signature is not right."""
    from archive.sealing.signing import fingerprint

    signature, public = folder / SIGNATURE, folder / PUBLIC_KEY
    if not (signature.is_file() and public.is_file()):
        return None
    pem = public.read_bytes()
    return fingerprint(pem) if is_signed(root, signature.read_bytes(), pem) else None


def read_seal(folder: Path, root: str | None = None) -> Seal | None:
    """Give the seal that stands in a folder, None where none does; one that was changed is an ArchiveError."""
    file = folder / DOCUMENT
    if not file.is_file():
        return None
    try:
        told = json.loads(file.read_bytes())
        named = told.pop("root")
        seal = Seal(**told | {"chain": tuple(Link(**one) for one in told["chain"])})
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ArchiveError(f"{file} 无法识别", RESTORE) from error
    if seal.root != named or (root is not None and seal.root != root):
        raise ArchiveError(f"{file} 在封存之后被改动过", RESTORE)
    return seal


def write_durable(path: Path, content: bytes) -> None:
    """The file holds these bytes and they have reached the disk, or it is as it was."""
    part = path.with_name(f"{path.name}.part")
    with part.open("wb") as out:
        out.write(content)
        _sync(out.fileno(), out.flush)
    part.replace(path)


def _taken_over(made: Draft, like: Path) -> Seal:
    """The other place's seal where it is whole and over the very same files, with its papers; else the draft's."""
    try:
        other = read_seal(like)
    except ArchiveError:
        return made.seal
    if other is None or other.manifest_sha256 != made.seal.manifest_sha256:
        return made.seal
    for name in (QUERY, ANSWER, SM2):
        if (like / name).is_file():
            shutil.copyfile(like / name, made.root / PART / name)
    return other


def _sign(folder: Path, root: str, key: SigningKey) -> None:
    write_durable(folder / PUBLIC_KEY, key.public_pem)
    write_durable(folder / SIGNATURE, key.signature(root) + b"\n")


def _sync(handle: int, flush: Callable[[], None]) -> None:
    flush()
    os.fsync(handle)


def _warcs(folder: Path) -> Iterator[Entry]:
    if (folder / MANIFEST).is_file():
        yield from (one for one in read_manifest(folder / MANIFEST) if one.path.endswith(WARC))


def _changed_warcs(former: Seal | None, links: Iterable[Link]) -> Iterator[str]:
    """WARC files are never changed and never removed: what the former seal names is there, with the same bytes."""
    there = {one.warc: one.sha256 for one in links}
    for one in former.chain if former else ():
        if one.warc not in there:
            yield f"{one.warc}：上次封存时有这个 WARC 文件，现在不在了，请从备份恢复"
        elif there[one.warc] != one.sha256:
            yield f"{one.warc}：上次封存之后内容变了，请从备份恢复"


def _keep_earlier(standing: Path, part: Path, former: Seal) -> None:
    kept = part / EARLIER
    if (standing / EARLIER).is_dir():
        shutil.copytree(standing / EARLIER, kept, copy_function=_copied)
    own = kept / f"{former.sealed_at.replace(':', '')}-{former.root[:12]}"
    own.mkdir(parents=True)
    for name in KEPT:
        if (standing / name).is_file():
            _copied(standing / name, own / name)


def _copied(source: str | Path, target: str | Path) -> None:
    """A second name for the same bytes where the file system can give one, else a copy."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
