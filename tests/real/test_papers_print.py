"""The documents in LibreOffice: each opens and prints, and the merged file has every document on an odd page from 1."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from mappings.layers import SHIPPED
from migrate.model import Action
from migrate.run.whole import run_stage
from migrate.run.work import Order, Silent
from migrate.settings import Settings
from tests.run.county import site, small

pytestmark = pytest.mark.real
# LibreOffice leaves out the empty pages that an odd beginning needs, unless it is told not to.
BLANKS = 'pdf:writer_pdf_Export:{"IsSkipEmptyPages":{"type":"boolean","value":"false"}}'
ACTIONS = (Action.SELF_CLOSE, Action.MIGRATE_CHANNEL, Action.EXCEPTION, Action.MIGRATE_SUBSITE, Action.ALREADY_CLOSED)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = tmp_path_factory.mktemp("printed") / "w"
    small(workspace, [(site(number), action) for number, action in enumerate(ACTIONS * 2, 1)])
    run_stage(workspace, Settings(), Silent(), "forms", Order(pdf=True))
    return workspace


def words(pdf: Path, page: int) -> str:
    command = ["pdftotext", "-layout", "-f", str(page), "-l", str(page), str(pdf), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_every_document_prints_and_has_text_and_no_none(printed: Path) -> None:
    documents = sorted(path for path in (printed / "forms").rglob("*.docx") if path.parent.name != "合并打印")
    assert len(documents) > 40
    for path in documents:
        said = words(path.with_suffix(".pdf"), 1)
        assert "栖云" in said or "网站" in said, path
        assert "None" not in said and "{{" not in said, path


def test_the_merged_pdf_begins_each_document_on_an_odd_page(printed: Path) -> None:
    for merged in sorted((printed / "forms/合并打印").glob("*.pdf")):
        whole = PdfDocument(merged)
        parts = sorted(path for path in (printed / "forms").rglob(f"*{merged.stem}.pdf") if path != merged)
        assert len(whole) == sum(len(PdfDocument(path)) + len(PdfDocument(path)) % 2 for path in parts)


def test_libreoffice_prints_the_merged_file_as_its_documents_one_after_another(printed: Path, tmp_path: Path) -> None:
    """By its own layout, with the empty pages that an odd beginning needs."""
    for merged in sorted((printed / "forms/合并打印").glob("*.docx")):
        shutil.copy(merged, tmp_path / "m.docx")
        subprocess.run(
            ["soffice", "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--convert-to",
             BLANKS, "--outdir", str(tmp_path), str(tmp_path / "m.docx")],
            capture_output=True, check=True, env={**os.environ, "FONTCONFIG_FILE": str(SHIPPED / "forms/fonts.conf")},
        )  # fmt: skip
        ours = PdfDocument(merged.with_suffix(".pdf"))
        theirs = PdfDocument(tmp_path / "m.pdf")
        assert abs(len(ours) - len(theirs)) <= 1, merged.name  # the last document may end on an odd page
        for page in range(1, min(len(ours), len(theirs)) + 1):
            first = words(merged.with_suffix(".pdf"), page).split()[:3]
            assert words(tmp_path / "m.pdf", page).split()[:3] == first, (merged.name, page)
