"""what sheets say is kept with its history"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "sheet_opinions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("site_key", sa.String(), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("whose", sa.String(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("sheet", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["runs.id"],
        ),
        sa.ForeignKeyConstraint(
            ["site_key"],
            ["sites.site_key"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("sheet_opinions_by_site", "sheet_opinions", ["site_key", "whose", "id"], unique=False)
