"""A capture of one zoo site in a fresh workspace, and what the ledger and the WARC files say of it afterwards."""

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from warcio.archiveiterator import ArchiveIterator

from migrate.ledger.book import open_ledger
from migrate.ledger.decisions import Made, enter_decisions
from migrate.ledger.sites import enter_sites, known_sites
from migrate.ledger.views import url_lines
from migrate.model import Decision, Site, Verdict
from migrate.run.capture import capture
from migrate.run.work import Asking, Result, Silent, Work
from migrate.settings import read_settings
from tests.zoo.server import FaultServer
from tests.zoo.site import ZooSite

KEY = "3311230012"
QUICK = {"interval": 0, "pace_factor": 0, "retries": 2, "retry_wait": 0, "timeout": 5}


def toml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value)


@contextmanager
def desk(
    workspace: Path, server: FaultServer | None, home: str, other_homes: tuple[str, ...] = (), **http: object
) -> Iterator[Work]:
    """An open ledger that knows the one site."""
    overrides = [f"http.{name}={toml(value)}" for name, value in {**QUICK, **http}.items()]
    settings = read_settings(workspace, overrides, [server.connect_to] if server else [])
    with open_ledger("", workspace) as ledger, ledger.run("capture", "test"):
        with ledger.begin() as connection:
            enter_sites(connection, [Site(KEY, "栖云县农业农村局", home, "sheet.xlsx", None, 3, other_homes)])
            enter_decisions(connection, ledger, [Made(Decision(KEY, Verdict.MIGRATE, None, False, (), (), (), False))])
        yield Work(workspace, settings, ledger, Silent())


def captured(work: Work, **more: Any) -> Result:
    with work.ledger.begin() as connection:
        sites = known_sites(connection)
    return capture(work, sites, Asking(**more))


def capture_zoo(workspace: Path, server: FaultServer, site: ZooSite, **http: object) -> Result:
    with desk(workspace, server, site.home, site.other_homes, **{**site.settings, **http}) as work:
        return captured(work)


def lines(workspace: Path) -> dict[str, dict[str, Any]]:
    """What `export urls` says, by URL (behind a blank follows the form of a POST)."""
    with open_ledger("", workspace) as ledger, ledger.begin() as connection:
        return {f"{line['url']} {line.get('request_body', '')}".strip(): line for line in url_lines(connection)}


def outcomes(workspace: Path) -> dict[str, str]:
    """Outcome and reason of every URL, as a zoo truth tells them."""
    return {url: _told(line) for url, line in lines(workspace).items()}


def _told(line: Mapping[str, Any]) -> str:
    reason = "" if line["outcome"] == "unreachable" else line["reason"] or ""
    return f"{line['outcome']} {reason}".strip()


@dataclass(frozen=True)
class Held:
    """One record of a WARC file: its type, URL, block bytes, headers and place."""

    kind: str
    url: str
    block: bytes
    headers: Mapping[str, str]
    offset: int
    file: str


def records(workspace: Path) -> list[Held]:
    """Every record of every WARC file, digests checked by warcio, in order."""
    found = []
    for path in sorted((workspace / "captures").rglob("*.warc.gz*")):
        for one in ArchiveIterator(io.BytesIO(path.read_bytes()), check_digests="raise"):
            one.raw_stream.read()
        with io.BytesIO(path.read_bytes()) as stream:
            members = ArchiveIterator(stream, no_record_parse=True)
            for one in members:
                headers = dict(one.rec_headers.headers)
                block = one.raw_stream.read()
                url = headers.get("WARC-Target-URI", "")
                found.append(Held(one.rec_type, url, block, headers, members.get_record_offset(), path.name))
    return found


def answers_held(workspace: Path) -> list[Held]:
    return [one for one in records(workspace) if one.kind in ("response", "revisit", "resource")]


def rows(workspace: Path, table, *where):
    with open_ledger("", workspace) as ledger, ledger.begin() as connection:
        return list(connection.execute(select(table).where(*where)))
