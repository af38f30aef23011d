"""What every reader is given and what it gives: one file's bytes under the name the operator knows → raw sheets."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from migrate.errors import SheetError
from migrate.sheet.cells.text import Value
from migrate.sheet.grid import Merge, Place

MARK = "gov-site-migrate"  # the document property that our own workbooks carry
OWN_SHEET = "标识"  # their sheet whose first cell holds the same word
SAVE_AS = "请在 Excel 或 WPS 中打开，另存为 .xlsx 后重新运行"
ASK_AGAIN = "请重新复制或向填报单位重新索取"
MOST_CELLS = 24_000_000  # a sheet is read as one rectangle; calamine takes 24 bytes for each cell of it
MOST_COLUMNS = 16_384  # the last column of a spreadsheet program is XFD


@dataclass(frozen=True)
class Source:
    """One file: its name as given (`a.zip/b.xls` inside an archive) and its bytes, which can be read again."""

    name: str
    stream: BinaryIO

    def opening(self, length: int) -> bytes:
        """The first bytes."""
        self.stream.seek(0)
        return self.stream.read(length)

    def content(self, most: int) -> bytes:
        """All bytes; SheetError where there are more than `most`."""
        content = self.opening(most + 1)
        if len(content) > most:
            raise too_large(self.name, most)
        return content


@dataclass(frozen=True)
class RawSheet:
    """One sheet as its file has it: numbered rows of values, and what lies over them."""

    name: str | None
    rows: Iterable[tuple[int, list[Value]]]
    merges: tuple[Merge, ...] = ()
    links: Mapping[Place, str] = field(default_factory=dict)
    lost: frozenset[Place] = frozenset()


@dataclass(frozen=True)
class RawBook:
    """One file's sheets in their order, read one after the other, and the names of the hidden ones that were left."""

    sheets: Iterator[RawSheet]
    hidden: tuple[str, ...] = ()


def too_large(name: str, most: int) -> SheetError:
    """The refusal of a file that unpacks to more than the limit."""
    return SheetError(f"{name} 解压后超过 {most >> 20} MiB", "请确认文件是否正确，或调高 [sheet] max_unpacked")


def too_long(name: str, sheet: str | None, most: int) -> SheetError:
    """The refusal of a sheet with more rows than the limit."""
    where = f"{name} 的工作表“{sheet}”" if sheet is not None else f"{name} "
    return SheetError(f"{where}超过 {most} 行", "请删除多余的行，或拆分后重新运行，或调高 [sheet] max_rows")


def too_wide(name: str, sheet: str | None) -> SheetError:
    """The refusal of a sheet whose cells lie so far apart that no table can be meant."""
    where = f"{name} 的工作表“{sheet}”" if sheet is not None else f"{name} 的"
    return SheetError(f"{where}范围过大（末尾的行或列里有零散内容）", "请删去表格以外的行和列，另存后重新运行")


def broken(name: str) -> SheetError:
    """The refusal of a file whose content cannot be read."""
    return SheetError(f"{name} 的内容已损坏或不完整，无法读取", ASK_AGAIN)


def locked(name: str) -> SheetError:
    """The refusal of an encrypted file."""
    return SheetError(f"{name} 已加密", "请取消打开密码，另存后重新运行")
