"""From what somebody asked in Slack to a reply: the conversation, the coach, the answer shown."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import aclosing, suppress

from api.bodies import MAX_MESSAGE_CHARACTERS
from api.errors import ServerStopping, StorageUnavailable, TurnFailed, UnknownConversation
from api.slack.asked import Asked
from api.slack.blocks import Message, buttons, message_of
from api.slack.claims import Claim
from api.slack.client import TROUBLES, Slack
from api.slack.errors import Undeliverable
from api.slack.people import People
from api.slack.reply import Reply
from api.slack.texts import language_of, texts
from api.turns import Turns
from coach import LANGUAGES, Conversation, TextDelta, Turn

_log = logging.getLogger(__name__)


class Answering:
    """Answers one thing asked. `work` may be called again when it raised `Unsent`.

    Args:
        starters: gives questions to begin with, by language.
    """

    def __init__(
        self,
        asked: Asked,
        reply: Reply,
        *,
        turns: Turns,
        people: People,
        slack: Slack,
        starters: Callable[[str], Sequence[str]],
    ) -> None:
        self._asked, self._reply = asked, reply
        self._turns, self._people, self._slack = turns, people, slack
        self._starters = starters
        self._message: Message | None = None
        self._telling: asyncio.Task[None] | None = None

    async def work(self, claim: Claim) -> None:
        """Answer and show it.

        Raises:
            TakenOver: somebody does.
            Unsent: Slack did not take it now; what the coach said is kept for the next attempt.
        """
        if self._telling is None and self._asked.thread:
            words = texts(language_of(self._asked.text))["thinking"]
            self._telling = asyncio.create_task(self._tell(words))
        await self._reply.go_on(claim)
        if self._message is None:
            self._message = await self._answered()
        await claim.make_sure()
        try:
            await self._reply.send(self._message)
        except Undeliverable as error:
            _log.warning("slack refused a reply for good: %s", error)

    async def end(self) -> None:
        """Take back the word that the coach is at work, however the work ended."""
        if self._telling is not None:
            await self._telling
            await self._tell("")

    async def _answered(self) -> Message:
        text = self._asked.text
        if not text:
            language = LANGUAGES[0]
            starters = tuple(buttons(self._starters(language)))
            return Message((texts(language)["empty"],), starters)
        if len(text) > MAX_MESSAGE_CHARACTERS:
            too_long = texts(language_of(text))["too_long"]
            return Message((too_long.format(most=MAX_MESSAGE_CHARACTERS),))
        try:
            return await self._turn()
        except (UnknownConversation, StorageUnavailable):  # erased meanwhile, or perhaps
            return Message((texts(language_of(text))["failed"],))
        except ServerStopping:
            return Message((texts(language_of(text))["stopping"],))
        except TurnFailed:  # why is in the log
            return Message((texts(language_of(text))["failed"],))

    async def _turn(self) -> Message:
        asked, conversation = self._asked, await self._conversation()
        first = not conversation.turns
        events = self._turns.stream(asked.text, conversation.id, None, asked.owner)
        async with aclosing(events):
            async for event in events:
                if isinstance(event, TextDelta):
                    await self._reply.add(event.text)
                elif isinstance(event, Turn):
                    return message_of(event, asked.user, first=first)
        raise TurnFailed

    async def _conversation(self) -> Conversation:
        try:
            return await self._people.conversation(self._asked)
        except StorageUnavailable:  # answers go on, each by itself
            return await self._turns.open(None, self._asked.owner)

    async def _tell(self, status: str) -> None:
        with suppress(*TROUBLES):
            await self._slack.hasty.assistant_threads_setStatus(
                channel_id=self._asked.channel, thread_ts=self._asked.thread, status=status
            )
