"""The stage over two small sites: files too get an answer, visits are joined to them, a trial serves and is checked."""

import csv
import gzip
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from openpyxl import load_workbook

from migrate.demo.server import DemoServer
from migrate.errors import StageError
from migrate.ledger.book import open_ledger
from migrate.ledger.hits import hit_totals, logs_read
from migrate.run.capturing.given import Given
from migrate.run.checking import check_redirects
from migrate.run.serve_redirects import serve_redirects
from migrate.run.whole import Order, run_stage
from migrate.run.work import Result, Silent
from migrate.settings import read_settings
from tests.run.sourcing import Heard
from tests.whole import tiny

ROOT = Path(__file__).parents[2]
A, B = f"http://{tiny.ALPHA}", f"http://{tiny.BETA}"


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = tmp_path_factory.mktemp("stage") / "finished"
    with tiny.served() as server:
        server_workspace(workspace, server)
    return workspace


def server_workspace(workspace: Path, server: DemoServer) -> None:
    tiny.classified(workspace, server)
    assert tiny.run(workspace, server).exit_code == 0


@pytest.fixture
def workspace(finished: Path, tmp_path: Path) -> Path:
    return shutil.copytree(finished, tmp_path / "workspace")


def lines_of(workspace: Path, name: str) -> dict[str, dict[str, str]]:
    with (workspace / "redirects" / name).open(encoding="utf-8", newline="") as file:
        return {line["old_url"]: line for line in csv.DictReader(file)}


def stage(workspace: Path, name: str, *logs: Path) -> tuple[Result, list[str]]:
    heard = Heard()
    order = Order(unreviewed=True, given=Given((), logs))
    return run_stage(workspace, read_settings(workspace), heard, name, order), heard.said


def log(path: Path, *requests: tuple[str, str, int, int], day: str = "11/Mar/2024") -> Path:
    """A log in Apache's form: (host, request target, status, how often)."""
    lines = [
        f'{host}:80 192.0.2.7 - - [{day}:10:00:{at % 60:02} +0800] "GET {target} HTTP/1.1" {status} 5 "-" "-"\n'
        for host, target, status, number in requests
        for at in range(number)
    ]
    path.write_text("".join(lines), "utf-8")
    return path


def totals(workspace: Path) -> dict[str, tuple[int, int, str]]:
    with open_ledger("", workspace, writing=False) as ledger, ledger.begin() as connection:
        return {row.url: (row.hits, row.found, row.last_day) for row in hit_totals(connection)}


def test_every_image_attachment_and_style_has_an_answer_that_stands_on_disk(finished: Path) -> None:
    others = lines_of(finished, "others.csv")
    assert {f"{A}/css/site.css", f"{A}/images/dot.png", f"{A}/files/table.xls", f"{B}/images/4.jpg"} <= others.keys()
    assert others[f"{A}/files/table.xls"]["answer"] == "redirect"
    assert others[f"{A}/css/site.css"]["answer"] == "archived"
    for line in others.values():
        folder = finished / "portal" if line["answer"] == "redirect" else finished
        assert line["answer"] == "gone" or (folder / line["target"].lstrip("/")).is_file(), line
    assert not others.keys() & lines_of(finished, "redirects.csv").keys()
    assert f"{A}/robots.txt" not in others  # what bars crawlers from the old site must not bar them from the answers


def test_verify_misses_the_answer_of_a_file(workspace: Path) -> None:
    path = workspace / "redirects" / "others.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "table.xls" not in line), "utf-8")
    result, _ = stage(workspace, "verify")
    assert result.broken and any(f"{A}/files/table.xls" in line for line in result.waiting)


def test_a_tool_elsewhere_is_led_to_only_where_the_office_allows_it(workspace: Path) -> None:
    (workspace / "migrate.toml").write_text('[redirects]\nhosts = ["fw.qiyun.gov.example"]\n', "utf-8")
    from migrate.run.redirects import allowed_hosts
    from migrate.run.work import opened

    with opened(workspace, read_settings(workspace), Silent()) as work:
        assert allowed_hosts(work) == {"fw.qiyun.gov.example"}


VISITS = (
    (tiny.ALPHA, "/gzdt/1.html", 200, 4),
    (tiny.ALPHA, "/GZDT/1.html", 200, 2),
    (tiny.ALPHA, "/lost.html", 404, 3),
    (tiny.ALPHA, "/never.asp?id=1", 404, 6),
    (tiny.ALPHA, "/unlinked.html", 200, 5),
    (tiny.ALPHA, "/wp-login.php", 404, 50),
    (tiny.ALPHA, "/images/dot.png", 200, 8),
    (tiny.ALPHA, "/images/never.png", 404, 9),
    ("other.qiyun.gov.example", "/", 200, 7),
)


def test_visits_are_joined_to_the_answers_and_the_unanswered_come_first(workspace: Path, tmp_path: Path) -> None:
    result, said = stage(workspace, "redirects", log(tmp_path / "access.log", *VISITS))
    assert totals(workspace) == {
        f"{A}/images/dot.png": (8, 8, "2024-03-11"),
        f"{A}/never.asp?id=1": (6, 0, "2024-03-11"),
        f"{A}/unlinked.html": (5, 5, "2024-03-11"),
        f"{A}/gzdt/1.html": (4, 4, "2024-03-11"),
        f"{A}/lost.html": (3, 0, "2024-03-11"),
        f"{A}/GZDT/1.html": (2, 2, "2024-03-11"),
    }
    book = load_workbook(workspace / "reports/访问量.xlsx", read_only=True)
    lost = [row[:4] for row in book["没有去处的网址"].iter_rows(min_row=2, values_only=True)]
    assert lost == [
        (f"{A}/never.asp?id=1", 6, "21.43%", 0),
        (f"{A}/unlinked.html", 5, "17.86%", 5),
        (f"{A}/lost.html", 3, "10.71%", 0),
    ]
    led = [row[0] for row in book["有去处的网址"].iter_rows(min_row=2, values_only=True)]
    assert led == [f"{A}/images/dot.png", f"{A}/gzdt/1.html", f"{A}/GZDT/1.html"]
    (hosts,) = book["按主机"].iter_rows(min_row=2, values_only=True)
    assert hosts == (tiny.ALPHA, "栖云粮食网", 28, 14, 14)
    assert any("50 次扫描和攻击" in line and "7 次不属于任何网站" in line for line in said)
    assert result.exit_code == 1 and f"{A}/unlinked.html" in result.waiting[0]


def test_what_only_a_log_names_is_answered_and_the_books_still_hold(workspace: Path, tmp_path: Path) -> None:
    stage(workspace, "redirects", log(tmp_path / "access.log", *VISITS))
    others = lines_of(workspace, "others.csv")
    assert (others[f"{A}/never.asp?id=1"]["answer"], others[f"{A}/never.asp?id=1"]["status"]) == ("gone", "410")
    assert "没有采集到" in others[f"{A}/unlinked.html"]["reason"]
    assert f"{A}/GZDT/1.html" not in others and f"{A}/wp-login.php" not in others
    assert not stage(workspace, "verify")[0].broken


def test_another_spelling_that_a_log_names_is_led_where_the_known_one_is(workspace: Path, tmp_path: Path) -> None:
    spellings = ((tiny.ALPHA, "/%67zdt/1.html", 200, 1), (tiny.ALPHA, "/gzdt/1.html;jsessionid=AB12", 200, 1))
    stage(workspace, "redirects", log(tmp_path / "access.log", *spellings))
    others, pages = lines_of(workspace, "others.csv"), lines_of(workspace, "redirects.csv")
    assert others[f"{A}/%67zdt/1.html"]["target"] == pages[f"{A}/gzdt/1.html"]["target"]
    assert not [url for url in others if "jsessionid" in url]


def test_a_log_is_counted_once_packed_grown_or_given_again(workspace: Path, tmp_path: Path) -> None:
    early = log(tmp_path / "access.log", (tiny.ALPHA, "/gzdt/1.html", 200, 60))
    late = tmp_path / "later.log"
    late.write_bytes(
        early.read_bytes() + log(tmp_path / "x", (tiny.ALPHA, "/gzdt/1.html", 200, 5), day="1/Apr/2024").read_bytes()
    )
    packed = tmp_path / "access.log.1.gz"
    packed.write_bytes(gzip.compress(late.read_bytes()))
    stage(workspace, "redirects", early)
    assert totals(workspace)[f"{A}/gzdt/1.html"] == (60, 60, "2024-03-11")
    _, said = stage(workspace, "redirects", late, packed, early)
    assert totals(workspace)[f"{A}/gzdt/1.html"] == (65, 65, "2024-04-01")
    assert sum("不重复计数" in line for line in said) == 2
    with open_ledger("", workspace, writing=False) as ledger, ledger.begin() as connection:
        assert [row.file for row in logs_read(connection)] == ["later.log"]


def test_a_file_that_is_no_log_is_refused_before_anything_is_counted(workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "no.log").write_text("x\n" * 2000, "utf-8")
    with pytest.raises(StageError, match="日志"):
        stage(workspace, "redirects", log(tmp_path / "a.log", *VISITS), tmp_path / "no.log")
    assert totals(workspace) == {}


@contextmanager
def trial(workspace: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    command = [sys.executable, str(ROOT / "cli.py"), "-w", str(workspace), "serve-redirects", "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        assert server.stderr is not None
        told = server.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/_host/", told)
        assert found, told
        yield server, int(found[1])
    finally:
        server.kill()
        server.communicate(timeout=30)


def test_a_trial_answers_as_the_table_says_and_ends_cleanly(workspace: Path) -> None:
    before = (workspace / "ledger.db").read_bytes()
    with trial(workspace) as (server, port):
        result = check_redirects(
            workspace, read_settings(workspace, ["redirects.interval=0"]), Silent(), f"http://127.0.0.1:{port}/"
        )
        server.send_signal(signal.SIGINT)
        out, err = server.communicate(timeout=30)
    assert (result.exit_code, result.counts["不符"]) == (0, 0), result.waiting
    assert result.counts["核对的旧网址"] == len(lines_of(workspace, "redirects.csv")) + len(
        lines_of(workspace, "others.csv")
    )
    assert server.returncode == 0 and "跳转" in out and "Traceback" not in err
    assert (workspace / "ledger.db").read_bytes() == before


def test_the_check_tells_what_the_server_does_otherwise(workspace: Path) -> None:
    with trial(workspace) as (_, port):
        with (workspace / "redirects/redirects.csv").open("a", encoding="utf-8") as file:
            file.write(f"{A}/new.html,redirect,/index.html,301,\n")
        (workspace / "portal/index.html").rename(workspace / "portal/elsewhere.html")
        result = check_redirects(
            workspace, read_settings(workspace, ["redirects.interval=0"]), Silent(), f"http://127.0.0.1:{port}/"
        )
    assert result.exit_code == 3 and any("/new.html：状态码应为 301，实为 404" in line for line in result.waiting)
    rows = load_workbook(workspace / "reports/跳转核对.xlsx", read_only=True)["不符"].iter_rows(
        min_row=2, values_only=True
    )
    assert next(rows)[0] == f"{A}/new.html"


def test_a_trial_without_answers_says_what_to_do_first(tmp_path: Path) -> None:
    with pytest.raises(StageError, match=re.escape("redirects.csv")):
        serve_redirects(tmp_path, read_settings(tmp_path), Silent(), host="127.0.0.1", port=0)


@pytest.mark.skipif(os.name == "nt", reason="ports are shared there")
def test_a_port_that_is_taken_is_told(workspace: Path) -> None:
    with trial(workspace) as (_, port), pytest.raises(StageError, match="无法在"):
        serve_redirects(workspace, read_settings(workspace), Silent(), host="127.0.0.1", port=port)
