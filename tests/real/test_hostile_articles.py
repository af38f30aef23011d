"""Hostile article pages in a real Chromium, as our portal shows them: nothing runs, nothing is asked, text is kept."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Error, sync_playwright

from mappings.extract import read_extract_rules
from migrate.extract.page import read_page
from migrate.extract.site_reader import SiteReader
from migrate.model import Article, Channel, Kind, Page
from migrate.portal.body import rewrite_body
from migrate.portal.contract import Visibility
from migrate.portal.embedded.adapter import EmbeddedPortal
from migrate.portal.embedded.identity import Identity
from tests.real.conftest import ARGUMENTS, CHROMIUM
from tests.real.hostile import HANDLERS, PIECES, SWALLOWING, WRAPPERS, article

pytestmark = pytest.mark.real
RULES = read_extract_rules()
HOME = "http://nyncj.qiyun.gov.example/"
CHANNEL = Channel("tzgg", "通知公告", ("通知公告",))
BEFORE = "为进一步做好全县春季农业生产工作，切实保障粮食播种面积，现将第{}号事项通知如下，请各乡镇认真贯彻落实。"
AFTER = "各乡镇要加强组织领导，明确责任分工，第{}号事项的落实情况请于四月底前以书面形式报送县农业农村局。"
TITLE = "关于做好第{}号春耕工作的通知"
TRIPWIRE = """() => {
  window.tripped = [];
  const trip = () => window.tripped.push(location.href);
  for (const name of ["trip", "alert", "confirm", "prompt", "print", "open"])
    Object.defineProperty(window, name, {value: trip, writable: false, configurable: false});
}"""
# The one form of the portal's own head, its search, is left aside.
UNSAFE = """() => [...document.querySelectorAll("*")].filter(one => !one.closest(".top .find")).flatMap(one => [
  ...[...one.attributes].filter(at => at.name.startsWith("on") || at.name.includes(":")).map(at => at.name),
  ...["href", "src", "action", "formaction", "data", "poster"].filter(name => one.hasAttribute(name))
    .map(name => new URL(one.getAttribute(name), document.baseURI).protocol + " in " + name + " of " + one.localName)
    .filter(told => !/^(https?|file): in href of a$|^file: in (href of link|src of img)$/.test(told)),
  ...(/^(script|iframe|frame|object|embed|svg|math|form|input|base|template|textarea|noscript|style|portal)$/
    .test(one.localName) ? [one.localName] : []),
  ...(/url|expression|behavior|binding|position|animation/.test(one.getAttribute("style") || "") ? ["style"] : []),
])"""
HANDLED = """() => { for (const link of document.querySelectorAll(".body a, .body [tabindex]")) {
  link.addEventListener("click", event => event.preventDefault()); link.focus(); link.click(); } }"""


@dataclass
class Watch:
    """What pages did beside being shown."""

    context: BrowserContext
    asked: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def shown(self, path: Path):
        """Open a page in the one tab; gives the tab."""
        page = self.context.pages[0]
        page.goto(path.as_uri(), wait_until="load")
        return page


@pytest.fixture(scope="module")
def watch():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        context = browser.new_context(bypass_csp=True)  # the body alone has to be harmless
        context.add_init_script(f"({TRIPWIRE})()")
        watch = Watch(context)
        context.route("**/*", lambda route: route.continue_() if local(route.request.url) else route.abort())
        context.on("request", lambda request: local(request.url) or watch.asked.append(request.url))
        context.on("dialog", lambda dialog: (watch.dialogs.append(dialog.message), dialog.dismiss()))
        context.new_page()
        yield watch
        browser.close()


def local(url: str) -> bool:
    return url.startswith("file:")


def numbered() -> list[tuple[int, str, str]]:
    pieces = {**PIECES, **SWALLOWING}
    return [(number, name, piece) for number, (name, piece) in enumerate(pieces.items(), start=100)]


def hostile_page(number: int, piece: str, wrapper: str) -> bytes:
    return article(piece, wrapper, title=TITLE.format(number), before=BEFORE.format(number), after=AFTER.format(number))


def address(wrapper: str, number: int) -> str:
    return f"{HOME}{wrapper.lower()}/202001/t20200105_{number}.html"


def generally(wrapper: str) -> list[Page]:
    return [
        read_page(
            hostile_page(number, piece, wrapper),
            address(wrapper, number),
            declared_charset=None,
            rules=RULES,
            home_url=HOME,
        )
        for number, _, piece in numbered()
    ]


def by_template(wrapper: str) -> list[Page]:
    """Read the pages by a template that was learned from harmless ones of their column."""
    reader = SiteReader(RULES, HOME)
    for number in range(10, 18):
        reader.read(hostile_page(number, "<p>第三段</p>", wrapper), address(wrapper, number), declared_charset=None)
    assert reader.learned
    pages = [
        reader.read(hostile_page(number, piece, wrapper), address(wrapper, number), declared_charset=None)
        for number, _, piece in numbered()
    ]
    assert sum(page.method.startswith("template") for page in pages) > len(pages) / 2
    return pages


def placed(folder: Path, pages: list[Page]) -> list[Path]:
    """Put the pages into an embedded portal, every address in them believed to be a good one; gives their files."""
    portal = EmbeddedPortal(folder / "portal", folder / "state", Identity())
    portal.ensure_channel(CHANNEL, run=1)
    files = []
    for page in pages:
        given = Article(
            site_key="nyncj",
            article_key=page.url,
            old_url=page.url,
            title=page.title,
            columns=(("通知公告",),),
            published_at=page.published_at,
            source=page.source,
            author=page.author,
            body_html=rewrite_body(page.body_html, lambda url: url),
            body_text=page.body_text,
            keywords=page.keywords,
        )
        files.append(folder / "portal" / portal.ensure_article(given, CHANNEL, Visibility.PUBLISHED, run=1).new_url)
    portal.finish()
    return files


def test_the_tripwire_sees_what_a_browser_runs_of_the_pages_as_they_were(watch, tmp_path):
    seen = 0
    for number, _, piece in numbered():
        path = tmp_path / f"{number}.html"
        path.write_bytes(hostile_page(number, piece, "TRS_Editor"))
        before = len(watch.asked)
        try:
            ran = watch.shown(path).evaluate("window.tripped.length")
        except Error:  # the page led the browser away
            ran = 1
        seen += bool(ran) or len(watch.asked) > before
    watch.asked.clear()
    watch.dialogs.clear()
    assert seen > len(PIECES) / 2


@pytest.mark.parametrize("read", [generally, by_template])
@pytest.mark.parametrize("wrapper", WRAPPERS)
def test_nothing_of_a_hostile_article_runs_or_asks_and_its_text_is_kept(watch, tmp_path, wrapper, read):
    faults = []
    pages = read(wrapper)
    for (number, name, _), page, path in zip(numbered(), pages, placed(tmp_path, pages), strict=True):
        tab = watch.shown(path)
        text = tab.inner_text("body")
        tab.evaluate(HANDLED)
        tab.wait_for_timeout(5)
        if page.kind is not Kind.ARTICLE:
            faults.append(f"{name}: {page.kind}")
        if tab.evaluate("window.tripped.length") or tab.url != path.as_uri() or len(watch.context.pages) != 1:
            faults.append(f"{name}: ran")
        faults.extend(f"{name}: {told}" for told in tab.evaluate(UNSAFE))
        wanted = [TITLE, BEFORE] if name in SWALLOWING else [TITLE, BEFORE, AFTER]
        faults.extend(f"{name}: lost {one}" for one in wanted if one.format(number) not in text)
        faults.extend(f"{name}: asked {url}" for url in (*watch.asked, *watch.dialogs))
        watch.asked.clear()
        watch.dialogs.clear()
    assert faults == []


def test_the_pieces_are_many_and_of_every_class():
    assert len(PIECES) + len(SWALLOWING) >= 110
    assert len(HANDLERS) == len(set(HANDLERS)) > 100
