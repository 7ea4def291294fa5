"""Conversations as rows. What to do when the database does not serve is decided elsewhere."""

import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from api.storage.database import Database
from api.storage.schema import conversations, feedback, standings, turns
from api.storage.turn_rows import StoredTurn, restored, stored
from coach import MOST_TURNS, Feedback, KeptConversation, KeptTurn, Turn

_TURNS = turns.outerjoin(
    standings,
    (standings.c.conversation_id == turns.c.conversation_id)
    & (standings.c.key == turns.c.standing_key),
)

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What an id may look like. Postgres refuses some text, such as NUL, with an error."""


@dataclass(frozen=True, slots=True)
class Head:
    """What tells whether a conversation may be opened, and whether it has grown."""

    owner: str
    turn_count: int


@dataclass(frozen=True, slots=True)
class Beginning:
    """The row of a conversation."""

    id: str
    owner: str
    began_at: float


class ConversationRows:
    """Reads and writes conversations.

    Every method may raise `StorageUnavailable`, and has then written nothing.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, beginning: Beginning) -> None:
        """Add a conversation, unless it is there."""
        async with self._database.write() as connection:
            await self._begin(connection, beginning)

    async def head(self, conversation_id: str) -> Head | None:
        """The head of a conversation, or None."""
        if not _ID.fullmatch(conversation_id):
            return None
        columns = select(conversations.c.owner, conversations.c.turn_count)
        async with self._database.read() as connection:
            row = (
                await connection.execute(columns.where(conversations.c.id == conversation_id))
            ).one_or_none()
        return Head(*row) if row else None

    async def latest(self, conversation_id: str) -> tuple[Turn, ...]:
        """The latest turns of a conversation, oldest first."""
        query = (
            select(turns.c.body, standings.c.body)
            .select_from(_TURNS)
            .where(turns.c.conversation_id == conversation_id)
            .order_by(turns.c.number.desc())
            .limit(MOST_TURNS)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        return tuple(restored(*row) for row in reversed(rows))

    async def append(
        self,
        conversation_id: str,
        added: Sequence[Turn],
        *,
        beginning: Beginning | None = None,
        again: bool = False,
    ) -> int | None:
        """Add turns in one transaction.

        Args:
            conversation_id: whose.
            added: oldest first.
            beginning: added first, for a conversation that is not there yet.
            again: some may be there already: a commit whose answer was lost.

        Returns:
            How many turns the conversation has now; None when it is not there any more.
        """
        now = self._database.now()
        async with self._database.write() as connection:
            if beginning:
                await self._begin(connection, beginning)
            if again:
                ids = [turn.id for turn in added]
                known = await connection.execute(select(turns.c.id).where(turns.c.id.in_(ids)))
                there = set(known.scalars())
                added = [turn for turn in added if turn.id not in there]
            # First, since it locks the row: turns of one conversation are numbered one by one.
            count: int | None = await connection.scalar(
                update(conversations)
                .where(conversations.c.id == conversation_id)
                .values(last_turn_at=now, turn_count=conversations.c.turn_count + len(added))
                .returning(conversations.c.turn_count)
            )
            if count is None or not added:
                return count
            rows = [(turn.id, stored(turn)) for turn in added]
            await self._add_standings(connection, conversation_id, [row for _, row in rows])
            await connection.execute(
                insert(turns),
                [
                    {
                        "id": turn_id,
                        "conversation_id": conversation_id,
                        "number": number,
                        "answered_at": now,
                        "body": row.body,
                        "standing_key": row.standing_key,
                    }
                    for number, (turn_id, row) in enumerate(rows, count - len(rows) + 1)
                ],
            )
        return count

    async def export(self, conversation_id: str) -> KeptConversation | None:
        """Everything kept of a conversation, or None."""
        query = (
            select(turns.c.body, standings.c.body.label("standing"), turns.c.answered_at, feedback)
            .select_from(_TURNS)
            .outerjoin(feedback, feedback.c.turn_id == turns.c.id)
            .where(turns.c.conversation_id == conversation_id)
            .order_by(turns.c.number)
        )
        began = select(conversations.c.began_at).where(conversations.c.id == conversation_id)
        async with self._database.read() as connection:
            began_at = await connection.scalar(began)
            rows = (await connection.execute(query)).all()
        if began_at is None:
            return None
        kept = (
            KeptTurn(
                restored(row.body, row.standing),
                _date(row.answered_at),
                Feedback(row.value, row.comment, _date(row.given_at)) if row.turn_id else None,
            )
            for row in rows
        )
        return KeptConversation(conversation_id, _date(began_at), tuple(kept))

    async def erase(self, conversation_id: str) -> bool:
        """Erase a conversation with its turns, feedback and threads."""
        query = delete(conversations).where(conversations.c.id == conversation_id)
        async with self._database.write() as connection:
            return (await connection.execute(query)).rowcount > 0

    async def erase_older(self, before: float) -> int:
        """Erase every conversation whose last turn is older than a time. How many they were."""
        query = delete(conversations).where(conversations.c.last_turn_at < before)
        async with self._database.write() as connection:
            return (await connection.execute(query)).rowcount

    async def owner_of_turn(self, turn_id: str) -> tuple[str, str] | None:
        """The id and the owner of a turn's conversation, or None."""
        if not _ID.fullmatch(turn_id):
            return None
        query = (
            select(conversations.c.id, conversations.c.owner)
            .join(turns, turns.c.conversation_id == conversations.c.id)
            .where(turns.c.id == turn_id)
        )
        async with self._database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        return (row.id, row.owner) if row else None

    async def rate(self, turn_id: str, value: int, comment: str | None) -> bool:
        """Keep what a person thought of an answer. False when the turn is gone."""
        given = {"value": value, "comment": comment, "given_at": self._database.now()}
        rated = self._database.insert(feedback).values(turn_id=turn_id, **given)
        # Locked where rows can be: the turn may not be erased in between.
        locked = select(turns.c.id).where(turns.c.id == turn_id).with_for_update()
        async with self._database.write() as connection:
            if await connection.scalar(locked) is None:
                return False
            await connection.execute(
                rated.on_conflict_do_update(index_elements=["turn_id"], set_=given)
            )
        return True

    async def _add_standings(
        self, connection: AsyncConnection, conversation_id: str, rows: Sequence[StoredTurn]
    ) -> None:
        new = {row.standing_key: row.standing for row in rows if row.standing_key}
        if new:
            values = [
                {"conversation_id": conversation_id, "key": key, "body": body}
                for key, body in new.items()
            ]
            added = self._database.insert(standings)
            await connection.execute(added.on_conflict_do_nothing(), values)

    async def _begin(self, connection: AsyncConnection, beginning: Beginning) -> None:
        values = {
            "id": beginning.id,
            "owner": beginning.owner,
            "began_at": beginning.began_at,
            "last_turn_at": beginning.began_at,
            "turn_count": 0,
        }
        added = self._database.insert(conversations).values(values)
        await connection.execute(added.on_conflict_do_nothing())


def owner_hash(conversation_id: str, owner: str) -> str:
    """What is stored of an owner. The conversation's id is the salt; nobody's is empty."""
    if not owner:
        return ""
    return hashlib.blake2s(owner.encode(), key=conversation_id.encode()[:32]).hexdigest()


def may_open(stored: str, conversation_id: str, owner: str) -> bool:
    """Whether a conversation is this owner's."""
    return hmac.compare_digest(stored, owner_hash(conversation_id, owner))


def _date(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
