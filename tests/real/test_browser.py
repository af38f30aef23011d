"""Archived and portal pages in a real Chromium: they show, they run nothing, and they ask no host for anything."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.real


def opened(browser, path: Path, page=None):
    """Open a file (in a new page, or in the one given); gives the page and every address it asked for beside files."""
    page = page or browser.new_page(viewport={"width": 1280, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    page.wait_for_load_state("load")
    return page, [url for url in asked if not url.startswith(("file:", "data:"))]


def archived_pages(demo: Path) -> list[Path]:
    pages = (demo / "archive").rglob("*.html")
    own = ("_directory", "search.html")  # beside the index pages, what the archive adds of its own
    return sorted(one for one in pages if one.parent.parent.name != "archive" and not set(own) & set(one.parts))


def test_every_archived_page_shows_its_stamp_and_asks_no_host(browser, demo):
    pages = [path for path in archived_pages(demo) if not re.fullmatch(r"(index|not-archived).*", path.name)]
    assert len(pages) > 60
    page = None
    for path in pages:
        page, asked = opened(browser, path, page)
        assert asked == [], f"{path} asks {asked}"
        mark = page.get_by_role("note").first
        box = mark.bounding_box()
        assert box is not None
        assert box["y"] < 200, f"{path}: the stamp is not at the top"
        assert box["height"] > 20
        assert mark.is_visible()
        assert re.search(r"已归档.*\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", mark.inner_text(), re.DOTALL)


def test_no_script_of_an_old_site_runs(browser, demo):
    listed = next((demo / "archive").rglob("gzdt/index.html"))
    page, asked = opened(browser, listed)
    assert "createPageHTML(" in page.content()  # the pager's call is kept as it was
    assert page.evaluate("typeof createPageHTML") == "undefined"
    assert asked == []


def test_a_list_whose_pager_was_a_script_leads_to_its_other_pages(browser, demo):
    page, _ = opened(browser, next((demo / "archive").rglob("gzdt/index.html")))
    page.get_by_role("note").get_by_role("link", name="2", exact=True).click()
    page.wait_for_load_state("load")
    assert page.url.startswith("file:")
    assert page.get_by_role("note").is_visible()
    assert page.locator("a[href*='t20']").count() > 0


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_a_portal_article_shows_title_body_and_pictures_at_any_width(browser, demo, width):
    path = next(path for path in (demo / "portal").rglob("*.html") if "<img" in path.read_text("utf-8"))
    page, asked = opened(browser, path)
    page.set_viewport_size({"width": width, "height": 900})
    assert asked == []
    assert page.locator("h1").first.is_visible()
    broken = page.evaluate("[...document.images].filter(one => !one.naturalWidth).length")
    assert broken == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
