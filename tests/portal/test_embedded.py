"""The embedded portal: complete, the same for the same input, and never half-made."""

import json
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from migrate.errors import PortalError
from migrate.model import Channel, DocumentFacts
from migrate.portal import durable
from migrate.portal.contract import Visibility, digest_of
from migrate.portal.embedded.adapter import EmbeddedPortal
from migrate.portal.embedded.identity import Identity
from tests.portal.pages import broken, links, meta, page
from tests.portal.samples import (
    CHANNELS,
    IDENTITY,
    NEWS,
    NOTICES,
    OWN,
    article,
    attachment,
    contents,
    embedded,
    snapshot,
)

FACTS = DocumentFacts("0000000009/2017-00018", "栖农〔2017〕8号", written="2017年3月1日", validity="有效")
GOLDEN = Path(__file__).with_name("golden")
SHOWN = Visibility.PUBLISHED
SITE = ("SiteName", "SiteDomain", "SiteIDCode")
COLUMN = ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")


def full(folder: Path, order: int = 1) -> EmbeddedPortal:
    """Give a finished portal of 55 articles with files and links between them, placed in either order."""
    portal = embedded(folder)
    form = attachment(portal, "申报表.doc", b"form")
    photo = attachment(portal, "photo.jpg", b"photo")
    for number in range(1, 56)[::order]:
        channel = NOTICES if number <= 45 else (NEWS, OWN)[number % 2]
        other = portal.address(article(1), NOTICES)
        body = f'<p><a href="/{other}">第一号</a><img src="/{photo.new_url}"></p><a href="/{form.new_url}">表</a>'
        given = article(number, body_html=body, attachments=(form,), images=(photo,))
        portal.ensure_article(given, channel, SHOWN, run=1)
    portal.finish()
    return portal


def test_every_local_link_of_the_portal_resolves_and_nothing_is_loaded_from_outside(tmp_path: Path) -> None:
    full(tmp_path)
    assert broken(tmp_path / "portal") == []


def test_a_second_run_writes_nothing(tmp_path: Path) -> None:
    full(tmp_path)
    before = snapshot(tmp_path)
    full(tmp_path)
    assert snapshot(tmp_path) == before


def test_the_order_of_placing_does_not_show(tmp_path: Path) -> None:
    full(tmp_path / "one")
    full(tmp_path / "other", order=-1)
    assert contents(tmp_path / "one" / "portal") == contents(tmp_path / "other" / "portal")


def test_one_changed_article_rewrites_only_what_shows_it(tmp_path: Path) -> None:
    portal = full(tmp_path)
    before = snapshot(tmp_path / "portal")
    portal.ensure_article(article(50, body_html="<p>更正</p>"), NEWS, SHOWN, run=2)
    portal.finish()
    after = snapshot(tmp_path / "portal")
    assert {name for name in after if after[name] != before[name]} == {portal.address(article(50), NEWS)}


def test_the_article_page_is_the_golden_one(tmp_path: Path) -> None:
    portal = embedded(tmp_path)
    form = attachment(portal, "栖云县山茶产业发展补助申报表.doc", b"form" * 5000)
    lost = replace(form, name="补助明细.xls", new_url=None, sha256=None, missing="404")
    body = f'<p>各乡镇人民政府：</p><p>现将<a href="/{form.new_url}">申报表</a>印发给你们。</p>'
    given = article(body_html=body, attachments=(form, lost), keywords="山茶,补助", author="李某", facts=FACTS)
    placed = portal.ensure_article(given, NOTICES, SHOWN, run=1)
    portal.finish()
    made = _unmarked((tmp_path / "portal" / placed.new_url).read_text("utf-8"))
    if os.environ.get("GOLDEN"):
        (GOLDEN / "article.html").write_text(made, "utf-8")
    assert made == (GOLDEN / "article.html").read_text("utf-8")


def _unmarked(text: str) -> str:
    """Give the page without its mark and seal, which change with every change of a template."""
    return re.sub(r' data-(made|seal)="[0-9a-f]{16}"', "", text)


def test_each_kind_of_page_has_its_meta_tags_and_no_empty_one(tmp_path: Path) -> None:
    portal = full(tmp_path)
    root = tmp_path / "portal"
    assert tuple(meta(root / "index.html")) == SITE
    assert tuple(meta(root / "zwgk/tzgg/index.html")) == SITE + COLUMN
    assert tuple(meta(root / "zwgk/tzgg/index_2.html")) == SITE + COLUMN
    tags = meta(root / portal.address(article(3), NOTICES))
    assert tuple(tags)[:10] == (*SITE, *COLUMN, "ArticleTitle", "PubDate", "ContentSource")
    assert tags["SiteDomain"] == "www.qiyun.gov.example"
    assert tags["ColumnName"] == tags["ColumnType"] == "通知公告"
    assert tags["PubDate"] == article(3).published_at
    assert tags["Url"] == "https://www.qiyun.gov.example/" + portal.address(article(3), NOTICES)
    assert tags["OriginalUrl"] == article(3).old_url
    assert all(content for path in root.rglob("*.html") for content in meta(path).values())


def test_what_is_not_known_is_left_out_and_never_invented(tmp_path: Path) -> None:
    portal = embedded(tmp_path, Identity(name="栖云县人民政府"))
    given = article(published_at=None, source="", site_name="", body_text="")
    placed = portal.ensure_article(given, NOTICES, SHOWN, run=1)
    portal.finish()
    path = tmp_path / "portal" / placed.new_url
    assert tuple(meta(path)) == ("SiteName", *COLUMN, "ArticleTitle", "OriginalUrl")
    text = path.read_text("utf-8")
    assert "发布时间：原文未标注" in text
    assert "来源：" not in text and "ICP" not in text and "网站标识码" not in text
    assert placed.new_url.split("/")[2] == "undated"
    assert not (tmp_path / "portal/sitemap.xml").exists()


@pytest.mark.parametrize(
    ("published_at", "shown", "tag"),
    [("2019-03-05", "2019-03-05", "2019-03-05 00:00"), ("2019-03-05 09:30", "2019-03-05 09:30", "2019-03-05 09:30")],
)
def test_the_visible_date_is_the_extracted_one(tmp_path: Path, published_at: str, shown: str, tag: str) -> None:
    portal = embedded(tmp_path)
    placed = portal.ensure_article(article(published_at=published_at), NOTICES, SHOWN, run=1)
    portal.finish()
    path = tmp_path / "portal" / placed.new_url
    time = page(path).css_first("time")
    assert time is not None and time.text() == shown
    assert meta(path)["PubDate"] == tag


def test_lists_are_newest_first_and_undated_last(tmp_path: Path) -> None:
    portal = embedded(tmp_path)
    dates = ["2019-03-05", None, "2020-01-01 08:00", "2019-03-05 09:30", "2020-01-01 08:00"]
    for number, date in enumerate(dates, 1):
        portal.ensure_article(article(number, title=f"题{number}", published_at=date), NOTICES, SHOWN, run=1)
    portal.finish()
    rows = page(tmp_path / "portal/zwgk/tzgg/index.html").css(".rows a")
    assert [row.text() for row in rows] == ["题3", "题5", "题4", "题1", "题2"]


def test_twenty_articles_stand_on_a_page_and_all_of_them_on_one(tmp_path: Path) -> None:
    full(tmp_path)
    pages = ["index.html", "index_2.html", "index_3.html"]
    rows = [len(page(tmp_path / "portal/zwgk/tzgg" / name).css(".matter > .rows > li")) for name in pages]
    assert rows == [20, 20, 5]
    assert not (tmp_path / "portal/zwgk/tzgg/index_4.html").exists()


def test_a_parent_shows_its_children_and_an_empty_channel_is_not_shown(tmp_path: Path) -> None:
    portal = embedded(tmp_path)
    portal.ensure_channel(Channel("ztzl", "专题专栏", ("专题专栏",)), run=1)
    portal.ensure_article(article(title="山茶节通知"), NOTICES, SHOWN, run=1)
    portal.finish()
    root = tmp_path / "portal"
    assert "tzgg/index.html" in links(root / "zwgk/index.html")
    assert "山茶节通知" in (root / "zwgk/index.html").read_text("utf-8")
    assert "山茶节通知" in (root / "index.html").read_text("utf-8")
    assert not (root / "ztzl").exists() and "专题专栏" not in (root / "index.html").read_text("utf-8")


def test_a_moved_article_leaves_no_stale_page(tmp_path: Path) -> None:
    portal = embedded(tmp_path)
    old = portal.ensure_article(article(), NOTICES, SHOWN, run=1)
    portal.finish()
    new = portal.ensure_article(article(), NEWS, SHOWN, run=1)
    done = portal.finish()
    root = tmp_path / "portal"
    assert (root / new.new_url).is_file() and not (root / old.new_url).exists()
    assert not (root / "zwgk").exists()
    assert done.removed == 4  # the page, and two channel pages and a feed that show nothing any more
    assert broken(root) == []


@pytest.mark.parametrize("visibility", [Visibility.DRAFT, Visibility.OFFLINE])
def test_what_is_not_published_is_nowhere_in_the_public_folder(tmp_path: Path, visibility: Visibility) -> None:
    portal = embedded(tmp_path)
    placed = portal.ensure_article(article(title="未公开的题目"), NOTICES, SHOWN, run=1)
    portal.finish()
    portal.set_visibility(placed.remote_id, visibility)
    portal.finish()
    assert not [name for name, text in contents(tmp_path / "portal").items() if "未公开".encode() in text]


def test_other_peoples_files_in_the_folder_stay(tmp_path: Path) -> None:
    portal = embedded(tmp_path)
    theirs = tmp_path / "portal" / "yuyue" / "index.html"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("<html>预约系统</html>", "utf-8")
    portal.ensure_article(article(), NOTICES, SHOWN, run=1)
    portal.finish()
    assert theirs.read_text("utf-8") == "<html>预约系统</html>"


def test_a_page_that_a_person_changed_is_shown_and_not_overwritten(tmp_path: Path) -> None:
    portal = embedded(tmp_path)
    placed = portal.ensure_article(article(), NOTICES, SHOWN, run=1)
    portal.finish()
    path = tmp_path / "portal" / placed.new_url
    path.write_text(path.read_text("utf-8").replace("认真贯彻", "认真抓好"), "utf-8")
    assert portal.read_back(placed.remote_id) != placed.target_hash
    portal.ensure_article(article(body_html="<p>新稿</p>"), NOTICES, SHOWN, run=2)
    assert portal.finish().edited == (placed.new_url,)
    assert "认真抓好" in path.read_text("utf-8")


def test_an_empty_page_left_by_a_power_cut_is_made_again(tmp_path: Path) -> None:
    portal = embedded(tmp_path)
    placed = portal.ensure_article(article(), NOTICES, SHOWN, run=1)
    portal.finish()
    before = contents(tmp_path / "portal")
    (tmp_path / "portal" / placed.new_url).write_bytes(b"")
    portal.finish()
    assert contents(tmp_path / "portal") == before


@pytest.mark.parametrize("stop_at", ["open", "fsync", "replace"])
def test_stopped_half_way_the_article_is_the_old_one_or_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop_at: str
) -> None:
    portal = embedded(tmp_path)
    old = portal.ensure_article(article(), NOTICES, SHOWN, run=1)
    new = article(body_html="<p>新稿</p>")

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        if stop_at == "fsync":
            patch.setattr(durable.os, "fsync", stop)
        elif stop_at == "replace":
            patch.setattr(Path, "replace", stop)
        else:
            patch.setattr(durable, "_part", stop)
        with pytest.raises(KeyboardInterrupt):
            portal.ensure_article(new, NEWS, SHOWN, run=2)
    assert portal.find(new.article_key) == old
    assert portal.read_back(old.remote_id) == old.target_hash
    portal.ensure_article(new, NEWS, SHOWN, run=2)
    portal.finish()
    assert not list(tmp_path.rglob("*.part"))


def test_stopped_at_any_page_the_next_finish_makes_the_same_portal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full(tmp_path / "whole")
    whole = contents(tmp_path / "whole" / "portal")
    real = Path.replace
    left = [0]

    def stop_later(path: Path, target: Path) -> Path:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return real(path, target)

    for steps in (0, 1, 30, 61, 90, 120):
        with monkeypatch.context() as patch:
            left[0] = steps
            patch.setattr(Path, "replace", stop_later)
            with pytest.raises(KeyboardInterrupt):
                full(tmp_path / str(steps))
        full(tmp_path / str(steps))
        assert contents(tmp_path / str(steps) / "portal") == whole


HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}'


def test_hostile_strings_are_text_everywhere(tmp_path: Path) -> None:
    portal = embedded(tmp_path, replace(IDENTITY, sponsor=HOSTILE, name=HOSTILE))
    bad = Channel("zwgk/bad", HOSTILE, ("政务公开", HOSTILE), HOSTILE, HOSTILE)
    portal.ensure_channel(bad, run=1)
    form = attachment(portal, HOSTILE, b"x")
    given = article(
        title=HOSTILE, source=HOSTILE, author=HOSTILE, keywords=HOSTILE, body_text=HOSTILE, site_name=HOSTILE,
        old_url="http://o.example/" + HOSTILE, attachments=(form,), body_html=f'<a href="/{form.new_url}">x</a>',
    )  # fmt: skip
    portal.ensure_article(given, bad, SHOWN, run=1)
    portal.finish()
    for path in (tmp_path / "portal").rglob("*.html"):
        tree = page(path)
        assert not tree.css("script:not([src]), [onerror], img")
        assert [one.attributes["src"] for one in tree.css("script")] in ([], ["assets/search.js"])
        assert "49" not in tree.css_first("title").text()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "path", ["../up", "/abs", "zwgk/../x", "ZWGK", "zwgk//x", "", "files", "assets/x", "政务", "a/b\n"]
)
def test_a_channel_path_that_is_no_folder_of_ours_is_refused(tmp_path: Path, path: str) -> None:
    channel = Channel(path, "坏", tuple("坏" for _ in path.split("/")))
    with pytest.raises(PortalError, match="不可用"):
        embedded(tmp_path).ensure_channel(channel, run=1)


@pytest.mark.parametrize("published_at", ["../../x", "2019", "９９９９-01-01", "二〇一九年"])
def test_a_date_that_is_none_makes_no_path(tmp_path: Path, published_at: str) -> None:
    placed = embedded(tmp_path).ensure_article(article(published_at=published_at), NOTICES, SHOWN, run=1)
    assert re.fullmatch(r"zwgk/tzgg/undated/[0-9a-f]{16}\.html", placed.new_url)


def test_an_attachment_that_was_never_stored_is_refused(tmp_path: Path) -> None:
    portal = embedded(tmp_path)
    form = replace(attachment(portal, "a.doc", b"x"), new_url="files/00/0000000000000000/a.doc")
    with pytest.raises(PortalError, match="不在门户中"):
        portal.ensure_article(article(attachments=(form,)), NOTICES, SHOWN, run=1)


def test_a_damaged_document_is_named(tmp_path: Path) -> None:
    portal = embedded(tmp_path)
    placed = portal.ensure_article(article(), NOTICES, SHOWN, run=1)
    document = next((tmp_path / ".portal").rglob(f"{placed.remote_id}.json"))
    document.write_text("{", "utf-8")
    with pytest.raises(PortalError, match=re.escape(str(document))):
        portal.finish()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / ".portal").write_text("a file stands where the folder should be", "utf-8")
    with pytest.raises(PortalError, match=re.escape(str(tmp_path / ".portal"))):
        EmbeddedPortal(tmp_path / "portal", tmp_path / ".portal", IDENTITY).ensure_channel(CHANNELS[0], run=1)


def test_a_portal_of_nothing_is_a_page_that_says_so(tmp_path: Path) -> None:
    embedded(tmp_path).finish()
    assert "暂无内容" in (tmp_path / "portal/index.html").read_text("utf-8")
    assert broken(tmp_path / "portal") == []


def test_the_site_map_names_every_public_page_once(tmp_path: Path) -> None:
    full(tmp_path)
    root = tmp_path / "portal"
    text = (root / "sitemap.xml").read_text("utf-8")
    named = re.findall(r"<loc>https://www\.qiyun\.gov\.example/([^<]+)</loc>", text)
    pages = {path.relative_to(root).as_posix() for path in root.rglob("*.html")} - {"404.html", "search.html"}
    assert sorted(named) == sorted(pages)


def test_a_site_map_beyond_the_protocols_limit_is_split(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("migrate.portal.embedded.ways.SITEMAP_LIMIT", 30)
    full(tmp_path)
    root = tmp_path / "portal"
    assert "<sitemapindex" in (root / "sitemap.xml").read_text("utf-8")
    parts = sorted(path.name for path in root.glob("sitemap-*.xml"))
    assert parts == ["sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml"]


def test_the_box_of_an_official_document_stands_on_its_page_and_no_empty_one_elsewhere(tmp_path: Path) -> None:
    portal = embedded(tmp_path)
    boxed = portal.ensure_article(article(1, facts=FACTS), NOTICES, SHOWN, run=1)
    plain = portal.ensure_article(article(2), NOTICES, SHOWN, run=1)
    portal.finish()
    page = (tmp_path / "portal" / boxed.new_url).read_text("utf-8")
    assert "<dt>文号</dt><dd>栖农〔2017〕8号</dd>" in page
    assert "<dt>主题分类</dt>" not in page
    assert 'class="document"' not in (tmp_path / "portal" / plain.new_url).read_text("utf-8")
    assert portal.read_back(boxed.remote_id) == boxed.target_hash


def test_an_article_stored_before_there_were_document_facts_is_whole(tmp_path: Path) -> None:
    portal = embedded(tmp_path)
    placed = portal.ensure_article(article(2), NOTICES, SHOWN, run=1)
    (document,) = (tmp_path / ".portal" / "articles").rglob("*.json")
    text = document.read_text("utf-8")
    head, content = map(json.loads, text.splitlines())
    content.pop("facts")
    names = ("article_key", "channel", "title", "published_at", "visibility")
    assert placed.target_hash == digest_of([*(head[name] for name in names), content])
    document.write_text(text.replace('"facts": [], ', ""), "utf-8")
    assert document.read_text("utf-8") != text
    assert portal.read_back(placed.remote_id) == placed.target_hash
