from datetime import date
from pathlib import Path

import pytest

from mappings.catalogue import KINDS, OWN, SOURCES, read_catalogue
from mappings.errors import MappingError

WANTED = """
    档号 网站名称 网站标识码 主办单位 原网址 归档文件 题名 栏目 发布时间 来源 文种/页面类型 格式
    采集时间 归档时间 保管期限 密级 现网址 附件数
"""
RULE = 'period = "y30"\nwhy = "某文件第三条"\nwho = "某科"\non = 2026-01-05\n'


def office(folder: Path, text: str) -> Path:
    (folder / "catalogue.toml").write_text(text, "utf-8")
    return folder


def faults(folder: Path, text: str) -> str:
    with pytest.raises(MappingError) as caught:
        read_catalogue(office(folder, text))
    return caught.value.problem


def test_the_shipped_catalogue_has_the_fields_that_an_archive_office_asks_for() -> None:
    names = [one.name for one in read_catalogue().fields]
    assert [name for name in WANTED.split() if name not in names] == []
    assert len(set(names)) == len(names)


def test_no_shipped_field_or_period_claims_to_be_checked_against_a_standard() -> None:
    known = read_catalogue()
    for one in known.fields:
        assert (one.standard == OWN) == ("待核" not in one.heading), one.key
    assert all(name.endswith("（待核）") for name in known.periods.values())
    assert known.rules == ()


def test_a_page_that_no_rule_covers_is_undecided() -> None:
    assert read_catalogue().retention_of("9901", "article", (("公开",),)) == "（待定）"


def test_the_first_rule_that_covers_a_page_decides(tmp_path: Path) -> None:
    text = (
        f'[retention.rule.a]\ncolumn = ["公开", "文件"]\nkinds = ["article"]\n{RULE}'
        f'[retention.rule.b]\nsites = ["9902"]\n{RULE.replace("y30", "permanent")}'
        '[retention.period.permanent]\nmark = "V"\n'
    )
    known = read_catalogue(office(tmp_path, text))
    assert known.rules[0].on == date(2026, 1, 5)
    cases = [
        ("9901", "article", (("公开", "文件"),), "30年（待核）"),
        ("9901", "article", (("动态",), ("公开", "文件", "2016年")), "30年（待核）"),
        ("9901", "list", (("公开", "文件"),), "（待定）"),
        ("9901", "article", (("文件",),), "（待定）"),
        ("9901", "article", (), "（待定）"),
        ("9902", "list", (), "永久"),
        ("9902", "article", (("公开", "文件"),), "30年（待核）"),
    ]
    for site_key, kind, columns, said in cases:
        assert known.retention_of(site_key, kind, columns) == said


def test_an_office_renames_checks_adds_and_leaves_out_fields(tmp_path: Path) -> None:
    text = (
        '[field.title]\nname = "题名（正）"\nmark = "V"\n[field.keywords]\nuse = false\n'
        '[field.fonds]\nname = "全宗号"\nstandard = "own"\nsource = "text"\ntext = "J012"\nrequired = true\n'
    )
    fields = {one.key: one for one in read_catalogue(office(tmp_path, text)).fields}
    assert fields["title"].heading == "题名（正）"
    assert "keywords" not in fields
    assert (fields["fonds"].text, list(fields)[-1]) == ("J012", "fonds")


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    said = faults(
        tmp_path,
        'colour = "red"\n'
        '[field.title]\nmark = "X"\n[field.warc]\nmark = "V"\n[field.a]\nname = ""\nstandard = "ISO"\nsource = "moon"\n'
        '[field.b]\nname = "乙"\nstandard = "own"\nsource = "text"\nrequired = true\nuse = 1\nbig = 2\n'
        '[retention]\nblank = 1\nlong = 2\n[retention.period.y99]\nmark = "V"\n'
        '[retention.rule.r]\nperiod = "y98"\ncolumn = "公开"\nkinds = ["film"]\non = "x"\nmore = 1\n',
    )
    for part in (
        "colour",
        "field.title 缺少 mark",
        "field.warc 不出自标准",
        "field.a 缺少 name",
        "field.a.standard 应当是",
        "field.a.source 应当是",
        "field.a.required 应当是",
        "field.b 的 text",
        "field.b.use 应当是",
        "field.b 不认识 big",
        "retention.blank 应当是",
        "retention 不认识 long",
        "retention.period.y99 缺少 name",
        "retention.rule.r.period 应当是",
        "retention.rule.r.column 应当是",
        "retention.rule.r.kinds 只能用",
        "retention.rule.r 缺少 on",
        "retention.rule.r 缺少 why",
        "retention.rule.r 缺少 who",
        "retention.rule.r 不认识 more",
    ):
        assert part in said, part


@pytest.mark.parametrize(
    "text", ["field = 1", "retention = 1", "[field]\ntitle = 1", "[retention]\nrule = 1", "[retention]\nperiod = []"]
)
def test_a_table_that_is_none_is_told(tmp_path: Path, text: str) -> None:
    assert "应当" in faults(tmp_path, text)


def test_a_catalogue_without_fields_is_refused(tmp_path: Path) -> None:
    off = "".join(f"[field.{one.key}]\nuse = false\n" for one in read_catalogue().fields)
    assert "没有一个可用的字段" in faults(tmp_path, off)


def test_every_source_is_told_and_every_kind_is_one_of_the_archive() -> None:
    assert {one.source for one in read_catalogue().fields} <= set(SOURCES)
    assert KINDS == ("home", "list", "article", "page")
