"""Ways to the pages of the portal: the titles for the search, and the feeds."""

import json
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from migrate.portal.contract import Visibility
from tests.portal.samples import IDENTITY, NEWS, NOTICES, article, embedded

DATE = "{http://purl.org/dc/elements/1.1/}date"
HOSTILE = "</script><script>alert(1)</script>\u2028]]> & \x07"


def titles(folder: Path) -> list[list[str]]:
    """Give the rows that the files of the search hand over, in the order of the files."""
    rows = []
    for number in range(1, 1 + len(list(folder.glob("portal/assets/search-*.js")))):
        text = (folder / f"portal/assets/search-{number}.js").read_text("ascii")
        found = re.fullmatch(rf"portalTitles\({number}, \[\n(.*),\n\]\);\n", text, re.DOTALL)
        assert found
        rows += json.loads(f"[{found[1]}]")
    return rows


def placed(folder: Path, *given: tuple[object, object, Visibility]) -> None:
    portal = embedded(folder)
    for one, channel, visibility in given:
        portal.ensure_article(one, channel, visibility, run=1)
    portal.finish()


def test_the_search_knows_every_public_title_newest_first(tmp_path: Path) -> None:
    old = article(1, title="关于春耕的通知", published_at="2011-03-01")
    new = article(2, title="关于秋收的通知", published_at="2019-10-02 08:30")
    hidden = article(3, title="草稿")
    placed(
        tmp_path,
        (old, NOTICES, Visibility.PUBLISHED),
        (new, NEWS, Visibility.PUBLISHED),
        (hidden, NEWS, Visibility.DRAFT),
    )
    rows = titles(tmp_path)
    assert [row[:3] for row in rows] == [
        ["关于秋收的通知", "2019-10-02", NEWS.name],
        ["关于春耕的通知", "2011-03-01", NOTICES.name],
    ]
    assert all((tmp_path / "portal" / row[3]).is_file() for row in rows)


def test_the_titles_of_a_large_portal_stand_in_several_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("migrate.portal.embedded.ways.IN_PART", 3)
    many = [(article(number), NOTICES, Visibility.PUBLISHED) for number in range(1, 8)]
    placed(tmp_path, *many)
    assert len(list(tmp_path.glob("portal/assets/search-*.js"))) == 3
    assert len({row[3] for row in titles(tmp_path)}) == 7
    assert 'data-parts="3"' in (tmp_path / "portal/search.html").read_text("utf-8")
    placed(tmp_path, *((one, channel, Visibility.OFFLINE) for one, channel, _ in many[3:]))
    assert [path.name for path in tmp_path.glob("portal/assets/search-*.js")] == ["search-1.js"]


def test_a_feed_gives_a_day_without_a_time_as_it_is(tmp_path: Path) -> None:
    day, minute = article(1, published_at="2011-03-01"), article(2, published_at="2019-10-02 08:30")
    none = article(3, published_at=None)
    placed(tmp_path, *((one, NOTICES, Visibility.PUBLISHED) for one in (day, minute, none)))
    for name in ("rss.xml", f"{NOTICES.path}/rss.xml"):
        items = ElementTree.parse(tmp_path / "portal" / name).findall("channel/item")
        assert [one.findtext(DATE) for one in items] == ["2019-10-02T08:30+08:00", "2011-03-01", None]
        assert all((one.findtext("link") or "").startswith(IDENTITY.home) for one in items)


def test_hostile_titles_are_text_in_the_search_and_the_feed(tmp_path: Path) -> None:
    placed(tmp_path, (article(1, title=HOSTILE), NOTICES, Visibility.PUBLISHED))
    ((title, *_),) = titles(tmp_path)
    assert title.startswith("</script>")  # a string of a script file, set as text
    feed = ElementTree.parse(tmp_path / "portal/rss.xml")
    assert "alert(1)" in (feed.findtext("channel/item/title") or "")


def test_a_portal_without_an_address_has_no_feed(tmp_path: Path) -> None:
    portal = embedded(tmp_path, replace(IDENTITY, base_url=""))
    portal.ensure_article(article(1), NOTICES, Visibility.PUBLISHED, run=1)
    portal.finish()
    assert not list((tmp_path / "portal").rglob("rss.xml"))
    assert "rss" not in (tmp_path / "portal/index.html").read_text("utf-8")


def test_a_feed_of_another_maker_stays(tmp_path: Path) -> None:
    (tmp_path / "portal/own").mkdir(parents=True)
    (tmp_path / "portal/own/rss.xml").write_text("<rss/>", "utf-8")
    placed(tmp_path, (article(1), NOTICES, Visibility.PUBLISHED))
    assert (tmp_path / "portal/own/rss.xml").read_text("utf-8") == "<rss/>"
