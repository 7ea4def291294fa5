"""The whole path of a message, from what the person wrote to a proved answer."""

from collections.abc import AsyncIterator

from coach.turn import Conversation, Turn, TurnEvent


class Coach:
    """Answers messages from the articles of a corpus. Thread-safe; holds no conversation."""

    async def reply(
        self, message: str, conversation: Conversation, language: str | None = None
    ) -> Turn:
        """Answer one message of a conversation.

        Args:
            message: what the person wrote.
            conversation: the turns before it.
            language: the language to answer in; by default the message's own.
        """
        async for event in self.stream(message, conversation, language):
            if isinstance(event, Turn):
                return event
        raise AssertionError("a stream ends with its turn")

    async def stream(
        self, message: str, conversation: Conversation, language: str | None = None
    ) -> AsyncIterator[TurnEvent]:
        """The same, piece by piece: `TurnBegan`, then text and citations, then the whole `Turn`."""
        raise NotImplementedError
        yield
