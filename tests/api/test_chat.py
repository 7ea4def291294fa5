"""`POST /api/chat` as one JSON body."""

import asyncio
import json
import logging
import time
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.wiring import Parts
from tests.api.fake_coach import FakeCoach

FIELDS = [
    "conversation_id",
    "turn_id",
    "kind",
    "language",
    "answer",
    "citations",
    "suggestions",
    "confidence",
    "profile",
    "assessment",
    "degraded",
    "model",
]
CITATION_FIELDS = [
    "number",
    "article",
    "section",
    "path",
    "quote",
    "start",
    "end",
    "translation",
    "url",
]


async def test_an_answer_has_every_field_of_the_contract_in_its_order(
    client: httpx.AsyncClient,
) -> None:
    response = await client.post("/api/chat", json={"message": "Bonjour"})
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.headers["cache-control"] == "no-store"
    reply = response.json()
    assert list(reply) == FIELDS
    assert list(reply["citations"][0]) == CITATION_FIELDS
    assert reply | {"conversation_id": "", "turn_id": "", "citations": []} == {
        "conversation_id": "",
        "turn_id": "",
        "kind": "answer",
        "language": "fr",
        "answer": "0 avant [1]",
        "citations": [],
        "suggestions": ["Et le levain ?"],
        "confidence": 0.875,
        "profile": None,
        "assessment": None,
        "degraded": False,
        "model": None,
    }


async def test_a_quote_is_the_text_of_the_article_between_its_offsets(
    client: httpx.AsyncClient,
) -> None:
    reply = (await client.post("/api/chat", json={"message": "Bonjour"})).json()
    for citation in reply["citations"]:
        article = (await client.get(f"/api/articles/{citation['article']}")).json()
        assert article["text"][citation["start"] : citation["end"]] == citation["quote"]


async def test_a_conversation_goes_on_under_the_id_the_server_gave(
    client: httpx.AsyncClient,
) -> None:
    first = (await client.post("/api/chat", json={"message": "Un"})).json()
    again = {"message": "Deux", "conversation_id": first["conversation_id"]}
    second = (await client.post("/api/chat", json=again)).json()
    assert second["conversation_id"] == first["conversation_id"]
    assert second["answer"] == "1 avant [1]"
    assert second["turn_id"] != first["turn_id"]


@pytest.mark.promise(14)
async def test_conversation_ids_are_new_and_long_enough_not_to_be_guessed(
    client: httpx.AsyncClient,
) -> None:
    """Promise 14."""
    replies = [(await client.post("/api/chat", json={"message": "x"})).json() for _ in range(20)]
    ids = {reply["conversation_id"] for reply in replies}
    assert len(ids) == 20
    assert all(len(identifier) * 6 >= 128 for identifier in ids)  # base64: six bits a character


@pytest.mark.promise(14)
@pytest.mark.parametrize("unknown", ["", "unknown", "é", "\ud800", "../..", "x" * 5000])
async def test_an_unknown_conversation_is_not_found(
    client: httpx.AsyncClient, unknown: str
) -> None:
    """Promise 14."""
    body = json.dumps({"message": "x", "conversation_id": unknown})
    response = await client.post("/api/chat", content=body, headers=JSON)
    assert response.status_code == 404
    assert response.json()["type"] == "urn:cpo-coach:unknown-conversation"


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_the_language_asked_for_reaches_the_coach(
    client: httpx.AsyncClient, language: str
) -> None:
    reply = await client.post("/api/chat", json={"message": "x", "language": language})
    assert reply.json()["language"] == language


async def test_unknown_fields_are_ignored(client: httpx.AsyncClient) -> None:
    response = await client.post("/api/chat", json={"message": "x", "later": [1]})
    assert response.status_code == 200


JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({}, "message est obligatoire."),
        ({"message": ""}, "message ne doit pas être vide."),
        ({"message": " \n\t\u00a0"}, "message ne doit pas être vide."),
        ({"message": "x" * 4001}, "message ne doit pas dépasser 4000 caractères."),
        ({"message": 3}, "message doit être un texte."),
        ({"message": None}, "message doit être un texte."),
        ({"message": ["secret"]}, "message doit être un texte."),
        ({"message": "x", "conversation_id": 3}, "conversation_id doit être un texte."),
        ({"message": "x", "language": "de"}, "language doit valoir fr ou en."),
        ({"message": 1, "language": "en"}, "message must be text."),
        ([], "Le corps doit être un objet JSON, avec l’en-tête Content-Type: application/json."),
        (
            "secret",
            "Le corps doit être un objet JSON, avec l’en-tête Content-Type: application/json.",
        ),
    ],
)
async def test_a_message_of_another_form_is_refused_with_the_reason(
    client: httpx.AsyncClient, body: Any, detail: str
) -> None:
    response = await client.post("/api/chat", json=body)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"] == detail
    assert "secret" not in response.text


async def test_a_message_of_4000_characters_is_answered(
    client: httpx.AsyncClient, coach: FakeCoach
) -> None:
    response = await client.post("/api/chat", json={"message": "🍞" * 4000})
    assert response.status_code == 200
    assert coach.messages == ["🍞" * 4000]


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"nul", b'{"message": "secret"', b"secret", b'{"message": secret}'],
)
async def test_a_body_that_is_not_json_is_refused_without_repeating_it(
    client: httpx.AsyncClient, content: bytes
) -> None:
    response = await client.post("/api/chat", content=content, headers=JSON)
    assert response.status_code == 422
    assert "secret" not in response.text


@pytest.mark.parametrize(
    "content",
    [b'{"message": "\xff"}', b"[" * 60_000, b'{"message": ' + b"1" * 60_000 + b"}"],
    ids=["not UTF-8", "nested", "huge number"],
)
async def test_a_body_that_cannot_be_read_is_refused(
    client: httpx.AsyncClient, content: bytes
) -> None:
    response = await client.post("/api/chat", content=content, headers=JSON)
    assert response.status_code in (400, 422)
    assert response.headers["content-type"] == "application/problem+json"


async def test_a_form_of_another_site_is_refused(client: httpx.AsyncClient) -> None:
    plain = {"Content-Type": "text/plain"}
    response = await client.post("/api/chat", content=b'{"message": "x"}', headers=plain)
    assert response.status_code == 422


async def test_what_is_no_character_is_replaced(
    client: httpx.AsyncClient, coach: FakeCoach, parts: Parts
) -> None:
    body = b'{"message": "a\\ud800b\\u0000c \\ud83c\\udf5e"}'
    response = await client.post("/api/chat", content=body, headers=JSON)
    assert response.status_code == 200
    assert coach.messages == ["a\ufffdb\ufffdc 🍞"]


async def test_two_messages_at_once_are_both_kept_the_second_as_a_follow_up(
    client: httpx.AsyncClient, coach: FakeCoach, parts: Parts
) -> None:
    first = (await client.post("/api/chat", json={"message": "0"})).json()
    coach.gate = asyncio.Event()
    posts = [
        asyncio.create_task(
            client.post(
                "/api/chat",
                json={"message": str(n), "conversation_id": first["conversation_id"]},
            )
        )
        for n in range(1, 6)
    ]
    await asyncio.sleep(0.05)
    coach.gate.set()
    answers = sorted([(await post).json()["answer"] for post in posts])
    assert answers == [f"{n} avant [1]" for n in range(1, 6)]
    kept = await parts.conversations.get(first["conversation_id"])
    assert kept is not None
    assert {turn.message for turn in kept.turns} == {"0", "1", "2", "3", "4", "5"}


async def test_different_conversations_do_not_wait_for_one_another(
    client: httpx.AsyncClient, coach: FakeCoach
) -> None:
    gate = coach.gate = asyncio.Event()
    waiting = asyncio.create_task(client.post("/api/chat", json={"message": "slow"}))
    await asyncio.sleep(0.05)
    coach.gate = None
    assert (await client.post("/api/chat", json={"message": "quick"})).status_code == 200
    assert not waiting.done()
    gate.set()
    assert (await waiting).status_code == 200


@pytest.mark.promise(11, 22)
@pytest.mark.parametrize("failure", [ValueError("canary"), TimeoutError("canary"), OSError(28, "")])
async def test_a_failing_coach_is_a_500_that_says_nothing_of_it_and_keeps_no_turn(
    client: httpx.AsyncClient,
    coach: FakeCoach,
    parts: Parts,
    caplog: pytest.LogCaptureFixture,
    failure: Exception,
) -> None:
    """Promises 11 and 22."""
    opened = await parts.conversations.create()
    coach.failure = failure
    body = {"message": "canary", "conversation_id": opened.id}
    response = await client.post("/api/chat", json=body)
    assert response.status_code == 500
    assert response.json()["type"] == "urn:cpo-coach:failed"
    assert "canary" not in response.text + caplog.text
    assert type(failure).__name__ in caplog.text
    assert await parts.conversations.get(opened.id) == opened


async def test_a_coach_that_ends_without_a_turn_is_a_500(
    client: httpx.AsyncClient, coach: FakeCoach
) -> None:
    coach.unfinished = True
    assert (await client.post("/api/chat", json={"message": "x"})).status_code == 500


@pytest.mark.promise(11)
async def test_one_line_is_logged_a_turn_without_its_words_or_its_id(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    """Promise 11."""
    caplog.set_level(logging.INFO)
    first = (await client.post("/api/chat", json={"message": "canary"})).json()
    again = {"message": "canary", "conversation_id": first["conversation_id"]}
    second = (await client.post("/api/chat", json=again)).json()
    lines = [line for line in caplog.messages if line.startswith("turn ")]
    assert len(lines) == 2
    assert lines[0].split(" ")[1] == lines[1].split(" ")[1]
    assert "language=fr kind=answer confidence=0.88" in lines[0]
    for secret in ("canary", first["conversation_id"], first["turn_id"], second["turn_id"]):
        assert secret not in caplog.text


@pytest.mark.promise(8)
async def test_a_message_too_long_is_refused_at_once(client: httpx.AsyncClient) -> None:
    """Promise 8."""
    began = time.perf_counter()
    response = await client.post("/api/chat", json={"message": "x" * 60_000})
    assert response.status_code == 422
    assert time.perf_counter() - began < 0.5  # 0.05 on a quiet machine


any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
any_body = st.one_of(
    st.fixed_dictionaries(
        {"message": any_json},
        optional={"conversation_id": any_json, "language": any_json | st.just("en")},
    ).map(lambda body: json.dumps(body).encode()),
    any_json.map(lambda body: json.dumps(body).encode()),
    st.binary(),
)


@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(content=any_body, accept=st.sampled_from(["application/json", "text/event-stream", "*/*"]))
async def test_no_body_whatsoever_is_a_server_error(
    client: httpx.AsyncClient, content: bytes, accept: str
) -> None:
    headers = {**JSON, "Accept": accept}
    response = await client.post("/api/chat", content=content, headers=headers)
    assert response.status_code in (200, 400, 404, 422)
    if response.status_code == 200 and accept == "text/event-stream":
        assert response.text.count("event: done") == 1
    else:
        response.json()
