"""版面: margins, grid, faces and sizes read back from every file are those of the settings."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest
from docx import Document

from mappings.errors import MappingError
from mappings.forms.fields import read_forms
from mappings.forms.layout import read_layout_settings
from migrate.forms.layout import faces_used, read_layout
from migrate.forms.papers import write_paper
from tests.forms.known import empty_facts, full_facts

ROOT = Path(__file__).parents[2]
LAYOUT = read_layout_settings()
KINDS = {kind: one for kind, one in read_forms().items() if "docx" in one.outputs}
EVERY = pytest.mark.parametrize("kind", KINDS)


def test_the_settings_are_those_of_gb_t_9704() -> None:
    """The usual settings for official documents, as public guides give them."""
    assert {key: LAYOUT.page[key] for key in ("width", "height", "top", "bottom", "left", "right")} == {
        "width": 210,
        "height": 297,
        "top": 37,
        "bottom": 35,
        "left": 28,
        "right": 26,
    }
    assert (LAYOUT.grid["lines"], LAYOUT.grid["characters"], LAYOUT.grid["date_right"]) == (22, 28, 4)
    assert 28.8 <= LAYOUT.grid["line"] <= 29
    assert {key: (LAYOUT.styles[key].font, LAYOUT.styles[key].size) for key in ("title", "body", "heading")} == {
        "title": ("方正小标宋简体", 22),
        "body": ("仿宋_GB2312", 16),
        "heading": ("黑体", 16),
    }
    assert (LAYOUT.styles["subheading"].font, LAYOUT.styles["page_number"].size) == ("楷体_GB2312", 14)


@pytest.mark.parametrize("what", ["template", "full", "empty"])
@EVERY
def test_the_layout_read_back_is_that_of_the_settings(tmp_path: Path, kind: str, what: str) -> None:
    definition = KINDS[kind]
    path = definition.templates["docx"]
    if what != "template":
        facts = full_facts(definition.scope) if what == "full" else empty_facts(definition.scope)
        write_paper(facts, definition, tmp_path / "paper")
        path = tmp_path / "paper.docx"
    found = read_layout(path)
    assert dict(found.page) == LAYOUT.page
    assert found.grid == {key: LAYOUT.grid[key] for key in found.grid}
    assert found.grid.keys() >= {"line", "lines", "characters"}
    wanted = {one.name: (one.font, one.size, one.line, one.align, one.indent) for one in LAYOUT.styles.values()}
    assert {name: (s.font, s.size, s.line, s.align, s.indent) for name, s in found.styles.items()} == wanted
    faces = {(one.name, one.font, one.size) for one in LAYOUT.styles.values()}
    assert faces_used(path) - faces == set()


@EVERY
def test_pages_are_numbered_at_the_outer_side(kind: str) -> None:
    document = Document(str(KINDS[kind].templates["docx"]))
    section = document.sections[0]
    assert document.settings.odd_and_even_pages_header_footer
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert (odd.text, even.text) == ("—  —", "—  —")
    assert "PAGE" in odd._element.xml and "PAGE" in even._element.xml
    assert (odd.alignment, even.alignment) == (2, 0)  # right, left


def test_the_layout_files_are_those_that_the_tool_makes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(ROOT / "tools" / "make_form_templates.py"), str(tmp_path)], check=True)
    made, kept = (
        {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.docx")}
        for folder in (tmp_path, ROOT / "mappings" / "forms")
    )
    assert made == kept


def test_all_faults_of_the_layout_settings_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "layout.toml").write_text(
        'colour = "red"\n[page]\ntop = 37\nedge = { value = 1, mark = "V" }\n'
        '[grid]\nlines = { value = 22, mark = "X" }\n'
        '[styles.body]\nsize = 0\nline = "loose"\nindent = "two"\nweight = 1\n[styles.extra]\nname = "x"\n',
        encoding="utf-8",
    )
    with pytest.raises(MappingError) as raised:
        read_layout_settings(tmp_path)
    for fault in (
        "不认识的项 colour",
        "page.top 应写成",
        "不认识的项 page.edge",
        "grid.lines 的 mark 只能是",
        "styles.body：size 应是大于 0 的数",
        "styles.body：line 只能是 grid、single",
        "styles.body：indent 应是整数",
        "styles.body：不认识的项 weight",
        "不认识的项 styles.extra",
        "styles.extra：缺少 font",
    ):
        assert fault in raised.value.problem


@pytest.mark.parametrize("text", ["page = 1\n", "styles = []\n", "[styles]\nbody = 1\n"])
def test_layout_settings_of_the_wrong_shape_are_refused_by_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "layout.toml").write_text(text, encoding="utf-8")
    with pytest.raises(MappingError, match="应是表"):
        read_layout_settings(tmp_path)
