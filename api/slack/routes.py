"""The way in from Slack: a signed request over HTTP, or a socket we open ourselves."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial

from fastapi import APIRouter, FastAPI, Request, Response
from slack_bolt.adapter.fastapi.async_handler import AsyncSlackRequestHandler
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from starlette.exceptions import HTTPException

from api.errors import NotReady
from api.logs import where
from api.settings import Settings, plain
from api.slack.bolt import make_bolt
from api.slack.bot import SlackBot
from api.slack.client import SLACK_API_URL, Slack, quiet_logger
from api.slack.once import LEASE_S, Once
from api.slack.people import People
from api.slack.requests import check_request
from api.turns import Turns
from api.welcome import starters
from api.wiring import Parts

_log = logging.getLogger(__name__)


def slack_router(settings: Settings, lease_s: float = LEASE_S) -> APIRouter:
    """What Slack reaches, running as long as the application.

    Args:
        settings: has the bot's token, and a signing secret or an app token.
        lease_s: how long a claim outlives a process that crashed.
    """
    signing_secret = plain(settings.slack_signing_secret)

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        token = plain(settings.slack_bot_token)
        api_url = str(settings.slack_api_url or SLACK_API_URL)
        bolt = make_bolt(token, signing_secret, api_url)
        slack = Slack(token, api_url)
        bot = _bot(app.state.parts, app.state.turns, slack, lease_s)
        bot.listen(bolt)
        app.state.slack = AsyncSlackRequestHandler(bolt)
        try:
            async with _socket(bolt, plain(settings.slack_app_token)):
                yield
        finally:
            await bot.close()
            await slack.close()

    async def receive(request: Request) -> Response:
        """Take what Slack delivers: it is acknowledged at once and answered afterwards."""
        await check_request(request, signing_secret)
        handler: AsyncSlackRequestHandler | None = getattr(request.app.state, "slack", None)
        if handler is None:
            raise NotReady
        try:
            return await handler.handle(request)
        except Exception as error:  # of a shape that Bolt cannot read
            _log.warning("slack request not read %s", where(error))
            raise HTTPException(400) from None

    router = APIRouter(lifespan=running, include_in_schema=False)
    if signing_secret:
        router.add_api_route("/slack/events", receive, methods=["POST"])
    return router


def _bot(parts: Parts, turns: Turns, slack: Slack, lease_s: float) -> SlackBot:
    return SlackBot(
        slack,
        Once(parts.deliveries, lease_s),
        turns=turns,
        people=People(turns, parts.conversations, parts.threads),
        rate=parts.conversations.rate,
        starters=partial(starters, parts.corpus.articles[0]),
    )


@asynccontextmanager
async def _socket(bolt: AsyncApp, app_token: str) -> AsyncIterator[None]:
    """Keep a socket to Slack open, so that nothing needs to be exposed; none without a token."""
    if not app_token:
        yield
        return
    socket = AsyncSocketModeHandler(bolt, app_token, logger=quiet_logger())
    # It tries until Slack can be reached, and the server does not wait for it.
    connecting = asyncio.create_task(socket.connect_async())  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        connecting.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await connecting
        await socket.close_async()  # type: ignore[no-untyped-call] # the library's
