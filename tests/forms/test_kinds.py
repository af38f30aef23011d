"""Every kind of document: complete, its words as kept, blank where nothing is known, deaf to hostile text."""

import hashlib
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from mappings.forms.fields import FormDefinition, read_forms
from migrate.forms.papers import paper_bytes, write_paper
from migrate.forms.values import BLANK, said
from migrate.model import Action, Outcome
from tests.forms.known import AS_OF, empty_facts, full_facts
from tests.forms.reading import text_of

GOLDEN = Path(__file__).parents[1] / "golden" / "forms"
KINDS = read_forms()
EVERY = pytest.mark.parametrize("kind", KINDS)
# What a closure asks for: kind → what one document is about and what it consists of.
WANTED = {
    "closure": ("site", ("docx",)),
    "closure_request": ("unit", ("docx",)),
    "exception": ("site", ("docx",)),
    "migration": ("site", ("docx",)),
    "migration_plan": ("site", ("docx",)),
    "temporary": ("site", ("docx",)),
    "notice": ("site", ("docx", "html")),
    "domain": ("site", ("docx",)),
    "icp": ("site", ("docx",)),
    "police": ("site", ("docx",)),
    "badge": ("site", ("docx",)),
    "code_change": ("site", ("xlsx",)),
    "checklist": ("site", ("docx",)),
    "acceptance": ("office", ("docx",)),
    "notice_overdue": ("office", ("docx",)),
    "progress": ("office", ("docx",)),
}


def paths(target: Path, definition: FormDefinition) -> Iterator[Path]:
    for output in definition.outputs:
        yield target.with_name(f"{target.name}.{output}")


def test_every_kind_is_there_with_its_scope_and_files() -> None:
    assert {kind: (one.scope, one.outputs) for kind, one in KINDS.items()} == WANTED
    assert all(one.templates[output].is_file() for one in KINDS.values() for output in one.templates)


def test_a_decision_finds_its_documents() -> None:
    needed = {action: {kind for kind, one in KINDS.items() if action in one.needs} for action in Action}
    cancelled = {"domain", "icp", "police", "badge", "code_change", "checklist"}
    closes = cancelled | {"closure", "closure_request", "notice"}
    assert needed == {
        Action.PORTAL: set(),
        Action.EXCEPTION: {"exception"},
        Action.SELF_CLOSE: closes,
        Action.MIGRATE_CHANNEL: closes | {"migration", "migration_plan"},
        Action.MIGRATE_SUBSITE: {"migration", "migration_plan", "notice", "code_change", "checklist"},
        Action.ALREADY_CLOSED: cancelled,
    }
    assert {kind for kind, one in KINDS.items() if one.numbered} == {
        "closure_request",
        "temporary",
        "notice_overdue",
        "progress",
    }


@pytest.mark.parametrize("known", ["full", "empty"])
@EVERY
def test_the_words_of_a_document_are_those_kept(tmp_path: Path, kind: str, known: str) -> None:
    definition = KINDS[kind]
    facts = full_facts(definition.scope) if known == "full" else empty_facts(definition.scope)
    write_paper(facts, definition, tmp_path / "paper")
    for path in paths(tmp_path / "paper", definition):
        suffix = ".html" if path.suffix == ".html" else ".txt"
        golden = GOLDEN / f"{kind}{'' if known == 'full' else '-empty'}{suffix}"
        if os.environ.get("GOLDEN"):
            golden.write_text(text_of(path), encoding="utf-8")
        assert text_of(path) == golden.read_text(encoding="utf-8")


@EVERY
def test_full_facts_leave_nothing_to_fill_in(tmp_path: Path, kind: str) -> None:
    told = said(full_facts(KINDS[kind].scope), KINDS[kind])
    assert [one.label for one in told.missing] == []


@EVERY
def test_nothing_known_leaves_visible_blanks_and_never_none(tmp_path: Path, kind: str) -> None:
    definition = KINDS[kind]
    facts = empty_facts(definition.scope)
    form = write_paper(facts, definition, tmp_path / "paper")
    required = [one.label for one in definition.fields if one.required and one.name != "as_of"]
    assert [label for label in required if label not in form.missing] == []
    for path in paths(tmp_path / "paper", definition):
        text = text_of(path)
        assert BLANK in text
        assert re.search(r"None|nan|\bnull\b|\{\{|\}\}|\{%", text) is None


@EVERY
def test_every_blank_has_its_place_in_the_layout_and_every_code_a_word(kind: str) -> None:
    definition = KINDS[kind]
    for output, template in definition.templates.items():
        text = text_of(template)
        if output == "docx":
            used = set(re.findall(r"\{\{ (\w+)", text)) | set(re.findall(r"for \w+ in (\w+)", text))
            assert {one.name for one in definition.fields} - used == set()
            assert {one.name for one in definition.tables} - used == set()
    needed = {str(action) for action in definition.needs}
    for name in {one.words for one in definition.fields if "decision.action" in one.sources and one.words}:
        assert needed - definition.words[name].keys() == set()


def test_every_action_and_outcome_has_a_word_on_the_closure_form() -> None:
    assert KINDS["closure"].words["action"].keys() == {action.value for action in Action}
    assert KINDS["closure"].words["outcome"].keys() == {outcome.value for outcome in Outcome}


def test_what_was_never_checked_against_an_official_text_is_not_printed_as_law() -> None:
    """Seen in no official text so far: the national thirty days, at most once a year, the veto numbers."""
    for kind, one in KINDS.items():
        for template in one.templates.values():
            text = text_of(template)
            assert re.search(r"每年(至多|最多)|不得超过|原则上|一年内不得|30\s*[天日]", text) is None, kind
    said_bases = {basis.number for one in KINDS.values() for basis in one.bases.values()}
    assert said_bases <= {"国办发〔2017〕47号", "国办函〔2018〕55号"}  # their titles and numbers were seen


HOSTILE = [
    "{{ 7 * 7 }}",
    "{% for x in ().__class__.__base__.__subclasses__() %}x{% endfor %}",
    "{{ title }}{# note #}{{",
    "{%tr if x %} {%p endif %} {{r title }}",
    "<w:p/>&amp;<script>alert(1)</script>]]>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    '=HYPERLINK("http://evil.example","点击")',
    "+1+cmd|' /C calc'!A0",
    "栖" * 100,
    "http://nyncj.qiyun.gov.example/" + "a" * 300,
    "𠮷野〇㕔",
]


def poisoned(value: object, poison: str) -> object:
    """The same facts with the poison in every text; keys and days stay, so that every branch is walked."""
    if isinstance(value, dict):
        return {key: poisoned(one, poison) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [poisoned(one, poison) for one in value]
    return poison if isinstance(value, str) else value


# All at once for every kind; one by one where it matters how a value begins.
POISONED = [(kind, " ".join(HOSTILE)) for kind in KINDS]
POISONED += [(kind, poison) for kind in ("closure_request", "notice", "code_change") for poison in HOSTILE]


@pytest.mark.parametrize(("kind", "poison"), POISONED)
def test_a_hostile_value_appears_as_plain_text(tmp_path: Path, kind: str, poison: str) -> None:
    definition = KINDS[kind]
    facts = poisoned(full_facts(definition.scope), poison)
    assert isinstance(facts, dict)
    form = write_paper(facts, definition, tmp_path / "paper")
    told = {value for value in form.values.values() if isinstance(value, str)}
    assert any(poison in value for value in told)
    for path in paths(tmp_path / "paper", definition):
        if path.suffix == ".html":
            page = LexborHTMLParser(path.read_text("utf-8"))
            assert poison in (page.body.text() if page.body else "")
            assert page.css("script, img, iframe, object, base, link") == []
            assert all((one.attributes.get("href") or "").startswith("http://") for one in page.css("a"))
            assert not [name for one in page.css("*") for name in one.attributes if name.startswith("on")]
        else:
            assert poison in text_of(path).replace("⏎", "")


def test_what_a_document_cannot_hold_or_a_reader_cannot_see_is_taken_out(tmp_path: Path) -> None:
    supplied = {"site_name": "栖\x00云\x0b县\u202e农\u200b业\ud800\uffff\a\f\n\t局"}
    told = said(full_facts(supplied=supplied), KINDS["notice"])
    assert told.values["site_name"] == "栖 云 县 农 业? 局"
    write_paper(full_facts(supplied=supplied), KINDS["notice"], tmp_path / "paper")
    assert "栖 云 县 农 业? 局" in text_of(tmp_path / "paper.docx")
    assert "栖 云 县 农 业? 局" in text_of(tmp_path / "paper.html")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.characters(), max_size=40))
def test_any_text_gives_documents_that_open(tmp_path: Path, value: str) -> None:
    facts = full_facts(supplied=dict.fromkeys(("site_name", "owner", "unit_name", "portal_url"), value + "{{"))
    for kind in ("notice", "code_change"):
        write_paper(facts, KINDS[kind], tmp_path / kind)
    assert len(Document(str(tmp_path / "notice.docx")).tables) == 1
    assert openpyxl.load_workbook(tmp_path / "code_change.xlsx").worksheets[0].max_row == 27


def test_the_workbook_to_copy_from_holds_text_and_nothing_alive(tmp_path: Path) -> None:
    write_paper(full_facts(), KINDS["code_change"], tmp_path / "paper")
    sheet = openpyxl.load_workbook(tmp_path / "paper.xlsx").worksheets[0]
    rows = [tuple(cell.value for cell in row[:3]) for row in sheet.iter_rows(min_row=2)]
    assert rows[:4] == [
        ("序号", "项目", "填写内容"),
        ("1", "网站标识码", "9901230012"),
        ("2", "网站名称", "栖云县农业农村局网站"),
        ("3", "省", "某省"),
    ]
    # The order of the columns in the national system, as a public guide of its monitoring vendor shows it.
    order = "网站标识码 网站名称 省 市 县 级别 门户 url地址 跳转url 网站主办单位 网站主管单位 状态"
    assert [row[1] for row in rows[1:]][:12] == order.split()
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value]
    assert all(cell.data_type == "s" and cell.hyperlink is None for cell in cells)


@EVERY
def test_equal_facts_give_equal_bytes(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    definition = KINDS[kind]
    values = said(full_facts(definition.scope), definition).values
    first = [paper_bytes(values, definition, output, AS_OF) for output in definition.outputs]
    later = time.time() + 86_400 * 400
    monkeypatch.setattr(time, "time", lambda: later)
    second = [paper_bytes(values, definition, output, AS_OF) for output in definition.outputs]
    assert [hashlib.sha256(one).hexdigest() for one in first] == [hashlib.sha256(one).hexdigest() for one in second]


def test_the_notice_stands_by_itself_and_links_to_the_new_address(tmp_path: Path) -> None:
    write_paper(full_facts(), KINDS["notice"], tmp_path / "paper")
    page = LexborHTMLParser(text_of(tmp_path / "paper.html"))
    assert [one.attributes.get("href") for one in page.css("a")] == [
        "http://www.qiyun.gov.example/nync/",
        "http://www.qiyun.gov.example/nync/tzgg/",
        "http://www.qiyun.gov.example/nync/gzdt/",
        "http://archive.qiyun.gov.example/9901230012/",
    ]
    assert page.css("script, link, img, iframe, [src], [style]") == []
    text = page.body.text() if page.body else ""
    assert "公告时间不少于30天" in text and "自2026年3月23日起发布" in text and "2026年6月30日永久关停" in text


def test_the_period_of_the_notice_is_the_offices_own(tmp_path: Path) -> None:
    told = said(full_facts(periods={"closure_notice": {"value": 45}}), KINDS["notice"])
    assert told.values["notice_period"] == "45天"


def test_a_blank_is_a_field_to_type_over_and_has_no_colour_that_prints(tmp_path: Path) -> None:
    write_paper(empty_facts(), KINDS["closure"], tmp_path / "paper")
    with ZipFile(tmp_path / "paper.docx") as parts:
        body = parts.read("word/document.xml").decode()
    assert body.count("FORMTEXT") == 22  # every field of the form but the time of its facts
    assert "w:highlight" not in body
    assert body.count('w:fldCharType="begin"') == body.count('w:fldCharType="end"') == body.count("FORMTEXT")


def test_rows_of_a_table_keep_whole_and_its_head_is_on_every_page(tmp_path: Path) -> None:
    late = {"site_name": "栖" * 60, "what": "关停", "due": "2026-03-10", "days": 3}
    rows = [{"unit": f"单位{number}", **late} for number in range(90)]
    write_paper(full_facts("office", overdue=rows), KINDS["notice_overdue"], tmp_path / "paper")
    table = Document(str(tmp_path / "paper.docx")).tables[0]
    assert len(table.rows) == 91
    marks = [{child.tag.rpartition("}")[2] for child in row._tr.trPr} for row in table.rows]
    assert "tblHeader" in marks[0] and not any("tblHeader" in one for one in marks[1:])
    assert all("cantSplit" in one for one in marks)


@pytest.mark.parametrize(
    ("unit", "indent"),
    [
        # 成文日期右空四字 = 63 磅；日期“2026年3月12日”宽 3 个汉字加 7 个半角 = 6.5 字。
        # 署名居中：63 + (6.5 − 字数) × 15.75 ÷ 2
        ("栖云县农业农村局", 63 + (6.5 - 8) * 15.75 / 2),
        ("县志办", 63 + (6.5 - 3) * 15.75 / 2),
        ("栖" * 40, 0),
    ],
)
def test_a_signature_stands_above_the_middle_of_its_date(tmp_path: Path, unit: str, indent: float) -> None:
    facts = full_facts(supplied={"unit_name": unit})
    write_paper(facts, KINDS["notice"], tmp_path / "paper")
    signature = next(p for p in Document(str(tmp_path / "paper.docx")).paragraphs if p.text == unit)
    assert signature.paragraph_format.right_indent is not None
    assert abs(signature.paragraph_format.right_indent.pt - indent) < 0.1
