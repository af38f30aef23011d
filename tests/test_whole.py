"""The whole line on the bundled sites, held against what is true of them."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from docx import Document
from lxml import etree, html

from migrate.demo.sample import ArticleTruth, FileTruth, Sample
from migrate.demo.sites import samples
from migrate.run.demo import Shown, demo
from migrate.run.work import Silent
from tests.whole.reading import exported, redirect_lines

URL_FIELDS = [
    *("site", "url", "method", "named_by", "outcome", "status", "reason", "kind", "content_type", "length", "sha256"),
    *("fetched_at", "warc", "offset", "archived", "redirect_to", "alias_of", "first_fetched_at", "difference"),
]
ARTICLE_FIELDS = [
    *("site", "old_url", "new_url", "column", "columns", "channel", "title", "published_at", "date_evidence", "source"),
    *("author", "body_html", "body_text", "images", "attachments", "findings", "facts"),
]
FILE_FIELDS = ["old_url", "name", "new_url", "sha256"]
SOURCES = {"sheet", "link", "list", "sitemap", "robots", "log", "redirect", "operator"}
KINDS = {"home", "list", "article", "page", "attachment", "image", "style", "script", "other"}
PAGES = KINDS - {"attachment", "image", "style", "script", "other"}
STAMP_TIME = re.compile(r"归档时间：北京时间 \d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(?!\d)")
ARTICLES = [pytest.param(one, id=one.old_url) for sample in samples() for one in sample.truth.articles]


@dataclass(frozen=True)
class Done:
    """The finished demonstration, read once."""

    workspace: Path
    shown: Shown
    urls: Mapping[str, Mapping[str, Any]]
    articles: Mapping[str, Mapping[str, Any]]
    redirects: Mapping[str, Mapping[str, str]]


@pytest.fixture(scope="session")
def done(tmp_path_factory: pytest.TempPathFactory) -> Done:
    workspace = tmp_path_factory.mktemp("whole") / "demo"
    shown = demo(workspace, Silent(), ("http.interval=0",))
    urls, articles = exported(workspace, "urls"), exported(workspace, "articles")
    answers = redirect_lines(workspace)
    assert len(answers) == len({one["old_url"] for one in answers})
    return Done(
        workspace,
        shown,
        {one["url"]: one for one in urls if one["reason"] != "foreign_host"},
        {one["old_url"]: one for one in articles},
        {one["old_url"]: one for one in answers},
    )


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_everything_is_done_and_verification_holds(done: Done) -> None:
    assert done.shown.result.waiting == []
    assert done.shown.result.exit_code == 0
    assert not (done.workspace / "reports/核验问题.txt").exists()


def test_the_articles_are_those_of_the_sites_and_no_others(done: Done) -> None:
    assert set(done.articles) == {one.old_url for sample in samples() for one in sample.truth.articles}


@pytest.mark.parametrize("truth", ARTICLES)
def test_an_article_says_what_the_old_page_said(truth: ArticleTruth, done: Done) -> None:
    article = done.articles[truth.old_url]
    assert article["title"] == truth.title
    assert article["published_at"] == truth.published_at
    assert (article["source"], article["author"]) == (truth.source, truth.author)
    assert sorted(map(tuple, article["columns"])) == sorted(truth.columns)
    assert tuple(article["column"]) in truth.columns
    assert bare(article["body_text"]) == bare(truth.body_text)


@pytest.mark.parametrize("truth", ARTICLES)
def test_an_articles_files_stand_in_the_portal_byte_for_byte(truth: ArticleTruth, done: Done) -> None:
    article = done.articles[truth.old_url]
    for told, true in ((article["images"], truth.images), (article["attachments"], truth.attachments)):
        assert [FileTruth(one["old_url"], one["name"], one["sha256"]) for one in told] == list(true)
        for one in told:
            body = (done.workspace / "portal" / one["new_url"]).read_bytes()
            assert hashlib.sha256(body).hexdigest() == one["sha256"]


@pytest.mark.parametrize("truth", ARTICLES)
def test_an_articles_portal_page_carries_its_date_unaltered_and_its_old_address(
    truth: ArticleTruth, done: Done
) -> None:
    page = html.document_fromstring((done.workspace / "portal" / done.articles[truth.old_url]["new_url"]).read_bytes())
    metas = {one.get("name"): one.get("content") for one in page.iter("meta") if one.get("name")}
    given = done.articles[truth.old_url]["published_at"]
    assert bare(metas["ArticleTitle"]) == bare(truth.title)
    assert metas.get("PubDate") == (f"{given} 00:00" if given and len(given) == 10 else given)
    assert truth.old_url in etree.tostring(page, encoding="unicode").replace("&amp;", "&")
    assert all(bare(line) in bare(page.text_content()) for line in truth.body_text.splitlines())


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.host)
def test_every_url_of_a_site_ended_as_it_should(sample: Sample, done: Done) -> None:
    truth = sample.truth
    home = f"http://{sample.host}/robots.txt"
    assert {url for url in done.urls if urlsplit(url).netloc == sample.host} - {home} == truth.urls
    redirects = dict(truth.redirects)
    for url in truth.urls:
        row, resource = done.urls[url], sample.resources.get(url.removeprefix(f"http://{sample.host}"))
        if url in truth.broken:
            assert (row["outcome"], row["status"], row["reason"]) == ("error", 404, "http_404")
        elif url in redirects:
            assert (row["outcome"], row["redirect_to"]) == ("redirect", redirects[url])
        else:
            assert row["outcome"] in ("stored", "revisit"), url
            assert resource is not None
            assert row["sha256"] == hashlib.sha256(resource.body).hexdigest()
            assert row["length"] == len(resource.body)
    assert all(done.urls[url]["kind"] == "list" for url in truth.list_pages)
    assert done.urls[truth.home]["kind"] == "home"
    assert all(done.urls[one.old_url]["kind"] == "article" for one in truth.articles)


def test_other_peoples_hosts_are_named_and_not_asked(done: Done) -> None:
    foreign = {one["url"]: one for one in exported(done.workspace, "urls") if one["reason"] == "foreign_host"}
    named = {url for sample in samples() for url in sample.truth.foreign}
    assert set(foreign) == named
    assert {(one["outcome"], one["fetched_at"], one["warc"], one["offset"]) for one in foreign.values()} == {
        ("excluded", None, None, None)
    }


def test_export_urls_has_exactly_the_fields_of_the_interface_in_order(done: Done) -> None:
    for row in exported(done.workspace, "urls"):
        assert list(row) == URL_FIELDS
        assert row["method"] == "GET"
        assert row["named_by"], row["url"]
        assert set(row["named_by"]) <= SOURCES
        assert row["kind"] in KINDS
        if row["outcome"] in ("stored", "revisit", "redirect", "error"):
            assert (done.workspace / row["warc"]).is_file()
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", row["fetched_at"])
        if row["archived"]:
            assert (done.workspace / "archive" / row["archived"]).is_file()
    assert exported(done.workspace, "urls") == exported(done.workspace, "urls")


def test_export_articles_has_exactly_the_fields_of_the_interface_in_order(done: Done) -> None:
    for article in done.articles.values():
        assert list(article) == ARTICLE_FIELDS
        assert all(list(one) == FILE_FIELDS for one in (*article["images"], *article["attachments"]))
        assert all(list(one) == ["where", "said", "published_at"] for one in article["date_evidence"])
        assert article["column"] == article["columns"][0]
        assert (done.workspace / "portal" / article["new_url"]).is_file()
        assert all(list(one) == ["kind", "severity", "where", "excerpt"] for one in article["findings"])
        assert {one["severity"] for one in article["findings"]} <= {"note"}  # nothing of the demo is a false alarm


def test_every_old_page_url_has_one_line_that_leads_somewhere(done: Done) -> None:
    pages = {url for url, row in done.urls.items() if row["kind"] in PAGES}
    assert pages == set(done.redirects)
    for old_url, line in done.redirects.items():
        assert list(line) == ["old_url", "answer", "target", "status", "reason"]
        if line["answer"] == "gone":
            assert (line["target"], line["status"]) == ("", "410")
            assert line["reason"]
            assert done.urls[old_url]["outcome"] == "error"
        else:
            assert line["status"] == "301"
            folder = done.workspace / ("portal" if line["answer"] == "redirect" else ".")
            assert (folder / unquote(line["target"]).lstrip("/")).is_file()


@pytest.mark.parametrize("truth", ARTICLES)
def test_an_old_article_address_leads_to_the_new_article(truth: ArticleTruth, done: Done) -> None:
    line = done.redirects[truth.old_url]
    assert (line["answer"], line["target"]) == ("redirect", f"/{done.articles[truth.old_url]['new_url']}")


def test_an_old_redirect_leads_straight_to_the_new_article(done: Done) -> None:
    for sample in samples():
        for old_url, target in sample.truth.redirects:
            assert done.redirects[old_url]["target"] == done.redirects[target]["target"]


def _archived_pages(done: Done) -> list[tuple[Mapping[str, Any], Path]]:
    rows = [row for row in done.urls.values() if row["kind"] in PAGES and row["outcome"] in ("stored", "revisit")]
    return [(row, done.workspace / "archive" / row["archived"]) for row in rows]


def _parsed(path: Path) -> html.HtmlElement:
    charset = "gb18030" if b'<meta charset="gb18030">' in path.read_bytes()[:4096] else "utf-8"
    return html.document_fromstring(path.read_bytes(), parser=html.HTMLParser(encoding=charset))


def test_every_archived_page_says_so_with_time_and_old_address_before_its_content(done: Done) -> None:
    pages = _archived_pages(done)
    assert len(pages) == done.shown.summary.archived > 80
    for row, path in pages:
        mark = next(_parsed(path).find("body").iterchildren(etree.Element))
        text = "".join(mark.itertext()).strip()
        assert text.startswith("已归档"), path
        assert STAMP_TIME.search(text), path
        assert row["url"] in text
        assert str(path.read_bytes(), "latin-1").count("&#24050;&#24402;&#26723;</strong>") == 1


def test_an_archived_page_without_its_stamp_still_shows_all_words_of_the_old_page(done: Done) -> None:
    for sample in samples():
        for truth in sample.truth.articles:
            text = bare(_parsed(done.workspace / "archive" / done.urls[truth.old_url]["archived"]).text_content())
            assert all(bare(line) in text for line in truth.body_text.splitlines()), truth.old_url


def test_nothing_in_archive_and_portal_is_loaded_from_a_host_and_every_local_link_leads_somewhere(done: Done) -> None:
    pages = [*(done.workspace / "archive").rglob("*.html"), *(done.workspace / "portal").rglob("*.html")]
    assert len(pages) > 150
    for path in pages:
        assert b"@import" not in path.read_bytes()
        for element, attribute, link, _ in _parsed(path).iterlinks():
            loads = element.tag not in ("a", "area", "form") and element.get("rel") != "canonical"
            if urlsplit(link).scheme in ("http", "https") or link.startswith("//"):
                assert not loads, (path, element.tag, attribute, link)
            elif not link.startswith(("#", "data:", "mailto:", "javascript:")):
                target = Path(unquote(urlsplit(urljoin(path.as_uri(), link)).path))
                assert target.is_file() or (target / "index.html").is_file(), (path, link)


def test_the_style_sheets_of_the_archive_load_nothing_from_a_host(done: Done) -> None:
    sheets = list((done.workspace / "archive").rglob("*.css"))
    assert sheets
    for path in sheets:
        for link in re.findall(rb"url\(['\"]?([^)'\"]+)", path.read_bytes()):
            assert b"//" not in link
            assert (path.parent / link.decode()).is_file()


def test_no_script_of_an_old_page_runs_in_the_archive(done: Done) -> None:
    for _, path in _archived_pages(done):
        tree = _parsed(path)
        (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert "script-src 'none'" in policy
        assert "default-src 'none'" in policy
        assert tree.xpath("//script/@src") == [], path


def test_an_application_is_there_for_each_site_that_closes_and_for_no_other(done: Done) -> None:
    closing = {sample.host: sample.name for sample in samples()}
    folders = [path for path in (done.workspace / "forms").iterdir() if path.name != "合并打印"]
    forms = [form for folder in folders for form in sorted(folder.glob("*-网站关停（永久下线）申请表.docx"))]
    assert len(forms) == len(closing)
    said = ["\n".join(_words(form)) for form in forms]
    for host in closing:
        assert sum(host in text for text in said) == 1, host
    of_sites = [path for folder in folders for path in folder.glob("*-*") if path.suffix in (".docx", ".xlsx")]
    assert done.shown.summary.forms == len(of_sites)


def _words(form: Path) -> list[str]:
    document = Document(str(form))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [*(paragraph.text for paragraph in document.paragraphs), *cells]


def test_the_summary_counts_what_the_exports_hold(done: Done) -> None:
    summary = done.shown.summary
    assert sum(summary.verdicts.values()) == 6
    assert sum(summary.channels.values()) == len(done.articles)
    assert sum(summary.redirects.values()) == len(done.redirects)
    assert sum(summary.outcomes.values()) == len(exported(done.workspace, "urls"))


def test_exports_are_plain_json_lines(done: Done) -> None:
    assert json.loads(json.dumps(exported(done.workspace, "decisions")))[0]["verdict"] in (
        *("keep", "migrate", "close", "undecided"),
    )
