"""The same articles for the embedded portal and for Hugo, and what each needs to make the pages of them.

`python -m benchmarks.portal store FOLDER N` fills a store of ours, `… hugo FOLDER N` a Hugo site with like templates,
`… render FOLDER` makes our pages. `python -m benchmarks portal` runs and compares them.
"""

import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from migrate.model import Channel
from migrate.portal import documents
from migrate.portal.documents import Head
from migrate.portal.embedded import store
from migrate.portal.embedded.adapter import EmbeddedPortal
from migrate.portal.embedded.identity import Identity
from migrate.portal.embedded.paths import article_id, article_path
from migrate.portal.embedded.store import Content

TOPS, BELOW = 4, 5  # twenty channels
SENTENCE = "全县各乡镇、县直有关单位要加强领导、明确责任，认真抓好各项措施的落实，确保按期完成任务。"
IDENTITY = Identity(name="栖云县人民政府", site_code="1399000001", base_url="http://www.qiyun.gov.example/")
CONFIG = """baseURL = "http://www.qiyun.gov.example/"
languageCode = "zh-CN"
title = "栖云县人民政府"
paginate = 20
disableKinds = ["taxonomy", "term", "RSS"]
[markup.goldmark.renderer]
unsafe = true
"""
BASE = """<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{{ .Title }} - {{ .Site.Title }}</title>
<meta name="SiteName" content="{{ .Site.Title }}">
{{ with .Params.source }}<meta name="ContentSource" content="{{ . }}">{{ end }}
<meta name="ArticleTitle" content="{{ .Title }}"><link rel="stylesheet" href="{{ "portal.css" | relURL }}"></head><body>
<nav><ul>{{ range .Site.Sections }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul></nav>
<nav>{{ range .Ancestors.Reverse }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</nav>
<main>{{ block "main" . }}{{ end }}</main><footer>主办单位：栖云县人民政府办公室</footer></body></html>
"""
SINGLE = """{{ define "main" }}<article><h1>{{ .Title }}</h1><p>{{ .Date.Format "2006-01-02" }} {{ .Params.source }}</p>
<div>{{ .Content }}</div><p>{{ .Params.old }}</p></article>{{ end }}
"""
LIST = """{{ define "main" }}<h1>{{ .Title }}</h1>{{ range .Sections }}
<h2><a href="{{ .RelPermalink }}">{{ .Title }}</a></h2><ul>{{ range first 8 .RegularPages }}
<li><a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ .Date.Format "2006-01-02" }}</li>{{ end }}</ul>{{ end }}
<ul>{{ range .Paginator.Pages }}
<li><a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ .Date.Format "2006-01-02" }}</li>{{ end }}</ul>
{{ template "_internal/pagination.html" . }}{{ end }}
"""


@dataclass(frozen=True)
class Text:
    """One made-up article."""

    number: int
    channel: str
    title: str
    day: str
    body: str


def channels() -> Iterator[Channel]:
    """Give four channels with five below each."""
    for top in range(TOPS):
        yield Channel(f"t{top}", f"频道{top}", (f"频道{top}",), order=top * 10)
        for one in range(BELOW):
            yield Channel(f"t{top}/c{one}", f"栏目{top}{one}", (f"频道{top}", f"栏目{top}{one}"), order=top * 10 + one)


def texts(count: int) -> Iterator[Text]:
    """Give that many articles, the same every time; half a page to five pages of text, a table in every tenth."""
    chance = random.Random(8)
    for number in range(count):
        channel = f"t{number % TOPS}/c{number // TOPS % BELOW}"
        day = f"{2005 + number % 15}-{number % 12 + 1:02}-{number % 28 + 1:02}"
        parts = [f"<p>{number}—{at}：{SENTENCE * chance.randint(1, 4)}</p>" for at in range(chance.randint(3, 24))]
        if number % 10 == 0:
            row = "<tr><td>单位</td><td>数量</td><td>备注</td></tr>"
            parts.append(f"<table><tbody>{row * 12}</tbody></table>")
        yield Text(number, channel, f"关于做好第{number}号工作的通知", day, "".join(parts))


def fill_store(folder: Path, count: int) -> None:
    """Fill a store as the adapter does, without its waits for the disk: they are not what is measured."""
    documents.write_channels(folder / "state", {one.path: one for one in channels()})
    for text in texts(count):
        key = f"1399000002 http://old.gov.example/{text.number}.html"
        path = article_path(article_id(key), text.channel, text.day)
        head = Head(article_id(key), key, text.channel, text.title, text.day, path, "published", 1, "0" * 64)
        content = Content(
            f"http://old.gov.example/{text.number}.html", "1399000002", "栖云县测试局", "县测试局", "", "",
            text.title, text.body, (),
        )  # fmt: skip
        hashed = documents.target_hash(head, store.table_of(content))
        head = Head(*(getattr(head, name) for name in Head.__slots__[:-1]), hashed)
        store.write_article(folder / "state", head, content)


def fill_hugo(folder: Path, count: int) -> None:
    """Write the same articles as a Hugo site."""
    layouts = folder / "layouts/_default"
    layouts.mkdir(parents=True)
    for name, text in (("baseof.html", BASE), ("single.html", SINGLE), ("list.html", LIST)):
        (layouts / name).write_text(text, "utf-8")
    (folder / "layouts/index.html").write_text(LIST, "utf-8")
    (folder / "config.toml").write_text(CONFIG, "utf-8")
    for channel in channels():
        place = folder / "content" / channel.path
        place.mkdir(parents=True)
        (place / "_index.md").write_text(f"---\ntitle: {channel.name}\n---\n", "utf-8")
    for one in texts(count):
        front = (
            f"title: {one.title}\ndate: {one.day}\nsource: 县测试局\nold: http://old.gov.example/{one.number}.html\n"
        )
        place = folder / "content" / one.channel / f"a{one.number}.html"
        place.write_text(f"---\n{front}---\n{one.body}\n", "utf-8")


def main() -> None:
    """Do one of the steps."""
    step, folder = sys.argv[1], Path(sys.argv[2])
    if step == "store":
        fill_store(folder, int(sys.argv[3]))
    elif step == "hugo":
        fill_hugo(folder, int(sys.argv[3]))
    else:
        print(EmbeddedPortal(folder / "public", folder / "state", IDENTITY).finish())


if __name__ == "__main__":
    main()
