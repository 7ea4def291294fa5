"""Deliveries answered once and threads that continue, across processes (promise 34)."""

import asyncio

import pytest

from api.storage import Deliveries, MemoryDeliveries, MemoryThreads, Storage, Threads
from tests.api.storage.conftest import Clock
from tests.api.storage.turns import turn

pytestmark = pytest.mark.promise(34)


@pytest.fixture(params=["memory", "stored"])
def deliveries(request: pytest.FixtureRequest, storage: Storage) -> Deliveries:
    return MemoryDeliveries() if request.param == "memory" else storage.deliveries


async def test_one_claim_wins_until_it_is_released(deliveries: Deliveries) -> None:
    assert await deliveries.claim("Ev1", 60)
    assert not await deliveries.claim("Ev1", 60)
    assert await deliveries.claim("Ev2", 60)
    await deliveries.release("Ev1")
    assert await deliveries.claim("Ev1", 60)
    assert not await deliveries.claim("Ev1", 60)


async def test_what_is_answered_is_never_claimed_again(deliveries: Deliveries) -> None:
    assert await deliveries.claim("Ev1", 0)
    await deliveries.done("Ev1")
    await deliveries.release("Ev1")  # a retry that gives up late
    assert not await deliveries.claim("Ev1", 60)


async def test_a_lapsed_claim_may_be_taken(deliveries: Deliveries) -> None:
    assert await deliveries.claim("Ev1", 0)
    assert await deliveries.claim("Ev1", 60)
    assert not await deliveries.claim("Ev1", 60)


async def test_a_claim_that_is_renewed_lasts_and_nothing_else_is_renewed(
    deliveries: Deliveries,
) -> None:
    assert await deliveries.claim("Ev1", 0)
    assert await deliveries.renew("Ev1", 60)
    assert not await deliveries.claim("Ev1", 60)
    assert not await deliveries.renew("Ev2", 60)
    assert await deliveries.claim("Ev2", 60)
    await deliveries.done("Ev1")
    assert not await deliveries.renew("Ev1", 0)
    assert not await deliveries.claim("Ev1", 60)


async def test_a_lapsed_claim_another_process_took_is_not_renewed(
    storage: Storage, another: Storage
) -> None:
    assert await storage.deliveries.claim("Ev1", 0)
    assert await another.deliveries.claim("Ev1", 60)
    assert not await storage.deliveries.renew("Ev1", 60)
    assert await another.deliveries.renew("Ev1", 60)


async def test_renewed_twice_at_once_it_is_ours_both_times(deliveries: Deliveries) -> None:
    assert await deliveries.claim("Ev1", 60)
    renewals = (deliveries.renew("Ev1", 60 + number) for number in range(20))
    assert all(await asyncio.gather(*renewals))
    assert not await deliveries.claim("Ev1", 60)


async def test_what_was_sent_is_known_to_who_claims_next_until_it_is_done(
    deliveries: Deliveries,
) -> None:
    assert not await deliveries.remember("Ev1", "nobody claimed it")
    assert await deliveries.claim("Ev1", 60)
    assert await deliveries.sent("Ev1") == ""
    assert await deliveries.remember("Ev1", "1.1 1.2")
    await deliveries.release("Ev1")
    assert not await deliveries.renew("Ev1", 60)
    assert await deliveries.claim("Ev1", 0)
    assert await deliveries.sent("Ev1") == "1.1 1.2"
    assert await deliveries.claim("Ev1", 60)
    assert await deliveries.sent("Ev1") == "1.1 1.2"
    await deliveries.done("Ev1")
    assert await deliveries.sent("Ev1") == ""
    assert not await deliveries.remember("Ev1", "1.3")


async def test_who_lost_a_claim_neither_notes_nor_releases_anything(
    storage: Storage, another: Storage
) -> None:
    assert await storage.deliveries.claim("Ev1", 0)
    assert await another.deliveries.claim("Ev1", 60)
    assert not await storage.deliveries.remember("Ev1", "1.1")
    await storage.deliveries.release("Ev1")
    assert await another.deliveries.sent("Ev1") == ""
    assert not await storage.deliveries.claim("Ev1", 60)
    assert await another.deliveries.remember("Ev1", "1.2")
    assert await storage.deliveries.sent("Ev1") == "1.2"


async def test_of_many_processes_at_once_one_claims(storage: Storage, another: Storage) -> None:
    claims = [
        (storage, another)[number % 2].deliveries.claim(f"Ev{number // 8}", 60)
        for number in range(40)
    ]
    won = await asyncio.gather(*claims)
    assert [sum(won[start : start + 8]) for start in range(0, 40, 8)] == [1] * 5


async def test_a_lease_lasts_its_seconds_and_an_answer_some_days(
    storage: Storage, another: Storage, clock: Clock
) -> None:
    assert await storage.deliveries.claim("Ev1", 60)
    clock.now += 59
    assert not await another.deliveries.claim("Ev1", 60)
    clock.now += 2
    assert await another.deliveries.claim("Ev1", 60)
    await another.deliveries.done("Ev1")
    clock.now += 2 * 86_400
    await storage.sweep()
    assert not await storage.deliveries.claim("Ev1", 60)
    clock.now += 10 * 86_400
    await storage.sweep()
    assert await storage.deliveries.claim("Ev1", 60)


@pytest.fixture(params=["memory", "stored"])
def threads(request: pytest.FixtureRequest, storage: Storage) -> Threads:
    return MemoryThreads() if request.param == "memory" else storage.threads


async def test_the_first_conversation_of_a_thread_wins(storage: Storage, threads: Threads) -> None:
    first, second = await storage.create(), await storage.create()
    assert await threads.conversation_of("C1/1.0") is None
    assert await threads.bind("C1/1.0", first.id) == first.id
    assert await threads.bind("C1/1.0", second.id) == first.id
    assert await threads.conversation_of("C1/1.0") == first.id
    assert await threads.bind("C1/2.0", second.id) == second.id
    await threads.forget("C1/1.0")
    assert await threads.conversation_of("C1/1.0") is None
    assert await threads.bind("C1/1.0", second.id) == second.id


async def test_of_many_processes_that_bind_at_once_all_get_the_same(
    storage: Storage, another: Storage
) -> None:
    made = [await storage.create() for _ in range(10)]
    winners = await asyncio.gather(
        *((storage, another)[n % 2].threads.bind("C1/1.0", one.id) for n, one in enumerate(made))
    )
    assert len(set(winners)) == 1
    assert await another.threads.conversation_of("C1/1.0") == winners[0]


async def test_erasing_a_conversation_unbinds_its_threads(
    storage: Storage, another: Storage
) -> None:
    conversation = await storage.create()
    await storage.append(conversation.id, turn())
    await storage.threads.bind("C1/1.0", conversation.id)
    assert await another.erase(conversation.id)
    assert await storage.threads.conversation_of("C1/1.0") is None
