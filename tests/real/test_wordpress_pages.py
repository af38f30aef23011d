"""What visitors of a real WordPress see of what was moved there, and what our plugin keeps from going wrong."""

import html
import re
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from migrate.errors import PortalError, PortalRefusal
from migrate.portal.contract import Visibility
from migrate.portal.wordpress.adapter import WordPressPortal
from tests.portal.contract_suite import SHOWN, sha_of, stored
from tests.portal.samples import CHANNELS, NOTICES, article
from tests.real.moving import posts
from tests.real.test_wordpress import adapter
from tests.real.wordpress import WordPress, free_port, install, running

pytestmark = pytest.mark.real
STRAIGHT = '<p>第"五"条 -- 详见[gallery]和 1x2...</p>\n\n<p>http://video.example/watch?v=1</p>'


@pytest.fixture(scope="module")
def site() -> Iterator[WordPress]:
    with (
        tempfile.TemporaryDirectory(prefix="wordpress-") as folder,
        running(install(Path(folder), free_port())) as site,
    ):
        yield site


@pytest.fixture
def portal(site: WordPress) -> WordPressPortal:
    site.wipe()
    portal = adapter(site)
    for channel in CHANNELS:
        portal.ensure_channel(channel, run=1)
    return portal


def page(url: str) -> str:
    answer = requests.get(url, timeout=60)
    assert answer.status_code == 200, url
    return answer.text


def tags(text: str) -> dict[str, str]:
    found = re.findall(r'<meta name="([A-Z]\w+)" content="([^"]*)">', text)
    return {name: html.unescape(value) for name, value in found}


def test_an_articles_page_shows_the_text_as_it_was_and_the_national_tags(portal: WordPressPortal) -> None:
    form = stored(portal, "附件1：申报表.wps", b"form")
    given = article(title="关于<试行>“办法”的通知", body_html=STRAIGHT, attachments=(form,), published_at="2019-03-05")
    placed = portal.ensure_article(given, NOTICES, SHOWN, run=1)
    text = page(placed.new_url)
    assert STRAIGHT in text
    assert "gsm/mark" not in text and "gsm/seal" not in text
    assert f'<a href="{form.new_url}" download="附件1：申报表.wps">附件1：申报表.wps</a>' in text
    assert "关于&lt;试行&gt;“办法”的通知" in text and "<试行>" not in text
    wanted = {
        "SiteName": "栖云县人民政府",
        "ColumnName": "通知公告",
        "ColumnType": "通知公告",
        "ArticleTitle": "关于<试行>“办法”的通知",
        "PubDate": "2019-03-05 00:00",
        "ContentSource": "栖云县农业农村局",
        "Url": placed.new_url,
        "OriginalUrl": given.old_url,
    }
    assert wanted.items() <= tags(text).items()
    assert page(form.new_url or "") == "form"


def test_an_article_without_a_date_shows_none(portal: WordPressPortal) -> None:
    text = page(portal.ensure_article(article(published_at=None), NOTICES, SHOWN, run=1).new_url)
    assert "1970" not in text
    assert "PubDate" not in tags(text)


def test_a_channels_page_lists_its_articles_and_says_what_it_is(portal: WordPressPortal) -> None:
    made = portal.find_channel(NOTICES)
    placed = portal.ensure_article(article(), NOTICES, SHOWN, run=1)
    assert made is not None
    text = page(made.new_url)
    assert placed.new_url in text
    assert {"ColumnName": "通知公告", "ColumnKeywords": "政务公开,通知公告"}.items() <= tags(text).items()


@pytest.mark.parametrize("visibility", [Visibility.DRAFT, Visibility.OFFLINE])
def test_what_is_not_public_is_on_no_page(portal: WordPressPortal, site: WordPress, visibility: Visibility) -> None:
    placed = portal.ensure_article(article(title="尚不公开"), NOTICES, visibility, run=1)
    assert requests.get(placed.new_url, timeout=60).status_code == 404
    assert "尚不公开" not in page(site.url) + page(f"{site.url}/?feed=rss2") + page(
        f"{site.url}/?rest_route=/wp/v2/posts"
    )


def test_many_runs_at_once_leave_one_article_and_one_file(portal: WordPressPortal, site: WordPress) -> None:
    runs = [adapter(site) for _ in range(4)]
    for one in runs:
        assert one.find(article().article_key) is None
    with ThreadPoolExecutor(4) as pool:
        placed = list(pool.map(lambda one: one.ensure_article(article(), NOTICES, SHOWN, run=1), runs))
        files = list(pool.map(lambda one: one.ensure_file(sha_of(b"x"), "表.et", b"x", run=1).new_url, runs))
    assert len(set(placed)) == 1 and len(set(files)) == 1
    assert posts(site) == 1
    assert site.query("SELECT count(*) FROM wp_posts WHERE post_type = 'attachment'") == [(1,)]
    assert site.query("SELECT count(*) FROM wp_options WHERE option_name LIKE 'gsm_lock_%'") == [(0,)]


def test_only_the_mover_may_bring_files_that_wordpress_does_not_know(site: WordPress) -> None:
    given = {"file": ("a.wps", b"x", "application/octet-stream")}
    url = f"{site.url}/?rest_route=/wp/v2/media"
    answers = [
        requests.post(url, files=given, auth=(who, site.passwords[who]), timeout=60).status_code
        for who in ("desk", "mover")
    ]
    assert answers == [500, 201]


def test_an_author_is_told_that_the_role_is_not_enough(site: WordPress) -> None:
    with pytest.raises(PortalError, match="角色"):
        adapter(site, user="writer").probe()


def test_an_account_without_unfiltered_html_is_told_what_is_not_kept(portal: WordPressPortal, site: WordPress) -> None:
    config = site.folder / "wp-config.php"
    before = config.read_text("utf-8")
    config.write_text(before.replace("<?php", "<?php define('DISALLOW_UNFILTERED_HTML', true);", 1), "utf-8")
    try:
        with pytest.raises(PortalRefusal, match="正文"):
            portal.ensure_article(article(body_html='<p id="a" onclick="x()">甲</p>'), NOTICES, SHOWN, run=1)
        assert posts(site) == 0
        placed = portal.ensure_article(article(), NOTICES, SHOWN, run=1)
        assert portal.read_back(placed.remote_id) == placed.target_hash
    finally:
        config.write_text(before, "utf-8")


def test_without_the_plugin_articles_stand_and_unknown_files_are_refused(tmp_path: Path) -> None:
    with running(install(tmp_path, free_port(), plugin=False)) as site:
        portal = adapter(site)
        assert "gov-site-migrate.php" in portal.probe().version
        portal.ensure_channel(NOTICES, run=1)
        placed = portal.ensure_article(article(), NOTICES, SHOWN, run=1)
        assert portal.ensure_article(article(), NOTICES, SHOWN, run=2) == placed
        assert portal.read_back(placed.remote_id) == placed.target_hash
        assert "现将办法印发给你们" in page(placed.new_url) and "gsm/" not in page(placed.new_url)
        with pytest.raises(PortalRefusal, match="gov-site-migrate"):
            portal.ensure_file(sha_of(b"x"), "公文.wps", b"x", run=1)
