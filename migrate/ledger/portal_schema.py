"""台账: the tables of what went into a portal and what answers the old addresses; the others stand in `schema.py`."""

from typing import Any

from sqlalchemy.schema import Column, ForeignKey, Index, Table, UniqueConstraint
from sqlalchemy.types import JSON, Integer, String, Text

from migrate.ledger.schema import Key, metadata, site_column


def _placement_columns() -> list[Column[Any]]:
    return [
        site_column(),
        Column("article_key", Text, nullable=False),
        Column("target", Text, nullable=False, server_default="embedded"),  # which portal: kind and address
        Column("run_id", Key, ForeignKey("runs.id")),  # that made it there first
        Column("at", String, nullable=False),
        Column("state", String, nullable=False),  # planned | placed | held | left_out | failed | conflict
        Column("held_because", Text),  # also what failed, or what a person changed there since
        Column("channel", String, nullable=False),
        Column("remote_id", String, nullable=False),
        Column("new_url", Text, nullable=False),
        Column("source_hash", String, nullable=False),
        Column("target_hash", String, nullable=False),  # of what the portal had after our last write
        Column("rollback", String, nullable=False),  # delete | preserve
        Column("visibility", String, nullable=False, server_default="published"),
    ]


# The id map: an article's place in the portal that the settings name, or why it has none.
placements = Table(
    "placements",
    metadata,
    *_placement_columns(),
    UniqueConstraint("site_key", "article_key"),
)

# The id map of portals that the settings named before: they come back when the settings do.
former_placements = Table(
    "former_placements",
    metadata,
    *_placement_columns(),
    UniqueConstraint("site_key", "article_key", "target", name="former_placements_identity"),
)

# Where a portal keeps an image or attachment.
portal_files = Table(
    "portal_files",
    metadata,
    Column("target", Text, primary_key=True, server_default="embedded"),
    Column("sha256", String, primary_key=True),
    Column("name", String, primary_key=True),
    Column("new_url", Text, nullable=False),
    Column("remote_id", String, nullable=False, server_default=""),
    Column("run_id", Key, ForeignKey("runs.id")),
    Column("rollback", String, nullable=False, server_default="delete"),  # delete | preserve
)

# The channels that a portal has of ours, and whether we made them.
portal_channels = Table(
    "portal_channels",
    metadata,
    Column("target", Text, primary_key=True),
    Column("path", String, primary_key=True),
    Column("remote_id", String, nullable=False),
    Column("run_id", Key, ForeignKey("runs.id")),
    Column("rollback", String, nullable=False),  # delete | preserve
)

# The one answer of each old page URL.
redirects = Table(
    "redirects",
    metadata,
    site_column(),
    Column("old_url", Text, nullable=False),
    Column("answer", String, nullable=False),
    Column("target", Text, nullable=False),
    Column("status", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    UniqueConstraint("site_key", "old_url"),
)


# Access logs that were read; one with the same bytes is not counted twice.
hit_logs = Table(
    "hit_logs",
    metadata,
    Column("sha256", String, primary_key=True),
    Column("file", Text, nullable=False),
    Column("read_at", String, nullable=False),
    Column("lines", Key, nullable=False),
    Column("counts", JSON, nullable=False),  # requests counted, and those left out by the name of the rule
)

# How often an old address was asked for, by log and by the status that the old server gave.
hits = Table(
    "hits",
    metadata,
    Column("log", String, ForeignKey("hit_logs.sha256"), primary_key=True),
    Column("url", Text, primary_key=True),
    Column("status", Integer, primary_key=True),
    Column("canonical", Text, nullable=False),
    Column("hits", Key, nullable=False),
    Column("last_day", String),  # the newest day that it was asked on, YYYY-MM-DD
    Index("hits_by_canonical", "canonical"),
)
