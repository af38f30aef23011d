"""Placements as the ledger's tests make them."""

from sqlalchemy import Connection

from migrate.ledger import id_map
from migrate.model import Placement
from tests.ledger.conftest import KEY

TARGET = "embedded"


def plan(connection: Connection, key: str, channel: str = "tz", new_url: str | None = "tz/7.html") -> None:
    """The article shall stand there."""
    known = id_map.placements_of(connection, KEY, [key]).get(key)
    place = {"site_key": KEY, "article_key": key, "target": TARGET, "channel": channel, "visibility": "published"}
    id_map.plan_placement(connection, known, **place, new_url=new_url)


def hold(connection: Connection, key: str, because: str) -> None:
    """The article is held."""
    known = id_map.placements_of(connection, KEY, [key]).get(key)
    id_map.hold_placement(connection, known, site_key=KEY, article_key=key, target=TARGET, because=because)


def place(connection: Connection, key: str, remote_id: str, run_id: int | None = None) -> None:
    """The article stands in the portal."""
    plan(connection, key, new_url=f"tz/{remote_id}.html")
    placed = Placement(key, "tz", remote_id, f"tz/{remote_id}.html", "s", "t")
    id_map.enter_placement(connection, KEY, key, placed, "published", run_id=run_id, rollback="delete")
