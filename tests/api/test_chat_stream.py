"""`POST /api/chat` as a stream of events."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.wiring import Parts
from tests.api.fake_coach import FakeCoach

EVENTS = {"Accept": "text/event-stream"}


def events_of(text: str) -> list[tuple[str, Any]]:
    """The named events of a stream."""
    events = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines())
        if fields:
            events.append((fields["event"], json.loads(fields["data"])))
    return events


async def ask(client: httpx.AsyncClient, **body: Any) -> list[tuple[str, Any]]:
    response = await client.post("/api/chat", json={"message": "x", **body}, headers=EVENTS)
    assert response.status_code == 200
    return events_of(response.text)


async def test_a_stream_is_meta_then_pieces_then_the_whole_turn(client: httpx.AsyncClient) -> None:
    response = await client.post("/api/chat", json={"message": "x"}, headers=EVENTS)
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["cache-control"] == "no-store"
    events = events_of(response.text)
    assert [name for name, _ in events] == ["meta", "delta", "delta", "citation", "done"]
    meta, done = events[0][1], events[-1][1]
    assert list(meta) == ["conversation_id", "turn_id", "language"]
    assert meta == {name: done[name] for name in meta}
    assert "".join(body["text"] for name, body in events if name == "delta") == done["answer"]
    assert [body for name, body in events if name == "citation"] == done["citations"]


async def test_the_turn_of_a_stream_is_that_of_one_body(client: httpx.AsyncClient) -> None:
    streamed = (await ask(client))[-1][1]
    whole = (await client.post("/api/chat", json={"message": "x"})).json()
    own = {"conversation_id": "", "turn_id": ""}
    assert streamed | own == whole | own
    assert list(streamed) == list(whole)


async def test_a_streamed_turn_is_kept(client: httpx.AsyncClient) -> None:
    done = (await ask(client))[-1][1]
    again = (await ask(client, conversation_id=done["conversation_id"]))[-1][1]
    assert again["answer"] == "1 avant [1]"


@pytest.mark.promise(22)
@pytest.mark.parametrize("failure", [ValueError("canary"), TimeoutError("canary")])
async def test_a_stream_that_fails_ends_with_one_error_and_keeps_no_turn(
    client: httpx.AsyncClient, coach: FakeCoach, parts: Parts, failure: Exception
) -> None:
    """Promise 22."""
    opened = await parts.conversations.create()
    coach.failure = failure
    events = await ask(client, conversation_id=opened.id, language="en")
    assert [name for name, _ in events] == ["meta", "delta", "error"]
    assert events[-1][1].pop("instance").startswith("urn:cpo-coach:request:")
    assert events[-1][1] == {
        "type": "urn:cpo-coach:failed",
        "title": "Server error",
        "status": 500,
        "detail": "The coach could not answer. Try again in a moment.",
    }
    assert await parts.conversations.get(opened.id) == opened
    assert coach.closed == 1


@pytest.mark.promise(22)
async def test_a_stream_without_a_turn_ends_with_one_error(
    client: httpx.AsyncClient, coach: FakeCoach
) -> None:
    """Promise 22."""
    coach.unfinished = True
    names = [name for name, _ in await ask(client)]
    assert names == ["meta", "delta", "delta", "citation", "error"]


@pytest.mark.promise(22)
async def test_a_store_that_fails_gives_an_error_and_no_done(
    client: httpx.AsyncClient, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Promise 22."""

    async def full(*_: object) -> None:
        raise OSError(28, "disk full")

    monkeypatch.setattr(parts.conversations, "append", full)
    assert [name for name, _ in await ask(client)][-2:] == ["citation", "error"]


async def test_a_conversation_erased_while_waiting_ends_with_not_found(
    client: httpx.AsyncClient, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = await parts.conversations.create()
    found = [opened, None]

    async def erased_later(*_: str) -> object:
        return found.pop(0)

    monkeypatch.setattr(parts.conversations, "get", erased_later)
    events = await ask(client, conversation_id=opened.id)
    assert [(name, body["status"]) for name, body in events] == [("error", 404)]


async def test_what_is_wrong_before_the_stream_has_its_own_status(
    client: httpx.AsyncClient,
) -> None:
    unknown = {"message": "x", "conversation_id": "unknown"}
    for body, status in ((unknown, 404), ({"message": ""}, 422)):
        response = await client.post("/api/chat", json=body, headers=EVENTS)
        assert response.status_code == status
        assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("accept", "streams"),
    [
        ("text/event-stream", True),
        ("TEXT/EVENT-STREAM", True),
        ("application/json, text/event-stream", True),
        ("text/event-stream;q=0.5, application/json", False),
        ("text/event-stream;q=0", False),
        ("text/event-stream;q=nonsense", False),
        ("*/*", False),
        ("application/json", False),
        ("", False),
    ],
)
async def test_the_accept_header_chooses_between_events_and_one_body(
    client: httpx.AsyncClient, accept: str, streams: bool
) -> None:
    response = await client.post("/api/chat", json={"message": "x"}, headers={"Accept": accept})
    expected = "text/event-stream" if streams else "application/json"
    assert response.headers["content-type"].split(";")[0] == expected


@pytest.mark.promise(22, 28)
async def test_when_the_server_stops_a_stream_that_would_not_end_is_given_its_last_event(
    app: FastAPI, client: httpx.AsyncClient, coach: FakeCoach, parts: Parts
) -> None:
    """Promises 22 and 28."""
    coach.gate = asyncio.Event()
    opened = await parts.conversations.create()
    waiting = asyncio.create_task(ask(client, conversation_id=opened.id))
    await asyncio.sleep(0.05)
    app.state.stopping.begin(0.05)
    events = await waiting
    assert [name for name, _ in events] == ["meta", "delta", "error"]
    assert events[-1][1]["status"] == 503
    assert coach.closed == 1
    assert await parts.conversations.get(opened.id) == opened


@pytest.mark.promise(28)
async def test_when_the_server_stops_a_turn_that_ends_in_time_is_answered(
    app: FastAPI, client: httpx.AsyncClient, coach: FakeCoach
) -> None:
    """Promise 28."""
    coach.gate = asyncio.Event()
    waiting = asyncio.create_task(ask(client))
    await asyncio.sleep(0.05)
    app.state.stopping.begin(5)
    coach.gate.set()
    assert (await waiting)[-1][0] == "done"


async def test_one_body_that_would_not_end_is_a_503_that_says_when_to_retry(
    app: FastAPI, client: httpx.AsyncClient, coach: FakeCoach
) -> None:
    coach.gate = asyncio.Event()
    waiting = asyncio.create_task(client.post("/api/chat", json={"message": "x"}))
    await asyncio.sleep(0.05)
    app.state.stopping.begin(0.05)
    response = await waiting
    assert response.status_code == 503
    assert int(response.headers["retry-after"]) > 0


@pytest.mark.promise(29)
@pytest.mark.parametrize("accept", [b"text/event-stream", b"application/json"])
async def test_a_client_that_leaves_frees_its_turn_and_its_conversation(
    app: FastAPI, client: httpx.AsyncClient, coach: FakeCoach, parts: Parts, accept: bytes
) -> None:
    """Promise 29."""
    coach.gate = asyncio.Event()
    opened = await parts.conversations.create()
    body = json.dumps({"message": "x", "conversation_id": opened.id}).encode()
    left = asyncio.Event()
    sent = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        if sent:
            return sent.pop()
        await left.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None: ...

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/api/chat",
        "raw_path": b"/api/chat",
        "query_string": b"",
        "root_path": "",
        "headers": [(b"content-type", b"application/json"), (b"accept", accept)],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 2),
    }
    serving = asyncio.create_task(app(scope, receive, send))
    while not coach.messages:
        await asyncio.sleep(0.01)
    left.set()
    await asyncio.wait_for(serving, 2)
    assert coach.closed == 1
    assert await parts.conversations.get(opened.id) == opened
    coach.gate = None
    assert (await ask(client, conversation_id=opened.id))[-1][0] == "done"
