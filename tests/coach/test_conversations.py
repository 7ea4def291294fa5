"""Conversations kept in memory."""

import re

from coach import Conversation, MemoryConversations, Turn, new_id


def turn(number: int) -> Turn:
    return Turn(f"turn-{number}", f"question {number}", "smalltalk", "fr", "réponse")


async def test_a_conversation_is_found_by_its_id_with_its_turns_in_order() -> None:
    store = MemoryConversations()
    conversation = await store.create()
    assert conversation.turns == ()
    await store.append(conversation.id, turn(1))
    await store.append(conversation.id, turn(2))
    found = await store.get(conversation.id)
    assert found == Conversation(conversation.id, (turn(1), turn(2)))


async def test_an_unknown_conversation_is_none_and_takes_no_turn() -> None:
    store = MemoryConversations()
    for unknown in ("", "unknown", new_id()):
        assert await store.get(unknown) is None
        await store.append(unknown, turn(1))
        assert await store.get(unknown) is None


async def test_conversations_do_not_mix() -> None:
    store = MemoryConversations()
    one, two = await store.create(), await store.create()
    await store.append(one.id, turn(1))
    found = await store.get(two.id)
    assert found is not None
    assert found.turns == ()
    assert one.id != two.id


async def test_the_conversation_unused_for_longest_is_forgotten_first() -> None:
    store = MemoryConversations()
    oldest, used = await store.create(), await store.create()
    for _ in range(9_998):
        await store.create()
    assert await store.get(used.id) is not None
    assert await store.get(oldest.id) is not None
    last = await store.create()
    assert await store.get(last.id) is not None
    assert await store.get(oldest.id) is not None, "it was looked at just before"
    for _ in range(9_999):
        await store.create()
    assert await store.get(oldest.id) is not None
    assert await store.get(used.id) is None
    assert await store.get(last.id) is None


async def test_a_very_long_conversation_keeps_its_last_turns() -> None:
    store = MemoryConversations()
    conversation = await store.create()
    for number in range(250):
        await store.append(conversation.id, turn(number))
    found = await store.get(conversation.id)
    assert found is not None
    assert found.turns[-1] == turn(249)
    assert len(found.turns) < 250


def test_ids_are_long_url_safe_and_never_the_same() -> None:
    ids = {new_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{22,}", identifier) for identifier in ids)
