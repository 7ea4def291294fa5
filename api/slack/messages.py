"""The messages of one reply in a thread, each noted as soon as Slack has it.

Who goes on with a reply that was cut, by a crash or by a stop, so edits what people see of it, and
sends nothing beside it. Only a crash between Slack's taking a message and the note leaves it alone.
"""

from collections.abc import Awaitable, Sequence
from contextlib import suppress
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import Block
from slack_sdk.models.messages.chunk import MarkdownTextChunk
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from api.slack.asked import Asked
from api.slack.claims import Claim, unbroken
from api.slack.client import REFUSED_FORM, TROUBLES, Slack, error_name, translated
from api.slack.errors import FormRefused, TakenOver
from api.slack.safe_text import shortened

MOST_OF_NOTIFICATION = 300


class Messages:
    """What people see of one reply.

    Attributes:
        sent: the timestamps Slack knows its messages by, in order.
    """

    def __init__(self, slack: Slack, asked: Asked) -> None:
        self._slack, self._asked = slack, asked
        self._claim: Claim | None = None
        self.sent: list[str] = []

    async def go_on(self, claim: Claim) -> bool:
        """Send under a claim from now on. Whether others sent something under it before."""
        self._claim = claim
        known = await claim.sent()
        if known in ([], self.sent):
            return False
        self.sent = known
        with suppress(*TROUBLES):  # a stream that Slack holds open cannot be edited
            await self.end_stream()
        return True

    async def begin_stream(self, text: str = "") -> None:
        """Begin a message that is shown while it is written."""
        begun = self._slack.hasty.chat_startStream(
            channel=self._asked.channel,
            thread_ts=self._asked.thread,
            recipient_team_id=self._asked.team,
            recipient_user_id=self._asked.user,
            chunks=_chunks(text),
        )
        await unbroken(self._noted(begun))

    async def append(self, text: str) -> None:
        """Show more of a stream."""
        await self._slack.hasty.chat_appendStream(
            channel=self._asked.channel, ts=self.sent[0], chunks=_chunks(text)
        )

    async def end_stream(self, text: str = "", blocks: Sequence[Block] = ()) -> None:
        """Show the rest of a stream, and what is below it."""
        await self._slack.hasty.chat_stopStream(
            channel=self._asked.channel, ts=self.sent[0], chunks=_chunks(text), blocks=blocks
        )

    async def show(self, number: int, text: str, blocks: Sequence[Block] = ()) -> None:
        """Show one message whole, in place of what was sent of it.

        Args:
            number: counted from 0. Those before it are sent.
            text: its words, which notifications show too.
            blocks: its form; none for the words alone.

        Raises:
            FormRefused: Slack does not take the blocks.
            TakenOver: somebody else replies by now; the message is taken back.
            Unsent: Slack did not take it now.
            Undeliverable: Slack never will.
        """
        shown = {
            "channel": self._asked.channel,
            "text": shortened(text, MOST_OF_NOTIFICATION) if blocks else text,
            "blocks": blocks,
        }
        if number < len(self.sent):
            if await self._edited(self.sent[number], shown):
                return
            await self.take_back(number)
        try:
            await unbroken(self._noted(self._posted(shown)))
        except SlackApiError as error:
            if blocks and error_name(error) in REFUSED_FORM:
                raise FormRefused from None
            raise translated(error) from None
        except TROUBLES as error:
            raise translated(error) from None

    async def take_back(self, number: int) -> None:
        """Delete the messages from one on."""
        while len(self.sent) > number:
            await self._deleted(self.sent.pop())

    async def _posted(self, shown: dict[str, Any]) -> AsyncSlackResponse:
        return await self._slack.patient.chat_postMessage(
            thread_ts=self._asked.thread,
            unfurl_links=False,
            unfurl_media=False,
            **{**shown, "blocks": shown["blocks"] or None},
        )

    async def _edited(self, timestamp: str, shown: dict[str, Any]) -> bool:
        try:
            await self._slack.patient.chat_update(ts=timestamp, **shown)
        except TROUBLES:  # a stream that Slack holds open cannot be edited
            return False
        return True

    async def _noted(self, sending: Awaitable[AsyncSlackResponse]) -> None:
        """Send a message, and note it before anything else is done."""
        assert self._claim is not None
        timestamp = str((await sending)["ts"])
        self.sent.append(timestamp)
        try:
            await self._claim.remember(self.sent)
        except TakenOver:  # only now: who took over knows nothing of this message
            await self._deleted(self.sent.pop())
            raise

    async def _deleted(self, timestamp: str) -> None:
        with suppress(*TROUBLES):  # then it stays above the whole answer
            await self._slack.hasty.chat_delete(channel=self._asked.channel, ts=timestamp)


def _chunks(text: str) -> list[MarkdownTextChunk] | None:
    return [MarkdownTextChunk(text=text)] if text else None
