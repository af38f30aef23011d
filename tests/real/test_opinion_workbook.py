"""The opinion workbook in LibreOffice: saved again in other formats it comes back the same, and it prints whole."""

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from migrate.model import Verdict
from migrate.sheet.lines import OPINION_SHEET, TITLES
from migrate.sheet.review import read_review
from tests.sheet.building import read, save
from tests.sheet.opinions import opinion, write

pytestmark = pytest.mark.real
SITES = 40


def soffice(folder: Path, kind: str, file: Path) -> Path:
    """The file as LibreOffice saves it in another format."""
    out = folder / f"as-{kind}"
    done = subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--convert-to", kind,
         "--outdir", str(out), str(file)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    made = out / f"{file.stem}.{kind.split(':')[0]}"
    assert made.is_file(), done.stdout + done.stderr
    return made


def page(pdf: Path, number: int) -> str:
    command = ["pdftotext", "-f", str(number), "-l", str(number), "-layout", str(pdf), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty sites, two of them reviewed: one with a day as text, one with a date cell."""
    folder = tmp_path_factory.mktemp("office")
    heads = ["网站名称", "网址", "网站标识码", "主办单位", "是否纳入报送系统", "最后更新时间", "备注"]
    rows = [
        [f"栖云第{n}网", f"w{n}.qiyun.gov.example", f"33078300{n:02}", f"栖云县第{n % 7}局", "已纳入",
         "2014年5月" if n % 2 else "", "=1+1" if n == 3 else " 多行\n备注 "]
        for n in range(SITES)
    ]  # fmt: skip
    path = opinion(folder, [heads, *rows])
    book = load_workbook(path)
    first = TITLES.index("复核意见") + 1
    for row, said in (
        (4, ("迁移", "王某", "2017年2月28日", "县里要求\n保留内容")),
        (6, ("关停", "李某", date(2017, 2, 28), None)),
    ):
        for column, value in enumerate(said, first):
            book[OPINION_SHEET].cell(row, column).value = value
    book.save(path)
    return path


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_a_workbook_that_libreoffice_saved_again_is_taken_back_the_same(workbook, kind, tmp_path):
    handed = read_review(workbook, today=date(2017, 3, 1))
    back = read_review(soffice(tmp_path, kind, workbook), today=date(2017, 3, 1))
    assert [(one.verdict, one.reviewer, one.confirmed_on) for one in back.confirmations] == [
        (Verdict.MIGRATE, "王某", date(2017, 2, 28)),
        (Verdict.CLOSE, "李某", date(2017, 2, 28)),
    ]
    assert len(handed.unconfirmed) == SITES - 2
    assert back == handed


def test_a_workbook_renamed_to_the_suffix_of_wps_is_taken_back(workbook, tmp_path):
    renamed = tmp_path / "分类意见.et"
    shutil.copy(soffice(tmp_path, "xls", workbook), renamed)
    assert read_review(renamed, today=date(2017, 3, 1)) == read_review(workbook, today=date(2017, 3, 1))


def test_the_workbook_prints_whole_on_paper(tmp_path):
    rows = [["网站名称", "网址", "主办单位", "是否纳入报送系统", "最后更新时间"]]
    rows += [[f"栖云第{n}网", f"w{n}.example", f"第{n % 7}局", "未纳入", "2014年"] for n in range(8)]
    path = write(tmp_path / "分类意见.xlsx", read(save(tmp_path / "in.xlsx", rows)))
    pdf = soffice(tmp_path, "pdf", path)
    told = subprocess.run(["pdfinfo", str(pdf)], capture_output=True, text=True, check=True).stdout
    assert "Pages:           6" in told  # the opinions take two pages beside each other, every other sheet one
    assert re.search(r"Page size: +841\.\d+ x 595\.\d+ pts \(A4\)", told)
    first, opinions, beside = (page(pdf, number) for number in (1, 2, 3))
    assert first.split()[0] == "政府网站分类意见汇总"
    assert "各类意见网站数" in first
    assert "各单位网站分类意见" in first
    assert "第 1 页，共 6 页" in first
    assert "依据" in opinions
    assert "复核意见" not in opinions
    assert "复核说明" in beside
    assert "网站键" not in beside
    assert all(name in beside for name in ("栖云第0网", "栖云第7网"))
