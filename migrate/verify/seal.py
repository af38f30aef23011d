"""Clause 7: the seal by itself, and the seal against the files; own reading, without the code that seals.

A seal is judged by its bytes: what another spelling of the same JSON or base64 would pass is a fault here, so that no
changed bit of it goes unseen. `previous` is followed through every earlier seal that is kept.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from migrate.model import Fault
from migrate.verify.members import sha256_of
from migrate.verify.signature import signature_problem, timestamp_problem

CHECK = "封存"
FORMAT = "gov-site-migrate seal 1"
MANIFEST, DOCUMENT, SIGNATURE, KEY, EARLIER = "manifest.jsonl", "seal.json", "seal.sig", "public-key.pem", "earlier"
QUESTION, ANSWER, SM2 = "seal.tsq", "seal.tsr", "sm2.sig"
OWN = frozenset({MANIFEST, DOCUMENT, SIGNATURE, KEY, QUESTION, ANSWER, SM2})
WARC = ".warc.gz"
START = "0" * 64
FIELDS = frozenset({"format", "sealed_at", "tool", "files", "bytes", "manifest_sha256", "chain", "previous", "root"})


@dataclass(frozen=True)
class Sealed:
    """What the manifest says of one file."""

    path: str
    size: int
    sha256: str
    records: int | None
    first: str | None
    last: str | None


@dataclass(frozen=True)
class Difference:
    """A file that is not as the seal says: `sealed` is None for one it does not name, `found` for one not there."""

    path: str
    sealed: Sealed | None
    found: str | None  # SHA-256


@dataclass
class Reading:
    """A seal read by itself."""

    root: str | None = None
    sealed_at: str = ""
    chain: dict[str, str] = field(default_factory=dict)  # WARC → SHA-256
    faults: list[Fault] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)
    signer: str | None = None

    def fault(self, item: str, problem: str) -> None:
        """Note what is wrong with the seal."""
        self.faults.append(Fault(CHECK, "", item, problem))


def read_seal(folder: Path) -> Reading | None:
    """Give what stands in a seal's folder and everything wrong with it; None where there is no seal at all."""
    if not folder.is_dir() or not any(folder.iterdir()):
        return None
    reading = Reading()
    told = _document(folder, reading, "seal")
    if told is None:
        return reading
    reading.root, reading.sealed_at = told["root"], told["sealed_at"]
    reading.chain = {one["warc"]: one["sha256"] for one in told["chain"]}
    if not (folder / MANIFEST).is_file() or sha256_of(folder / MANIFEST) != told["manifest_sha256"]:
        reading.fault(f"seal/{MANIFEST}", "封存清单不在了，或在封存之后被改动过")
    else:
        _check_manifest(folder, told, reading)
    _check_signature(folder, told["root"], reading, "seal")
    if not reading.signer:
        reading.limits.append("封存没有签名：清单和封存根一并被换掉时，只有另存的封存根能发现")
    if (folder / SM2).is_file():
        reading.limits.append("seal/sm2.sig 是 SM2 签名，本工具不能核验，请用单位的密码设备核验")
    _check_earlier(folder, told["previous"], reading)
    return reading


def _document(folder: Path, reading: Reading, name: str) -> dict[str, Any] | None:
    item = f"{name}/{DOCUMENT}"
    try:
        body = (folder / DOCUMENT).read_bytes()
        told: dict[str, Any] = json.loads(body)
        if json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n" != body:
            raise ValueError
        if set(told) != FIELDS or told["format"] != FORMAT:
            raise ValueError
        bare = {key: value for key, value in told.items() if key != "root"}
        text = json.dumps(bare, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        if hashlib.sha256(text.encode()).hexdigest() != told["root"]:
            raise ValueError
        _check_chain(told["chain"])
    except FileNotFoundError:
        reading.fault(item, "封存文件不在了")
        return None
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        reading.fault(item, "封存文件在封存之后被改动过")
        return None
    return told


def _check_chain(chain: list[dict[str, str]]) -> None:
    link = START
    paths = [one["warc"] for one in chain]
    for one in chain:
        link = hashlib.sha256(f"{link} {one['sha256']} {one['warc']}".encode()).hexdigest()
        if set(one) != {"warc", "sha256", "link"} or one["link"] != link:
            raise ValueError
    if paths != sorted(set(paths)):
        raise ValueError


def _check_manifest(folder: Path, told: dict[str, Any], reading: Reading) -> None:
    """The manifest is in order, adds up, and names the chain's files with the chain's digests."""
    files = size = 0
    last, warcs = "", {}
    for one in sealed_files(folder):
        if one.path <= last or ".." in one.path.split("/") or one.path.startswith("/"):
            reading.fault(f"seal/{MANIFEST}", f"封存清单的次序或路径有误：{one.path}")
            return
        files, size, last = files + 1, size + one.size, one.path
        if one.path.endswith(WARC):
            warcs[one.path] = one.sha256
    if (files, size) != (told["files"], told["bytes"]) or warcs != reading.chain:
        reading.fault(f"seal/{MANIFEST}", "封存清单与封存文件所写的总数或哈希链不符")


def sealed_files(folder: Path) -> Iterator[Sealed]:
    """Give what the manifest names, in its order."""
    with (folder / MANIFEST).open("rb") as lines:
        for line in lines:
            yield Sealed(**json.loads(line))


def _check_signature(folder: Path, root: str, reading: Reading, name: str) -> None:
    signature, key = folder / SIGNATURE, folder / KEY
    if signature.is_file() or key.is_file():
        if not (signature.is_file() and key.is_file()):
            reading.fault(f"{name}/{SIGNATURE}", "签名或公钥不在了")
        else:
            problem, signer = signature_problem(root, signature.read_bytes(), key.read_bytes())
            if problem:
                reading.fault(f"{name}/{SIGNATURE}", problem)
            elif name == "seal":
                reading.signer = signer
    question, answer = ((folder / one).read_bytes() if (folder / one).is_file() else None for one in (QUESTION, ANSWER))
    for one, problem in timestamp_problem(root, question, answer):
        reading.fault(f"{name}/{one}", problem)


def _check_earlier(folder: Path, previous: str | None, reading: Reading) -> None:
    """Every seal before this one is kept, unchanged, and nothing else lies there."""
    kept = {path.name: path for path in sorted((folder / EARLIER).iterdir())} if (folder / EARLIER).is_dir() else {}
    while previous is not None:
        name = next((one for one in kept if one.endswith(f"-{previous[:12]}")), None)
        told = _document(kept[name], reading, f"seal/{EARLIER}/{name}") if name is not None else None
        if name is None or told is None or told["root"] != previous:
            reading.fault(f"seal/{EARLIER}", f"先前的封存（{previous[:12]}）不在了，或被改动过")
            return
        _check_signature(kept[name], previous, reading, f"seal/{EARLIER}/{name}")
        for path in sorted(kept[name].iterdir()):
            if path.name not in OWN - {MANIFEST}:
                reading.fault(f"seal/{EARLIER}/{name}/{path.name}", "不是封存的文件")
        del kept[name]
        previous = told["previous"]
    for name in kept:
        reading.fault(f"seal/{EARLIER}/{name}", "不属于任何一次封存")


def differences(
    folder: Path, files: Iterable[tuple[str, Path]], known: dict[str, str], counted: dict[str, tuple[Any, ...]]
) -> Iterator[Difference]:
    """Give every file that is not as the seal in `folder` says; `files` come in order of their paths.

    `known` are digests made a moment ago, by path; `counted` the records of WARC files: number, first and last id.
    """
    named, there = sealed_files(folder), iter(files)
    sealed, found = next(named, None), next(there, None)
    while sealed is not None or found is not None:
        if found is None or (sealed is not None and sealed.path < found[0]):
            assert sealed is not None  # noqa: S101  for the type checker
            yield Difference(sealed.path, sealed, None)
            sealed = next(named, None)
        elif sealed is None or found[0] < sealed.path:
            yield Difference(found[0], None, known.get(found[0]) or sha256_of(found[1]))
            found = next(there, None)
        else:
            yield from _changed(sealed, found[1], known, counted)
            sealed, found = next(named, None), next(there, None)


def _changed(
    sealed: Sealed, path: Path, known: dict[str, str], counted: dict[str, tuple[Any, ...]]
) -> Iterator[Difference]:
    if path.stat().st_size != sealed.size:
        yield Difference(sealed.path, sealed, known.get(sealed.path) or "")
        return
    sha256 = known.get(sealed.path) or sha256_of(path)
    records = counted.get(sealed.path, (sealed.records, sealed.first, sealed.last))
    if sha256 != sealed.sha256 or records != (sealed.records, sealed.first, sealed.last):
        yield Difference(sealed.path, sealed, sha256)


def files_below(root: Path, top: str) -> Iterator[tuple[str, Path]]:
    """Give the paths (`/` between folders) and files below a folder of `root`, in order of the paths."""
    folder = root / top if top else root
    if not folder.is_dir():
        return
    names = sorted(f"{one.name}/" if one.is_dir() and not one.is_symlink() else one.name for one in folder.iterdir())
    for name in names:
        path = f"{top}{name}"
        if name.endswith("/"):
            yield from files_below(root, path)
        else:
            yield path, root / path
