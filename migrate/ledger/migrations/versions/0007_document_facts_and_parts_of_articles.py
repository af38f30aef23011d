"""document facts of articles, and articles over several pages"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("pages", sa.Column("parts", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("listings", sa.Column("document_number", sa.String(), nullable=True))
    op.add_column("articles", sa.Column("facts", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("articles", sa.Column("missing_parts", sa.JSON(none_as_null=True), nullable=True))
