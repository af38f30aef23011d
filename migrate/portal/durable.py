"""Files that are there whole or not at all: written beside their place, then moved onto it."""

import filecmp
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from migrate.errors import PortalError

PART = ".part"  # ending of a file that is still being written; one that is found was interrupted


@contextmanager
def disk_errors(place: Path) -> Iterator[None]:
    """Turn what the disk refuses into a PortalError that names the place."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise PortalError(f"门户目录 {place} 无法读写（{reason}）", "请检查磁盘空间和目录权限后再运行") from error


def write_durable(path: Path, pieces: Iterable[bytes]) -> None:
    """The file holds these bytes, also after a power cut; stopped half-way it is as it was."""
    with disk_errors(path):
        with _part(path) as part:
            with part.open("wb") as out:
                out.writelines(pieces)
                out.flush()
                os.fsync(out.fileno())
            part.replace(path)
        _sync_folder(path.parent)


def write_changed(path: Path, content: bytes) -> bool:
    """The file holds these bytes; one that held them before keeps its time, and the answer is False.

    Not forced to the disk: it can be made again from what is.
    """
    with disk_errors(path):
        if path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content:
            return False
        with _part(path) as part:
            part.write_bytes(content)
            part.replace(path)
        return True


def write_changed_pieces(path: Path, pieces: Iterable[bytes]) -> bool:
    """As `write_changed`, for content that is not held in memory."""
    with disk_errors(path), _part(path) as part:
        with part.open("wb") as out:
            out.writelines(pieces)
        if path.is_file() and filecmp.cmp(part, path, shallow=False):
            return False
        part.replace(path)
        return True


@contextmanager
def _part(path: Path) -> Iterator[Path]:
    """Where a file is written before it is moved onto its place; nothing stays there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name[:80]}.{os.getpid()}{PART}")
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # Windows opens no folders
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
