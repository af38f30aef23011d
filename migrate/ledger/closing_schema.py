"""台账: the tables of the papers that close a site: documents, their numbers, what people supplied, steps done."""

from sqlalchemy.schema import Column, ForeignKey, Index, Table, UniqueConstraint
from sqlalchemy.types import JSON, Integer, String, Text

from migrate.ledger.schema import Key, id_column, metadata

# 文书: every document made. Its subject is a site key, a unit's name or a month, as its scope says.
papers = Table(
    "papers",
    metadata,
    id_column(),
    Column("kind", String, nullable=False),
    Column("scope", String, nullable=False),  # site | unit | office
    Column("subject", Text, nullable=False),
    Column("site_key", String, ForeignKey("sites.site_key")),  # null where it is about no single site
    Column("unit", Text, nullable=False, server_default=""),
    Column("number", String),  # 发文字号, as printed
    Column("path", Text, nullable=False),  # below the workspace
    Column("sha256", String, nullable=False),
    Column("facts", JSON(none_as_null=True)),  # field → what it said
    Column("missing", JSON, nullable=False),  # labels of required fields without a value
    Column("state", String, nullable=False, server_default="draft"),  # draft | signed
    Column("signed_by", Text),
    Column("signed_at", String),
    Column("run_id", Key, ForeignKey("runs.id")),
    Column("made_at", String, nullable=False),
    UniqueConstraint("kind", "subject", name="papers_identity"),
    Index("papers_by_site", "site_key"),
)

# 发文字号: the register. A number is given once and never again, whatever becomes of its document.
paper_numbers = Table(
    "paper_numbers",
    metadata,
    Column("series", String, primary_key=True),  # 机关代字
    Column("year", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("subject", Text, nullable=False),
    Column("given_at", String, nullable=False),
    UniqueConstraint("series", "year", "kind", "subject", name="paper_numbers_identity"),
)

# What people filled in where neither sheet nor ledger knew: append-only, the newest of a field stands.
supplied = Table(
    "supplied",
    metadata,
    id_column(),
    Column("scope", String, nullable=False),  # site | unit | office
    Column("subject", Text, nullable=False),
    Column("field", String, nullable=False),
    Column("value", Text, nullable=False),  # blank: taken back
    Column("by", Text, nullable=False),
    Column("at", String, nullable=False),
    Column("file", Text, nullable=False),
    Column("run_id", Key, ForeignKey("runs.id")),
    Index("supplied_by_subject", "scope", "subject", "field", "id"),
)

# 办理进展: steps of a closure that happen outside the tool, as people reported them: append-only, the newest stands.
closing_steps = Table(
    "closing_steps",
    metadata,
    id_column(),
    Column("site_key", String, ForeignKey("sites.site_key"), nullable=False),
    Column("step", String, nullable=False),  # a key of the closing calendar
    Column("done_on", String),  # YYYY-MM-DD; null: taken back
    Column("note", Text, nullable=False, server_default=""),
    Column("by", Text, nullable=False),
    Column("at", String, nullable=False),
    Column("run_id", Key, ForeignKey("runs.id")),
    Index("closing_steps_by_site", "site_key", "step", "id"),
)
