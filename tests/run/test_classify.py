"""classify and status at the desk: deadlines, explanations, and the office's own rules and days."""

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from migrate.demo.sheet import write_sheet
from tests.run.conftest import Said
from tests.sheet.building import save
from tests.whole.reading import tree

DAY = ("--as-of", "2017-02-22")
DFZ, PORTAL = "dfz.qiyun.gov.example", "9901230001"
CALENDAR = "[stages.self_close]\ndue = 2017-03-21\n[stages.opinion]\ndue = 2017-03-03\n"
Say = Callable[..., Said]


@pytest.fixture
def office(tmp_path: Path) -> Path:
    write_sheet(tmp_path / "清理表.xlsx")
    (tmp_path / "w" / "mappings").mkdir(parents=True)
    return tmp_path


def set_mapping(office: Path, name: str, text: str) -> None:
    (office / "w/mappings" / name).write_text(text, encoding="utf-8")


def classified(office: Path, say: Say, *more: str | Path) -> dict[str, dict[str, object]]:
    """Classify the sheet; gives the sites of the JSON by key."""
    code, _, err = say("classify", office / "清理表.xlsx", "-w", office / "w", "--json", office / "o.json", *DAY, *more)
    assert code in (0, 1), err
    sites = json.loads((office / "o.json").read_text("utf-8"))["sites"]
    return {site["site_key"]: site for site in sites}


# --- deadlines


def test_without_days_of_the_office_the_json_has_no_deadline(office: Path, say: Say) -> None:
    assert {site["deadline"] for site in classified(office, say).values()} == {None}


def test_each_site_of_the_json_carries_the_day_of_its_own_stage(office: Path, say: Say) -> None:
    set_mapping(office, "calendar.toml", CALENDAR)
    for site in classified(office, say).values():
        waits = site["action"] in ("self_close", "exception")
        assert site["deadline"] == ("2017-03-21" if waits else None), site


def test_the_opinion_workbook_shows_the_deadline_of_each_site(office: Path, say: Say) -> None:
    set_mapping(office, "calendar.toml", CALENDAR)
    classified(office, say)
    sheet = openpyxl.load_workbook(office / "w/reports/分类意见.xlsx")["分类意见"]
    cells = {cell.value for row in sheet.iter_rows() for cell in row}
    assert "2017-03-21前（自主关停注销、例外关停阶段）" in cells
    assert "未设定（迁移建设、关停并转阶段）" in cells


def test_status_shows_the_deadlines_and_names_the_sites_that_are_overdue(office: Path, say: Say) -> None:
    set_mapping(office, "calendar.toml", CALENDAR)
    classified(office, say)
    code, out, err = say("status", "-w", office / "w")
    assert (code, err) == (1, "")
    assert "时限" in out and "2017-03-21（逾期）" in out
    late = out[out.index("逾期 2 个：") :].splitlines()
    assert f"  · 栖云县地方志办公室网站（{DFZ}）：自主关停注销、例外关停，应于 2017-03-21 前完成" in late
    assert len(late) == 3


def test_status_without_days_shows_no_deadline_at_all(office: Path, say: Say) -> None:
    classified(office, say)
    _, out, _ = say("status", "-w", office / "w")
    assert "时限" not in out and "逾期" not in out


def test_a_site_that_the_next_sheet_calls_closed_is_no_longer_overdue(office: Path, say: Say) -> None:
    set_mapping(office, "calendar.toml", CALENDAR)
    classified(office, say)
    book = openpyxl.load_workbook(office / "清理表.xlsx")
    sheet = book.worksheets[0]
    [row] = [row for row in sheet.iter_rows(min_row=6) if any(DFZ in str(cell.value) for cell in row)]
    row[6].value = "已注销"
    book.save(office / "清理表.xlsx")
    assert classified(office, say)[DFZ]["action"] == "already_closed"
    _, out, _ = say("status", "-w", office / "w")
    assert "逾期 1 个：" in out and f"（{DFZ}）：" not in out


# --- the office's own rules and days


def test_a_threshold_of_the_office_changes_a_verdict(tmp_path: Path, say: Say) -> None:
    headings = ["网站名称", "网址", "是否纳入全国政府网站信息报送系统", "更新情况", "内容是否单一"]
    rows = [["栖云农业网", "nyj.qiyun.gov.example", "否", "超过两周逾期未更新", "否"]]
    sheet, workspace = save(tmp_path / "表.xlsx", [headings, *rows]), tmp_path / "w"
    (workspace / "mappings").mkdir(parents=True)
    words = ("classify", sheet, "-w", workspace, "--json", tmp_path / "o.json", *DAY)
    say(*words)
    assert json.loads((tmp_path / "o.json").read_text("utf-8"))["sites"][0]["verdict"] == "migrate"
    own = '[thresholds.stale_days]\nvalue = 13\nreason = "本县方案：两周"\n'
    (workspace / "mappings/rules.toml").write_text(own, encoding="utf-8")
    say(*words)
    assert json.loads((tmp_path / "o.json").read_text("utf-8"))["sites"][0]["verdict"] == "close"
    _, out, _ = say("classify", sheet, "-w", workspace, "--explain", "农业", *DAY)
    assert "超过 13 天未更新为长期未更新" in out


def test_a_rule_of_the_office_moves_a_decision_to_another_stage(office: Path, say: Say) -> None:
    set_mapping(office, "calendar.toml", CALENDAR + "[stages.migration]\ndue = 2017-06-30\n")
    set_mapping(office, "rules.toml", '[rules.unlisted_dormant]\nstage = "migration"\nbasis = "县政办发〔2017〕1号"\n')
    site = classified(office, say)[DFZ]
    assert (site["deadline"], site["reasons"][0]["basis"]) == ("2017-06-30", "县政办发〔2017〕1号")  # type: ignore[index]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("calendar.toml", "colour = 1\n[stages.opinion]\ndue = 3\n", ("calendar.toml", "2 处", "colour", "due")),
        ("rules.toml", '[rules.exception]\nstage = "nowhere"\nwhen = "lsted"\n', ("rules.toml", "nowhere", "lsted")),
    ],
)
def test_a_mapping_with_mistakes_is_refused_with_all_of_them_and_nothing_changes(
    office: Path, say: Say, name: str, text: str, words: tuple[str, ...]
) -> None:
    classified(office, say)
    set_mapping(office, name, text)
    before = tree(office)
    for asked in (["classify", office / "清理表.xlsx"], ["classify", "--explain", "dfz"], ["status"]):
        code, out, err = say(*asked, "-w", office / "w")
        assert (code, out) == (2, ""), asked
        assert all(word in err for word in words), err
        assert tree(office) == before


# --- --explain


def test_an_explanation_tells_why_and_leaves_everything_as_it_was(office: Path, say: Say) -> None:
    before = tree(office)
    code, out, err = say("classify", office / "清理表.xlsx", "-w", office / "w", "--explain", DFZ, *DAY)
    assert (code, err) == (0, "")
    assert out.startswith("判断基准：2017-02-22；超过 180 天未更新为长期未更新")
    assert "结论：关停，自主关停、注销" in out and "3 未纳入且长期未更新或内容单薄" in out
    assert "\x1b" not in out
    assert tree(office) == before


def test_all_sites_that_match_are_explained(office: Path, say: Say) -> None:
    code, out, _ = say("classify", office / "清理表.xlsx", "-w", office / "w", "--explain", "栖云", *DAY)
    assert code == 0
    assert out.count("结论：") == 6


def test_a_site_that_is_not_on_the_sheet_is_refused_with_names_like_it(office: Path, say: Say) -> None:
    sheet = office / "清理表.xlsx"
    code, out, err = say("classify", sheet, "-w", office / "w", "--explain", "栖云县粮食网", *DAY)
    assert (code, out) == (2, "")
    assert "栖云县粮食网" in err and "是否想写 栖云县粮食信息网" in err
    code, _, err = say("classify", sheet, "-w", office / "w", "--explain", "zzz", *DAY)
    assert code == 2
    assert "网站标识码、网址或名称的一部分" in err


def test_without_a_sheet_those_of_the_newest_classification_are_read_again_as_of_its_day(
    office: Path, say: Say
) -> None:
    classified(office, say)
    before = tree(office)
    code, out, err = say("classify", "-w", office / "w", "--explain", DFZ)
    assert (code, err) == (0, "")
    assert DFZ in out and out.startswith("判断基准：2017-02-22；")
    assert say("classify", "-w", office / "w", "--explain", DFZ, "--as-of", "2012-07-01")[1].startswith(
        "判断基准：2012-07-01；"
    )
    assert tree(office) == before


def test_a_hidden_sheet_that_was_read_is_read_again(office: Path, say: Say) -> None:
    book = openpyxl.load_workbook(office / "清理表.xlsx")
    hidden = book.create_sheet("旧表")
    for row in (["网站名称", "网址"], ["栖云科普网", "kpw.qiyun.gov.example"]):
        hidden.append(row)
    hidden.sheet_state = "hidden"
    book.save(office / "清理表.xlsx")
    classified(office, say, "--include-hidden")
    code, out, _ = say("classify", "-w", office / "w", "--explain", "科普")
    assert code == 0
    assert "“旧表”第 2 行" in out


def test_a_row_of_a_folder_or_an_archive_is_read_again_from_where_it_lay(office: Path, say: Say) -> None:
    (office / "各单位").mkdir()
    shutil.move(office / "清理表.xlsx", office / "各单位/甲.xlsx")
    with zipfile.ZipFile(office / "乙.zip", "w") as packed:
        packed.writestr("乙.csv", "网站名称,网址\n栖云科普网,kpw.qiyun.gov.example\n")
    say("classify", office / "各单位", office / "乙.zip", "-w", office / "w", *DAY)
    code, out, err = say("classify", "-w", office / "w", "--explain", "栖云")
    assert (code, err) == (0, "")
    assert "甲.xlsx" in out and "乙.zip/乙.csv" in out


def test_a_sheet_named_from_the_workspace_is_found_from_elsewhere(
    office: Path, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.move(office / "清理表.xlsx", office / "w/清理表.xlsx")
    monkeypatch.chdir(office / "w")
    assert say("classify", "清理表.xlsx", *DAY)[0] in (0, 1)
    monkeypatch.chdir(office)
    assert say("classify", "-w", office / "w", "--explain", DFZ, *DAY)[0] == 0


def test_a_sheet_that_is_gone_is_named_and_the_others_are_read(office: Path, say: Say) -> None:
    other = save(office / "另表.xlsx", [["网站名称", "网址"], ["栖云科普网", "kpw.qiyun.gov.example"]])
    say("classify", office / "清理表.xlsx", other, "-w", office / "w", *DAY)
    other.unlink()
    code, out, err = say("classify", "-w", office / "w", "--explain", DFZ, *DAY)
    assert code == 1
    assert "另表.xlsx 已不在原处" in err and DFZ in out
    (office / "清理表.xlsx").unlink()
    code, out, err = say("classify", "-w", office / "w", "--explain", DFZ, *DAY)
    assert (code, out) == (2, "")
    assert "清理表.xlsx" in err and "--explain" in err


def test_what_a_person_said_of_the_site_is_explained_too(office: Path, say: Say) -> None:
    classified(office, say)
    workbook = office / "w/reports/分类意见.xlsx"
    book = openpyxl.load_workbook(workbook)
    sheet = book["分类意见"]
    heads = {str(cell.value): cell.column for cell in sheet[2]}
    [row] = [row[0].row for row in sheet.iter_rows(min_row=3) if any(cell.value == DFZ for cell in row)]
    for title, text in (("复核意见", "保留"), ("复核人", "王某"), ("复核日期", "2017-03-01"), ("复核说明", "县里要求")):
        sheet.cell(row, heads[title]).value = text
    book.save(workbook)
    say("review", workbook, "-w", office / "w")
    _, out, _ = say("classify", "-w", office / "w", "--explain", DFZ, *DAY)
    assert "办公室复核意见：保留（王某，2017-03-01，县里要求）；办公室的意见优先于规则" in out


@pytest.mark.parametrize("more", [("-o", "x.xlsx"), ("--json", "x.json")])
def test_an_explanation_does_not_go_with_files_to_write(
    office: Path, say: Say, more: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(office)
    code, out, err = say("classify", "清理表.xlsx", "-w", "w", "--explain", DFZ, *more)
    assert (code, out) == (2, "")
    assert "--explain" in err and "--json" in err
    assert not (office / more[1]).exists()


def test_an_explanation_without_sheets_needs_a_classification(tmp_path: Path, say: Say) -> None:
    code, out, err = say("classify", "-w", tmp_path / "w", "--explain", DFZ)
    assert (code, out) == (2, "")
    assert "migrate classify" in err
    assert tree(tmp_path) == {}
