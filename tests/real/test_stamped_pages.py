"""The odd pages in a real Chromium: the mark is seen, read and printed, nothing runs, the live host hears nothing."""

import re
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, Frame, Page, sync_playwright

from archive.stamp import stamp, unstamp
from archive.static import offline, original
from tests.archive.odd_pages import FRAME, LIVE, PAGES, OddPage
from tests.archive.test_odd_pages import TIME, archived
from tests.real.conftest import ARGUMENTS, CHROMIUM

pytestmark = pytest.mark.real
CALL = f"<img src='http://{LIVE}/live.png'><script src='http://{LIVE}/live.js'></script>"
ODD = pytest.mark.parametrize("one", PAGES, ids=lambda one: one.name)
SEEN = """note => {
  const box = note.getBoundingClientRect(), badge = note.querySelector('strong').getBoundingClientRect();
  const on = (x, y) => { const hit = document.elementFromPoint(x, y); return hit !== null && note.contains(hit); };
  const shown = getComputedStyle(note);
  return {top: box.top, left: box.left, right: box.right, bottom: box.bottom, badge: badge.height,
          cut: note.scrollHeight - note.clientHeight,
          onTop: on(badge.left + badge.width / 2, badge.top + badge.height / 2) && on(box.left + 5, box.top + 5),
          visible: note.checkVisibility({opacityProperty: true, visibilityProperty: true}),
          color: shown.color, background: shown.backgroundColor, size: parseFloat(shown.fontSize)};
}"""


@dataclass
class Host:
    """A host that writes down what it is asked."""

    port: int
    asked: list[bytes] = field(default_factory=list)


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    """The host that every name of the odd pages leads to."""

    class Listener(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.settimeout(2)
            known.asked.append(self.request.recv(4096))

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Listener) as server:
        server.daemon_threads = True
        known = Host(server.server_address[1])
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield known
        server.shutdown()


@pytest.fixture(scope="module")
def listened(host: Host) -> Iterator[Browser]:
    """A Chromium for which every name of the test's TLD is that host, and every other name is none."""
    rules = f"--host-resolver-rules=MAP *.example 127.0.0.1:{host.port}, MAP * ~NOTFOUND"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, rules])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The odd pages, archived."""
    made = tmp_path_factory.mktemp("odd")
    for one in [FRAME, *PAGES]:
        (made / f"{one.name}.html").write_bytes(archived(one))
    (made / "not-archived.html").write_text("<p>x</p>", "utf-8")
    return made


@pytest.fixture(scope="module")
def window(listened: Browser) -> Page:
    return listened.new_page(viewport={"width": 1280, "height": 720})


def marked(window: Page) -> Frame:
    """The frame that bears the page's own mark: a page of frames shows it in one of its own."""
    return next((frame for frame in window.frames if frame.name == "archive-stamp"), window.main_frame)


def luminance(color: str) -> float:
    parts = [int(part) / 255 for part in re.findall(r"\d+", color)[:3]]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@ODD
def test_the_mark_is_seen_at_the_top_of_an_odd_page(one: OddPage, window: Page, folder: Path) -> None:
    window.goto((folder / f"{one.name}.html").as_uri())
    note = marked(window).get_by_role("note").first
    seen = note.evaluate(SEEN)
    assert 0 <= seen["top"] <= 100 and seen["left"] >= 0 and seen["bottom"] <= 600
    assert seen["right"] <= 1280 + 16  # its padding, where a page is wider than its window
    assert seen["onTop"] and seen["visible"] and seen["badge"] > 20 and seen["size"] >= 12
    assert seen["cut"] <= 1, "a part of the mark has to be scrolled to"
    bright, dark = sorted(map(luminance, (seen["background"], seen["color"])), reverse=True)
    assert (bright + 0.05) / (dark + 0.05) >= 4.5  # what accessibility rules ask of text
    assert re.search(rf"已归档.*归档时间：北京时间 {TIME}.*原网址：http://{LIVE}/", note.inner_text(), re.DOTALL)


@ODD
def test_what_an_odd_page_says_can_be_read(one: OddPage, window: Page, folder: Path) -> None:
    window.goto((folder / f"{one.name}.html").as_uri())
    shown = " ".join(frame.evaluate("document.body ? document.body.innerText : ''") for frame in window.frames)
    assert (one.says or "") in shown
    assert "改写后的页面" not in shown  # what only a script would have written


@ODD
def test_the_mark_is_printed(one: OddPage, window: Page, folder: Path) -> None:
    window.goto((folder / f"{one.name}.html").as_uri())
    document = pypdfium2.PdfDocument(window.pdf())
    text = "".join(document[0].get_textpage().get_text_range().split())
    assert re.search(rf"已归档.*{TIME.replace(' ', '')}", text)


@pytest.mark.parametrize("name", [one.name for one in PAGES])
def test_a_screen_reader_meets_the_mark_first(name: str, window: Page, folder: Path) -> None:
    window.goto((folder / f"{name}.html").as_uri())
    snapshot = marked(window).locator("body").aria_snapshot()
    assert snapshot.lstrip("- ").startswith("note")
    assert "归档标识" in snapshot.splitlines()[0]


def test_nothing_on_any_odd_page_asks_the_live_host(listened: Browser, host: Host, folder: Path) -> None:
    page = listened.new_page()
    host.asked.clear()
    for one in PAGES:
        page.goto((folder / f"{one.name}.html").as_uri())
        page.wait_for_timeout(1500 if LIVE.encode() in one.html else 50)  # a refresh or a script would have its time
        assert page.url.startswith("file:"), f"{one.name} led away"
        assert host.asked == [], one.name
    page.close()


def test_the_listener_hears_the_captured_page_itself(listened: Browser, host: Host, tmp_path: Path) -> None:
    """Else its silence would prove nothing."""
    host.asked.clear()
    (tmp_path / "x.html").write_bytes(next(one.html for one in PAGES if one.name == "calls-the-live-host"))
    page = listened.new_page()
    page.goto((tmp_path / "x.html").as_uri(), wait_until="commit")
    page.wait_for_timeout(1500)
    page.close()
    assert any(LIVE.encode() in asked for asked in host.asked)


SCRIPT = f"""document.body.innerHTML = '<h1>脚本改写的页面</h1>';
new Image().src = '//{LIVE}/i.png'; fetch('http://{LIVE}/f').catch(() => 0); navigator.sendBeacon('http://{LIVE}/b');
document.body.append(Object.assign(document.createElement('iframe'), {{src: 'http://{LIVE}/frame'}}));
document.body.append(Object.assign(document.createElement('link'), {{rel: 'stylesheet', href: 'http://{LIVE}/c.css'}}));
document.body.append(Object.assign(document.createElement('script'), {{src: 'http://{LIVE}/s.js'}}));
try {{ new RTCPeerConnection({{iceServers: [{{urls: 'stun:{LIVE}'}}]}}).createDataChannel('x') }} catch {{}}"""


def test_of_an_excepted_site_a_stored_script_runs_and_reaches_nobody(
    listened: Browser, host: Host, tmp_path: Path
) -> None:
    captured = "<html><body><p>正文</p><script>document.title='inline'</script>"
    captured += f"<script src='a.js'></script>{CALL}</body>"
    view = offline(captured.encode(), "utf-8", lambda one: "a.js" if one.value == "a.js" else None, scripts=True)
    made = stamp(view, "<b>已归档</b>", charset="utf-8", script_mark=f"已归档 {TIME}")
    assert original(unstamp(made)) == captured.encode()
    (tmp_path / "x.html").write_bytes(made)
    (tmp_path / "a.js").write_text(SCRIPT, "utf-8")
    host.asked.clear()
    page = listened.new_page()
    page.goto((tmp_path / "x.html").as_uri())
    page.wait_for_timeout(1500)
    assert page.locator("h1").inner_text() == "脚本改写的页面"
    assert page.title() != "inline"
    shown = page.evaluate("getComputedStyle(document.documentElement, '::before').content")
    assert shown == f'"已归档 {TIME}"'
    page.close()
    assert b"".join(host.asked) == b""  # for the frame Chromium opens a connection ahead, and sends nothing


def test_the_mark_is_seen_where_scripts_are_switched_off(listened: Browser, folder: Path) -> None:
    context = listened.new_context(java_script_enabled=False)
    page = context.new_page()
    for name in ("plain", "frames", "body-not-displayed", "noscript-alone", "amp"):
        page.goto((folder / f"{name}.html").as_uri())
        assert marked(page).get_by_role("note").first.is_visible(), name
    context.close()
