"""Classify and review as an office does it: sheet in, workbook out, review back, sheet again."""

import json
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from migrate.demo.sheet import write_sheet
from migrate.errors import SheetError
from migrate.ledger.book import open_ledger
from migrate.ledger.decisions import decision_history
from migrate.ledger.schema import entries
from migrate.ledger.sites import known_sites
from migrate.run.classify import classify
from migrate.run.review import review
from migrate.run.work import Silent
from migrate.settings import Settings
from migrate.sheet.lines import KEY_TITLE, OPINION_SHEET, REVIEW_TITLES, TITLES
from migrate.sheet.styled import HEAD_ROW
from tests.sheet.building import save

DAY = date(2017, 2, 22)
KEY = "dfz.qiyun.gov.example"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    write_sheet(tmp_path / "清理表.xlsx")
    _classify(tmp_path)
    return tmp_path


def _classify(office: Path, **more: object) -> Path:
    sheet = str(office / "清理表.xlsx")
    return classify(office / "ws", Settings(), Silent(), [sheet], **{"as_of": DAY, **more}).workbook  # type: ignore[arg-type]


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
    old = _old_workbook(office)
    _classify(office, as_of=date(2017, 12, 31))
    before = _history(office)
    with pytest.raises(SheetError, match="最近一次分类") as caught:
        review(office / "ws", Settings(), Silent(), old)
    assert "意见已经改变的网站" in caught.value.problem or "这份表是 2017-02-22" in caught.value.problem
    assert _history(office) == before


def _old_workbook(office: Path) -> Path:
    old = office / "old.xlsx"
    old.write_bytes((office / "ws/reports/分类意见.xlsx").read_bytes())
    _fill(old, KEY, "迁移", "王某", "2017-03-01", "")
    return old


def test_a_refusal_shows_how_the_workbook_differs_from_the_newest_classification(office: Path) -> None:
    old = _old_workbook(office)
    rows = [
        ["网站名称", "网址", "是否纳入报送系统", "最后更新时间"],
        ["新网", "new.example", "未纳入", "2014年"],
        ["栖云县地方志网", KEY, "已纳入", "2014年"],  # a close that becomes a migration
    ]
    classify(office / "ws", Settings(), Silent(), [str(save(office / "新表.xlsx", rows))], as_of=DAY)
    with pytest.raises(SheetError) as caught:
        review(office / "ws", Settings(), Silent(), old)
    only_old, only_new, changed = caught.value.problem.split("：")[1].split("，")
    assert only_old.startswith("只在这份表中的网站 5 个（")
    assert only_new == "只在最近一次分类中的网站 1 个（新网）"
    assert changed.startswith("意见已经改变的网站 1 个（")
    assert caught.value.remedy.startswith("请在最近一次 migrate classify 生成的意见表上填写")


def test_a_refusal_says_when_only_the_day_of_reference_differs(office: Path) -> None:
    old = _old_workbook(office)
    _classify(office, as_of=date(2017, 2, 23))
    with pytest.raises(SheetError, match="网站和意见都相同，只是截止日期（这份表是 2017-02-22）"):
        review(office / "ws", Settings(), Silent(), old)


def test_edits_are_named_by_cell_and_entered_once(office: Path) -> None:
    workbook = office / "ws/reports/分类意见.xlsx"
    book = load_workbook(workbook)
    sheet = book[OPINION_SHEET]
    row = _row(sheet, KEY)
    cell = sheet.cell(row, TITLES.index("分类意见") + 1)
    cell.value, address = "保留", cell.coordinate
    book.save(workbook)
    for _ in range(2):
        result = review(office / "ws", Settings(), Silent(), workbook)
        assert result.waiting == [f"分类意见 {address}（分类意见）被改动，现为“保留”，原为“关停”；改动未采用"]
        assert result.exit_code == 1
    assert _history(office) == [("rules", "close")]
    assert _edits(office) == [(KEY, f"分类意见 {address}（分类意见）被改动，现为“保留”，原为“关停”")]


def _edits(office: Path) -> list[tuple[str | None, str]]:
    query = select(entries).where(entries.c.stage == "review", entries.c.event == "edited").order_by(entries.c.id)
    with open_ledger("", office / "ws", writing=False) as ledger, ledger.begin() as connection:
        return [(row.site_key, row.detail["told"]) for row in connection.execute(query)]


def test_an_untouched_workbook_confirms_nothing_and_is_done(office: Path) -> None:
    result = review(office / "ws", Settings(), Silent(), office / "ws/reports/分类意见.xlsx")
    assert (result.exit_code, result.counts) == (0, {"未填写": 6})
    assert _history(office) == [("rules", "close")]


def test_a_form_of_migration_that_a_person_asks_for_stands_and_is_shown_again(office: Path) -> None:
    workbook = office / "ws/reports/分类意见.xlsx"
    _fill(workbook, KEY, "迁移为子站", "王某", "2017-03-01", "")
    _review(office)
    with open_ledger("", office / "ws", writing=False) as ledger, ledger.begin() as connection:
        (site,) = known_sites(connection, [KEY])
    assert (site.verdict, site.action, site.confirmed) == ("migrate", "migrate_subsite", True)
    assert _review_cells(_classify(office), KEY)[:2] == ["迁移为子站", "王某"]
    assert _review(office) == {"复核意见与台账一致": 1, "未填写": 5}


def test_to_agree_where_nothing_was_decided_settles_nothing_and_is_named(tmp_path: Path) -> None:
    rows = [["网站名称", "网址", "是否纳入报送系统"], ["丁网", "d.example", ""]]
    sheet = save(tmp_path / "清理表.xlsx", rows)
    workbook = classify(tmp_path / "ws", Settings(), Silent(), [str(sheet)], as_of=DAY).workbook
    _fill(workbook, "d.example", "同意")
    result = review(tmp_path / "ws", Settings(), Silent(), workbook)
    assert result.waiting == ["丁网（d.example）意见待定，“同意”不能定论，请填写保留、迁移或关停"]
    with open_ledger("", tmp_path / "ws", writing=False) as ledger, ledger.begin() as connection:
        (site,) = known_sites(connection)
    assert not site.confirmed


def test_a_workspace_without_a_classification_takes_no_workbook_back(office: Path) -> None:
    with open_ledger("", office / "new"):
        pass
    with pytest.raises(SheetError, match="还没有分类"):
        review(office / "new", Settings(), Silent(), office / "ws/reports/分类意见.xlsx")


def test_the_json_tells_what_the_sheet_says_whatever_the_office_said(office: Path) -> None:
    _fill(office / "ws/reports/分类意见.xlsx", KEY, "保留", "王某", "2017-03-01", "")
    _review(office)
    _classify(office, json_file=office / "out.json")
    sites = json.loads((office / "out.json").read_text("utf-8"))["sites"]
    assert {site["site_key"]: site["verdict"] for site in sites}[KEY] == "close"
