"""The application with its Slack bot, against a small Slack on loopback."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.app import create_app
from api.settings import Settings
from api.slack import slack_router
from api.wiring import Parts
from tests.api.slack.deliveries import request_of
from tests.api.slack.fake_slack import APP_TOKEN, SIGNING_SECRET, TOKEN, FakeSlack, running

LEASE_S = 0.6


class Worker:
    """One server process: the application, and what Slack sees of it."""

    def __init__(self, app: FastAPI, client: httpx.AsyncClient) -> None:
        self.app, self.client = app, client

    async def deliver(self, body: dict[str, Any], **headers: str) -> httpx.Response:
        """Deliver something as Slack does."""
        content, signature = request_of(body)
        return await self.client.post(
            "/slack/events", content=content, headers={**signature, **headers}
        )


@pytest.fixture(autouse=True)
def no_slack_of_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    """No token and no proxy of whoever runs the tests reaches them."""
    for name in list(os.environ):
        if name.startswith("SLACK_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with running(FakeSlack()) as slack:
        yield slack


def slack_settings(slack: FakeSlack, **more: Any) -> Settings:
    chosen = {
        "slack_bot_token": TOKEN,
        "slack_signing_secret": SIGNING_SECRET,
        "slack_api_url": slack.url,
        **more,
    }
    return Settings(**chosen)


@asynccontextmanager
async def working(settings: Settings, parts: Parts) -> AsyncIterator[Worker]:
    """Run one worker."""
    app = create_app(settings.model_copy(update={"slack_bot_token": None}), parts)
    app.include_router(slack_router(settings, LEASE_S))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(app.router.lifespan_context(app))
        client = httpx.AsyncClient(transport=transport, base_url="http://coach")
        await stack.enter_async_context(client)
        yield Worker(app, client)


@pytest.fixture
async def worker(slack: FakeSlack, parts: Parts) -> AsyncIterator[Worker]:
    async with working(slack_settings(slack), parts) as worker:
        yield worker


@pytest.fixture
async def socket_worker(slack: FakeSlack, parts: Parts) -> AsyncIterator[Worker]:
    settings = slack_settings(slack, slack_signing_secret=None, slack_app_token=APP_TOKEN)
    async with working(settings, parts) as worker:
        yield worker


async def until(condition: Callable[[], object], within_s: float = 10) -> None:
    """Wait for something to be so."""
    give_up_at = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < give_up_at, "it did not happen"
        await asyncio.sleep(0.01)
