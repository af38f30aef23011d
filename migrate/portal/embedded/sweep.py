"""What the public folder need not keep: pages of ours that show nothing any more, half-written files, empty folders."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from migrate.portal.durable import PART, disk_errors
from migrate.portal.embedded.pages import mark_of
from migrate.portal.embedded.ways import is_way


def sweep(root: Path, expects: Callable[[str], bool]) -> int:
    """Take away what is ours and not expected; other people's files stay. Gives the number of pages taken away."""
    removed = 0
    with disk_errors(root):
        for path in _files(root):
            page = path.relative_to(root).as_posix()
            if expects(page):
                continue
            stale = is_way(path, page) or (path.suffix == ".html" and mark_of(path) is not None)
            if stale or path.name.endswith(PART):
                path.unlink()
                removed += stale
                _remove_empty(path.parent, root)
    return removed


def _files(root: Path) -> Iterator[Path]:
    for folder, _, names in os.walk(root):
        attachments = Path(folder).is_relative_to(root / "files")  # never pages of ours
        yield from (Path(folder) / name for name in names if not attachments or name.endswith(PART))


def _remove_empty(folder: Path, root: Path) -> None:
    while folder != root and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
