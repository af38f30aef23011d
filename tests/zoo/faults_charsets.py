# ruff: noqa: E501  (markup and addresses read better unbroken)
"""Fault 15: pages whose charset is not what anything says, each with links that only the right reading finds.

A Chinese path goes out in UTF-8 and a Chinese query in the page's charset, so a page read in the wrong charset asks for
addresses that are not there.
"""

from collections.abc import Mapping

from tests.zoo.answers import ok, page
from tests.zoo.server import Answer
from tests.zoo.site import ZooSite, site_of

TRADITIONAL = str.maketrans("栖云县农业农村栏询", "棲雲縣農業農村欄詢")
GBK_META, LATE = '<meta charset="gb2312">', " " * 3000


def named(key: str, more: str = "", path: str = "公告") -> str:
    """A page that names one address in a Chinese folder and one with a Chinese query."""
    hrefs = f'<a href="/{path}/{key}.html">通知公告</a><a href="/so.jsp?k={key}&w={path}">查询</a>'
    return f"<html><head>{more}<title>通知公告</title></head><body><p>栖云县农业农村局通知公告栏目</p>{hrefs}</body></html>"


def lies() -> ZooSite:
    """What header, meta and byte order mark say, and what the bytes are."""
    none, utf8, gbk, latin = (
        "text/html",
        "text/html; charset=utf-8",
        "text/html; charset=gbk",
        "text/html; charset=ISO-8859-1",
    )
    xml = '<?xml version="1.0" encoding="gb2312"?>'
    pages: dict[str, Answer] = {
        "g1": ok(named("g1").encode("gbk"), utf8),
        "g2": ok((LATE + named("g2", GBK_META)).encode("gbk"), none),
        "g3": ok(named("g3").encode("gbk"), none),
        "g4": ok(named("g4", '<meta charset="utf-8">').encode("gbk"), none),
        "g5": ok(named("g5").encode("gbk"), latin),
        "g6": ok((xml + named("g6")).encode("gbk"), none),
        "g7": ok(named("g7", "<meta charset=gb_2312-80>").encode("gbk"), none),
        "g8": ok(named("g8").encode("gbk"), 'text/html; Charset="GB2312"'),
        "g9": ok(named("g9", '<meta http-equiv="Content-Type" content="text/html; charset=zh_CN.GBK">').encode("gbk"), none),
        "u1": ok(named("u1").encode(), gbk),
        "u2": ok(named("u2", GBK_META).encode(), none),
        "u3": ok(b"\xef\xbb\xbf" + named("u3", GBK_META).encode(), gbk),
        "u4": ok(named("u4").encode(), none),
        "u5": ok(named("u5", '<meta charset="utf-16">').encode(), none),
        "u6": ok(("<!--" + "x" * 70_000 + "-->" + named("u6")).encode(), none),
        "w1": ok(b"\xff\xfe" + named("w1").encode("utf-16-le"), none),
        "w2": ok(b"\xfe\xff" + named("w2").encode("utf-16-be"), gbk),
        "w3": ok(named("w3").encode("utf-16-le"), "text/html; charset=utf-16le"),
        "b1": ok(named("b1", '<meta charset="big5">').translate(TRADITIONAL).encode("big5"), none),
        "b2": ok(named("b2").translate(TRADITIONAL).encode("big5"), "text/html; charset=big5"),
    }  # fmt: skip
    answers: dict[str, Answer] = {"/": page(*(f"/{key}.htm" for key in pages))}
    for key, given in pages.items():
        written = {"g": "gbk", "b": "big5"}.get(key[0], "utf-8")
        query = "".join(f"%{one:02X}" if one > 127 else chr(one) for one in "公告".encode(written))
        answers[f"/{key}.htm"] = given
        answers[f"/%E5%85%AC%E5%91%8A/{key}.html"] = ok(f"<p>{key} path</p>")
        answers[f"/so.jsp?k={key}&w={query}"] = ok(f"<p>{key} query</p>")
    return site_of("f15_lies", answers)


def rare_letters() -> ZooSite:
    """Four-byte characters of GB18030, half a character before a quote, a piece in another charset, references."""
    four = named("four", GBK_META, "𠮷㙍镕").encode("gb18030")
    half = (
        '<a title="公告'.encode("gbk")
        + b"\xb9"
        + '" href="/half/公告.html">看</a>'.encode("gbk")
        + "栖云县".encode("gbk") * 20
    )
    cut = (
        '<a title="公'.encode()
        + "告".encode()[:2]
        + '…" href="/cut/公告.html">看</a>'.encode()
        + "栖云县".encode() * 20
    )
    mixed = (
        "<p>栖云县农业农村局</p>" * 20 + '<a href="/mixed/公告.html">'
    ).encode() + '</a><a href="/foot.html">版权'.encode("gbk")
    other = ("<p>栖云县农业农村局</p>" * 20 + '<a href="/mixed2/公告.html">').encode(
        "gbk"
    ) + '</a><a href="/foot2.html">版权所有'.encode()
    references = (
        f'{GBK_META}<p>栖云县</p><a href="/r/&#20844;&#x544A;.html">x</a><a href="/so.jsp?r=&#20844;&#21578;">y</a>'
    )
    answers = {
        "/four.htm": ok(four),
        "/half.htm": ok(half),
        "/cut.htm": ok(cut),
        "/mixed.htm": ok(mixed),
        "/mixed2.htm": ok(other),
        "/references.htm": ok(references.encode("gbk")),
        "/%F0%A0%AE%B7%E3%99%8D%E9%95%95/four.html": ok("<p>four</p>"),
        "/half/%E5%85%AC%E5%91%8A.html": ok("<p>half</p>"),
        "/cut/%E5%85%AC%E5%91%8A.html": ok("<p>cut</p>"),
        "/mixed/%E5%85%AC%E5%91%8A.html": ok("<p>mixed</p>"),
        "/mixed2/%E5%85%AC%E5%91%8A.html": ok("<p>mixed2</p>"),
        "/foot.html": ok("<p>foot</p>"),
        "/foot2.html": ok("<p>foot2</p>"),
        "/r/%E5%85%AC%E5%91%8A.html": ok("<p>r</p>"),
        "/so.jsp?r=%B9%AB%B8%E6": ok("<p>r query</p>"),
        "/so.jsp?k=four&w=%954%B25%820%AB3%E9F": ok("<p>four query</p>"),
    }
    return site_of("f15_rare", {"/": page(*(one for one in answers if one.endswith(".htm"))), **answers})


CHARSETS: Mapping[str, ZooSite] = {"F15: charsets that lie": lies(), "F15: rare and broken letters": rare_letters()}
