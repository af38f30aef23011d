"""The form to sign: complete, official in its layout, blank where nothing is known, and deaf to hostile text."""

import hashlib
import os
import subprocess
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mappings.errors import MappingError
from mappings.forms.fields import FormDefinition, read_form
from migrate.errors import StageError
from migrate.forms import BLANK, Accounting, site_facts, write_form
from migrate.model import Action, Decision, Form, Outcome, Reason, Site, Verdict

GOLDEN = Path(__file__).with_name("golden")
AS_OF = datetime(2026, 3, 11, 1, 5, tzinfo=UTC)
SITE = Site(
    "1304000009",
    "栖云县农业农村局网",
    "http://nyncj.qiyun.gov.example/",
    "清理表.xlsx",
    "清理表",
    5,
    site_code="1304000009",
    owner="栖云县农业农村局",
    original={"网站 负责人": "甲某", "联系人／姓名": "乙某", "联系人\n电话": "0310-0000000", "备注": "无"},
)
DECISION = Decision(
    "1304000009",
    Verdict.MIGRATE,
    Action.MIGRATE_CHANNEL,
    True,
    (
        Reason(
            "listed_thin",
            "清理工作实施方案：内容单一、更新数量少的，按程序申请永久关停、注销",
            "更新数量少",
            ("更新数量 G5",),
        ),
        Reason("operator", "县政府办复核意见", "同意关停"),
    ),
    (),
    (),
    False,
)
ACCOUNTING = Accounting(
    outcomes={"stored": 58, "revisit": 3, "error": 4},
    articles=23,
    channels={"通知公告": 12, "工作动态": 10},
    attachments=6,
    archived_pages=30,
    redirects=31,
    waiting=("1 篇文章含身份证号，等待人工确定", "1 个附件原网站已无法下载"),
)


@pytest.fixture(scope="module")
def closure() -> FormDefinition:
    return read_form("closure")


def make(
    definition: FormDefinition,
    target: Path,
    site: Site = SITE,
    decision: Decision = DECISION,
    accounting: Accounting = ACCOUNTING,
    archive_place: str | None = "archive/1304000009/index.html",
) -> Form:
    facts = site_facts(site, decision, accounting, archive_place, AS_OF)
    return write_form(facts, definition, definition.template, target)


def text_of(path: Path) -> str:
    """Paragraphs and table rows in the order of the document; merged cells once."""
    return "\n".join(_lines(path)) + "\n"


def _lines(path: Path) -> Iterator[str]:
    for block in Document(str(path)).iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                cells = list({id(cell._tc): cell.text.replace("\n", "⏎") for cell in row.cells}.values())
                yield "| " + " | ".join(cells) + " |"
        else:
            yield block.text


def cell_of(path: Path, label: str) -> str:
    for line in _lines(path):
        cells = line.strip("| ").split(" | ")
        if label in cells:
            return cells[cells.index(label) + 1]
    raise AssertionError(label)


@pytest.mark.parametrize("name", ["closure", "closure-empty"])
def test_the_text_of_the_form_is_that_kept_as_golden(tmp_path: Path, closure: FormDefinition, name: str) -> None:
    target = tmp_path / "form.docx"
    if name == "closure":
        make(closure, target)
    else:
        make(closure, target, Site("x", "", None, "", None, 1), no_decision(), Accounting(), None)
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("GOLDEN"):
        golden.write_text(text_of(target), encoding="utf-8")
    assert text_of(target) == golden.read_text(encoding="utf-8")


def no_decision() -> Decision:
    return Decision("x", Verdict.UNDECIDED, None, False, (), (), (), True)


def test_the_form_names_its_site_and_what_is_missing(tmp_path: Path, closure: FormDefinition) -> None:
    target = tmp_path / "deep" / "form.docx"
    form = make(closure, target)
    assert form == Form(
        "1304000009", "closure", "网站关停（永久下线）申请表", str(target), ("网站类型、级别", "拟关停时间")
    )


def test_nothing_known_leaves_visible_blanks_and_never_none(tmp_path: Path, closure: FormDefinition) -> None:
    target = tmp_path / "form.docx"
    form = make(closure, target, Site("x", " \u200b", None, "", None, 1), no_decision(), Accounting(), None)
    text = text_of(target)
    assert set(form.missing) == {f.label for f in closure.fields if f.required} - {"数据截至"}
    assert text.count(f"| {BLANK}") == len(closure.fields) - 1
    assert "None" not in text and "|  |" not in text


def test_nothing_counted_is_not_the_same_as_none_there(tmp_path: Path, closure: FormDefinition) -> None:
    target = tmp_path / "form.docx"
    make(closure, target, accounting=Accounting({}, 0, {}, 0, 0, 0, ()))
    said = [cell_of(target, label) for label in ("文章数", "采集结果", "已迁入频道", "未完成、⏎待处理项")]
    assert said == ["0", "没有采集", "没有迁入文章", "无"]


def test_a_long_list_ends_with_its_count(tmp_path: Path, closure: FormDefinition) -> None:
    target = tmp_path / "form.docx"
    make(closure, target, accounting=replace(ACCOUNTING, waiting=tuple(f"事项 {n}" for n in range(500))))
    said = cell_of(target, "未完成、⏎待处理项").split("⏎")
    assert (len(said), said[0], said[-1]) == (21, "事项 0", "……共 500 项，其余见台账")


HOSTILE = [
    "{{ 7 * 7 }}",
    "{% for x in ().__class__.__base__.__subclasses__() %}x{% endfor %}",
    "{{ title }}{# note #}{{",
    "<w:p/>&amp;<script>alert(1)</script>]]>",
    '=HYPERLINK("http://evil.example","点击")',
    "栖" * 100,
    "http://nyncj.qiyun.gov.example/" + "a" * 300,
    "{%tr if x %} {%p endif %} {{r title }}",
    "𠮷野〇㕔",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_appears_as_plain_text(tmp_path: Path, closure: FormDefinition, value: str) -> None:
    target = tmp_path / "form.docx"
    site = replace(SITE, site_name=value, owner=value, original={"负责人": value})
    decision = replace(DECISION, reasons=(Reason("r", value, value, (value,)),))
    make(closure, target, site, decision, replace(ACCOUNTING, channels={value: 1}, waiting=(value,)), value)
    assert [cell_of(target, label) for label in ("网站名称", "负责人", "关停原因", "归档位置")] == [value] * 4
    assert cell_of(target, "已迁入频道") == f"{value} 1 篇"


def test_what_a_document_cannot_hold_or_a_reader_cannot_see_is_taken_out(
    tmp_path: Path, closure: FormDefinition
) -> None:
    target = tmp_path / "form.docx"
    make(closure, target, replace(SITE, site_name="栖\x00云\x0b县\u202e农\u200b业\ud800\uffff\a\f\n\t局"))
    assert cell_of(target, "网站名称") == "栖 云 县 农 业? 局"


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.characters(), max_size=40))
def test_any_text_gives_a_document_that_opens(tmp_path: Path, closure: FormDefinition, value: str) -> None:
    target = tmp_path / "form.docx"
    make(closure, target, replace(SITE, site_name=value, owner=value + "{{", original={value: value}))
    assert len(Document(str(target)).tables) == 1


def test_equal_facts_give_equal_bytes(tmp_path: Path, closure: FormDefinition, monkeypatch: pytest.MonkeyPatch) -> None:
    make(closure, tmp_path / "one.docx")
    later = time.time() + 86_400 * 400
    monkeypatch.setattr(time, "time", lambda: later)
    make(closure, tmp_path / "two.docx")
    digests = {hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() for name in ("one.docx", "two.docx")}
    assert len(digests) == 1
    with zipfile.ZipFile(tmp_path / "one.docx") as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_properties_carry_the_title_and_the_ledger_s_time(tmp_path: Path, closure: FormDefinition) -> None:
    make(closure, tmp_path / "form.docx")
    properties = Document(str(tmp_path / "form.docx")).core_properties
    assert properties.title == "网站关停（永久下线）申请表：栖云县农业农村局网"
    assert properties.created is not None and properties.created.replace(tzinfo=UTC) == AS_OF


def test_a_failure_leaves_the_former_document_alone(tmp_path: Path, closure: FormDefinition) -> None:
    target = tmp_path / "form.docx"
    make(closure, target)
    before = target.read_bytes()
    broken = tmp_path / "broken.docx"
    broken.write_bytes(before[:500])
    other = tmp_path / "other.docx"
    with zipfile.ZipFile(other, "w") as parts:
        parts.writestr("[Content_Types].xml", "<Types")
    for template, complaint in ((broken, "broken"), (other, "other"), (tmp_path / "none.docx", "none")):
        with pytest.raises(StageError, match=complaint):
            make(replace(closure, template=template), target)
    assert target.read_bytes() == before


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{{ sitename }}{{ boss }}", "占位符 boss、sitename"),
        ("{% if %}", "不能使用"),
        ("{{ ''.__class__.mro() }}", "不能使用"),
        ("{{ 1 + title }}", "不能使用"),
    ],
)
def test_an_office_s_own_layout_is_checked(tmp_path: Path, closure: FormDefinition, text: str, complaint: str) -> None:
    own = Document()
    own.add_paragraph(text)
    own.save(str(tmp_path / "own.docx"))
    with pytest.raises(StageError, match=complaint):
        make(replace(closure, template=tmp_path / "own.docx"), tmp_path / "form.docx")


def test_every_code_has_a_word_and_every_field_a_place_in_the_layout(tmp_path: Path, closure: FormDefinition) -> None:
    assert closure.words["action"].keys() == {action.value for action in Action}
    assert closure.words["outcome"].keys() == {outcome.value for outcome in Outcome}
    every = " ".join(_lines(closure.template))
    assert [field.name for field in closure.fields if f"{{{{ {field.name} }}}}" not in every] == []


def test_the_layout_is_that_of_an_official_document(closure: FormDefinition) -> None:
    document = Document(str(closure.template))
    section = document.sections[0]
    sizes = (section.page_width, section.page_height, section.top_margin, section.bottom_margin)
    assert [round(size.mm) for size in (*sizes, section.left_margin, section.right_margin)] == [
        210,
        297,
        37,
        35,
        28,
        26,
    ]
    title = document.paragraphs[0].runs[0]
    assert (title.font.size.pt, title._element.rPr.rFonts.get(qn("w:eastAsia"))) == (22, "方正小标宋简体")
    runs = [run for row in document.tables[0].rows for c in row.cells for p in c.paragraphs for run in p.runs]
    assert {run._element.rPr.rFonts.get(qn("w:eastAsia")) for run in runs} == {"黑体", "仿宋_GB2312"}
    assert {run.font.size.pt for run in runs} == {12}
    assert [round(column.width.mm) for column in document.tables[0].columns] == [34, 44, 34, 44]


# -- the definition ---------------------------------------------------------------------------------------------------


def test_the_office_lays_its_own_form_over_the_shipped_one(tmp_path: Path, closure: FormDefinition) -> None:
    own = tmp_path / "forms"
    own.mkdir()
    (own / "closure.toml").write_text('[fields.head]\nsources = ["cells.局长"]\n', encoding="utf-8")
    (own / "closure.docx").write_bytes(closure.template.read_bytes())
    definition = read_form("closure", tmp_path)
    assert definition.template == own / "closure.docx"
    assert next(f for f in definition.fields if f.name == "head").sources == ("cells.局长",)
    assert [f.name for f in definition.fields] == [f.name for f in closure.fields]


def test_all_faults_of_a_definition_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "closure.toml").write_text(
        'title = " "\ncolour = "red"\n[basis.local]\nnumber = "1"\n[words.action]\nclose = 1\n[words.many]\nx = "一"\n'
        '[fields.Head]\nlabel = ""\nsources = "site.owner"\nshape = ["text"]\nrequired = 1\nunit = 2\nsize = 3\n'
        '[fields.home]\nsources = ["nowhere.url"]\nbasis = "law"\nwords = ["x"]\n',
        encoding="utf-8",
    )
    with pytest.raises(MappingError) as raised:
        read_form("closure", tmp_path)
    for fault in (
        "有 14 处错误",
        "不认识的项 colour",
        "缺少 title",
        "依据 local 应有且只有 number 与 title",
        "说法 action 应是“代码 = 文字”",
        "栏目 Head：名称应为小写英文",
        "栏目 Head：不认识的项 size",
        "栏目 Head：缺少 label",
        "栏目 Head：sources 应是文字的列表",
        "栏目 Head：shape 只能是 count、counts、list、text",
        "栏目 Head：required 只能是 true 或 false",
        "栏目 Head：unit 应是文字",
        "栏目 home：来源 nowhere.url 不认识",
        "栏目 home：basis 指向不存在的 law",
    ):
        assert fault in raised.value.problem


@pytest.mark.parametrize("text", ["fields = 1\nbasis = []\nwords = 'x'\n", "[fields]\nhead = 1\n"])
def test_a_definition_of_the_wrong_shape_is_refused_by_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "closure.toml").write_text(text, encoding="utf-8")
    with pytest.raises(MappingError, match=r"fields 应写成 \[fields\.名称\]"):
        read_form("closure", tmp_path)


# -- the real LibreOffice ----------------------------------------------------------------------------------------------


@pytest.mark.real
def test_libreoffice_prints_the_form_on_two_pages(tmp_path: Path, closure: FormDefinition) -> None:
    target = tmp_path / "form.docx"
    make(closure, target)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", str(tmp_path), str(target)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    printed = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "form.pdf"), "-"],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    ).stdout
    first, second, *rest = printed.split("\f")
    assert "栖云县农业农村局网" in first and "域名注销" in first
    assert "审批机关" in second and "数据截至 2026 年 3 月 11 日 09:05" in second.replace(
        "2026年3月11日", "2026 年 3 月 11 日"
    )
    assert rest == [""]
