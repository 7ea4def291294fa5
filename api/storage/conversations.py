"""Conversations as rows. What to do when the database does not serve is decided elsewhere."""

import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from api.storage.database import Database
from api.storage.schema import conversations, feedback, standings, turns
from api.storage.turn_rows import restored, stored
from coach import MOST_TURNS, Feedback, KeptConversation, KeptTurn, Turn

_TURNS = turns.outerjoin(
    standings,
    (standings.c.conversation_id == turns.c.conversation_id)
    & (standings.c.key == turns.c.standing_key),
)

_HEAD = select(conversations.c.owner, conversations.c.turn_count).where(
    conversations.c.id == bindparam("conversation")
)
_COUNTED = (
    update(conversations)
    .where(conversations.c.id == bindparam("conversation"))
    .values(
        last_turn_at=bindparam("now"), turn_count=conversations.c.turn_count + bindparam("added")
    )
    .returning(conversations.c.turn_count)
)
_ADDED = insert(turns)
"""The statements of every turn, made once: making one takes longer than SQLite does to run it."""

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
        self._begun = database.insert(conversations).on_conflict_do_nothing()
        self._stands = database.insert(standings).on_conflict_do_nothing()

    async def begin(self, beginning: Beginning) -> None:
        """Add a conversation, unless it is there."""
        await self._database.write(lambda connection: self._begin(connection, beginning))

    async def head(self, conversation_id: str) -> Head | None:
        """The head of a conversation, or None."""
        if not _ID.fullmatch(conversation_id):
            return None
        which = {"conversation": conversation_id}
        row = await self._database.read(
            lambda connection: connection.execute(_HEAD, which).one_or_none()
        )
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
        rows = await self._database.read(lambda connection: connection.execute(query).all())
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

        def work(connection: Connection) -> int | None:
            if beginning:
                self._begin(connection, beginning)
            new = self._not_there(connection, added) if again else added
            return self._append(connection, conversation_id, new)

        return await self._database.write(work)

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
        began_at, rows = await self._database.read(
            lambda connection: (connection.scalar(began), connection.execute(query).all())
        )
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
        return await self._database.write(lambda connection: connection.execute(query).rowcount) > 0

    async def erase_older(self, before: float) -> int:
        """Erase every conversation whose last turn is older than a time. How many they were."""
        query = delete(conversations).where(conversations.c.last_turn_at < before)
        return await self._database.write(lambda connection: connection.execute(query).rowcount)

    async def owner_of_turn(self, turn_id: str) -> tuple[str, str] | None:
        """The id and the owner of a turn's conversation, or None."""
        if not _ID.fullmatch(turn_id):
            return None
        query = (
            select(conversations.c.id, conversations.c.owner)
            .join(turns, turns.c.conversation_id == conversations.c.id)
            .where(turns.c.id == turn_id)
        )
        row = await self._database.read(lambda connection: connection.execute(query).one_or_none())
        return (row.id, row.owner) if row else None

    async def rate(self, turn_id: str, value: int, comment: str | None) -> bool:
        """Keep what a person thought of an answer. False when the turn is gone."""
        given = {"value": value, "comment": comment, "given_at": self._database.now()}
        rated = self._database.insert(feedback).values(turn_id=turn_id, **given)
        # Locked where rows can be: the turn may not be erased in between.
        locked = select(turns.c.id).where(turns.c.id == turn_id).with_for_update()

        def work(connection: Connection) -> bool:
            if connection.scalar(locked) is None:
                return False
            connection.execute(rated.on_conflict_do_update(index_elements=["turn_id"], set_=given))
            return True

        return await self._database.write(work)

    def _begin(self, connection: Connection, beginning: Beginning) -> None:
        values = {
            "id": beginning.id,
            "owner": beginning.owner,
            "began_at": beginning.began_at,
            "last_turn_at": beginning.began_at,
            "turn_count": 0,
        }
        connection.execute(self._begun, values)

    def _append(
        self, connection: Connection, conversation_id: str, added: Sequence[Turn]
    ) -> int | None:
        now = self._database.now()
        # First, since it locks the row: turns of one conversation are numbered one by one.
        counted = {"conversation": conversation_id, "now": now, "added": len(added)}
        count: int | None = connection.scalar(_COUNTED, counted)
        if count is None or not added:
            return count
        new: list[dict[str, object]] = []
        stands: dict[str, dict[str, object]] = {}
        of = {"conversation_id": conversation_id}
        for number, turn in enumerate(added, count - len(added) + 1):
            row = stored(turn)
            key = row.standing_key
            if key:
                stands[key] = of | {"key": key, "body": row.standing}
            place = {"id": turn.id, "number": number, "answered_at": now}
            new.append(of | place | {"body": row.body, "standing_key": key})
        if stands:
            connection.execute(self._stands, list(stands.values()))
        connection.execute(_ADDED, new)
        return count

    def _not_there(self, connection: Connection, added: Sequence[Turn]) -> Sequence[Turn]:
        ids = [turn.id for turn in added]
        there = set(connection.scalars(select(turns.c.id).where(turns.c.id.in_(ids))))
        return [turn for turn in added if turn.id not in there]


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
