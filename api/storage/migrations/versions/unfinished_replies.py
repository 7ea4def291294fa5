"""Know who holds a claim of a delivery, and what was sent under it already."""

import sqlalchemy as sa
from alembic import op

revision = "unfinished_replies"
down_revision = "rate_windows"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("deliveries", sa.Column("claimed_by", sa.String(32)))
    op.add_column("deliveries", sa.Column("sent", sa.Text))
