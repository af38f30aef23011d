"""The documents on paper: LibreOffice prints every kind with our fonts, and a full page holds 22 lines of 28 signs."""

import os
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest

from mappings.forms.fields import read_forms
from migrate.forms.papers import paper_bytes, write_paper
from migrate.forms.values import BLANK, said
from tests.forms.known import AS_OF, empty_facts, full_facts

pytestmark = pytest.mark.real
FONTS = Path(__file__).parents[2] / "mappings" / "forms" / "fonts.conf"
KINDS = read_forms()
POINT = 25.4 / 72  # millimetres


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every kind, full and empty, as office file and PDF."""
    folder = tmp_path_factory.mktemp("printed")
    files = []
    for kind, definition in KINDS.items():
        write_paper(full_facts(definition.scope), definition, folder / f"{kind}-full")
        write_paper(empty_facts(definition.scope), definition, folder / f"{kind}-empty")
        files += [folder / f"{kind}-{known}.{definition.outputs[0]}" for known in ("full", "empty")]
    files.append(long_request(folder))
    to_pdf(folder, files)
    return folder


def long_request(folder: Path) -> Path:
    """A request with pages of plain text: 5 pages of one sign after another, without punctuation."""
    definition = KINDS["temporary"]
    values = said(full_facts(supplied={"reason": "栖云县政府网站旧址归档" * 330}), definition).values
    target = folder / "long.docx"
    target.write_bytes(paper_bytes(values, definition, "docx", AS_OF))
    return target


def to_pdf(folder: Path, files: list[Path]) -> None:
    environment = {**os.environ, "FONTCONFIG_FILE": str(FONTS)}
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", str(folder), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=600, env=environment)


def lines_of(page: pypdfium2.PdfPage) -> list[tuple[float, str]]:
    """The lines of a page from the top: height of the baseline's band in points, and the signs without spaces."""
    text = page.get_textpage()
    signs = []
    for number in range(text.count_chars()):
        sign = text.get_text_range(number, 1)
        if sign.strip():
            left, bottom, _, top = text.get_charbox(number, loose=True)
            signs.append(((bottom + top) / 2, left, sign))
    lines: list[list[tuple[float, float, str]]] = []
    for one in sorted(signs, reverse=True):
        if lines and abs(lines[-1][0][0] - one[0]) < 6:
            lines[-1].append(one)
        else:
            lines.append([one])
    return [(line[0][0], "".join(sign for *_, sign in sorted(line, key=lambda one: one[1]))) for line in lines]


def pages(path: Path) -> Iterator[pypdfium2.PdfPage]:
    document = pypdfium2.PdfDocument(path)
    for number in range(len(document)):
        yield document[number]


@pytest.mark.parametrize("known", ["full", "empty"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_opens_and_prints_on_a4(printed: Path, kind: str, known: str) -> None:
    path = printed / f"{kind}-{known}.pdf"
    sheets = list(pages(path))
    assert 1 <= len(sheets) <= 4
    for sheet in sheets:
        size = {round(side * POINT) for side in sheet.get_size()}
        assert size == {210, 297}
    text = "".join(line for sheet in sheets for _, line in lines_of(sheet))
    assert "None" not in text and "FORMTEXT" not in text
    assert (BLANK in text.replace(" ", "")) == (known == "empty")


def test_a_full_page_of_text_holds_22_lines_of_28_signs(printed: Path) -> None:
    sheets = list(pages(printed / "long.pdf"))
    assert len(sheets) >= 5
    for number, sheet in enumerate(sheets[1:-2], 2):
        *body, foot = lines_of(sheet)
        assert foot[1].strip("—– ") == str(number)
        assert [len(line) for _, line in body] == [28] * 22
        steps = {round(above - below, 1) for (above, _), (below, _) in pairwise(body)}
        assert all(28.8 <= step <= 29.1 for step in steps)


def test_text_stands_within_the_margins_and_numbers_at_the_outer_side(printed: Path) -> None:
    for number, sheet in enumerate(pages(printed / "long.pdf"), 1):
        width, height = sheet.get_size()
        text = sheet.get_textpage()
        boxes = [(text.get_text_range(i, 1), text.get_charbox(i, loose=True)) for i in range(text.count_chars())]
        boxes = [(sign, box) for sign, box in boxes if sign.strip()]
        body = [box for _, box in boxes if box[1] * POINT > 34]
        assert min(box[0] for box in body) * POINT >= 27.5
        assert (width - max(box[2] for box in body)) * POINT >= 24.5  # a closing mark may hang out a little
        assert (height - max(box[3] for box in body)) * POINT >= 35.5
        foot = [box for _, box in boxes if box[1] * POINT <= 34]
        middle = (min(box[0] for box in foot) + max(box[2] for box in foot)) / 2
        assert (middle > width / 2) == (number % 2 == 1)


def test_every_face_is_a_face_of_its_own(printed: Path) -> None:
    """Without our fonts.conf all Chinese comes out in one face."""
    names = set()
    for kind in ("migration_plan", "closure_request", "closure"):
        listed = subprocess.run(
            ["pdffonts", str(printed / f"{kind}-full.pdf")], check=True, capture_output=True, text=True, timeout=60
        ).stdout
        names |= {line.split()[0].partition("+")[2] for line in listed.splitlines()[2:]}
    for face in ("FandolFang", "NotoSansCJK", "NotoSerifCJK", "UKai", "LiberationSerif"):
        assert any(name.startswith(face) for name in names), (face, names)


def test_the_head_of_a_long_table_stands_on_every_page(tmp_path: Path) -> None:
    late = {"site_name": "栖云县" * 15, "what": "关停", "due": "2026-03-10", "days": 3}
    rows = [{"unit": f"第{number}单位", **late} for number in range(60)]
    definition = KINDS["notice_overdue"]
    form = write_paper(full_facts("office", overdue=rows), definition, tmp_path / "long")
    to_pdf(tmp_path, [Path(form.path)])
    sheets = [[line for _, line in lines_of(sheet)] for sheet in pages(tmp_path / "long.pdf")]
    assert len(sheets) >= 4
    for lines in sheets[1:-2]:
        assert all(heading in "".join(lines[:3]) for heading in ("序号", "单位", "时限"))
    told = "".join(line for lines in sheets for line in lines)
    assert all(f"第{number}单位" in told for number in range(60))


def lengthened(value: object) -> object:
    """The same facts with names of 100 signs and addresses of 200; days and codes stay."""
    if isinstance(value, dict):
        return {key: lengthened(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [lengthened(one) for one in value]
    if not isinstance(value, str) or value[:2] == "20" or value in ("migrate_channel", "holds", "broken", "unasked"):
        return value
    if value.startswith("http"):
        return value + "栏目/" * 10 + "a" * 170
    return (value * 100)[:100] if len(value) > 3 else value


def test_long_names_and_addresses_wrap_within_the_margins(tmp_path: Path) -> None:
    kinds = {kind: one for kind, one in KINDS.items() if "docx" in one.outputs}
    for kind, definition in kinds.items():
        facts = lengthened(full_facts(definition.scope))
        assert isinstance(facts, dict)
        write_paper(facts, definition, tmp_path / kind)
    to_pdf(tmp_path, [tmp_path / f"{kind}.docx" for kind in kinds])
    for kind in kinds:
        for sheet in pages(tmp_path / f"{kind}.pdf"):
            width, height = sheet.get_size()
            text = sheet.get_textpage()
            for number in range(text.count_chars()):
                if text.get_text_range(number, 1).strip():
                    left, bottom, right, top = text.get_charbox(number, loose=True)
                    assert left * POINT >= 27.5 and (width - right) * POINT >= 20, (
                        kind,
                        text.get_text_range(number, 1),
                    )
                    assert bottom * POINT >= 20 and (height - top) * POINT >= 35.5, kind
