"""The tables, as the newest migration leaves them. Times are seconds since 1970."""

from sqlalchemy import (
    Column,
    Double,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()


def _conversation() -> ForeignKey:
    return ForeignKey("conversations.id", ondelete="CASCADE")


conversations = Table(
    "conversations",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("owner", String(64), nullable=False),  # a salted hash; "" for nobody
    Column("began_at", Double, nullable=False),
    Column("last_turn_at", Double, nullable=False, index=True),
    Column("turn_count", Integer, nullable=False),
)

turns = Table(
    "turns",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("conversation_id", String(64), _conversation(), nullable=False),
    Column("number", Integer, nullable=False),  # from 1, in the order they were kept
    Column("answered_at", Double, nullable=False),
    Column("body", Text, nullable=False),  # JSON
    Column("standing_key", String(32)),
    UniqueConstraint("conversation_id", "number", name="uq_turns_number"),
)

standings = Table(
    "standings",
    metadata,
    Column("conversation_id", String(64), _conversation(), primary_key=True),
    Column("key", String(32), primary_key=True),
    # JSON, compressed: the profile, assessment and facts of its turns
    Column("body", LargeBinary, nullable=False),
)

feedback = Table(
    "feedback",
    metadata,
    Column("turn_id", String(64), ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True),
    Column("value", SmallInteger, nullable=False),
    Column("comment", Text),
    Column("given_at", Double, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("key", String(64), primary_key=True),  # a salted hash
    Column("claimed_until", Double, nullable=False, index=True),
    Column("done_at", Double),
    Column("claimed_by", String(32)),  # at random, for each claim
    Column("sent", Text),  # names of messages, of an answer that is not whole
)

threads = Table(
    "threads",
    metadata,
    Column("key", String(64), primary_key=True),  # a salted hash
    Column("conversation_id", String(64), _conversation(), nullable=False, index=True),
)

salts = Table(
    "salts",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("salt", String(64), nullable=False),
)

rate_windows = Table(
    "rate_windows",
    metadata,
    Column("key", String(64), primary_key=True),  # a salted hash
    Column("hits", Integer, nullable=False),
    Column("ends_at", Double, nullable=False, index=True),
)
