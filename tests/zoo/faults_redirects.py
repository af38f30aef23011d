"""Faults 10 and 12: redirects of every kind, and session ids that a server hangs on its links."""

from collections.abc import Callable, Mapping

from tests.zoo.answers import ok, page
from tests.zoo.server import Answer
from tests.zoo.site import BASE, HOST, ZooSite, site_of

UTF8 = "text/html; charset=utf-8"
ROBOTS = {"/robots.txt": ok("", "text/plain")}


def told(text: str) -> Answer:
    return ok(f"<html><title>{text}</title><body><p>{text}</p></body></html>", UTF8)


def leads(location: bytes | str, status: str = "302 Found", *lines: str) -> Answer:
    """A redirect whose Location is sent as it stands, byte for byte."""
    raw = location if isinstance(location, bytes) else location.encode()
    more = "".join(f"{one}\r\n" for one in lines).encode()
    return Answer(
        f"HTTP/1.1 {status}\r\n".encode() + b"Location: " + raw + b"\r\n" + more + b"Content-Length: 5\r\n\r\nmoved"
    )


def chains() -> ZooSite:
    """A chain of fifty, a loop of three, one that leads to itself for ever, and every 3xx number."""
    hops = {f"/h/{one}": leads(f"/h/{one + 1}") for one in range(50)}
    loop = {"/l/1": leads("/l/2"), "/l/2": leads("/l/3"), "/l/3": leads("/l/1")}
    numbers = {"/n/301": "301 Moved", "/n/303": "303 See Other", "/n/307": "307 Temporary", "/n/308": "308 Permanent"}
    other = {path: leads(f"{path}.html", status) for path, status in numbers.items()}
    ends = {"/h/50": told("五十")} | {f"{path}.html": told(path) for path in numbers}
    answers = {"/": page("/h/0", "/l/1", *other, "/forever"), "/forever": leads("/forever"), **hops, **loop, **other}
    return site_of("f10_chains", {**answers, **ends})


def crooked_locations() -> ZooSite:
    """Locations as old servers write them: raw Chinese, blanks, relative, back slashes, lower case, doubled."""
    crooked: dict[str, tuple[bytes, str]] = {  # path → what Location says, where the answer lies
        "/utf8": ("/新闻.html".encode(), "/%E6%96%B0%E9%97%BB.html"),
        "/gbk": ("/新闻1.html".encode("gbk"), "/%D0%C2%CE%C51.html"),
        "/gbk-query": ("/so.asp?w=新闻".encode("gbk"), "/so.asp?w=%D0%C2%CE%C5"),
        "/escaped": (b"/%d0%c2.html", "/%d0%c2.html"),
        "/blank": (b"/a b.html", "/a%20b.html"),
        "/blanks": (b"  /trim.html  ", "/trim.html"),
        "/d/up": (b"../up.html", "/up.html"),
        "/d/query": (b"?page=2", "/d/query?page=2"),
        "/back": (b"\\back\\slash.html", "/back/slash.html"),
        "/fragment": (b"/fragment.html#here", "/fragment.html"),
        "/twice": (f"//{HOST}/protocol.html".encode(), "/protocol.html"),
        "/port": (f"http://{HOST}:80/port.html".encode(), "/port.html"),
        "/upper": (f"HTTP://{HOST.upper()}/Upper.html".encode(), "/Upper.html"),
    }
    answers: dict[str, Answer] = {path: leads(location) for path, (location, _) in crooked.items()}
    answers["/small"] = Answer(b"HTTP/1.1 302 Found\r\nlocation: /small.html\r\nContent-Length: 0\r\n\r\n")
    answers["/same"] = leads("/same.html", "302 Found", "Location: /same.html")
    ends = {target: told(target) for _, target in crooked.values()}
    ends |= {"/small.html": told("small"), "/same.html": told("same")}
    return site_of("f10_crooked_locations", {"/": page(*answers), **answers, **ends})


def leaving() -> ZooSite:
    """Redirects that leave the site are kept and their targets named; a login is a page like any other."""
    login = told("请登录")
    answers = {
        "/": page("/away", "/ip", "/mail", "/ftp", "/empty", "/admin/1.html", "/admin/2.html"),
        "/away": leads("http://www.other.example/x.html"),
        "/ip": leads("http://10.1.2.3/x.html"),
        "/mail": leads("mailto:a@qiyun.example"),
        "/ftp": leads("ftp://ftp.qiyun.example/x.doc"),
        "/empty": leads(""),
        "/admin/1.html": leads("/login.jsp?back=%2Fadmin%2F1.html"),
        "/admin/2.html": leads("/login.jsp?back=%2Fadmin%2F2.html"),
        "/login.jsp?back=%2Fadmin%2F1.html": login,
        "/login.jsp?back=%2Fadmin%2F2.html": login,
    }
    return site_of("f10_leaving", answers)


def _wants(cookie: bytes, given: Answer, without: Answer) -> Callable[[bytes], Answer]:
    return lambda request: given if cookie in request else without


def cookie_walls() -> ZooSite:
    """Pages that redirect to themselves, or to and fro, until a cookie comes back: their content is stored."""
    itself = "Set-Cookie: seen=1; path=/"
    checks = "/check.aspx?AspxAutoDetectCookieSupport=1"
    answers: dict[str, Answer | Callable[[bytes], Answer]] = {
        "/": _wants(
            b"seen=1",
            page("/1.html", "/2.html", "/check.aspx", "/want.html"),
            leads("/", "302 Found", itself),
        ),
        "/1.html": _wants(b"seen=1", told("一"), leads("/1.html", "302 Found", itself)),
        "/2.html": _wants(b"two=2", told("二"), leads(f"{BASE}/2.html", "302 Found", "Set-Cookie: two=2")),
        "/check.aspx": _wants(b"AspxAuto=1", told("检"), leads(checks, "302 Found", "Set-Cookie: AspxAuto=1; path=/")),
        checks: _wants(b"AspxAuto=1", told("检查"), told("您的浏览器不支持 Cookie")),
        "/want.html": _wants(b"ticket=7", told("要"), leads("/gate?back=/want.html")),
        "/gate?back=/want.html": leads("/want.html", "302 Found", "Set-Cookie: ticket=7; path=/"),
    }
    return site_of("f10_cookie_walls", answers)


def refreshes() -> ZooSite:
    """Refreshes in meta tags and in a header, and jumps by script, in the spellings that browsers obey."""
    metas = {
        "quoted": "0; URL='/m/quoted.html'",
        "plain": "5;url=/m/plain.html",
        "nourl": "0; /m/nourl.html",
        "comma": "3, URL=/m/comma.html",
        "spaces": "  0  ;  Url  =  /m/spaces.html",
        "fraction": "0.5;URL=/m/fraction.html",
        "relative": "0;url=relative.html",
    }
    scripts = {
        "replace": "location.replace('/s/replace.html')",
        "href": 'window.location.href = "/s/href.html"',
        "self": "self.location='/s/self.html'",
        "top": 'top.location.href="/s/top.html"',
        "parent": 'parent.location = "/s/parent.html"',
        "document": "document.location.href='/s/document.html'",
        "navigate": 'window.navigate("/s/navigate.html")',
        "assign": 'location.assign("/s/assign.html")',
        "later": "setTimeout(\"location.href='/s/later.html'\",3000)",
        "open": "window.open('/s/open.html','','width=300')",
    }
    answers: dict[str, Answer] = {}
    for name, content in metas.items():
        answers[f"/m/{name}"] = ok(f'<html><head><meta http-equiv="Refresh" content="{content}"></head></html>')
        answers[f"/m/{name}.html"] = told(f"m {name}")
    for name, script in scripts.items():
        answers[f"/s/{name}"] = ok(f"<html><head><script language=javascript>{script};</script></head></html>")
        answers[f"/s/{name}.html"] = told(f"s {name}")
    answers["/header"] = ok("<p>wait</p>", UTF8, "Refresh: 0; url=/header.html")
    answers["/header.html"] = told("header")
    named = [one for one in answers if not one.endswith(".html")]
    answers["/"] = page(*named)
    return site_of("f10_refreshes", answers)


def session_ids() -> ZooSite:
    """Each page names the others with a session of its own: each spelling is known, and only the plain one asked."""
    plain = ["/a.jsp?id=1", "/b.php?id=2", "/c.asp", "/d.cfm?id=4", "/e.do?m=list&id=5", "/f/g.aspx", "/h.jsp"]

    def dressed(number: int) -> list[str]:
        key = f"{number:02X}" * 16
        return [
            f"/a.jsp;jsessionid={key}?id=1",
            f"/b.php?PHPSESSID={key.lower()}&id=2",
            f"/c.asp?ASPSESSIONIDQADTSCRB={key}",
            f"/d.cfm?id=4&CFID={number}&CFTOKEN={number}77",
            f"/e.do;jsessionid={key}.node{number}?m=list&id=5",
            f"/(S({key.lower()[:24]}))/f/g.aspx",
            f"/h.jsp;JSESSIONID={key}",
        ]

    answers: dict[str, Answer] = {**ROBOTS, "/": page(*(one.replace("&", "&amp;") for one in dressed(1)), "/go")}
    for number, one in enumerate(plain, 2):
        answers[one] = page(*(two.replace("&", "&amp;") for two in dressed(number)), also=f"<p>{one}</p>")
    landed = f"/i/index.jsp;jsessionid={'AB' * 16}"
    answers |= {"/go": leads(landed), "/i/index.jsp": told("登陆")}
    return site_of("f12_session_ids", answers)


def unknown_sessions() -> ZooSite:
    """Session keys that no rule knows: one payload under many addresses is held once, and each address is known."""
    spellings = [f"/list.asp?k={one:08x}{one:08x}" for one in range(40)]
    listed = page("/a1.html", "/a2.html")
    answers: dict[str, Answer] = {**ROBOTS, "/": page(*spellings), **dict.fromkeys(spellings, listed)}
    answers |= {"/a1.html": told("一"), "/a2.html": told("二")}
    return site_of("f12_unknown_sessions", answers)


REDIRECTS: Mapping[str, ZooSite] = {
    "F10: chains, loops and every number": chains(),
    "F10: crooked locations": crooked_locations(),
    "F10: redirects that leave": leaving(),
    "F10: cookie walls": cookie_walls(),
    "F10: refreshes and scripts": refreshes(),
    "F12: session ids on every link": session_ids(),
    "F12: session keys without a rule": unknown_sessions(),
}
