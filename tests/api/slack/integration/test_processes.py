"""Real server processes on one database, killed and started again, against a small Slack."""

import asyncio
import math
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiohttp import web

from tests.api.slack.conftest import until
from tests.api.slack.deliveries import recorded, request_of
from tests.api.slack.fake_slack import SIGNING_SECRET, TOKEN, Answer, FakeSlack, Shown
from tests.promises import counts

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[4]
SCRIPT = Path(__file__).parent / "serve_slack.py"
LEASE_S = 2.0


class Servers:
    """Starts server processes that share a database."""

    def __init__(self, folder: Path, data: Path, slack: FakeSlack, stack: AsyncExitStack) -> None:
        self._folder, self._data, self._slack, self._stack = folder, data, slack, stack

    @property
    def log(self) -> str:
        return (self._data / "log").read_text()

    async def start(self, slow_s: float = 0, lease_s: float = LEASE_S) -> "Server":
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "COACH_DATA": str(self._data),
            "COACH_SLACK_API_URL": self._slack.url,
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "SLOW_S": str(slow_s),
            "LEASE_S": str(lease_s),
        }
        return await self._stack.enter_async_context(
            _process(environment, self._folder, self._data)
        )


class Server:
    """A server process."""

    def __init__(self, process: asyncio.subprocess.Process, client: httpx.AsyncClient) -> None:
        self.process, self.client = process, client

    async def deliver(self, body: dict[str, Any], **headers: str) -> float:
        """Deliver something; how long the acknowledgement took, in seconds."""
        content, signature = request_of(body)
        began = time.monotonic()
        response = await self.client.post(
            "/slack/events", content=content, headers={**signature, **headers}
        )
        assert response.status_code == 200
        return time.monotonic() - began

    async def kill(self) -> None:
        """End it at once, as a crash would."""
        self.process.kill()
        await self.process.wait()


@asynccontextmanager
async def _process(environment: dict[str, str], folder: Path, data: Path) -> AsyncIterator[Server]:
    with (data / "log").open("a") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(SCRIPT),
            str(folder),
            cwd=data,
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
        )
        assert process.stdout is not None
        try:
            port = int(await process.stdout.readline())
            url = f"http://127.0.0.1:{port}"
            async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=30) as client:
                yield Server(process, client)
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()


@pytest.fixture
async def servers(
    tiny_corpus_folder: Path, tmp_path: Path, slack: FakeSlack
) -> AsyncIterator[Servers]:
    async with AsyncExitStack() as stack:
        yield Servers(tiny_corpus_folder, tmp_path, slack, stack)


def _message(number: int) -> dict[str, Any]:
    body = recorded("message_im", ts=f"1795400010.{number:06}", text="Que fait le canari-secret ?")
    return {**body, "event_id": f"Ev{number}"}


def _asked_again(slack: FakeSlack) -> list[Shown]:
    """The whole replies of a coach that had answered, and kept, the same before."""
    replies = [reply for reply in slack.replies if not reply.streaming]
    return [reply for reply in replies if reply.text == "1 avant [1]"]


def _crash(slack: FakeSlack, server: Server, taken: bool) -> Answer:
    """Kill a server that calls Slack, before or after what it calls for is done."""

    async def crash(_: web.Request) -> web.Response:
        if taken:
            slack.do(slack.calls[-1])
        await server.kill()
        return web.Response()

    return crash


def _retry(number: int) -> dict[str, str]:
    return {"x-slack-retry-num": str(number), "x-slack-retry-reason": "http_timeout"}


@pytest.mark.promise(7)
async def test_four_deliveries_at_once_over_two_workers_and_a_restart_get_one_reply(
    servers: Servers, slack: FakeSlack
) -> None:
    """Promise 7."""
    # As long as it takes until claims are renewed.
    one, other = await servers.start(LEASE_S / 2), await servers.start(LEASE_S / 2)
    events = counts(5, 50)
    for number in range(events):
        body = _message(number)
        await asyncio.gather(
            *(worker.deliver(body, **_retry(n)) for n, worker in enumerate((one, other) * 2))
        )
    await until(lambda: sum(not reply.streaming for reply in slack.replies) == events, 60)
    await one.kill()  # perhaps between a reply and the note that it is whole
    restarted = await servers.start()
    for number in range(events):
        await restarted.deliver(_message(number), **_retry(3))
    await asyncio.sleep(2 * LEASE_S)
    threads = [reply.thread for reply in slack.replies]
    assert len(set(threads)) == len(threads) == events
    assert all("avant [1]" in reply.whole and not reply.streaming for reply in slack.replies)


@pytest.mark.promise(7)
async def test_killed_before_the_reply_the_retry_does_answer(
    servers: Servers, slack: FakeSlack
) -> None:
    """Promise 7."""
    for number in range(counts(2, 20)):
        crashing = await servers.start(slow_s=30)
        await crashing.deliver(_message(number))
        await until(lambda: slack.called("assistant.threads.setStatus"))
        await crashing.kill()
        assert len(slack.replies) == number
        restarted = await servers.start()
        await restarted.deliver(_message(number), **_retry(1))
        await until(lambda wanted=number + 1: len(slack.replies) == wanted, 4 * LEASE_S)
        await restarted.kill()


@pytest.mark.promise(7)
@pytest.mark.parametrize("taken", [False, True], ids=["arriving", "taken"])
@pytest.mark.parametrize("method", ["chat.startStream", "chat.stopStream"])
async def test_killed_in_the_middle_of_the_reply_the_retry_makes_it_whole(
    servers: Servers, slack: FakeSlack, method: str, taken: bool
) -> None:
    """Promise 7: what Slack took and nobody could note is the one thing left, and it is empty."""
    events = counts(1, 10)
    for number in range(events):
        crashing = await servers.start()
        slack.will(method, _crash(slack, crashing, taken))
        await crashing.deliver(_message(number))
        await crashing.process.wait()
        restarted = await servers.start()
        await restarted.deliver(_message(number), **_retry(1))
        await until(lambda wanted=number + 1: len(_asked_again(slack)) == wanted, 4 * LEASE_S)
        await restarted.kill()
    beside = [reply for reply in slack.replies if reply not in _asked_again(slack)]
    if (method, taken) == ("chat.startStream", True):
        assert [reply.text for reply in beside] == [""] * events
    else:
        assert beside == []


@pytest.mark.promise(7)
async def test_it_is_acknowledged_within_half_a_second_with_a_thirty_second_model(
    servers: Servers, slack: FakeSlack, figure: Callable[[str], None]
) -> None:
    """Promise 7."""
    server = await servers.start(slow_s=30, lease_s=12)
    slow = [await server.deliver(_message(number)) for number in range(counts(100, 1000))]
    slowest = sorted(slow)[math.ceil(len(slow) * 0.999) - 1]
    figure(f"p99.9 {slowest * 1000:.0f} ms of {len(slow)}")
    assert slowest <= 0.5


@pytest.mark.promise(28)
async def test_a_stop_ends_in_time_and_tells_who_asked(servers: Servers, slack: FakeSlack) -> None:
    """Promise 28."""
    server = await servers.start(slow_s=30)
    await server.deliver(_message(1))
    await until(lambda: slack.called("assistant.threads.setStatus"))
    began = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(server.process.wait(), 10) == 0
    assert time.monotonic() - began < 10
    assert [reply.text[:12] for reply in slack.replies] == ["Je redémarre"]


@pytest.mark.promise(11)
async def test_nothing_said_and_no_secret_is_in_the_log(servers: Servers, slack: FakeSlack) -> None:
    """Promise 11."""
    server = await servers.start()
    await server.deliver(_message(1))
    await server.client.post("/slack/events", content=b"canari-secret")
    await until(lambda: slack.replies)
    server.process.terminate()
    await server.process.wait()
    assert "turn conversation=" in servers.log
    for secret in ("canari-secret", TOKEN, SIGNING_SECRET, "U0ASKER", "1795400010"):
        assert secret not in servers.log
