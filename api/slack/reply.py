"""Shows one answer in a thread: streamed while Slack lets us, else edited in, else sent whole."""

import time
from dataclasses import replace
from typing import Protocol

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_chat_stream import AsyncChatStream

from api.slack.asked import Asked
from api.slack.blocks import Message, markdown
from api.slack.client import REFUSED_FORM, TROUBLES, Slack, error_name, translated
from api.slack.errors import Undeliverable
from api.slack.safe_text import parts_of, safe_markdown, shortened

_PACE_S = 0.8
"""Between two pieces of a stream: Slack counts calls, and people do not read faster."""

_PAUSE_S = 60.0
"""How long no stream is begun after Slack refused one: each refusal would delay an answer."""

_MOST_OF_NOTIFICATION, _MOST_OF_PLAIN_TEXT = 300, 3500


class Reply(Protocol):
    """Where an answer goes. `send` may be called again when it raised `Unsent`."""

    async def add(self, text: str) -> None:
        """Show a piece of the answer, if that is possible here. Never raises."""

    async def send(self, message: Message) -> None:
        """Show the whole answer, in place of the pieces.

        Raises:
            Unsent: Slack did not take it now.
            Undeliverable: Slack never will.
        """


class ThreadReply:
    """A reply in a thread everybody in the channel sees.

    Args:
        slack: where it is sent.
        asked: what it replies to.
        quoting: a question nobody typed, which readers of the thread would miss.
    """

    def __init__(self, slack: Slack, asked: Asked, *, quoting: str = "") -> None:
        self._slack, self._asked = slack, asked
        self._quote = f"> {quoting}\n\n" if quoting else ""
        self._text, self._shown = self._quote, ""
        self._shown_at = time.monotonic()
        self._stream: AsyncChatStream | None = None
        self._sent_parts = 0
        self._streams = time.monotonic() >= slack.streams_again_at

    async def add(self, text: str) -> None:
        """Show a piece of the answer, at a pace Slack allows."""
        self._text += text
        if not self._streams or time.monotonic() - self._shown_at < _PACE_S:
            return
        whole_words = self._text[: max(self._text.rfind(" "), self._text.rfind("\n")) + 1]
        safe = safe_markdown(whole_words, ())
        if safe.startswith(self._shown) and len(safe) > len(self._shown):
            await self._append(safe[len(self._shown) :])

    async def send(self, message: Message) -> None:
        """Show the whole answer: end the stream, or edit it, or send it anew."""
        message = replace(message, parts=(self._quote + message.parts[0], *message.parts[1:]))
        if self._streams and await self._streamed(message):
            return
        partial = self._stream.ts if self._stream else None
        if partial and len(message.parts) == 1 and await self._edited(partial, message):
            return
        while self._sent_parts < len(message.parts):
            last = self._sent_parts == len(message.parts) - 1
            await self._post(message.parts[self._sent_parts], message, with_blocks=last)
            self._sent_parts += 1
        if partial:
            await self._deleted(partial)

    async def _append(self, text: str) -> None:
        try:
            await self._begun().append(markdown_text=text)
            self._shown += text
        except TROUBLES as error:
            self._stop_streaming(error)
        self._shown_at = time.monotonic()

    async def _streamed(self, message: Message) -> bool:
        """Whether a stream could show the whole."""
        if len(message.parts) > 1 or not message.text.startswith(self._shown):
            return False
        try:
            rest = message.text[len(self._shown) :]
            await self._begun().stop(markdown_text=rest, blocks=message.blocks)
        except TROUBLES as error:
            self._stop_streaming(error)
            return False
        return True

    def _begun(self) -> AsyncChatStream:
        if self._stream is None:
            self._stream = self._slack.stream(
                self._asked.channel, self._asked.thread, self._asked.team, self._asked.user
            )
        return self._stream

    def _stop_streaming(self, error: Exception) -> None:
        self._streams = False
        if self._stream is not None and self._stream.ts is None:
            self._slack.streams_again_at = time.monotonic() + _PAUSE_S

    async def _edited(self, timestamp: str, message: Message) -> bool:
        try:
            await self._slack.patient.chat_update(
                channel=self._asked.channel,
                ts=timestamp,
                text=shortened(message.text, _MOST_OF_NOTIFICATION),
                blocks=[markdown(message.text), *message.blocks],
            )
        except TROUBLES:  # a stream that Slack holds open cannot be edited
            return False
        return True

    async def _post(self, text: str, message: Message, *, with_blocks: bool) -> None:
        blocks = [markdown(text), *(message.blocks if with_blocks else ())]
        try:
            await self._slack.patient.chat_postMessage(
                channel=self._asked.channel,
                thread_ts=self._asked.thread,
                text=shortened(text, _MOST_OF_NOTIFICATION),
                blocks=blocks,
                unfurl_links=False,
                unfurl_media=False,
            )
        except SlackApiError as error:
            if error_name(error) not in REFUSED_FORM:
                raise translated(error) from None
            await self._post_plainly(text)
        except TROUBLES as error:
            raise translated(error) from None

    async def _post_plainly(self, text: str) -> None:
        """Send the words alone, where Slack refuses the form we gave them."""
        for part in parts_of(text, _MOST_OF_PLAIN_TEXT):
            try:
                await self._slack.patient.chat_postMessage(
                    channel=self._asked.channel,
                    thread_ts=self._asked.thread,
                    text=part,
                    unfurl_links=False,
                    unfurl_media=False,
                )
            except TROUBLES as error:
                raise translated(error) from None

    async def _deleted(self, timestamp: str) -> None:
        try:
            await self._slack.hasty.chat_delete(channel=self._asked.channel, ts=timestamp)
        except TROUBLES:  # what was streamed stays above the whole answer
            return


class Whisper:
    """A reply only the asker sees, to the address their request came with."""

    def __init__(self, slack: Slack, response_url: str) -> None:
        self._slack, self._response_url = slack, response_url

    async def add(self, text: str) -> None:
        """Show nothing yet: what is whispered cannot be edited."""

    async def send(self, message: Message) -> None:
        """Send the whole answer."""
        for number, part in enumerate(message.parts, 1):
            last = number == len(message.parts)
            blocks = [markdown(part), *(message.blocks if last else ())]
            text = shortened(part, _MOST_OF_NOTIFICATION)
            try:
                await self._slack.respond(self._response_url, text=text, blocks=blocks)
            except Undeliverable:  # perhaps for its form: the words alone
                for plain in parts_of(part, _MOST_OF_PLAIN_TEXT):
                    await self._slack.respond(self._response_url, text=plain)
