"""合并打印: one file a kind, each document on an odd page that counts from 1; PDF by LibreOffice or a clear word."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from docx import Document
from lxml import etree
from pypdfium2 import PdfDocument

from migrate.errors import StageError
from migrate.model import Action
from migrate.run.papers.merging import W, merge
from migrate.settings import read_settings
from tests.run.county import site, small
from tests.run.papering import kind, make, papers, text_of, tree

MERGED = "forms/合并打印/备忘.docx"
# What stands in for LibreOffice where it is not looked at: a PDF of one empty page for each file.
STAND_IN = """#!{python}
import sys
from pathlib import Path
from pypdfium2 import PdfDocument
folder = Path(sys.argv[sys.argv.index("--outdir") + 1])
assert "fonts.conf" in __import__("os").environ["FONTCONFIG_FILE"]
for name in sys.argv:
    if name.endswith(".docx"):
        made = PdfDocument.new()
        made.new_page(595, 842)
        made.save(folder / (Path(name).stem + ".pdf"))
"""


@pytest.fixture
def office(tmp_path: Path) -> Path:
    sites = [(site(number, f"栖云县第{number % 2}局"), Action.SELF_CLOSE) for number in (1, 2, 3)]
    workspace = small(tmp_path / "w", sites)
    kind(workspace)
    return workspace


def sections(path: Path) -> list[tuple[str | None, str | None]]:
    """How each section begins, and the number of its first page."""
    with zipfile.ZipFile(path) as file:
        root = etree.fromstring(file.read("word/document.xml"))
    found = []
    for one in root.iter(f"{W}sectPr"):
        kind, number = one.find(f"{W}type"), one.find(f"{W}pgNumType")
        found.append(
            (kind.get(f"{W}val") if kind is not None else None, number.get(f"{W}start") if number is not None else None)
        )
    return found


def test_the_print_file_holds_all_documents_in_order_of_unit_and_name(office: Path) -> None:
    make(office)
    said = [line for line in text_of(office / MERGED) if "网" in line]
    assert said == ["栖云第2网", "栖云第1网", "栖云第3网"]
    assert sections(office / MERGED) == [("oddPage", "1")] * 3


def test_the_print_file_has_what_each_document_has(office: Path) -> None:
    make(office)
    one = text_of(office / papers(office)["9901230002"])
    assert text_of(office / MERGED)[: len(one)] == one
    assert (
        Document(str(office / MERGED)).sections[0].page_width
        == Document(str(office / papers(office)["9901230002"])).sections[0].page_width
    )


def test_the_print_file_keeps_up_with_its_documents_whatever_part_is_made(office: Path) -> None:
    make(office, sites=("9901230001",))
    assert sections(office / MERGED) == [("oddPage", "1")]
    make(office, sites=("9901230003",))
    assert [line for line in text_of(office / MERGED) if "网" in line] == ["栖云第1网", "栖云第3网"]


def test_a_document_that_an_office_program_saved_again_is_left_out_and_named(office: Path) -> None:
    make(office)
    path = office / papers(office)["9901230003"]
    edited = Document(str(path))
    edited.styles.add_style("别的样式", 1)
    edited.save(str(path))
    result = make(office)
    named = [name for name in result.counts if "未并入合并打印" in name]
    assert [path.name in name for name in named] == [True]
    assert len(sections(office / MERGED)) == 2


def test_documents_that_cannot_be_read_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"no zip")
    assert merge([tmp_path / "a.docx", tmp_path / "b.docx"], tmp_path / "m.docx") == [
        tmp_path / "a.docx",
        tmp_path / "b.docx",
    ]
    assert not (tmp_path / "m.docx").exists()


def program(folder: Path, text: str) -> Path:
    path = folder / "soffice-stand-in"
    path.write_text(text.replace("{python}", sys.executable), "utf-8")
    path.chmod(0o755)
    return path


def test_every_document_has_its_pdf_and_the_merged_one_has_each_on_an_odd_page(office: Path, tmp_path: Path) -> None:
    settings = read_settings(office, [f"forms.pdf_program={program(tmp_path, STAND_IN)}"])
    result = make(office, settings, pdf=True)
    assert result.counts["PDF"] == 3
    for path in papers(office).values():
        assert len(PdfDocument((office / path).with_suffix(".pdf"))) == 1
    assert len(PdfDocument((office / MERGED).with_suffix(".pdf"))) == 6
    before = tree(office)
    assert "PDF" not in make(office, settings, pdf=True).counts
    assert tree(office) == before


def test_a_pdf_that_is_no_print_of_the_document_is_not_written_over(office: Path, tmp_path: Path) -> None:
    """A scan put in the document's place waits for a person, also when the document changes."""
    settings = read_settings(office, [f"forms.pdf_program={program(tmp_path, STAND_IN)}"])
    make(office, settings, pdf=True)
    scan = (office / papers(office)["9901230002"]).with_suffix(".pdf")
    body = scan.read_bytes()
    (office / papers(office)["9901230002"]).unlink()
    result = make(office, settings, pdf=True)
    assert scan.read_bytes() == body
    assert [scan.name in line for line in result.waiting] == [True]


def test_without_libreoffice_nothing_is_made_and_the_remedy_is_told(office: Path) -> None:
    settings = read_settings(office, ["forms.pdf_program=no-such-soffice"])
    with pytest.raises(StageError) as error:
        make(office, settings, pdf=True)
    assert "no-such-soffice" in error.value.problem and "apt install" in error.value.remedy
    assert not (office / "forms").exists()


@pytest.mark.parametrize(
    ("text", "word"),
    [("#!/bin/sh\necho broken\n", "broken"), ("#!/bin/sh\nsleep 61.5 & sleep 61.5\n", "秒没有做完")],
    ids=["makes nothing", "never ends"],
)
def test_a_libreoffice_that_fails_is_told_and_ended(office: Path, tmp_path: Path, text: str, word: str) -> None:
    settings = read_settings(office, [f"forms.pdf_program={program(tmp_path, text)}", "forms.pdf_timeout=1"])
    with pytest.raises(StageError, match=word):
        make(office, settings, pdf=True)
    assert not list(office.rglob("*.pdf"))
    left = subprocess.run(["ps", "-eo", "args="], capture_output=True, text=True, check=True).stdout
    assert "sleep 61.5" not in left.splitlines()
