"""Files, folders and archives as the operator names them → grids; every file is recognised by its content.

read_files(paths, limits, include_hidden) -> Iterator[Read]   what `classify` uses: each file in a guarded child process
read_file(path, limits, include_hidden) -> Pages              one file in this process; SheetError
read_book(path, limits) -> list[Grid]                         every sheet of one workbook, also hidden ones and our own
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from migrate.errors import SheetError
from migrate.sheet.files.events import Pages, Read, book_events, events_of, gathered
from migrate.sheet.files.guard import guarded
from migrate.sheet.files.leaves import is_litter
from migrate.sheet.grid import Grid, Limits

__all__ = ["Pages", "Read", "list_files", "read_book", "read_file", "read_files"]


@dataclass(frozen=True)
class BookLimits:
    """Limits for a workbook that we once wrote ourselves."""

    max_unpacked: int = 512 << 20
    max_rows: int = 1_048_576
    max_seconds: float = 120.0


def list_files(paths: Sequence[str | Path]) -> Iterator[tuple[Path, str]]:
    """Every file named and every file in the folders named, in order, each with its name as it was given.

    A folder without a file stands for itself, as does one that may not be looked into: reading it says so.
    """
    for given in paths:
        path, name = Path(given), str(given)
        inside = sorted(_inside(path)) if path.is_dir() else []
        if inside:
            yield from ((file, f"{name.rstrip('/')}/{file.relative_to(path).as_posix()}") for file in inside)
        else:
            yield path, name


def _inside(folder: Path) -> Iterator[Path]:
    closed: list[OSError] = []
    for root, folders, files in os.walk(folder, onerror=closed.append):
        folders[:] = [name for name in folders if not is_litter(name)]
        links = [name for name in folders if Path(root, name).is_symlink()]
        yield from (Path(root, name) for name in [*links, *files] if not is_litter(name))
    yield from (Path(error.filename) for error in closed if Path(error.filename) != folder)


def read_files(paths: Sequence[str | Path], limits: Limits, include_hidden: bool) -> Iterator[Read]:
    """Every file of the paths, read or refused; nothing that a file does can end this process."""
    given = {str(path) for path in paths}
    listed = list(list_files(paths))
    links = [name for path, name in listed if path.is_symlink() and name not in given]
    for name in links:
        problem = f"{name} 是快捷方式（符号链接），没有读取"
        yield Read(name, error=SheetError(problem, "请把文件本身放进这个文件夹后重新运行"))
    yield from guarded([one for one in listed if one[1] not in links], limits, include_hidden)


def read_file(path: Path, limits: Limits, include_hidden: bool) -> Pages:
    """The grids of one file, read in this process; SheetError where it is no table, or an archive of several."""
    events = events_of(path, str(path), limits, include_hidden)
    next(events)
    return _pages(gathered(str(path), events))


def read_book(path: Path, limits: Limits | None = None) -> list[Grid]:
    """Every sheet of one workbook of any kind, hidden ones too, also where it is our own; SheetError."""
    return list(_pages(gathered(str(path), book_events(path, limits or BookLimits()))).grids)


def _pages(read: Read) -> Pages:
    if read.error is not None:
        raise read.error
    return read.pages or Pages(())
