"""The manifest of a folder: every file with its size and digest, and of WARC files the records, one JSON line each.

Lines are in order of path (by character code). Files are read once, two at a time; nothing but a few of them is held
in memory.
"""

import hashlib
import json
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from archive.errors import ArchiveError
from archive.sealing.members import Members

WARC = ".warc.gz"
PIECE = 1 << 20  # bytes read at once
AT_ONCE = 2  # files hashed side by side
WAITING = 64  # files whose lines wait for the one before them


@dataclass(frozen=True)
class Entry:
    """One file: its path below the root with `/`, and the facts that the manifest tells of it."""

    path: str
    size: int
    sha256: str
    records: int | None = None
    first: str | None = None
    last: str | None = None

    def line(self) -> bytes:
        """The entry as one line of the manifest."""
        return json.dumps(self.__dict__, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def paths_below(root: Path, top: str = "") -> Iterator[str]:
    """Give the paths of all files below `root`, in order; a link or anything else that is no file is refused."""
    names = []
    with os.scandir(root / top if top else root) as entries:
        for entry in entries:
            if entry.is_symlink() or not (entry.is_dir() or entry.is_file()):
                raise ArchiveError(f"{entry.path} 是链接或特殊文件，不能封存", "请换成真实的文件，或移出该文件夹")
            names.append(f"{entry.name}/" if entry.is_dir() else entry.name)
    for name in sorted(names):  # with its slash a folder sorts as its files do
        path = f"{top}{name}"
        if name.endswith("/"):
            yield from paths_below(root, path)
        else:
            yield _spelled(path)


def entries_of(
    files: Iterable[tuple[str, Path]], known: Callable[[str], Entry | None] | None = None
) -> Iterator[Entry]:
    """Give the entries of `(path, file)` pairs in their order, two files being read at a time.

    `known` gives what an earlier manifest said of a path: a file with the same digest has the same records, and is not
    unpacked again to count them.
    """
    waiting: deque[Future[Entry]] = deque()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            for path, file in files:
                waiting.append(pool.submit(entry_of, path, file, known(path) if known else None))
                if len(waiting) >= WAITING:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for one in waiting:
                one.cancel()


def entry_of(path: str, file: Path, known: Entry | None = None) -> Entry:
    """Give the entry of one file; a WARC file is walked record by record, and one that is torn is an ArchiveError."""
    members = Members(path) if path.endswith(WARC) and known is None else None
    digest, size = hashlib.sha256(), 0
    try:
        with file.open("rb", buffering=0) as stream:
            while piece := stream.read(PIECE):
                digest.update(piece)
                size += len(piece)
                if members is not None:
                    members.feed(piece)
    except OSError as error:
        raise ArchiveError(f"{file} 无法读取（{error.strerror}）", "请检查该文件是否还在、能否读取") from error
    if members is not None:
        members.end()
        return Entry(path, size, digest.hexdigest(), members.count, members.first, members.last)
    if known is not None and known.sha256 != digest.hexdigest():
        return entry_of(path, file)
    return known or Entry(path, size, digest.hexdigest())


def read_manifest(file: Path) -> Iterator[Entry]:
    """Give the entries of a manifest in their order; ArchiveError where a line is none."""
    try:
        with file.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    yield Entry(**json.loads(line))
                except (ValueError, TypeError) as error:
                    raise ArchiveError(f"{file} 第 {number} 行无法识别", "封存清单已被改动，请从备份恢复") from error
    except OSError as error:
        raise ArchiveError(f"{file} 无法读取（{error.strerror}）", "请检查该文件是否还在、能否读取") from error


def _spelled(path: str) -> str:
    try:
        path.encode()
    except UnicodeEncodeError:
        raise ArchiveError(f"文件名 {path!r} 不是 UTF-8，不能封存", "请改正文件名后再封存") from None
    return path
