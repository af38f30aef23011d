"""Which pages want a browser: by signs on the page, never because a page is merely short."""

from dataclasses import replace
from pathlib import Path

import pytest

from mappings.families import read_families
from mappings.scripted import read_scripted
from migrate.crawl.pagers.pager import Pager
from migrate.crawl.reading import Reading
from migrate.crawl.scripted import PAGER, SHELL, UNREAD, sign_of
from migrate.model import Ask, Kind, Link

URL = "http://nyncj.qiyun.gov.example/xxgk/index.html"
BUNDLE = '<script src="/js/app.js"></script>'
JPAAS = '<div url="/api-gateway/jpaas-publish-server/front/page/build/unit"></div><script>load(unit)</script>'
LONG = "各乡镇人民政府、县政府各部门：现就有关事项通知如下，请结合实际贯彻落实，并及时报送进展情况。" * 3


def sign(text: str, **more: object) -> str | None:
    return sign_of(replace(Reading(text=text), **more), URL, read_scripted(Path("none")), read_families().totals)


@pytest.mark.parametrize(
    "text",
    [
        f'<div id="app"></div>{BUNDLE}',
        f"<body><noscript>请启用 JavaScript</noscript><div id=app>加载中……</div>{BUNDLE}</body>",
        "<main class='page' id='root'></main><script type=module>import('/a.js')</script>",
        f"<style>{'p{color:red}' * 200}</style><div id='__nuxt'></div>{BUNDLE}",
    ],
)
def test_an_empty_root_that_a_script_fills_is_a_shell(text: str) -> None:
    assert sign(text) == SHELL


@pytest.mark.parametrize(
    "text",
    [
        '<div id="app"></div>',
        f'<div id="application"></div>{BUNDLE}',
        f'<div id="app"><p>{LONG}</p></div>{BUNDLE}',
        f'<div id="app"><a href="/a.html">进入</a></div>{BUNDLE}',
        f'<div id="app"></div><iframe src="/list.html"></iframe>{BUNDLE}',
        f"<p>{LONG}</p>",
        "",
    ],
)
def test_a_page_with_content_links_or_no_script_is_none(text: str) -> None:
    assert sign(text) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<p>共5页</p><a>下一页</a>", PAGER),
        ("<p>共 89 条</p><a href='javascript:go(2)'>下一页</a>", PAGER),
        ("<p>共 89 条</p><li onclick='go(2)'><span> 下一页 </span></li>", PAGER),
        ("<p>共5页</p><input type=button value=下一页 onclick=go()>", PAGER),
        ("<p>共5页</p><a href='list_2.html'>下一页</a>", None),
        ("<p>共5页</p><a href='list_2.html'><span>下一页</span></a>", None),
        ("<p>共1页</p><a>下一页</a>", None),
        ("<p>共5页</p><p>请看下一页的附件</p>", None),
        ("<a>下一页</a>", None),
    ],
)
def test_a_pager_without_address_counts_where_the_list_declares_more(text: str, told: str | None) -> None:
    assert sign(f"<body>{LONG}{text}</body>") == told


def test_a_list_that_a_rule_can_page_through_needs_no_browser() -> None:
    pager = Pager("P24", 5, (Ask(URL + "?page=2"),))
    assert sign("<p>共5页</p><a>下一页</a>", pagers=(pager,)) is None


def test_a_script_of_a_known_kind_whose_list_nobody_could_ask_for_is_unread() -> None:
    asked = Link("http://nyncj.qiyun.gov.example/api-gateway/x", "list", Kind.PAGE)
    assert sign(JPAAS) == UNREAD
    assert sign(JPAAS, links=(asked,)) is None
