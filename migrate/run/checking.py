"""The check of a live server: every old URL is replayed, and what is not as it shall be is reported."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import Connection

from migrate.errors import StageError
from migrate.fetch.addresses import GuardedConnector
from migrate.ledger.book import open_ledger
from migrate.ledger.targets import archived_copies, kept_digests, placed_titles
from migrate.model import PAGE_KINDS
from migrate.redirects.checking import Asking, Checked, Expected, check
from migrate.redirects.keys import absolute, is_unheard
from migrate.redirects.settling import Settled, settled
from migrate.redirects.writing import OTHERS, PAGES, read_lines
from migrate.run.redirects import allowed_hosts, rooted
from migrate.run.report_book import Table, write_book
from migrate.run.words import one_line
from migrate.run.work import ARCHIVE, REDIRECTS, REPORTS, Result, Voice, Work
from migrate.settings import ConnectTo, Http, Settings
from migrate.urls import is_public

BOOK = "跳转核对.xlsx"
SHOWN = 50  # problems listed at the desk; all of them stand in the report
HEADINGS = ("旧网址", "结论", "应答", "实答", "应到", "实到", "跳转次数", "最后的状态码")
WIDTHS = (70, 50, 8, 8, 60, 60, 10, 12)
Marks = dict[str, tuple[str, str]]


def check_redirects(workspace: Path, settings: Settings, voice: Voice, base_url: str) -> Result:
    """Replay every old URL against the server at `base_url`; the result is broken where one answers otherwise.

    Nothing is entered in the ledger; `reports/跳转核对.xlsx` holds every line, those with a problem first.
    """
    folder = workspace / REDIRECTS
    if not (folder / PAGES).is_file():
        raise StageError(f"{workspace} 中还没有 {REDIRECTS}/{PAGES}", "请先运行 migrate redirects 生成跳转规则")
    with open_ledger(settings.ledger.url, workspace, writing=False) as ledger, ledger.begin() as connection:
        work = Work(workspace, settings, ledger, voice)
        marks = _marks(connection, settings)
    others = folder / OTHERS
    try:
        lines = read_lines(folder / PAGES), read_lines(others) if others.is_file() else ()
        with settled(*lines, hosts=allowed_hosts(work)) as answers:
            checked = _replayed(work, answers, marks, base_url)
    except ValueError as error:
        raise StageError(f"{REDIRECTS} 中的跳转表无法读取（{error}）", "请重新运行 migrate redirects") from error
    return _reported(work, checked)


def _marks(connection: Connection, settings: Settings) -> Marks:
    """What is to be seen at each target: (a text on the page, digest of the file)."""
    portal, archive = settings.portal.base_url, settings.archive.base_url
    marks: Marks = {}
    for new_url, title in placed_titles(connection):
        if is_public(new_url):
            marks[rooted(portal, "", new_url)] = (title, "")
    for new_url, sha256 in kept_digests(connection):
        if is_public(new_url):
            marks[rooted(portal, "", new_url)] = ("", sha256)
    for row in archived_copies(connection):
        is_page = row.kind in PAGE_KINDS  # its mark names the old URL
        marks[rooted(archive, ARCHIVE, row.path)] = (row.url, "") if is_page else ("", row.sha256)
    return marks


def _replayed(work: Work, answers: Settled, marks: Marks, base_url: str) -> list[Checked]:
    total, checked = answers.size()[0], list[Checked]()

    def told(one: Checked) -> None:
        checked.append(one)
        if len(checked) % 50 == 0 or len(checked) == total:
            work.voice.progress("核对", "旧网址", len(checked), total)

    http = _leading(work.settings, base_url, answers)
    ours = work.settings.redirects
    asking = Asking(http.user_agent, http.timeout, http.total_timeout, http.max_body, ours.interval, ours.connections)
    check(_expected(answers, marks), base_url, lambda: GuardedConnector(http), asking, told)
    return sorted(checked, key=lambda one: (not one.problem, one.expected.url))


def _leading(settings: Settings, base_url: str, answers: Settled) -> Http:
    """The settings under which every old host is asked at the live server, as if its name led there already."""
    try:
        parts = urlsplit(base_url)
        host, port = parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        host, port = None, 0
    if not host or not base_url.startswith(("http://", "https://")):
        raise StageError(f"--check 的网址 {base_url} 不可用", "请写作 http://主机:端口/ 或 https://主机/")
    led = [ConnectTo(old.strip("[]"), None, host, port) for old in answers.hosts()]
    rules = (*led, ConnectTo(host, port, host, port), *settings.http.connect_to)
    return replace(settings.http, connect_to=rules, connections_per_host=settings.redirects.connections)


def _expected(answers: Settled, marks: Marks) -> Iterator[Expected]:
    for key, one in answers.served():
        if not is_unheard(key):
            shown, sha256 = marks.get(one.target, ("", ""))
            target = absolute(f"http://{key}", one.target).replace("$", "%24")
            yield Expected(f"http://{key}", one.status, target, shown, sha256)


def _reported(work: Work, checked: list[Checked]) -> Result:
    wrong = [one for one in checked if one.problem]
    tables = [
        Table("不符", HEADINGS, WIDTHS, map(_row, wrong)),
        Table("全部", HEADINGS, WIDTHS, map(_row, checked)),
    ]
    write_book(work.folder(REPORTS) / BOOK, tables)
    result = Result(broken=bool(wrong))
    result.count("核对的旧网址", len(checked))
    result.count("相符", len(checked) - len(wrong))
    result.count("不符", len(wrong))
    more = sum(one.hops > 1 for one in checked)
    if more:
        result.count("跳转不止一次", more)
    result.waiting += [f"{one_line(one.expected.url, 120)}：{one_line(one.problem, 300)}" for one in wrong[:SHOWN]]
    if len(wrong) > SHOWN:
        result.waiting.append(f"……共 {len(wrong)} 个，全部列在 {REPORTS}/{BOOK}")
    return result


def _row(one: Checked) -> tuple[str | int, ...]:
    wanted = one.expected
    said = (one.status or 0, wanted.target, one.target, one.hops, one.final_status or 0)
    return wanted.url, one.problem or "相符", wanted.status, said[0], said[1], said[2], said[3], said[4]
