"""What the operator gives beside the sites: lists of addresses and access logs, looked at before anything is begun."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from migrate.crawl.sources.access_logs import is_log
from migrate.crawl.sources.url_lists import Listed, addresses_in_cell, is_site_map, listed
from migrate.errors import MigrateError, SheetError, StageError
from migrate.settings import Settings

TEXTS = frozenset({"", ".txt", ".text", ".lst", ".list", ".url", ".urls", ".xml"})  # by name; others are sheets
BINARY = (b"PK", b"\xd0\xcf\x11\xe0", b"\x09\x08", b"%PDF", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"\x89PNG")
LONGEST = 256 << 20  # bytes of a list of text


@dataclass(frozen=True)
class GivenList:
    """A list as the operator named it, and its addresses as written."""

    name: str
    found: Listed


@dataclass(frozen=True)
class Given:
    """All lists, read; and all logs, of which the first lines were read."""

    lists: tuple[GivenList, ...] = ()
    logs: tuple[Path, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lists or self.logs)


def read_given(settings: Settings, lists: Sequence[Path], logs: Sequence[Path]) -> Given:
    """Read the lists and try the logs; the first that is none is refused before anything is changed."""
    for path in logs:
        try:
            usable = is_log(path)
        except OSError as error:
            raise _unopened("访问日志", path, error) from error
        if not usable:
            raise StageError(
                f"{path} 不是可识别的访问日志",
                "请提供 Apache、nginx 的 common 或 combined 格式，或 IIS 的 W3C 格式的日志",
            )
    return Given(tuple(GivenList(path.name, _read_list(settings, path)) for path in lists), tuple(logs))


def _unopened(what: str, path: Path, error: OSError) -> MigrateError:
    return StageError(f"{what} {path} 无法读取（{error.strerror or type(error).__name__}）", "请检查文件名、路径和权限")


def _read_list(settings: Settings, path: Path) -> Listed:
    try:
        with path.open("rb") as stream:
            content = stream.read(LONGEST + 1)
    except OSError as error:
        raise _unopened("网址清单", path, error) from error
    found = _of_sheet(settings, path, content) if _is_sheet(path, content) else _of_text(path, content)
    if not found.addresses:
        raise StageError(f"网址清单 {path} 中没有网址", "请每行写一个以 http:// 开头的网址，或把网址放在表格的一列里")
    return found


def _is_sheet(path: Path, content: bytes) -> bool:
    if content.startswith(BINARY) or path.suffix.lower() not in TEXTS:
        return True
    return content[:256].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and not is_site_map(content)


def _of_text(path: Path, content: bytes) -> Listed:
    if len(content) > LONGEST:
        raise StageError(f"网址清单 {path} 超过 {LONGEST >> 20} MiB", "请拆分后分别用 --urls 给出")
    return listed(content)


def _of_sheet(settings: Settings, path: Path, content: bytes) -> Listed:
    from migrate.sheet.reading import read_files  # only a sheet pays for its readers

    addresses: list[str] = []
    refused: list[SheetError] = []
    for read in read_files([path], settings.sheet, include_hidden=True):
        if read.pages is None:
            refused += [read.error] if read.error is not None else []
            continue
        for grid in read.pages.grids:
            cells = (value for row in grid.rows.values() for value in row)
            addresses += _of_cells([*cells, *grid.links.values()])
    if addresses or not refused:
        return Listed(tuple(dict.fromkeys(addresses)))
    if path.suffix.lower() != ".csv" or content.startswith(BINARY):
        raise refused[0]
    return _of_text(path, content)  # one column has no separator that it could be known by


def _of_cells(cells: Iterable[object]) -> Iterator[str]:
    for cell in cells:
        if isinstance(cell, str):
            yield from addresses_in_cell(cell)
