"""The id map: what stands where in the portal that the settings name, what was meant to, and what was made by whom.

The intent is written before a call and the result after it (`intend`, `enter_placement`). A row without a remote id
that names a run was attempted by that run, with an unknown result.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Table, delete, func, insert, select, update

from migrate.ledger.book import now
from migrate.ledger.outputs import CONFLICT, FAILED, HELD, PLACED, PLANNED
from migrate.ledger.portal_schema import former_placements, placements, portal_channels, portal_files
from migrate.ledger.schema import articles
from migrate.model import Placement

DELETE, PRESERVE = "delete", "preserve"  # what taking back the run does: we made it, or it was there before
NOWHERE = {"channel": "", "remote_id": "", "new_url": "", "source_hash": "", "target_hash": ""}


def swap_target(connection: Connection, target: str) -> int:
    """The map is that of this portal; what stands in others is kept apart and comes back with them. Gives how many."""
    number = _moved(connection, placements, former_placements, placements.c.target != target)
    _moved(connection, former_placements, placements, former_placements.c.target == target)
    return number


def _moved(connection: Connection, table: Table, onto: Table, which: Any) -> int:
    names = [column.name for column in table.columns]
    connection.execute(insert(onto).from_select(names, select(*table.columns).where(which)))
    return connection.execute(delete(table).where(which)).rowcount


def articles_after(connection: Connection, site_key: str, after: str, limit: int) -> list[Row[Any]]:
    """Give the next articles of a site by key, without their bodies and files."""
    names = ("site_key", "article_key", "old_url", "title", "published_at", "columns")
    query = select(*(articles.c[name] for name in names))
    at = (articles.c.site_key == site_key) & (articles.c.article_key > after)
    return list(connection.execute(query.where(at).order_by(articles.c.article_key).limit(limit)))


def whole_articles(connection: Connection, site_key: str, keys: Sequence[str]) -> dict[str, Row[Any]]:
    """Give these articles of a site by key, whole."""
    at = (articles.c.site_key == site_key) & articles.c.article_key.in_(keys)
    return {row.article_key: row for row in connection.execute(select(articles).where(at))}


def placements_of(connection: Connection, site_key: str, keys: Sequence[str]) -> dict[str, Row[Any]]:
    """Give what is known of these articles' places by key."""
    at = (placements.c.site_key == site_key) & placements.c.article_key.in_(keys)
    return {row.article_key: row for row in connection.execute(select(placements).where(at))}


def placements_after(
    connection: Connection, site_key: str, states: Iterable[str], after: str, limit: int
) -> list[Row[Any]]:
    """Give the next placements of a site in some states, in order of the article's key."""
    at = (placements.c.site_key == site_key) & placements.c.state.in_(list(states))
    query = select(placements).where(at, placements.c.article_key > after)
    return list(connection.execute(query.order_by(placements.c.article_key).limit(limit)))


def count_placements(connection: Connection, site_key: str, states: Iterable[str]) -> int:
    """Give how many placements of a site are in some states."""
    at = (placements.c.site_key == site_key) & placements.c.state.in_(list(states))
    return connection.execute(select(func.count()).select_from(placements).where(at)).scalar() or 0


def channels_wanted(connection: Connection, site_keys: Sequence[str], states: Iterable[str]) -> list[str]:
    """Give the channels in which articles of these sites stand or shall stand."""
    at = placements.c.site_key.in_(site_keys) & placements.c.state.in_(list(states))
    return sorted(connection.execute(select(placements.c.channel).where(at).distinct()).scalars())


def plan_placement(
    connection: Connection,
    held: Row[Any] | None,
    *,
    site_key: str,
    article_key: str,
    target: str,
    channel: str,
    new_url: str | None,
    visibility: str,
) -> None:
    """The article shall stand in this channel, at this URL where the portal foresees it; `held` is what is known.

    What stands there already keeps its hashes, and one that waits for a person or is refused keeps its state.
    """
    values: dict[str, Any]
    if held is None:
        values = {**NOWHERE, "state": PLANNED, "target": target, "rollback": DELETE, "visibility": visibility}
        values |= {"channel": channel, "new_url": new_url or "", "at": now()}
        connection.execute(insert(placements).values(site_key=site_key, article_key=article_key, **values))
        return
    wanted = held.new_url if new_url is None else new_url
    if held.state in (FAILED, CONFLICT):
        if held.channel != channel:
            _update(connection, site_key, article_key, {"channel": channel})
    elif held.state != PLACED or (held.channel, held.new_url) != (channel, wanted):
        kept = held.held_because if held.state != HELD else None
        values = {"state": PLANNED, "held_because": kept, "channel": channel, "new_url": wanted, "at": now()}
        _update(connection, site_key, article_key, {**values, "visibility": visibility})


def hold_placement(
    connection: Connection,
    held: Row[Any] | None,
    *,
    site_key: str,
    article_key: str,
    target: str,
    because: str,
    state: str = HELD,
) -> None:
    """The article is not public in the portal, and this is why; one that was withdrawn keeps its id there."""
    values = {"state": state, "held_because": because, "channel": "", "new_url": "", "source_hash": ""}
    if held is None:
        values = {**NOWHERE, **values, "target": target, "rollback": PRESERVE, "at": now()}
        connection.execute(insert(placements).values(site_key=site_key, article_key=article_key, **values))
    elif (held.state, held.held_because) != (state, because):
        _update(connection, site_key, article_key, {**values, "at": now()})


def intend(connection: Connection, site_key: str, keys: Sequence[str], run_id: int | None) -> None:
    """These articles are about to be handed over: until the result is entered, what became of them is not known."""
    at = (placements.c.site_key == site_key) & placements.c.article_key.in_(keys)
    waited = at & placements.c.state.in_([FAILED, CONFLICT])  # why is settled anew; what a person kept stays said
    connection.execute(update(placements).where(waited).values(held_because=None))
    connection.execute(update(placements).where(at).values(state=PLANNED))
    fresh = at & (placements.c.remote_id == "") & placements.c.run_id.is_(None)
    connection.execute(update(placements).where(fresh).values(run_id=run_id))


def enter_placement(
    connection: Connection, site_key: str, article_key: str, placed: Placement, visibility: str, **values: Any
) -> None:
    """The article stands in the portal as said; `values` are `run_id` and `rollback`, where the maker changes."""
    stands = {
        "state": PLACED,
        "held_because": None,
        "channel": placed.channel,
        "remote_id": placed.remote_id,
        "new_url": placed.new_url,
        "source_hash": placed.source_hash,
        "target_hash": placed.target_hash,
        "visibility": visibility,
        "at": now(),
    }
    _update(connection, site_key, article_key, {**stands, **values})


def enter_state(connection: Connection, site_key: str, article_key: str, state: str, **values: Any) -> None:
    """The article's place is in this state; other columns keep what they say unless they are given."""
    _update(connection, site_key, article_key, {"state": state, "at": now(), **values})


def _update(connection: Connection, site_key: str, article_key: str, values: Mapping[str, Any]) -> None:
    at = (placements.c.site_key == site_key) & (placements.c.article_key == article_key)
    connection.execute(update(placements).where(at).values(**values))


def lost_placements(connection: Connection, site_key: str) -> list[Row[Any]]:
    """Give the placements of a site whose article is no more."""
    held = select(articles.c.article_key).where(articles.c.site_key == site_key)
    at = (placements.c.site_key == site_key) & placements.c.article_key.not_in(held)
    return list(connection.execute(select(placements).where(at).order_by(placements.c.article_key)))


def forget_placement(connection: Connection, site_key: str, article_key: str) -> None:
    """Nothing is known of the article's place any more."""
    at = (placements.c.site_key == site_key) & (placements.c.article_key == article_key)
    connection.execute(delete(placements).where(at))


def known_files(connection: Connection, target: str, digests: Sequence[str]) -> dict[tuple[str, str], str]:
    """Give where this portal keeps files with these digests, by digest and name."""
    at = (portal_files.c.target == target) & portal_files.c.sha256.in_(digests)
    return {(row.sha256, row.name): row.new_url for row in connection.execute(select(portal_files).where(at))}


def files_of(connection: Connection, target: str, digests: Iterable[str]) -> list[Row[Any]]:
    """Give the rows of the files with these digests that this portal keeps."""
    at = (portal_files.c.target == target) & portal_files.c.sha256.in_(list(digests))
    return list(connection.execute(select(portal_files).where(at).order_by(portal_files.c.sha256, portal_files.c.name)))


def forget_file(connection: Connection, target: str, sha256: str, name: str) -> None:
    """The portal keeps this file under this name no more."""
    at = (portal_files.c.target == target) & (portal_files.c.sha256 == sha256) & (portal_files.c.name == name)
    connection.execute(delete(portal_files).where(at))


def enter_file(
    connection: Connection, target: str, sha256: str, name: str, *, remote_id: str, new_url: str, run_id: int | None
) -> None:
    """The portal keeps this file under this name; `run_id` made it, None: it stood there, whoever made it."""
    at = (portal_files.c.target == target) & (portal_files.c.sha256 == sha256) & (portal_files.c.name == name)
    values: dict[str, Any] = {"remote_id": remote_id, "new_url": new_url}
    maker = {"run_id": run_id, "rollback": DELETE if run_id is not None else PRESERVE}
    known = {**values, **maker} if run_id is not None else values
    if connection.execute(update(portal_files).where(at).values(**known)).rowcount == 0:
        connection.execute(insert(portal_files).values(target=target, sha256=sha256, name=name, **values, **maker))


def enter_channel(connection: Connection, target: str, path: str, **values: Any) -> None:
    """The portal has this channel (`remote_id`); who made it (`run_id`, `rollback`) stays as first entered."""
    at = (portal_channels.c.target == target) & (portal_channels.c.path == path)
    known = update(portal_channels).where(at).values(remote_id=values["remote_id"])
    if connection.execute(known).rowcount == 0:
        connection.execute(insert(portal_channels).values(target=target, path=path, **values))
