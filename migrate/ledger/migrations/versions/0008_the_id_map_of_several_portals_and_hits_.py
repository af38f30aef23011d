"""the id map of several portals and hits of old addresses"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "hit_logs",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("read_at", sa.String(), nullable=False),
        sa.Column("lines", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_table(
        "former_placements",
        sa.Column("site_key", sa.String(), nullable=False),
        sa.Column("article_key", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), server_default="embedded", nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("held_because", sa.Text(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("remote_id", sa.String(), nullable=False),
        sa.Column("new_url", sa.Text(), nullable=False),
        sa.Column("source_hash", sa.String(), nullable=False),
        sa.Column("target_hash", sa.String(), nullable=False),
        sa.Column("rollback", sa.String(), nullable=False),
        sa.Column("visibility", sa.String(), server_default="published", nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["runs.id"],
        ),
        sa.ForeignKeyConstraint(
            ["site_key"],
            ["sites.site_key"],
        ),
        sa.UniqueConstraint("site_key", "article_key", "target", name="former_placements_identity"),
    )
    op.create_table(
        "hits",
        sa.Column("log", sa.String(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.Column("hits", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("last_day", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["log"],
            ["hit_logs.sha256"],
        ),
        sa.PrimaryKeyConstraint("log", "url", "status"),
    )
    op.create_index("hits_by_canonical", "hits", ["canonical"], unique=False)
    op.create_table(
        "portal_channels",
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("remote_id", sa.String(), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("rollback", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["runs.id"],
        ),
        sa.PrimaryKeyConstraint("target", "path"),
    )
    op.add_column("placements", sa.Column("target", sa.Text(), server_default="embedded", nullable=False))
    op.add_column("placements", sa.Column("visibility", sa.String(), server_default="published", nullable=False))
    _rebuild_portal_files()


def _rebuild_portal_files() -> None:
    """The key of `portal_files` gains its target; SQLite changes no key in place."""
    op.rename_table("portal_files", "portal_files_before")
    op.create_table(
        "portal_files",
        sa.Column("target", sa.Text(), server_default="embedded", nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("new_url", sa.Text(), nullable=False),
        sa.Column("remote_id", sa.String(), server_default="", nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("rollback", sa.String(), server_default="delete", nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"]),
        sa.PrimaryKeyConstraint("target", "sha256", "name"),
    )
    op.execute("INSERT INTO portal_files (sha256, name, new_url) SELECT sha256, name, new_url FROM portal_files_before")
    op.drop_table("portal_files_before")
