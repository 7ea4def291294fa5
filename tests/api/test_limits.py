"""How many messages one client, one conversation and one worker may have."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from limits.aio.storage import MemoryStorage

from api import app as app_module
from api.app import create_app
from api.errors import SettingsError
from api.settings import Settings
from api.wiring import Parts
from tests.api.fake_coach import FakeCoach

ELSEWHERE = "203.0.113.7"


@asynccontextmanager
async def client_of(
    parts: Parts, address: str = ELSEWHERE, **settings: Any
) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(create_app(Settings(**settings), parts), client=(address, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://coach") as client:
        yield client


async def say(client: httpx.AsyncClient, **headers: str) -> httpx.Response:
    return await client.post("/api/chat", json={"message": "x"}, headers=headers)


@pytest.mark.promise(9)
async def test_one_message_too_many_is_refused_and_told_when_to_come_back(parts: Parts) -> None:
    """Promise 9, in one process."""
    async with client_of(parts, rate_limit="5/minute") as client:
        for _ in range(5):
            assert (await say(client)).status_code == 200
        for language, title in (("fr", "Trop de messages"), ("en", "Too many messages")):
            refused = await say(client, **{"Accept-Language": language})
            assert refused.status_code == 429
            assert refused.headers["content-type"] == "application/problem+json"
            assert refused.json()["title"] == title
            assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert (await client.get("/api/articles")).status_code == 200
        assert 'coach_refused_total{limit="client"} 2.0' in (await client.get("/metrics")).text


async def test_a_refusal_reads_nothing_of_the_message(parts: Parts) -> None:
    async with client_of(parts, rate_limit="1/minute") as client:
        await say(client)
        assert (await client.post("/api/chat", content=b"{" * 1000)).status_code == 429


async def test_after_its_window_a_client_is_heard_again(parts: Parts) -> None:
    async with client_of(parts, rate_limit="1/second") as client:
        assert (await say(client)).status_code == 200
        assert (await say(client)).status_code == 429
        await asyncio.sleep(1.1)
        assert (await say(client)).status_code == 200


async def test_without_a_setting_other_machines_are_limited_and_this_one_is_not(
    parts: Parts,
) -> None:
    for address, limited in ((ELSEWHERE, True), ("127.0.0.1", False), ("::1", False)):
        async with client_of(parts, address) as client:
            statuses = [(await say(client)).status_code for _ in range(31)]
        assert statuses == [200] * 30 + [429 if limited else 200]


async def test_off_is_no_limit(parts: Parts) -> None:
    async with client_of(parts, rate_limit="off") as client:
        assert {(await say(client)).status_code for _ in range(40)} == {200}


async def test_one_conversation_is_limited_whoever_goes_on_with_it(parts: Parts) -> None:
    opened = await parts.conversations.create()
    app = create_app(Settings(rate_limit="3/minute"), parts)
    statuses = []
    for number in range(4):
        transport = httpx.ASGITransport(app, client=(f"203.0.113.{number}", 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://coach") as client:
            body = {"message": "x", "conversation_id": opened.id}
            statuses.append((await client.post("/api/chat", json=body)).status_code)
    assert statuses == [200, 200, 200, 429]


@pytest.mark.promise(9)
async def test_a_client_cannot_say_it_is_another(parts: Parts) -> None:
    """Promise 9: a spoofed header gains nothing, with a trusted proxy or without."""
    async with client_of(parts, rate_limit="2/minute") as client:
        said = [await say(client, **{"X-Forwarded-For": f"198.51.100.{n}"}) for n in range(3)]
        assert [response.status_code for response in said] == [200, 200, 429]
    async with client_of(
        parts, "10.0.0.2", rate_limit="2/minute", trusted_proxies="10.0.0.0/8"
    ) as proxy:
        said = [  # the proxy adds the address it sees after what the client wrote
            await say(proxy, **{"X-Forwarded-For": f"198.51.100.{n}, {ELSEWHERE}"})
            for n in range(3)
        ]
        assert [response.status_code for response in said] == [200, 200, 429]


@pytest.mark.promise(9)
async def test_people_behind_a_trusted_proxy_are_told_apart(parts: Parts) -> None:
    """Promise 9."""
    async with client_of(
        parts, "10.0.0.2", rate_limit="1/minute", trusted_proxies="10.0.0.2"
    ) as proxy:
        said = [await say(proxy, **{"X-Forwarded-For": f"198.51.100.{n}"}) for n in (1, 2, 1)]
        assert [response.status_code for response in said] == [200, 200, 429]


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
    ],
)
async def test_an_ipv6_client_is_its_network(
    parts: Parts, first: str, second: str, same: bool
) -> None:
    app = create_app(Settings(rate_limit="1/minute"), parts)
    statuses = []
    for address in (first, second):
        transport = httpx.ASGITransport(app, client=(address, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://coach") as client:
            statuses.append((await say(client)).status_code)
    assert statuses == [200, 429 if same else 200]


async def test_one_client_has_only_so_many_messages_under_way(
    parts: Parts, coach: FakeCoach
) -> None:
    coach.gate = asyncio.Event()
    async with client_of(parts, max_streams=3) as client:
        waiting = [asyncio.create_task(say(client)) for _ in range(3)]
        while len(coach.messages) < 3:
            await asyncio.sleep(0.01)
        refused = await say(client)
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
        coach.gate.set()
        assert {response.status_code for response in await asyncio.gather(*waiting)} == {200}
        assert (await say(client)).status_code == 200


@pytest.mark.promise(30)
async def test_more_than_a_worker_can_answer_is_refused_at_once(
    parts: Parts, coach: FakeCoach
) -> None:
    coach.gate = asyncio.Event()
    async with client_of(parts, "127.0.0.1", max_in_flight=3) as client:
        waiting = [asyncio.create_task(say(client)) for _ in range(3)]
        while len(coach.messages) < 3:
            await asyncio.sleep(0.01)
        refused = await asyncio.wait_for(say(client), 1)
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "2")
        assert refused.json()["type"] == "urn:cpo-coach:overloaded"
        assert (await client.get("/live")).status_code == 200
        assert (await client.get("/ready")).status_code == 200
        assert "coach_queue 3.0" in (await client.get("/metrics")).text
        coach.gate.set()
        assert {response.status_code for response in await asyncio.gather(*waiting)} == {200}
        assert (await say(client)).status_code == 200


@pytest.mark.promise(30)
async def test_what_is_refused_for_want_of_room_is_neither_counted_nor_read(
    parts: Parts, coach: FakeCoach, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Promise 30: a refusal costs no transaction and no parsing."""
    counted: list[str] = []

    class Counting(MemoryStorage):
        async def incr(self, key: str, expiry: float, amount: int = 1) -> int:
            counted.append(key)
            return await super().incr(key, expiry, amount)

    monkeypatch.setattr(app_module, "counts_elsewhere", lambda _: Counting())
    coach.gate = asyncio.Event()

    async def unread() -> AsyncIterator[bytes]:
        raise AssertionError("the body was read")
        yield b""

    async with client_of(parts, max_in_flight=2, rate_limit="100/minute") as client:
        waiting = [asyncio.create_task(say(client)) for _ in range(2)]
        while len(coach.messages) < 2:
            await asyncio.sleep(0.01)
        for _ in range(20):
            assert (await client.post("/api/chat", content=unread())).status_code == 503
        assert len(counted) == 2
        coach.gate.set()
        await asyncio.gather(*waiting)


async def test_counts_that_cannot_be_reached_leave_each_worker_its_own(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(MemoryStorage):
        async def incr(self, key: str, expiry: float, amount: int = 1) -> int:
            raise ConnectionError("canary")

    monkeypatch.setattr(app_module, "counts_elsewhere", lambda _: Broken())
    async with client_of(parts, rate_limit="2/minute") as client:
        assert [(await say(client)).status_code for _ in range(3)] == [200, 200, 429]


def test_a_database_of_counts_without_a_client_stops_the_start(parts: Parts) -> None:
    with pytest.raises(SettingsError, match="COACH_LIMITS_URL") as stopped:
        create_app(Settings(limits_url="nothing://canary"), parts)
    assert "canary" not in str(stopped.value)
