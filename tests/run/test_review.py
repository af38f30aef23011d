"""Classify and review as an office does it: sheet in, workbook out, review back, sheet again."""

import json
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from migrate.demo.sheet import write_sheet
from migrate.errors import SheetError
from migrate.ledger.book import open_ledger
from migrate.ledger.sites import decision_history, known_sites
from migrate.run.classify import classify, review
from migrate.run.work import Silent
from migrate.settings import Settings
from migrate.sheet.opinion import HEAD_ROW, KEY_TITLE, OPINION_SHEET, REVIEW_TITLES, TITLES

DAY = date(2017, 2, 22)
KEY = "dfz.qiyun.gov.example"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    write_sheet(tmp_path / "清理表.xlsx")
    _classify(tmp_path)
    return tmp_path


def _classify(office: Path, **more: object) -> Path:
    sheet = str(office / "清理表.xlsx")
    return classify(office / "ws", Settings(), Silent(), [sheet], as_of=DAY, **more).workbook  # type: ignore[arg-type]


def _row(sheet: object, key: str) -> int:
    column = TITLES.index(KEY_TITLE) + 1
    return next(row for row in range(HEAD_ROW + 1, 50) if sheet.cell(row, column).value == key)  # type: ignore[attr-defined]


def _fill(workbook: Path, key: str, *said: object) -> None:
    book = load_workbook(workbook)
    sheet = book[OPINION_SHEET]
    first = TITLES.index(REVIEW_TITLES[0]) + 1
    for column, value in enumerate(said, first):
        sheet.cell(_row(sheet, key), column).value = value
    book.save(workbook)


def _review_cells(workbook: Path, key: str) -> list[object]:
    sheet = load_workbook(workbook)[OPINION_SHEET]
    first = TITLES.index(REVIEW_TITLES[0]) + 1
    return [sheet.cell(_row(sheet, key), column).value for column in range(first, first + len(REVIEW_TITLES))]


def _standing(office: Path) -> dict[str, tuple[str, bool, str]]:
    with open_ledger("", office / "ws", writing=False) as ledger, ledger.begin() as connection:
        return {row.site_key: (row.verdict, row.confirmed, row.made_by) for row in known_sites(connection)}


def _history(office: Path) -> list[tuple[str, str]]:
    with open_ledger("", office / "ws", writing=False) as ledger, ledger.begin() as connection:
        return [(row.made_by, row.verdict) for row in decision_history(connection, [KEY])]


def _review(office: Path) -> dict[str, int]:
    return review(office / "ws", Settings(), Silent(), office / "ws/reports/分类意见.xlsx").counts


def test_what_the_office_says_wins_and_stays_when_the_sheet_is_classified_again(office: Path) -> None:
    _fill(office / "ws/reports/分类意见.xlsx", KEY, "迁移", "王某", "2017-03-01", "县里要求保留内容")
    assert _review(office)["复核意见有变化"] == 1
    assert _standing(office)[KEY] == ("migrate", True, "王某")
    again = _classify(office)
    assert _standing(office)[KEY] == ("migrate", True, "王某")
    assert _review_cells(again, KEY) == ["迁移", "王某", "2017-03-01", "县里要求保留内容"]
    assert _history(office) == [("rules", "close"), ("王某", "migrate")]


def test_a_workbook_that_comes_back_unchanged_changes_nothing(office: Path) -> None:
    workbook = office / "ws/reports/分类意见.xlsx"
    _fill(workbook, KEY, "关停", "王某", date(2017, 3, 1), "")
    _review(office)
    before = _history(office)
    assert _review(office) == {"复核意见与台账一致": 1, "未填写": 5}
    _classify(office)
    assert _review(office) == {"复核意见与台账一致": 1, "未填写": 5}
    assert _history(office) == before


def test_to_agree_later_means_our_opinion_and_not_the_one_that_was_said_before(office: Path) -> None:
    workbook = office / "ws/reports/分类意见.xlsx"
    _fill(workbook, KEY, "保留", "王某", "2017-03-01", "")
    _review(office)
    assert _standing(office)[KEY][0] == "keep"
    _fill(workbook, KEY, "同意", "王某", "2017-03-02", "")
    _review(office)
    assert _standing(office)[KEY] == ("close", True, "王某")
    assert _history(office) == [("rules", "close"), ("王某", "keep"), ("王某", "close")]


def test_the_workbook_of_an_older_classification_is_refused_and_enters_nothing(office: Path) -> None:
    old = office / "old.xlsx"
    old.write_bytes((office / "ws/reports/分类意见.xlsx").read_bytes())
    _fill(old, KEY, "迁移", "王某", "2017-03-01", "")
    sheet = str(office / "清理表.xlsx")
    classify(office / "ws", Settings(), Silent(), [sheet], as_of=date(2017, 12, 31))
    before = _history(office)
    with pytest.raises(SheetError, match="最近一次分类"):
        review(office / "ws", Settings(), Silent(), old)
    assert _history(office) == before


def test_the_json_tells_what_the_sheet_says_whatever_the_office_said(office: Path) -> None:
    _fill(office / "ws/reports/分类意见.xlsx", KEY, "保留", "王某", "2017-03-01", "")
    _review(office)
    _classify(office, json_file=office / "out.json")
    sites = json.loads((office / "out.json").read_text("utf-8"))["sites"]
    assert {site["site_key"]: site["verdict"] for site in sites}[KEY] == "close"
