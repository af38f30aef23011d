"""Lists of addresses and access logs: what they name is captured, what they hold beside it is told."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from migrate.errors import SheetError, StageError
from migrate.ledger import schema
from migrate.ledger.book import Ledger
from migrate.ledger.decisions import Made, enter_decisions
from migrate.ledger.sites import enter_sites
from migrate.model import Decision, Site, Verdict
from migrate.run.capturing import sourcing
from migrate.run.capturing.given import read_given
from migrate.settings import Settings
from tests.run.capturing import KEY, desk, lines, outcomes, rows
from tests.run.sourcing import file_with, log_line, sourced
from tests.zoo.answers import moved, ok, page
from tests.zoo.server import FaultServer
from tests.zoo.site import BASE, HOST

OTHER, OTHER_KEY = "wlj.qiyun.gov.example", "3311230013"
SITE = {
    "/": page("/xw/1.html"),
    "/xw/1.html": page(also="<p>第一篇</p>"),
    "/orphan/2.html": page(also="<p>清单中的</p>"),
    "/orphan/3.html": page("/orphan/4.html", also="<p>日志中的</p>"),
    "/orphan/4.html": page(also="<p>由日志中的页面提到</p>"),
    "/%e5%86%9C.html": page(also="<p>小写的百分号编码</p>"),
}
BEFORE = {f"{BASE}{path}" for path in ("/", "/robots.txt", "/xw/1.html")}


class Break(BaseException):
    """What a kill would be, where the test can catch it."""


def stored(workspace: Path) -> set[str]:
    return {url for url, said in outcomes(workspace).items() if said == "stored"}


def test_what_no_page_links_is_captured_from_a_list_and_a_log(tmp_path: Path) -> None:
    listed = file_with(
        tmp_path, "网址.txt", f"# 归档前核对\n{BASE}/orphan/2.html\n{BASE}/%e5%86%9C.html\n{BASE}/xw/1.html\n".encode()
    )
    log = file_with(
        tmp_path,
        "access.log",
        log_line("/orphan/3.html")
        + log_line("/wp-login.php", 404)
        + log_line("/orphan/2.html", 200, "POST")
        + "garbage\n",
    )
    with FaultServer({HOST: SITE}) as server, desk(tmp_path, server, f"{BASE}/") as work:
        result, said = sourced(work, [listed], [log])
    assert stored(tmp_path) == {f"{BASE}{path}" for path in SITE}
    assert set(outcomes(tmp_path)) == {f"{BASE}{path}" for path in SITE} | BEFORE
    assert result.waiting == []
    assert said[0] == "网址清单 网址.txt：3 个网址，新增 3 个"
    assert said[1].startswith("访问日志 access.log：1 个网址，新增 1 个；共 4 行，其中 2 行不是成功的 GET 或 HEAD 请求")
    assert "1 行无法识别，例如第 4 行：garbage" in said[1]
    told = lines(tmp_path)
    assert told[f"{BASE}/orphan/2.html"]["named_by"] == ["operator"]
    assert told[f"{BASE}/orphan/3.html"]["named_by"] == ["log"]
    assert told[f"{BASE}/xw/1.html"]["named_by"] == ["link", "operator"]
    named = {(one.named_by, one.referrer) for one in rows(tmp_path, schema.namings)}
    assert {("operator", "网址.txt"), ("log", "access.log")} <= named


def test_the_same_files_again_change_nothing(tmp_path: Path) -> None:
    listed = file_with(tmp_path, "a.txt", f"{BASE}/orphan/2.html\n")
    log = file_with(tmp_path, "access.log", log_line("/orphan/3.html") + log_line("/xw/1.html"))
    with FaultServer({HOST: SITE}) as server:
        with desk(tmp_path, server, f"{BASE}/") as work:
            sourced(work, [listed], [log])
        before, asked, named = lines(tmp_path), len(server.log), _named(tmp_path)
        with desk(tmp_path, server, f"{BASE}/") as work:
            _, said = sourced(work, [listed], [log])
    assert (lines(tmp_path), len(server.log)) == (before, asked)
    assert _named(tmp_path) == named != []
    assert all("新增 0 个" in line for line in said)


def _named(workspace: Path) -> list[tuple[str, str]]:
    return [(one.item, one.site_key) for one in rows(workspace, schema.entries, schema.entries.c.event == "named")]


def _xlsx(folder: Path) -> Path:
    book = Workbook()
    book.active.append(["序号", "标题", "网址"])
    book.active.append([1, "关于春耕的通知", f"{BASE}/orphan/2.html"])
    more = book.create_sheet("附表")
    more.append(["点此", 20190305])
    more["A1"].hyperlink = f"{BASE}/orphan/3.html"
    book.save(folder / "网址.xlsx")
    return folder / "网址.xlsx"


CSV = f"序号,标题,网址\n1,通知,{BASE}/orphan/2.html\n2,通知,{BASE}/orphan/3.html\n"
LINES = f"{BASE}/orphan/2.html\n{BASE}/orphan/3.html\n"
BARE = f"/orphan/2.html\r\n{HOST}/orphan/3.html\r\n"
SITE_MAP = "".join(f"<url><loc>{one}</loc></url>" for one in LINES.split())
TABLE = "".join(f"<tr><td>网址</td><td>{one}</td></tr>" for one in LINES.split())


@pytest.mark.parametrize(
    "made",
    [
        _xlsx,
        lambda folder: file_with(folder, "a.csv", CSV.encode("gb18030")),
        lambda folder: file_with(folder, "one.csv", LINES),
        lambda folder: file_with(folder, "a.txt", BARE.encode("utf-16")),
        lambda folder: file_with(folder, "sitemap.xml", f"<?xml version='1.0'?><urlset>{SITE_MAP}</urlset>"),
        lambda folder: file_with(folder, "a.html", f"<html><body><table>{TABLE}</table></body></html>".encode()),
    ],
    ids=["xlsx", "csv", "one column", "text", "site map", "web page"],
)
def test_a_list_may_be_of_many_kinds(tmp_path: Path, made: Callable[[Path], Path]) -> None:
    with FaultServer({HOST: SITE}) as server, desk(tmp_path, server, f"{BASE}/") as work:
        result, said = sourced(work, [made(tmp_path)])
    assert {f"{BASE}/orphan/{one}.html" for one in (2, 3)} <= stored(tmp_path)
    assert result.waiting == []
    assert "新增 2 个" in said[0]


def test_each_address_goes_to_the_site_it_belongs_to_and_strangers_are_told(tmp_path: Path) -> None:
    listed = file_with(
        tmp_path,
        "a.txt",
        f"{BASE}/orphan/2.html\nhttp://{OTHER}/orphan/5.html\nhttp://elsewhere.example/6.html\n农业局\n".encode(),
    )
    log = file_with(
        tmp_path, "vhosts.log", log_line("/orphan/7.html", host=OTHER) + log_line("/8.html", host="elsewhere.example")
    )
    other = {"/": page(), "/orphan/5.html": ok("<p>五</p>"), "/orphan/7.html": ok("<p>七</p>")}
    with FaultServer({HOST: SITE, OTHER: other}) as server, desk(tmp_path, server, f"{BASE}/") as work:
        _add_site(work.ledger)
        result, said = sourced(work, [listed], [log])
    assert {url: line["site"] for url, line in lines(tmp_path).items() if "orphan" in url} == {
        f"{BASE}/orphan/2.html": KEY,
        f"http://{OTHER}/orphan/5.html": OTHER_KEY,
        f"http://{OTHER}/orphan/7.html": OTHER_KEY,
    }
    assert "elsewhere.example" not in {one.host for one in server.log}
    assert result.waiting == [
        "网址清单 a.txt 有 1 行不是网址，例如第 4 行：农业局",
        "网址清单 a.txt 有 1 个网址不属于本次采集的任何网站，未采用，例如 http://elsewhere.example/6.html",
    ]
    assert "1 个不属于本次采集的任何网站，未采用，例如 http://elsewhere.example/8.html" in said[1]


def _add_site(ledger: Ledger) -> None:
    with ledger.begin() as connection:
        enter_sites(connection, [Site(OTHER_KEY, "栖云县文旅局", f"http://{OTHER}/", "sheet.xlsx", None, 4)])
        made = Made(Decision(OTHER_KEY, Verdict.MIGRATE, None, False, (), (), (), False))
        enter_decisions(connection, ledger, [made])


def test_a_log_without_hosts_is_that_of_the_one_site_and_of_several_it_says_nothing(tmp_path: Path) -> None:
    bare = log_line("/orphan/3.html").partition(" ")[2]
    referred = log_line("/orphan/2.html", referrer=f"{BASE}/").partition(" ")[2]
    log = file_with(tmp_path, "access.log", bare + referred)
    with FaultServer({HOST: SITE, OTHER: {"/": page()}}) as server:
        with desk(tmp_path / "one", server, f"{BASE}/") as work:
            alone, _ = sourced(work, [], [log])
        with desk(tmp_path / "two", server, f"{BASE}/") as work:
            _add_site(work.ledger)
            of_two, _ = sourced(work, [], [log])
    assert {f"{BASE}/orphan/2.html", f"{BASE}/orphan/3.html"} <= stored(tmp_path / "one")
    assert alone.waiting == []
    assert f"{BASE}/orphan/2.html" in stored(tmp_path / "two")
    assert f"{BASE}/orphan/3.html" not in lines(tmp_path / "two")
    (told,) = of_two.waiting
    assert "1 个网址没有写明主机" in told


def test_a_host_that_the_home_page_redirects_to_is_known_after_the_crawl_and_its_addresses_are_asked(
    tmp_path: Path,
) -> None:
    listed = file_with(tmp_path, "a.txt", f"http://www.{HOST}/orphan/2.html\nhttp://elsewhere.example/\n")
    sites = {HOST: {"/": moved(f"http://www.{HOST}/")}, f"www.{HOST}": SITE}
    with FaultServer(sites) as server, desk(tmp_path, server, f"{BASE}/") as work:
        result, said = sourced(work, [listed])
    assert f"http://www.{HOST}/orphan/2.html" in stored(tmp_path)
    assert [line for line in result.waiting if "网址清单" in line] == [
        "网址清单 a.txt 有 1 个网址不属于本次采集的任何网站，未采用，例如 http://elsewhere.example/"
    ]
    assert "新增 1 个" in said[-1]


def test_a_calendar_in_a_log_is_a_trap_as_in_a_page(tmp_path: Path) -> None:
    days = [f"/rl.asp?date=2019-{month}-{day}" for month in range(1, 13) for day in range(1, 29)]
    log = file_with(tmp_path, "access.log", "".join(map(log_line, days)))
    site = {**SITE, **{day: page(also="<p>没有</p>") for day in days}}
    with FaultServer({HOST: site}) as server, desk(tmp_path, server, f"{BASE}/") as work:
        sourced(work, [], [log])
    assert sum("date=" in one for one in server.targets()) <= 31
    told = {said for url, said in outcomes(tmp_path).items() if "date=" in url}
    assert "quarantined calendar" in told
    assert set(outcomes(tmp_path)) >= {BASE + day for day in days}


def test_what_a_person_lists_is_asked_even_where_links_would_be_doubted(tmp_path: Path) -> None:
    days = [f"/rl.asp?date=2019-03-{day}" for day in range(1, 32)] + [
        f"/rl.asp?date=2019-05-{day}" for day in range(1, 20)
    ]
    listed = file_with(tmp_path, "a.txt", "".join(f"{BASE}{day}\n" for day in days))
    site = {**SITE, **{day: page(also="<p>没有</p>") for day in days}}
    with FaultServer({HOST: site}) as server, desk(tmp_path, server, f"{BASE}/") as work:
        sourced(work, [listed])
    assert {BASE + day for day in days} <= set(lines(tmp_path))
    assert not any(said.startswith("quarantined") for said in outcomes(tmp_path).values())


def test_spellings_counters_and_cache_busting_of_a_log_are_counted_and_not_named(tmp_path: Path) -> None:
    text = "".join(
        [
            *(log_line(f"/orphan/2.html;jsessionid={one:032X}") for one in range(5)),
            *(log_line(f"/hits.asp?id={one}") for one in range(5)),
            *(log_line(f"/style.css?{one}") for one in range(20)),
            *(log_line(f"/show.asp?id={one}") for one in range(20)),
        ]
    )
    site = {**SITE, **{f"/show.asp?id={one}": page(also=f"<p>第{one}号文章</p>") for one in range(20)}}
    with FaultServer({HOST: site}) as server, desk(tmp_path, server, f"{BASE}/") as work:
        _, said = sourced(work, [], [file_with(tmp_path, "access.log", text)])
    named = {url.removeprefix(BASE) for url, line in lines(tmp_path).items() if "log" in line["named_by"]}
    assert named == {
        "/orphan/2.html",
        *(f"/style.css?{one}" for one in range(8)),
        *(f"/show.asp?id={one}" for one in range(20)),
    }
    assert "22 个是同一网址的另一种写法、访问计数或避开缓存的写法，未单独列入" in said[0]  # 5 + 5 + 12
    assert f"{BASE}/orphan/2.html" in stored(tmp_path)


def test_an_address_of_a_list_that_looks_like_one_of_our_probes_is_an_address(tmp_path: Path) -> None:
    target = "/show.asp?id=991234567"
    listed = file_with(tmp_path, "a.txt", f"{BASE}{target}\n")
    with (
        FaultServer({HOST: {**SITE, target: page(also="<p>文章</p>")}}) as server,
        desk(tmp_path, server, f"{BASE}/") as work,
    ):
        sourced(work, [listed])
    assert outcomes(tmp_path)[BASE + target] == "stored"


def test_a_chinese_name_in_a_list_is_asked_in_utf_8_and_after_a_404_in_gbk(tmp_path: Path) -> None:
    gbk = "/%B4%BA%B8%FB.html"  # 春耕
    listed = file_with(tmp_path, "a.txt", f"{BASE}/春耕.html\n".encode("gb18030"))
    with (
        FaultServer({HOST: {**SITE, gbk: page(also="<p>春耕</p>")}}) as server,
        desk(tmp_path, server, f"{BASE}/") as work,
    ):
        sourced(work, [listed])
    assert BASE + gbk in stored(tmp_path)
    assert "/%E6%98%A5%E8%80%95.html" in server.targets()


@pytest.mark.parametrize("stop", [1, 2, 3])
def test_naming_that_broke_ends_as_an_undisturbed_one_when_the_files_are_given_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: int
) -> None:
    monkeypatch.setattr(sourcing, "BATCH", 2)
    days = [f"/rl.asp?date=2019-03-{day}" for day in range(1, 32)] + [
        f"/rl.asp?date=2019-05-{day}" for day in range(1, 20)
    ]
    log = file_with(tmp_path, "access.log", "".join(map(log_line, ["/orphan/3.html", *days])))
    site, ends = {**SITE, **{day: page(also="<p>没有</p>") for day in days}}, []
    for name, breaks in (("undisturbed", False), ("disturbed", True)):
        workspace = tmp_path / name
        with FaultServer({HOST: site}) as server, desk(workspace, server, f"{BASE}/") as work:
            with monkeypatch.context() as patch:
                if breaks:
                    _break_after(patch, stop)
                    with pytest.raises(Break):
                        sourced(work, [], [log])
            sourced(work, [], [log])
        ends.append({url: (line["outcome"], line["reason"]) for url, line in lines(workspace).items()})
    assert ends[0] == ends[1]


def _break_after(patch: pytest.MonkeyPatch, stop: int) -> None:
    left, real = [stop], Ledger.enter

    def breaking(self: Ledger, *given: object, **more: object) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise Break
        real(self, *given, **more)

    patch.setattr(Ledger, "enter", breaking)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("missing.txt", None, "无法读取"),
        ("empty.txt", b"", "没有网址"),
        ("words.txt", "农业局\n".encode(), "没有网址"),
        ("a.pdf", b"%PDF-1.4\n", "PDF"),
        ("broken.xlsx", b"PK\x03\x04broken", "broken.xlsx"),
        ("fake.csv", b"\x00\x01\x02\x03" * 100, "fake.csv"),
    ],
)
def test_a_list_that_cannot_be_read_is_refused_in_one_sentence(
    tmp_path: Path, name: str, content: bytes | None, words: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises((SheetError, StageError)) as told:
        read_given(Settings(), [path], [])
    assert words in told.value.problem
    assert told.value.remedy


@pytest.mark.parametrize(
    ("content", "words"), [(None, "无法读取"), (b"http://nyncj.qiyun.gov.example/\n", "不是可识别的访问日志")]
)
def test_a_log_that_cannot_be_read_is_refused_in_one_sentence(
    tmp_path: Path, content: bytes | None, words: str
) -> None:
    path = tmp_path / "access.log"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StageError) as told:
        read_given(Settings(), [], [path])
    assert words in told.value.problem


def test_a_torn_log_is_read_as_far_as_it_goes_and_a_person_is_told(tmp_path: Path) -> None:
    packed = gzip.compress(log_line("/orphan/3.html").encode() * 50)
    log = file_with(tmp_path, "access.log.gz", packed + packed[:-6])
    with FaultServer({HOST: SITE}) as server, desk(tmp_path, server, f"{BASE}/") as work:
        result, _ = sourced(work, [], [log])
    assert f"{BASE}/orphan/3.html" in stored(tmp_path)
    assert [line for line in result.waiting if "不完整" in line] != []


def test_the_command_takes_lists_and_logs_and_refuses_a_bad_one_before_anything_is_changed(
    tmp_path: Path, say: Callable[..., tuple[int, str, str]]
) -> None:
    listed = file_with(tmp_path, "a.txt", f"{BASE}/orphan/2.html\n")
    log = file_with(tmp_path, "access.log", log_line("/orphan/3.html"))
    with FaultServer({HOST: SITE}) as server:
        with desk(tmp_path, server, f"{BASE}/") as work:
            connect = server.connect_to
            with work.ledger.begin() as connection:
                runs = len(list(connection.execute(select(schema.runs))))
        quick = ("--set", "http.interval=0", "--set", "http.pace_factor=0", "--connect-to", connect, "-w", tmp_path)
        refused = say("capture", *quick, "--urls", listed, "--log", tmp_path / "none.log")
        assert (refused[0], refused[1]) == (2, "")
        assert "none.log 无法读取（文件或目录不存在）" in refused[2]
        assert len(refused[2].strip().splitlines()) == 1
        assert (server.log, len(rows(tmp_path, schema.runs))) == ([], runs)
        code, _, said = say("capture", *quick, "--urls", listed, "--log", log)
    assert code == 0
    assert "网址清单 a.txt：1 个网址，新增 1 个" in said
    assert {f"{BASE}/orphan/{one}.html" for one in (2, 3, 4)} <= stored(tmp_path)
