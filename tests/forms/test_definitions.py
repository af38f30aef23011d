"""The guard of the kinds: the office's own files laid over the shipped ones, all faults told at once."""

from pathlib import Path

import pytest

from mappings.errors import MappingError
from mappings.forms.fields import read_columns, read_form, read_forms
from mappings.headings import read_headings
from migrate.forms.values import said
from tests.forms.known import full_facts


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "forms").mkdir()
    return tmp_path


def test_the_office_lays_its_own_form_over_the_shipped_one(own: Path) -> None:
    shipped = read_form("closure")
    (own / "forms" / "closure.toml").write_text('[fields.head]\nsources = ["cells.局长"]\n', encoding="utf-8")
    (own / "forms" / "closure.docx").write_bytes(shipped.templates["docx"].read_bytes())
    definition = read_form("closure", own)
    assert definition.templates["docx"] == own / "forms" / "closure.docx"
    assert next(f for f in definition.fields if f.name == "head").sources == ("cells.局长",)
    assert [f.name for f in definition.fields] == [f.name for f in shipped.fields]


def test_the_office_may_have_kinds_of_its_own(own: Path) -> None:
    (own / "forms" / "letter.toml").write_text(
        'title = "函"\nscope = "office"\norder = 5\noutputs = ["docx", "html"]\n'
        '[fields.to]\nlabel = "主送"\nsupply = "办公室"\n',
        encoding="utf-8",
    )
    (own / "forms" / "not a kind.toml").write_text("x = 1\n", encoding="utf-8")
    forms = read_forms(own)
    assert next(iter(forms)) == "letter" and len(forms) == len(read_forms()) + 1
    assert forms["letter"].templates == {name: own / "forms" / f"letter.{name}" for name in ("docx", "html")}


def test_a_heading_that_the_office_uses_is_told_once_for_all_kinds(own: Path) -> None:
    (own / "forms" / "columns.toml").write_text('[columns]\ncontact = ["经办人"]\n', encoding="utf-8")
    for kind in ("closure", "domain", "icp"):
        told = said({**full_facts(), "cells": {"经办 人": "丁某", "联系人": "乙某"}}, read_form(kind, own))
        assert told.values["contact"] == "丁某"


def test_the_headings_of_the_documents_are_those_that_sheets_have() -> None:
    """A heading that the sheet reader knows under a name of ours is looked for by the documents as well."""
    columns = read_columns()
    assert {"负责人", "网站负责人"} <= set(columns["head"]) and "联系人" in columns["contact"]
    assert {"联系电话", "工作电话", "手机"} <= set(columns["phone"])
    assert {"工信部ICP备案号", "备案号"} <= set(columns["icp"]) and "国际联网备案号" in columns["police"]
    assert read_headings(None)


@pytest.mark.parametrize("said_nothing", ["", " ", "/", "—", "--", "---", "未知", "N/A", "不详"])
def test_a_cell_that_says_nothing_is_a_blank(said_nothing: str) -> None:
    told = said({**full_facts(), "cells": {"联系人": said_nothing}}, read_form("closure"))
    assert "联系人" in [one.label for one in told.missing]


def test_what_people_filled_in_goes_before_every_source() -> None:
    told = said(full_facts(supplied={"contact": "丁某", "site_name": " "}), read_form("closure"))
    assert (told.values["contact"], told.values["site_name"]) == ("丁某", "栖云县农业农村局网站")


def test_all_faults_of_a_definition_are_told_at_once(own: Path) -> None:
    (own / "forms" / "closure.toml").write_text(
        'title = " "\ncolour = "red"\nscope = "world"\nneeds = ["sleep"]\noutputs = []\nnumbered = 1\norder = "first"\n'
        'after = 1\nmark = "X"\n'
        '[basis.local]\nnumber = "1"\n[words.action]\nclose = 1\n[words.many]\nx = "一"\n'
        '[fields.Head]\nlabel = ""\nsources = "site.owner"\nshape = ["text"]\nrequired = 1\n'
        'unit = 2\nsize = 3\nmark = "?"\n'
        '[fields.home]\nsources = ["nowhere.url", "sheet.weather"]\nbasis = "law"\nwords = ["x"]\n'
        '[fields.alone]\nlabel = "无来源"\n'
        '[tables.Rows]\nlabel = ""\nrows = "nowhere.rows"\nextra = 1\nrequired = "no"\nnone = 1\n'
        '[tables.home]\nlabel = "表"\nrows = 1\n[tables.home.columns.x]\nsources = ["site.url"]\n',
        encoding="utf-8",
    )
    with pytest.raises(MappingError) as raised:
        read_form("closure", own)
    for fault in (
        "不认识的项 colour",
        "缺少 title",
        "scope 只能是 site、unit、office",
        "needs 中不认识 sleep",
        "outputs 不能为空",
        "numbered 只能是 true 或 false",
        "order 应是整数",
        "after 应是文字",
        "mark 只能是 V 或 M",
        "依据 local 应有且只有 number 与 title",
        "说法 action 应是“代码 = 文字”",
        "栏目 Head：名称应为小写英文",
        "栏目 Head：不认识的项 size",
        "栏目 Head：缺少 label",
        "栏目 Head：sources 应是文字的列表",
        "栏目 Head：shape 只能是 count、counts、date、list、names、sentences、text",
        "栏目 Head：required 只能是 true 或 false",
        "栏目 Head：mark 只能是 V 或 M",
        "栏目 Head：unit 应是文字",
        "栏目 home：来源 nowhere.url 不认识",
        "栏目 home：来源 sheet.weather 不在 columns.toml 中",
        "栏目 home：basis 指向不存在的 law",
        "栏目 alone：既没有来源 sources，也没有写明由谁填写 supply",
        "表 Rows：名称应为小写英文",
        "表 Rows：不认识的项 extra",
        "表 Rows：缺少 label",
        "表 Rows：来源 nowhere.rows 不认识",
        "表 Rows：required 只能是 true 或 false",
        "表 Rows：none 应是文字",
        "表 Rows：没有任何列",
        "表 home：与一个栏目同名",
        "表 home：rows 应写明行从哪里来",
        "表 home：列 x：缺少 label",
    ):
        assert fault in raised.value.problem


@pytest.mark.parametrize(
    "text", ["fields = 1\nbasis = []\nwords = 'x'\n", "[fields]\nhead = 1\n", "needs = 1\nfields = 2\n"]
)
def test_a_definition_of_the_wrong_shape_is_refused_by_name(own: Path, text: str) -> None:
    (own / "forms" / "closure.toml").write_text(text, encoding="utf-8")
    with pytest.raises(MappingError, match=r"fields 应写成 \[fields\.名称\]"):
        read_form("closure", own)


def test_faults_of_the_shared_headings_are_told(own: Path) -> None:
    (own / "forms" / "columns.toml").write_text('extra = 1\n[columns]\nhead = []\nphone = "电话"\n', encoding="utf-8")
    with pytest.raises(MappingError) as raised:
        read_form("closure", own)
    for fault in ("不认识的项 extra", "columns.head 应是列标题的列表", "columns.phone 应是列标题的列表"):
        assert fault in raised.value.problem


def test_shared_headings_of_the_wrong_shape_are_refused(own: Path) -> None:
    (own / "forms" / "columns.toml").write_text("columns = 1\n", encoding="utf-8")
    with pytest.raises(MappingError, match="columns 应是表"):
        read_form("closure", own)
