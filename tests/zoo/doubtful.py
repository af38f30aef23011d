"""Zoo sites that answer something else than the page: soft 404s, challenges, throttles, HTML in place of a file."""

from collections.abc import Callable

from tests.zoo.answers import JPEG, answer, links, moved, ok, page
from tests.zoo.server import Answer
from tests.zoo.site import ZooSite, site_of

ARTICLE = (
    "<html><head><title>%s</title></head><body><p>栖云县农业农村局关于%s的通知，请各乡镇认真执行。</p></body></html>"
)
NAVIGATION = "<ul>" + "".join(f'<li><a href="/c{one}/">栏目{one}</a></li>' for one in "甲乙丙丁") + "</ul>"
SHELL = (
    "<html><head><title>栖云县农业农村局</title></head><body>"
    + NAVIGATION
    + "<p>您访问的页面 %s 不存在</p></body></html>"
)


class Elsewhere(dict):
    """Answers with one for every address that is not among them."""

    def __init__(self, answers: dict, otherwise: Callable[[str], Answer]) -> None:
        super().__init__(answers)
        self.otherwise = otherwise

    def get(self, target: str, default: object = None) -> object:
        return self[target] if target in self else self.otherwise(target)


def article(name: str) -> Answer:
    return ok(ARTICLE % (name, name), "text/html; charset=utf-8")


def missing_shell() -> ZooSite:
    """200 and 页面不存在 for whatever is missing; articles that speak of such pages are articles."""
    about = ARTICLE % ("页面不存在怎么办", "网页出现404、页面不存在、找不到时如何处理")
    short = (
        "<html><head><title>栖云县农业农村局</title></head><body>" + NAVIGATION + "<p>公告不存在异议</p></body></html>"
    )
    answers = {
        "/": page("/404.html", "/1.html", "/gone.html", "/zw/gone2.html", "/s.asp?id=7", "/s.asp?id=8", "/short.html"),
        "/robots.txt": ok("", "text/plain"),
        "/404.html": ok(about),
        "/1.html": article("春耕"),
        "/s.asp?id=7": article("防汛"),
        "/short.html": ok(short),
    }
    return site_of("missing_shell", Elsewhere(answers, lambda target: ok(SHELL % target, "text/html; charset=utf-8")))


def home_for_all() -> ZooSite:
    """The home page for any path: dead addresses are missing, the home page and its own other names are kept."""
    home = links("/index.html", "/1.html", "/gone.html", "/old/gone.html", "/old/", "/files/2015.doc")
    answers = {"/": ok(home), "/index.html": ok(home), "/1.html": article("春耕")}
    return site_of("home_for_all", Elsewhere(answers, lambda _: ok(home)))


def home_with_a_counter() -> ZooSite:
    """The same, with a counter and the hour on the page: no two answers have the same bytes."""
    visits = iter(range(1000, 9999))

    def home(_: object) -> Answer:
        count = f"<title>栖云县农业农村局</title><p>您是第{next(visits)}位访客</p>"
        return ok(links("/1.html", "/gone.html", "/old/gone.html", also=count), "text/html; charset=utf-8")

    answers = {"/": home, "/robots.txt": ok("", "text/plain"), "/1.html": article("春耕")}
    return site_of("home_with_a_counter", Elsewhere(answers, home))


def redirects_home() -> ZooSite:
    """Whatever is missing is redirected to the home page; a redirect that means something else stays one."""
    answers = {"/": page("/1.html", "/gone.html", "/jz", "/index.html"), "/robots.txt": ok("", "text/plain")}
    answers |= {"/1.html": article("春耕"), "/jz": moved("/jz/"), "/jz/": article("局长信箱")}
    return site_of("redirects_home", Elsewhere(answers, lambda _: moved("/")))


def plain_404() -> ZooSite:
    """A host that says 404 for what is missing: pages that say 不存在 are pages, and so are equal ones."""
    empty = ok("<html><title>栏目</title><body>本栏目暂时不存在信息</body></html>", "text/html; charset=utf-8")
    equal = {f"/{one}/list.html": empty for one in range(7)}
    answers = {"/": page(*equal, "/gone.html"), **equal}
    return site_of("plain_404", answers)


def shell_without_words() -> ZooSite:
    """A shell that says nothing: known by its bytes once five addresses have it, the first ones too."""
    shell = ok("<html><title>系统提示</title><body><img src='/logo.png'></body></html>", "text/html; charset=utf-8")
    dead = [f"/d{one}.html" for one in range(6)]
    answers = {"/": page("/1.html", *dead), "/robots.txt": ok("", "text/plain"), "/1.html": article("春耕")}
    answers["/logo.png"] = ok(JPEG, "image/png")
    return site_of("shell_without_words", Elsewhere(answers, lambda _: shell))


def pages_for_files() -> ZooSite:
    """Documents and pictures that are an HTML page are errors; a .doc that an office program wrote as HTML is none."""
    refusal = ok("<html><body>出错页面：非法访问文件！</body></html>", "text/html; charset=utf-8")
    word = b'<html xmlns:w="urn:schemas-microsoft-com:office:word"><body><p>\xb9\xab\xb8\xe6</p></body></html>'
    login = ok("<html><title>登录</title><body><form action='/login'></form></body></html>", "text/html; charset=utf-8")
    answers = {
        "/": page("/f/1.pdf", "/f/2.doc", "/f/3.doc", "/f/4.zip", "/f/5.pdf", also='<img src="/f/6.jpg">'),
        "/f/1.pdf": refusal,
        "/f/2.doc": refusal,
        "/f/3.doc": ok(word, "application/msword"),
        "/f/4.zip": login,
        "/f/5.pdf": ok(b"%PDF-1.4 five", "application/pdf"),
        "/f/6.jpg": login,
    }
    return site_of("pages_for_files", answers)


COOKIE_SHELL = (
    '<html><head><script>document.cookie="C3VK=8a1f3c; path=/; max-age=300";'
    "window.location.href=window.location.href;</script></head><body></body></html>"
)


def cookie_shell() -> ZooSite:
    """Every page wants a cookie that a script of 200 bytes sets: it is kept, and the pages are asked again."""

    def guarded(given: Answer) -> Callable[[bytes], Answer]:
        return lambda request: given if b"C3VK=8a1f3c" in request else ok(COOKIE_SHELL)

    pages = {f"/{one}.html": article(f"第{one}号") for one in range(5)}
    answers = {"/": page(*pages), "/robots.txt": ok("", "text/plain"), **pages}
    return site_of("cookie_shell", {path: guarded(given) for path, given in answers.items()})


def challenges() -> ZooSite:
    """Challenges that only a browser can meet are never content; what comes at a calmer pace is."""
    ruishu = b"<html><head><meta content='x'><script>$_ts=window['$_ts'];</script></head><body></body></html>"
    jsl = b"<script>document.cookie=('_')+('_')+('j')+('s');location.href=location.pathname</script>"
    often = ok("<html><body>访问过于频繁，请稍后再试<a href='/'>返回首页</a></body></html>", "text/html; charset=utf-8")
    long_article = ok(ARTICLE % ("网络", "访问过于频繁的处理" * 50))
    answers = {
        "/": page("/412.html", "/521.html", "/often.html", "/always.html", "/about.html", "/teapot.html"),
        "/412.html": answer("412 Precondition Failed", ruishu),
        "/521.html": answer("521 ", jsl),
        "/often.html": [often, often, article("秋收")],
        "/always.html": often,
        "/about.html": long_article,
        "/teapot.html": answer("412 Precondition Failed", b"<p>" + b"no shell " * 99),
    }
    return site_of("challenges", answers)


def throttle() -> ZooSite:
    """A host in a hurry serves the section's front page for an article: asked again later, never kept."""
    section = page("/xw/1001.html", "/xw/1002.html", "/xw/1003.html", "/xw/list_1.html")
    answers = {
        "/": page("/xw/"),
        "/xw/": section,
        "/xw/list_1.html": section,  # an honest copy of page 1
        "/xw/1001.html": [section, article("一")],
        "/xw/1002.html": [section, section, article("二")],
        "/xw/1003.html": section,
    }
    return site_of("throttle", answers)


DOUBTFUL = {
    "soft 404: a shell with 200": missing_shell(),
    "soft 404: the home page for any path": home_for_all(),
    "soft 404: the home page with a counter": home_with_a_counter(),
    "soft 404: redirects to the home page": redirects_home(),
    "soft 404: a shell without words": shell_without_words(),
    "words of a missing page on a host that says 404": plain_404(),
    "pages in place of files": pages_for_files(),
    "a shell that sets a cookie": cookie_shell(),
    "challenges": challenges(),
    "a throttle that serves the section": throttle(),
}
