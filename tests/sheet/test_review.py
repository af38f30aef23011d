"""The opinion workbook handed back: what a person wrote is found whatever programs and hands did to the rest."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from migrate.errors import SheetError
from migrate.model import Action, Verdict
from migrate.sheet.lines import KEY_TITLE, OPINION_SHEET, TITLES
from migrate.sheet.verdicts import WORDS, read_verdict
from tests.sheet.building import save
from tests.sheet.opinions import ROWS, column, fill, opinion, review


def cell(title: str, row: int, name: bool = True) -> str:
    letter = chr(64 + TITLES.index(title) + 1)
    return f"{title} {letter}{row}" if name else f"{letter}{row}"


def test_a_blank_workbook_confirms_nothing_and_shows_no_edit(tmp_path: Path) -> None:
    back = review(opinion(tmp_path))
    assert (back.classification, back.as_of, back.confirmations, back.edits) == ("7", "2017-02-22", (), ())
    assert back.unconfirmed == ("a.example", "b.example")
    assert [mark.verdict for mark in back.marks.values()] == ["close", "migrate"]


@pytest.mark.parametrize("day", ["2017年2月28日", "2017-02-28", "2017.2.28", date(2017, 2, 28), datetime(2017, 2, 28)])
def test_a_filled_opinion_confirms_with_who_when_and_why(tmp_path: Path, day: Any) -> None:
    path = opinion(tmp_path)
    fill(path, 3, 复核意见="同意", 复核人="复核员", 复核日期=day)
    fill(path, 4, 复核意见="保留", 复核说明="上级要求")
    agreed, kept = review(path).confirmations
    assert (agreed.site_key, agreed.verdict, agreed.reviewer, agreed.confirmed_on) == (
        "a.example", None, "复核员", date(2017, 2, 28),
    )  # fmt: skip
    assert (kept.site_key, kept.verdict, kept.reason, kept.row) == ("b.example", Verdict.KEEP, "上级要求", 4)


@pytest.mark.parametrize(
    ("said", "verdict", "action"),
    [
        ("同意", None, None),
        (" 同 意。", None, None),
        ("无异议", None, None),
        ("拟保留", Verdict.KEEP, None),
        ("同意迁移", Verdict.MIGRATE, None),
        ("注销", Verdict.CLOSE, None),
        ("关停、注销", Verdict.CLOSE, None),
        ("迁移为子站", Verdict.MIGRATE, Action.MIGRATE_SUBSITE),
        ("建议迁移为栏目、频道", Verdict.MIGRATE, Action.MIGRATE_CHANNEL),
        ("申请例外", Verdict.KEEP, Action.EXCEPTION),
        ("自主关停、注销", Verdict.CLOSE, Action.SELF_CLOSE),
    ],
)
def test_an_opinion_is_read_in_its_near_spellings(said: str, verdict: Verdict, action: Action) -> None:
    assert read_verdict(said) == (verdict, action)


@pytest.mark.parametrize("said", ["不同意", "看情况", "保留或迁移", "同上", "待定", "不保留", "暂不关停"])
def test_what_is_no_clear_opinion_is_none(said: str) -> None:
    assert read_verdict(said) is None


def test_every_word_that_a_new_workbook_shows_is_read_as_what_it_stands_for() -> None:
    for word, shown in WORDS.items():
        verdict, action = read_verdict(shown) or (None, None)
        assert str(action or verdict or "agree") == word


def test_all_unreadable_cells_are_named_at_once(tmp_path: Path) -> None:
    path = opinion(tmp_path)
    fill(path, 3, 复核意见="看情况")
    fill(path, 4, 复核意见="同意", 复核日期="某日")
    with pytest.raises(SheetError) as caught:
        review(path)
    assert "有 2 处" in caught.value.problem
    assert f"{cell('复核意见', 3)} 的“看情况”" in caught.value.problem
    assert f"{cell('复核日期', 4)} 的日期“某日”" in caught.value.problem


def test_a_formula_without_a_result_is_no_blank(tmp_path: Path) -> None:
    path = opinion(tmp_path)
    fill(path, 3, 复核意见='=IF(1,"同意","")')
    with pytest.raises(SheetError, match=f"{cell('复核意见', 3)} 的公式没有保存结果"):
        review(path)


def test_an_opinion_in_merged_cells_is_that_of_every_line_beside_them(tmp_path: Path) -> None:
    path = opinion(tmp_path)
    fill(path, 3, 复核意见="关停")
    book = load_workbook(path)
    book[OPINION_SHEET].merge_cells(f"{cell('复核意见', 3, False)}:{cell('复核意见', 4, False)}")
    book.save(path)
    assert [(one.site_key, one.verdict) for one in review(path).confirmations] == [
        ("a.example", Verdict.CLOSE), ("b.example", Verdict.CLOSE),
    ]  # fmt: skip


def test_a_day_after_today_is_named(tmp_path: Path) -> None:
    path = opinion(tmp_path)
    fill(path, 3, 复核意见="同意", 复核日期="2018年3月1日")
    with pytest.raises(SheetError, match="晚于今天"):
        review(path)


def test_a_reviewer_without_an_opinion_is_a_forgotten_opinion(tmp_path: Path) -> None:
    path = opinion(tmp_path)
    fill(path, 3, 复核人="复核员")
    with pytest.raises(SheetError, match=f"{cell('复核意见', 3)} 没有填写"):
        review(path)


def test_edited_cells_are_pointed_out_with_what_they_say_and_what_the_verdict_was(tmp_path: Path) -> None:
    path = opinion(tmp_path)
    fill(path, 3, 分类意见="保留", 网站名称="甲网（新）", 复核意见="同意")
    back = review(path)
    assert [(edit.site_key, edit.told) for edit in back.edits] == [
        ("a.example", f"分类意见 {cell('网站名称', 3, False)}（网站名称）被改动，现为“甲网（新）”"),
        ("a.example", f"分类意见 {cell('分类意见', 3, False)}（分类意见）被改动，现为“保留”，原为“关停”"),
    ]
    assert len(back.confirmations) == 1  # who corrects a name may confirm nevertheless


def test_a_deleted_line_and_a_new_one_are_named(tmp_path: Path) -> None:
    path = opinion(tmp_path)
    book = load_workbook(path)
    book[OPINION_SHEET].delete_rows(3)
    book[OPINION_SHEET].cell(4, 2).value = "合计"
    book.save(path)
    assert [(edit.site_key, edit.told) for edit in review(path).edits] == [
        (None, "分类意见 第 4 行不是原有的行，没有采用"),
        ("a.example", "甲网（a.example）的一行被删除，没有复核"),
    ]


def _sorted(sheet: Any) -> None:
    lines = [[one.value for one in row] for row in sheet.iter_rows(min_row=3, max_row=4)]
    for row, line in enumerate(reversed(lines), 3):
        for number, value in enumerate(line, 1):
            sheet.cell(row, number).value = value


def _moved(sheet: Any) -> None:
    at = column(sheet, KEY_TITLE)
    for row in range(2, sheet.max_row + 1):
        values = [sheet.cell(row, number).value for number in range(1, at + 1)]
        for number, value in enumerate([values[-1], "新列" if row == 2 else "注", *values[:-1]], 1):
            sheet.cell(row, number).value = value


@pytest.mark.parametrize(
    "change",
    [
        _sorted,
        _moved,
        lambda sheet: sheet.insert_rows(1, 3),
        lambda sheet: sheet.insert_rows(4, 2),
        lambda sheet: setattr(sheet, "title", "分类意见（复核）"),
        lambda sheet: setattr(sheet.row_dimensions[3], "hidden", True),
        lambda sheet: setattr(sheet.parent.copy_worksheet(sheet), "title", "副本"),
    ],
    ids=["sorted", "moved", "lines above", "lines between", "renamed", "hidden", "copied"],
)
def test_lines_are_found_whatever_was_done_to_the_sheet(tmp_path: Path, change: Any) -> None:
    path = opinion(tmp_path)
    fill(path, 4, 复核意见="迁移")
    book = load_workbook(path)
    change(book[OPINION_SHEET])
    book.save(path)
    back = review(path)
    assert [(one.site_key, one.verdict) for one in back.confirmations] == [("b.example", Verdict.MIGRATE)]
    assert back.unconfirmed == ("a.example",)
    assert back.edits == ()


def test_the_copy_that_was_filled_in_counts_and_two_that_differ_are_refused(tmp_path: Path) -> None:
    path = opinion(tmp_path)
    book = load_workbook(path)
    copy = book.copy_worksheet(book[OPINION_SHEET])
    copy.title = "副本"
    copy.cell(3, TITLES.index("复核意见") + 1).value = "保留"
    book.save(path)
    assert [one.verdict for one in review(path).confirmations] == [Verdict.KEEP]
    fill(path, 3, 复核意见="关停")
    with pytest.raises(SheetError, match="几张填写不同的意见表：“分类意见”、“副本”"):
        review(path)


def test_lines_of_which_only_some_columns_were_sorted_are_not_confirmed(tmp_path: Path) -> None:
    path = opinion(tmp_path)
    book = load_workbook(path)
    sheet = book[OPINION_SHEET]
    at = column(sheet, KEY_TITLE)
    sheet.cell(3, at).value, sheet.cell(4, at).value = sheet.cell(4, at).value, sheet.cell(3, at).value
    book.save(path)
    fill(path, 3, 复核意见="关停")
    with pytest.raises(SheetError, match="可能只排了部分列"):
        review(path)


def test_a_foreign_workbook_and_a_foreign_line_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SheetError, match="不是本工具生成"):
        review(save(tmp_path / "foreign.xlsx", ROWS))
    with pytest.raises(SheetError, match="找不到文件"):
        review(tmp_path / "none.xlsx")
    path = opinion(tmp_path)
    fill(path, 3, **{KEY_TITLE: "c.example"})
    with pytest.raises(SheetError, match="不在本次分类中"):
        review(path)


def test_columns_that_were_deleted_are_named(tmp_path: Path) -> None:
    path = opinion(tmp_path)
    book = load_workbook(path)
    book[OPINION_SHEET].delete_cols(TITLES.index("复核日期") + 1)
    book.save(path)
    with pytest.raises(SheetError, match="缺少列：复核日期"):
        review(path)


def test_a_workbook_without_its_opinions_is_refused(tmp_path: Path) -> None:
    path = opinion(tmp_path)
    book = load_workbook(path)
    del book[OPINION_SHEET]
    book.save(path)
    with pytest.raises(SheetError, match="没有“分类意见”工作表"):
        review(path)
