"""Why a URL was captured or not: `migrate capture --explain URL`. Nothing is fetched and nothing is written."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, Row

from migrate.crawl.aliases import meant_by
from migrate.crawl.links import suffix_kind
from migrate.crawl.rules import Robots, ruling
from migrate.crawl.traps import COUNTER, shape_of
from migrate.errors import StageError
from migrate.ledger import frontier, history
from migrate.ledger.book import open_ledger
from migrate.ledger.sites import known_sites
from migrate.model import PAGE_KINDS, Kind, Outcome
from migrate.run.capturing.excluding import barred
from migrate.run.capturing.following import home_urls, known_scope
from migrate.run.capturing.mapped import Mapped, read_mapped
from migrate.run.capturing.robots import kept_body
from migrate.run.screens.url_story import PLACE, Told, place_in, short_story, story
from migrate.run.words import one_line, reason_words
from migrate.run.work import Silent, Work
from migrate.settings import Settings
from migrate.sheet.cells.text import half_width
from migrate.urls import Scope, canonical, host_of, resolve

SHOWN = 5  # spellings that are told in full
NEAR = 3  # hosts offered where none fits
NEVER = "  没有任何来源提到过这个网址"
TIMES = "（时间均为北京时间）"


@dataclass(frozen=True)
class Explained:
    """The explanation as lines, and whether any source ever named the URL."""

    lines: tuple[str, ...]
    is_known: bool


@dataclass(frozen=True)
class _Desk:
    """What an explanation looks things up in."""

    work: Work
    connection: Connection
    mapped: Mapped
    sites: Sequence[Told]


def explain_url(workspace: Path, settings: Settings, asked: str) -> Explained:
    """Tell all that is known of the URL that a person means, however it is spelled; else what would decide."""
    with open_ledger(settings.ledger.url, workspace, writing=False) as ledger, ledger.begin() as connection:
        work = Work(workspace, settings, ledger, Silent())
        sites = known_sites(connection)
        desk = _Desk(work, connection, read_mapped(work), [_told(work, connection, site) for site in sites])
        meant = _spellings(asked, [url for site in sites if site.url for url in home_urls(site)], desk.mapped)
        if not meant:
            raise StageError(f"{one_line(asked)} 不是网址", "请写完整的网址，如 http://主机/路径")
        rows = history.known_as(connection, [site.site_key for site in sites], meant, map(canonical, meant))
        if rows:
            return Explained(tuple(_known(desk, rows, meant)), True)
        return Explained(tuple(line for url in _each_host(meant) for line in _unknown(desk, url)), False)


def _told(work: Work, connection: Connection, site: Row[Any]) -> Told:
    file_hosts = work.settings.http.file_hosts
    scope = known_scope(connection, site, file_hosts) if site.url else Scope(frozenset())
    return Told(site.site_key, site.site_name, scope)


def _spellings(asked: str, homes: Sequence[str], mapped: Mapped) -> list[str]:
    """The URLs that a person may mean, the likeliest first: as a browser sends it, in GBK, without or with a slash."""
    bases: list[tuple[str, str]] = []
    for text in dict.fromkeys(one.strip().strip("\"'<>“”") for one in (asked, half_width(asked))):
        if text.startswith("/") and not text.startswith("//"):
            bases += [(home, text) for home in homes]
        else:
            whole = text if "://" in text else f"http://{text.lstrip('/')}"
            bases.append((whole, whole))
    found: list[str] = []
    for base, reference in bases:
        for charset in ("utf-8", "gb18030"):
            url = resolve(base, reference, charset, path_charset=charset)
            if url is None or not host_of(url):
                continue
            alias = meant_by(url, mapped.aliases)
            found += [url, *([alias[0]] if alias else [])]
    slashed = [one.rstrip("/") if one.endswith("/") else f"{one}/" for one in found if "?" not in one]
    return list(dict.fromkeys([*found, *slashed]))


def _each_host(meant: Sequence[str]) -> list[str]:
    """One spelling for each host: where a bare path was asked for there are several."""
    return list({host_of(one): one for one in reversed(meant)}.values())[::-1]


def _known(desk: _Desk, rows: Sequence[Row[Any]], meant: Sequence[str]) -> Iterator[str]:
    told = {one.site_key: one for one in desk.sites}
    places = {url: at for at, url in enumerate(meant)}
    rows = sorted(rows, key=lambda row: places.get(row.url, len(places)))
    if len(rows) > 1:
        yield f"台账中有 {len(rows)} 个这样的网址{TIMES}"
    for row in rows[:SHOWN]:
        if len(rows) > 1:
            yield ""
        yield from story(desk.connection, row, told[row.site_key])
    if len(rows) > SHOWN:
        yield from ("", "另有", *(f"  {short_story(row)}" for row in rows[SHOWN:]))
    if len(rows) == 1:
        yield TIMES


def _unknown(desk: _Desk, url: str) -> Iterator[str]:
    """What would decide if some source named the URL."""
    yield one_line(url, PLACE)
    yield NEVER
    near = [site for site in desk.sites if host_of(url) in site.scope.hosts]
    for site in near:
        yield f"  {site.title}：{_would_decide(desk, site, url)}"
    if not near:
        yield f"  不属于任何网站：{reason_words('foreign_host')}{_near_hosts(desk.sites, url)}"


def _would_decide(desk: _Desk, site: Told, url: str) -> str:
    kind = suffix_kind(url, Kind.PAGE)
    ruled = ruling(url, kind, site.scope, desk.mapped.aliases)
    if ruled is not None:
        words = {Outcome.ALIAS: f"会视为 {ruled.alias_of} 的另一种写法", Outcome.EXCLUDED: "不会采集"}
        return f"{words.get(ruled.outcome, '会搁置，待人工处理')}，{reason_words(ruled.reason)}"
    by_person = barred(desk.mapped.exclusions, site.site_key, url)
    if by_person is not None:
        return f"不会采集，{reason_words(by_person)}"
    if not _is_allowed(desk, site, url):
        return f"不会采集，{reason_words('robots')}"
    shape = shape_of(url, desk.mapped.traps)
    limit = ""
    if shape is not None:
        how = "只采集第一个" if shape.family == COUNTER else "由链接或日志提到时限量采集"
        limit = f"；同类网址{how}，{reason_words(shape.family)}"
    page = "" if kind in PAGE_KINDS else "；不是页面，其中的链接不再跟踪"
    return f"在范围内（{place_in(site.scope, url)}），有来源提到时会采集{limit}{page}"


def _is_allowed(desk: _Desk, site: Told, url: str) -> bool:
    """What the host's robots.txt says, where it was captured."""
    http = desk.work.settings.http
    parts = urlsplit(url)
    row = frontier.find(desk.connection, site.site_key, f"{parts.scheme}://{host_of(url)}/robots.txt")
    if http.robots == "ignore" or row is None or row.status != 200 or row.capture_id is None:
        return True
    return Robots(kept_body(desk.work, row), http.user_agent).allows(url)


def _near_hosts(sites: Sequence[Told], url: str) -> str:
    hosts = sorted({host for site in sites for host in site.scope.hosts})
    near = difflib.get_close_matches(host_of(url), hosts, NEAR, 0.6)
    return f"；是否想写 {'、'.join(near)}" if near else ""
