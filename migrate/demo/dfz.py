"""The sample site 栖云县地方志办公室: static pages of about 2010 in GB2312, asleep since 2012, with texts to keep."""

from dataclasses import dataclass

from migrate.demo.builder import Build, relative
from migrate.demo.sample import ArticleTruth, Sample, SiteTruth, refusal
from migrate.demo.scenes import picture
from migrate.demo.texts import Entry, read_content

HOST = "dfz.qiyun.gov.example"
NAME = "栖云县地方志办公室"
_LAST = "2012-06-20"
_BROKEN = "/cgi-bin/count.cgi?df=dfz.dat"
_FOREIGN = ("http://counter.tongji.example/c.js?u=qydfz",)


@dataclass(frozen=True)
class Column:
    """A column of the site: its key in the content file, its name, its list page."""

    key: str
    name: str
    path: str


@dataclass(frozen=True)
class Row:
    """A row of a list: where it leads, and its words; the lists of this site show no dates."""

    path: str
    title: str


COLUMNS = (Column("xz", "县志选载", "/xz/index.htm"), Column("dq", "地情资料", "/dq/index.htm"))
_BY_KEY = {column.key: column for column in COLUMNS}


def gazetteer() -> Sample:
    """The site and its truth, the same bytes every time."""
    entries, _ = read_content("dfz")
    build = Build(HOST, "gb18030", "Microsoft-IIS/5.0", "text/html")
    build.file("/images/paper.png", picture("paper", 0, 64, 64, "png"), "image/png", "2010-03-01")
    build.file("/images/gate.jpg", picture("gate", 3, 288, 192, "jpg"), "image/jpeg", "2010-03-01")
    articles = tuple(_article(build, entry) for entry in entries)
    lists = {c.key: [Row(article_path(e), e.title) for e in entries if e.column == c.key] for c in COLUMNS}
    for column in COLUMNS:
        build.page(column.path, "dfz/list.html", _LAST, column=column, rows=lists[column.key])
    build.page("/index.htm", "dfz/home.html", _LAST, columns=COLUMNS, lists=lists)
    build.resources["/"] = build.resources["/index.htm"]
    return _sample(build, articles)


def article_path(entry: Entry) -> str:
    """The path of an article: a numbered file in its column's folder."""
    return f"/{entry.column}/{entry.number:02d}.htm"


def _article(build: Build, entry: Entry) -> ArticleTruth:
    path, modified = article_path(entry), entry.at or "2011-03-01"
    scenes = [block.scene for block in entry.blocks if block.kind == "picture"]
    images = tuple(
        build.file(
            f"/images/{entry.column}{entry.number:02d}_{k}.jpg",
            picture(scene, entry.number + k, *((320, 432) if scene == "scan" else (432, 288)), "jpg"),
            "image/jpeg",
            modified,
        )
        for k, scene in enumerate(scenes, 1)
    )
    year, month, day = (entry.at or "0-0-0").split("-")
    build.page(
        path,
        "dfz/article.html",
        modified,
        entry=entry,
        column=_BY_KEY[entry.column],
        images=[relative(path, f"/images/{image.name}") for image in images],
        shown_day=f"{year}年{int(month)}月{int(day)}日" if entry.at else "",
    )
    return build.article(path, entry, ((_BY_KEY[entry.column].name,),), images, ())


def _sample(build: Build, articles: tuple[ArticleTruth, ...]) -> Sample:
    truth = SiteTruth(
        home=build.url("/"),
        articles=articles,
        list_pages=tuple(build.url(column.path) for column in COLUMNS),
        urls=frozenset({build.url(path) for path in (*build.resources, _BROKEN)}),
        broken=frozenset({build.url(_BROKEN)}),
        foreign=frozenset(_FOREIGN),
        redirects=(),
        aliases=((build.url("/index.htm"), build.url("/")),),
    )
    lost = refusal(build.render("/404", "dfz/notfound.html"), "text/html", build.server)
    return Sample(HOST, NAME, build.resources, lost, truth)
