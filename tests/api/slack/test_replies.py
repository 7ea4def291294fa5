"""How an answer arrives: streamed, edited in, or sent whole; and what Slack may do against it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from api.slack import reply as replying
from api.wiring import Parts
from coach import Conversation, TextDelta, Turn, TurnEvent
from tests.api.fake_coach import FakeCoach
from tests.api.slack.conftest import Worker, slack_settings, until, working
from tests.api.slack.deliveries import recorded
from tests.api.slack.fake_slack import FakeSlack, failing, hanging

THREAD = "1795400000.000100"


@pytest.fixture
def told(coach: FakeCoach, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """Fields of the turn the coach answers with, to be filled in by a test."""
    fields: dict[str, object] = {}
    stream = coach.stream

    async def answering(
        message: str, conversation: Conversation, language: str | None = None
    ) -> AsyncIterator[TurnEvent]:
        async for event in stream(message, conversation, language):
            if isinstance(event, Turn):
                yield replace(event, **fields)  # type: ignore[arg-type]
            elif not isinstance(event, TextDelta) or "answer" not in fields:
                yield event

    monkeypatch.setattr(coach, "stream", answering)
    return fields


@pytest.fixture
def unpaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every piece is shown as it comes."""
    monkeypatch.setattr("api.slack.reply._PACE_S", -1.0)


async def _ended(slack: FakeSlack) -> None:
    await until(lambda: slack.replies and not slack.replies[-1].streaming)
    await until(lambda: slack.statuses.get(THREAD) == "")


async def test_an_answer_is_streamed_with_its_proof_below(worker: Worker, slack: FakeSlack) -> None:
    await worker.deliver(recorded("mention"))
    await _ended(slack)
    reply = slack.replies[0]
    assert reply.text == "0 avant [1]"
    kinds = [block["type"] for block in reply.blocks]
    assert kinds == ["context", "context", "actions", "context_actions"]
    assert "*[1] Introduction* « Un boulanger se lève tôt. »" in reply.whole
    assert "Tu parles à une IA" in reply.whole
    assert reply.blocks[2]["elements"][0]["value"] == "Et le levain ?"
    assert all(call.refused is None for call in slack.calls)


@pytest.mark.promise(15)
async def test_the_notice_comes_with_the_first_answer_only(
    worker: Worker, slack: FakeSlack
) -> None:
    """Promise 15."""
    await worker.deliver(recorded("mention"))
    await _ended(slack)
    await worker.deliver(recorded("thread_reply"))
    await until(lambda: len(slack.replies) == 2 and not slack.replies[1].streaming)
    assert ["parles à une IA" in reply.whole for reply in slack.replies] == [True, False]


async def test_pieces_are_shown_while_the_coach_speaks(
    worker: Worker, slack: FakeSlack, coach: FakeCoach, unpaced: None
) -> None:
    coach.gate = asyncio.Event()
    await worker.deliver(recorded("mention"))
    await until(lambda: slack.replies)
    assert (slack.replies[0].text, slack.replies[0].streaming) == ("0 ", True)
    assert slack.statuses[THREAD] == "cherche dans l’article…"
    coach.gate.set()
    await _ended(slack)
    assert slack.replies[0].text == "0 avant [1]"


async def test_a_stream_that_died_is_edited_to_the_whole_answer(
    worker: Worker, slack: FakeSlack, coach: FakeCoach, unpaced: None
) -> None:
    coach.gate = asyncio.Event()
    await worker.deliver(recorded("mention"))
    await until(lambda: slack.replies)
    slack.replies[0].streaming = False  # Slack ends one after some minutes
    coach.gate.set()
    await until(lambda: slack.called("chat.update"))
    await _ended(slack)
    assert not slack.called("chat.delete")
    assert len(slack.replies) == 1
    assert slack.replies[0].blocks[0] == {"type": "markdown", "text": "0 avant [1]"}


async def test_where_no_edit_is_possible_the_answer_is_sent_anew(
    worker: Worker, slack: FakeSlack, unpaced: None
) -> None:
    slack.will("chat.stopStream", failing(200, error="internal_error"))
    slack.will("chat.update", failing(200, error="streaming_state_conflict"))
    await worker.deliver(recorded("mention"))
    await until(lambda: slack.called("chat.delete"))
    await _ended(slack)
    assert [reply.blocks[0]["text"] for reply in slack.replies] == ["0 avant [1]"]


async def test_where_no_stream_is_allowed_one_message_is_sent_and_none_tried_for_a_while(
    worker: Worker, slack: FakeSlack
) -> None:
    slack.streams = False
    await worker.deliver(recorded("mention"))
    await _ended(slack)
    await worker.deliver(recorded("message_im"))
    await until(lambda: len(slack.replies) == 2)
    assert len(slack.called("chat.startStream")) == 1
    sent = slack.called("chat.postMessage")[0].arguments
    assert (sent["unfurl_links"], sent["unfurl_media"]) == (False, False)
    assert sent["blocks"][0] == {"type": "markdown", "text": "0 avant [1]"}


async def test_slack_is_waited_for_as_long_as_it_says(worker: Worker, slack: FakeSlack) -> None:
    slack.streams = False
    slack.will("chat.postMessage", failing(429, {"Retry-After": "1"}, "ratelimited"))
    await worker.deliver(recorded("mention"))
    await until(lambda: slack.called("chat.postMessage"))
    await asyncio.sleep(0.8)
    assert slack.replies == []
    await until(lambda: slack.replies)
    assert len(slack.called("chat.postMessage")) == 2


async def test_a_wait_of_two_digits_is_read_whole() -> None:
    from slack_sdk.http_retry.response import HttpResponse

    from api.slack.client import retry_after_s

    assert retry_after_s(HttpResponse(status_code=429, headers={"retry-after": "30"})) == 30


async def test_a_slack_that_hangs_is_given_up_in_time_and_answered_another_way(
    slack: FakeSlack, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.slack.client.CALL_TIMEOUT_S", 0.3)
    slack.will("assistant.threads.setStatus", hanging(5))
    slack.will("chat.startStream", hanging(5))
    async with working(slack_settings(slack), parts) as worker:
        await worker.deliver(recorded("mention"))
        await _ended(slack)
    assert [reply.blocks[0]["text"] for reply in slack.replies] == ["0 avant [1]"]


async def test_with_slack_down_an_answer_waits_until_it_is_back(
    slack: FakeSlack, parts: Parts, coach: FakeCoach
) -> None:
    methods = ("assistant.threads.setStatus", "chat.startStream", "chat.postMessage")
    for method in methods:
        slack.will(method, *[failing(503)] * 4)
    async with working(slack_settings(slack), parts) as worker:
        await worker.deliver(recorded("mention"))
        await until(lambda: slack.replies, 30)
    assert len(slack.replies) == 1
    assert len(coach.messages) == 1


async def test_form_that_slack_refuses_is_sent_as_plain_words(
    worker: Worker, slack: FakeSlack
) -> None:
    slack.streams = False
    slack.will("chat.postMessage", failing(200, error="invalid_blocks"))
    await worker.deliver(recorded("mention"))
    await _ended(slack)
    assert slack.replies[0].text == "0 avant [1]"


async def test_a_very_long_answer_arrives_whole(
    worker: Worker, slack: FakeSlack, told: dict[str, object]
) -> None:
    told["answer"] = "\n\n".join(f"Paragraphe {n}. " + "pain " * 200 for n in range(40)) + " [1]"
    await worker.deliver(recorded("mention"))
    await until(lambda: slack.replies and "Utile" in slack.replies[-1].whole)
    assert len(slack.replies) > 3
    shown = " ".join(reply.blocks[0]["text"] for reply in slack.replies)
    assert shown.split() == str(told["answer"]).split()
    assert all(call.refused is None for call in slack.called("chat.postMessage"))


async def test_an_error_is_told_in_the_askers_words_and_the_status_cleared(
    worker: Worker, slack: FakeSlack, coach: FakeCoach
) -> None:
    coach.failure = RuntimeError("canari-secret")
    await worker.deliver(recorded("mention", text="<@U0COACH> What does a baker do all day?"))
    await _ended(slack)
    assert slack.replies[0].text == "I could not answer this time. Try again in a moment."
    assert "canari" not in slack.replies[0].whole


async def test_a_place_slack_refuses_for_good_is_not_tried_again(
    worker: Worker, slack: FakeSlack
) -> None:
    slack.streams = False
    slack.will("chat.postMessage", failing(200, error="is_archived"))
    await worker.deliver(recorded("mention"))
    await until(lambda: slack.statuses.get(THREAD) == "")
    await asyncio.sleep(1)
    assert len(slack.called("chat.postMessage")) == 1


@pytest.mark.promise(3)
async def test_an_answer_calls_nobody_and_leads_nowhere_but_to_its_sources(
    worker: Worker, slack: FakeSlack, told: dict[str, object]
) -> None:
    """Promise 3."""
    told["answer"] = (
        "<!channel> <@U0OTHER> vois [ici](https://evil.example/?q=1), ![x](http://evil.example/p) "
        "[[a]](evil.example) https://evil.example www.evil.example mailto:a@evil.example\n"
        "[r]: evil.example\nPain [1] https://blog.example/boulanger"
    )
    await worker.deliver(recorded("mention"))
    await _ended(slack)
    text = slack.replies[0].text
    assert "<!" not in text
    assert "<@" not in text
    assert "](" not in text
    assert "]:" not in text
    assert "://evil" not in text
    assert "www.evil" not in text
    assert "mailto:" not in text


def test_the_pace_leaves_room_under_slacks_limits() -> None:
    calls_a_minute = 60 / replying._PACE_S
    assert calls_a_minute <= 100  # chat.appendStream is of tier 4
