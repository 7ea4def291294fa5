"""Shows one answer in a thread: streamed while Slack lets us, else edited in, else sent whole."""

import time
from collections.abc import Sequence
from typing import Protocol

from slack_sdk.models.blocks import Block

from api.slack.asked import Asked
from api.slack.blocks import Message, markdown
from api.slack.claims import Claim
from api.slack.client import TROUBLES, Slack
from api.slack.errors import FormRefused, Undeliverable
from api.slack.messages import MOST_OF_NOTIFICATION, Messages
from api.slack.safe_text import parts_of, safe_markdown, shortened

_PACE_S = 0.8
"""Between two pieces of a stream: Slack counts calls, and people do not read faster."""

_PAUSE_S = 60.0
"""How long no stream is begun after Slack refused one: each refusal would delay an answer."""

_MOST_OF_PLAIN_TEXT = 3500


class Reply(Protocol):
    """Where an answer goes. `send` may be called again when it raised `Unsent`."""

    async def go_on(self, claim: Claim) -> None:
        """Begin, or go on with what was sent already, under a claim that is held now."""

    async def add(self, text: str) -> None:
        """Show a piece of the answer, if that is possible here.

        Raises:
            TakenOver: somebody else answers by now; what was sent here is taken back.
        """

    async def send(self, message: Message) -> None:
        """Show the whole answer, in place of the pieces.

        Raises:
            TakenOver: as `add`.
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
        self._slack, self._messages = slack, Messages(slack, asked)
        self._quote = f"> {quoting}\n\n" if quoting else ""
        self._text, self._shown = self._quote, ""
        self._shown_at = time.monotonic()
        self._parts: tuple[str, ...] = ()
        self._whole, self._plain = 0, False
        self._streams = time.monotonic() >= slack.streams_again_at

    async def go_on(self, claim: Claim) -> None:
        """Take a claim, and edit from now on what others sent under it."""
        if await self._messages.go_on(claim):
            self._streams, self._whole = False, 0

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
        self._parts = self._parts or (self._quote + message.parts[0], *message.parts[1:])
        if self._streams and await self._streamed(message.blocks):
            return
        while self._whole < len(self._parts):
            try:
                await self._show_next(message.blocks)
            except FormRefused:
                self._go_on_plainly()
        await self._messages.take_back(self._whole)

    async def _append(self, text: str) -> None:
        try:
            if self._messages.sent:
                await self._messages.append(text)
            else:
                await self._messages.begin_stream(text)
            self._shown += text
        except TROUBLES:
            self._stop_streaming()
        self._shown_at = time.monotonic()

    async def _streamed(self, blocks: Sequence[Block]) -> bool:
        """Whether a stream could show the whole."""
        if len(self._parts) > 1 or not self._parts[0].startswith(self._shown):
            return False
        try:
            if not self._messages.sent:
                await self._messages.begin_stream()
            await self._messages.end_stream(self._parts[0][len(self._shown) :], blocks)
        except TROUBLES:
            self._stop_streaming()
            return False
        return True

    def _stop_streaming(self) -> None:
        self._streams = False
        if not self._messages.sent:
            self._slack.streams_again_at = time.monotonic() + _PAUSE_S

    async def _show_next(self, blocks: Sequence[Block]) -> None:
        text = self._parts[self._whole]
        if self._plain:
            await self._messages.show(self._whole, text)
        else:
            below = blocks if self._whole == len(self._parts) - 1 else ()
            await self._messages.show(self._whole, text, (markdown(text), *below))
        self._whole += 1

    def _go_on_plainly(self) -> None:
        """Say the rest with the words alone, where Slack refuses the form we gave them."""
        rest = [plain for part in self._parts[self._whole :] for plain in _plainly(part)]
        self._parts, self._plain = (*self._parts[: self._whole], *rest), True


class Whisper:
    """A reply only the asker sees, to the address their request came with."""

    def __init__(self, slack: Slack, response_url: str) -> None:
        self._slack, self._response_url = slack, response_url
        self._whole = 0

    async def go_on(self, claim: Claim) -> None:
        """Begin. What others whispered has no name: nobody could go on with it."""

    async def add(self, text: str) -> None:
        """Show nothing yet: what is whispered cannot be edited."""

    async def send(self, message: Message) -> None:
        """Send the whole answer."""
        while self._whole < len(message.parts):
            part = message.parts[self._whole]
            last = self._whole == len(message.parts) - 1
            blocks = [markdown(part), *(message.blocks if last else ())]
            text = shortened(part, MOST_OF_NOTIFICATION)
            try:
                await self._slack.respond(self._response_url, text=text, blocks=blocks)
            except Undeliverable:  # perhaps for its form: the words alone
                for plain in _plainly(part):
                    await self._slack.respond(self._response_url, text=plain)
            self._whole += 1


def _plainly(text: str) -> tuple[str, ...]:
    return parts_of(text, _MOST_OF_PLAIN_TEXT)
