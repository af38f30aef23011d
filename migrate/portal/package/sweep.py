"""What the package need not keep: files of ours that are none of it any more, half-written ones, empty folders."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from migrate.portal.durable import PART, disk_errors

OURS = ("articles", "files", "trs-wcm")


def sweep(root: Path, expects: Callable[[str], bool], hide: Callable[[str], None]) -> int:
    """Take away what is ours and not expected, stored files by `hide`; gives how many there were."""
    removed = 0
    with disk_errors(root):
        for part in root.glob(f"*{PART}"):
            part.unlink()
        for place in _files(root):
            path = place.relative_to(root).as_posix()
            if place.name.endswith(PART):
                place.unlink()
            elif expects(path):
                continue
            elif path.startswith("files/"):
                hide(path)
                place.unlink(missing_ok=True)  # the same is held already
                removed += 1
            else:
                place.unlink()
                removed += 1
            _remove_empty(place.parent, root)
    return removed


def _files(root: Path) -> Iterator[Path]:
    for name in OURS:
        for folder, _, names in os.walk(root / name, topdown=False):
            yield from (Path(folder) / one for one in sorted(names))


def _remove_empty(folder: Path, root: Path) -> None:
    while folder != root and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
