"""Each thing delivered is answered exactly once, however often it comes and whoever crashes."""

import asyncio
import json
import time

import pytest

from api.wiring import Parts
from tests.api.fake_coach import FakeCoach
from tests.api.slack.conftest import LEASE_S, Worker, slack_settings, until, working
from tests.api.slack.deliveries import recorded, request_of
from tests.api.slack.fake_slack import FakeSlack, failing

RETRY = {"x-slack-retry-num": "1", "x-slack-retry-reason": "http_timeout"}
QUIET_S = 2 * LEASE_S + 0.3
"""After which whoever waited for a claim to lapse has had their turn."""


@pytest.mark.promise(7)
async def test_one_event_four_times_at_once_over_two_workers_and_a_restart_gets_one_reply(
    slack: FakeSlack, parts: Parts, coach: FakeCoach
) -> None:
    """Promise 7."""
    settings, body = slack_settings(slack), recorded("mention")
    async with working(settings, parts) as one, working(settings, parts) as other:
        delivered = [worker.deliver(body, **RETRY) for worker in (one, other, one, other)]
        answers = await asyncio.gather(*delivered)
        assert [answer.status_code for answer in answers] == [200] * 4
        await until(lambda: slack.replies and not slack.replies[0].streaming)
    async with working(settings, parts) as restarted:
        await restarted.deliver(body, **RETRY)
        await asyncio.sleep(QUIET_S)
    assert len(slack.replies) == 1
    assert len(coach.messages) == 1


@pytest.mark.promise(7)
async def test_the_same_message_with_another_event_id_gets_no_second_reply(
    worker: Worker, slack: FakeSlack
) -> None:
    """Promise 7."""
    body = recorded("message_im")
    await worker.deliver(body)
    await worker.deliver({**body, "event_id": "Ev0AGAIN"}, **RETRY)
    await asyncio.sleep(QUIET_S)
    assert len(slack.replies) == 1


@pytest.mark.promise(7)
async def test_a_retry_answers_what_a_crash_left_unanswered(
    slack: FakeSlack, parts: Parts, coach: FakeCoach
) -> None:
    """Promise 7."""
    settings, body = slack_settings(slack), recorded("mention")
    for key in ("slack/T0TEAM/event/Ev0MENTION", "slack/T0TEAM/message/C0TEAM/1795400000.000100"):
        assert await parts.deliveries.claim(key, LEASE_S)  # by a process that crashed since
    async with working(settings, parts) as worker:
        await worker.deliver(body, **RETRY)
        assert slack.replies == []
        await until(lambda: slack.replies)
        await asyncio.sleep(QUIET_S)
    assert len(slack.replies) == 1


@pytest.mark.promise(7)
async def test_a_slow_answer_keeps_its_claim_far_beyond_the_lease(
    worker: Worker, slack: FakeSlack, coach: FakeCoach
) -> None:
    """Promise 7."""
    coach.gate = asyncio.Event()
    await worker.deliver(recorded("mention"))
    await worker.deliver(recorded("mention"), **RETRY)
    await asyncio.sleep(3 * LEASE_S)
    coach.gate.set()
    await asyncio.sleep(QUIET_S)
    assert len(coach.messages) == 1
    assert len([reply for reply in slack.replies if not reply.streaming]) == 1


@pytest.mark.promise(7)
async def test_it_is_acknowledged_at_once_whatever_the_coach_and_slack_do(
    worker: Worker, slack: FakeSlack, coach: FakeCoach
) -> None:
    """Promise 7."""
    coach.gate, slack.delay_s = asyncio.Event(), 5
    for number in range(20):
        began = time.monotonic()
        body = recorded("message_im", ts=f"1795400010.{number:06}")
        response = await worker.deliver({**body, "event_id": f"Ev{number}"})
        assert response.status_code == 200
        # Half of what Slack takes, whatever else this machine does; integration/ measures it.
        assert time.monotonic() - began < 2.5
    slack.delay_s = 0
    coach.gate.set()


async def test_a_message_slack_cannot_take_now_is_sent_later_and_the_coach_asked_once(
    worker: Worker, slack: FakeSlack, coach: FakeCoach
) -> None:
    slack.streams = False
    slack.will("chat.postMessage", *[failing(200, error="internal_error")] * 2)
    await worker.deliver(recorded("mention"))
    await until(lambda: slack.replies)
    await asyncio.sleep(QUIET_S)
    assert len(coach.messages) == 1
    assert len(slack.replies) == 1


async def test_a_stop_waits_for_a_reply_under_way(
    slack: FakeSlack, parts: Parts, coach: FakeCoach
) -> None:
    coach.gate = asyncio.Event()
    async with working(slack_settings(slack), parts) as worker:
        await worker.deliver(recorded("mention"))
        await until(lambda: coach.messages)
        asyncio.get_running_loop().call_later(0.2, coach.gate.set)
    assert [reply.streaming for reply in slack.replies] == [False]


@pytest.mark.promise(11)
async def test_secrets_are_shown_nowhere(
    worker: Worker, slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    """Promise 11."""
    caplog.set_level("DEBUG", "api")
    slack.streams = False
    refusals = ("invalid_auth", "channel_not_found", "msg_too_long", "internal_error")
    for number, refusal in enumerate(refusals):
        slack.will("chat.postMessage", failing(200, error=refusal))
        body = recorded("message_im", ts=f"1795400011.{number:06}", text="canari-secret")
        response = await worker.deliver({**body, "event_id": f"Ev{number}"})
        assert response.text == ""
    await until(lambda: len(slack.called("chat.postMessage")) >= len(refusals) + 1)
    shown = caplog.text + json.dumps(worker.app.openapi()) + repr(slack_settings(slack))
    for secret in ("canari-secret", "canary-bot", "canary-app", "canary-signing-secret"):
        assert secret not in shown


async def test_an_unreadable_signature_is_no_clue(worker: Worker) -> None:
    content, headers = request_of(recorded("mention"))
    headers["x-slack-signature"] = "v0=" + "0" * 64
    response = await worker.client.post("/slack/events", content=content, headers=headers)
    assert response.status_code == 401
    assert "canary" not in response.text
