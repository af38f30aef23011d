"""Whatever stands in the cells, the reader does not break down and every row with text ends in exactly one list."""

import csv
import io
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from migrate.errors import SheetError
from migrate.sheet.result import SheetResult, as_json
from tests.sheet.building import decide, read, rows_of, shipped

NO_TABLE = ("没有数据行", "没有可识别的表头", "没有任何内容", "空文件", "没有分列")
HEADINGS = sorted(shipped()[0].exact)
SAID = [
    "序号", "网站名称", "网址", "主办单位", "合计", "小计", "注：", "填表说明：1.", "一、县直", "主要负责人签字：",
    "无", "无网站",
    "/", "—", "√", "■是□否", "○有●无", "关停并转", "www.a.example", "http://http://b.example", "栖云县人民政府门户网站",
    "1304000001", "1.30E+09", "2016.3", "二○○七年十月", "201733日", "#REF!", "#N/A", "=A1", "=1/0",
    '=HYPERLINK("http://c.example/","进入")', "=HYPERLINK(A1)", "网站名称：甲网", "12条", "'", "\u200b", "\u3000",
]  # fmt: skip
TEXTS = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn")), max_size=16)
CELLS = st.one_of(
    st.none(),
    st.sampled_from(SAID),
    st.sampled_from(HEADINGS),
    TEXTS,
    TEXTS.map(lambda text: text + "\n" + text),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(date(1900, 3, 1)),
    st.datetimes(datetime(1900, 3, 1)),
    st.times(),
    st.timedeltas(timedelta(0), timedelta(days=9)),
    st.booleans(),
)
HEADERS = st.one_of(
    st.just([]),
    st.just([["网站名称", "网址", "网站标识码", "主办单位", "状态", "最后更新时间", "分类意见"]]),
    st.just([["序号", "网站", None, "保障能力", None], [None, "网站名称", "网址", "内容", "技术"]]),
    st.just([["网站标识码", "网站名称", "首页url", "最后更新日期", "未更新天数", "首页不更新"]]),
    st.just([["标识码", "网站名称", "单位", "人员类别", "姓名", "手机"]]),
    st.lists(st.lists(st.sampled_from(HEADINGS), min_size=2, max_size=7), min_size=1, max_size=3),
)
GRIDS = st.builds(
    lambda above, header, below: [*above, *header, *below],
    st.lists(st.lists(CELLS, max_size=3), max_size=2),
    HEADERS,
    st.lists(st.lists(CELLS, max_size=7), min_size=1, max_size=9),
)
PLACES = st.tuples(st.integers(1, 7), st.integers(1, 12))  # column, row
MERGES = st.lists(st.tuples(PLACES, st.integers(0, 3), st.integers(0, 3)), max_size=3)
LINKS = st.lists(
    st.tuples(PLACES, st.sampled_from(["http://d.example/", "mailto:a@d.example", "#Sheet1!A1"])), max_size=2
)
OFTEN = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
Grid = list[list[Any]]


@OFTEN
@given(grid=GRIDS, merges=MERGES, links=LINKS, hidden=st.sets(st.integers(1, 12), max_size=2))
def test_any_workbook_is_accounted_for_row_by_row(
    tmp_path: Path, grid: Grid, merges: list[Any], links: list[Any], hidden: set[int]
) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    _fill(page, grid, merges, links)
    for row in hidden:
        page.row_dimensions[row].hidden = True
    book.save(tmp_path / "any.xlsx")
    told = _read(tmp_path / "any.xlsx")
    if told is not None:
        accounted = [row for _, _, row in rows_of(told)]
        assert len(accounted) == len(set(accounted)), "a row stands in two lists"
        assert _rows(page, visible=True) <= set(accounted) <= _rows(page, visible=False)


@OFTEN
@given(grid=GRIDS, encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]), comma=st.sampled_from(",\t;"))
def test_any_text_table_is_accounted_for_record_by_record(
    tmp_path: Path, grid: Grid, encoding: str, comma: str
) -> None:
    width = max(map(len, grid))
    rows = [[_in_one_line(cell) for cell in row] + [""] * (width - len(row)) for row in grid]
    text = io.StringIO()
    csv.writer(text, delimiter=comma).writerows(rows)
    (tmp_path / "any.csv").write_bytes(text.getvalue().encode(encoding))
    told = _read(tmp_path / "any.csv")
    if told is not None:
        accounted = [row for _, _, row in rows_of(told)]
        assert len(accounted) == len(set(accounted)), "a row stands in two lists"
        seen = {number for number, row in enumerate(rows, 1) if any(map(_seen, row))}
        assert seen <= set(accounted) <= {number for number, row in enumerate(rows, 1) if any(row)}


@OFTEN
@given(content=st.binary(max_size=400), opening=st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"<table>"]))
def test_any_bytes_are_a_table_or_refused_in_one_sentence(tmp_path: Path, content: bytes, opening: bytes) -> None:
    (tmp_path / "any.xls").write_bytes(opening + content)
    try:
        assert read(tmp_path / "any.xls").sites is not None
    except SheetError as error:
        assert error.problem
        assert error.remedy
        assert "\n" not in str(error)


def _fill(page: Worksheet, grid: Grid, merges: Sequence[Any], links: Sequence[Any]) -> None:
    for number, row in enumerate(grid, 1):
        for column, value in enumerate(row, 1):
            page.cell(number, column).value = value
    taken: list[CellRange] = []
    for (left, top), wide, high in merges:
        area = CellRange(min_col=left, min_row=top, max_col=left + wide, max_row=top + high)
        if (wide or high) and all(area.isdisjoint(other) for other in taken):
            page.merge_cells(area.coord)
            taken.append(area)
    for (column, row), target in links:
        cell = page.cell(row, column)
        if cell.value is not None:
            cell.hyperlink = target


def _read(path: Path) -> SheetResult | None:
    """What the reader tells, with every site decided; None where it finds no table."""
    try:
        result = read(path)
    except SheetError as error:
        assert any(word in error.problem for word in NO_TABLE), error
        event(error.problem.rpartition(path.name)[2])
        return None
    event(f"sites: {bool(result.sites)}, rejected: {bool(result.rejected)}")
    said = as_json(result, decide(result))
    assert len(said["sites"]) == len(result.sites)
    return result


def _rows(page: Worksheet, *, visible: bool) -> set[int]:
    """The rows in which something stands; with `visible` only those where a person sees it."""
    told: set[int] = set()
    for number, row in enumerate(page.iter_rows(values_only=True), 1):
        texts = [str(value) for value in row if value is not None and not (visible and _is_formula(value))]
        if any(_seen(text) if visible else text for text in texts):
            told.add(number)
    return told


def _is_formula(value: Any) -> bool:
    """Whether the library writes the text as a formula, which has no result then."""
    return isinstance(value, str) and value.startswith("=") and len(value) > 1


def _seen(text: str) -> bool:
    """Whether the text has a character that a person surely sees."""
    return any(unicodedata.category(character)[0] not in "ZC" for character in text)


def _in_one_line(value: Any) -> str:
    return "" if value is None else " ".join(str(value).replace("\x00", "").splitlines())
