"""The sample site 栖云县农业农村局: a TRS site in GBK whose list pages are named by a script alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from migrate.demo.builder import Build, relative
from migrate.demo.papers import paper_bytes
from migrate.demo.sample import ArticleTruth, FileTruth, Sample, SiteTruth, answer, refusal
from migrate.demo.scenes import picture
from migrate.demo.texts import Entry, read_content

HOST = "nyncj.qiyun.gov.example"
NAME = "栖云县农业农村局"
_BUILT = "2010-06-18"
_ROWS = 6  # rows a list page, so that two columns need more than one page
_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_BROKEN = "/xxgk/tzgg/201107/t20110705_612.html"
_FOREIGN = (
    "http://www.qiyun.gov.example/",
    "http://bszs.jigou.example/sitename?method=show",
    "http://www.yunfansoft.example/",
    "http://wlj.qiyun.gov.example/",
    "http://dfz.qiyun.gov.example/",
)


@dataclass(frozen=True)
class Column:
    """A column of the site: its key in the content file, its name, its path, the columns from the home page down."""

    key: str
    name: str
    path: str
    trail: tuple[tuple[str, str], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names from below the home page down."""
        return tuple(name for name, _ in self.trail)


@dataclass(frozen=True)
class Row:
    """A row of a list: where it leads, its words, its date."""

    path: str
    title: str
    day: str


def _column(key: str, name: str, path: str) -> Column:
    above = (("信息公开", "/xxgk/"),) if path.startswith("/xxgk/") else ()
    return Column(key, name, path, (*above, (name, path)))


COLUMNS = (
    _column("gzdt", "工作动态", "/gzdt/"),
    _column("tzgg", "通知公告", "/xxgk/tzgg/"),
    _column("zcwj", "政策文件", "/xxgk/zcwj/"),
    _column("zcjd", "政策解读", "/xxgk/zcjd/"),
)
_BY_KEY = {column.key: column for column in COLUMNS}


def agriculture() -> Sample:
    """The site and its truth, the same bytes every time."""
    entries, papers = read_content("nyncj")
    build = Build(HOST, "gb18030", "Apache", "text/html")
    _furniture(build)
    files: dict[str, bytes] = {key: paper_bytes(paper) for key, paper in papers.items()}
    kinds = {key: paper.kind for key, paper in papers.items()}
    articles = tuple(_article(build, entry, entries, files, kinds) for entry in entries)
    lists = {column.key: _rows(column, entries) for column in COLUMNS}
    list_pages = tuple(path for column in COLUMNS for path in _list_pages(build, column, lists[column.key]))
    _front(build, entries, lists)
    return _sample(build, articles, list_pages)


def _furniture(build: Build) -> None:
    for name in ("style.css", "page.js"):
        kind = "text/css" if name.endswith("css") else "application/x-javascript"
        path = f"/images/{name}"
        body = build.render(path, f"nyncj/{name}")
        build.resources[path] = answer(body, kind, _BUILT, build.server)
    pictures = (("banner", 1400, 150), ("nav", 8, 40), ("dot", 10, 10), ("red", 48, 48))
    scenes = {"banner": "banner", "nav": "bar", "dot": "dot", "red": "badge"}
    for name, width, height in pictures:
        seed = {"dot": 1, "banner": 4}.get(name, 0)
        build.file(f"/images/{name}.png", picture(scenes[name], seed, width, height, "png"), "image/png", _BUILT)
    robots = b"User-agent: *\r\nDisallow:\r\n"
    build.resources["/robots.txt"] = answer(robots, "text/plain", _BUILT, build.server)


def _moment(entry: Entry) -> str:
    assert entry.at  # noqa: S101 -- every article of this site has a date
    return entry.at


def article_path(entry: Entry) -> str:
    """The path of an article as TRS names it."""
    day = _moment(entry)[:10].replace("-", "")
    return f"{_BY_KEY[entry.column].path}{day[:6]}/t{day}_{entry.number}.html"


def _upload(entry: Entry, letter: str, number: int, ending: str) -> str:
    """The path of an upload as TRS names it: the day, nine digits of the day's fraction, three of its own."""
    moment = _moment(entry)
    minutes = int(moment[11:13]) * 60 + int(moment[14:16]) - 12 + number
    clock = f"{minutes * 10**9 // 1440:09d}{(entry.number * 7 + number * 131) % 1000:03d}"
    folder = article_path(entry).rsplit("/", 1)[0]
    return f"{folder}/{letter}0{moment[:10].replace('-', '')}{clock}.{ending}"


def _article(
    build: Build,
    entry: Entry,
    entries: tuple[Entry, ...],
    files: Mapping[str, bytes],
    kinds: Mapping[str, str],
) -> ArticleTruth:
    path, moment = article_path(entry), _moment(entry)
    scenes = [block.scene for block in entry.blocks if block.kind == "picture"]
    images = tuple(
        build.file(_upload(entry, "W", k, "png"), picture(scene, entry.number, 480, 320, "png"), "image/png", moment)
        for k, scene in enumerate(scenes)
    )
    papers = tuple(
        build.file(_upload(entry, "P", k, kinds[key]), files[key], _TYPES[kinds[key]], moment)
        for k, (_, key) in enumerate(entry.attachments)
    )
    paths = {str(other.number): article_path(other) for other in entries}
    build.page(
        path,
        "nyncj/article.html",
        moment,
        entry=entry,
        column=_BY_KEY[entry.column],
        columns=COLUMNS,
        images=[f"./{image.name}" for image in images],
        attachments=[(label, f"./{paper.name}") for (label, _), paper in zip(entry.attachments, papers, strict=True)],
        link=partial(_link, path, paths),
    )
    columns = tuple(_BY_KEY[key].names for key in (entry.column, entry.also) if key)
    named = tuple(
        FileTruth(paper.old_url, label, paper.sha256)
        for (label, _), paper in zip(entry.attachments, papers, strict=True)
    )
    return build.article(path, entry, columns, images, named)


def _link(page: str, paths: Mapping[str, str], target: str) -> str:
    return relative(page, paths.get(target, target))


def _rows(column: Column, entries: tuple[Entry, ...]) -> list[Row]:
    shown = [entry for entry in entries if column.key in (entry.column, entry.also)]
    shown.sort(key=_moment, reverse=True)
    return [Row(article_path(entry), entry.title, _moment(entry)[:10]) for entry in shown]


def _list_pages(build: Build, column: Column, rows: list[Row]) -> list[str]:
    count = -(-len(rows) // _ROWS)
    paths = [column.path, *(f"{column.path}index_{k}.html" for k in range(1, count))]
    for current, path in enumerate(paths):
        part = rows[current * _ROWS : (current + 1) * _ROWS]
        words = {"column": column, "rows": part, "count": count, "current": current}
        build.page(path, "nyncj/list.html", part[0].day, columns=COLUMNS, **words)
    _alias(build, column.path)
    return paths


def _front(build: Build, entries: tuple[Entry, ...], lists: Mapping[str, list[Row]]) -> None:
    focus = lists["gzdt"][0]
    newest = next(entry for entry in entries if article_path(entry) == focus.path)
    image = _upload(newest, "W", 0, "png")
    build.page("/", "nyncj/home.html", focus.day, columns=COLUMNS, lists=lists, focus=focus, focus_image=image)
    build.page("/xxgk/", "nyncj/channel.html", focus.day, columns=COLUMNS, lists=lists)
    for path in ("/", "/xxgk/"):
        _alias(build, path)


def _alias(build: Build, folder: str) -> None:
    build.resources[f"{folder}index.html"] = build.resources[folder]


def _sample(build: Build, articles: tuple[ArticleTruth, ...], list_pages: tuple[str, ...]) -> Sample:
    folders = [path for path in build.resources if path.endswith("/")]
    aliases = tuple((build.url(f"{folder}index.html"), build.url(folder)) for folder in folders)
    unasked = {alias for alias, _ in aliases} | {build.url("/robots.txt")}
    truth = SiteTruth(
        home=build.url("/"),
        articles=articles,
        list_pages=tuple(map(build.url, ("/xxgk/", *list_pages))),
        urls=frozenset({build.url(path) for path in (*build.resources, _BROKEN)} - unasked),
        broken=frozenset({build.url(_BROKEN)}),
        foreign=frozenset(_FOREIGN),
        redirects=(),
        aliases=aliases,
    )
    lost = refusal(build.render("/404", "nyncj/notfound.html"), "text/html", build.server)
    return Sample(HOST, NAME, build.resources, lost, truth)
