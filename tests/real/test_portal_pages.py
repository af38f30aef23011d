"""The portal before other people's judges: an HTML validator, an accessibility checker, a visitor who searches."""

import subprocess
from pathlib import Path

import pytest

from mappings.extract import read_extract_rules
from migrate.extract.page import read_page
from migrate.portal.contract import Visibility
from tests.extract.gallery.build import TEMPLATES, sheet
from tests.extract.gallery.facts import HOME
from tests.portal.samples import NOTICES, article, embedded

pytestmark = pytest.mark.real
CHECKERS = Path(__file__).resolve().parents[2] / ".web-checkers/node_modules"
VALIDATOR = CHECKERS / "vnu-jar/build/dist/vnu.jar"
AXE = CHECKERS / "axe-core/axe.min.js"
KINDS = ["index.html", "map.html", "search.html", "404.html", "zwgk/tzgg/index.html"]


def errors(folder: Path) -> list[str]:
    """Give what the validator has against the pages below a folder."""
    command = ["java", "-jar", str(VALIDATOR), "--errors-only", "--skip-non-html", "--format", "gnu", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stderr.splitlines()


def test_the_validator_finds_what_is_wrong(tmp_path):
    (tmp_path / "a.html").write_text("<!DOCTYPE html><title>x</title><center>x</center>", "utf-8")
    assert any("center" in one for one in errors(tmp_path))


def test_every_page_of_the_demos_portal_is_valid(demo):
    assert errors(demo / "portal") == []


def test_pages_of_bodies_from_every_kind_of_old_site_are_valid(tmp_path):
    portal = embedded(tmp_path)
    rules, number = read_extract_rules(), 0
    for template in TEMPLATES:
        for at in range(2):
            made = sheet(template, at, seed=11)
            read = read_page(made.body, made.facts.url, declared_charset=made.header, rules=rules, home_url=HOME)
            number += 1
            given = article(number, title=read.title, body_html=read.body_html, body_text=read.body_text)
            portal.ensure_article(given, NOTICES, Visibility.PUBLISHED, run=1)
    portal.finish()
    assert number > 90
    assert errors(tmp_path / "portal") == []


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_nothing_serious_stands_in_a_disabled_readers_way(browser, demo, width):
    portal = demo / "portal"
    articles = sorted(path for path in portal.glob("*/*/*/*.html"))
    tables = [path for path in articles if "<table" in path.read_text("utf-8")]
    page = browser.new_page(viewport={"width": width, "height": 900})
    for path in [*(portal / name for name in KINDS), *articles[:3], *tables[:2]]:
        page.goto(path.as_uri())
        page.add_script_tag(path=str(AXE))
        found = page.evaluate("axe.run(document).then(told => told.violations)")
        grave = [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")]
        assert grave == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_a_visitor_finds_an_article_by_words_of_its_title_without_a_server(browser, demo):
    page = browser.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((demo / "portal/index.html").as_uri())
    page.get_by_role("searchbox").fill("通知")
    page.get_by_role("button", name="搜索").click()
    page.wait_for_function("document.getElementById('portal-told').textContent.includes('共')")
    links = page.locator("#portal-found a")
    assert links.count() > 0
    assert all("通知" in text for text in links.all_inner_texts())
    links.first.click()
    page.wait_for_load_state("load")
    assert "通知" in page.locator("h1").inner_text()
    assert [url for url in asked if not url.startswith("file:")] == []


def test_a_search_that_finds_nothing_says_so(browser, demo):
    page = browser.new_page()
    page.goto((demo / "portal/search.html").as_uri() + "?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    page.wait_for_function("document.getElementById('portal-told').textContent.includes('没有')")
    assert page.locator("#portal-told img").count() == 0
