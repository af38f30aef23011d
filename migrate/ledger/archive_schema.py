"""台账: the tables of the second capture and of the seals; the others stand in `schema.py`."""

from sqlalchemy.schema import Column, ForeignKey, Table, UniqueConstraint
from sqlalchemy.types import JSON, Integer, String, Text

from migrate.ledger.schema import Key, id_column, metadata, site_column

# A further capture of a whole site in the freeze window: the second has the number 2.
rounds = Table(
    "rounds",
    metadata,
    site_column(),
    Column("number", Integer, nullable=False),
    Column("run_id", Key, ForeignKey("runs.id")),
    Column("began_at", String, nullable=False),
    Column("ended_at", String),
    Column("detail", JSON(none_as_null=True)),  # counts by difference, when it has ended
    UniqueConstraint("site_key", "number", name="rounds_identity"),
)

# How a URL stood before a round asked for it again, and what the round found.
former_ends = Table(
    "former_ends",
    metadata,
    Column("url_id", Key, ForeignKey("urls.id"), primary_key=True),
    Column("number", Integer, primary_key=True),  # of the round
    site_column(),
    Column("outcome", String, nullable=False),
    Column("reason", Text),
    Column("status", Integer),
    Column("content_type", String),
    Column("length", Key),
    Column("sha256", String),
    Column("redirect_to", Text),
    Column("capture_id", Key),
    Column("difference", String),  # same | changed | removed | back | null: not settled yet
    Column("found", JSON(none_as_null=True)),  # what the round found where that does not stand: outcome, status, reason
)

# 封存: every seal that was set over the workspace's evidence; the newest is the one that counts.
seals = Table(
    "seals",
    metadata,
    id_column(),
    Column("run_id", Key, ForeignKey("runs.id")),
    Column("at", String, nullable=False),
    Column("path", Text, nullable=False),
    Column("root", String, nullable=False),  # digest over the whole manifest and the chain
    Column("files", Integer, nullable=False),
    Column("bytes", Key, nullable=False),
    Column("signer", Text),  # fingerprint of the office's key, null without a signature
)
