"""Zoo sites about lists in files: families whose rule is graded V or S and that the older sites do not show."""

from collections.abc import Callable, Sequence

from tests.zoo.listing import article, cut, home, html, listed, row
from tests.zoo.server import Answer
from tests.zoo.site import BASE, ZooSite, site_of

Page = Callable[[int], str]


def column(
    numbers: Sequence[int], size: int, target: Page, href: Page, pager: Page, head: str = ""
) -> dict[str, Answer]:
    """List pages of some articles, page 1 at `target(1)`, each with what `pager` prints on it."""
    pages = cut(numbers, size)
    return {
        target(at): html(listed([row(href(one), one) for one in some], pager(at), head))
        for at, some in enumerate(pages, start=1)
    }


def articles(numbers: Sequence[int], href: Page) -> dict[str, Answer]:
    return {href(one): article(one) for one in numbers}


def _joined(front: Answer, *parts: dict[str, Answer]) -> dict[str, Answer]:
    answers = {"/": front}
    for part in parts:
        answers |= part
    return answers


def _zero(folder: str, name: str, ext: str) -> Page:
    return lambda at: f"/{folder}/{name}.{ext}" if at == 1 else f"/{folder}/{name}_{at - 1}.{ext}"


def _one(folder: str, name: str, ext: str) -> Page:
    return lambda at: f"/{folder}/{name}.{ext}" if at == 1 else f"/{folder}/{name}_{at}.{ext}"


def trs_spellings() -> ZooSite:
    """`createPage`, seven arguments with the rows last, and `Pager({…})`: all count from zero."""
    calls: dict[str, Page] = {
        "zcwj": lambda at: f'createPage(5,{at - 1},"index","html")',
        "tzgg": lambda at: f'createPageHTML(4, {at - 1}, "index", "shtml", "black_link", 6, 22)',
        "gzdt": lambda at: f"Pager({{size:6, current:{at - 1}, prefix:'list',suffix:'htm'}})",
    }
    made = _joined(home("/zcwj/", "/tzgg/index.shtml", "/gzdt/list.htm"))
    for folder, name, ext, numbers, size in (
        ("zcwj", "index", "html", range(1, 25), 5),
        ("tzgg", "index", "shtml", range(101, 123), 6),
        ("gzdt", "list", "htm", range(201, 232), 6),
    ):
        files, call = _zero(folder, name, ext), calls[folder]

        def href(one: int, folder: str = folder) -> str:
            return f"/{folder}/202401/t20240105_{one}.html"

        made |= column(numbers, size, files, href, lambda at, call=call: f"<script>{call(at)}</script>")
        made |= articles(numbers, href)
    made["/zcwj/"] = made.pop("/zcwj/index.html")
    return site_of("trs_spellings", made)


def channel_ids() -> ZooSite:
    """P1b: page 1 is index.shtml, the others carry the channel's number, which only links on the page tell."""

    def target(folder: str, channel: int) -> Page:
        return lambda at: f"/{folder}/index.shtml" if at == 1 else f"/{folder}/index_{channel}_{at - 1}.shtml"

    def scripted(at: int) -> str:
        onward = f'<a href="index_7593_{at}.shtml">下一页</a>' if at < 5 else ""
        return f'<script>createPageHTML(5, {at - 1}, "index_7593", "shtml");</script>{onward}'

    def named(at: int) -> str:
        onward = f'<a href="./index_7601_{at}.shtml">下一页</a>' if at < 4 else ""
        return f'<script>createPageHTML(4, {at - 1}, "index", "shtml");</script>{onward}'

    def href(one: int) -> str:
        return f"/ywgz/202401/t20240105_{one}.shtml"

    made = _joined(
        home("/ywdt/index.shtml", "/ywgz/index.shtml"),
        column(range(1, 44), 10, target("ywdt", 7593), href, scripted),
        column(range(51, 75), 7, target("ywgz", 7601), href, named),
        articles([*range(1, 44), *range(51, 75)], href),
    )
    return site_of("channel_ids", made)


def jeecms() -> ZooSite:
    """P11: index_2.jhtml, an article in parts, and a query whose page number stands in the file's name."""

    def static(at: int) -> str:
        onward = "".join(f'<a href="index_{one}.jhtml">{one}</a>' for one in (2, 3))
        return f"共47条记录 {at}/5页 共5页 {onward}"

    def asked(at: int) -> str:
        label = f'<a href="/queryContent_{at + 1}-jyxx.jspx?channelId=5">下一页</a>' if at < 4 else ""
        return f"共4页 {label}"

    made = _joined(
        home("/tzgg/index.jhtml", "/zcfg/", "/queryContent_1-jyxx.jspx?channelId=5"),
        column(range(1, 48), 10, _one("tzgg", "index", "jhtml"), lambda n: f"/tzgg/{n}.jhtml", static),
        column(
            range(101, 113),
            5,
            _one("zcfg", "index", "jhtml"),
            lambda n: f"/zcfg/{n}.jhtml",
            lambda at: f'{at}/3页 共3页 <a href="index_2.jhtml">2</a>',
        ),
        column(
            range(201, 234),
            10,
            lambda at: f"/queryContent_{at}-jyxx.jspx?channelId=5",
            lambda n: f"/jyxx/{n}.jhtml",
            asked,
        ),
        articles(range(1, 48), lambda n: f"/tzgg/{n}.jhtml"),
        articles(range(101, 113), lambda n: f"/zcfg/{n}.jhtml"),
        articles(range(201, 234), lambda n: f"/jyxx/{n}.jhtml"),
    )
    made["/zcfg/"] = made.pop("/zcfg/index.jhtml")
    made["/tzgg/7.jhtml"] = html('<p>第一部分</p><a href="7_2.jhtml">2</a><a href="7_3.jhtml">3</a>')
    made |= {f"/tzgg/7_{part}.jhtml": html(f"<p>第{part}部分</p>") for part in (2, 3)}
    return site_of("jeecms", made)


def one_based_index() -> ZooSite:
    """P16: looks like TRS and counts from one: index.html, index_2.html; articles have a mobile twin."""

    def links(pages: int) -> Page:
        def printed(at: int) -> str:
            wanted = sorted({1, 2, min(3, pages), pages} - {at})
            return "".join(f'<a href="index{"" if one == 1 else f"_{one}"}.html">{one}</a>' for one in wanted)

        return printed

    def href(one: int) -> str:
        return f"/content/post_{one}.html"

    made = _joined(
        home("/zwgk/", "/xwdt/index.html", "/tzgg/index.html"),
        column(range(1, 57), 10, _one("zwgk", "index", "html"), href, links(6)),
        column(range(101, 134), 9, _one("xwdt", "index", "html"), href, links(4)),
        column(range(201, 212), 6, _one("tzgg", "index", "html"), href, links(2)),
        articles([*range(1, 57), *range(101, 134), *range(201, 212)], href),
    )
    made["/zwgk/"] = made["/zwgk/index.html"]
    mobile = (
        '<script>(function(u){if((u.indexOf("iP")>-1||u.indexOf("Android")>-1)&&document.location.href!='
        f'"{BASE}/content/mpost_7.html"){{document.location.href="{BASE}/content/mpost_7.html"}}}})(navigator.userAgent)'
    )
    made["/content/post_7.html"] = html(f"{mobile}</script><h1>七</h1><p>第7号工作的有关事项通知如下。</p>")
    made["/content/mpost_7.html"] = html("<p>手机版</p>")
    return site_of("one_based_index", made)


def sscms() -> ZooSite:
    """P20: /channels/3.html, /channels/3_2.html; an article in parts."""

    def files(channel: int) -> Page:
        return lambda at: f"/channels/{channel}.html" if at == 1 else f"/channels/{channel}_{at}.html"

    def printed(channel: int, pages: int) -> Page:
        def links(at: int) -> str:
            last = f'<a href="/channels/{channel}_{pages}.html">末页</a>' if at < pages else ""
            return (
                f'<a href="/channels/{channel}.html">首页</a> {at}/{pages} {last} <a href="/channels/9.html">别栏</a>'
            )

        return links

    made = _joined(home("/channels/3.html", "/channels/12.html", "/channels/9.html"))
    for channel, numbers, size, pages in (
        (3, range(1, 62), 10, 7),
        (12, range(101, 124), 8, 3),
        (9, range(201, 206), 8, 1),
    ):

        def href(one: int, channel: int = channel) -> str:
            return f"/contents/{channel}/{one}.html"

        pager = printed(channel, pages) if pages > 1 else lambda at: ""
        made |= column(numbers, size, files(channel), href, pager) | articles(numbers, href)
    made["/contents/3/4.html"] = html('<p>上半部分</p><a href="4_2.html">下一页</a>')
    made["/contents/3/4_2.html"] = html("<p>下半部分</p>")
    return site_of("sscms", made)


def easysite() -> ZooSite:
    """P25: two modules on one tab, each with a pager of its own."""

    def href(one: int) -> str:
        return f"/web/site0/tab5213/info{one}.htm"

    rows = {14: cut(range(1, 38), 8), 15: cut(range(101, 120), 6)}
    made: dict[str, Answer] = {"/": home("/web/site0/tab5213/", "/web/site0/tab5240/")}
    pagers = "".join(
        f'<a href="/web/site0/tab5213/module{module}/page{len(pages)}.htm">尾页</a>' for module, pages in rows.items()
    )
    both = "".join(row(href(one), one) for pages in rows.values() for one in pages[0])
    made["/web/site0/tab5213/"] = html(listed([both], pagers))
    for module, pages in rows.items():
        for at, numbers in enumerate(pages[1:], start=2):
            pager = f'<a href="/web/site0/tab5213/module{module}/page{len(pages)}.htm">尾页</a>'
            made[f"/web/site0/tab5213/module{module}/page{at}.htm"] = html(
                listed([row(href(n), n) for n in numbers], pager)
            )
    for at, numbers in enumerate(cut(range(201, 216), 7), start=1):
        name = "/web/site0/tab5240/" + ("" if at == 1 else f"module20/page{at}.htm")
        made[name] = html(
            listed([row(href(n), n) for n in numbers], '<a href="/web/site0/tab5240/module20/page3.htm">尾页</a>')
        )
    return site_of("easysite", made | articles([*range(1, 38), *range(101, 120), *range(201, 216)], href))


def pboc() -> ZooSite:
    """P26: index1.html is the first, articles lie under their time in 19 digits."""

    def href(one: int) -> str:
        return f"/goutongjiaoliu/113456/113469/20240105172{one:08}/index.html"

    def pager(pages: int) -> Page:
        def printed(at: int) -> str:
            names = {"首页": 1, "下一页": min(at + 1, pages), "尾页": pages}
            return "".join(f'<a href="/a/113469/8267/index{one}.html">{label}</a>' for label, one in names.items())

        return printed

    made = _joined(
        home("/a/113469/8267/index1.html", "/a/113469/8270/index1.html"),
        column(range(1, 52), 8, lambda at: f"/a/113469/8267/index{at}.html", href, pager(7)),
        column(range(101, 105), 8, lambda at: f"/a/113469/8270/index{at}.html", href, lambda at: ""),
        articles([*range(1, 52), *range(101, 105)], href),
    )
    return site_of("pboc", made)


def numbered_columns() -> ZooSite:
    """P28 and F39: column_16_2.html, and column-index-2.shtml; a yearly archive beside them (P32)."""

    def pager(stem: str, ext: str, pages: int) -> Page:
        return lambda at: "".join(f'<a href="{stem}{one}.{ext}">{one}</a>' for one in {2, pages} - {at})

    base = "/fsmcms/html/main/col16/"
    made = _joined(
        home(f"{base}column_16_1.html", "/gk/column-index-1.shtml", "/nw2019/index.html"),
        column(
            range(1, 42),
            9,
            lambda at: f"{base}column_16_{at}.html",
            lambda n: f"{base}2024-01/05/{n}.html",
            pager("column_16_", "html", 5),
        ),
        column(
            range(101, 128),
            9,
            lambda at: f"/gk/column-index-{at}.shtml",
            lambda n: f"/gk/c{n}/detail.shtml",
            pager("column-index-", "shtml", 3),
        ),
        articles(range(1, 42), lambda n: f"{base}2024-01/05/{n}.html"),
        articles(range(101, 128), lambda n: f"/gk/c{n}/detail.shtml"),
    )
    years = (
        '<div class="more">更多：'
        + "".join(f'<a href="/nw{y}/index.html">{y}年</a>' for y in (2017, 2018, 2019))
        + "</div>"
    )
    for year, numbers in ((2019, range(301, 313)), (2018, range(401, 425)), (2017, range(501, 506))):
        pages = len(cut(numbers, 6))

        def href(one: int, year: int = year) -> str:
            return f"/nw{year}/{year}0813/{one:032x}.html"

        def printed(at: int, pages: int = pages) -> str:
            return years + "".join(f'<a href="index_{one}.html">{one}</a>' for one in range(2, pages + 1) if one != at)

        made |= column(numbers, 6, _one(f"nw{year}", "index", "html"), href, printed) | articles(numbers, href)
    return site_of("numbered_columns", made)


STATIC_LISTS = {
    "TRS: three spellings of the pager": trs_spellings(),
    "TRS: lists with the channel's number": channel_ids(),
    "JEECMS: static lists and a query": jeecms(),
    "NFCMS: index files from one": one_based_index(),
    "SSCMS: channels": sscms(),
    "EasySite: two modules on a tab": easysite(),
    "node lists: index1 is the first": pboc(),
    "numbered columns and years": numbered_columns(),
}
