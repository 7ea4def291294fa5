"""Socket Mode: the same bot, with nothing exposed."""

import json
from typing import Any

import pytest

from api.wiring import Parts
from tests.api.slack.conftest import Worker, slack_settings, until, working
from tests.api.slack.deliveries import recorded
from tests.api.slack.fake_slack import APP_TOKEN, FakeSlack, failing


async def _deliver(slack: FakeSlack, kind: str, payload: dict[str, Any]) -> None:
    await until(lambda: slack.sockets)
    envelope = {"envelope_id": f"e-{kind}", "type": kind, "payload": payload}
    await slack.sockets[-1].send_str(json.dumps({**envelope, "accepts_response_payload": False}))
    await until(lambda: f"e-{kind}" in slack.acknowledged)


async def test_a_mention_over_the_socket_is_acknowledged_and_answered(
    socket_worker: Worker, slack: FakeSlack
) -> None:
    await _deliver(slack, "events_api", recorded("mention"))
    await until(lambda: slack.replies and not slack.replies[0].streaming)
    assert slack.replies[0].text == "0 avant [1]"


async def test_a_click_and_a_command_come_by_the_socket_too(
    socket_worker: Worker, slack: FakeSlack
) -> None:
    await _deliver(slack, "interactive", recorded("suggestion_chosen"))
    await until(lambda: slack.replies)
    hook = slack.url.replace("/api/", "/hook")
    await _deliver(slack, "slash_commands", recorded("slash_command", response_url=hook))
    await until(lambda: slack.whispers)


async def test_nothing_is_exposed(socket_worker: Worker) -> None:
    assert (await socket_worker.deliver(recorded("mention"))).status_code == 404


async def test_the_server_starts_and_stops_with_slack_out_of_reach(
    slack: FakeSlack, parts: Parts, caplog: pytest.LogCaptureFixture
) -> None:
    slack.will("apps.connections.open", *[failing(200, error="invalid_auth")] * 9)
    settings = slack_settings(slack, slack_app_token=APP_TOKEN)
    async with working(settings, parts) as worker:
        await until(lambda: slack.called("apps.connections.open"))
        answer = await worker.client.post("/api/chat", json={"message": "x"})
        assert answer.status_code == 200
    assert "canary" not in caplog.text
