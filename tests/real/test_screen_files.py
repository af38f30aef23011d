"""Lists of persons as LibreOffice saves them: screening finds the number in every kind."""

import subprocess
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from mappings.screening import read_screening
from migrate.screen.attached import screen_attachment
from migrate.screen.files.guard import AttachmentReader

pytestmark = pytest.mark.real
IDENTITY = "999999199001010016"
ROWS = (("姓名", "身份证号"), ("张某", IDENTITY))


def made(folder: Path, kind: str) -> Path:
    if kind == "xlsx":
        book = openpyxl.Workbook()
        for row in ROWS:
            book.active.append(row)
        book.save(folder / "list.xlsx")
    else:
        document = Document()
        table = document.add_table(2, 2)
        for row, said in zip(table.rows, ROWS, strict=True):
            for cell, text in zip(row.cells, said, strict=True):
                cell.text = text
        document.save(str(folder / "list.docx"))
    return folder / f"list.{kind}"


SAVED = {"xlsx": ("xls", "ods", "csv", "pdf", "html"), "docx": ("doc", "odt", "rtf", "pdf")}


@pytest.mark.parametrize(("kind", "saved"), [(kind, one) for kind, names in SAVED.items() for one in names])
def test_an_identity_number_is_found_in_what_libreoffice_saved(kind: str, saved: str, tmp_path: Path) -> None:
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    out = tmp_path / "out"
    command = ["soffice", "--headless", profile, "--convert-to", saved, "--outdir", str(out), str(made(tmp_path, kind))]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    with AttachmentReader() as reader:
        found = screen_attachment("名单", reader.read(out / f"list.{saved}"), read_screening())
    assert "identity_number" in {one.kind for one in found}
    assert IDENTITY not in str(found)
