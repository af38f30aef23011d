"""The archive server: shows what the ledger proves of the archived sites, changes nothing, runs until it is stopped."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import Connection, Row

from archive.reading import pieces_at
from migrate.errors import StageError
from migrate.ledger import findings
from migrate.ledger.book import Ledger, open_ledger
from migrate.ledger.holdings import held_at, held_file, record_of
from migrate.ledger.sites import known_sites
from migrate.model import PAGE_KINDS, Kind, Outcome
from migrate.redirects.keys import plain_host
from migrate.run.archiving.index import proven_files
from migrate.run.work import ARCHIVE, Result, Voice
from migrate.serving.archive import Kept, Shelves, answer, at_once
from migrate.serving.holdings import Holding
from migrate.serving.listening import serve
from migrate.settings import Settings
from migrate.urls import canonical

FRESH = 10.0  # seconds that a site's held pages are remembered
MOST_HOPS = 5  # redirects and other spellings that are followed
KEPT = (Outcome.STORED, Outcome.REVISIT)
_OWN_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".jsonl": "application/jsonl; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_WHY = {
    Outcome.PENDING: "这个网址尚未采集",
    Outcome.REDIRECT: "原网站在此跳转到别的网址",
    Outcome.UNREACHABLE: "采集时多次尝试都无法访问",
    Outcome.ALIAS: "它是另一网址的别种写法",
    Outcome.EXCLUDED: "按规则没有采集",
    Outcome.QUARANTINED: "采集的内容存疑，待人工确定",
}


def serve_archive(workspace: Path, settings: Settings, voice: Voice, *, host: str, port: int) -> Result:
    """Answer for the workspace's archive until Ctrl-C; the result counts the answers."""
    if not (workspace / ARCHIVE / "index.html").is_file():
        raise StageError(f"{workspace} 中还没有归档页面", "请先运行 migrate archive")
    with open_ledger(settings.ledger.url, workspace, writing=False) as ledger:
        with ledger.begin() as connection:
            sites = [(site.site_key, {plain_host(one) for one in site.hosts}) for site in known_sites(connection)]
            own = proven_files(connection, workspace / ARCHIVE)
        scripts = frozenset(settings.archive.scripts)
        library = _Library(workspace, ledger, tuple(key for key, _ in sites), own, scripts)
        hosts = frozenset().union(*(hosts for _, hosts in sites))
        shelves = Shelves(library.at, library.file, hosts)
        counts = serve(
            partial(at_once, shelves),
            host,
            port,
            lambda bound: _tell(voice, host, bound),
            otherwise=partial(answer, shelves),
        )
    return Result(dict(sorted(counts.items())))


def _tell(voice: Voice, host: str, port: int) -> None:
    shown = f"[{host}]" if ":" in host else host
    voice.say(f"归档网页可在浏览器中打开：http://{shown}:{port}/ ；按 Ctrl-C 停止")


@dataclass(frozen=True)
class _Library:
    """The workspace's archive as the ledger knows it; `own` gives the digests of the archive's own files."""

    workspace: Path
    ledger: Ledger
    site_keys: tuple[str, ...]
    own: Mapping[str, str]
    scripts: frozenset[str]  # sites whose own scripts may run
    held: "_Held" = field(default_factory=lambda: _Held())

    def file(self, path: str) -> Holding | None:
        """Give the archived file at a place below `archive/`."""
        place = self.workspace / ARCHIVE / path
        if path in self.own:
            kind = _OWN_TYPES.get(place.suffix, "application/octet-stream")
            return Holding(path, place, self.own[path], kind, runs=True)
        with self.ledger.begin() as connection:
            row = held_file(connection, path)
        return (
            None if row is None else Holding(path, place, row.sha256, _type_of(row), runs=row.site_key in self.scripts)
        )

    def at(self, url: str) -> Kept | None:
        """Give what is held of an old address; where it redirected or is another spelling, of where it led."""
        with self.ledger.begin() as connection:
            row = held_at(connection, self.site_keys, url, canonical(url))
            for _ in range(MOST_HOPS):
                onward = row.redirect_to or row.alias_of if row is not None and row.path is None else None
                row = (held_at(connection, self.site_keys, onward, canonical(onward)) if onward else None) or row
            return None if row is None else self._kept(connection, row)

    def _kept(self, connection: Connection, row: Row[Any]) -> Kept:
        is_held = row.url_id in self.held.of(connection, row.site_key)
        record = record_of(connection, row.url_id) if row.outcome in (*KEPT, Outcome.ERROR) else None
        raw = self._raw(row, record) if record is not None else None
        status = row.status if row.outcome == Outcome.ERROR and (row.status or 0) >= 400 else 200
        return Kept(
            row.url,
            row.path,
            _why(row),
            is_gone=row.outcome == Outcome.ERROR and row.status in (404, 410),
            fetched_at=datetime.fromisoformat(record.fetched_at) if record is not None else None,
            raw=raw if row.outcome in KEPT or status >= 400 else None,
            raw_status=status,
            is_held=is_held,
        )

    def _raw(self, row: Row[Any], record: Row[Any]) -> Holding:
        path = self.workspace / record.warc
        torn = path.with_name(f"{path.name}.open")
        path = torn if not path.exists() and torn.exists() else path
        kind = record.content_type
        if record.charset and kind.startswith("text/"):
            kind = f"{kind}; charset={record.charset}"
        whole = partial(pieces_at, path, record.offset)
        return Holding(f"raw:{record.id}", path, record.sha256, kind, whole, record.length)


class _Held:
    """Which pages of a site are held back, looked up anew every `FRESH` seconds."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, frozenset[int]]] = {}

    def of(self, connection: Connection, site_key: str) -> frozenset[int]:
        """Give the held URLs of a site."""
        since, held = self._known.get(site_key, (float("-inf"), frozenset[int]()))
        if monotonic() - since > FRESH:
            held = frozenset(findings.held_pages(connection, site_key))
            self._known[site_key] = (monotonic(), held)
        return held


def _type_of(row: Row[Any]) -> str:
    if row.kind in PAGE_KINDS:
        return "text/html"  # its charset stands in the page itself, in front of everything else
    kind = str(row.content_type or "application/octet-stream")
    is_text = row.kind in (Kind.STYLE, Kind.SCRIPT)
    return f"{kind}; charset={row.charset}" if is_text and row.charset and kind.startswith("text/") else kind


def _why(row: Row[Any]) -> str:
    if row.outcome == Outcome.ERROR:
        return f"采集时原网站答复 {row.status}" if (row.status or 0) >= 400 else "采集时原网站说没有这个网页"
    return _WHY.get(row.outcome, "没有归档")
