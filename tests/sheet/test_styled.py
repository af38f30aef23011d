"""Rows written straight into the stream: every reader finds in them what was put in."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from migrate.sheet.styled import (
    LINE_HEIGHT,
    LONGEST_TEXT,
    MOST_LINES,
    NUMBER,
    OPEN,
    TEXT,
    breadth,
    height_of,
    new_book,
    stored,
)

ODD = (
    "普通", "", "a & b < c > d", '"引号" \'撇号\'', " 前后有空格 ", "两\n行", "=1+1", "+1", "-1", "@cmd", "\t=1",
    "0012", "1e5", "<r>x</r>", "http://a.example", "𠮷野家", "_x 下划线",
)  # fmt: skip


def put(path: Path, rows: list[list[str | int]]) -> Path:
    with new_book(path) as book:
        sheet = book.add_sheet("甲")
        for number, row in enumerate(rows, 1):
            styles = [book.styles[NUMBER if isinstance(value, int) else TEXT] for value in row]
            sheet.put_row(number, row, styles, 20)
    return path


def read_both(path: Path) -> tuple[list[list[Any]], list[list[Any]]]:
    slow = [[cell.value if cell.value is not None else "" for cell in row] for row in load_workbook(path)["甲"].rows]
    return slow, CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)


def test_openpyxl_and_calamine_read_what_was_written(tmp_path: Path) -> None:
    rows: list[list[str | int]] = [[text, number, text] for number, text in enumerate(ODD)]
    slow, quick = read_both(put(tmp_path / "a.xlsx", rows))
    assert slow == rows
    assert quick == rows


def test_no_text_is_a_formula_and_live_looking_ones_stay_text_when_edited(tmp_path: Path) -> None:
    sheet = load_workbook(put(tmp_path / "a.xlsx", [[text] for text in ODD]))["甲"]
    for row, text in enumerate(ODD, 1):
        cell = sheet.cell(row, 1)
        assert cell.data_type != "f"
        assert bool(cell.quotePrefix) == text.startswith(("=", "+", "-", "@", "\t"))
        assert cell.hyperlink is None


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.text(max_size=20), min_size=3, max_size=3), min_size=1, max_size=4))
def test_any_text_is_read_back_as_it_is_stored(tmp_path: Path, rows: list[list[str]]) -> None:
    rows = [[text.replace("_x", "x") for text in row] for row in rows]  # the readers differ on codes of characters
    slow, _ = read_both(put(tmp_path / "a.xlsx", [["头", "头", "头"], *rows]))
    assert slow[1:] == [[stored(text) for text in row] for row in rows] or not any(
        any(map(stored, row)) for row in rows
    )


def test_the_code_of_a_character_stays_the_text_that_it_is(tmp_path: Path) -> None:
    with new_book(tmp_path / "a.xlsx") as book:
        book.add_sheet("甲").put_row(1, ["_x0041_"], [book.styles[TEXT]], 20)
    quick = CalamineWorkbook.from_path(tmp_path / "a.xlsx").get_sheet_by_index(0).to_python()
    assert quick == [["_x0041_"]]  # not A


@pytest.mark.parametrize("text", ["字" * 40_000, "𠮷" * 20_000])
def test_a_text_is_cut_where_a_cell_ends(tmp_path: Path, text: str) -> None:
    value = load_workbook(put(tmp_path / "a.xlsx", [[text]]))["甲"]["A1"].value
    assert len(value.encode("utf-16-le")) // 2 in (LONGEST_TEXT, LONGEST_TEXT - 1)
    assert text.startswith(value)


def test_control_characters_are_removed_and_line_ends_are_one(tmp_path: Path) -> None:
    slow, quick = read_both(put(tmp_path / "a.xlsx", [["甲\x00\x08乙\x1f\ud800\ufffe", "一\r\n二\r三"]]))
    assert slow == quick == [["甲乙", "一\n二\n三"]]


def test_blank_cells_have_their_borders(tmp_path: Path) -> None:
    with new_book(tmp_path / "a.xlsx") as book:
        book.add_sheet("甲").put_row(1, ["", "x"], [book.styles[OPEN]] * 2, 20)
    cell = load_workbook(tmp_path / "a.xlsx")["甲"]["A1"]
    assert cell.border.left.style == "thin"
    assert cell.fill.fgColor.rgb == "FFFFF9E5"


def test_a_row_out_of_order_or_too_wide_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="row 1"), new_book(tmp_path / "a.xlsx") as book:
        sheet, style = book.add_sheet("甲"), book.styles[TEXT]
        sheet.put_row(2, ["x"], [style], 20)
        sheet.put_row(1, ["x"], [style], 20)
    with pytest.raises(ValueError, match="16385 cells"), new_book(tmp_path / "a.xlsx") as book:
        book.add_sheet("甲").put_row(1, ["x"] * 16_385, [book.styles[TEXT]] * 16_385, 20)
    assert list(tmp_path.iterdir()) == []


def test_a_failed_save_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path / "a.xlsx", [["旧"]])
    before = path.read_bytes()

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "disk full")

    monkeypatch.setattr("zipfile.ZipFile.write", fail)
    with pytest.raises(OSError, match="disk full"):
        put(path, [["新"]])
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["a.xlsx"]


@pytest.mark.parametrize(
    ("values", "rooms", "lines"),
    [
        (["短", 7], [10, 2], 1),
        (["栖云县农业局"], [12], 1),
        (["栖云县农业局网"], [12], 2),
        (["http://a.example/" + "x" * 30], [20], 3),
        (["一\n二\n\n四"], [20], 4),
        (["字" * 5000], [10], MOST_LINES),
    ],
)
def test_a_row_is_as_high_as_its_fullest_cell(values: list[str | int], rooms: list[int], lines: int) -> None:
    assert height_of(values, rooms) == LINE_HEIGHT * lines + 4


def test_a_chinese_character_is_as_broad_as_two_letters() -> None:
    assert [breadth(text) for text in ("ab", "甲乙", "甲a（", "")] == [2, 4, 5, 0]
