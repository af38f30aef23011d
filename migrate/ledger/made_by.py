"""What a run made in a portal, so that it can be taken back."""

from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, tuple_, update

from migrate.ledger.book import now
from migrate.ledger.id_map import DELETE, NOWHERE
from migrate.ledger.portal_schema import former_placements, placements, portal_channels, portal_files, redirects
from migrate.ledger.schema import articles, runs

AT_ONCE = 500


def command_of(connection: Connection, run: int) -> str | None:
    """Give the command of a run, None where there was no such run."""
    return connection.execute(select(runs.c.command).where(runs.c.id == run)).scalar()


def made_anything(connection: Connection, run: int, target: str) -> bool:
    """Tell whether a run made an article, file or channel in a portal that may still be there."""
    made_article = (placements.c.run_id == run) & (placements.c.target == target) & (placements.c.remote_id != "")
    wheres = [(placements, made_article)]
    wheres += [(one, (one.c.run_id == run) & (one.c.target == target)) for one in (portal_files, portal_channels)]
    counts = [select(func.count()).select_from(table).where(where) for table, where in wheres]
    return any(connection.execute(count).scalar() for count in counts)


def other_targets(connection: Connection, run: int, target: str) -> list[str]:
    """Give the other portals in which a run made something."""
    tables = (placements, former_placements, portal_files, portal_channels)
    found = (select(one.c.target).where(one.c.run_id == run, one.c.target != target).distinct() for one in tables)
    return sorted({name for query in found for name in connection.execute(query).scalars()})


def articles_made(connection: Connection, run: int, target: str, after: tuple[str, str]) -> list[Row[Any]]:
    """Give the next placements that a run made, after this site and key, each with its article's title."""
    at = (placements.c.run_id == run) & (placements.c.target == target) & (placements.c.remote_id != "")
    same = (articles.c.site_key == placements.c.site_key) & (articles.c.article_key == placements.c.article_key)
    query = (
        select(placements, articles.c.title)
        .join(articles, same, isouter=True)
        .where(at, tuple_(placements.c.site_key, placements.c.article_key) > tuple_(*after))
        .order_by(placements.c.site_key, placements.c.article_key)
        .limit(AT_ONCE)
    )
    return list(connection.execute(query))


def forget_article(connection: Connection, site_key: str, article_key: str, state: str, because: str) -> None:
    """The article stands nowhere in the portal, and this is why."""
    at = (placements.c.site_key == site_key) & (placements.c.article_key == article_key)
    values = {**NOWHERE, "state": state, "held_because": because, "run_id": None, "at": now(), "rollback": DELETE}
    connection.execute(update(placements).where(at).values(**values))


def files_made(connection: Connection, run: int, target: str) -> list[Row[Any]]:
    """Give the files that a run made."""
    at = (portal_files.c.run_id == run) & (portal_files.c.target == target) & (portal_files.c.rollback == DELETE)
    return list(connection.execute(select(portal_files).where(at).order_by(portal_files.c.new_url)))


def forget_file(connection: Connection, row: Row[Any]) -> None:
    """The portal keeps the file no more, under whichever names it was known."""
    at = (portal_files.c.target == row.target) & (portal_files.c.remote_id == row.remote_id)
    connection.execute(delete(portal_files).where(at))


def channels_made(connection: Connection, run: int, target: str) -> list[Row[Any]]:
    """Give the channels that a run made."""
    at = (portal_channels.c.run_id == run) & (portal_channels.c.target == target)
    query = select(portal_channels).where(at, portal_channels.c.rollback == DELETE)
    return list(connection.execute(query.order_by(portal_channels.c.path)))


def forget_channel(connection: Connection, row: Row[Any]) -> None:
    """The portal has the channel no more."""
    at = (portal_channels.c.target == row.target) & (portal_channels.c.path == row.path)
    connection.execute(delete(portal_channels).where(at))


def has_redirects(connection: Connection) -> bool:
    """Tell whether old addresses were given answers already."""
    return connection.execute(select(redirects.c.old_url).limit(1)).first() is not None
