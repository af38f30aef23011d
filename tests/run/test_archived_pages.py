"""Archived pages as conducted: captured from a server, stamped, checked by the auditor's own code."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.paths import RESERVED
from archive.stamp import unstamp
from archive.static import original
from migrate.errors import SettingsError
from migrate.ledger.sites import known_sites
from migrate.run.archive import archive
from migrate.run.extract import extract
from migrate.run.publish import publish
from migrate.run.sealing import seal
from migrate.run.verify import verify
from migrate.run.work import Result, Work, site_folder
from tests.archive.odd_pages import PAGES
from tests.run.capturing import KEY, captured, desk, lines
from tests.run.test_screening import FIRST, HOME, HOST, IDENTITY, article, pages, worked
from tests.zoo.answers import ok, page
from tests.zoo.server import FaultServer

XHTML = "application/xhtml+xml"


def odd_site() -> dict[str, object]:
    """Every odd page as an old server sends it, with what it names stored beside it."""
    kinds = {one.name: XHTML if one.is_xml else f"text/html; charset={one.charset}" for one in PAGES}
    odd = {f"/{one.name}.html": ok(one.html, kinds[one.name]) for one in PAGES if one.html}
    frame = {f"/stored-{name}.html": page("/plain.html") for name in ("menu", "main", "top")}
    return {"/": page(*odd), **odd, **frame}


def archived(work: Work) -> Result:
    with work.ledger.begin() as connection:
        sites = known_sites(connection)
    result = Result()
    for stage in (extract, lambda work, sites: publish(work, sites, unreviewed=True), archive):
        result.join(stage(work, sites))
    return result


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    workspace = tmp_path_factory.mktemp("odd")
    with FaultServer({HOST: odd_site()}) as server, desk(workspace, server, HOME) as work:
        captured(work)
        archived(work)
        seal(work)
        with work.ledger.begin() as connection:
            sites = known_sites(connection)
        verify(work, sites)
    yield workspace


def test_every_odd_page_gives_back_what_was_captured(odd: Path) -> None:
    known = lines(odd)
    for one in PAGES:
        if one.html:
            path = known[f"{HOME}{one.name}.html"]["archived"]
            assert original(unstamp((odd / "archive" / path).read_bytes())) == one.html, one.name


def test_the_auditor_finds_nothing_amiss_with_any_odd_page(odd: Path) -> None:
    told = json.loads((odd / "reports/verify.json").read_text("utf-8"))
    (sixth,) = (clause for clause in told["clauses"] if clause["number"] == 6)
    assert sixth["checked"] > len(PAGES)
    assert [fault for fault in sixth["faults"] if fault["check"] == "归档"] == []


def work_at(workspace: Path, site: dict[str, object], look: str = "", **archive_settings: object) -> dict[str, dict]:
    if look:
        (workspace / "mappings/archive").mkdir(parents=True)
        (workspace / "mappings/archive/stamp.html").write_text(look, "utf-8")
    with FaultServer({HOST: site}) as server, desk(workspace, server, HOME) as work:
        work = replace(
            work, settings=replace(work.settings, archive=replace(work.settings.archive, **archive_settings))
        )
        captured(work)
        archived(work)
    return lines(workspace)


def test_the_new_page_beside_is_linked_from_the_stamp_and_opens_from_disk(tmp_path: Path) -> None:
    known = work_at(tmp_path, pages(""))
    file = tmp_path / "archive" / known[FIRST]["archived"]
    link = file.read_text("utf-8").partition('<a href="')[2].partition('"')[0]
    target = (file.parent / link).resolve()
    assert target.is_file() and (tmp_path / "portal") in target.parents
    assert "关于春耕的通知" in target.read_text("utf-8")
    assert sha256(original(unstamp(file.read_bytes()))).hexdigest() == known[FIRST]["sha256"]


def test_the_offices_own_look_is_on_every_page(tmp_path: Path) -> None:
    known = work_at(tmp_path, pages(""), look="<p>本县归档章：已归档 {{ time }}</p>")
    text = (tmp_path / "archive" / known[FIRST]["archived"]).read_text("utf-8")
    assert "<p>&#26412;&#21439;&#24402;&#26723;&#31456;" in text and 'role="note"' not in text


SCRIPTED = {
    "/": page("/t1.html"),
    "/t1.html": ok("<html><head><script src='/a.js'></script></head><body>x<script>go()</script></body></html>"),
    "/a.js": ok("go = 1", "application/javascript"),
}


@pytest.mark.parametrize("scripts", [(), (KEY,)])
def test_scripts_are_off_but_for_the_stored_files_of_an_excepted_site(tmp_path: Path, scripts: tuple[str, ...]) -> None:
    known = work_at(tmp_path, SCRIPTED, scripts=scripts)
    file = tmp_path / "archive" / known[FIRST]["archived"]
    text = file.read_text("utf-8")
    assert ("script-src 'self' file:;" in text) == bool(scripts)
    assert ('<script src="a.js"></script>' in text) == bool(scripts)
    assert '<script type="text/x-archived">go()</script>' in text
    assert (file.parent / "a.js").read_text("utf-8") == "go = 1"


def test_an_exception_for_a_site_that_nobody_knows_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"nix\.example"):
        work_at(tmp_path, pages(""), scripts=("nix.example",))


def test_the_title_of_a_page_that_is_held_stands_nowhere_in_the_archive(tmp_path: Path) -> None:
    worked(tmp_path, f"<p>张某，身份证号{IDENTITY}</p>")
    known = lines(tmp_path)
    notice = (tmp_path / "archive" / known[FIRST]["archived"]).read_text("utf-8")
    assert '<meta name="archive-notice"' in notice
    for path in (tmp_path / "archive").rglob("*"):
        told = path.read_bytes() if path.is_file() else b""
        assert "春耕的通知".encode() not in told and "春耕的通知".encode("ascii", "xmlcharrefreplace") not in told, path


def test_a_page_in_the_list_keeps_the_text_of_its_link(tmp_path: Path) -> None:
    site = pages(f"<p>张某，身份证号{IDENTITY}</p>") | {"/list.html": article("列表", '<a href="/t1.html">春耕</a>')}
    known = work_at(tmp_path, site | {"/": page("/list.html", "/t1.html")})
    text = (tmp_path / "archive" / known[f"{HOME}list.html"]["archived"]).read_text("utf-8")
    assert '<a href="t1.html">春耕</a>' in text


KEYS = st.text(st.sampled_from("aA.:/_-~1é公 "), min_size=1, max_size=8) | st.sampled_from(
    ["3311230012", "a.example:80/x", "a.example/80/x", "a.example_80_x", "con", "con.example/", "x" * 90, "bm12345678"]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(KEYS, min_size=2, max_size=20, unique=True))
def test_two_sites_never_share_a_folder_on_any_disk(keys: list[str]) -> None:
    folders = [site_folder(key) for key in keys]
    assert len({normalize("NFKD", folder).casefold() for folder in folders}) == len(keys)
    for folder in folders:
        assert re.fullmatch(r"[a-z0-9._~-]{1,80}", folder) and folder[-1] not in ". "
        assert folder.partition(".")[0] not in RESERVED


@pytest.mark.parametrize(
    "key", ["3311230012", "nyncj.qiyun.gov.example", "bm33112300", "a.example:8080", "a.example/jz"]
)
def test_a_plain_site_key_is_its_folder(key: str) -> None:
    assert site_folder(key) == key.replace(":", "_").replace("/", "_")
