# ruff: noqa: E501  (markup and addresses read better unbroken)
"""Faults 13, 14, 24 and 26: answers that are not the page, errors that pass, files with odd names, robots.txt."""

import gzip
from collections.abc import Callable, Mapping

from tests.zoo.answers import JPEG, answer, head, links, ok, page
from tests.zoo.doubtful import Elsewhere
from tests.zoo.server import Answer
from tests.zoo.site import ZooSite, site_of

UTF8 = "text/html; charset=utf-8"
ROBOTS = {"/robots.txt": ok("", "text/plain")}
MENU = "".join(f'<a href="/{one}.html">{one}</a>' for one in ("1", "2"))


def article(name: str) -> Answer:
    return ok(f"<html><title>{name}</title><body><p>关于{name}的通知，请各乡镇遵照执行。</p></body></html>", UTF8)


# --- F13: answers that are not the page -------------------------------------------------------------------------------


def denied() -> ZooSite:
    """200 and 您没有权限 for everything below /nb/, with an id of its own each time; the rest of the host is honest."""
    numbers = iter(range(1000, 9999))

    def refuse(_: bytes) -> Answer:
        text = f"您没有权限访问该页面，请联系管理员。编号：{next(numbers)}"
        return ok(f"<html><title>提示信息</title><body><div>{text}</div><a href='/'>返回首页</a></body></html>", UTF8)

    inner = [f"/nb/{one}.html" for one in range(1, 7)]
    honest = ok(
        f"<html><title>没有权限怎么办</title><body><p>{'提示没有权限访问时，请联系管理员。' * 9}</p></body></html>",
        UTF8,
    )
    answers = {"/": page(*inner, "/1.html", "/qx.html"), **ROBOTS, "/1.html": article("春耕"), "/qx.html": honest}

    class Inner(dict):
        def get(self, target: str, default: object = None) -> object:
            return refuse if target.startswith("/nb/") else super().get(target, default)

    return site_of("f13_denied", Inner(answers))


def holding_page() -> ZooSite:
    """One page, 网站升级改造中, for whatever is asked: no site, and nothing is complete."""
    text = "<html><title>系统维护</title><body><p>网站升级改造中，暂停访问，请谅解。</p></body></html>"
    return site_of("f13_holding", Elsewhere({}, lambda _: ok(text, UTF8)))


# --- F14: errors that pass, and errors that stay ----------------------------------------------------------------------


def passing() -> ZooSite:
    """Each number at first, the page at last; each of them as often as the settings allow."""
    numbers = {"500": 2, "502": 5, "503": 1, "504": 1, "429": 1, "408": 2, "520": 1}
    answers: dict[str, object] = {
        f"/{one}.html": [*[answer(f"{one} Error", b"<p>oops</p>")] * tries, article(one)]
        for one, tries in numbers.items()
    }
    answers["/after.html"] = [answer("503 Busy", b"busy", "Retry-After: 1"), article("after")]
    answers["/after2.html"] = [answer("429 Slow down", b"slow", "Retry-After: 0"), article("after2")]
    answers["/crooked-after.html"] = [answer("503 Busy", b"busy", "Retry-After: soon"), article("crooked")]
    answers["/date-after.html"] = [
        answer("503 Busy", b"busy", "Retry-After: Wed, 21 Oct 2015 07:28:00 GMT"),
        article("date"),
    ]
    answers["/"] = page(*answers)
    return site_of("f14_passing", answers, settings={"retries": 5})  # type: ignore[arg-type]


def staying() -> ZooSite:
    """Errors that stay are final with their bodies; one try more than the settings allow is one too many."""
    stays = ["404", "410", "403", "401", "400", "500", "502", "503", "429", "451", "501"]
    answers: dict[str, object] = {f"/{one}.html": answer(f"{one} Error", f"<p>{one}</p>".encode()) for one in stays}
    answers["/late.html"] = [*[answer("502 Bad Gateway", b"bad")] * 2, article("late")]
    answers["/with-links.html"] = answer("404 Not Found", links("/1.html").encode())
    answers["/"] = page(*answers)
    return site_of("f14_staying", answers, settings={"retries": 1})  # type: ignore[arg-type]


# --- F24: files -------------------------------------------------------------------------------------------------------

PDF, DOC, ZIP = b"%PDF-1.4 %d", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 %d", b"PK\x03\x04 %d"


def download(number: int, disposition: bytes, body: bytes, content_type: str = "application/octet-stream") -> Answer:
    body = body.replace(b"%d", b"%d" % number)
    first = head("200 OK", f"Content-Type: {content_type}", f"Content-Length: {len(body)}")[:-2]
    return Answer(first + b"Content-Disposition: " + disposition + b"\r\n\r\n" + body)


def named_files() -> ZooSite:
    """Content-Disposition in every spelling that old systems have."""
    spellings: list[bytes] = [
        'attachment; filename="关于春耕的通知.doc"'.encode("gbk"),
        "attachment;filename=关于春耕的通知.doc".encode("gbk"),
        'attachment; filename="关于春耕的通知.doc"'.encode(),
        b"attachment; filename*=UTF-8''%E9%80%9A%E7%9F%A5.doc",
        b"attachment; filename*=GB2312''%CD%A8%D6%AA.doc",
        b"attachment; filename=\"x.doc\"; filename*=utf-8'zh-CN'%E9%80%9A%E7%9F%A5.doc",
        b'attachment; filename="=?UTF-8?B?6YCa55+lLmRvYw==?="',
        b'attachment; filename="=?GB2312?B?zajWqi5kb2M=?="',
        b'attachment; filename="%E9%80%9A%E7%9F%A5.doc"',
        b"inline; filename=%CD%A8%D6%AA.doc",
        'attachment; filename="一;二.doc"'.encode("gbk"),
        b'attachment; filename="..\\..\\etc\\x.doc"',
        b'ATTACHMENT; FILENAME = "a.doc"',
        b"attachment; filename=",
        b"attachment",
    ]
    answers = {f"/down.jsp?id={one}": download(one, text, DOC) for one, text in enumerate(spellings)}
    return site_of("f24_names", {"/": page(*answers), **answers})


def odd_files() -> ZooSite:
    """Files without suffix, with a wrong type, and HTML that calls itself a document."""
    table = "<table><tr><td>序号</td><td>姓名</td></tr><tr><td>1</td><td>某</td></tr></table>"
    report = "<html><head><meta charset=gbk></head><body><p>一、总体情况。</p></body></html>"
    answers = {
        "/oss/1": ok(b"%PDF-1.4 one", "application/octet-stream"),
        "/oss/2": ok(b"%PDF-1.4 two", "text/html"),
        "/f/3.pdf": ok(b"%PDF-1.4 three", "text/plain"),
        "/f/4.doc": ok(report.encode("gbk"), "application/msword"),
        "/f/5.xls": ok(table.encode("gbk"), "application/vnd.ms-excel"),
        "/f/6.jpg": ok(JPEG, "text/html"),
        "/f/7.docx": ok(b"PK\x03\x04seven", "application/zip"),
        "/f/8.rar": ok(b"Rar!\x1a\x07\x00", "text/html; charset=utf-8"),
        "/f/9.PDF": ok(b"\r\n%PDF-1.4 nine", "application/x-download"),
        "/f/10.ofd": ok(b"PK\x03\x04ofd", "text/plain"),
        "/f/11.txt": ok("公告".encode("gbk"), "text/plain"),
        "/f/12.wps": ok(b"\xd0\xcf\x11\xe0wps", "image/jpeg"),
        "/f/13.pdf": ok(gzip.compress(b"%PDF-1.4 13", mtime=0), "application/pdf", "Content-Encoding: gzip"),
        "/f/14.pdf": ok(b"", "application/pdf"),
    }
    return site_of("f24_odd", {"/": page(*answers), **answers})


# --- F26: robots.txt --------------------------------------------------------------------------------------------------


def robots(name: str, rules: bytes, *paths: str, content_type: str = "text/plain", status: str = "200 OK") -> ZooSite:
    answers = {"/": page(*paths), **{one: article(one) for one in paths}}
    return site_of(name, {**answers, "/robots.txt": answer(status, rules, content_type=content_type)})


def robots_sites() -> dict[str, ZooSite]:
    """One site for each way of writing robots.txt."""
    html = "<html><body><p>User-agent: *</p>\n<p>Disallow: /</p></body></html>"
    own = "User-agent: *\nDisallow: /star/\n\nUser-agent: gov-site-migrate\nDisallow: /own/\n"
    own += "\nUser-agent: Baiduspider\nDisallow: /\n"
    longer = "User-agent: *\nDisallow: /a/\nAllow: /a/b/\nDisallow: /a/b/c/\nDisallow:\n"
    wild = "User-agent: *\nDisallow: /*.asp$\nDisallow: /*print=\nDisallow: /公告/\nDisallow: /%E9%80%9A/\n"
    crooked = "# 禁止抓取内部栏目\r\nUSER-AGENT:*\r\nDISALLOW:/nb/  # 内部\r\nDisallow:/bak\r\n\r\nCrawl-delay: 0\r\n"
    cr_only = "User-agent: *\rDisallow: /nb/\r"
    many = "User-agent: a\nUser-agent: *\nDisallow: /one/\n\nUser-agent: *\nDisallow: /two/\n"
    return {
        "F26: everything is forbidden": robots("f26_all", b"User-agent: *\nDisallow: /\n", "/1.html"),
        "F26: a page in place of robots.txt": robots("f26_html", html.encode(), "/1.html", content_type=UTF8),
        "F26: a byte order mark": robots("f26_bom", b"\xef\xbb\xbfUser-agent: *\nDisallow: /nb/\n", "/nb/1.html", "/1.html"),
        "F26: robots.txt in UTF-16": robots("f26_utf16", "User-agent: *\nDisallow: /nb/\n".encode("utf-16"), "/nb/1.html", "/1.html"),
        "F26: the longer rule wins": robots("f26_longer", longer.encode(), "/a/1.html", "/a/b/1.html", "/a/b/c/1.html"),
        "F26: wild cards and Chinese": robots(
            "f26_wild", wild.encode(), "/x.asp", "/x.asp?a=1", "/x.html?print=1", "/x.html", "/公告/1.html", "/%e9%80%9a/1.html"
        ),
        "F26: a group of our own": robots("f26_own", own.encode(), "/own/1.html", "/star/1.html"),
        "F26: GBK remarks and loose spelling": robots("f26_crooked", crooked.encode("gbk"), "/nb/1.html", "/bak2/1.html", "/1.html"),
        "F26: carriage returns only": robots("f26_cr", cr_only.encode(), "/nb/1.html", "/1.html"),
        "F26: groups that are joined": robots("f26_joined", many.encode(), "/one/1.html", "/two/1.html", "/1.html"),
        "F26: robots.txt is a 403": robots("f26_403", b"User-agent: *\nDisallow: /\n", "/1.html", status="403 Forbidden"),
    }  # fmt: skip


ANSWERS: Mapping[str, ZooSite] = {
    "F13: access denied with 200": denied(),
    "F13: a holding page for everything": holding_page(),
    "F14: errors that pass": passing(),
    "F14: errors that stay": staying(),
    "F24: names in Content-Disposition": named_files(),
    "F24: files that are not what they say": odd_files(),
    **robots_sites(),
}


# --- F13: a firewall that wakes up during the capture -----------------------------------------------------------------

FIREWALLS: Mapping[str, Callable[[int], Answer]] = {
    "a page with 200 and a number": lambda number: ok(
        f"<html><title>访问被拦截</title><body><h1>您的访问存在安全风险，已被拦截</h1><p>事件编号：{number:08x}</p></body></html>",
        UTF8,
    ),
    "a page with 200 that says nothing": lambda _: ok(
        "<html><title>Q</title><body><img src='/q.gif'></body></html>", UTF8
    ),
    "a page with 403": lambda number: answer("403 Forbidden", f"<h1>Forbidden</h1>{number}".encode()),
    "a page with 405": lambda number: answer("405 Not Allowed", f"<p>blocked {number}</p>".encode()),
    "a page with 503": lambda _: answer("503 Service Unavailable", b"<p>busy</p>"),
    "a redirect to its own page": lambda _: Answer(
        b"HTTP/1.1 302 Found\r\nLocation: /waf_block.html\r\nContent-Length: 0\r\n\r\n"
    ),
    "a redirect to another host": lambda _: Answer(
        b"HTTP/1.1 302 Found\r\nLocation: http://waf.example/deny?h=1\r\nContent-Length: 0\r\n\r\n"
    ),
    "a login page with links": lambda number: ok(
        f"<html><title>统一认证</title><body><form action=/cas/login method=post><input name=t value={number}></form>{MENU}</body></html>",
        UTF8,
    ),
    "the home page": lambda _: page(*(f"/xw/{one}.html" for one in range(60)), also="<h1>栖云县农业农村局</h1>"),
    "a holding page": lambda _: ok(
        "<html><title>维护</title><body><p>网站正在维护，请稍后访问。</p></body></html>", UTF8
    ),
    "an empty page": lambda _: ok("", UTF8),
}


class Guarded(dict):
    """Sixty articles behind a home page; after so many answers the firewall speaks, until `calm` is set."""

    def __init__(self, wall: Callable[[int], Answer], good: int) -> None:
        paths = [f"/xw/{one}.html" for one in range(60)]
        super().__init__({"/": page(*paths, also="<h1>栖云县农业农村局</h1>"), **ROBOTS})
        self.update({one: article(one) for one in paths})
        self.wall, self.good, self.calm, self.asked = wall, good, False, 0

    def get(self, target: str, default: object = None) -> object:
        self.asked += 1
        return super().get(target, default) if self.calm or self.asked <= self.good else self.wall(self.asked)
