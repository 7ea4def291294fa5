"""Calls a chat model and streams what it writes, within a deadline and a budget.

The one place where retries happen: the provider's own are turned off in `api.wiring`.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from coach.writing.breaker import Breaker, RetryBudget
from coach.writing.errors import ModelUnavailable
from coach.writing.prompting import Prompt
from coach.writing.spending import DailyTokens, estimated_tokens

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

MAX_OUTPUT_TOKENS = 600
"""What a model is asked to write at most; an answer shown has 900 characters."""

_MAX_CHARACTERS = 6000
"""After which a model that goes on is no longer listened to."""

_PATIENCE = 1 / 3
"""The share of the time left that the first word may take: what is left serves the reader."""

_BACKOFF_S = 0.2
_LEAST_S = 0.5
_TRY_AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class ModelCaller:
    """A chat model behind a breaker, a retry budget and a daily cap.

    Attributes:
        model: any LangChain chat model.
        name: what it is called in answers and logs.
    """

    model: "BaseChatModel"
    name: str
    tokens: DailyTokens = field(default_factory=lambda: DailyTokens(None))
    breaker: Breaker = field(default_factory=Breaker)
    retries: RetryBudget = field(default_factory=RetryBudget)

    async def stream(self, prompt: Prompt, until: float) -> AsyncGenerator[str]:
        """The model's text, piece by piece; tried again once where nothing has come yet.

        Args:
            prompt: what to send.
            until: the event loop's time at which to give up.

        Raises:
            ModelUnavailable: it failed, was too slow, wrote nothing or must be spared.
        """
        first = True
        while True:
            if not self.breaker.allows():
                raise ModelUnavailable("spared after failures")
            if first:
                self.retries.called()
            said = False
            try:
                async with aclosing(self._attempt(prompt, until)) as pieces:
                    async for piece in pieces:
                        said = True
                        yield piece
            except _AttemptFailed as error:
                self.breaker.failed()
                _log.warning("model failed model=%s %s", self.name, error)
                left = until - asyncio.get_running_loop().time()
                again = error.passing and first and not said and left > _LEAST_S
                if not (again and not self.breaker.is_open and self.retries.take()):
                    raise ModelUnavailable(str(error)) from None
                first = False
                await asyncio.sleep(_BACKOFF_S)
            else:
                self.breaker.succeeded()
                return

    async def _attempt(self, prompt: Prompt, until: float) -> AsyncGenerator[str]:
        """One call.

        Raises:
            _AttemptFailed: whatever it was, without its message: that may quote a person or a key.
            ModelUnavailable: the day's tokens are spent.
        """
        asked = sum(estimated_tokens(text) for _, text in prompt)
        reserved = asked + MAX_OUTPUT_TOKENS
        if not self.tokens.reserve(reserved):
            raise ModelUnavailable("the tokens of the day are spent")
        used, written = 0, ""
        now = asyncio.get_running_loop().time()
        limit = asyncio.timeout_at(now + (until - now) * _PATIENCE)
        try:
            async with limit:
                source = cast("AsyncGenerator[Any]", self.model.astream(cast("Any", prompt)))
                async with aclosing(source) as chunks:
                    async for chunk in chunks:
                        used += (chunk.usage_metadata or {}).get("total_tokens", 0)
                        piece = str(chunk.text)
                        if not piece:
                            continue
                        limit.reschedule(until)
                        written += piece
                        yield piece
                        if len(written) > _MAX_CHARACTERS:
                            break
        except ModelUnavailable:
            raise
        except Exception as error:
            raise _AttemptFailed.of(error, timed_out=limit.expired()) from None
        finally:
            self.tokens.settle(reserved, used or asked + estimated_tokens(written))
        if not written.strip():
            raise _AttemptFailed("wrote nothing", passing=True)


class _AttemptFailed(Exception):
    """A call failed; `passing` when another may not."""

    def __init__(self, what: str, *, passing: bool) -> None:
        super().__init__(what)
        self.passing = passing

    @classmethod
    def of(cls, error: Exception, *, timed_out: bool) -> "_AttemptFailed":
        status = getattr(error, "status_code", None)
        if timed_out:
            return cls("too slow", passing=False)
        if isinstance(status, int):
            return cls(f"status {status}", passing=status in _TRY_AGAIN)
        return cls(type(error).__name__, passing=True)


async def with_pauses(pieces: AsyncGenerator[str], quiet_s: float) -> AsyncGenerator[str | None]:
    """Pieces as they come, and None once whenever nothing has come for a while after one.

    They are read in a task of their own: a limit of time belongs to the task it was set in.

    Raises:
        ModelUnavailable: as `pieces` does.
    """
    arrived: asyncio.Queue[str | ModelUnavailable | None] = asyncio.Queue()

    async def read() -> None:
        end: ModelUnavailable | None = None
        try:
            async with aclosing(pieces):
                async for piece in pieces:
                    arrived.put_nowait(piece)
        except ModelUnavailable as error:
            end = error
        except Exception as error:
            end = ModelUnavailable(type(error).__name__)
        arrived.put_nowait(end)

    reading = asyncio.create_task(read())
    try:
        wait_s: float | None = None
        while True:
            try:
                async with asyncio.timeout(wait_s):
                    piece = await arrived.get()
            except TimeoutError:
                wait_s = None
                yield None
                continue
            if piece is None:
                return
            if isinstance(piece, ModelUnavailable):
                raise piece
            wait_s = quiet_s
            yield piece
    finally:
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
