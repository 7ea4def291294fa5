"""What every store of conversations does, in memory and on both databases (promise 34)."""

import asyncio
from datetime import datetime

import pytest

from api.storage import Storage
from coach import ConversationStore, new_id
from tests.api.storage.conftest import Clock
from tests.api.storage.turns import turn

pytestmark = pytest.mark.promise(34)


async def test_a_conversation_begins_empty_and_keeps_its_turns_in_order(
    store: ConversationStore,
) -> None:
    conversation = await store.create()
    assert conversation.turns == ()
    turns = [turn(f"Message {number}") for number in range(3)]
    for one in turns:
        assert await store.append(conversation.id, one) == one
    kept = await store.get(conversation.id)
    assert kept is not None
    assert (kept.id, list(kept.turns)) == (conversation.id, turns)


@pytest.mark.parametrize(
    "unknown", ["MqzlJexLAyzAPaMB2TJXzNZa", "", "a\0b", "\ud800", "é", "%", "x" * 10_000]
)
async def test_an_unknown_conversation_is_none_and_takes_nothing(
    store: ConversationStore, unknown: str
) -> None:
    assert await store.get(unknown) is None
    assert await store.export(unknown) is None
    assert not await store.erase(unknown)
    assert not await store.rate(unknown, 1, None)


async def test_a_turn_for_a_conversation_that_is_not_there_is_dropped(
    store: ConversationStore,
) -> None:
    unknown = new_id()
    await store.append(unknown, turn())
    assert await store.get(unknown) is None


@pytest.mark.parametrize(
    "text", ["l’été 🍞 naïf", "a\\u0000b \x01", "'; DROP TABLE turns; --", "%s ? :x"]
)
async def test_what_is_said_comes_back_as_it_was_said(store: ConversationStore, text: str) -> None:
    conversation = await store.create()
    said = turn(text, text)
    await store.append(conversation.id, said)
    assert await store.rate(said.id, 1, text)
    kept = await store.export(conversation.id)
    assert kept is not None
    assert kept.turns[0].turn == said
    assert kept.turns[0].feedback is not None
    assert kept.turns[0].feedback.comment == text


@pytest.mark.promise(1)
async def test_a_conversation_of_an_owner_opens_to_nobody_else(store: ConversationStore) -> None:
    """Promise 1."""
    owned, public = await store.create("Ana"), await store.create()
    said = turn()
    await store.append(owned.id, said)
    for other in ("", "Bob", "ana"):
        assert await store.get(owned.id, other) is None
        assert await store.export(owned.id, other) is None
        assert not await store.rate(said.id, 1, "canary", other)
        assert not await store.erase(owned.id, other)
    assert await store.get(public.id, "Bob") is None
    kept = await store.export(owned.id, "Ana")
    assert kept is not None
    assert [(one.turn, one.feedback) for one in kept.turns] == [(said, None)]
    assert await store.erase(owned.id, "Ana")


async def test_the_last_feedback_on_a_turn_wins(store: ConversationStore) -> None:
    conversation = await store.create()
    first, second = turn(), turn()
    for one in (first, second):
        await store.append(conversation.id, one)
    assert await store.rate(first.id, 1, "bien")
    assert await store.rate(first.id, -1, None)
    assert not await store.rate(new_id(), 1, None)
    kept = await store.export(conversation.id)
    assert kept is not None
    assert kept.turns[1].feedback is None
    assert kept.turns[0].feedback is not None
    assert (kept.turns[0].feedback.value, kept.turns[0].feedback.comment) == (-1, None)


@pytest.mark.promise(16)
async def test_an_export_holds_every_turn_as_answered_with_its_time(
    store: ConversationStore,
) -> None:
    """Promise 16."""
    conversation = await store.create()
    turns = [turn(str(number)) for number in range(5)]
    for one in turns:
        await store.append(conversation.id, one)
    kept = await store.export(conversation.id)
    assert kept is not None
    assert [one.turn for one in kept.turns] == turns
    times = [kept.began_at, *(one.answered_at for one in kept.turns)]
    assert times == sorted(times)
    assert all(isinstance(time, datetime) and time.tzinfo for time in times)


async def test_an_erased_conversation_is_unknown_and_its_turns_too(
    store: ConversationStore,
) -> None:
    conversation, other = await store.create(), await store.create()
    said, kept = turn(), turn()
    await store.append(conversation.id, said)
    await store.append(other.id, kept)
    assert await store.erase(conversation.id)
    assert await store.get(conversation.id) is None
    assert await store.export(conversation.id) is None
    assert not await store.erase(conversation.id)
    assert not await store.rate(said.id, 1, None)
    await store.append(conversation.id, turn())  # an answer that was being written
    assert await store.get(conversation.id) is None
    left = await store.get(other.id)
    assert left is not None
    assert left.turns == (kept,)


async def test_turns_added_at_once_are_all_kept(store: ConversationStore) -> None:
    conversation = await store.create()
    turns = [turn(str(number)) for number in range(20)]
    await asyncio.gather(*(store.append(conversation.id, one) for one in turns))
    kept = await store.export(conversation.id)
    assert kept is not None
    assert sorted(one.turn.id for one in kept.turns) == sorted(one.id for one in turns)


async def test_each_process_sees_what_the_other_adds_and_erases(
    storage: Storage, another: Storage
) -> None:
    conversation = await storage.create()
    for number in range(3):
        for store in (storage, another):
            before = await store.get(conversation.id)
            assert before is not None
            await store.append(conversation.id, turn(f"{number}"))
    for store in (storage, another):
        kept = await store.get(conversation.id)
        assert kept is not None
        assert [one.message for one in kept.turns] == ["0", "0", "1", "1", "2", "2"]
    assert await another.erase(conversation.id)
    assert await storage.get(conversation.id) is None


async def test_both_processes_adding_at_once_lose_nothing(
    storage: Storage, another: Storage
) -> None:
    conversation = await storage.create()
    turns = [turn(str(number)) for number in range(20)]
    await asyncio.gather(
        *(
            (storage, another)[number % 2].append(conversation.id, one)
            for number, one in enumerate(turns)
        )
    )
    for store in (storage, another):
        kept = await store.get(conversation.id)
        assert kept is not None
        assert {one.id for one in kept.turns} == {one.id for one in turns}


@pytest.mark.promise(16)
async def test_a_conversation_goes_thirty_days_after_its_last_turn(
    storage: Storage, another: Storage, clock: Clock
) -> None:
    """Promise 16."""
    day_s = 86_400
    spoken, silent, empty = [await storage.create() for _ in range(3)]
    for conversation in (spoken, silent):
        await storage.append(conversation.id, turn())
    clock.now += 20 * day_s
    await storage.append(spoken.id, turn())
    clock.now += 10 * day_s - 1
    assert await another.sweep() == 0
    clock.now += 2
    assert await another.sweep() == 2
    assert await storage.get(silent.id) is None
    assert await storage.get(empty.id) is None
    clock.now += 20 * day_s - 10
    kept = await storage.get(spoken.id)
    assert kept is not None
    assert len(kept.turns) == 2
    clock.now += 20
    assert await storage.sweep() == 1
    assert await storage.get(spoken.id) is None
