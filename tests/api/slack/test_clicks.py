"""Suggestions, ratings, the slash command, the home, and erasing."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from api.slack import people
from api.wiring import Parts
from corpus import load_corpus
from tests.api.fake_coach import FakeCoach, fake_parts
from tests.api.slack.conftest import Worker, slack_settings, until, working
from tests.api.slack.deliveries import recorded
from tests.api.slack.fake_slack import FakeSlack, failing, refused_blocks

QUIET_S = 0.3
FIRST_SENTENCE = "Un boulanger se lève tôt."


async def _replied(slack: FakeSlack, number: int) -> None:
    await until(lambda: len(slack.replies) == number and not slack.replies[-1].streaming)


def _feedback(slack: FakeSlack, sign: str) -> dict[str, Any]:
    """A click on a rating of the last reply."""
    rating = slack.replies[-1].blocks[-1]["elements"][0]
    body = recorded("feedback_given")
    body["actions"][0]["value"] = rating[f"{sign}_button"]["value"]
    return body


async def _ratings(parts: Parts, coach: FakeCoach) -> list[int]:
    kept = await parts.conversations.export(coach.conversations[0].id, "slack/T0TEAM/U0ASKER")
    assert kept is not None
    return [turn.feedback.value for turn in kept.turns if turn.feedback]


async def test_a_suggestion_is_asked_in_the_same_conversation(
    worker: Worker, slack: FakeSlack, coach: FakeCoach
) -> None:
    await worker.deliver(recorded("mention"))
    await _replied(slack, 1)
    chosen = recorded("suggestion_chosen")
    for _ in range(2):  # a double click
        assert (await worker.deliver(chosen)).status_code == 200
    await _replied(slack, 2)
    await asyncio.sleep(QUIET_S)
    assert coach.messages == ["Que fait un boulanger ?", "Et le levain ?"]
    assert len(coach.conversations[1].turns) == 1
    assert slack.replies[1].text == "> Et le levain ?\n\n1 avant [1]"


async def test_the_last_rating_wins(
    worker: Worker, slack: FakeSlack, parts: Parts, coach: FakeCoach
) -> None:
    await worker.deliver(recorded("mention"))
    await _replied(slack, 1)
    for sign in ("positive", "negative"):
        await worker.deliver(_feedback(slack, sign))
        await asyncio.sleep(QUIET_S)
    assert await _ratings(parts, coach) == [-1]


@pytest.mark.promise(1)
async def test_only_who_asked_can_rate(
    worker: Worker, slack: FakeSlack, parts: Parts, coach: FakeCoach
) -> None:
    """Promise 1."""
    await worker.deliver(recorded("mention"))
    await _replied(slack, 1)
    body = _feedback(slack, "positive")
    body["user"]["id"] = "U0OTHER"
    await worker.deliver(body)
    await until(lambda: slack.called("chat.postEphemeral"))
    claims_to_be_the_asker = json.loads(json.dumps(body))
    claims_to_be_the_asker["actions"][0]["value"] = body["actions"][0]["value"].replace(
        "U0ASKER", "U0OTHER"
    )
    await worker.deliver(claims_to_be_the_asker)
    await asyncio.sleep(QUIET_S)
    assert await _ratings(parts, coach) == []


async def test_a_slash_command_is_answered_to_the_asker_alone(
    worker: Worker, slack: FakeSlack, coach: FakeCoach
) -> None:
    hook = slack.url.replace("/api/", "/hook")
    response = await worker.deliver(recorded("slash_command", response_url=hook))
    assert (response.status_code, response.text) == (200, "")
    await until(lambda: slack.whispers)
    whisper = slack.whispers[0]
    assert whisper["response_type"] == "ephemeral"
    assert (whisper["unfurl_links"], whisper["unfurl_media"]) == (False, False)
    assert whisper["blocks"][0] == {"type": "markdown", "text": "0 avant [1]"}
    assert slack.messages == {}
    again = recorded("slash_command", response_url=hook, trigger_id="5.6.ghi")
    await worker.deliver(again)
    await until(lambda: len(slack.whispers) == 2)
    assert len(coach.conversations[1].turns) == 1


async def test_a_slash_command_without_a_question_says_how(
    worker: Worker, slack: FakeSlack
) -> None:
    hook = slack.url.replace("/api/", "/hook")
    await worker.deliver(recorded("slash_command", response_url=hook, text=" "))
    await until(lambda: slack.whispers)
    assert slack.whispers[0]["text"].startswith("Je suis là")


async def test_a_suggestion_of_a_whisper_is_whispered(worker: Worker, slack: FakeSlack) -> None:
    chosen = recorded("suggestion_chosen", response_url=slack.url.replace("/api/", "/hook"))
    chosen["container"]["is_ephemeral"] = True
    del chosen["message"]
    await worker.deliver(chosen)
    await until(lambda: slack.whispers)
    assert slack.messages == {}


async def test_a_whisper_slack_refuses_for_its_form_arrives_as_words(
    worker: Worker, slack: FakeSlack
) -> None:
    slack.will("response_url", failing(400))
    hook = slack.url.replace("/api/", "/hook")
    await worker.deliver(recorded("slash_command", response_url=hook))
    await until(lambda: slack.whispers)
    assert "blocks" not in slack.whispers[0]
    assert slack.whispers[0]["text"] == "0 avant [1]"


async def test_nothing_is_whispered_to_an_address_that_is_not_slacks(
    worker: Worker, slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    await worker.deliver(recorded("slash_command", response_url="http://127.0.0.1:9/steal"))
    await until(lambda: "refused a reply for good" in caplog.text)
    assert slack.whispers == []


@pytest.mark.promise(15)
async def test_the_home_says_what_it_is_and_what_becomes_of_what_is_said(
    worker: Worker, slack: FakeSlack
) -> None:
    """Promise 15."""
    await worker.deliver(recorded("app_home_opened"))
    await until(lambda: slack.homes)
    view = slack.homes["U0ASKER"]
    shown = json.dumps(view, ensure_ascii=False)
    assert view["type"] == "home"
    assert refused_blocks(view["blocks"]) is None
    for words in ("Tu parles à une IA", "You are talking to an AI", "Effacer mes données"):
        assert words in shown


@pytest.mark.promise(15)
async def test_questions_to_begin_with_are_offered_with_the_notice(
    tiny_corpus_folder: Path, slack: FakeSlack
) -> None:
    """Promise 15."""
    asked = {"fr": "Que contient le pain ?", "en": "What is in bread?"}
    lines = [
        {"question": text, "lang": language, "section": "intro", "passage": FIRST_SENTENCE}
        for language, text in asked.items()
    ]
    file = tiny_corpus_folder / "boulanger" / "questions.jsonl"
    file.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
    parts = fake_parts(load_corpus(tiny_corpus_folder))
    async with working(slack_settings(slack), parts) as worker:
        await worker.deliver(recorded("messages_tab_opened"))
        await until(lambda: slack.called("assistant.threads.setSuggestedPrompts"))
    offered = slack.called("assistant.threads.setSuggestedPrompts")[0].arguments
    assert [one["message"] for one in offered["prompts"]] == list(asked.values())
    assert "thread_ts" not in offered
    assert "Tu parles à une IA" in offered["title"]


@pytest.mark.promise(4)
async def test_erasing_leaves_no_conversation_of_that_person_and_those_of_others(
    worker: Worker, slack: FakeSlack, parts: Parts, coach: FakeCoach
) -> None:
    """Promise 4."""
    mine = [recorded("message_im", ts=f"179540001{n}.000200") for n in range(4)]
    other = recorded("message_im", user="U0OTHER", ts="1795400019.000200")
    for number, body in enumerate([*mine, other], 1):
        await worker.deliver({**body, "event_id": f"Ev{number}"})
        await _replied(slack, number)
    response = await worker.deliver(recorded("erase_clicked"))
    assert response.status_code == 200
    await until(lambda: "C’est effacé" in json.dumps(slack.homes, ensure_ascii=False))
    ids = [one.id for one in coach.conversations]
    owners = ["slack/T0TEAM/U0ASKER"] * 4 + ["slack/T0TEAM/U0OTHER"]
    found = [
        await parts.conversations.get(one, owner) for one, owner in zip(ids, owners, strict=True)
    ]
    assert [one is not None for one in found] == [False] * 4 + [True]
    again = recorded("message_im", ts="1795400021.000300", thread_ts="1795400010.000200")
    await worker.deliver({**again, "event_id": "Ev0LATER"})
    await _replied(slack, 6)
    assert coach.conversations[-1].turns == ()


async def test_beyond_the_places_of_a_person_an_older_conversation_gives_way(
    parts: Parts, worker: Worker
) -> None:
    mine = people.People(worker.app.state.turns, parts.conversations, parts.threads, places=3)
    from api.slack.asked import Asked

    ids = []
    for number in range(5):
        asked = Asked("T0TEAM", "D0DIRECT", "U0ASKER", "x", f"{number}.0", ())
        ids.append((await mine.conversation(asked)).id)
    owner = "slack/T0TEAM/U0ASKER"
    kept = [await parts.conversations.get(one, owner) is not None for one in ids]
    assert kept.count(True) == 3
    assert kept[-1]
    await mine.erase(owner)
    assert not any([await parts.conversations.get(one, owner) for one in ids])


@pytest.mark.promise(1)
async def test_a_conversation_of_slack_opens_nowhere_else(
    worker: Worker, slack: FakeSlack, coach: FakeCoach
) -> None:
    """Promise 1."""
    await worker.deliver(recorded("mention"))
    await _replied(slack, 1)
    conversation_id = coach.conversations[0].id
    told = await worker.client.get(f"/api/conversations/{conversation_id}")
    assert told.status_code == 404
    asked = {"message": "x", "conversation_id": conversation_id}
    assert (await worker.client.post("/api/chat", json=asked)).status_code == 404
