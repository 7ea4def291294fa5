"""Counts of messages that several processes share."""

import asyncio

import pytest
from limits import parse
from limits.aio.strategies import FixedWindowRateLimiter

from api.storage import Storage
from tests.api.storage.conftest import Clock

LIMIT = parse("5/minute")


@pytest.mark.promise(9, 34)
async def test_two_processes_let_through_as_much_as_one(storage: Storage, another: Storage) -> None:
    """Promise 9: here the limit is kept exactly."""
    limiters = [FixedWindowRateLimiter(opened.windows) for opened in (storage, another)]
    hits = await asyncio.gather(
        *(limiters[n % 2].hit(LIMIT, "client", "203.0.113.7") for n in range(20))
    )
    assert sum(hits) == 5
    assert await limiters[0].hit(LIMIT, "client", "203.0.113.8")


async def test_a_window_ends_and_the_next_begins(
    storage: Storage, another: Storage, clock: Clock
) -> None:
    limiter = FixedWindowRateLimiter(storage.windows)
    assert [await limiter.hit(LIMIT, "x") for _ in range(6)] == [True] * 5 + [False]
    stats = await FixedWindowRateLimiter(another.windows).get_window_stats(LIMIT, "x")
    assert (stats.reset_time, stats.remaining) == (clock.now + 60, 0)
    clock.now += 59.9
    assert not await limiter.hit(LIMIT, "x")
    clock.now += 0.1
    assert (await limiter.get_window_stats(LIMIT, "x")).remaining == 5
    assert await limiter.hit(LIMIT, "x")
    assert (await limiter.get_window_stats(LIMIT, "x")).remaining == 4


async def test_what_has_ended_is_swept(storage: Storage, clock: Clock) -> None:
    limiter = FixedWindowRateLimiter(storage.windows)
    await limiter.hit(LIMIT, "old")
    clock.now += 30
    await limiter.hit(LIMIT, "new")
    clock.now += 31
    await storage.sweep()
    assert await storage.windows.reset() == 1
    assert await storage.windows.check()
    await limiter.hit(LIMIT, "x")
    await limiter.clear(LIMIT, "x")
    assert await storage.windows.reset() == 0


@pytest.mark.promise(16)
async def test_no_address_is_stored(storage: Storage) -> None:
    """Promise 16."""
    await FixedWindowRateLimiter(storage.windows).hit(LIMIT, "client", "203.0.113.7")
    rows = await storage.database.read(
        lambda connection: connection.exec_driver_sql("SELECT * FROM rate_windows").all()
    )
    assert len(rows) == 1
    assert "203" not in str(rows[0].key)
