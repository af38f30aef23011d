"""跳转规则: which one answer each address gets, from all the answers that old URLs were given.

The rows go through a nameless SQLite file (SQLite removes it), which sorts and settles them outside memory:
a hundred thousand old URLs cost a few megabytes. Chains are folded, loops and foreign targets are refused.
"""

import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import IntEnum
from itertools import groupby
from urllib.parse import quote, urlsplit

from migrate.errors import StageError
from migrate.model import Redirect
from migrate.redirects.keys import AS_SENT, absolute, host_in, plain_host, request_keys
from migrate.urls import host_of

# Where two answers meet on one address the better one for the reader wins: content, then its copy.
RANKS = {"redirect": 0, "archived": 1, "gone": 2}
GONE_STATUS = 410
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

_TABLES = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -8000;
CREATE TABLE answer (old_url TEXT PRIMARY KEY, rank INTEGER, answer TEXT, target TEXT, status INTEGER,
                     reason TEXT, key TEXT, part INTEGER) WITHOUT ROWID;
CREATE TABLE spelling (key TEXT, extra INTEGER, old_url TEXT);
"""
# The same rows in another order give the same tables: every choice below is by rank, then by text.
_ENTER = """
INSERT INTO answer VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (old_url) DO UPDATE SET rank = excluded.rank, answer = excluded.answer, target = excluded.target,
    status = excluded.status, reason = excluded.reason
WHERE (excluded.rank, excluded.target, excluded.status, excluded.reason) < (rank, target, status, reason)
"""
_PART = "UPDATE answer SET part = min(part, ?) WHERE old_url = ?"
# What only a log names must not make a case twin of an address that has an answer of its own.
_SETTLE = """
CREATE INDEX by_folded ON spelling (lower(key));
DELETE FROM answer WHERE part = 2 AND (key IS NULL OR EXISTS (
    SELECT 1 FROM spelling s JOIN answer b USING (old_url) WHERE lower(s.key) = lower(answer.key) AND b.part < 2));
CREATE TABLE served (key TEXT PRIMARY KEY, folded TEXT, old_url TEXT, answer TEXT, target TEXT,
                     status INTEGER, reason TEXT, part INTEGER) WITHOUT ROWID;
INSERT INTO served
SELECT key, lower(key), old_url, answer, target, status, reason, part FROM (
    SELECT s.key, a.old_url, a.answer, a.target, a.status, a.reason, a.part,
           row_number() OVER (PARTITION BY s.key ORDER BY s.extra, a.rank, a.old_url) AS place
    FROM spelling s JOIN answer a USING (old_url))
WHERE place = 1;
CREATE INDEX served_folded ON served (folded);
"""
_COLUMNS = "key, old_url, answer, target, status, reason"
_FIND = f"SELECT {_COLUMNS} FROM served WHERE key = ?"  # noqa: S608
_ALIKE = f"SELECT {_COLUMNS} FROM served WHERE folded = lower(?) ORDER BY key"  # noqa: S608
_LINES = """
SELECT a.old_url, a.answer, a.target, a.status, a.reason, s.old_url, s.answer, s.target, s.status, s.reason
FROM answer a LEFT JOIN served s USING (key) WHERE a.part IN (?, ?) ORDER BY a.old_url
"""
_PAGES = """
SELECT key, a.old_url, a.answer, a.target, a.status, a.reason, s.old_url, s.answer, s.target, s.status, s.reason
FROM answer a JOIN served s USING (key) WHERE a.part = 0 ORDER BY a.old_url
"""
_RULES = """
SELECT key, folded, target, min(target) OVER same = max(target) OVER same
FROM served WINDOW same AS (PARTITION BY folded) ORDER BY folded, key
"""

_Served = tuple[str, str, str, str, int, str]  # a row that _FIND finds


class Part(IntEnum):
    """What an old URL is, in the order in which its answer counts."""

    PAGE = 0  # an old page: stands in redirects.csv
    OTHER = 1  # an image, attachment, style …: stands in others.csv
    LOGGED = 2  # only an access log names it: stands in others.csv, unless it is a spelling of one above


@dataclass(frozen=True)
class Refusal:
    """An old URL whose answer could not be written as asked, and why (Chinese)."""

    old_url: str
    problem: str


@dataclass(frozen=True)
class Rule:
    """What a server does with one address; `target` is empty where it is gone.

    `exact`: other spellings of its letters' case are other addresses. Else the rule holds for all of them, and
    `key` is the first by text.
    """

    key: str
    target: str
    exact: bool


class Settled:
    """The settled answers; `refused` are those that were turned into gone (foreign target, loop)."""

    def __init__(self, table: sqlite3.Connection, refused: list[Refusal]) -> None:
        self._table = table
        self.refused = tuple(sorted(refused, key=lambda refusal: refusal.old_url))

    def lines(self, *, pages: bool) -> Iterator[Redirect]:
        """Give every old page, or every other old URL, with the answer that its address gets, in order of the URL."""
        parts = (Part.PAGE, Part.PAGE) if pages else (Part.OTHER, Part.LOGGED)
        for old_url, *row in self._table.execute(_LINES, parts):
            yield Redirect(old_url, *_line(old_url, row))

    def pages(self) -> Iterator[tuple[str, Redirect]]:
        """Give every old page that can be asked for: its commonest address, as a key, and its line, in order."""
        for key, old_url, *row in self._table.execute(_PAGES):
            yield key, Redirect(old_url, *_line(old_url, row))

    def rules(self) -> Iterator[Rule]:
        """Give the rules that answer every address, in an order that never changes."""
        for _, group in groupby(self._table.execute(_RULES), key=lambda row: row[1]):
            rows = list(group)
            is_plain = bool(rows[0][3])
            for key, _, target, _ in rows[:1] if is_plain else rows:
                yield Rule(key, target, not is_plain)

    def served(self) -> Iterator[tuple[str, Redirect]]:
        """Give every address, as a key, with its answer, in order."""
        for row in self._table.execute(f"SELECT {_COLUMNS} FROM served ORDER BY key"):  # noqa: S608
            yield row[0], Redirect(*row[1:])

    def answer_at(self, key: str) -> Redirect | None:
        """Give what the servers answer to an address; None where it is unknown."""
        row = self._table.execute(_FIND, (key,)).fetchone()
        if row is None:
            alike = self._table.execute(_ALIKE, (key,)).fetchall()
            row = alike[0] if len({one[3] for one in alike}) == 1 else None
        return None if row is None else Redirect(*row[1:])

    def hosts(self) -> dict[str, bool]:
        """Give the hosts of all addresses in order; True where pages stand on one."""
        hosts: dict[str, bool] = {}
        for key, part in self._table.execute("SELECT key, part FROM served ORDER BY key"):
            hosts[host_in(key)] = hosts.get(host_in(key), False) or part == Part.PAGE
        return dict(sorted(hosts.items()))

    def counts(self, host: str = "") -> dict[str, int]:
        """Give how many addresses have which answer, of one host or of all."""
        query = "SELECT answer, count(*) FROM served WHERE key >= ? AND key < ? GROUP BY answer"
        return dict(self._table.execute(query, (f"{host}/", f"{host}0") if host else ("", "\x7f")))

    def addresses(self, host: str, start: int, count: int) -> list[str]:
        """Give some of a host's addresses, as keys, in order."""
        query = "SELECT key FROM served WHERE key >= ? AND key < ? ORDER BY key LIMIT ? OFFSET ?"
        return [key for (key,) in self._table.execute(query, (f"{host}/", f"{host}0", count, start))]

    def size(self) -> tuple[int, int]:
        """Give the number of addresses and the length of the longest."""
        count, longest = self._table.execute("SELECT count(*), coalesce(max(length(key)), 0) FROM served").fetchone()
        return count, longest

    def unaddressed(self) -> list[str]:
        """Give the old URLs that no browser can ask for."""
        query = "SELECT old_url FROM answer WHERE key IS NULL ORDER BY old_url"
        return [url for (url,) in self._table.execute(query)]


@contextmanager
def settled(
    pages: Iterable[Redirect],
    others: Iterable[Redirect] = (),
    logged: Iterable[Redirect] = (),
    hosts: Collection[str] = (),
) -> Iterator[Settled]:
    """Settle what every address answers; see `Part` for the three kinds of old URL.

    A target is a path from the root (`/a/b.html`) or an http(s) URL on one of `hosts` (`host` or `host:port`); any
    other answer becomes gone and is listed. Chains are folded to their end; loops are refused.
    """
    allowed = frozenset(host.lower() for host in hosts)
    with closing(sqlite3.connect("", check_same_thread=False)) as table:
        table.executescript(_TABLES)
        refused: list[Refusal] = []
        for part, redirects in zip(Part, (pages, others, logged), strict=True):
            refused += _enter(table, redirects, allowed, part)
        table.executescript(_SETTLE)
        refused += _fold(table)
        yield Settled(table, refused)


def _enter(
    table: sqlite3.Connection, redirects: Iterable[Redirect], allowed: frozenset[str], part: Part
) -> list[Refusal]:
    refused = []
    for redirect in redirects:
        old_url, answer, target = _clean(redirect.old_url), redirect.answer, _clean(redirect.target)
        status, reason = redirect.status, _clean(redirect.reason)
        if answer not in RANKS:
            raise StageError(f"旧网址 {old_url} 的答复“{answer}”不认识", "只能是 redirect、archived 或 gone")
        problem = "" if answer == "gone" else _target_problem(target, allowed)
        if problem:
            refused.append(Refusal(old_url, problem))
            answer, status, reason = "gone", GONE_STATUS, f"{problem}，待人工处理"
        target = "" if answer == "gone" else quote(target, AS_SENT)
        keys = request_keys(old_url)
        row = (old_url, RANKS[answer], answer, target, status, reason, keys[0] if keys else None, part)
        table.execute(_ENTER, row)
        table.execute(_PART, (part, old_url))
        table.executemany("INSERT INTO spelling VALUES (?, ?, ?)", ((k, k != keys[0], old_url) for k in keys))
    return refused


def _clean(text: str) -> str:
    """Text that every file can hold: no half characters, no control characters."""
    return _CONTROL.sub(" ", text.encode("utf-8", "replace").decode("utf-8")).strip()


def _target_problem(target: str, allowed: frozenset[str]) -> str:
    """Why a target may not be sent to a browser; "" where it may."""
    if not target:
        return "没有目标地址"
    # A browser reads a backslash as a slash, and `//host` as another site.
    if "\\" in target or target.startswith("//"):
        return f"目标地址 {target} 会被浏览器读成别的网站"
    if target.startswith("/"):
        return ""
    host = host_of(target)
    if not target.lower().startswith(("http://", "https://")) or not host or "@" in urlsplit(target).netloc:
        return f"目标地址 {target} 不是可用的网址"
    return "" if host in allowed else f"目标地址 {target} 不在允许的网站内"


def _fold(table: sqlite3.Connection) -> list[Refusal]:
    """Lead every chain of answers to its end, and take out those that have none."""
    refused, changes = {}, []
    hosts = {key.partition("/")[0] for (key,) in table.execute("SELECT key FROM served")}
    for key, old_url, target in table.execute("SELECT key, old_url, target FROM served WHERE target <> ''"):
        is_away = not target.startswith("/") and plain_host(host_of(target)) not in hosts
        following = None if is_away else _following(table, old_url, target)
        if following is None:
            continue
        end = _end(table, key, following)
        if end is None:
            problem = f"目标地址 {target} 又跳回旧地址本身"
            refused[old_url] = Refusal(old_url, problem)
            end = ("gone", "", GONE_STATUS, f"{problem}，待人工处理")
        changes.append((*end, key))
    change = "UPDATE served SET answer = ?, target = ?, status = ?, reason = ? WHERE key = ?"
    table.executemany(change, changes)
    return list(refused.values())


def _following(table: sqlite3.Connection, old_url: str, target: str) -> _Served | None:
    """The answer that itself stands at a target; None where the target is no old URL."""
    # A path stays on the host that was asked.
    keys = request_keys(absolute(old_url, target))
    found: _Served | None = table.execute(_FIND, keys[:1]).fetchone() if keys else None
    return found


def _end(table: sqlite3.Connection, key: str, found: _Served) -> tuple[str, str, int, str] | None:
    """(answer, target, status, reason) at the end of a chain; None where the chain comes back to itself."""
    seen = {key}
    while found[0] not in seen:
        key, old_url, answer, target, status, reason = found
        seen.add(key)
        following = _following(table, old_url, target) if target else None
        if following is None:
            # The chain may have changed hosts on its way: a path must name the one it ended on.
            return answer, absolute(old_url, target), status, reason
        found = following
    return None


def _line(old_url: str, row: list[str | int | None]) -> tuple[str, str, int, str]:
    """The answer that the server gives: that of the address, where several old URLs are one address to it."""
    own, (served_url, *served) = row[:4], row[4:]
    if served_url == old_url:
        return tuple(served)  # type: ignore[return-value]
    if served_url is None or own[:2] == served[:2]:
        return tuple(own)  # type: ignore[return-value]
    return (*served[:3], f"{served[3]}（与 {served_url} 是同一地址，答复以其为准）")  # type: ignore[return-value]
