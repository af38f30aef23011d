"""The rows of a table told apart: sites, rows that should be one and cannot be read, and no data at all."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from migrate.sheet.cells.addresses import read_addresses
from migrate.sheet.cells.codes import read_code
from migrate.sheet.cells.text import Value, bare, text_of
from migrate.sheet.cells.words import Words
from migrate.sheet.examples import is_placeholder
from migrate.sheet.grid import Grid, column_letters
from migrate.sheet.headings import Heading
from migrate.sheet.tables import Table

_CHAPTER = re.compile(r"^(?:[（(]?[一二三四五六七八九十]{1,3}[)）、.．]|第[一二三四五六七八九十]+(?:部分|类|章))")
_ORDINAL = re.compile(r"^[（(]?[一二三四五六七八九十]{1,3}[)）、.．]?$")
_NUMBERED = re.compile(r"^[（(]?\d{1,2}[)）、.．]\s*\D")
_SITE_WORDS = re.compile(r"网$|网站|门户|平台|系统|在线|频道|信息港|之窗|网[（(]")
_ERROR = re.compile(r"#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NULL!|NUM!)")  # a formula that broke
_PROSE = re.compile(r"[。；]|填写|“.*”.*[，,]")  # an instruction with an example, in the column of the names
_NO_SITE = re.compile(
    r"(?:[我本该](?:单位|部门|中心|街道|[局委办镇乡处院所会站])?)?(?:目前|暂时?|尚|现|一直|从)*"
    r"(?:没有?|无|未)(?:开办|开设|开通|建设?|建立|设立|设|有)*(?:独立|政府|门户|部门|单位|自己|的)*网站[。.！]?"
)
_PEOPLE_OR_NUMBER = frozenset({"no", "person", "note"})


class Said(NamedTuple):
    """One cell: clean text, raw value, heading, place, link, whether a formula lost its result."""

    text: str
    value: Value
    heading: Heading
    row: int
    column: int
    link: str = ""
    lost: bool = False

    @property
    def place(self) -> str:
        """Where it stands, as a person finds it: the heading and the cell's address."""
        return f"{self.heading.title} {column_letters(self.column)}{self.row}"


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a table with its cells by field; `also_rows` repeat the site for other people."""

    row: int
    table: Table
    cells: Mapping[str, Sequence[Said]]
    original: Mapping[str, str]
    also_rows: tuple[int, ...] = ()
    merged: frozenset[str] = frozenset()

    def first(self, *fields: str) -> Said | None:
        """The first cell with something in it among the fields, in their order."""
        for name in fields:
            for said in self.cells.get(name, ()):
                if said.text or said.link or said.lost:
                    return said
        return None

    def text(self, *fields: str) -> str:
        """The text of that cell; empty where there is none."""
        said = self.first(*fields)
        return said.text if said is not None else ""


@dataclass(frozen=True)
class NotData:
    """A row with text that is no site: why it is skipped, or with `problem` and `remedy` why it is sent back."""

    row: int
    why: str
    remedy: str = ""

    @property
    def rejected(self) -> bool:
        """Whether the row should have been a site."""
        return bool(self.remedy)


def read_rows(grid: Grid, table: Table, words: Words) -> Iterator[Record | NotData]:
    """Every row below the table's header that has text of its own, in order, each exactly once."""
    in_foot = False
    before: Record | None = None
    for row in table.rows:
        if not grid.has_own_text(row):
            continue
        record = _record(grid, table, row)
        if before is not None and _is_next_person(record):
            yield Record(row, table, before.cells, before.original, (), frozenset({"site_name"}))
            continue
        why = _no_data(grid, record, words, in_foot)
        if why:
            in_foot = in_foot or why == FOOT
            yield NotData(row, why)
        elif _is_site(record):
            in_foot, before = False, record
            yield record
        else:
            yield _sent_back(grid, record)


FOOT = "表尾注记或签字"


def _record(grid: Grid, table: Table, row: int) -> Record:
    values = grid.rows[row]
    width = len(values)
    cells: dict[str, list[Said]] = {}
    original: dict[str, str] = {}
    for heading, title in table.titled:
        column = heading.column
        value = values[column - 1] if column <= width else None
        link = grid.links.get((row, column), "") if grid.links else ""
        lost = (row, column) in grid.lost if grid.lost else False
        if value is None and not link and not lost:
            continue
        original[title] = text = text_of(value)
        if heading.field:
            cells.setdefault(heading.field, []).append(Said(text, value, heading, row, column, link, lost))
    return Record(row, table, cells, original, (), _merged(grid, table, row))


def _merged(grid: Grid, table: Table, row: int) -> frozenset[str]:
    """The fields whose cell a vertical merge has filled down into this row."""
    if not grid.filled:
        return frozenset()
    return frozenset(
        heading.field for heading in table.headings if heading.field and (row, heading.column) in grid.filled
    )


def _no_data(grid: Grid, record: Record, words: Words, in_foot: bool) -> str:
    texts = [text for text in grid.texts(record.row) if text]
    has_address = _has_address(record)
    if not has_address and any(_is_subtotal(text, words) for text in texts[:3]):
        return "小计或合计"
    if not texts or _lost_identity(record):
        return ""
    first = texts[0]
    if _is_count_row(texts):
        return "列号行"
    if words.is_("example", first.strip("()（）：: ")) or is_placeholder(record.text("site_name"), record.text("url")):
        return "填写示例"
    name = record.text("site_name")
    if has_address or read_code(_value(record, "site_code"))[0]:
        return ""
    if words.starts("foot", first) and not _speaks_as_site(record, words, first):
        return FOOT
    if not _SITE_WORDS.search(name) and (
        _is_signature(first, words, "foot") or any(_is_signature(text, words) for text in texts)
    ):
        return FOOT
    if in_foot and (len(texts) <= 2 or _NUMBERED.match(first)) and not _SITE_WORDS.search(name):
        return FOOT
    if len(texts) == 1:
        return _lone_text(grid, record, first)
    if len(texts) == 2 and _ORDINAL.match(bare(first)) and not _SITE_WORDS.search(name):
        return "分组标题"
    if len({bare(text) for text in texts}) == 1 and len(texts) > 2:
        return "分组标题"
    if not name or words.is_("no_site", name):
        return _nothing_reported(record, words, name)
    return ""


def _lost_identity(record: Record) -> bool:
    return any(said.lost for name in ("site_name", "url", "site_code") for said in record.cells.get(name, ()))


def _value(record: Record, name: str) -> Value:
    said = record.first(name)
    return said.value if said is not None else None


def _has_address(record: Record) -> bool:
    for name in ("url", "site_name"):
        for said in record.cells.get(name, ()):
            read = read_addresses(said.text)
            if read.urls and (name == "url" or not _PROSE.search(read.rest)):
                return True
            if said.link and read_addresses(said.link).urls:
                return True
    return False


def _is_subtotal(text: str, words: Words) -> bool:
    plain = bare(text)
    return len(plain) <= 20 and (
        words.starts("subtotal", plain) or plain.rstrip("：:").endswith(("小计", "合计", "总计"))
    )


def _is_count_row(texts: list[str]) -> bool:
    """A row such as 1 2 3 4 or (1) (2) (3) or 甲 乙 丙 under the headings."""
    if len(texts) < 3:
        return False
    plain = [text.strip("()（） ") for text in texts]
    if plain[0] in ("甲", "A"):
        lettered = next((number for number, text in enumerate(plain) if text.isdigit()), len(plain))
        plain, letters = plain[lettered:], plain[:lettered]
        if any(len(text) != 1 for text in letters):
            return False
    if not all(text.isdigit() and len(text) < 3 for text in plain):
        return False
    numbers = [int(text) for text in plain]
    return all(after - before == 1 for before, after in pairwise(numbers))


def _is_signature(text: str, words: Words, group: str = "signature") -> bool:
    """A label of who signs or when, with its colon: 单位主要负责人签字："""
    label, colon, _ = text.replace("：", ":").partition(":")
    return bool(colon) and len(label) <= 16 and words.has(group, label)


def _speaks_as_site(record: Record, words: Words, first: str) -> bool:
    """A site whose first cell happens to begin like a note: it has a name of its own in another cell."""
    name = record.text("site_name")
    if not name or words.is_("no_site", name) or _NUMBERED.match(name):
        return False
    if words.is_("foot", first.rstrip("：:")):
        return bool(_SITE_WORDS.search(name)) and first[-1] not in "：:"
    if bare(name) != bare(first):
        return not any(mark in first for mark in "：:") and not words.starts("foot", name)
    return bool(_SITE_WORDS.search(name)) and not any(mark in first for mark in "：:")


def _lone_text(grid: Grid, record: Record, text: str) -> str:
    column = next(number for number, value in enumerate(grid.rows[record.row], 1) if text_of(value))
    if any(merge.top == record.row and merge.left == column and merge.right > column for merge in grid.merges):
        return "分组标题"
    if _CHAPTER.match(text):
        return "分组标题"
    if record.table.followed and record.row == record.table.rows[-1]:
        return "标题或说明"
    named = record.text("site_name") == text and len(text) <= 40
    if named and _SITE_WORDS.search(text) and not _NUMBERED.match(text):
        return ""
    return "只有序号" if text.isdigit() else "分组标题或说明"


def _nothing_reported(record: Record, words: Words, name: str) -> str:
    """A row without a name: numbered in advance, or a unit that reports that it has no site."""
    told = [
        said.text
        for field_name, cells in record.cells.items()
        if field_name not in ("no", "owner", "region", "supervisor", "site_name")
        for said in cells
        if said.text and not _says_no_site(said.text, words) and not words.is_("blank", said.text)
    ]
    noted = any(_NO_SITE.fullmatch(bare(said.text)) for said in record.cells.get("note", ()))
    if (name or noted) and not [text for text in told if not words.is_("no", text)]:
        return "单位填报没有网站"
    unmapped = len([text for text in record.original.values() if text])
    mapped = sum(1 for cells in record.cells.values() for said in cells if said.text)
    if told or unmapped > mapped or any(said.lost for cells in record.cells.values() for said in cells):
        return ""
    return "没有填写网站" if record.text("owner", "supervisor") else "只有序号"


def reports_none(record: Record, words: Words) -> bool:
    """Whether a unit writes where the site's name belongs that it has none, and gives no address or code."""
    name = record.text("site_name")
    own_code = read_code(_value(record, "site_code"))[0]
    return bool(name) and _says_no_site(name, words) and not _has_address(record) and not own_code


def _says_no_site(text: str, words: Words) -> bool:
    return words.is_("no_site", text) or _NO_SITE.fullmatch(bare(text)) is not None


def _is_next_person(record: Record) -> bool:
    """Only people (and a note) in a row of their own, right below their site."""
    if not record.table.has("person") or record.text("site_name", "url", "site_code", "owner"):
        return False
    told = {name for name, cells in record.cells.items() if any(said.text or said.lost for said in cells)}
    filled = sum(1 for text in record.original.values() if text)
    mapped = sum(1 for cells in record.cells.values() for said in cells if said.text)
    return "person" in told and told <= {"person", "note"} and mapped == filled and mapped > 1


def _is_site(record: Record) -> bool:
    name = record.text("site_name")
    return (
        bool(name and not _ERROR.fullmatch(name))
        or _has_address(record)
        or bool(read_code(_value(record, "site_code"))[0])
    )


def _sent_back(grid: Grid, record: Record) -> NotData:
    named = record.first("site_name", "url", "site_code")
    if named is not None and named.lost:
        return NotData(
            record.row, f"{named.place} 的公式没有保存结果", "请在 Excel 或 WPS 中打开重新计算并保存，或改填文字"
        )
    if named is not None:
        return NotData(
            record.row, f"没有网站名称，{named.place} 的“{named.text[:40]}”无法识别", "请补填网站名称、网址或网站标识码"
        )
    return NotData(record.row, "没有网站名称、网址和网站标识码", "请补填网站名称和网址，或删除此行")


class Repeats:
    """Which rows of a table repeat an earlier site for another person; only the sites' rows are remembered."""

    def __init__(self, grid: Grid, table: Table) -> None:
        self._grid, self._table = grid, table
        self._firsts: dict[tuple[str, ...], int] = {}

    def first_of(self, record: Record) -> int | None:
        """The row of the site that this record repeats; None where it is a site of its own."""
        identity = tuple(bare(record.text(name)).lower() for name in ("site_code", "site_name", "url"))
        first = self._firsts.setdefault(identity, record.row)
        if first == record.row:
            return None
        return first if _repeats(_record(self._grid, self._table, first), record) else None


def _repeats(before: Record, record: Record) -> bool:
    by_merge = bool(record.merged & {"site_name", "url", "site_code"})
    people = [[said.text for said in one.cells.get("person", ())] for one in (before, record)]
    if not by_merge and (people[0] == people[1] or not any(people[1])):
        return False
    for name, cells in record.cells.items():
        if name in _PEOPLE_OR_NUMBER:
            continue
        told = [said.text for said in cells]
        earlier = [said.text for said in before.cells.get(name, ())]
        if any(told) and any(earlier) and told != earlier:
            return False
    return True
