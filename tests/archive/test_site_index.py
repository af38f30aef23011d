import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import html as lxml_html

from archive.errors import ArchiveError
from archive.site_index import (
    ROWS_A_PAGE,
    ArchivedPage,
    ArchivedSite,
    SiteEntry,
    write_archive_index,
    write_index,
    write_not_archived,
)

MOMENT = datetime(2024, 12, 31, 16, 5, 9, tzinfo=UTC)
SITE = ArchivedSite(
    name="栖云县农业农村局<网站>",
    code="3399990001",
    closing_sentence="本网站已于2024年12月关停，内容迁移至栖云县人民政府门户网站。",
    archived_at=MOMENT,
    old_url="http://nyncj.qiyun.gov.example/",
    home="nyncj.qiyun.gov.example/index.html",
    counts=(("归档页面", 1234), ("附件", 5)),
)


def page(number: int) -> ArchivedPage:
    return ArchivedPage(
        f"标题<{number}>", "2017-01-01", f"http://nyncj.qiyun.gov.example/{number}.html", f"h/{number}.html"
    )


def tree(path: Path) -> lxml_html.HtmlElement:
    return lxml_html.fromstring(path.read_bytes().decode())


def test_a_sites_directory_names_the_site_and_links_its_pages(tmp_path: Path) -> None:
    (written,) = write_index(tmp_path / "site", SITE, iter([page(1), ArchivedPage("", None, "x", "h/a b.html")]))
    text = " ".join(tree(written).text_content().split())
    for part in (
        "已归档",
        SITE.name,
        "3399990001",
        SITE.closing_sentence,
        "北京时间 2025-01-01 00:05:09",
        "1,234",
        "标题<1>",
    ):
        assert part in text
    assert "（无标题）" in text and "—" in text
    links = tree(written).xpath("//a/@href")
    assert links == ["nyncj.qiyun.gov.example/index.html", "h/1.html", "h/a%20b.html", "../index.html"]


def test_a_long_directory_is_split_and_its_parts_are_linked(tmp_path: Path) -> None:
    written = write_index(tmp_path, SITE, map(page, range(2 * ROWS_A_PAGE + 1)))
    assert [path.name for path in written] == ["index.html", "index-2.html", "index-3.html"]
    rows = [len(tree(path).xpath("//tbody/tr")) for path in written]
    assert rows == [ROWS_A_PAGE, ROWS_A_PAGE, 1]
    navigation = [tree(path).xpath("//nav/a/@href") for path in written]
    assert navigation[0] == ["index-2.html", "../index.html"]
    assert navigation[1] == ["index.html", "index-3.html", "index.html", "../index.html"]
    assert navigation[2] == ["index-2.html", "index.html", "../index.html"]


def test_parts_of_an_older_directory_do_not_stay(tmp_path: Path) -> None:
    write_index(tmp_path, SITE, map(page, range(ROWS_A_PAGE + 1)))
    (tmp_path / "index-notes.html").write_text("kept")
    write_index(tmp_path, SITE, [])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["index-notes.html", "index.html"]
    assert "没有归档页面" in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_the_page_for_what_was_not_archived_says_what_to_do(tmp_path: Path) -> None:
    bare = write_not_archived(tmp_path, SITE)
    assert "没有归档" in bare.read_text(encoding="utf-8") and "主办单位" in bare.read_text(encoding="utf-8")
    full = write_not_archived(
        tmp_path, SITE, portal_name="门户", portal_url="https://www.qiyun.gov.example/", contact="县政府办"
    )
    assert tree(full).xpath("//li/a/@href") == ["index.html", "https://www.qiyun.gov.example/"]
    with pytest.raises(ArchiveError, match="门户网址"):
        write_not_archived(tmp_path, SITE, portal_url="javascript:x")


def test_the_archive_lists_its_sites(tmp_path: Path) -> None:
    entries = [
        SiteEntry("甲", None, "nyncj.qiyun.gov.example", 3, MOMENT),
        SiteEntry("乙", "bm33990001", "b:1", 0, MOMENT),
    ]
    links = tree(write_archive_index(tmp_path, entries)).xpath("//a/@href")
    assert links == ["nyncj.qiyun.gov.example/index.html", "b%3A1/index.html"]
    assert "还没有归档网站" in write_archive_index(tmp_path, []).read_text(encoding="utf-8")


def test_the_archives_pages_load_nothing_and_run_nothing(tmp_path: Path) -> None:
    for path in [*write_index(tmp_path, SITE, [page(1)]), write_not_archived(tmp_path, SITE)]:
        text = path.read_text(encoding="utf-8")
        assert "default-src &#39;none&#39;" in text or "default-src 'none'" in text
        assert not re.search(r"<script|<link|<img|src=", text)
        assert "栖云县农业农村局&lt;网站&gt;" in text
