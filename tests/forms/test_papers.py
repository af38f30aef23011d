"""Writing a document: what it answers, what it never destroys, and what an office's own layout may not do."""

import zipfile
from dataclasses import dataclass, replace
from datetime import UTC, date
from pathlib import Path

import pytest
from docx import Document

from mappings.forms.fields import FormDefinition, read_form
from migrate.errors import StageError
from migrate.forms.facts import Accounting, own_domains, site_facts
from migrate.forms.papers import write_paper
from migrate.forms.values import BLANK, said
from migrate.model import Reason
from tests.forms.known import ACCOUNTING, AS_OF, DECISION, SITE, full_facts
from tests.forms.reading import cell_of, text_of


@pytest.fixture(scope="module")
def closure() -> FormDefinition:
    return read_form("closure")


def facts_with(**changes: object) -> dict[str, object]:
    return site_facts(SITE, DECISION, replace(ACCOUNTING, **changes), None, AS_OF)  # type: ignore[arg-type]


def test_the_form_names_its_site_what_it_says_and_what_is_missing(tmp_path: Path, closure: FormDefinition) -> None:
    facts = {**full_facts(), "cells": {"联系人": "乙某"}}
    form = write_paper(facts, closure, tmp_path / "deep" / "form")
    assert (form.site_key, form.kind, form.title) == ("9901230012", "closure", "网站关停（永久下线）申请表")
    assert form.path == str(tmp_path / "deep" / "form.docx")
    assert form.missing == ("网站类型、级别", "负责人", "联系电话", "拟关停时间")
    assert form.values["contact"] == "乙某" and form.values["phone"] == BLANK
    assert form.values["bases"] == (
        "《国务院办公厅关于印发政府网站发展指引的通知》（国办发〔2017〕47号）；《关于加强政府网站域名管理的通知》（国办函〔2018〕55号）"
    )


def test_nothing_counted_is_not_the_same_as_none_there(tmp_path: Path, closure: FormDefinition) -> None:
    write_paper(site_facts(SITE, DECISION, Accounting({}, 0, {}, 0, 0, 0, ()), None, AS_OF), closure, tmp_path / "form")
    labels = ("文章数", "采集结果", "已迁入频道", "未完成、⏎待处理项")
    assert [cell_of(tmp_path / "form.docx", label) for label in labels] == ["0", "没有采集", "没有迁入文章", "无"]


def test_grounds_name_the_rule_as_people_do_and_what_the_cells_say() -> None:
    reasons = (
        Reason("listed_thin", "方案", "volume", ("更新数量 I7", "运行现状/最后更新时间 H7")),
        Reason("listed_thin", "方案", "content_ability", ("备注 Z7",)),
        Reason("review", "办公室复核意见", "同意关停"),
        Reason("one_portal", "原则上只保留一个门户", ""),
    )
    rules = {"listed_thin": "已纳入但内容单薄"}
    facts = site_facts(SITE, replace(DECISION, reasons=reasons), ACCOUNTING, None, AS_OF, rules)
    assert isinstance(facts["decision"], dict)
    assert facts["decision"]["grounds"] == (
        "已纳入但内容单薄：更新数量“10”（清理表I7），运行现状/最后更新时间“2026-02-20”（清理表H7）",
        "已纳入但内容单薄：清理表备注 Z7",
        "办公室复核意见：同意关停",
        "原则上只保留一个门户",
    )


def test_a_long_list_ends_with_its_count(tmp_path: Path, closure: FormDefinition) -> None:
    facts = facts_with(waiting=tuple(f"事项 {number}" for number in range(500)))
    write_paper(facts, closure, tmp_path / "form")
    told = cell_of(tmp_path / "form.docx", "未完成、⏎待处理项").split("⏎")
    assert (len(told), told[0], told[-1]) == (21, "事项 0", "……共 500 项，其余见台账")


def test_the_properties_carry_the_title_and_the_ledger_s_time(tmp_path: Path, closure: FormDefinition) -> None:
    write_paper(full_facts(), closure, tmp_path / "form")
    properties = Document(str(tmp_path / "form.docx")).core_properties
    assert properties.title == "网站关停（永久下线）申请表：栖云县农业农村局网站"
    assert properties.created is not None and properties.created.replace(tzinfo=UTC) == AS_OF
    with zipfile.ZipFile(tmp_path / "form.docx") as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_failure_leaves_the_former_document_alone(tmp_path: Path, closure: FormDefinition) -> None:
    target = tmp_path / "form.docx"
    write_paper(full_facts(), closure, tmp_path / "form")
    before = target.read_bytes()
    (tmp_path / "broken.docx").write_bytes(before[:500])
    with zipfile.ZipFile(tmp_path / "other.docx", "w") as parts:
        parts.writestr("[Content_Types].xml", "<Types")
    for name in ("broken", "other", "none"):
        definition = replace(closure, templates={"docx": tmp_path / f"{name}.docx"})
        with pytest.raises(StageError, match=name):
            write_paper(full_facts(), definition, tmp_path / "form")
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.glob("*.part")] == []


def test_facts_without_their_time_are_refused(tmp_path: Path, closure: FormDefinition) -> None:
    with pytest.raises(StageError, match="缺少数据截至时间"):
        write_paper({**full_facts(), "as_of": "2026"}, closure, tmp_path / "form")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{{ sitename }}{{ boss }}", "占位符 boss、sitename"),
        ("{{ title.boss }}", "不能使用"),
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
        write_paper(full_facts(), replace(closure, templates={"docx": tmp_path / "own.docx"}), tmp_path / "form")


@pytest.mark.parametrize("text", ["{{ sitename }}", "{% if %}", "{{ ''.__class__.mro() }}", "\udcff"])
def test_an_office_s_own_page_is_checked(tmp_path: Path, text: str) -> None:
    (tmp_path / "own.html").write_bytes(text.encode("utf-8", "surrogateescape"))
    notice = read_form("notice")
    templates = {**notice.templates, "html": tmp_path / "own.html"}
    with pytest.raises(StageError, match=r"own\.html"):
        write_paper(full_facts(), replace(notice, templates=templates), tmp_path / "form")
    assert not (tmp_path / "form.docx").exists()  # all files of a document or none


def test_a_layout_file_that_was_changed_is_read_again(tmp_path: Path, closure: FormDefinition) -> None:
    definition = replace(closure, templates={"docx": tmp_path / "own.docx"})
    for text in ("一", "二二"):
        own = Document()
        own.add_paragraph(text + "{{ site_code }}")
        own.save(str(tmp_path / "own.docx"))
        write_paper(full_facts(), definition, tmp_path / "form")
        assert text_of(tmp_path / "form.docx") == f"{text}9901230012\n"


def test_an_office_s_own_layout_of_one_paragraph_gets_its_blanks_marked(
    tmp_path: Path, closure: FormDefinition
) -> None:
    own = Document()
    own.add_paragraph("甲{{ phone }}乙{{ contact }}")
    own.save(str(tmp_path / "own.docx"))
    definition = replace(closure, templates={"docx": tmp_path / "own.docx"})
    write_paper({**full_facts(), "cells": {}}, definition, tmp_path / "form")
    assert text_of(tmp_path / "form.docx") == f"甲{BLANK}乙{BLANK}\n"


@dataclass(frozen=True)
class Line:
    unit: str
    due: date


def test_rows_may_be_plain_texts_mappings_or_facts_of_a_class(closure: FormDefinition) -> None:
    progress = read_form("progress")
    rows = [{"unit": "甲", "sites": 0}, Line("乙", date(2026, 3, 1))]
    told = said({"progress": {"units": rows, "difficulties": ["缺人", {"text": "缺钱"}]}}, progress)
    units = told.values["units"]
    assert isinstance(units, list) and [(row["no"], row["unit"], row["sites"]) for row in units] == [
        ("1", "甲", "0"),
        ("2", "乙", BLANK),
    ]
    assert told.values["difficulties"] == [{"text": "缺人"}, {"text": "缺钱"}]


def test_no_rows_are_said_and_unknown_rows_are_blank() -> None:
    overdue = read_form("notice_overdue")
    none, unknown = said({"overdue": []}, overdue), said({}, overdue)
    assert none.values["overdue_rows"] == [
        {"no": "没有逾期事项", "unit": "—", "site_name": "—", "what": "—", "due": "—", "days": "—"}
    ]
    assert "逾期事项" not in [one.label for one in none.missing if hasattr(one, "rows")]
    assert "逾期事项" in [one.label for one in unknown.missing if hasattr(one, "rows")]


@pytest.mark.parametrize(
    ("urls", "domains"),
    [
        (
            ("http://nyncj.qiyun.gov.example/", "http://NYNCJ.qiyun.gov.example:80/index.asp"),
            ("nyncj.qiyun.gov.example",),
        ),
        (("http://www.qiyun.gov.example/nync/",), None),  # it lives under the portal's name
        (("http://www.qiyun.gov.example/nync/index.html",), None),
        (("http://192.0.2.7/", "http://[2001:db8::1]/"), None),
        (("http://localhost/", None, "http://[", ""), None),
        (("http://农业.政务/",), ("农业.政务",)),
    ],
)
def test_only_a_site_s_own_host_names_are_cancelled(
    urls: tuple[str | None, ...], domains: tuple[str, ...] | None
) -> None:
    assert own_domains(urls) == domains


def test_blanks_are_marked_wherever_they_stand_in_a_run(tmp_path: Path, closure: FormDefinition) -> None:
    own = Document()
    own.add_paragraph("\t{{ phone }}\t{{ contact }}\t完")
    own.save(str(tmp_path / "own.docx"))
    definition = replace(closure, templates={"docx": tmp_path / "own.docx"})
    write_paper({**full_facts(), "cells": {}}, definition, tmp_path / "form")
    assert text_of(tmp_path / "form.docx") == f"\t{BLANK}\t{BLANK}\t完\n"
    with zipfile.ZipFile(tmp_path / "form.docx") as parts:
        assert parts.read("word/document.xml").count(b"FORMTEXT") == 2


def test_a_workbook_has_a_sheet_for_every_table(tmp_path: Path) -> None:
    progress = replace(read_form("progress"), outputs=("xlsx",), templates={})
    write_paper(full_facts("office"), progress, tmp_path / "form")
    lines = text_of(tmp_path / "form.xlsx").splitlines()
    assert "== 1 各单位进展" in lines and "== 2 存在困难" in lines
    assert "| 1 | 栖云县农业农村局 | 1 | 1 | 1 | 1 | 1 | 0 | 22 | 0 |" in lines
