"""Traffic first: visits are joined to the old URLs, and what nobody answers is told by its hits."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row

from mappings.traffic import Traffic, read_traffic
from migrate.ledger import hits
from migrate.ledger.sites import known_sites
from migrate.model import Redirect
from migrate.redirects.keys import request_keys
from migrate.redirects.settling import Settled
from migrate.run.counting import LEFT_OUT, below_host
from migrate.run.report_book import MOST_ROWS, Table, write_book
from migrate.run.words import ANSWERS, one_line
from migrate.run.work import MAPPINGS, REPORTS, Result, Work
from migrate.urls import host_of, session_free

BOOK = "访问量.xlsx"
SHOWN = 10  # unanswered addresses told at the desk
MOST_LOGGED = 50_000  # addresses that only logs name and that get a line of their own; the others are 404
CAUGHT = "访问日志中有人访问成功，但没有采集到"
MISSING = "只见于访问日志，原网站没有这个网页"


def logged_answers(
    connection: Connection, site_keys: Sequence[str], answer_of: Callable[[Row[Any]], Redirect]
) -> Iterator[Redirect]:
    """Give the answers of what only logs name, the most asked first: of the URL meant where it is another spelling,
    else gone. Session ids are nobody's bookmark: their spellings get no line."""
    totals = iter(list(islice(hits.hit_totals(connection), MOST_LOGGED)))
    while batch := list(islice(totals, hits.CHUNK)):
        meant = hits.rows_meant(connection, site_keys, [row.canonical for row in batch])
        for row in batch:
            known = meant.get(row.canonical)
            if known is None:
                yield Redirect(row.url, "gone", "", 410, CAUGHT if row.found else MISSING)
            elif known.url != row.url and session_free(row.url) == row.url:
                answer = answer_of(known)
                yield Redirect(row.url, answer.answer, answer.target, answer.status, answer.reason)


@dataclass
class _Joined:
    """The visits joined to the answers: the most asked addresses that lead on and that do not, and all in numbers."""

    led: list[tuple[Row[Any], Redirect | None]] = field(default_factory=list)
    lost: list[tuple[Row[Any], Redirect | None]] = field(default_factory=list)
    by_host: dict[str, list[int]] = field(default_factory=dict)  # host → visits that were led on, and that were lost
    total: int = 0
    unanswered: int = 0  # addresses that do not lead on
    missed: int = 0  # of those: were there once and were never captured
    sample: str = ""  # the most asked of them

    def add(self, row: Row[Any], answer: Redirect | None) -> None:
        """Count an address with the answer that the servers give."""
        self.total += row.hits
        is_led = answer is not None and answer.answer != "gone"
        self.by_host.setdefault(host_of(row.url), [0, 0])[not is_led] += row.hits
        rows = self.led if is_led else self.lost
        if len(rows) < MOST_ROWS:
            rows.append((row, answer))
        self.unanswered += not is_led
        if row.found and not is_led and (answer is None or answer.reason == CAUGHT):
            self.missed += 1
            self.sample = self.sample or row.url


def _joined(connection: Connection, answers: Settled, traffic: Traffic) -> _Joined:
    joined = _Joined()
    for row in hits.hit_totals(connection):
        keys = request_keys(row.url)
        answer = answers.answer_at(keys[0]) if keys else None
        is_ours = answer is not None and answer.reason not in (CAUGHT, MISSING)
        if is_ours or traffic.ignored(below_host(row.url)) is None:  # a rule of today counts for yesterday's log
            joined.add(row, answer)
    return joined


def write_traffic(connection: Connection, work: Work, answers: Settled) -> Result:
    """Write `reports/访问量.xlsx`, the unanswered addresses first; no file where no log was ever read."""
    result = Result()
    logs = hits.logs_read(connection)
    if not logs:
        return result
    traffic = read_traffic(work.workspace / MAPPINGS)
    joined = _joined(connection, answers, traffic)
    titles = {host_of(row.url): row.site_name for row in known_sites(connection) if row.url}
    shown = ("旧网址", "访问次数", "占全部访问", "其中当时成功", "最近访问", "现在的答复")
    widths = (70, 10, 12, 12, 12, 16)
    tables = [
        Table("没有去处的网址", (*shown, "说明"), (*widths, 50), _rows(joined.lost, joined.total)),
        Table("有去处的网址", (*shown, "去处"), (*widths, 70), _rows(joined.led, joined.total)),
        Table(
            "按主机", ("主机", "网站", "访问次数", "有去处", "没有去处"), (34, 30, 12, 12, 12), _hosts(joined, titles)
        ),
        Table("日志", ("文件", "读取时间", "行数", "计入访问", "略去"), (40, 22, 12, 12, 80), _logs(logs, traffic)),
    ]
    write_book(work.folder(REPORTS) / BOOK, tables)
    _tell(work, result, joined)
    return result


def _rows(rows: Iterable[tuple[Row[Any], Redirect | None]], total: int) -> Iterator[tuple[str | int, ...]]:
    for row, answer in rows:
        said = ANSWERS[answer.answer] if answer is not None else "没有答复（404）"
        more = "" if answer is None else answer.target or answer.reason
        yield row.url, row.hits, f"{row.hits / total:.2%}", row.found, row.last_day or "", said, more


def _hosts(joined: _Joined, titles: dict[str, str]) -> Iterator[tuple[str | int, ...]]:
    for host, (led, lost) in sorted(joined.by_host.items(), key=lambda one: (-sum(one[1]), one[0])):
        yield host, titles.get(host, ""), led + lost, led, lost


def _logs(logs: Sequence[Row[Any]], traffic: Traffic) -> Iterator[tuple[str | int, ...]]:
    titles = LEFT_OUT | {rule.name: rule.title for rule in traffic.rules}
    for row in logs:
        left = "、".join(f"{titles.get(name, name)} {number}" for name, number in sorted(row.counts["left"].items()))
        yield row.file, row.read_at, row.lines, row.counts["counted"], left


def _tell(work: Work, result: Result, joined: _Joined) -> None:
    number = sum(lost for _, lost in joined.by_host.values())
    share = f"，占 {number / joined.total:.1%}" if joined.total else ""
    told = f"访问量：共 {joined.total} 次，其中 {number} 次问的是没有去处的网址（{joined.unanswered} 个）{share}"
    work.voice.say(told)
    for row, answer in joined.lost[:SHOWN]:
        why = answer.reason if answer is not None else "没有答复"
        work.voice.say(f"  {row.hits:>8} 次  {one_line(row.url, 100)}  {one_line(why)}")
    result.count("没有去处而有人访问的网址", joined.unanswered)
    if joined.missed:
        told = f"访问日志中有 {joined.missed} 个网址当时访问成功，却没有采集到，例如 {one_line(joined.sample, 200)}"
        result.waiting.append(f"{told}；请用 migrate capture --log 采集，或在 mappings/traffic.toml 中写明略去")
