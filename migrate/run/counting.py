"""Access logs for their traffic: read line by line, counted once by address and status, outside memory."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, Row

from mappings.traffic import Traffic, read_traffic
from migrate.crawl.sources.access_logs import Fingerprint, Read, fingerprint, requests
from migrate.crawl.sources.log_lines import ASKING, Visit, is_address
from migrate.ledger import frontier, hits
from migrate.run.capturing.belonging import Belonging
from migrate.run.capturing.following import known_scope
from migrate.run.capturing.given import read_given
from migrate.run.work import MAPPINGS, Result, Work
from migrate.urls import canonical

ABREAST = 50_000  # pairs of address and status counted in memory before they are put aside
TOLD = 100_000  # lines of a log after which the desk hears of it
LEFT_OUT = {
    "method": "不是 GET 或 HEAD 请求",
    "address": "不是可用的网址",
    "homeless": "没有写明主机",
    "stranger": "不属于任何网站",
}
_COUNTS = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
CREATE TABLE hit (url TEXT, status INTEGER, hits INTEGER, last_day TEXT, PRIMARY KEY (url, status)) WITHOUT ROWID;
"""
_ADD = """
INSERT INTO hit VALUES (?, ?, ?, ?) ON CONFLICT (url, status) DO UPDATE
SET hits = hits + excluded.hits, last_day = max(last_day, excluded.last_day)
"""


def read_logs(work: Work, sites: Sequence[Row[Any]], logs: Sequence[Path]) -> Result:
    """Count the visits of every log that was not read before; a file that is no log is refused before all others."""
    result = Result()
    given = read_given(work.settings, (), logs)
    counting = _Counting(work, sites, read_traffic(work.workspace / MAPPINGS))
    for path in given.logs:
        with work.ledger.begin() as connection:
            known = hits.logs_read(connection)
            mark = fingerprint(path, [row.counts.get("size", 0) for row in known])
            said = _said_before(known, mark)
            if said is not None:
                work.voice.say(f"访问日志 {path.name} 的内容先前已读过（{said}），不重复计数")
                continue
            for row in known:  # a shorter state of the same growing file
                if mark.beginnings.get(row.counts.get("size", 0)) == row.sha256:
                    hits.forget_log(connection, row.sha256)
            counting.read(connection, path, mark, result)
    return result


def _said_before(known: Iterable[Row[Any]], mark: Fingerprint) -> str | None:
    """The name of a log that holds all of this one: the same bytes, or a later state of the same growing file."""
    for row in known:
        if row.sha256 == mark.sha256:
            return str(row.file)
        if mark.head and row.counts.get("head") == mark.head and row.counts.get("size", 0) > mark.size:
            return str(row.file)
    return None


class _Counting:
    """Counts visits by address and status, outside memory, and enters what a whole log told at once."""

    def __init__(self, work: Work, sites: Sequence[Row[Any]], traffic: Traffic) -> None:
        self._work, self._traffic = work, traffic
        with work.ledger.begin() as connection:
            scopes = {
                site.site_key: known_scope(connection, site, work.settings.http.file_hosts)
                for site in sites
                if site.url
            }
            homes = [url for key in scopes for url in frontier.homes(connection, key)]
            homes = homes or [site.url for site in sites if site.url]
        self._belonging = Belonging(scopes, homes)
        self._ruled: dict[tuple[str, ...], str] = {}

    def read(self, connection: Connection, path: Path, mark: Fingerprint, result: Result) -> None:
        """Read one log into the ledger."""
        read, left = Read(), Counter[str]()
        with closing(sqlite3.connect("")) as table:
            table.executescript(_COUNTS)
            self._count(connection, table, requests(path, read), read, left)
            counted = table.execute("SELECT coalesce(sum(hits), 0) FROM hit").fetchone()[0]
            rows = table.execute("SELECT url, status, hits, last_day FROM hit ORDER BY url, status")
            told = (
                {"url": url, "status": status, "hits": number, "last_day": day or None, "canonical": canonical(url)}
                for url, status, number, day in rows
            )
            counts = {"counted": counted, "left": dict(left), "size": mark.size, "head": mark.head}
            hits.enter_log(connection, mark.sha256, path.name, read.lines, counts, told)
        self._tell(path, read, counted, left, result)

    def _count(
        self, connection: Connection, table: sqlite3.Connection, visits: Iterator[Visit], read: Read, left: Counter[str]
    ) -> None:
        numbers, days = Counter[tuple[str, int]](), dict[tuple[str, int], str]()
        for visit in visits:
            url = self._address(connection, visit)
            if not url.startswith("http"):
                left[url] += 1
                continue
            place = (url, visit.status)
            numbers[place] += 1
            days[place] = max(days.get(place, ""), visit.day)
            if len(numbers) >= ABREAST:
                _put_aside(table, numbers, days)
            if read.at % TOLD == 0:
                self._work.voice.progress("读取日志", "访问量", read.at, None)
        _put_aside(table, numbers, days)

    def _address(self, connection: Connection, visit: Visit) -> str:
        """The address that a visit was for, or the name of the rule that leaves it out."""
        if visit.method not in ASKING:
            return "method"
        if not is_address(visit):
            return "address"
        asked = (visit.host, visit.target, "" if visit.host else visit.referrer)
        if asked not in self._ruled:
            if len(self._ruled) >= ABREAST:
                self._ruled.clear()
            self._ruled[asked] = self._ruling(connection, visit)
        return self._ruled[asked]

    def _ruling(self, connection: Connection, visit: Visit) -> str:
        url = self._belonging.address_of(visit)
        if url is None:
            return "homeless"
        if self._belonging.site_of(url) is None:
            return "stranger"
        rule = self._traffic.ignored(below_host(url))
        return rule if rule is not None and not hits.is_known(connection, url) else url

    def _tell(self, path: Path, read: Read, counted: int, left: Counter[str], result: Result) -> None:
        titles = LEFT_OUT | {rule.name: f"{rule.title}，按规则略去" for rule in self._traffic.rules}
        parts = [f"{number} 次{titles.get(name, name)}" for name, number in sorted(left.items())]
        parts += [f"{read.unreadable} 行无法识别"] if read.unreadable else []
        more = f"；{'、'.join(parts)}" if parts else ""
        self._work.voice.say(f"访问日志 {path.name}：{read.lines} 行，计入 {counted} 次访问{more}")
        result.count("计入的访问次数", counted)
        if read.cut is not None:
            result.waiting.append(f"访问日志 {path.name} 不完整，只读到第 {read.cut} 行；请重新取得该文件")
        if left["homeless"]:
            told = f"访问日志 {path.name} 有 {left['homeless']} 次访问没有写明主机，未计入"
            result.waiting.append(f"{told}；请只指定这个日志所属的网站")


def _put_aside(table: sqlite3.Connection, numbers: Counter[tuple[str, int]], days: dict[tuple[str, int], str]) -> None:
    table.executemany(_ADD, ((url, status, number, days[url, status]) for (url, status), number in numbers.items()))
    numbers.clear()
    days.clear()


def below_host(url: str) -> str:
    """Give path and query of a URL."""
    parts = urlsplit(url)
    return f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
