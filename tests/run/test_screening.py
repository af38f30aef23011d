"""Screening as conducted: findings are entered once, hold articles and archived pages, and are released by decision."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from migrate.ledger.findings import finding_lines
from migrate.ledger.sites import known_sites
from migrate.ledger.views import article_lines
from migrate.run import screening
from migrate.run.archive import archive
from migrate.run.extract import extract
from migrate.run.publish import publish
from migrate.run.redirects import redirects
from migrate.run.sealing import seal
from migrate.run.verify import verify
from migrate.run.work import Result, Work
from tests.run.capturing import captured, desk
from tests.run.test_extract_parts import dede, done, part
from tests.zoo.answers import ok, page
from tests.zoo.server import FaultServer
from tests.zoo.sites import ZOO

HOST = "a.example"
HOME = f"http://{HOST}/"
FIRST, SECOND = f"{HOME}t1.html", f"{HOME}t2.html"
IDENTITY = "999999199001010016"
PLAIN = "各乡镇要认真抓好春耕备耕工作，按时上报进度。" * 6
MOBILE = "<p>反映人王某 13800000000</p>"


def article(title: str, more: str, around: str = "") -> bytes:
    head = f'<meta charset="utf-8"><title>{title}</title><meta name="ArticleTitle" content="{title}">'
    body = f"<div class=TRS_Editor><p>{PLAIN}</p>{more}</div>"
    return ok(f"<html><head>{head}</head><body><h1>{title}</h1>{body}{around}</body></html>")


def pages(first: str, around: str = "") -> dict[str, object]:
    return {
        "/": page("/t1.html", "/t2.html"),
        "/t1.html": article("关于春耕的通知", first, around),
        "/t2.html": article("关于夏收的通知", "<p>联系电话：0999-8000000</p>"),
    }


def work_through(work: Work) -> Result:
    result = Result()
    captured(work)
    with work.ledger.begin() as connection:
        sites = known_sites(connection)
    stages = (extract, lambda work, sites: publish(work, sites, unreviewed=True), archive, redirects)
    for stage in (*stages, lambda work, sites: seal(work), verify):
        result.join(stage(work, sites))
    return result


Told = tuple[Result, dict[str, dict], list[dict]]


def worked(workspace: Path, first: str, around: str = "", own: str = "") -> Told:
    if own:
        (workspace / "mappings").mkdir(exist_ok=True)
        (workspace / "mappings" / "screening.toml").write_text(own, "utf-8")
    with FaultServer({HOST: pages(first, around)}) as server, desk(workspace, server, HOME) as work:
        result = work_through(work)
        with work.ledger.begin() as connection:
            articles = {line["old_url"]: line for line in article_lines(connection, "")}
            return result, articles, list(finding_lines(connection))


def archived(workspace: Path) -> str:
    (path,) = (workspace / "archive").rglob("t1.html")
    return path.read_text("utf-8")


def test_an_identity_number_holds_the_article_in_portal_and_archive_and_all_still_holds(tmp_path: Path) -> None:
    result, articles, lines = worked(tmp_path, f"<p>张某，身份证号{IDENTITY}</p>")
    assert articles[FIRST]["new_url"] is None
    assert articles[FIRST]["held_because"] == "内容审查：身份证号码"
    assert [(one["kind"], one["severity"]) for one in articles[FIRST]["findings"]] == [("identity_number", "block")]
    assert articles[SECOND]["new_url"]
    assert [(one["kind"], one["severity"]) for one in articles[SECOND]["findings"]] == [("office_phone", "note")]
    assert [one["old_url"] for one in lines if one["severity"] == "block"] == [FIRST]
    assert IDENTITY not in json.dumps(lines)
    assert not result.broken
    assert result.exit_code == 1
    assert any("内容审查暂扣 1 篇文章（身份证号码 1 篇）" in line for line in result.waiting)
    shown = archived(tmp_path)
    assert IDENTITY not in shown
    assert "本页面经内容审查暂不公开" in shown
    for path in [*(tmp_path / "portal").rglob("*.html"), *(tmp_path / "archive").rglob("*.html")]:
        assert IDENTITY not in path.read_text("utf-8"), path


RELEASE = f'[[release]]\nurl = "{FIRST}"\nkinds = ["mobile"]\nwhy = "公开的值班手机"\nwho = "办公室"\non = 2026-01-05\n'


@pytest.mark.parametrize("own", [RELEASE, '[kinds.mobile]\nseverity = "note"\n'])
def test_the_office_releases_an_article_or_thinks_otherwise_of_a_kind(tmp_path: Path, own: str) -> None:
    _, before, _ = worked(tmp_path, MOBILE)
    assert before[FIRST]["held_because"] == "内容审查：手机号码"
    result, after, lines = worked(tmp_path, MOBILE, own=own)
    assert after[FIRST]["new_url"]
    assert "13800000000" in archived(tmp_path)
    assert result.exit_code == 0
    told = [one["released"] for one in lines if one["kind"] == "mobile"]
    assert told == (["办公室，2026-01-05：公开的值班手机"] if own is RELEASE else [None])


MASK = '[kinds.mobile]\nseverity = "mask"\n'


def test_a_number_that_the_office_wants_masked_is_published_masked_and_archived_not_at_all(tmp_path: Path) -> None:
    result, articles, _ = worked(tmp_path, MOBILE, own=MASK)
    made = (tmp_path / "portal" / articles[FIRST]["new_url"]).read_text("utf-8")
    assert "反映人王某 138******00" in made
    assert "13800000000" not in made + archived(tmp_path)
    assert articles[FIRST]["body_text"].count("13800000000") == 1
    assert result.exit_code == 0


def test_a_number_that_cannot_be_masked_holds_the_article(tmp_path: Path) -> None:
    _, articles, _ = worked(tmp_path, "<p>反映人王某 138<b>0000</b>0000</p>", own=MASK)
    assert articles[FIRST]["held_because"] == "内容审查：手机号码"


def test_an_article_that_stands_in_the_portal_is_taken_out_when_a_rule_becomes_stricter(tmp_path: Path) -> None:
    _, before, _ = worked(tmp_path, "<p>李宅 0999-8000000</p>")
    new_url = before[FIRST]["new_url"]
    assert (tmp_path / "portal" / new_url).is_file()
    result, after, _ = worked(tmp_path, "<p>李宅 0999-8000000</p>", own='[kinds.landline]\nseverity = "hold"\n')
    assert after[FIRST]["held_because"] == "内容审查：固定电话"
    assert not (tmp_path / "portal" / new_url).is_file()
    assert not result.broken


def test_a_hidden_link_around_the_article_is_told_and_holds_nothing(tmp_path: Path) -> None:
    spam = '<div style="display:none"><a href="http://spam.example/">时时彩</a></div>'
    result, articles, _ = worked(tmp_path, "", spam)
    assert [one["kind"] for one in articles[FIRST]["findings"]] == ["hidden_link_page"]
    assert articles[FIRST]["new_url"]
    assert result.exit_code == 0


SPAM = '<div style="position:absolute;left:-9999px"><a href="http://spam.example/very/long/address/of/no/use.html">时时彩</a></div>'


def test_a_hidden_link_in_the_body_is_cut_out_of_the_portal_told_and_kept_as_evidence(tmp_path: Path) -> None:
    result, articles, lines = worked(tmp_path, f"<p>第一段</p>{SPAM}<p>第二段</p>")
    assert articles[FIRST]["new_url"]
    made = (tmp_path / "portal" / articles[FIRST]["new_url"]).read_text("utf-8")
    assert "第一段" in made
    assert "第二段" in made
    assert "spam.example" not in made
    assert "时时彩" not in made
    assert "时时彩" in archived(tmp_path)  # an archived page is never edited, and its links lead to nothing outside
    assert 'href="http://spam.example' not in archived(tmp_path)
    assert [(one["kind"], one["severity"]) for one in lines if one["old_url"] == FIRST] == [("hidden_link", "mask")]
    assert result.exit_code == 0
    assert not result.broken


def test_a_hidden_link_on_a_further_page_of_an_article_is_cut_out_too(tmp_path: Path) -> None:
    second = part(2, '共2页 <a href="123.html">上一页</a> <a href="123.html">1</a> 2', SPAM)
    with FaultServer({HOST: {**dede(), "/a/123_2.html": second}}) as server:
        articles, _, told = done(tmp_path, server)
    (line,) = articles.values()
    assert [(one["kind"], one["severity"]) for one in line["findings"] if one["severity"] != "note"] == [
        ("hidden_link", "mask")
    ]
    made = (tmp_path / "portal" / line["new_url"]).read_text("utf-8")
    assert "第2部分" in made
    assert "spam.example" not in made
    assert told[-1].broken is False


@pytest.mark.parametrize(("severity", "placed"), [("block", False), ("hold", False), ("mask", True), ("note", True)])
def test_the_office_chooses_what_becomes_of_a_bad_link(tmp_path: Path, severity: str, placed: bool) -> None:
    link = '<p>友情链接：<a href="http://games.example/1.html">百家乐</a></p>'
    _, articles, _ = worked(tmp_path, link, own=f'[kinds.bad_link]\nseverity = "{severity}"\n')
    assert bool(articles[FIRST]["new_url"]) == placed
    if placed:
        made = (tmp_path / "portal" / articles[FIRST]["new_url"]).read_text("utf-8")
        assert ("百家乐" in made) == (severity == "note")
        assert "友情链接" in made


def test_the_title_of_a_page_that_is_held_back_stands_nowhere_in_the_archives_directory(tmp_path: Path) -> None:
    worked(tmp_path, f"<p>张某，身份证号{IDENTITY}</p>")
    (index,) = (path for path in (tmp_path / "archive").rglob("index.html") if "关于夏收的通知" in path.read_text())
    shown = index.read_text("utf-8")
    assert "关于春耕的通知" not in shown
    assert "（经内容审查暂不公开）" in shown


def test_a_list_that_names_an_identity_number_is_not_archived_in_the_open(tmp_path: Path) -> None:
    made = pages("")
    made["/"] = page("/t1.html", "/t2.html", also=f"<p>{IDENTITY}张某的公示</p>")
    with FaultServer({HOST: made}) as server, desk(tmp_path, server, HOME) as work:
        result = work_through(work)
        with work.ledger.begin() as connection:
            lines = [line for line in finding_lines(connection) if line["severity"] == "block"]
            articles = {line["old_url"]: line for line in article_lines(connection, "")}
    assert [(one["old_url"], one["kind"], one["article"]) for one in lines] == [(HOME, "identity_number", False)]
    assert articles[FIRST]["new_url"]
    assert not any(IDENTITY in path.read_text("utf-8") for path in (tmp_path / "archive").rglob("*.html"))
    assert not result.broken


def test_a_page_is_looked_at_again_only_when_it_or_the_rules_change(tmp_path: Path, monkeypatch) -> None:
    seen: list[str] = []
    real = screening.screen_page
    monkeypatch.setattr(screening, "screen_page", lambda shown, rules: seen.append(shown.url) or real(shown, rules))
    worked(tmp_path, MOBILE)
    assert sorted(seen) == [HOME, FIRST, SECOND]
    worked(tmp_path, MOBILE)
    worked(tmp_path, MOBILE, own=RELEASE)
    assert len(seen) == 3
    _, _, lines = worked(tmp_path, MOBILE, own='[wording]\n"春耕备耕" = "春耕、备耕"\n')
    assert sorted(seen) == sorted([HOME, FIRST, SECOND] * 2)
    assert "wording" in {one["kind"] for one in lines}


def test_findings_are_exported(tmp_path: Path, say: Callable[..., tuple[int, str, str]]) -> None:
    worked(tmp_path, MOBILE)
    code, said, _ = say("-w", tmp_path, "export", "findings")
    assert code == 0
    line = next(one for one in map(json.loads, said.splitlines()) if one["kind"] == "mobile")
    assert line["where"].startswith("正文第 ")
    assert {key: line[key] for key in ("site", "old_url", "severity", "excerpt", "article", "released")} == {
        "site": "3311230012",
        "old_url": FIRST,
        "severity": "hold",
        "excerpt": "反映人王某 138******00",
        "article": True,
        "released": None,
    }
    assert say("-w", tmp_path, "export", "findings", "--format", "csv")[1].startswith("\ufeffsite,old_url,")


def test_the_zoo_of_hidden_links_is_told_and_its_harmless_blocks_are_not(tmp_path: Path) -> None:
    site = ZOO["hidden links"]
    with FaultServer(site.hosts, site.secured()) as server, desk(tmp_path, server, site.home) as work:
        captured(work)
        with work.ledger.begin() as connection:
            sites = known_sites(connection)
        extract(work, sites)
        with work.ledger.begin() as connection:
            told: dict[str, list[str]] = {}
            for line in finding_lines(connection):
                told.setdefault(line["old_url"].removeprefix(site.home), []).append(line["kind"])
    assert sorted(told[""]) == ["bad_link_page", "cloaked_script", "encoded_title"]
    assert told["tzgg/"] == ["hidden_link_page"] * 8
    assert len([kind for kind in told["tzgg/2.html"] if kind in ("hidden_link", "hidden_link_page")]) == 8
    assert set(told) == {"", "tzgg/", "tzgg/2.html"}
