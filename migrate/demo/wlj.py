"""The sample site 栖云县旅游局: hand-made UTF-8 pages of about 2010, no meta tags, some pages behind a query."""

from collections.abc import Mapping
from dataclasses import dataclass

from migrate.demo.builder import Build
from migrate.demo.papers import paper_bytes
from migrate.demo.sample import ArticleTruth, FileTruth, Sample, SiteTruth, answer, moved, refusal
from migrate.demo.scenes import picture
from migrate.demo.texts import Entry, Paper, read_content

HOST = "wlj.qiyun.gov.example"
NAME = "栖云县旅游局"
_BUILT = "2010-08-10"
_ROWS = 5  # rows a list page, so that one column needs two pages
_OLD, _NEW = "/2011/news45.htm", "/news/2011/0418/45.html"
_FOREIGN = ("http://weather.tianqi.example/plugin.aspx?city=qiyun", "http://www.qiyun.gov.example/")


@dataclass(frozen=True)
class Column:
    """A column of the site: its key in the content file, its name, its first list page."""

    key: str
    name: str
    path: str


@dataclass(frozen=True)
class Row:
    """A row of a list: where it leads, its words, its date, its picture if it has one."""

    path: str
    title: str
    day: str
    image: str


COLUMNS = (
    Column("news", "旅游动态", "/news/list.html"),
    Column("gonggao", "通知公告", "/gonggao/list.html"),
    Column("fagui", "政策法规", "/fagui/list.html"),
    Column("jingdian", "景区景点", "/class.asp?cid=5"),
)
_BY_KEY = {column.key: column for column in COLUMNS}


def tourism() -> Sample:
    """The site and its truth, the same bytes every time."""
    entries, papers = read_content("wlj")
    build = Build(HOST, "utf-8", "Microsoft-IIS/6.0", "text/html; charset=utf-8")
    _furniture(build)
    articles = tuple(_article(build, entry, entries, papers) for entry in entries)
    lists = {column.key: _rows(column, entries) for column in COLUMNS}
    list_pages = [path for column in COLUMNS for path in _list_pages(build, column, lists[column.key])]
    focus = lists["news"][0]
    build.page(
        "/", "wlj/home.html", focus.day,
        columns=COLUMNS, lists=lists, focus=focus, focus_image=focus.image, spots=lists["jingdian"],
    )  # fmt: skip
    build.resources[_OLD] = moved(build.url(_NEW), build.server)
    return _sample(build, articles, list_pages)


def _furniture(build: Build) -> None:
    css = build.render("/css/main.css", "wlj/main.css")
    build.resources["/css/main.css"] = answer(css, "text/css", _BUILT, build.server)
    for name, scene, seed, width, height in (
        ("top", "banner", 3, 900, 140),
        ("menu", "bar", 1, 8, 36),
        ("dot", "dot", 2, 10, 10),
    ):
        build.file(f"/images/{name}.png", picture(scene, seed, width, height, "png"), "image/png", _BUILT)


def _day(entry: Entry) -> str:
    assert entry.at  # noqa: S101 -- every article of this site has a date
    return entry.at


def article_path(entry: Entry) -> str:
    """The path of an article: a dated file, or the query page of the old system."""
    if entry.column == "jingdian":
        return f"/show.asp?id={entry.number}"
    year, month, day = _day(entry).split("-")
    return f"/{entry.column}/{year}/{month}{day}/{entry.number}.html"


def _image_path(entry: Entry) -> str:
    return f"/uploadfile/{_day(entry)[:4]}/{_day(entry).replace('-', '')[2:]}{entry.number:03d}.png"


def _has_picture(entry: Entry) -> bool:
    return any(block.kind == "picture" for block in entry.blocks)


def _article(build: Build, entry: Entry, entries: tuple[Entry, ...], papers: Mapping[str, Paper]) -> ArticleTruth:
    scenes = [block.scene for block in entry.blocks if block.kind == "picture"]
    images = tuple(
        build.file(_image_path(entry), picture(scene, entry.number, 460, 307, "png"), "image/png", _day(entry))
        for scene in scenes
    )
    attached = [
        (label, f"/uploadfile/{_day(entry)[:4]}/{papers[key].title}.zip", paper_bytes(papers[key]))
        for label, key in entry.attachments
    ]
    files = tuple(build.file(path, body, "application/zip", _day(entry)) for _, path, body in attached)
    paths = {str(other.number): article_path(other) for other in entries}
    year, month, day = _day(entry).split("-")
    asp = entry.column == "jingdian"
    build.page(
        article_path(entry),
        "wlj/article.html",
        _day(entry),
        entry=entry,
        column=_BY_KEY[entry.column],
        columns=COLUMNS,
        images=[_image_path(entry)] * len(images),
        attachments=[(label, path) for label, path, _ in attached],
        shown_day=f"{year}-{int(month)}-{int(day)}" if asp else _day(entry),
        link=lambda target: paths.get(target, target),
    )
    named = tuple(
        FileTruth(file.old_url, label, file.sha256) for (label, _, _), file in zip(attached, files, strict=True)
    )
    return build.article(article_path(entry), entry, ((_BY_KEY[entry.column].name,),), images, named)


def _rows(column: Column, entries: tuple[Entry, ...]) -> list[Row]:
    shown = sorted((entry for entry in entries if entry.column == column.key), key=_day, reverse=True)
    return [
        Row(article_path(entry), entry.title, _day(entry), _image_path(entry) if _has_picture(entry) else "")
        for entry in shown
    ]


def _list_pages(build: Build, column: Column, rows: list[Row]) -> list[str]:
    count = -(-len(rows) // _ROWS)
    pages = [column.path, *(column.path.replace(".html", f"_{k}.html") for k in range(2, count + 1))]
    for current, path in enumerate(pages, 1):
        part = rows[(current - 1) * _ROWS : current * _ROWS]
        words = {"column": column, "columns": COLUMNS, "rows": part, "pages": pages, "current": current}
        build.page(path, "wlj/list.html", part[0].day, **words)
    return pages


def _sample(build: Build, articles: tuple[ArticleTruth, ...], list_pages: list[str]) -> Sample:
    truth = SiteTruth(
        home=build.url("/"),
        articles=articles,
        list_pages=tuple(map(build.url, list_pages)),
        urls=frozenset(map(build.url, build.resources)),
        broken=frozenset(),
        foreign=frozenset(_FOREIGN),
        redirects=((build.url(_OLD), build.url(_NEW)),),
        aliases=(),
    )
    lost = refusal(build.render("/404", "wlj/notfound.html"), build.page_type, build.server)
    return Sample(HOST, NAME, build.resources, lost, truth)
