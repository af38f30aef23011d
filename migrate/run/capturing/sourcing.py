"""Capture with what the operator gives beside the sites: lists of addresses and access logs name URLs before the crawl.

Each address goes to the site that it belongs to and gets the same ruling as a link; what belongs to none is told. A
log is read in a stream, and what only makes noise in it is counted and not named.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row

from migrate.crawl.aliases import meant_by
from migrate.crawl.links import suffix_kind
from migrate.crawl.sources.access_logs import Read, visits
from migrate.crawl.traps import COUNTER, shape_of
from migrate.ledger import frontier
from migrate.model import PAGE_KINDS, Kind, Link
from migrate.run.capture import capture
from migrate.run.capturing.belonging import Belonging
from migrate.run.capturing.following import Following
from migrate.run.capturing.given import Given, GivenList
from migrate.run.capturing.mapped import read_mapped
from migrate.run.capturing.rounds import begin_rounds
from migrate.run.words import one_line
from migrate.run.work import PLAIN, Asking, Result, Work
from migrate.urls import resolve

BATCH = 500  # addresses named in one transaction
REMEMBERED = 200_000  # addresses of a log that are known to be named; a longer log is named in part again
QUERIES = 8  # of one image, style or script of a log: more are how a script steers around caches
PLACE = 400  # characters of a sample


def capture_given(work: Work, sites: Sequence[Row[Any]], given: Given | None, asking: Asking = PLAIN) -> Result:
    """Name what the lists and logs hold, then capture; a second time where the crawl showed that more belongs here."""
    if not given:
        return capture(work, sites, asking)
    sites, refused = begin_rounds(work, sites, asking)  # before the naming: what is named now belongs to the round
    named = _name_all(work, sites, given)
    result = capture(work, sites, asking)
    if named.strangers and _Naming(work, sites).belonging.roots != named.roots:
        named = _name_all(work, sites, given)
        result = capture(work, sites) if named.new else result
    result.waiting[:0] = [*refused, *named.waiting]
    return result


@dataclass
class _Named:
    """What came of naming: how many URLs are new, how many addresses belong to no site, what a person must see to."""

    roots: frozenset[tuple[str, str, str]]
    new: int = 0
    strangers: int = 0
    waiting: list[str] = field(default_factory=list)


@dataclass
class _Source:
    """One list or log while it is named; `stranger` is the first address that belongs to no site.

    `homeless` counts paths of which nothing says on which host they were.
    """

    name: str
    named_by: str
    addresses: int = 0
    new: int = 0
    noise: int = 0
    strangers: int = 0
    stranger: str = ""
    homeless: int = 0

    @property
    def title(self) -> str:
        """What the desk calls it."""
        return f"{'网址清单' if self.named_by == 'operator' else '访问日志'} {self.name}"

    def is_stranger(self, address: str) -> None:
        """Count an address that belongs to no site."""
        self.strangers += 1
        self.stranger = self.stranger or one_line(address, PLACE)


def _name_all(work: Work, sites: Sequence[Row[Any]], given: Given) -> _Named:
    """Name what every list and log holds; what a list has in vain is for a person, what a log has is only told."""
    naming = _Naming(work, sites)
    named = _Named(naming.belonging.roots)
    for one in given.lists:
        source = naming.of_list(one)
        _tell(work, named, source, "")
        named.waiting += _in_vain(source, one)
    for path in given.logs:
        read = Read()
        source = naming.of_log(path, read)
        _tell(work, named, source, _of_log(source, read))
        if source.homeless:
            told = f"{source.title} 有 {source.homeless} 个网址没有写明主机，未采用"
            named.waiting.append(f"{told}；请只指定这个日志所属的网站，再带同一日志运行一次")
        if read.cut is not None:
            named.waiting.append(f"{source.title} 不完整，只读到第 {read.cut} 行；请重新取得该文件")
    return named


def _tell(work: Work, named: _Named, source: _Source, more: str) -> None:
    named.new += source.new
    named.strangers += source.strangers
    work.voice.say(f"{source.title}：{source.addresses} 个网址，新增 {source.new} 个{more}")


def _in_vain(source: _Source, one: GivenList) -> Iterator[str]:
    number, text = one.found.sample
    if one.found.unreadable:
        yield f"{source.title} 有 {one.found.unreadable} 行不是网址，例如第 {number} 行：{one_line(text)}"
    if source.strangers:
        yield f"{source.title} 有 {source.strangers} 个网址不属于本次采集的任何网站，未采用，例如 {source.stranger}"


def _of_log(source: _Source, read: Read) -> str:
    told = f"；共 {read.lines} 行，其中 {read.useless} 行不是成功的 GET 或 HEAD 请求，不作来源"
    if source.noise:
        told += f"；{source.noise} 个是同一网址的另一种写法、访问计数或避开缓存的写法，未单独列入"
    if source.strangers:
        told += f"；{source.strangers} 个不属于本次采集的任何网站，未采用，例如 {source.stranger}"
    if read.unreadable:
        told += f"；{read.unreadable} 行无法识别，例如第 {read.sample[0]} 行：{one_line(read.sample[1])}"
    return told


class _Naming:
    """Names the addresses of sources, each in its site."""

    def __init__(self, work: Work, sites: Sequence[Row[Any]]) -> None:
        self._work, self._mapped = work, read_mapped(work)
        self._followings = {site.site_key: Following(work, site, self._mapped) for site in sites if site.url}
        self._seen: set[int] = set()
        self._queries: Counter[str] = Counter()
        with work.ledger.begin() as connection:
            for following in self._followings.values():
                following.name_home(connection)
            homes = [url for key in self._followings for url in frontier.homes(connection, key)]
        self.belonging = Belonging({key: one.scope for key, one in self._followings.items()}, homes)

    def of_list(self, one: GivenList) -> _Source:
        source = _Source(one.name, "operator")
        self._name(source, self._listed(source, one.found.addresses), lambda: None)
        return source

    def of_log(self, path: Path, read: Read) -> _Source:
        source = _Source(path.name, "log")
        self._name(source, self._logged(source, path, read), lambda: self._tell(source, read))
        return source

    def _tell(self, source: _Source, read: Read) -> None:
        self._work.voice.progress("读取日志", source.name, read.at, None)

    def _name(self, source: _Source, links: Iterable[tuple[str, Link]], tell: Callable[[], None]) -> None:
        waiting = iter(links)
        while batch := list(islice(waiting, BATCH)):
            of_site: dict[str, list[Link]] = {}
            for key, link in batch:
                of_site.setdefault(key, []).append(link)
            with self._work.ledger.begin() as connection:
                for key, some in of_site.items():
                    self._enter(connection, key, some, source)
            tell()

    def _enter(self, connection: Connection, site_key: str, links: Sequence[Link], source: _Source) -> None:
        new = self._followings[site_key].name_given(connection, links, source.name)
        source.new += new
        if new:
            told = {"named_by": source.named_by, "new": new}
            self._work.ledger.enter(connection, "capture", "named", site_key=site_key, item=source.name, detail=told)

    def _listed(self, source: _Source, addresses: Iterable[str]) -> Iterator[tuple[str, Link]]:
        for written in addresses:
            source.addresses += 1
            base = self.belonging.only_home if written.startswith("/") else written
            url = resolve(base, written) if base else None
            site_key = self._site_of(url) if url else None
            if url is None or site_key is None:
                source.is_stranger(written)
                continue
            other = None if written.isascii() else resolve(base or "", written, "gb18030", path_charset="gb18030")
            fallback = other if other != url else None
            yield site_key, Link(url, source.named_by, suffix_kind(url, Kind.PAGE), fallback=fallback)

    def _logged(self, source: _Source, path: Path, read: Read) -> Iterator[tuple[str, Link]]:
        for visit in visits(path, read):
            url = self.belonging.address_of(visit)
            if self._is_known(url or visit.target):
                continue
            source.addresses += 1
            if url is None:
                source.homeless += 1
                continue
            site_key = self._site_of(url)
            if site_key is None:
                source.is_stranger(url)
                continue
            meant, kind = meant_by(url, self._mapped.aliases), suffix_kind(url, Kind.PAGE)
            is_noise = meant is None and self._is_noise(url, kind)
            source.noise += meant is not None or is_noise
            if not is_noise:
                yield site_key, Link(meant[0] if meant else url, source.named_by, kind)

    def _is_known(self, address: str) -> bool:
        """True for an address that a log named of late; one that is named again changes nothing."""
        mark = hash(address)
        if mark in self._seen:
            return True
        if len(self._seen) >= REMEMBERED:
            self._seen.clear()
            self._queries.clear()
        self._seen.add(mark)
        return False

    def _site_of(self, url: str) -> str | None:
        meant = meant_by(url, self._mapped.aliases)
        return self.belonging.site_of(meant[0] if meant else url)

    def _is_noise(self, url: str, kind: Kind) -> bool:
        shape = shape_of(url, self._mapped.traps)
        if shape is not None and shape.family == COUNTER:
            return True
        place, mark, _ = url.partition("?")
        if not mark or kind in PAGE_KINDS or kind == Kind.ATTACHMENT:
            return False
        self._queries[place] += 1
        return self._queries[place] > QUERIES
