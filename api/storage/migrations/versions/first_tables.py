"""Make the tables of the first version."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "first_tables"
down_revision = None


def upgrade() -> None:
    """Make the tables, and the salt of this database."""
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("began_at", sa.Double, nullable=False),
        sa.Column("last_turn_at", sa.Double, nullable=False, index=True),
        sa.Column("turn_count", sa.Integer, nullable=False),
    )
    op.create_table(
        "turns",
        sa.Column("id", sa.String(64), primary_key=True),
        _of_conversation(),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("answered_at", sa.Double, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("standing_key", sa.String(32)),
        sa.UniqueConstraint("conversation_id", "number", name="uq_turns_number"),
    )
    op.create_table(
        "standings",
        _of_conversation(primary_key=True),
        sa.Column("key", sa.String(32), primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    turn = sa.ForeignKey("turns.id", ondelete="CASCADE")
    op.create_table(
        "feedback",
        sa.Column("turn_id", sa.String(64), turn, primary_key=True),
        sa.Column("value", sa.SmallInteger, nullable=False),
        sa.Column("comment", sa.Text),
        sa.Column("given_at", sa.Double, nullable=False),
    )
    op.create_table(
        "deliveries",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("claimed_until", sa.Double, nullable=False, index=True),
        sa.Column("done_at", sa.Double),
    )
    op.create_table(
        "threads",
        sa.Column("key", sa.String(64), primary_key=True),
        _of_conversation(index=True),
    )
    salts = op.create_table(
        "salts",
        sa.Column("name", sa.String(16), primary_key=True),
        sa.Column("salt", sa.String(64), nullable=False),
    )
    op.bulk_insert(salts, [{"name": "keys", "salt": secrets.token_hex(32)}])


def _of_conversation(*, primary_key: bool = False, index: bool = False) -> sa.Column[str]:
    conversation = sa.ForeignKey("conversations.id", ondelete="CASCADE")
    return sa.Column(
        "conversation_id",
        sa.String(64),
        conversation,
        nullable=False,
        primary_key=primary_key,
        index=index or None,
    )
