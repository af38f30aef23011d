"""移交包: a folder in the BagIt form (RFC 8493), made with the library of the Library of Congress.

The payload lies below `data/`. It is copied, never linked: what befalls the workspace later must not befall what was
handed over.
"""

import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import bagit

from archive.errors import ArchiveError
from archive.warc import make_folder

PAYLOAD = "data"
MANIFEST = "manifest-sha256.txt"
LINE = 600  # bytes that a file costs beside its own: two manifests and the seal, rounded up
_BREAKS = re.compile(r"[\r\n]|%0[AD]", re.I)  # in a name the library does not tell the one from the other


@dataclass(frozen=True)
class Item:
    """One file of the payload: its path below `data/`, where it lies now, and its size."""

    path: str
    file: Path
    size: int

    @property
    def cost(self) -> int:
        """The bytes that it takes in a bag, its lines in the lists included."""
        return self.size + LINE + 3 * len(self.path.encode("utf-8", "replace"))


def parts(items: Iterable[Item], limit: int | None, every: int = 0) -> list[list[Item]]:
    """Give the items in as many bags as the limit asks for, in their order; no file is cut.

    A file that is larger than the limit is a bag of its own. `every` is what each bag holds beside its items.

    >>> [len(one) for one in parts([Item("a", Path(), 5000), Item("b", Path(), 5000), Item("c", Path(), 9)], 7000)]
    [1, 2]
    """
    bags: list[list[Item]] = [[]]
    held = every
    for item in items:
        if limit is not None and bags[-1] and held + item.cost > limit:
            bags.append([])
            held = every
        bags[-1].append(item)
        held += item.cost
    return bags


def too_large(items: Sequence[Item], limit: int | None) -> list[Item]:
    """Give the items that no bag of this size can hold."""
    return [item for item in items if limit is not None and item.cost > limit]


def make_bag(
    folder: Path, items: Iterable[Item], info: Mapping[str, str], expected: Callable[[str], str | None]
) -> int:
    """Make a bag in an empty folder; gives the number of files in its payload.

    `expected` gives the digest that a path of the payload must have, None where nobody knows; another one is an
    ArchiveError.
    """
    make_folder(folder)
    for item in items:
        if _BREAKS.search(item.path):
            raise ArchiveError(f"文件名 {item.path!r} 含有换行或 %0A、%0D，移交包的清单写不下", "请改正文件名后再打包")
        target = folder / item.path
        target.parent.mkdir(parents=True, exist_ok=True)
        _copied(item.file, target)
    try:
        bagit.make_bag(str(folder), dict(info), checksums=["sha256"])
    except (bagit.BagError, OSError) as error:
        raise ArchiveError(f"移交包 {folder} 无法写成（{error}）", "请检查磁盘空间和文件权限后再运行") from error
    count = 0
    for path, digest in payload_digests(folder):
        wanted = expected(path)
        if wanted is not None and wanted != digest:
            raise ArchiveError(f"{path} 与封存时不同，没有打包", "请运行 migrate verify 查明后再打包")
        count += 1
    return count


def payload_digests(folder: Path) -> Iterator[tuple[str, str]]:
    """Give path (below `data/`) and digest of each file that a bag's manifest names."""
    with (folder / MANIFEST).open(encoding="utf-8") as lines:
        for line in lines:
            digest, _, path = line.rstrip("\n").partition("  ")
            yield path.removeprefix(f"{PAYLOAD}/"), digest


def faults_of(folder: Path) -> list[str]:
    """Tell what BagIt's own check finds wrong with a bag; empty where nothing is."""
    try:
        bagit.Bag(str(folder)).validate()
    except bagit.BagValidationError as error:
        return [str(one) for one in error.details] or [str(error)]
    except bagit.BagError as error:
        return [str(error)]
    return []


def _copied(source: Path, target: Path) -> None:
    try:
        shutil.copyfile(source, target)
    except FileNotFoundError as error:
        raise ArchiveError(f"{source} 不在了，没有打包", "请运行 migrate verify 查明后再打包") from error
    except OSError as error:
        raise ArchiveError(f"{target} 无法写入（{error.strerror}）", "请检查磁盘空间和文件权限后再运行") from error
