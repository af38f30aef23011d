"""The facts of official documents: a box as a table, a list or lines, and what is none of it."""

import pytest

from migrate.model import DocumentFacts, Kind
from tests.extract import pages

TRUE = DocumentFacts(
    index_number="000014349/2026-02-00018",
    document_number="栖农〔2020〕3号",
    issuer="栖云县农业农村局",
    written="2020年07月30日",
    topic="农业、林业、水利",
    validity="有效",
)
LABELS = (
    ("索 引 号", TRUE.index_number),
    ("主题分类", TRUE.topic),
    ("发文机关", TRUE.issuer),
    ("成文日期", TRUE.written),
    ("发文字号", TRUE.document_number),
    ("有 效 性", TRUE.validity),
)


def cells(sign: str) -> str:
    rows = [LABELS[at : at + 2] for at in range(0, len(LABELS), 2)]
    made = "".join(
        "<tr>" + "".join(f"<td><b>{label}{sign}</b></td><td>{said}</td>" for label, said in row) + "</tr>"
        for row in rows
    )
    return f"<table class=box>{made}</table>"


BOXES = {
    "table": cells("："),
    "table_without_colons": cells(""),
    "dl": "<dl>" + "".join(f"<dt>{label}：</dt><dd>{said}</dd>" for label, said in LABELS) + "</dl>",
    "dl_without_colons": "<dl>" + "".join(f"<dt>{label}</dt><dd>{said}</dd>" for label, said in LABELS) + "</dl>",
    "ul": "<ul>" + "".join(f"<li><span>{label}：</span>{said}</li>" for label, said in LABELS) + "</ul>",
    "lines": "<div>" + "<br>".join(f"{label}：{said}" for label, said in LABELS) + "</div>",
    "one_line": "<p>" + "　".join(f"{label}：{said}" for label, said in LABELS) + "</p>",
    "brackets": "<p>" + "<br>".join(f"【{label}】{said}" for label, said in LABELS) + "</p>",
    "nbsp": cells("：").replace("索 引 号", "索&nbsp;引&nbsp;号"),
}


def document(box: str, more: str = "") -> str:
    return pages.whole(
        f"<div class=detail>{box}<h1>{pages.TITLE}</h1><div>发布时间：2020-08-05 来源：办公室</div>"
        f"<div id=Zoom>{pages.paragraphs()}{more}</div></div>"
    )


@pytest.mark.parametrize("name", BOXES)
def test_the_box_of_a_document_is_read_in_every_shape(read, name):
    page = read(document(BOXES[name]))
    assert page.kind is Kind.ARTICLE
    assert page.facts == TRUE
    assert page.published_at == "2020-08-05"


def test_the_day_that_a_document_was_written_never_becomes_the_publish_date(read):
    body = f"<div>{BOXES['table']}<h1>{pages.TITLE}</h1><div id=Zoom>{pages.paragraphs()}</div></div>"
    page = read(pages.whole(body))
    assert page.facts.written == "2020年07月30日"
    assert page.published_at is None


def test_a_box_that_also_names_the_title_and_the_publish_date_gives_neither_as_a_fact(read):
    page = read(pages.document_box())
    assert page.published_at == "2020-08-05"
    assert page.facts == DocumentFacts(
        index_number="000014349/2026-02-00018",
        document_number="栖农〔2020〕3号",
        written="2020年07月30日",
        validity="有效",
    )


@pytest.mark.parametrize("sign", ["：", ""])
def test_an_empty_cell_is_no_fact(read, sign):
    box = cells(sign).replace(TRUE.document_number, "").replace(TRUE.validity, "&nbsp;").replace(TRUE.topic, "无")
    facts = read(document(box)).facts
    assert (facts.document_number, facts.validity, facts.topic) == ("", "", "")
    assert (facts.index_number, facts.issuer, facts.written) == (TRUE.index_number, TRUE.issuer, TRUE.written)


def test_words_of_the_text_are_no_facts(read):
    more = (
        "<p>请各发文机关注意：文号由办公室统一编排，成文日期以签发日为准。</p><p>有效性</p><p>以下文件继续有效。</p>"
        "<p>发文机关：各乡镇人民政府应当写明全称。</p>"
    )
    filler = "<p>" + "各乡镇要结合实际认真贯彻落实。" * 50 + "</p>"
    assert read(document("", filler + more)).facts == DocumentFacts()


def test_the_editor_is_named_also_below_the_text(read):
    page = read(document("").replace("</div></div>", "</div><div>责任编辑：李四</div></div>"))
    assert page.facts == DocumentFacts(editor="李四")


def test_a_list_of_documents_has_no_facts(read):
    rows = "".join(
        f"<li><a href='/a/{n}.html'>关于第{n}次春耕会议的通知</a> 文号：栖农〔2015〕{n}号 <span>2015-03-{n}</span></li>"
        for n in range(10, 20)
    )
    page = read(pages.whole(f"<ul>{rows}</ul>", title="政策文件"), "zcwj/")
    assert (page.kind, page.facts) == (Kind.LIST, DocumentFacts())


def test_a_hostile_box_ends_in_bounded_time(read):
    read(document(("索" + "\u3000" * 60 + "x") * 50))
    read(document("索" + " " * 50_000 + "引号：" + "索引号：" * 20_000))
