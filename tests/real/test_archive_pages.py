"""The archive's own pages in a real browser, opened from the disk: read, searched, judged by other checkers."""

import random
import re
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page

from archive.directory import search_index
from archive.directory.own_files import OwnFiles
from archive.directory.search_index import Found, plain, write_search
from archive.directory.shelf import ArchivedPage
from tests.real.test_portal_pages import AXE, errors

pytestmark = pytest.mark.real
SITE = "9901230012"
OWN = ["index.html", "search.html", "provenance.html", "not-archived.html"]
LISTS = ["all.html", "columns.html", "fields.html", "files.html", "year-2016.html"]
ENDED = re.compile("共|没有含|还有|无法|请输入文字")
LETTERS = "农机补贴公示a1，"


class Quiet(SimpleHTTPRequestHandler):
    """A plain web server that says nothing."""

    def log_message(self, *_: object) -> None: ...


def ended(page: Page) -> str:
    """What the search says when it has come to its end."""
    said = page.get_by_role("status").filter(has_text=ENDED)
    said.wait_for()
    return said.inner_text()


def own_pages(archive: Path) -> list[Path]:
    folder = archive / SITE
    columns = sorted((folder / "_directory").glob("column-*.html"))
    of_site = [*(folder / name for name in OWN), *(folder / "_directory" / name for name in LISTS), *columns[:2]]
    return [archive / "index.html", archive / "search.html", *of_site]


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_nothing_stands_in_a_disabled_readers_way_and_nothing_is_wider_than_the_screen(
    browser: Browser, demo: Path, width: int
) -> None:
    context = browser.new_context(bypass_csp=True, viewport={"width": width, "height": 900})  # for the checker alone
    page = context.new_page()
    for path in own_pages(demo / "archive"):
        page.goto(path.as_uri())
        page.add_script_tag(path=str(AXE))
        found = page.evaluate("axe.run(document).then(told => told.violations)")
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()


def test_the_archives_own_pages_are_valid(demo: Path, tmp_path: Path) -> None:
    for number, path in enumerate(own_pages(demo / "archive")):
        (tmp_path / f"{number}-{path.name}").write_bytes(path.read_bytes())
    assert errors(tmp_path) == []


def test_a_reader_finds_a_page_by_words_of_its_text_from_the_disk_and_nothing_is_asked_of_a_host(
    browser: Browser, demo: Path
) -> None:
    page, asked, said = browser.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto((demo / "archive" / SITE / "index.html").as_uri())
    page.get_by_role("searchbox").fill("一卡通　公示")
    page.get_by_role("button", name="搜索").click()
    assert ended(page) == "含“一卡通 公示”的结果共 1 条"
    assert {"一卡通", "公示"} == set(page.locator("#archive-found mark").all_inner_texts())
    page.locator("#archive-found a").click()
    page.wait_for_load_state("load")
    assert (
        "农业支持保护补贴实施方案" in page.content() and b"&#24050;&#24402;&#26723;" in Path(page.url[7:]).read_bytes()
    )
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert said == []


def test_the_search_works_from_a_web_server_too(browser: Browser, demo: Path) -> None:
    serving = partial(Quiet, directory=str(demo / "archive"))
    with ThreadingHTTPServer(("127.0.0.1", 0), serving) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/{SITE}/index.html")
        page.get_by_role("searchbox").fill("一卡通 公示")
        page.get_by_role("button", name="搜索").click()
        assert ended(page) == "含“一卡通 公示”的结果共 1 条"
        page.close()
        server.shutdown()


def test_the_archives_front_page_finds_sites_and_titles_of_all_sites(browser: Browser, demo: Path) -> None:
    page = browser.new_page()
    page.goto((demo / "archive/index.html").as_uri())
    page.get_by_role("searchbox").fill("旅游")
    page.get_by_role("button", name="搜索").click()
    ended(page)
    titles = page.locator("#archive-found a").all_inner_texts()
    assert titles[0] == "栖云旅游网" and len(titles) > 1
    assert all("旅游" in title for title in titles)
    links = page.locator("#archive-found a").evaluate_all("links => links.map(link => link.href)")
    assert all(Path(link.removeprefix("file://").partition("#")[0]).is_file() for link in links)


def test_without_scripts_the_search_says_what_to_do(browser: Browser, demo: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((demo / "archive" / SITE / "search.html").as_uri())
    assert page.get_by_role("status").inner_text().startswith("搜索需要浏览器允许本页运行脚本")
    page.get_by_role("link", name="按栏目").first.click()
    page.get_by_role("link", name="政策文件").click()
    page.get_by_role("link", name="关于印发《2017年全县农业农村工作要点》的通知").click()
    assert "2017年全县农业农村工作要点" in page.title()
    context.close()


@pytest.mark.parametrize("asked", ["<img src=x onerror=alert(1)>", "%F0%9F%99%82", "，。", "不会有的词语"])
def test_a_search_for_nothing_that_is_there_says_so(browser: Browser, demo: Path, asked: str) -> None:
    page = browser.new_page()
    page.goto((demo / "archive" / SITE / "search.html").as_uri() + f"?q={asked}")
    assert ended(page).startswith(("没有含", "请输入"))
    assert page.locator("#archive-told img").count() == 0


def test_a_damaged_index_is_told_and_no_result_is_made_up(browser: Browser, tmp_path: Path) -> None:
    index(tmp_path, [("农机补贴", "公示")])
    (tmp_path / "_search/grams-1.js").unlink()
    page = browser.new_page()
    page.goto((tmp_path / "search.html").as_uri() + "?q=补贴")
    assert ended(page) == "索引文件无法读取，结果不全：site/_search/grams-1.js".replace("site", tmp_path.name)


def index(folder: Path, texts: list[tuple[str, str]]) -> None:
    own = OwnFiles(folder)
    pages = (ArchivedPage(title, None, str(at), f"a/{at}.html") for at, (title, _) in enumerate(texts))
    write_search(own, "甲", (Found(page, text) for page, (_, text) in zip(pages, texts, strict=True)))
    own.finish()


def naive(texts: list[tuple[str, str]], words: list[str]) -> list[int]:
    """All pages that have every word somewhere, those with all in the title first, else in order: letter by letter."""
    plainly = [(plain(title), plain(text)) for title, text in texts]
    here = [at for at, both in enumerate(plainly) if all(any(plain(word) in one for one in both) for word in words)]
    titled = [at for at in here if all(plain(word) in plainly[at][0] for word in words)]
    return [*titled, *(at for at in here if at not in titled)]


def test_the_search_finds_what_a_search_letter_by_letter_finds_in_the_same_order(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(7)
    texts = [
        (
            "".join(chance.choices(LETTERS, k=chance.randint(1, 6))),
            "".join(chance.choices(LETTERS, k=chance.randint(0, 40))),
        )
        for _ in range(200)
    ]
    monkeypatch.setattr(search_index, "SHARD", 500)  # many files, as a large site has them
    monkeypatch.setattr(search_index, "BUFFER", 20_000)
    index(tmp_path, texts)
    page = browser.new_page()
    letters = LETTERS.rstrip("，")
    for _ in range(60):
        words = [
            "".join(chance.choices(letters, k=chance.choice([1, 2, 2, 3, 4])))
            for _ in range(chance.choice([1, 1, 2, 3]))
        ]
        page.goto((tmp_path / "search.html").as_uri() + "?q=" + "+".join(words))
        said = ended(page)
        while "至多还有" in said:
            page.get_by_role("button", name="显示更多").click()
            said = ended(page)
        links = page.locator("#archive-found a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        wanted = naive(texts, words)
        assert links == [f"a/{at}.html" for at in wanted], words
        assert (f"共 {len(wanted)} 条" in said) if wanted else said.startswith("没有含")


def test_a_search_whose_pairs_stand_apart_on_many_pages_goes_on_when_asked(browser: Browser, tmp_path: Path) -> None:
    index(tmp_path, [*[("甲", "农机，机补") for _ in range(450)], ("乙", "农机补")])
    page = browser.new_page()
    page.goto((tmp_path / "search.html").as_uri() + "?q=农机补")
    assert ended(page) == "含“农机补”的结果，已列出 0 条，至多还有 51 条"
    page.get_by_role("button", name="显示更多").click()
    assert ended(page) == "含“农机补”的结果共 1 条"
    assert page.locator("#archive-found a").all_inner_texts() == ["乙"]
