"""Speaks to Slack's Web API: waits as it is told, gives up in time, and logs nothing that is said.

The retry handler of the library reads only the first digit of `Retry-After`, hence ours.
"""

import asyncio
import logging
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from api.slack.errors import Undeliverable, Unsent

SLACK_API_URL = "https://slack.com/api/"

CALL_TIMEOUT_S = 20.0

_MOST_WAITED_S = 60
_HOOKS = "hooks.slack.com"

_NOW_IMPOSSIBLE = frozenset(
    {
        "fatal_error",
        "internal_error",
        "message_limit_exceeded",
        "rate_limited",
        "ratelimited",
        "request_timeout",
        "service_unavailable",
    }
)
"""Errors of Slack's own, which go away."""

REFUSED_FORM = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "no_text"}
)
"""Errors of a message's form: the same words may pass in a plainer one."""

TROUBLES = (SlackApiError, aiohttp.ClientError, TimeoutError)
"""What a call raises when Slack refuses it or cannot be reached."""


class _NothingSaid(logging.Filter):
    """Keeps where a library speaks from, not what it says: that may hold messages or tokens."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = f"{record.module}:{record.lineno}", ()
        return True


def quiet_logger() -> logging.Logger:
    """The logger of the libraries that speak to Slack."""
    logger = logging.getLogger("api.slack.library")
    logger.setLevel(logging.WARNING)  # of its own: they take a level of 0 for "debug"
    if not any(isinstance(known, _NothingSaid) for known in logger.filters):
        logger.addFilter(_NothingSaid())
    return logger


class Slack:
    """The Web API as the bot uses it; one for a server, opened in its event loop.

    Attributes:
        patient: for what must arrive: waits out rate limits and hiccups.
        hasty: for what may be left out: fails at once.
        streams_again_at: the monotonic time from which a stream may be begun.
    """

    def __init__(self, token: str, api_url: str = SLACK_API_URL) -> None:
        self._token, self._api_url = token, api_url
        limit = aiohttp.ClientTimeout(total=CALL_TIMEOUT_S)
        self._session = aiohttp.ClientSession(timeout=limit)
        self.patient = self._client(
            [
                AsyncConnectionErrorRetryHandler(max_retry_count=2),
                AsyncServerErrorRetryHandler(max_retry_count=2),
                WaitAsTold(max_retry_count=4),
            ]
        )
        self.hasty = self._client([])
        self.streams_again_at = 0.0

    async def respond(self, response_url: str, **message: object) -> None:
        """Send what only one person sees to the address that came with their request.

        Raises:
            Undeliverable: the address is not Slack's, or the time to answer is over.
            Unsent: Slack did not take it now.
        """
        if not self._is_of_slack(response_url):
            raise Undeliverable
        handlers = [AsyncServerErrorRetryHandler(max_retry_count=2), WaitAsTold(max_retry_count=4)]
        client = AsyncWebhookClient(
            response_url,
            session=self._session,
            logger=quiet_logger(),
            retry_handlers=handlers,
        )
        try:
            answer = await client.send(
                response_type="ephemeral",
                replace_original=False,
                unfurl_links=False,
                unfurl_media=False,
                **message,  # type: ignore[arg-type] # text and blocks
            )
        except TROUBLES as error:
            raise Unsent from error
        if answer.status_code == 429 or answer.status_code >= 500:
            raise Unsent
        if answer.status_code >= 400:
            raise Undeliverable

    async def close(self) -> None:
        """Let go of the connections."""
        await self._session.close()

    def _client(self, handlers: list[AsyncRetryHandler]) -> AsyncWebClient:
        return AsyncWebClient(
            token=self._token,
            base_url=self._api_url,
            session=self._session,
            logger=quiet_logger(),
            retry_handlers=handlers,
        )

    def _is_of_slack(self, url: str) -> bool:
        asked, ours = urlsplit(url), urlsplit(self._api_url)
        if asked.scheme == "https" and asked.netloc == _HOOKS:
            return True
        return (asked.scheme, asked.netloc) == (ours.scheme, ours.netloc)


class WaitAsTold(AsyncRetryHandler):
    """Waits as long as Slack says before a call over the limit is made again."""

    async def _can_retry_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        if response is None or response.status_code != 429:
            return False
        return retry_after_s(response) <= _MOST_WAITED_S

    async def prepare_for_next_attempt_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> None:
        """Wait."""
        await asyncio.sleep(retry_after_s(response) if response else 1)
        state.next_attempt_requested = True
        state.increment_current_attempt()


def retry_after_s(response: HttpResponse) -> float:
    """What a `Retry-After` header says; a second where it says nothing."""
    for name, value in response.headers.items():
        if name.lower() == "retry-after":
            told = value if isinstance(value, str) else value[0]
            return float(told) if told.isdecimal() else 1.0
    return 1.0


def translated(error: Exception) -> Exception:
    """What an error of a call means for the message it should have sent."""
    if not isinstance(error, SlackApiError):
        return Unsent()
    name = error_name(error)
    return Unsent() if not name or name in _NOW_IMPOSSIBLE else Undeliverable(name)


def error_name(error: Exception) -> str:
    """Slack's name of an error, such as `channel_not_found`; "" where it gives none."""
    if not isinstance(error, SlackApiError):
        return ""
    data = getattr(error.response, "data", None)
    return str(data.get("error") or "") if isinstance(data, dict) else ""
