"""Make the table that counts what each client sent in the window of time under way."""

import sqlalchemy as sa
from alembic import op

revision = "rate_windows"
down_revision = "first_tables"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "rate_windows",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("hits", sa.Integer, nullable=False),
        sa.Column("ends_at", sa.Double, nullable=False, index=True),
    )
