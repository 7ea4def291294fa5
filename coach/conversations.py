"""Where conversations are kept: the interface, and a store in memory."""

import secrets
from collections import OrderedDict
from dataclasses import replace
from typing import Protocol

from coach.turn import Conversation, Turn

_MAX_CONVERSATIONS = 10_000
"""What the store in memory holds before it forgets the conversation unused for longest."""

_MAX_TURNS = 200
"""The turns of one conversation that the store in memory keeps."""


class ConversationStore(Protocol):
    """Keeps conversations. An unknown id and an erased one are alike."""

    async def create(self) -> Conversation:
        """Begin a conversation with a new unguessable id."""

    async def get(self, conversation_id: str) -> Conversation | None:
        """The conversation of that id, or None."""

    async def append(self, conversation_id: str, turn: Turn) -> None:
        """Add a turn. Does nothing when the conversation is not there any more."""


def new_id() -> str:
    """A URL-safe id of 144 random bits."""
    return secrets.token_urlsafe(18)


class MemoryConversations:
    """Conversations that last as long as the process; the least recently used go first."""

    def __init__(self) -> None:
        self._conversations: OrderedDict[str, Conversation] = OrderedDict()

    async def create(self) -> Conversation:
        """Begin a conversation."""
        conversation = Conversation(new_id())
        self._conversations[conversation.id] = conversation
        while len(self._conversations) > _MAX_CONVERSATIONS:
            self._conversations.popitem(last=False)
        return conversation

    async def get(self, conversation_id: str) -> Conversation | None:
        """The conversation of that id, or None."""
        conversation = self._conversations.get(conversation_id)
        if conversation is not None:
            self._conversations.move_to_end(conversation_id)
        return conversation

    async def append(self, conversation_id: str, turn: Turn) -> None:
        """Add a turn; the oldest of a very long conversation are let go."""
        conversation = self._conversations.get(conversation_id)
        if conversation is not None:
            turns = (*conversation.turns, turn)[-_MAX_TURNS:]
            self._conversations[conversation_id] = replace(conversation, turns=turns)
