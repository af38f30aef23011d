import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import html as lxml_html

from archive.directory.own_files import OwnFiles
from archive.directory.shelf import ArchivedPage, Attached, Shelf
from archive.directory.site_index import (
    ROWS_A_PAGE,
    ArchivedSite,
    SiteEntry,
    write_archive_index,
    write_index,
    write_not_archived,
)
from archive.errors import ArchiveError

MOMENT = datetime(2024, 12, 31, 16, 5, 9, tzinfo=UTC)
SITE = ArchivedSite(
    name="栖云县农业农村局<网站>",
    code="3399990001",
    closing_sentence="本网站已于2024年12月关停，内容迁移至栖云县人民政府门户网站。",
    archived_at=MOMENT,
    old_url="http://nyncj.qiyun.gov.example/",
    home="nyncj.qiyun.gov.example/index.html",
    counts=(("归档页面", 1234), ("附件", 5)),
    owner="栖云县农业农村局",
)
OPEN, NOTICES = ("信息公开",), ("信息公开", "通知公告")


def page(number: int, day: str | None = "2017-01-01", *columns: tuple[str, ...]) -> ArchivedPage:
    url = f"http://nyncj.qiyun.gov.example/{number}.html"
    return ArchivedPage(f"标题<{number}>", day, url, f"h/{number}.html", columns, "article", number)


def written(folder: Path, pages: list[ArchivedPage], files: list[Attached] = [], names=(), **more) -> Path:  # noqa: B006
    own = OwnFiles(folder)
    with Shelf(pages) as shelf:
        shelf.put_files(files)
        shelf.name_files(names)
        write_index(own, SITE, shelf, **more)
    own.finish()
    return folder


def tree(path: Path) -> lxml_html.HtmlElement:
    return lxml_html.fromstring(path.read_bytes().decode())


def told(path: Path) -> str:
    return " ".join(tree(path).text_content().split())


def rows(path: Path) -> list[str]:
    return tree(path).xpath("//tbody/tr/td[1]/a/text()")


def test_a_sites_front_page_names_the_site_and_links_its_pages(tmp_path: Path) -> None:
    folder = written(tmp_path / "site", [page(1), ArchivedPage("", None, "x", "h/a b.html")])
    text = told(folder / "index.html")
    for part in ("已归档", SITE.name, "3399990001", SITE.owner, SITE.closing_sentence, "北京时间 2025-01-01 00:05:09"):
        assert part in text
    assert "1,234" in text and "标题<1>" in text and "（无标题）" in text and "—" in text
    links = tree(folder / "index.html").xpath("//main//a/@href")
    for link in ("nyncj.qiyun.gov.example/index.html", "h/1.html", "h/a%20b.html", "provenance.html"):
        assert link in links


def test_the_newest_pages_come_first_and_those_without_a_date_last(tmp_path: Path) -> None:
    folder = written(
        tmp_path, [page(1, "2015-03-01"), page(2, None), page(3, "2016-01-01 08:00"), page(4, "2016-01-01")]
    )
    assert rows(folder / "index.html") == ["标题<3>", "标题<4>", "标题<1>", "标题<2>"]
    assert rows(folder / "_directory/all.html") == rows(folder / "index.html")


def test_every_year_has_its_list_and_its_number(tmp_path: Path) -> None:
    folder = written(tmp_path, [page(1, "2015-03-01"), page(2, None), page(3, "2015-12-31"), page(4, "2016-01-01")])
    assert "2016年 1 2015年 2 日期不详 1" in told(folder / "index.html")
    assert rows(folder / "_directory/year-2015.html") == ["标题<3>", "标题<1>"]
    assert rows(folder / "_directory/year-none.html") == ["标题<2>"]
    assert not (folder / "_directory/year-2014.html").exists()


def test_the_columns_are_a_tree_with_the_pages_in_and_below_each(tmp_path: Path) -> None:
    pages = [
        page(1, "2017-01-03", NOTICES),
        page(2, "2017-01-02", OPEN, NOTICES),
        page(3, "2017-01-01", ("动态",)),
        page(4),
    ]
    folder = written(tmp_path, pages)
    assert "信息公开 2 通知公告 2 动态 1" in told(folder / "index.html")
    (open_page,) = tree(folder / "index.html").xpath("//a[text()='信息公开']/@href")
    (notices,) = tree(folder / "index.html").xpath("//a[text()='通知公告']/@href")
    assert rows(folder / open_page) == ["标题<2>"]
    assert rows(folder / notices) == ["标题<1>", "标题<2>"]
    assert tree(folder / open_page).xpath("//main//ul/li/a/text()") == ["通知公告"]
    assert tree(folder / notices).xpath("//p[@class='crumbs']/a/text()") == ["信息公开"]
    assert all((folder / "_directory" / link).is_file() for link in tree(folder / notices).xpath("//p/a/@href"))


def test_a_column_page_keeps_its_address_when_other_columns_come(tmp_path: Path) -> None:
    first = written(tmp_path / "a", [page(1, "2017-01-01", NOTICES)])
    second = written(tmp_path / "b", [page(1, "2017-01-01", NOTICES), page(2, "2018-01-01", ("动态",))])
    links = [tree(one / "index.html").xpath("//a[text()='通知公告']/@href") for one in (first, second)]
    assert links[0] == links[1]


def test_columns_without_end_are_cut_and_the_front_page_stays_short(tmp_path: Path) -> None:
    many = [page(number, "2017-01-01", ("栏目", f"第{number}", *("深",) * 40)) for number in range(400)]
    folder = written(tmp_path, many)
    assert len(tree(folder / "index.html").xpath("//ul[@class='tree']//a")) == 1
    assert "全部栏目" in told(folder / "index.html")
    assert len(tree(folder / "_directory/columns.html").xpath("//ul[@class='tree']//a")) > 400
    assert max(len(path.name) for path in (folder / "_directory").iterdir()) < 80


def test_a_long_list_is_split_and_its_parts_are_linked(tmp_path: Path) -> None:
    folder = written(tmp_path, [page(number) for number in range(2 * ROWS_A_PAGE + 1)]) / "_directory"
    parts = [folder / name for name in ("all.html", "all-2.html", "all-3.html")]
    assert [len(rows(path)) for path in parts] == [ROWS_A_PAGE, ROWS_A_PAGE, 1]
    assert not (folder / "all-4.html").exists()
    pager = [tree(path).xpath("//ul[@class='pager']//a/@href") for path in parts]
    assert pager == [["all-2.html", "all-3.html"], ["all.html", "all-3.html"], ["all.html", "all-2.html"]]
    assert len({row for path in parts for row in rows(path)}) == 2 * ROWS_A_PAGE + 1


def test_files_are_listed_under_the_first_name_that_a_page_gives_them(tmp_path: Path) -> None:
    files = [Attached("http://a/1.doc", "h/1.doc", "", 1536), Attached("http://a/2.pdf", "h/2.pdf", "（暂不公开）", 10)]
    names = [("http://a/1.doc", "补贴名单<1>"), ("http://a/1.doc", "另一名"), ("http://a/2.pdf", "不该看到")]
    folder = written(tmp_path, [page(1)], files, names)
    assert rows(folder / "_directory/files.html") == ["补贴名单<1>", "（暂不公开）"]
    assert "1.5 KB" in told(folder / "_directory/files.html")
    assert "不该看到" not in told(folder / "_directory/files.html")
    assert "附件列表" in told(folder / "index.html")


def test_lists_of_an_older_directory_do_not_stay(tmp_path: Path) -> None:
    (tmp_path / "index-2.html").write_text("as older versions wrote it")
    (tmp_path / "index-notes.html").write_text("kept")
    written(tmp_path, [page(number, f"{2000 + number}-01-01") for number in range(3)])
    written(tmp_path, [page(1, "2001-01-01")])
    names = sorted(path.name for path in (tmp_path / "_directory").iterdir())
    assert names == ["all.html", "columns.html", "year-2001.html"]
    assert (tmp_path / "index-notes.html").read_text() == "kept"
    assert not (tmp_path / "index-2.html").exists()
    assert "没有归档页面" in told(written(tmp_path, []) / "index.html")


def test_the_page_for_what_was_not_archived_says_what_to_do(tmp_path: Path) -> None:
    own = OwnFiles(tmp_path)
    bare = write_not_archived(own, SITE)
    assert "没有归档" in told(bare) and "主办单位" in told(bare)
    full = write_not_archived(
        own, SITE, portal_name="门户", portal_url="https://www.qiyun.gov.example/", contact="县政府办"
    )
    assert tree(full).xpath("//main//li/a/@href") == ["index.html", "search.html", "https://www.qiyun.gov.example/"]
    with pytest.raises(ArchiveError, match="门户网址"):
        write_not_archived(own, SITE, portal_url="javascript:x")


def test_the_archive_lists_its_sites(tmp_path: Path) -> None:
    entries = [
        SiteEntry("甲", None, "nyncj.qiyun.gov.example", 3, MOMENT),
        SiteEntry("乙", "bm33990001", "b:1", 0, MOMENT),
    ]
    own = OwnFiles(tmp_path)
    links = tree(write_archive_index(own, entries)).xpath("//main//a/@href")
    assert links == ["nyncj.qiyun.gov.example/index.html", "b%3A1/index.html"]
    assert "还没有归档网站" in write_archive_index(own, []).read_text(encoding="utf-8")


def test_the_archives_pages_load_nothing_and_run_nothing(tmp_path: Path) -> None:
    folder = written(tmp_path, [page(1, "2017-01-01", NOTICES)], [Attached("http://a/1.doc", "h/1.doc", "", 1)])
    write_not_archived(OwnFiles(folder), SITE)
    pages = sorted(folder.rglob("*.html"))
    assert len(pages) == 8
    for path in pages:
        text = path.read_text(encoding="utf-8")
        assert "default-src &#39;none&#39;" in text or "default-src 'none'" in text
        assert "script-src" not in text
        assert not re.search(r"<script|<link|<img|src=", text)
        assert "栖云县农业农村局&lt;网站&gt;" in text


def test_a_hostile_date_names_no_file(tmp_path: Path) -> None:
    folder = written(tmp_path, [page(1, "../../../x"), page(2, "9999999")])
    assert sorted(path.name for path in (folder / "_directory").iterdir()) == [
        "all.html",
        "columns.html",
        "year-none.html",
    ]
