"""Pages that want a browser: which a capture met, which were shown, and where what they showed is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, select

from migrate.ledger.book import Ledger
from migrate.ledger.schema import captures, entries

MET, SHOWN = "wants_browser", "shown_in_browser"
NO_ANSWER = 0  # the status of a capture that no server gave: a page after its scripts, kept as a conversion record


def meet(connection: Connection, ledger: Ledger, site_key: str, url: str, sign: str) -> None:
    """Enter that a page of a site wants a browser, and by which sign."""
    ledger.enter(connection, "capture", MET, site_key=site_key, item=url, detail={"sign": sign})


def enter_shown(connection: Connection, ledger: Ledger, site_key: str, url: str, detail: Mapping[str, Any]) -> None:
    """Enter that a page was shown in a browser; `detail` tells its requests, its links, and why it was left, if so."""
    ledger.enter(connection, "capture", SHOWN, site_key=site_key, item=url, detail=detail)


@dataclass
class Pages:
    """The pages of one site that want a browser, each with its sign, in the order in which they were met; and those
    that were shown, each with its newest entry."""

    met: dict[str, str] = field(default_factory=dict)
    shown: dict[str, Row[Any]] = field(default_factory=dict)

    @property
    def left(self) -> list[str]:
        """Those that were never shown."""
        return [url for url in self.met if url not in self.shown]


def pages_of(connection: Connection, site_key: str | None = None) -> dict[str, Pages]:
    """Give the pages that want a browser of every site that has any, or of one."""
    at = (entries.c.stage == "capture") & entries.c.event.in_([MET, SHOWN])
    if site_key is not None:
        at &= entries.c.site_key == site_key
    found: dict[str, Pages] = {}
    for row in connection.execute(select(entries).where(at).order_by(entries.c.id)):
        pages = found.setdefault(row.site_key, Pages())
        if row.event == SHOWN:
            pages.shown[row.item] = row
        else:
            pages.met.setdefault(row.item, row.detail["sign"])
    return found


def shown_of(connection: Connection, site_key: str) -> dict[int, Row[Any]]:
    """Give the newest capture of each page of a site that was shown after its scripts, by the id of its URL."""
    at = (captures.c.site_key == site_key) & (captures.c.status == NO_ANSWER)
    rows = connection.execute(select(captures).where(at).order_by(captures.c.id))
    return {row.url_id: row for row in rows}


def shown_place(connection: Connection, url_id: int) -> Row[Any] | None:
    """Give the capture that holds what a page showed after its scripts, the newest; None where none does."""
    at = (captures.c.url_id == url_id) & (captures.c.status == NO_ANSWER)
    return connection.execute(select(captures).where(at).order_by(captures.c.id.desc())).first()
