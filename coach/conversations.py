"""Where conversations are kept: the interface, and a store in memory."""

import secrets
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Protocol

from coach.turn import Conversation, Turn

_MAX_CONVERSATIONS = 10_000
"""What the store in memory holds before it forgets the conversation unused for longest."""

MOST_TURNS = 200
"""The turns of one conversation that a coach is given, and that the store in memory keeps."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a person thought of an answer: 1, -1, or 0 when they took it back."""

    value: int
    comment: str | None
    given_at: datetime


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """A turn as it was answered, when, and what the person thought of it."""

    turn: Turn
    answered_at: datetime
    feedback: Feedback | None = None


@dataclass(frozen=True, slots=True)
class KeptConversation:
    """All that is kept of a conversation, for the person to take away."""

    id: str
    began_at: datetime
    turns: tuple[KeptTurn, ...] = ()


class ConversationStore(Protocol):
    """Keeps conversations.

    The id opens a conversation, together with its `owner` where it was made for one: somebody's
    API key, say. An unknown id, somebody else's and an erased one are alike.
    """

    async def create(self, owner: str = "", *, shown: bool = True) -> Conversation:
        """Begin a conversation with a new unguessable id.

        Args:
            owner: whose it is, where it opens for one alone.
            shown: whether anybody is told the id before the first turn is appended; if not, a store
                may write both in one go.
        """

    async def get(self, conversation_id: str, owner: str = "") -> Conversation | None:
        """The conversation of that id with its latest turns, or None."""

    async def append(self, conversation_id: str, turn: Turn) -> Turn:
        """Add a turn. Does nothing when the conversation is not there any more.

        Returns:
            The turn as it is kept: `degraded` when it could not be kept for good.
        """

    async def export(self, conversation_id: str, owner: str = "") -> KeptConversation | None:
        """Everything kept of a conversation, or None."""

    async def erase(self, conversation_id: str, owner: str = "") -> bool:
        """Erase a conversation and all that belongs to it. False when there is none."""

    async def rate(self, turn_id: str, value: int, comment: str | None, owner: str = "") -> bool:
        """Keep what a person thought of an answer; the last time wins. False: no such turn."""


def new_id() -> str:
    """A URL-safe id of 144 random bits."""
    return secrets.token_urlsafe(18)


@dataclass(frozen=True, slots=True)
class _Kept:
    owner: str
    conversation: Conversation
    began_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    answered_at: tuple[datetime, ...] = ()
    feedback: dict[str, Feedback] = field(default_factory=dict)


class MemoryConversations:
    """Conversations that last as long as the process; the least recently used go first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    async def create(self, owner: str = "", *, shown: bool = True) -> Conversation:
        """Begin a conversation."""
        conversation = Conversation(new_id())
        self._kept[conversation.id] = _Kept(owner, conversation)
        while len(self._kept) > _MAX_CONVERSATIONS:
            self._kept.popitem(last=False)
        return conversation

    async def get(self, conversation_id: str, owner: str = "") -> Conversation | None:
        """The conversation of that id, or None."""
        kept = self._of(conversation_id, owner)
        if kept is None:
            return None
        self._kept.move_to_end(conversation_id)
        return kept.conversation

    async def append(self, conversation_id: str, turn: Turn) -> Turn:
        """Add a turn; the oldest of a very long conversation are let go."""
        kept = self._kept.get(conversation_id)
        if kept is not None:
            self._kept[conversation_id] = replace(
                kept,
                conversation=Conversation(
                    conversation_id, (*kept.conversation.turns, turn)[-MOST_TURNS:]
                ),
                answered_at=(*kept.answered_at, datetime.now(UTC))[-MOST_TURNS:],
            )
        return turn

    async def export(self, conversation_id: str, owner: str = "") -> KeptConversation | None:
        """Everything kept of a conversation, or None."""
        kept = self._of(conversation_id, owner)
        if kept is None:
            return None
        dated = zip(kept.conversation.turns, kept.answered_at, strict=True)
        turns = (KeptTurn(turn, at, kept.feedback.get(turn.id)) for turn, at in dated)
        return KeptConversation(conversation_id, kept.began_at, tuple(turns))

    async def erase(self, conversation_id: str, owner: str = "") -> bool:
        """Erase a conversation. False when there is none."""
        if self._of(conversation_id, owner) is None:
            return False
        del self._kept[conversation_id]
        return True

    async def rate(self, turn_id: str, value: int, comment: str | None, owner: str = "") -> bool:
        """Keep what a person thought of an answer. False when there is no such turn."""
        for kept in self._kept.values():
            if kept.owner == owner and any(turn.id == turn_id for turn in kept.conversation.turns):
                kept.feedback[turn_id] = Feedback(value, comment, datetime.now(UTC))
                return True
        return False

    def _of(self, conversation_id: str, owner: str) -> _Kept | None:
        kept = self._kept.get(conversation_id)
        return kept if kept is not None and kept.owner == owner else None
