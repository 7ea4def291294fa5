"""Which conversations are whose: one for each person in each thread, and all of a person's.

The storage keeps of a thread only a salted hash, and of who owns a conversation less: nothing there
lists a person's conversations. So each is also bound to one of their places, which can be tried.
"""

import random

from api.errors import UnknownConversation
from api.slack.asked import Asked
from api.storage import Threads
from api.turns import Turns
from coach import Conversation, ConversationStore

PLACES = 500
"""The conversations of one person that are kept; beyond, a new one replaces an older one."""


class People:
    """Finds, begins and erases the conversations of people in Slack."""

    def __init__(
        self, turns: Turns, conversations: ConversationStore, threads: Threads, places: int = PLACES
    ) -> None:
        self._turns, self._conversations, self._threads = turns, conversations, threads
        self._places = places

    async def knows(self, asked: Asked) -> bool:
        """Whether this person talks with the coach in this thread."""
        return await self._threads.conversation_of(asked.conversation) is not None

    async def conversation(self, asked: Asked) -> Conversation:
        """The conversation this thread of this person continues, or a new one."""
        known = await self._threads.conversation_of(asked.conversation)
        if known is not None:
            try:
                return await self._turns.open(known, asked.owner)
            except UnknownConversation:  # forgotten, or erased
                await self._threads.forget(asked.conversation)
        begun = await self._turns.open(None, asked.owner)
        winner = await self._threads.bind(asked.conversation, begun.id)
        if winner != begun.id:  # another message of the thread was quicker
            await self._conversations.erase(begun.id, asked.owner)
            return await self._turns.open(winner, asked.owner)
        await self._place(begun.id, asked.owner)
        return begun

    async def erase(self, owner: str) -> None:
        """Erase every conversation of a person.

        Raises:
            StorageUnavailable: not all are erased.
        """
        for number in range(self._places):
            place = f"{owner}#{number}"
            conversation_id = await self._threads.conversation_of(place)
            if conversation_id is not None:
                await self._conversations.erase(conversation_id, owner)
                await self._threads.forget(place)

    async def _place(self, conversation_id: str, owner: str) -> None:
        """Bind a conversation to a place of its owner, so that it can be erased with the rest."""
        # At random, so that most first tries are free.
        first = random.randrange(self._places)  # nosec B311
        for number in range(self._places):
            place = f"{owner}#{(first + number) % self._places}"
            if await self._threads.bind(place, conversation_id) == conversation_id:
                return
        place = f"{owner}#{first}"
        oldest = await self._threads.conversation_of(place)
        if oldest is not None:
            await self._conversations.erase(oldest, owner)
        await self._threads.forget(place)
        await self._threads.bind(place, conversation_id)
