"""What nobody supplied is listed once, filled in by any program, and goes into every document that asks for it."""

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from migrate.errors import SheetError
from migrate.ledger.book import open_ledger
from migrate.ledger.supplied import all_supplied
from migrate.model import Action
from migrate.run.papers.asking import list_missing, show_changes
from migrate.run.papers.filled import import_supplied
from migrate.run.papers.missing import HEADINGS, KEY, LABEL
from migrate.run.work import Order, Result, Silent
from migrate.settings import Settings
from tests.run.county import site, small
from tests.run.papering import kind, make, papers, row, text_of, tree

ASKED = Order(kind="memo")
FILL = HEADINGS.index("填写") + 1


@pytest.fixture
def office(tmp_path: Path) -> Path:
    sites = [site(1, original={}), site(2, original={"联系电话": "0000-0000101"}), site(3, "栖云县教育局", original={})]
    workspace = small(tmp_path / "w", [(one, Action.SELF_CLOSE) for one in sites])
    kind(workspace)
    return workspace


def listed(workspace: Path) -> Path:
    return list_missing(workspace, Settings(), Silent(), ASKED)[0]


def lines(workbook: Path, sheet: int = 0) -> list[dict[str, object]]:
    heads, *rows = load_workbook(workbook).worksheets[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, heads), row, strict=True)) for row in rows]


def fill(workbook: Path, said: dict[tuple[str, str], object], by: str = "") -> Path:
    """Fill in what is said of a label and a site or unit (the first of the two that the line has)."""
    book = load_workbook(workbook)
    for sheet in book.worksheets:
        heads = [str(cell.value) for cell in sheet[1]]
        for cells in sheet.iter_rows(min_row=2):
            line = dict(zip(heads, cells, strict=True))
            about = (str(line[LABEL].value), str(line["网站"].value or line["主办单位"].value))
            if about in said:
                line["填写"].value = said[about]  # type: ignore[assignment]
                line["填写人"].value = by or None
    book.save(workbook)
    return workbook


def taken(workspace: Path, workbook: Path) -> Result:
    return import_supplied(workspace, Settings(), Silent(), workbook)


def test_what_is_missing_is_one_line_a_field_and_subject(office: Path) -> None:
    workbook, result = list_missing(office, Settings(), Silent(), Order(kind="memo"))
    told = {(line[LABEL], line["网站"] or None, line["主办单位"]) for line in lines(workbook)}
    assert told == {
        ("政府办公室电话", None, "（本办公室）"),
        ("单位负责人", None, "栖云县农业农村局"),
        ("单位负责人", None, "栖云县教育局"),
        ("联系电话", "栖云第1网", "栖云县农业农村局"),
        ("联系电话", "栖云第3网", "栖云县教育局"),
    }
    assert result.counts["待补信息"] == len(told) == len(lines(workbook))
    assert not list((office / "forms").rglob("*")), "nothing is made"
    phone = next(line for line in lines(workbook) if line[LABEL] == "联系电话")
    assert (phone["填什么、由谁提供"], phone["需要它的文书"]) == ("主办单位联系人", "备忘")


def test_a_value_that_was_filled_in_stands_in_every_document_before_every_other_source(office: Path) -> None:
    workbook = fill(listed(office), {
        ("联系电话", "栖云第1网"): "0000-0000777", ("单位负责人", "栖云县农业农村局"): "甲某",
        ("政府办公室电话", "（本办公室）"): "0000-0000001",
    }, by="李某")  # fmt: skip
    assert taken(office, workbook).counts == {"收下的信息": 3}
    make(office)
    there = papers(office)
    assert text_of(office / there["9901230001"])[3:6] == ["0000-0000777", "甲某", "0000-0000001"]
    assert text_of(office / there["9901230002"])[3:6] == ["0000-0000101", "甲某", "0000-0000001"]
    assert text_of(office / there["9901230003"])[3:6] == ["（待填）", "（待填）", "0000-0000001"]
    with open_ledger("", office, writing=False) as ledger, ledger.begin() as connection:
        kept = all_supplied(connection)
    assert {one.by.startswith("李某（") for one in kept} == {True}
    assert {one.file for one in kept} == {"待补信息.xlsx"}
    assert all(one.at for one in kept)


def test_blank_cells_change_nothing_and_the_same_workbook_twice_enters_nothing(office: Path) -> None:
    workbook = fill(listed(office), {("联系电话", "栖云第1网"): "0000-0000777", ("联系电话", "栖云第3网"): "（待填）"})
    assert taken(office, workbook).counts == {"收下的信息": 1}
    assert taken(office, workbook).counts == {"与已填的一致": 1}
    assert {line["网站"] for line in lines(listed(office)) if line[LABEL] == "联系电话"} == {"栖云第3网"}


def test_a_value_is_shown_again_and_taken_back(office: Path) -> None:
    taken(office, fill(listed(office), {("联系电话", "栖云第1网"): "0000-0000777"}))
    again = listed(office)
    assert [(line["网站"], line["现值"]) for line in lines(again, 1)] == [("栖云第1网", "0000-0000777")]
    assert taken(office, fill(again, {("联系电话", "栖云第1网"): "（删除）"})).counts == {"取消的信息": 1}
    make(office)
    assert text_of(office / papers(office)["9901230001"])[3] == "（待填）"


@pytest.mark.parametrize(
    "hostile",
    ["{{ 7*7 }}", "<w:br/>&amp;", "+cmd|' /C calc'!A0", "{% for x in y %}", "甲" * 1999, "两行\n文字", "\u202e反写"],
)
def test_a_hostile_value_is_text_in_the_document_and_in_the_workbook(office: Path, hostile: str) -> None:
    taken(office, fill(listed(office), {("联系电话", "栖云第1网"): hostile}))
    make(office)
    said = text_of(office / papers(office)["9901230001"])[3]
    assert "".join(said.split()) == "".join(hostile.replace("\u202e", "").split())
    for cells in load_workbook(listed(office)).worksheets[1].iter_rows():
        assert {cell.data_type for cell in cells} <= {"s", "n"}
        assert not any(cell.hyperlink for cell in cells)


def test_lines_that_cannot_be_used_are_told_with_their_row_and_the_others_are_taken(office: Path) -> None:
    workbook = fill(listed(office), {("联系电话", "栖云第1网"): "0000-0000777"})
    book = load_workbook(workbook)
    sheet = book.worksheets[0]
    key = HEADINGS.index(KEY) + 1
    end = sheet.max_row
    for number, (said, of) in enumerate((("某值", "K123"), ("某值", None), ("长" * 2001, None)), end + 1):
        sheet.cell(number, FILL).value = said
        sheet.cell(number, key).value = of
    sheet.cell(end + 3, key).value = next(cell.value for cell in sheet[end] if cell.column == key)
    book.save(workbook)
    result = taken(office, workbook)
    assert result.counts == {"收下的信息": 1}
    assert [f"第 {end + number} 行" in line for number, line in enumerate(result.waiting, 1)] == [True] * 3
    assert result.exit_code == 1


def test_two_lines_that_say_different_things_of_one_field_are_both_left(office: Path) -> None:
    workbook = fill(listed(office), {("联系电话", "栖云第1网"): "0000-0000777"})
    book = load_workbook(workbook)
    sheet = book.worksheets[0]
    found = next(row for row in sheet.iter_rows(min_row=2) if row[FILL - 1].value)
    sheet.append([cell.value for cell in found])
    sheet.cell(sheet.max_row, FILL).value = "0000-0000888"
    book.save(workbook)
    result = taken(office, workbook)
    assert result.counts == {} and len(result.waiting) == 2


def test_a_workbook_that_was_sorted_renamed_and_moved_about_is_taken(office: Path) -> None:
    workbook = fill(listed(office), {("联系电话", "栖云第1网"): "0000-0000777"})
    heads, *rows = load_workbook(workbook).worksheets[0].iter_rows(values_only=True)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "张三填的"
    sheet.append(["某县补充信息"])
    sheet.append([])
    for cells in [heads, *reversed(rows)]:
        sheet.append(list(reversed(cells)))
    book.save(workbook)
    assert taken(office, workbook).counts == {"收下的信息": 1}


def test_a_csv_of_the_workbook_is_taken(office: Path, tmp_path: Path) -> None:
    rows = load_workbook(fill(listed(office), {("联系电话", "栖云第1网"): "0000-0000777"})).worksheets[0]
    text = "\n".join(",".join(str(cell or "") for cell in cells) for cells in rows.iter_rows(values_only=True))
    (tmp_path / "填.csv").write_bytes(text.encode("gb18030"))
    assert taken(office, tmp_path / "填.csv").counts == {"收下的信息": 1}


def test_a_workbook_of_another_kind_is_refused(office: Path, tmp_path: Path) -> None:
    book = Workbook()
    book.save(tmp_path / "别的.xlsx")
    for file in (tmp_path / "别的.xlsx", tmp_path / "没有.xlsx"):
        with pytest.raises(SheetError):
            taken(office, file)


def test_a_table_that_lacks_what_a_site_was_asked_for_shows_it_when_it_is_supplied(office: Path) -> None:
    """A unit's document tells of its sites; what people filled in for a site stands in the site's row too."""
    taken(office, fill(listed(office), {("联系电话", "栖云第1网"): "0000-0000777"}))
    table = '\n[tables.sites]\nlabel = "网站"\nrows = "unit.sites"\n[tables.sites.columns.phone]\nlabel = "电话"\n'
    kind(office, scope="unit")
    file = office / "mappings/forms/memo.toml"
    file.write_text(file.read_text("utf-8") + table + 'sources = ["cells.联系电话"]\n', "utf-8")
    make(office)
    facts = row(office, "memo", "栖云县农业农村局").facts
    assert [line["phone"] for line in facts["sites"]] == ["0000-0000777", "0000-0000101"]


def test_changes_are_shown_without_anything_being_made(office: Path) -> None:
    make(office)
    taken(office, fill(listed(office), {("联系电话", "栖云第1网"): "0000-0000777"}))
    before = tree(office / "forms")
    path, changes, result = show_changes(office, Settings(), Silent(), ASKED)
    assert tree(office / "forms") == before
    assert [change.fields for change in changes] == [(("联系电话", "（待填）", "0000-0000777"),)]
    assert changes[0].lines[1] == "  联系电话：（待填） → 0000-0000777"
    assert [line["现在"] for line in lines(path)] == ["0000-0000777"]
    assert result.counts == {"事实有变的文书": 1}
    make(office)
    assert show_changes(office, Settings(), Silent(), ASKED)[1] == []
