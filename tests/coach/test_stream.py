"""A streamed turn is the same turn, piece by piece."""

from itertools import pairwise

import pytest

from coach import Citation, Coach, Conversation, TextDelta, Turn, TurnBegan, TurnEvent

MESSAGES = [
    "Combien gagne un CPO débutant à Paris ?",
    "Qu’est-ce qui fait varier la paie d’un CPO ?",
    "Quels sont les outils, et combien gagne un CPO ?",
    "How much does a junior CPO earn in Paris?",
    "Quelle est la capitale du Pérou ?",
    "Bonjour",
    " ",
]


async def _events(coach: Coach, message: str) -> list[TurnEvent]:
    return [event async for event in coach.stream(message, Conversation("test"))]


@pytest.mark.parametrize("message", MESSAGES)
async def test_the_pieces_joined_are_the_answer(coach: Coach, message: str) -> None:
    events = await _events(coach, message)
    turn = events[-1]
    assert isinstance(turn, Turn)
    pieces = [event.text for event in events if isinstance(event, TextDelta)]
    assert "".join(pieces) == turn.answer
    assert all(pieces)


@pytest.mark.parametrize("message", MESSAGES)
async def test_a_turn_begins_once_and_ends_once(coach: Coach, message: str) -> None:
    events = await _events(coach, message)
    first, last = events[0], events[-1]
    assert isinstance(first, TurnBegan)
    assert isinstance(last, Turn)
    assert (first.turn_id, first.language) == (last.id, last.language)
    assert all(isinstance(event, TextDelta | Citation) for event in events[1:-1])


@pytest.mark.parametrize("message", MESSAGES)
async def test_each_citation_comes_once_and_right_after_its_marker(
    coach: Coach, message: str
) -> None:
    events = await _events(coach, message)
    turn = events[-1]
    assert isinstance(turn, Turn)
    said = ""
    seen: list[Citation] = []
    for before, event in pairwise(events):
        if isinstance(event, TextDelta):
            said += event.text
        elif isinstance(event, Citation):
            assert said.count(f"[{event.number}]") == 1
            assert isinstance(before, TextDelta | Citation)
            assert said.rstrip().endswith("]")
            seen.append(event)
    assert tuple(seen) == turn.citations


async def test_a_streamed_turn_is_the_turn_that_is_answered(coach: Coach) -> None:
    streamed = (await _events(coach, MESSAGES[0]))[-1]
    replied = await coach.reply(MESSAGES[0], Conversation("test"))
    assert isinstance(streamed, Turn)
    assert (streamed.answer, streamed.citations, streamed.suggestions) == (
        replied.answer,
        replied.citations,
        replied.suggestions,
    )


async def test_a_listener_may_leave_before_the_end(coach: Coach) -> None:
    stream = coach.stream(MESSAGES[0], Conversation("test"))
    assert isinstance(await anext(stream), TurnBegan)
    await stream.aclose()
