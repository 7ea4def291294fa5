"""What is let in from Slack, and what is refused."""

import json
import logging
import time
from typing import Any

import httpx
import pytest

from api.app import create_app
from api.settings import read_settings
from api.wiring import Parts
from tests.api.slack.conftest import Worker, slack_settings, until
from tests.api.slack.deliveries import recorded, request_of, signed
from tests.api.slack.fake_slack import FakeSlack

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
CANARY = "canari-secret"
GOOD = json.dumps(recorded("mention", text=f"<@U0COACH> {CANARY}")).encode()


def _with(body: bytes = GOOD, kind: str = JSON, **headers: str | bytes | None) -> tuple[Any, ...]:
    """A signed request with some headers changed, or left out where they are None."""
    changed: dict[str, Any] = signed(body, kind)
    for name, value in headers.items():
        changed[name.replace("_", "-")] = value
    return body, {name: value for name, value in changed.items() if value is not None}


def _signed_at(at: float) -> tuple[Any, ...]:
    return GOOD, signed(GOOD, JSON, at)


BAD_TIMESTAMPS = [
    "",
    "soon",
    "1e9",
    "-1",
    "1.5",
    "0x10",
    " 1",
    "٣٤٥٦",
    "9" * 400,
    "1" * 5000,
    "nan",
]
BAD_SIGNATURES = [
    "",
    "v0=",
    "v0=0",
    "v1=" + "0" * 64,
    "v0=" + "0" * 64,
    "v0=" + "é" * 64,
    "☃",
    "=" * 9,
]
SIGNED_BUT_UNREADABLE = [
    (b"", JSON),
    (b"{", JSON),
    (b"[]", JSON),
    (b'"text"', JSON),
    (b"null", JSON),
    (b"\xff\xfe", JSON),
    (b'{"a": "\xe9"}', JSON),
    (b"[" * 50_000, JSON),
    (b'{"a":' * 10_000, JSON),
    (b"", FORM),
    (b"payload=", FORM),
    (b"payload=%5B%5D", FORM),
    (b"payload=%7B", FORM),
    (b"payload=%FF", FORM),
    (b"x=1", FORM),
    (b"&" * 500 + b"a=1&" * 500, FORM),
    (GOOD, "text/plain"),
    (GOOD, FORM),
]

MALFORMED: list[tuple[Any, ...]] = [
    *(_with(x_slack_request_timestamp=value.encode()) for value in BAD_TIMESTAMPS),
    *(_with(x_slack_signature=value.encode()) for value in BAD_SIGNATURES),
    *((body, signed(body, kind)) for body, kind in SIGNED_BUT_UNREADABLE),
    _with(x_slack_signature=None),
    _with(x_slack_request_timestamp=None),
    _with(x_slack_signature=None, x_slack_request_timestamp=None),
    _with(content_type=None),
    _signed_at(time.time() - 3600),
    _signed_at(time.time() + 3600),
    _signed_at(0),
    (GOOD + b" ", signed(GOOD, JSON)),
    (GOOD.replace(CANARY.encode(), b"autre"), signed(GOOD, JSON)),
]


@pytest.mark.promise(6)
async def test_forty_malformed_requests_are_refused_and_not_logged(
    worker: Worker, slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    """Promise 6."""
    caplog.set_level(logging.DEBUG)
    assert len(MALFORMED) >= 40
    for body, headers in MALFORMED:
        response = await worker.client.post("/slack/events", content=body, headers=headers)
        assert response.status_code in (400, 401), (body[:60], headers)
        assert response.headers["content-type"] == "application/problem+json"
        assert CANARY not in response.text
    assert CANARY not in caplog.text
    assert slack.calls == []


@pytest.mark.parametrize(
    "body",
    [
        {"type": "event_callback", "event": []},
        {"type": "event_callback", "event": {"type": 3}},
        {"type": "event_callback", "event": {"type": "app_mention"}, "authorizations": [None]},
        {"type": "block_actions", "actions": [], "user": "x", "team": 3},
        {"type": "view_submission", "view": []},
        {},
    ],
    ids=str,
)
@pytest.mark.promise(6)
async def test_what_is_signed_but_of_no_known_shape_is_never_a_server_error(
    worker: Worker, slack: FakeSlack, body: dict[str, Any]
) -> None:
    """Promise 6."""
    content = json.dumps(body).encode()
    response = await worker.client.post(
        "/slack/events", content=content, headers=signed(content, JSON)
    )
    assert response.status_code < 500
    assert slack.calls == []


@pytest.mark.promise(8)
async def test_a_body_too_large_is_refused(worker: Worker) -> None:
    """Promise 8."""
    body = b'{"a": "' + b"x" * 70_000 + b'"}'
    response = await worker.client.post("/slack/events", content=body, headers=signed(body, JSON))
    assert response.status_code == 413


async def test_slack_can_verify_the_address(worker: Worker) -> None:
    response = await worker.deliver({"type": "url_verification", "challenge": "abc"})
    assert response.json() == {"challenge": "abc"}


async def test_what_nobody_listens_to_is_taken_and_left(
    worker: Worker, slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    assert (await worker.deliver(recorded("reaction_added"))).status_code == 200
    assert slack.calls == []
    assert caplog.text == ""


async def test_there_is_no_way_in_without_a_bot(client: httpx.AsyncClient) -> None:
    content, headers = request_of(recorded("mention"))
    response = await client.post("/slack/events", content=content, headers=headers)
    assert response.status_code == 404


async def test_a_signed_mention_is_answered(worker: Worker, slack: FakeSlack) -> None:
    assert (await worker.deliver(recorded("mention"))).status_code == 200
    await until(lambda: slack.replies)


async def test_the_settings_alone_bring_the_bot(slack: FakeSlack, parts: Parts) -> None:
    app = create_app(slack_settings(slack), parts)
    content, headers = request_of(recorded("mention"))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://coach") as client,
    ):
        response = await client.post("/slack/events", content=content, headers=headers)
        assert response.status_code == 200
        await until(lambda: slack.replies)


def test_slacks_own_names_are_read_and_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"):
        monkeypatch.setenv(name, f"  {CANARY} ")
    settings = read_settings()
    assert settings.slack_bot_token is not None
    assert settings.slack_bot_token.get_secret_value() == CANARY
    assert CANARY not in repr(settings)
