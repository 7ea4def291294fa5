"""The bot: acknowledges what Slack delivers at once, and answers it in the background."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from api.logs import where
from api.slack.answering import Answering
from api.slack.asked import Asked, asked_in
from api.slack.blocks import ASK, FEEDBACK
from api.slack.clicks import Click
from api.slack.client import TROUBLES, Slack
from api.slack.home import ERASE, show_home, suggest_prompts
from api.slack.once import Once
from api.slack.people import People
from api.slack.reply import Reply, ThreadReply, Whisper
from api.slack.slash import slash_command
from api.slack.texts import texts
from api.turns import Turns
from coach import LANGUAGES

_STOP_GRACE_S = 5.5
"""What replies under way may take when the server stops: its turns end 4 seconds after that."""

_log = logging.getLogger(__name__)

Body = dict[str, Any]


class SlackBot:
    """What the bot does with each thing Slack delivers.

    Args:
        slack: where it answers.
        once: lets one process answer each thing.
        turns: asks the coach.
        people: knows whose the conversations are.
        rate: keeps what an owner thinks of a turn; the last time wins.
        starters: gives questions to begin with, by language.
    """

    def __init__(
        self,
        slack: Slack,
        once: Once,
        *,
        turns: Turns,
        people: People,
        rate: Callable[[str, int, None, str], Awaitable[bool]],
        starters: Callable[[str], Sequence[str]],
    ) -> None:
        self._slack, self._once = slack, once
        self._turns, self._people, self._starters = turns, people, starters
        self._rate = rate
        self._tasks: set[asyncio.Task[None]] = set()

    def listen(self, bolt: AsyncApp) -> None:
        """Tell Bolt who does what. Each returns at once: its work goes on in the background."""

        async def asked(body: Body) -> None:
            self._begin(self._asked(body))

        async def opened(event: Body) -> None:
            self._begin(self._opened(event))

        async def commanded(ack: AsyncAck, body: Body) -> None:
            await ack()
            self._begin(self._commanded(body))

        async def chose(ack: AsyncAck, body: Body) -> None:
            await ack()
            self._begin(self._chose(body))

        async def rated(ack: AsyncAck, body: Body) -> None:
            await ack()
            self._begin(self._rated(body))

        async def erased(ack: AsyncAck, body: Body) -> None:
            await ack()
            self._begin(self._erased(body))

        bolt.event("app_mention")(asked)
        bolt.event("message")(asked)
        bolt.event("app_home_opened")(opened)
        bolt.command(re.compile(".+"))(commanded)
        bolt.action(re.compile(f"{ASK}_[0-9]"))(chose)
        bolt.action(FEEDBACK)(rated)
        bolt.action(re.compile(f"{ERASE}_[a-z]+"))(erased)

    async def close(self) -> None:
        """Let what is being answered end, for a moment, and stop the rest."""
        self._once.stop()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_STOP_GRACE_S)
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)  # the event loop itself keeps no task alive
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            _log.error("slack work failed %s", where(error))

    async def _asked(self, body: Body) -> None:
        asked = asked_in(body)
        if asked is None or (asked.follows and not await self._people.knows(asked)):
            return
        await self._answer(asked, ThreadReply(self._slack, asked))

    async def _commanded(self, body: Body) -> None:
        command = slash_command(body)
        if command:
            await self._answer(command.asked, Whisper(self._slack, command.response_url))

    async def _chose(self, body: Body) -> None:
        click = Click.of(body)
        asked = click.asked() if click else None
        if click is None or asked is None:
            return
        if click.whispered:
            await self._answer(asked, Whisper(self._slack, click.response_url))
        else:
            await self._answer(asked, ThreadReply(self._slack, asked, quoting=asked.text))

    async def _answer(self, asked: Asked, reply: Reply) -> None:
        answering = Answering(
            asked,
            reply,
            turns=self._turns,
            people=self._people,
            slack=self._slack,
            starters=self._starters,
        )
        try:
            await self._once.run(asked.keys, answering.work)
        finally:
            await answering.end()

    async def _rated(self, body: Body) -> None:
        click = Click.of(body)
        rating = click.rating() if click else None
        if rating is None:
            return
        if rating.counts:
            await self._rate(rating.turn_id, rating.value, None, rating.owner)
            return
        both = "\n".join(texts(language)["only_asker"] for language in LANGUAGES)
        try:
            await self._slack.hasty.chat_postEphemeral(
                channel=rating.channel, user=rating.user, text=both
            )
        except TROUBLES as error:
            _log.warning("slack did not take a note %s", where(error))

    async def _opened(self, event: Mapping[str, Any]) -> None:
        user, channel = event.get("user"), event.get("channel")
        if event.get("tab") == "messages" and isinstance(channel, str):
            await suggest_prompts(self._slack, channel, self._starters)
        elif event.get("tab") == "home" and isinstance(user, str):
            await show_home(self._slack, user)

    async def _erased(self, body: Body) -> None:
        click = Click.of(body)
        if click is None:
            return
        said = "erased"
        try:
            await self._people.erase(click.owner)
        except Exception as error:
            _log.error("slack data not erased %s", where(error))
            said = "erase_failed"
        await show_home(self._slack, click.user.id, said)
