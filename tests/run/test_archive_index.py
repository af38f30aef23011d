"""The archive's own files as conducted: what they list, what they never show, and when they are made anew."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import html
from openpyxl import load_workbook
from sqlalchemy import insert, select

from migrate.ledger.archive_schema import former_ends, rounds
from migrate.ledger.book import open_ledger
from migrate.ledger.schema import urls
from migrate.ledger.sites import known_sites, stage_of
from migrate.ledger.views import count_outcomes, last_entry
from migrate.run.archive import archive
from migrate.run.archiving import index as archive_index
from migrate.run.archiving.index import own_digests, own_pages
from migrate.run.work import Work
from tests.run.capturing import KEY, desk, lines
from tests.run.test_screening import (
    FIRST,
    HOME,
    HOST,
    IDENTITY,
    MOBILE,
    RELEASE,
    SECOND,
    SPAM,
    pages,
    work_through,
    worked,
)
from tests.run.test_screening_files import attached
from tests.zoo.answers import ok, page
from tests.zoo.server import FaultServer

HELD = "（经内容审查暂不公开）"


def texts(folder: Path) -> dict[str, str]:
    """Every own file as text, the workbook by its cells."""
    found = {}
    for name in own_pages(folder):
        path = folder / name
        if path.suffix == ".xlsx":
            rows = [row for sheet in load_workbook(path) for row in sheet.iter_rows(values_only=True)]
            found[name] = repr(rows)
        else:
            found[name] = path.read_text("utf-8-sig")
    return found


def catalogue(folder: Path) -> dict[str, dict]:
    rows = map(json.loads, (folder / "catalogue.jsonl").read_text("utf-8").splitlines())
    return {row["old_url"]: row for row in rows}


def site(workspace: Path) -> Path:
    return workspace / "archive" / KEY


def told(path: Path) -> str:
    return " ".join(html.fromstring(path.read_bytes().decode()).text_content().split())


def archived(work: Work) -> None:
    with work.ledger.begin() as connection:
        sites = known_sites(connection)
    archive(work, sites)


def test_every_file_beside_the_archived_ones_is_on_the_list_of_own_files(tmp_path: Path) -> None:
    worked(tmp_path, "<p>甲</p>")
    root = tmp_path / "archive"
    known = {line["archived"] for line in lines(tmp_path).values() if line["archived"]}
    known |= {f"{KEY}/{name}" for name in own_pages(site(tmp_path))} | own_pages(root)
    there = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    assert there == known
    assert {"catalogue.xlsx", "_search/grams-1.js", "provenance.html", "own-files.json"} <= own_pages(site(tmp_path))
    with open_ledger("", tmp_path) as ledger, ledger.begin() as connection:
        assert stage_of(connection, KEY, "directory").detail["own_files"]
        assert last_entry(connection, None, "archive", "directory")
    assert set(own_digests(root)) == own_pages(root) - {"own-files.json"}
    assert own_pages(tmp_path / "nowhere") == frozenset()


def test_a_page_that_is_held_back_stands_nowhere_but_with_its_address(tmp_path: Path) -> None:
    held = f"<p>张某某，身份证号{IDENTITY}</p>" + attached("张某某名单.txt")
    made = {**pages(held), "/files/张某某名单.txt": ok(b"x", "text/plain")}
    with FaultServer({HOST: made}) as server, desk(tmp_path, server, HOME) as work:
        work_through(work)
    for name, text in texts(site(tmp_path)).items():
        assert "张某某" not in text and IDENTITY not in text and "关于春耕的通知" not in text, name
        assert "关于夏收的通知" in text or not name.startswith(("_search/texts", "catalogue")), name
    rows = catalogue(site(tmp_path))
    assert rows[FIRST]["title"] == HELD
    assert rows[FIRST]["shown"] == "经内容审查暂不公开"
    assert rows[FIRST]["published_at"] is None and rows[FIRST]["new_url"] is None
    assert rows[FIRST]["warc"] and rows[FIRST]["captured_sha256"] == lines(tmp_path)[FIRST]["sha256"]
    assert rows[SECOND]["shown"] == "公开" and rows[SECOND]["new_url"]
    assert HELD not in (site(tmp_path) / "_search/texts-1.js").read_text("utf-8")
    assert "身份证号码1" in told(site(tmp_path) / "provenance.html")


def test_hidden_links_do_not_come_to_light_in_the_search(tmp_path: Path) -> None:
    worked(tmp_path, f"<p>第一段</p>{SPAM}<p>第二段</p>")
    found = (site(tmp_path) / "_search/texts-1.js").read_text("utf-8")
    assert "第一段" in found and "第二段" in found
    assert not any("时时彩" in text for text in texts(site(tmp_path)).values())


def test_a_page_that_is_no_article_is_found_by_its_text_and_a_hidden_link_on_it_is_not(tmp_path: Path) -> None:
    about = "<html><head><meta charset=utf-8><title>{}</title></head><body><p>{}</p></body></html>"
    spam = '<div style="display:none"><a href="http://spam.example/">时时彩</a></div>'
    made = {
        **pages(""),
        "/": page("/t1.html", "/t2.html", "/map.html", "/us.html"),
        "/map.html": ok(about.format("网站地图", "地图页上的话")),
        "/us.html": ok(about.format("关于我们", "介绍页上的话") + spam),
    }
    with FaultServer({HOST: made}) as server, desk(tmp_path, server, HOME) as work:
        work_through(work)
    kinds = {url: row["page_kind"] for url, row in catalogue(site(tmp_path)).items()}
    assert kinds[f"{HOME}map.html"] == kinds[f"{HOME}us.html"] == "其他页面"
    found = (site(tmp_path) / "_search/texts-1.js").read_text("utf-8")
    assert "地图页上的话" in found
    assert "关于我们" in found and "时时彩" not in found
    assert "归档时间" not in found  # the stamp is no text of the page


def test_the_catalogue_tells_of_every_archived_page_what_the_ledger_knows(tmp_path: Path) -> None:
    worked(tmp_path, "<p>甲</p>")
    rows, known = catalogue(site(tmp_path)), lines(tmp_path)
    assert set(rows) == {FIRST, SECOND, HOME}
    for url, row in rows.items():
        line = known[url]
        assert (row["warc"], row["warc_offset"], row["captured_sha256"]) == (
            line["warc"],
            line["offset"],
            line["sha256"],
        )
        assert f"{KEY}/{row['archived_file']}" == line["archived"]
        assert row["site_name"] == "栖云县农业农村局" and row["site_code"] is None
        assert row["archival_code"] is None and row["retention"] == "（待定）"
    assert rows[FIRST]["title"] == "关于春耕的通知" and rows[FIRST]["page_kind"] == "文章"
    with (site(tmp_path) / "catalogue.csv").open(encoding="utf-8-sig", newline="") as stream:
        heads, *others = csv.reader(stream)
    assert heads[:2] == ["档号（待核）", "网站名称（待核）"] and len(others) == 3


def test_an_office_decides_how_long_pages_are_kept_and_which_fields_there_are(tmp_path: Path) -> None:
    (tmp_path / "mappings").mkdir()
    own = '[field.warc_record]\nuse = false\n[retention.rule.articles]\nkinds = ["article"]\nperiod = "y30"\n'
    own += 'why = "某文件"\nwho = "某科"\non = 2026-01-05\n'
    (tmp_path / "mappings/catalogue.toml").write_text(own, "utf-8")
    worked(tmp_path, "<p>甲</p>")
    rows = catalogue(site(tmp_path))
    assert rows[FIRST]["retention"] == "30年（待核）" and rows[HOME]["retention"] == "（待定）"
    assert "warc_record" not in rows[FIRST]


def test_the_provenance_page_tells_the_ledgers_numbers(tmp_path: Path) -> None:
    worked(tmp_path, "<p>甲</p>")
    text = told(site(tmp_path) / "provenance.html")
    with open_ledger("", tmp_path) as ledger, ledger.begin() as connection:
        number = sum(count_outcomes(connection, KEY).values())
    assert f"提到的网址共 {number} 个" in text
    for part in (
        "a.example",
        "遵守各主机的 robots.txt",
        "没有再次采集",
        f"captures/{KEY}/",
        "sha256sum seal/manifest.jsonl",
    ):
        assert part in text, part


def test_robots_that_are_overruled_are_told_with_their_authorisation(tmp_path: Path) -> None:
    more = {"robots": "ignore", "robots_authorisation": "县政府办 2026年1月函"}
    with FaultServer({HOST: pages("")}) as server, desk(tmp_path, server, HOME, **more) as work:
        work_through(work)
    assert "授权依据：县政府办 2026年1月函" in told(site(tmp_path) / "provenance.html")


@pytest.fixture
def writes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sites whose own files are made."""
    made: list[str] = []
    plain: Callable = archive_index.write_search

    def noted(own, name, found):
        made.append(name)
        return plain(own, name, found)

    monkeypatch.setattr(archive_index, "write_search", noted)
    return made


def test_own_files_are_made_anew_only_when_something_changed_or_one_is_missing(
    tmp_path: Path, writes: list[str]
) -> None:
    with FaultServer({HOST: pages("<p>甲</p>")}) as server, desk(tmp_path, server, HOME) as work:
        work_through(work)
        before = {path: path.stat().st_mtime_ns for path in site(tmp_path).rglob("*") if path.is_file()}
        archived(work)
        assert writes == ["栖云县农业农村局"]
        assert before == {path: path.stat().st_mtime_ns for path in before}
        (site(tmp_path) / "_search/grams-1.js").unlink()
        archived(work)
        assert len(writes) == 2 and (site(tmp_path) / "_search/grams-1.js").is_file()
        (tmp_path / "mappings").mkdir(exist_ok=True)
        (tmp_path / "mappings/catalogue.toml").write_text("[field.author]\nuse = false\n", "utf-8")
        archived(work)
        assert len(writes) == 3 and "author" not in catalogue(site(tmp_path))[FIRST]


def test_the_archives_front_page_and_search_name_every_archived_site(tmp_path: Path) -> None:
    worked(tmp_path, "")
    root = tmp_path / "archive"
    assert "栖云县农业农村局" in told(root / "index.html")
    assert f'[["{KEY}","栖云县农业农村局"]]' in (root / "_search/index.js").read_text("utf-8")


def test_who_let_a_finding_pass_is_told_with_the_reason(tmp_path: Path) -> None:
    worked(tmp_path, MOBILE, own=RELEASE)
    text = told(site(tmp_path) / "provenance.html")
    assert "没有经内容审查暂不公开的页面" in text
    assert "放行 1 处" in text and "公开的值班手机" in text and "办公室" in text


def test_a_second_capture_of_the_site_is_told_with_what_it_found(tmp_path: Path) -> None:
    with FaultServer({HOST: pages("")}) as server, desk(tmp_path, server, HOME) as work:
        work_through(work)
        with work.ledger.begin() as connection:
            when = {"began_at": "2026-01-05T00:00:00Z", "ended_at": "2026-01-05T01:00:00Z"}
            connection.execute(insert(rounds).values(site_key=KEY, number=2, **when))
            url_id = connection.execute(select(urls.c.id).where(urls.c.url == FIRST)).scalar_one()
            former = {"site_key": KEY, "number": 2, "outcome": "stored", "difference": "changed"}
            connection.execute(insert(former_ends).values(url_id=url_id, **former))
        archived(work)
    text = told(site(tmp_path) / "provenance.html")
    assert "第 2 次" in text and "北京时间 2026-01-05 09:00:00" in text and "有改动 1" in text
