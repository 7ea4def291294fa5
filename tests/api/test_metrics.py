"""`GET /metrics`: what is counted, and that it holds no word and no id."""

from dataclasses import replace

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from api.app import create_app
from api.settings import Settings
from api.wiring import Parts
from coach import DailyTokens
from tests.api.fake_coach import FakeCoach


async def counted(client: httpx.AsyncClient) -> dict[tuple[str, ...], float]:
    """Each sample by its name and the values of its labels, sorted by label."""
    response = await client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain; version=")
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }


async def test_turns_are_counted_by_channel_kind_and_language(client: httpx.AsyncClient) -> None:
    for language in ("fr", "fr", "en"):
        await client.post("/api/chat", json={"message": "x", "language": language})
    found = await counted(client)
    assert found["coach_turns_total", "web", "false", "answer", "fr"] == 2
    assert found["coach_turns_total", "web", "false", "answer", "en"] == 1
    assert found["coach_turn_seconds_count", "web"] == 3
    assert found["coach_confidence_bucket", "web", "answer", "0.9"] == 3
    assert found["coach_confidence_bucket", "web", "answer", "0.8"] == 0
    assert found["coach_turns_in_flight",] == 0


@pytest.mark.parametrize("accept", ["text/event-stream", "application/json"])
async def test_turns_that_failed_are_counted(
    client: httpx.AsyncClient, coach: FakeCoach, accept: str
) -> None:
    coach.failure = ValueError("canary")
    await client.post("/api/chat", json={"message": "x"}, headers={"Accept": accept})
    found = await counted(client)
    assert found["coach_turn_failures_total", "web", "TurnFailed"] == 1
    assert found["coach_turns_in_flight",] == 0


@pytest.mark.promise(11)
async def test_requests_are_counted_by_route_never_by_what_was_asked_for(
    client: httpx.AsyncClient,
) -> None:
    """Promise 11."""
    await client.get("/api/articles/canary")
    await client.get("/canary?canary=canary")
    await client.request("CANARY", "/live")
    found = await counted(client)
    assert found["coach_http_requests_total", "GET", "/api/articles/{slug}", "404"] == 1
    assert found["coach_http_requests_total", "GET", "none", "404"] == 1
    assert found["coach_http_requests_total", "other", "/live", "405"] == 1
    assert "canary" not in str(found).lower()


@pytest.mark.promise(11)
async def test_no_message_and_no_id_is_in_the_counts(
    client: httpx.AsyncClient, parts: Parts
) -> None:
    """Promise 11."""
    reply = (await client.post("/api/chat", json={"message": "canary"})).json()
    text = (await client.get("/metrics")).text
    for secret in ("canary", reply["conversation_id"], reply["turn_id"]):
        assert secret not in text


async def test_what_the_model_uses_is_counted(parts: Parts) -> None:
    tokens = DailyTokens(None)
    app = create_app(Settings(), replace(parts, tokens=tokens))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://coach") as client:
        assert (await counted(client))["coach_model_tokens_total",] == 0
        for reserved, used in ((700, 120), (700, 30)):
            assert tokens.reserve(reserved)
            tokens.settle(reserved, used)
        assert (await counted(client))["coach_model_tokens_total",] == 150


@pytest.mark.parametrize("stream", [False, True])
async def test_turns_of_programs_are_counted_as_theirs(
    client: httpx.AsyncClient, stream: bool
) -> None:
    body = {"model": "x", "stream": stream, "messages": [{"role": "user", "content": "x"}]}
    assert (await client.post("/v1/chat/completions", json=body)).status_code == 200
    found = await counted(client)
    assert found["coach_turns_total", "openai", "false", "answer", "fr"] == 1
    assert found["coach_turns_in_flight",] == 0
