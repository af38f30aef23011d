"""One clean-up sheet saved by LibreOffice in every kind it can write reads as the workbook it came from."""

import subprocess
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from migrate.sheet.cells.text import text_of
from migrate.sheet.reading import Pages, read_file
from tests.sheet.building import Limits

pytestmark = pytest.mark.real
LINK = "http://www.b.example/x"
CSV = "csv:Text - txt - csv (StarCalc):44,34,76"  # commas, quotes, UTF-8
KINDS = ["xls", "ods", "fods", "html", "xlsm", CSV]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sheets")
    book = Workbook()
    sheet = book.active
    sheet.title = "清理表"
    sheet.append(["单位", "网站名称", "网址", "网站标识码", "最后更新", "更新数量"])
    sheet.append(["甲局", "甲网", "www.a.example", "1304000001", date(2016, 3, 5), 12])
    sheet.append([None, "乙网", "点击打开", 1304000002, datetime(2016, 3, 5, 8, 30), 1.5])
    sheet.append(["丙局", "第一行\n第二行", "#REF!", "'0123", None, "=1+1"])
    sheet["C3"].hyperlink = LINK
    sheet["E3"].number_format = "yyyy-mm-dd hh:mm"
    sheet.merge_cells("A2:A3")
    hidden = book.create_sheet("字典")
    hidden["A1"] = "保留"
    hidden.sheet_state = "hidden"
    book.save(folder / "book.xlsx")
    return folder / "book.xlsx"


def saved(book: Path, kind: str) -> Path:
    folder = book.parent / kind.partition(":")[0]
    profile = f"-env:UserInstallation={(book.parent / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", kind, "--outdir", str(folder), str(book)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = list(folder.glob("book*"))
    assert found, done.stdout + done.stderr
    return found[0]


def essence(pages: Pages, *, plain: bool = False) -> list[list[str]]:
    """The texts of the first sheet; where a kind has texts only, as they are shown."""
    grid = pages.grids[0]
    return [
        [text.replace("8:30:00", "08:30") for text in grid.texts(row)[: 4 if plain else 6]] for row in sorted(grid.rows)
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_a_sheet_saved_in_another_kind_reads_the_same(book: Path, kind: str) -> None:
    pages = read_file(saved(book, kind), Limits(), include_hidden=False)
    expected = read_file(saved(book, "xlsx"), Limits(), include_hidden=False)
    plain = kind in ("html", CSV)
    rows, wanted = essence(pages, plain=plain), essence(expected, plain=plain)
    if kind == CSV:
        wanted[2][0] = ""  # a csv file has no merges
    assert rows == wanted
    if not plain:
        assert pages.hidden == ("字典",)
        assert pages.grids[0].merges == expected.grids[0].merges
    if kind != CSV:
        assert LINK in pages.grids[0].links.values()
    assert text_of(expected.grids[0].value(4, 6)) == "2"
