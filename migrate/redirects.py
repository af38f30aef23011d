"""跳转规则: one answer for every old page URL, as a table for programs and as rules for the web server.

The rows go through a nameless SQLite file (SQLite removes it), which sorts and settles them outside memory:
a hundred thousand old URLs cost a few megabytes. `redirects.csv` is the truth; the server rules say the same.

What nginx makes of a `map` decides much of this module (all of it is tried in `tests/test_redirects.py`):

- `$request_uri` is what the browser sent, so a key is spelled as browsers spell the URL; `$host` has no port.
- Strings match without regard to case. Old URLs that differ only in case, and in answer, become regular
  expressions, which are case-sensitive.
- A parameter of the configuration cannot be longer than 4,096 bytes: such URLs are listed, never dropped in
  silence.
- `$` in a value begins a variable and cannot be escaped: it is written as `%24`.
"""

import csv
import os
import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import IO
from urllib.parse import quote, urljoin, urlsplit

from migrate.errors import StageError
from migrate.model import Redirect
from migrate.urls import host_of, resolve

HEADINGS = ("old_url", "answer", "target", "status", "reason")
# Where two answers meet on one address the better one for the reader wins: content, then its copy.
RANKS = {"redirect": 0, "archived": 1, "gone": 2}
GONE_STATUS = 410

# nginx reads its configuration through a buffer of 4,096 bytes and refuses a parameter that does not fit;
# a rule is two of them.
LONGEST_RULE = 4000
# Room for the keys of one address: pointer, length and text, rounded up (NGX_HASH_ELT_SIZE).
KEY_OVERHEAD = 24
# A bucket that holds eight common keys lets nginx find a fitting hash at once and without a warning.
COMMON_BUCKET = 1024

_AS_SENT = "".join(map(chr, range(0x21, 0x7F)))
_HOST = re.compile(r"[a-z0-9_]([a-z0-9._-]*[a-z0-9_])?|\[[0-9a-f:.]+\]")
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})|%00")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

_USAGE = """\
# 旧网址跳转规则。由系统根据 redirects.csv 生成，请勿手工修改；再次生成时整体替换。
# 用法：在 http{} 内、所有 map 之前引入本文件，再在旧网站的 server{} 内加上两个判断：
#
#     http {
#         include /etc/nginx/nginx-map.conf;
#         server {
#             listen 80;
#             server_name 旧网站的域名;
#             if ($migrate_target) { return 301 $migrate_target; }
#             if ($migrate_gone)   { return 410; }
#         }
#     }
#
# 若提示 “map_hash_max_size” directive is duplicate：nginx.conf 中已有同名指令，或本文件之前已有 map。
# 前者请保留较大的一个数值，后者请把本文件移到所有 map 之前。
"""

_TABLES = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -8000;
CREATE TABLE answer (old_url TEXT PRIMARY KEY, rank INTEGER, answer TEXT, target TEXT, status INTEGER,
                     reason TEXT, key TEXT) WITHOUT ROWID;
CREATE TABLE spelling (key TEXT, extra INTEGER, old_url TEXT);
"""
# The same rows in another order give the same tables: every choice below is by rank, then by text.
_ENTER = """
INSERT INTO answer VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (old_url) DO UPDATE SET rank = excluded.rank, answer = excluded.answer, target = excluded.target,
    status = excluded.status, reason = excluded.reason
WHERE (excluded.rank, excluded.target, excluded.status, excluded.reason) < (rank, target, status, reason)
"""
_SETTLE = """
CREATE TABLE served (key TEXT PRIMARY KEY, folded TEXT, old_url TEXT, answer TEXT, target TEXT,
                     status INTEGER, reason TEXT) WITHOUT ROWID;
INSERT INTO served
SELECT key, lower(key), old_url, answer, target, status, reason FROM (
    SELECT s.key, a.old_url, a.answer, a.target, a.status, a.reason,
           row_number() OVER (PARTITION BY s.key ORDER BY s.extra, a.rank, a.old_url) AS place
    FROM spelling s JOIN answer a USING (old_url))
WHERE place = 1;
"""
_FIND = "SELECT key, old_url, answer, target, status, reason FROM served WHERE key = ?"
_LINES = """
SELECT a.old_url, a.answer, a.target, a.status, a.reason, s.old_url, s.answer, s.target, s.status, s.reason
FROM answer a LEFT JOIN served s USING (key) ORDER BY a.old_url
"""
_RULES = """
SELECT key, folded, target, plain FROM (
    SELECT key, folded, target, min(target) OVER same = max(target) OVER same AS plain
    FROM served WINDOW same AS (PARTITION BY folded))
WHERE (target = '') = ? ORDER BY folded, key
"""

_Served = tuple[str, str, str, str, int, str]  # a row that _FIND finds


@dataclass(frozen=True)
class Refusal:
    """An old URL whose answer could not be written as asked, and why (Chinese)."""

    old_url: str
    problem: str


@dataclass(frozen=True)
class Written:
    """What was written: lines by answer, server rules, and what a person must look at.

    `refused` are answers that were turned into gone (foreign target, loop); `unwritten` stand in the table
    and could not be expressed as a server rule; `case_rules` are those that need a regular expression.
    """

    redirect: int
    archived: int
    gone: int
    rules: int
    case_rules: int
    refused: tuple[Refusal, ...]
    unwritten: tuple[Refusal, ...]


def write_redirects(redirects: Iterable[Redirect], folder: Path, hosts: Collection[str] = ()) -> Written:
    """Write `redirects.csv` and `nginx-map.conf` into `folder`, whole or not at all, and say what they hold.

    A target is a path from the root (`/a/b.html`) or an http(s) URL on one of `hosts` (`host` or
    `host:port`); any other answer is written as gone and listed. Chains are folded to their end;
    loops are refused.
    """
    allowed = frozenset(host.lower() for host in hosts)
    with closing(sqlite3.connect("")) as table:
        refused = _enter(table, redirects, allowed)
        refused += _fold(table)
        folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as files:
            lines = files.enter_context(_replaced(folder / "redirects.csv"))
            rules = files.enter_context(_replaced(folder / "nginx-map.conf"))
            counts = _write_lines(table, lines)
            plain, case_rules, unwritten = _write_rules(table, rules)
    return Written(
        redirect=counts["redirect"],
        archived=counts["archived"],
        gone=counts["gone"],
        rules=plain + case_rules,
        case_rules=case_rules,
        refused=tuple(sorted(refused, key=lambda refusal: refusal.old_url)),
        unwritten=tuple(unwritten),
    )


def request_keys(old_url: str) -> tuple[str, ...]:
    """The spellings of `$host$request_uri` under which a URL is asked for, the commonest first; () for none.

    >>> request_keys("https://OLD.qiyun.gov.example:8443/a b?id=1#top")
    ('old.qiyun.gov.example/a%20b?id=1',)
    >>> request_keys("mailto:someone")
    ()
    """
    # Browsers write a query in the charset of the page that holds the link, which for old sites is often GBK.
    charsets = ("utf-8",) if old_url.isascii() else ("utf-8", "gbk")
    sent = [url for url in (resolve(old_url, old_url, charset) for charset in charsets) if url]
    if not sent:
        return ()
    host = (urlsplit(sent[0]).hostname or "").removesuffix(".")
    host = f"[{host}]" if ":" in host else host
    if not _HOST.fullmatch(host):
        return ()
    return tuple(dict.fromkeys(host + _below_host(url) for url in (*sent, quote(old_url, _AS_SENT, errors="replace"))))


def _below_host(url: str) -> str:
    """Path and query of a URL, character for character."""
    before, mark, query = url.partition("#")[0].partition("?")
    return (urlsplit(before).path or "/") + mark + query


def _enter(table: sqlite3.Connection, redirects: Iterable[Redirect], allowed: frozenset[str]) -> list[Refusal]:
    table.executescript(_TABLES)
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
        target = "" if answer == "gone" else quote(target, _AS_SENT)
        keys = request_keys(old_url)
        row = (old_url, RANKS[answer], answer, target, status, reason, keys[0] if keys else None)
        table.execute(_ENTER, row)
        table.executemany("INSERT INTO spelling VALUES (?, ?, ?)", ((k, k != keys[0], old_url) for k in keys))
    table.executescript(_SETTLE)
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
    for key, old_url, target in table.execute("SELECT key, old_url, target FROM served WHERE target <> ''"):
        following = _following(table, old_url, target)
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
    keys = request_keys(urljoin(old_url, target) if target.startswith("/") else target)
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
            return answer, target and urljoin(old_url, target), status, reason
        found = following
    return None


def _write_lines(table: sqlite3.Connection, file: IO[str]) -> dict[str, int]:
    """UTF-8 without a byte order mark: programs read this table, a mark would become part of `old_url`."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(HEADINGS)
    counts = dict.fromkeys(RANKS, 0)
    for old_url, *row in table.execute(_LINES):
        line = _line(old_url, row)
        counts[str(line[0])] += 1
        writer.writerow([_no_formula(str(cell)) for cell in (old_url, *line)])
    return counts


def _line(old_url: str, row: list[str | int | None]) -> list[str | int | None]:
    """The answer that the server gives: that of the address, where several old URLs are one address to it."""
    own, (served_url, *served) = row[:4], row[4:]
    if served_url == old_url:
        return served
    if served_url is None or own[:2] == served[:2]:
        return own
    return [*served[:3], f"{served[3]}（与 {served_url} 是同一地址，答复以其为准）"]


def _no_formula(cell: str) -> str:
    """A cell that a spreadsheet shows as text; no http(s) URL, path, answer or status is ever changed."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell


def _write_rules(table: sqlite3.Connection, file: IO[str]) -> tuple[int, int, list[Refusal]]:
    count, longest = table.execute("SELECT count(*), coalesce(max(length(key)), 0) FROM served").fetchone()
    unwritten = [
        Refusal(url, "旧网址不是可用的 http(s) 网址")
        for (url,) in table.execute("SELECT old_url FROM answer WHERE key IS NULL ORDER BY old_url")
    ]
    file.write(_USAGE)
    file.write(f"map_hash_max_size {_power_of_two(max(2048, 2 * count))};\n")
    file.write(f"map_hash_bucket_size {_power_of_two(max(COMMON_BUCKET, longest + KEY_OVERHEAD))};\n")
    totals = [0, 0]
    for gone, variable in enumerate(("$migrate_target", "$migrate_gone")):
        file.write(f'\nmap "$host$request_uri" {variable} {{\n    default "";\n')
        for key, rule, is_plain in _rules(table, gone):
            problem = _rule_problem(key, rule)
            if problem:
                unwritten.append(Refusal(f"http://{key}", problem))
            else:
                file.write(f"    {rule};\n")
                totals[not is_plain] += 1
        file.write("}\n")
    for refusal in unwritten:
        file.write(f"# 未写成规则（{refusal.problem}）：{refusal.old_url[:300]}\n")
    return totals[0], totals[1], unwritten


def _rules(table: sqlite3.Connection, gone: int) -> Iterator[tuple[str, str, bool]]:
    """(address, its rule, whether the rule is a plain string) for every rule of one map."""
    for _, group in groupby(table.execute(_RULES, (gone,)), key=lambda row: row[1]):
        rows = list(group)
        for key, _, target, plain in rows[:1] if rows[0][3] else rows:
            name = _quoted(key if plain else f"~^{re.escape(key)}$")
            value = _quoted("1" if gone else target.replace("$", "%24"))
            yield key, f"{name} {value}", bool(plain)


def _rule_problem(key: str, rule: str) -> str:
    """Why nginx could not read a rule or would never come to use it; "" where all is well."""
    if len(rule) > LONGEST_RULE:
        return "地址过长，nginx 不能写成规则"
    if _BAD_ESCAPE.search(key.partition("?")[0]):
        return "路径中的 % 不是完整的转义，nginx 一律答复 400"
    return ""


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _power_of_two(number: int) -> int:
    return 1 << (number - 1).bit_length()


@contextmanager
def _replaced(path: Path) -> Iterator[IO[str]]:
    """A file that takes the place of `path` when it is complete, and leaves it alone when it is not."""
    part = path.with_name(f"{path.name}.part")
    with part.open("w", encoding="utf-8", newline="") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
