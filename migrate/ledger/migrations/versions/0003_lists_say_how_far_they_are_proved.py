"""lists say how far they are proved"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.rename_table("pagers", "pagers_before")
    op.create_table(
        "pagers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("site_key", sa.String(), nullable=False),
        sa.Column("list_key", sa.String(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("request_body", sa.Text(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=True),
        sa.Column("page_urls", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("probe", sa.JSON(), nullable=True),
        sa.Column("found", sa.Integer(), nullable=True),
        sa.Column("proof", sa.String(), nullable=True),
        sa.Column("notes", sa.JSON(), nullable=True),
        sa.Column("source_hash", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["site_key"], ["sites.site_key"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("site_key", "list_key", name="pagers_identity"),
    )
    op.execute(
        "INSERT INTO pagers (site_key, list_key, url, request_body, rule, pages, page_urls, state) "
        "SELECT site_key, url, url, '', rule, pages, page_urls, 'open' FROM pagers_before ORDER BY url"
    )
    op.drop_table("pagers_before")
    op.create_table(
        "families",
        sa.Column("site_key", sa.String(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("signs", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["site_key"], ["sites.site_key"]),
        sa.UniqueConstraint("site_key", "rank"),
    )
    if op.get_bind().dialect.name == "postgresql":  # its index rows end at 2.7 KB; a WebForms form is longer
        op.drop_constraint("urls_identity", "urls")
        op.execute("CREATE UNIQUE INDEX urls_identity ON urls (site_key, url, method, md5(request_body))")
