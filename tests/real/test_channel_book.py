"""The workbook of channel maps in LibreOffice: filled in, saved again in other formats, it is taken back the same."""

from pathlib import Path

import pytest

from migrate.sheet.channel_answers import Answers
from tests.real.test_opinion_workbook import page, soffice
from tests.run.column_maps import (
    FARM,
    TOUR,
    copy_line,
    fill,
    imported,
    line_of,
    rows_of,
    suggested,
    workspace,
)
from tests.run.test_channels import CROPS, NEWS, NOTICES
from tests.sheet.test_channel_book import read

pytestmark = pytest.mark.real


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return workspace(tmp_path / "w")


@pytest.fixture
def book(folder: Path) -> Path:
    """A column split in two, one that gets a channel of its own, one that is left."""
    path = suggested(folder)
    row = line_of(path, FARM, NOTICES)
    copy_line(path, row)
    fill(path, row, 决定="另选", 另选频道="政务公开 / 采购招标", 标题含="招标", 起始日期="2018-01-01")
    fill(path, row + 1, 决定="同意", 说明="多行\n说明")
    fill(path, line_of(path, TOUR, CROPS), 决定="新建频道", 新频道名称="采茶", 新频道上级="地方概况")
    fill(path, line_of(path, TOUR, ()), 决定="不迁移")
    return path


def told(answers: Answers) -> list[object]:
    return [answers.handed, answers.offered, answers.lines, answers.blank, answers.faults]


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_a_workbook_that_libreoffice_saved_again_is_taken_back_the_same(
    book: Path, folder: Path, kind: str, tmp_path: Path
) -> None:
    saved = soffice(tmp_path, kind, book)
    assert told(read(saved)) == told(read(book))
    imported(folder, saved)
    assert [(row.channel, row.since, row.title_has) for row in rows_of(folder, FARM)[NOTICES]] == [
        ("zwgk/cgzb", "2018-01-01", ("招标",)), ("zwgk/tzgg", "", ()),
    ]  # fmt: skip
    assert rows_of(folder, TOUR)[CROPS][0].trail == ("地方概况", "采茶")
    assert not rows_of(folder, FARM)[NEWS][0].confirmed


def test_the_drop_downs_survive_libreoffice(book: Path, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    sheet = load_workbook(soffice(tmp_path, "xlsx", book))["栏目对应"]
    offered = {str(one.formula1).replace("'", "").lstrip("=") for one in sheet.data_validations.dataValidation}
    assert any(one.startswith("频道!$A$3:$A$") for one in offered)
    assert any("不迁移" in one for one in offered)


def test_the_workbook_prints_on_paper(book: Path, tmp_path: Path) -> None:
    pdf = soffice(tmp_path, "pdf", book)
    assert "旧网站栏目与门户频道对应表" in page(pdf, 1)
    assert "决定" in page(pdf, 2) and "栏目键" not in page(pdf, 2)
