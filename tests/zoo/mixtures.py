"""Zoo sites after an examiner's, who had not read the crawler: how mixed departmental sites lost pages."""

from collections.abc import Sequence

from tests.zoo.answers import links, moved, ok, page
from tests.zoo.doubtful import Elsewhere
from tests.zoo.server import Answer
from tests.zoo.site import ZooSite, site_of


def _rows(*targets: str) -> str:
    items = (f'<li><a href="{one}">关于做好第{one}号工作的通知</a><span>2016-03-01</span></li>' for one in targets)
    return f"<ul>{''.join(items)}</ul>"


def _articles(targets: Sequence[str]) -> dict[str, Answer]:
    return {one: page(also=f"<h1>通知</h1><p>{one} 的正文，各单位认真落实。</p>") for one in targets}


def gap_in_chain() -> ZooSite:
    """Each list page shows its neighbours only, and page 4 is dead: the pages behind it are named by nobody else."""
    answers = {"/": page("/news/index.html")}
    for number in (1, 2, 3, 5, 6, 7):
        shown = [f"/news/a{number}{at}.html" for at in range(3)]
        near = [f"/news/index_{one}.html" for one in (number - 1, number + 1) if 2 <= one <= 7]
        answers["/news/index.html" if number == 1 else f"/news/index_{number}.html"] = page(*near, also=_rows(*shown))
        answers |= _articles(shown)
    return site_of("gap_in_chain", answers)


def joined_options() -> ZooSite:
    """Lists that are paged by a select only, whose script joins the option's value with what stands beside it."""
    lists = {
        "a": ("location.href='list.php?cid=3&p='+this.value", "list.php?cid=3&p="),
        "b": ("window.location='list_'+this.options[this.selectedIndex].value+'.htm'", "list_"),
        "c": ("jump(this.value)", ""),
    }
    answers = {"/": page("/a/list.php?cid=3&amp;p=1", "/b/list_1.htm", "/c/all.htm")}
    for folder, (script, before) in lists.items():
        for number in (1, 2, 3) if before else (1,):
            shown = [f"/{folder}/{number}{at}.htm" for at in range(3)]
            options = "".join(f'<option value="{one}">{one}</option>' for one in (1, 2, 3))
            menu = f'<select onchange="{script}"><option>转到</option>{options}</select>'
            file = f"{before}{number}" if before.endswith("=") else f"{before}{number}.htm" if before else "all.htm"
            answers[f"/{folder}/{file}"] = page(also=_rows(*shown) + menu)
            answers |= _articles(shown)
    return site_of("joined_options", answers)


def cookieless() -> ZooSite:
    """Every page is given only below a session folder, and asking without one redirects to a new session."""
    folder = "/(S(lit3py55t21z5v55vlm25s5%d))"
    answers = {"/": moved(folder % 1 + "/Default.aspx")}
    pages = {
        "/Default.aspx": links("News/List.aspx?cid=1"),
        "/News/List.aspx?cid=1": _rows("Show.aspx?id=1", "Show.aspx?id=2"),
        "/News/Show.aspx?id=1": "<p>一</p>",
        "/News/Show.aspx?id=2": "<p>二</p>",
    }
    for at, (path, html) in enumerate(pages.items(), start=2):
        answers[path] = moved(folder % at + path)
        answers[folder % at + path] = ok(html, "text/html; charset=utf-8")
    return site_of("cookieless", answers)


def gbk_paging() -> ZooSite:
    """A list whose address holds the page's own charset: the declared pages are asked in that charset too."""
    kind = "%CD%A8%D6%AA"  # 通知
    answers = {"/": ok('<meta charset="gb2312"><a href="list.asp?type=通知">看</a>'.encode("gb18030"))}
    for number in (1, 2, 3):
        shown = [f"/show.asp?id={number}{at}" for at in range(5)]
        onward = f'<a href="list.asp?type=通知&amp;page={number + 1}">下一页</a>' if number < 3 else "下一页"
        html = f'<meta charset="gb2312">{_rows(*shown)}页次：{number}/3页 共15条 {onward}'
        answers[f"/list.asp?type={kind}" + (f"&page={number}" if number > 1 else "")] = ok(html.encode("gb18030"))
        answers |= _articles(shown)
    return site_of("gbk_paging", answers)


def splash_for_all() -> ZooSite:
    """A splash leads to the front page by two jumps, and that page is the answer for any missing address too."""
    front = links("/n/1.html", "/n/gone.html", also="<title>栖云县农业农村局</title>" + "<p>欢迎访问本网站</p>" * 20)
    answers = {
        "/": ok('<html><head><meta http-equiv=refresh content="0;URL=index1.html"></head></html>'),
        "/robots.txt": ok("", "text/plain"),
        "/index1.html": ok('<script>window.location = "main/index.html";</script>'),
        "/main/index.html": ok(front, "text/html; charset=utf-8"),
        **_articles(["/n/1.html"]),
    }
    return site_of("splash_for_all", Elsewhere(answers, lambda _: ok(front, "text/html; charset=utf-8")))


def robots_keeps_files() -> ZooSite:
    """Nine pages whose attachments robots.txt forbids."""
    pages = {f"/pub/{at}.html": page(f"/upload/{at}.pdf") for at in range(1, 10)}
    rules = ok("User-agent: *\nDisallow: /upload/\nDisallow: /xxgk/\n", "text/plain")
    return site_of("robots_keeps_files", {"/": page("/xxgk/index.html", *pages), "/robots.txt": rules, **pages})


MIXTURES = {
    "a dead page in a chain of list pages": gap_in_chain(),
    "selects whose script joins an address": joined_options(),
    "pages below a session folder only": cookieless(),
    "soft 404: the front page behind a splash for any path": splash_for_all(),
    "robots.txt keeps the attachments": robots_keeps_files(),
    "a list paged in the page's own charset": gbk_paging(),
}
