"""The second capture of the freeze window: what it asks, what it tells, what it keeps, and what it does not believe."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from migrate.errors import StageError
from migrate.ledger import frontier
from migrate.ledger.archive_schema import former_ends
from migrate.ledger.archive_schema import rounds as rounds_table
from migrate.ledger.book import open_ledger
from migrate.ledger.schema import captures, pagers, urls
from migrate.ledger.sites import known_sites
from migrate.ledger.views import article_lines
from migrate.run.capturing.rounds import come_to_rest
from migrate.run.extract import extract
from migrate.run.status import status
from migrate.run.work import Asking
from migrate.settings import read_settings
from tests.run.capturing import KEY, answers_held, capture_zoo, captured, desk, lines, outcomes, rows
from tests.run.rounds import (
    EDITED,
    article,
    capture_once,
    counter,
    difference,
    differences,
    edited_site,
    first_site,
    standing,
)
from tests.whole import outside
from tests.zoo.answers import answer, body_of, moved, ok, page
from tests.zoo.doubtful import Elsewhere
from tests.zoo.server import CLOSE, Answer, FaultServer
from tests.zoo.site import BASE, HOST
from tests.zoo.sites import ZOO

COUNTED = ("再次请求", "内容相同", "有改动", "已删除", "新增", "恢复", "仅细节变化")
GONE = answer("404 Not Found", b"<p>gone</p>")
BLOCKED = ok("<html><head><title>拦截提示</title></head><body><p>您的访问存在异常，请稍后再试</p></body></html>")


def told(workspace: Path, answers: Any, **asking: bool) -> list[str]:
    return capture_once(workspace, answers, **asking).waiting


# --- an unchanged site ------------------------------------------------------------------------------------------------


def test_an_unchanged_site_is_asked_whole_and_stands_as_it_stood(tmp_path: Path) -> None:
    capture_once(tmp_path, first_site())
    before = standing(tmp_path)
    with FaultServer({HOST: first_site()}) as server, desk(tmp_path, server, f"{BASE}/") as work:
        result = captured(work, again=True)
    assert sorted(server.targets()) == sorted(before)  # every address once, also those that were errors
    assert standing(tmp_path) == before
    assert not result.waiting
    found = difference(tmp_path)
    assert (found.number, found.asked, found.same) == (2, 15, 15)  # 14 that answered and /lost.html
    assert (found.changed, found.removed, found.added, found.back, found.volatile) == (0, 0, 0, 0, 0)
    assert found.ended_at is not None


def test_the_second_answers_are_revisits_that_refer_to_the_sealed_files_of_the_first(tmp_path: Path) -> None:
    capture_once(tmp_path, first_site())
    sealed = {path: path.read_bytes() for path in (tmp_path / "captures").rglob("*.warc.gz")}
    first = {one.headers["WARC-Record-ID"]: one for one in answers_held(tmp_path)}
    capture_once(tmp_path, first_site(), again=True)
    later = [one for one in answers_held(tmp_path) if one.headers["WARC-Record-ID"] not in first]
    assert {path: path.read_bytes() for path in sealed} == sealed
    assert {one.file for one in later}.isdisjoint({path.name for path in sealed})
    stored = [one for one in later if one.block.startswith(b"HTTP/1.1 200")]
    assert len(stored) == 13
    assert {one.kind for one in stored} == {"revisit"}
    assert {one.headers["WARC-Refers-To"] for one in stored} <= set(first)
    assert not outside.audit(tmp_path).unreadable


# --- a site that edited itself ----------------------------------------------------------------------------------------


@pytest.fixture
def twice(tmp_path: Path) -> Path:
    capture_once(tmp_path, first_site())
    capture_once(tmp_path, edited_site(), again=True)
    return tmp_path


def test_every_address_has_its_difference(twice: Path) -> None:
    assert differences(twice) == EDITED


def test_the_numbers_are_those_of_the_differences(twice: Path) -> None:
    found = difference(twice)
    numbers = (found.asked, found.same, found.changed, found.removed, found.added, found.back, found.volatile)
    assert numbers == (15, 7, 5, 1, 1, 1, 1)
    assert found.asked == found.same + found.changed + found.removed + found.back + found.volatile + found.unasked


def test_what_is_gone_keeps_its_outcome_and_its_record(tmp_path: Path) -> None:
    capture_once(tmp_path, first_site())
    before = standing(tmp_path)
    capture_once(tmp_path, edited_site(), again=True)
    assert standing(tmp_path)["/xw/4.html"] == before["/xw/4.html"]
    (former,) = [row for row in rows(tmp_path, former_ends) if row.difference == "removed"]
    assert (former.found["outcome"], former.found["status"]) == ("error", 404)
    said = [one.block[9:12] for one in answers_held(tmp_path) if one.url == f"{BASE}/xw/4.html"]
    assert said == [b"200", b"404"]


def test_what_changed_stands_with_its_newer_bytes_and_the_older_are_kept_beside(twice: Path) -> None:
    line = lines(twice)[f"{BASE}/f.pdf"]
    assert line["sha256"] == hashlib.sha256(b"%PDF-1.4 other").hexdigest()
    assert line["first_fetched_at"] <= line["fetched_at"]
    held = [one.block for one in answers_held(twice) if one.url == f"{BASE}/f.pdf"]
    assert [block.endswith(b"first") for block in held] == [True, False]
    former = {row.url_id: row for row in rows(twice, former_ends)}
    (url,) = rows(twice, urls, urls.c.url == f"{BASE}/f.pdf")
    assert former[url.id].sha256 == hashlib.sha256(b"%PDF-1.4 first").hexdigest()
    assert former[url.id].capture_id != url.capture_id


def test_a_redirect_that_leads_elsewhere_stands_as_it_leads_now(twice: Path) -> None:
    assert lines(twice)[f"{BASE}/old"]["redirect_to"] == f"{BASE}/xw/5.html"


def test_a_page_that_leads_on_by_now_is_kept_unless_its_content_is_there(tmp_path: Path) -> None:
    capture_once(tmp_path, first_site())
    before = standing(tmp_path)
    led = {"/xw/6.html": moved("/"), "/xw/7.html": moved("/new/7.html"), "/new/7.html": article(7)}
    led["/xw/8.html"] = moved("http://www.qiyun.gov.example/8.html")
    assert not capture_once(tmp_path, first_site() | led, again=True).waiting
    found = differences(tmp_path)
    assert [found[f"/xw/{one}.html"] for one in (6, 7, 8)] == ["removed", "changed", "removed"]
    assert found["/new/7.html"] == "added"
    for url in ("/xw/6.html", "/xw/8.html"):
        assert standing(tmp_path)[url] == before[url]
    assert lines(tmp_path)[f"{BASE}/xw/7.html"]["redirect_to"] == f"{BASE}/new/7.html"


def test_a_counter_alone_is_no_change_and_both_answers_are_kept(tmp_path: Path) -> None:
    capture_once(tmp_path, first_site())
    before = standing(tmp_path)["/count.html"]
    capture_once(tmp_path, edited_site(), again=True)
    assert standing(tmp_path)["/count.html"] == before
    held = [one.block for one in answers_held(tmp_path) if one.url == f"{BASE}/count.html"]
    assert held == [counter(17, "2016年3月1日 星期二").raw, counter(23, "2016年3月9日 星期三").raw]


def test_the_ledger_and_the_files_name_the_same_records(twice: Path) -> None:
    found = outside.audit(twice)
    assert not (found.unreadable or found.twice or found.unclaimed or found.lacking)


def test_a_run_without_words_asks_nothing_after_the_round(twice: Path) -> None:
    before = standing(twice)
    with FaultServer({HOST: edited_site()}) as server, desk(twice, server, f"{BASE}/") as work:
        captured(work)
    assert server.log == []
    assert standing(twice) == before


def test_articles_take_the_newer_text_and_lose_nothing(tmp_path: Path) -> None:
    texts: list[dict[str, tuple[str, Any]]] = []
    for answers, again in ((first_site(), False), (edited_site(), True)):
        with FaultServer({HOST: answers}) as server, desk(tmp_path, server, f"{BASE}/") as work:
            captured(work, again=again)
            with work.ledger.begin() as connection:
                sites = known_sites(connection)
            extract(work, sites)
            with work.ledger.begin() as connection:
                found = {one["old_url"].removeprefix(BASE): one for one in article_lines(connection, "")}
            texts.append({url: (one["body_text"], one["columns"]) for url, one in found.items()})
    first, second = texts
    assert set(second) - set(first) == {"/xw/10.html", "/lost.html"}
    assert set(first) <= set(second)
    assert "另：截止日期延至三月底" in second["/xw/2.html"][0]
    unchanged = set(first) - {"/xw/2.html", "/xw/3.html"}
    assert {url: second[url] for url in unchanged} == {url: first[url] for url in unchanged}  # 4 kept its column too


def test_a_third_round_is_held_against_the_second(twice: Path) -> None:
    capture_once(twice, edited_site() | {"/xw/2.html": article(2)}, again=True)
    found = difference(twice)
    assert (found.number, found.changed, found.added, found.back) == (3, 1, 0, 0)
    assert differences(twice)["/xw/2.html"] == "changed"
    assert differences(twice)["/xw/4.html"] == "removed"  # stands as kept, and is not there
    first = body_of(article(2))
    assert lines(twice)[f"{BASE}/xw/2.html"]["sha256"] == hashlib.sha256(first).hexdigest()
    assert lines(twice)[f"{BASE}/xw/2.html"]["outcome"] == "revisit"


# --- lists ------------------------------------------------------------------------------------------------------------


def paged(articles: int) -> dict[str, Any]:
    """A list of four rows a page whose script counts its pages, newest first."""
    numbers = list(range(articles, 0, -1))
    pages = [numbers[at : at + 4] for at in range(0, len(numbers), 4)]
    made: dict[str, Any] = {"/": page("/zwgk/fg.shtml"), "/robots.txt": ok("", "text/plain")}
    for at, some in enumerate(pages, 1):
        listed = "".join(f'<li><a href="/c/c{one}.shtml">第{one}号</a><span>2016-03-01</span></li>' for one in some)
        call = f"<script>createPageHTML('page_div',{len(pages)}, {at},'fg','shtml',{articles});</script>"
        name = f"/zwgk/fg{'' if at == 1 else f'_{at}'}.shtml"
        made[name] = ok(f"<html><body><ul>{listed}</ul>{call}</body></html>")
    return made | {f"/c/c{one}.shtml": article(one) for one in numbers}


def test_a_list_that_grew_by_a_page_gives_its_new_articles_and_its_new_page(tmp_path: Path) -> None:
    capture_once(tmp_path, paged(8))
    assert not capture_once(tmp_path, paged(10), again=True).waiting
    added = {url for url, found in differences(tmp_path).items() if found == "added"}
    assert added == {"/c/c9.shtml", "/c/c10.shtml", "/zwgk/fg_3.shtml"}
    assert {outcomes(tmp_path)[f"{BASE}{url}"] for url in paged(10)} == {"stored"}


@pytest.mark.parametrize(
    "name",
    [
        "WebForms: chains of POSTs",
        "Hanweb: sealed groups, and an empty answer that is no end",
        "TRS-like lists that count from one",
        "the home page moves to another host",
        "F10: cookie walls",
        "soft 404: a shell with 200",
        "session ids are aliases",
    ],
)
def test_sites_of_every_kind_that_did_not_change_are_found_the_same(name: str, tmp_path: Path) -> None:
    site = ZOO[name]
    with FaultServer(site.hosts, site.secured()) as server:
        capture_zoo(tmp_path, server, site)
    before, listed = standing(tmp_path), lists_of(tmp_path)
    with (
        FaultServer(site.hosts, site.secured()) as server,
        desk(tmp_path, server, site.home, site.other_homes, **site.settings) as work,
    ):
        captured(work, again=True)
    assert standing(tmp_path) == before
    assert lists_of(tmp_path) == listed
    assert set(differences(tmp_path).values()) == {"same"}


def lists_of(workspace: Path) -> list[tuple[Any, ...]]:
    told = ("url", "pages", "rows", "state", "found", "proof", "page_urls", "notes")
    return [tuple(getattr(row, name) for name in told) for row in rows(workspace, pagers)]


# --- a round is not begun ---------------------------------------------------------------------------------------------


def test_a_site_that_was_never_captured_refuses_a_second_capture(tmp_path: Path) -> None:
    with pytest.raises(StageError, match="首次采集"):
        capture_once(tmp_path, first_site(), again=True)
    assert rows(tmp_path, rounds_table) == []


def test_a_site_whose_first_capture_is_not_complete_refuses(tmp_path: Path) -> None:
    capture_once(tmp_path, first_site())
    with open_ledger("", tmp_path) as ledger, ledger.begin() as connection:
        frontier.name_urls(connection, KEY, [frontier.Naming(f"{BASE}/more.html", "link", "page")])
    with pytest.raises(StageError, match="还有 1 个网址"):
        capture_once(tmp_path, first_site(), again=True)
    assert rows(tmp_path, rounds_table) == []


# --- what is not believed ---------------------------------------------------------------------------------------------


def calm(workspace: Path, before: dict[str, Any]) -> None:
    """After the doubtful round: everything stands as before, the round is open; on a calm day it ends as it should."""
    assert standing(workspace).items() >= before.items()
    assert difference(workspace).ended_at is None
    assert not capture_once(workspace, edited_site(), again=True).waiting
    assert differences(workspace) == EDITED
    assert difference(workspace).number == 2


def everywhere(given: Answer) -> Elsewhere:
    return Elsewhere({}, lambda _: given)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("silence", Answer(b"", CLOSE)),
        ("one page for all", BLOCKED),
        ("one page that says nothing", ok("<html><head><title>x</title></head><body></body></html>")),
        ("refusals", answer("403 Forbidden", b"<p>403</p>")),
        ("server errors", answer("502 Bad Gateway", b"<p>502</p>")),
        ("nothing there any more", GONE),
        ("all led to the portal", moved("http://www.qiyun.gov.example/")),
    ],
)
def test_a_site_that_suddenly_answers_with_one_thing_or_not_at_all_is_doubted(
    name: str, given: Answer, tmp_path: Path
) -> None:
    capture_once(tmp_path, first_site())
    before = standing(tmp_path)
    waiting = told(tmp_path, everywhere(given), again=True)
    assert any("存疑" in line and "第 2 次采集" in line for line in waiting), name
    calm(tmp_path, before)


def test_a_doubtful_round_is_not_asked_again_by_a_run_without_words(tmp_path: Path) -> None:
    capture_once(tmp_path, first_site())
    capture_once(tmp_path, everywhere(GONE), again=True)
    with FaultServer({HOST: edited_site()}) as server, desk(tmp_path, server, f"{BASE}/") as work:
        result = captured(work)
    assert server.log == []
    assert any("存疑" in line for line in result.waiting)


def test_a_firewall_that_wakes_up_in_the_middle_is_doubted_too(tmp_path: Path) -> None:
    pages = {f"/a/{one}.html": article(one) for one in range(60)}
    site = {"/": page(*pages), "/robots.txt": ok("", "text/plain"), **pages}
    capture_once(tmp_path, site)
    before = standing(tmp_path)
    walled = site | dict.fromkeys([f"/a/{one}.html" for one in range(45, 60)], answer("403 Forbidden", b"no"))
    assert any("存疑" in line for line in told(tmp_path, walled, again=True))
    assert standing(tmp_path) == before
    assert not told(tmp_path, site, again=True)
    assert difference(tmp_path).same == 62


def test_pages_taken_away_are_believed_where_the_site_says_so_with_200_as_before(tmp_path: Path) -> None:
    shell = ok("<html><head><title>提示</title></head><body><p>您访问的页面不存在或已被删除</p></body></html>")
    pages = {f"/a/{one}.html": article(one) for one in range(30)}
    site = {"/": page(*pages, "/none.html"), "/robots.txt": ok("", "text/plain"), **pages}
    capture_once(tmp_path, Elsewhere(site, lambda _: shell))
    assert outcomes(tmp_path)[f"{BASE}/none.html"] == "error soft_404"
    left = {url: given for url, given in site.items() if url not in {f"/a/{one}.html" for one in range(8)}}
    assert not told(tmp_path, Elsewhere(left, lambda _: shell), again=True)
    found = difference(tmp_path)
    assert (found.removed, found.same) == (8, 25)  # home, robots.txt, none.html, 22 pages


def test_a_few_pages_that_are_gone_are_believed(tmp_path: Path) -> None:
    pages = {f"/a/{one}.html": article(one) for one in range(20)}
    site = {"/": page(*pages), "/robots.txt": ok("", "text/plain"), **pages}
    capture_once(tmp_path, site)
    left = {url: given for url, given in site.items() if url not in {f"/a/{one}.html" for one in range(9)}}
    assert not told(tmp_path, left, again=True)
    assert difference(tmp_path).removed == 9


def test_a_person_may_end_a_doubtful_round_and_nothing_is_lost_by_that(tmp_path: Path) -> None:
    capture_once(tmp_path, first_site())
    before = standing(tmp_path)
    told(tmp_path, everywhere(GONE), again=True)
    assert not told(tmp_path, everywhere(GONE), again=True, end_round=True)
    assert standing(tmp_path) == before
    found = difference(tmp_path)
    assert (found.removed, found.same) == (14, 1)
    assert found.ended_at is not None


def test_a_site_that_is_down_for_a_while_in_the_round_is_waited_for(tmp_path: Path) -> None:
    capture_once(tmp_path, first_site())
    down = {url: [Answer(b"", CLOSE), given] for url, given in edited_site().items()}
    assert not capture_once(tmp_path, down, again=True, http={"retry_wait": 0.01}).waiting
    assert differences(tmp_path) == EDITED


def test_a_page_that_robots_txt_bars_by_now_is_not_called_removed(tmp_path: Path) -> None:
    capture_once(tmp_path, first_site())
    barred = first_site() | {"/robots.txt": ok("User-agent: *\nDisallow: /f.pdf\n", "text/plain")}
    capture_once(tmp_path, barred, again=True)
    assert differences(tmp_path)["/f.pdf"] == "unasked"
    assert outcomes(tmp_path)[f"{BASE}/f.pdf"] == "stored"


# --- interrupted ------------------------------------------------------------------------------------------------------


def test_a_round_that_was_stopped_leaves_everything_as_it_stood_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from migrate.run import capture as stage

    capture_once(tmp_path, first_site())
    before, plain = standing(tmp_path), stage.read

    def faulty(exchange, *given):
        if exchange.url.endswith("/xw/3.html"):
            raise RuntimeError("planted")
        return plain(exchange, *given)

    with monkeypatch.context() as patch:
        patch.setattr(stage, "read", faulty)
        with pytest.raises(RuntimeError, match="planted"):
            capture_once(tmp_path, edited_site(), again=True)
    assert standing(tmp_path).items() >= before.items()
    assert difference(tmp_path).ended_at is None
    with FaultServer({HOST: edited_site()}) as server, desk(tmp_path, server, f"{BASE}/") as work:
        captured(work)  # running again resumes
    assert "/robots.txt" not in server.targets()
    assert differences(tmp_path) == EDITED
    assert difference(tmp_path).number == 2


def test_what_a_kill_left_in_the_middle_of_a_round_is_set_right_before_any_other_stage(tmp_path: Path) -> None:
    capture_once(tmp_path, first_site())
    before = standing(tmp_path)
    from migrate.ledger import rounds

    with desk(tmp_path, None, f"{BASE}/") as work:
        with work.ledger.begin() as connection:
            rounds.begin(connection, KEY, work.ledger.run_id, "2026-03-02T10:00:00Z")
        assert {one[0] for one in standing_of(work)} == {"pending"}
        come_to_rest(work)
    assert standing(tmp_path) == before
    capture_once(tmp_path, edited_site(), again=True)
    assert differences(tmp_path) == EDITED


def standing_of(work: Any) -> list[tuple[str]]:
    from sqlalchemy import select

    with work.ledger.begin() as connection:
        return [tuple(row) for row in connection.execute(select(urls.c.outcome))]


# --- what is told -----------------------------------------------------------------------------------------------------


def test_the_desk_is_told_what_the_round_found(tmp_path: Path) -> None:
    capture_once(tmp_path, first_site())
    result = capture_once(tmp_path, edited_site(), again=True)
    shown = {name: result.counts[name] for name in COUNTED}
    assert list(shown.values()) == [15, 7, 5, 1, 1, 1, 1]
    assert result.exit_code == 0


def test_the_status_tells_the_round_and_whether_it_waits(tmp_path: Path) -> None:
    capture_once(tmp_path, first_site())
    (line,) = status(tmp_path, read_settings(tmp_path))
    assert line.rounds == ""
    capture_once(tmp_path, everywhere(GONE), again=True)
    (line,) = status(tmp_path, read_settings(tmp_path))
    assert "第 2 次采集" in line.rounds
    assert "存疑" in line.rounds
    assert line.waits
    capture_once(tmp_path, edited_site(), again=True)
    (line,) = status(tmp_path, read_settings(tmp_path))
    assert line.rounds.endswith("再次请求 15、内容相同 7、有改动 5、已删除 1、新增 1、恢复 1、仅细节变化 1")
    assert not line.waits


@pytest.mark.parametrize("words", [{"retry": True, "again": True}, {"end_round": True}])
def test_words_that_do_not_go_together_are_refused(words: dict[str, bool]) -> None:
    with pytest.raises(StageError):
        Asking(**words).checked()


def test_a_retry_waits_for_the_end_of_an_open_round(tmp_path: Path) -> None:
    capture_once(tmp_path, first_site())
    capture_once(tmp_path, everywhere(GONE), again=True)
    with FaultServer({HOST: edited_site()}) as server, desk(tmp_path, server, f"{BASE}/") as work:
        assert any("没有重试" in line for line in captured(work, retry=True).waiting)
    assert server.log == []


def test_the_workbook_lists_every_difference_with_both_records(twice: Path) -> None:
    from openpyxl import load_workbook

    book = load_workbook(twice / "reports" / "冻结期差异.xlsx", read_only=True)
    heading, *found = book["差异"].iter_rows(values_only=True)
    at = {name: place for place, name in enumerate(heading)}
    listed = {row[at["网址"]].removeprefix(BASE): row for row in found}
    words = {
        "changed": "有改动",
        "removed": "已删除",
        "added": "新增",
        "back": "恢复",
        "volatile": "仅有计数、时间等细节变化",
    }
    wanted = {url: words[said] for url, said in EDITED.items() if said != "same"}
    assert {url: row[at["差异"]] for url, row in listed.items()} == wanted
    edited = listed["/xw/2.html"]
    assert edited[at["标题"]] == "关于第2号工作的通知"
    assert edited[at["原摘要（SHA-256）"]] == hashlib.sha256(body_of(article(2))).hexdigest()
    assert edited[at["现摘要（SHA-256）"]] == lines(twice)[f"{BASE}/xw/2.html"]["sha256"]
    places = {f"{row.warc} @{row.offset}" for row in rows(twice, captures)}
    assert {edited[at["原记录"]], edited[at["现记录"]], listed["/xw/4.html"][at["现记录"]]} <= places
    assert not listed["/xw/10.html"][at["原记录"]]
