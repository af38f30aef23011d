"""Sanitised bodies: structure kept, nothing executable, addresses absolute."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.extract.clean import sanitised
from migrate.urls import resolve
from tests.extract import pages


def to_url(reference: str) -> str | None:
    return resolve(pages.HOME + "a/b.html", reference)


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href='  jAvA\tscript:alert(1)'>x</a>",
        "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
        "<img src='data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+'>",
        "<svg onload=alert(1)><script>alert(1)</script></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<p style='width:expression(alert(1));behavior:url(x)'>x</p>",
        "<form action=x><input onfocus=alert(1) autofocus></form>",
        "<object data='javascript:alert(1)'></object><embed src='javascript:alert(1)'>",
        "<base href='//evil.example/'><link rel=stylesheet href=x><meta http-equiv=refresh content='0;url=x'>",
        "<video src=x onerror=alert(1)></video>",
    ],
)
def test_nothing_of_hostile_markup_can_run(hostile):
    cleaned = sanitised(hostile, to_url).lower()
    for danger in (
        "<script",
        "onerror",
        "onload",
        "onfocus",
        "javascript:",
        "<svg",
        "<iframe",
        "srcdoc",
        "expression",
        "data:",
        "<base",
        "<meta",
    ):
        assert danger not in cleaned


def test_word_debris_goes_and_meaning_stays(read):
    html = read(pages.word_debris()).body_html
    for debris in ("mso", "o:p", "Normal 0", "onclick", "javascript", "博彩", "alert", "<svg", "<a>"):
        assert debris not in html
    assert '<p style="text-align:center"><b>通 知</b></p>' in html
    assert f'href="{pages.HOME}tzgg/gzdt/9.html"' in html


def test_the_colour_of_a_paragraph_goes_and_its_alignment_stays(read):
    html = read(pages.document_box()).body_html
    assert '<p style="text-align:right">栖云县农业农村局</p>' in html
    assert "color" not in html


def test_a_lazy_picture_shows_its_real_address_and_editor_icons_are_no_pictures(read):
    page = read(pages.image_only())
    assert [found.old_url for found in page.images] == [pages.HOME + "upload/1.jpg", pages.HOME + "upload/2.jpg"]
    assert "icon_pdf" not in page.body_html
    assert "data:image" not in page.body_html


def test_a_picture_written_into_the_page_is_kept():
    assert 'src="data:image/png;base64,iVBORw0KGgo="' in sanitised(
        "<img src='data:image/png;base64,iVBORw0KGgo='>", to_url
    )


def test_a_document_player_becomes_a_link(read):
    assert (
        f'<a href="{pages.HOME}_upload/article/files/ab/cd/1.pdf">春耕工作方案.pdf</a>'
        in read(pages.webplus_pdf()).body_html
    )


@pytest.mark.parametrize(
    "player, address",
    [
        ("<iframe src='/pdfjs/web/viewer.html?file=/up/a.pdf' width=800 height=900></iframe>", "up/a.pdf"),
        ("<embed src='/v/a.mp4' type='application/x-shockwave-flash' width=400 height=300>", "v/a.mp4"),
        ("<object data='/up/b.pdf' width=800 height=900></object>", "up/b.pdf"),
        (
            "<p>全文见附件<a href='javascript:void(0)' onclick=\"window.open('/up/c.pdf')\">打开全文附件</a></p>",
            "up/c.pdf",
        ),
    ],
)
def test_a_body_in_a_document_or_film_is_an_attachment_of_the_article(read, player, address):
    page = read(pages.whole(f"<h1>{pages.TITLE}</h1><div>发布时间：2019-05-05</div><div>{player}</div>"))
    assert [(found.old_url, found.inline) for found in page.attachments] == [(pages.HOME + address, True)]
    assert pages.HOME + address in page.body_html


@given(st.text(alphabet="<>/='\" abpimgsrctdhefjvonlx:&;#0", max_size=80))
def test_cleaning_twice_equals_cleaning_once(markup):
    once = sanitised(markup, to_url)
    assert sanitised(once, to_url) == once


def test_a_line_drawn_above_or_below_the_text_is_no_part_of_it() -> None:
    said = sanitised("<hr> <hr><p>一</p><hr><p>二</p> <hr>", lambda reference: reference)
    assert said == "<p>一</p><hr><p>二</p>"
