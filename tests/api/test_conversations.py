"""What a person may do with what is kept of them, over HTTP."""

import logging
import secrets
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest

from api.storage import Database, Storage
from api.wiring import Parts
from corpus import Corpus
from tests.api.fake_coach import FakeCoach
from tests.api.storage.turns import turn
from tests.conftest import counts


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    storage = Storage(Database(f"sqlite:///{tmp_path / 'data' / 'coach.sqlite3'}"), 30)
    yield storage
    await storage.close()


@pytest.fixture
def parts(tiny_corpus: Corpus, storage: Storage) -> Parts:
    return Parts(tiny_corpus, FakeCoach(tiny_corpus), storage, storage=storage)  # type: ignore[arg-type]


async def said(client: httpx.AsyncClient, message: str, conversation_id: str | None = None) -> dict:
    body = {"message": message, "conversation_id": conversation_id}
    return dict((await client.post("/api/chat", json=body)).json())


@pytest.mark.promise(16)
async def test_an_export_is_every_turn_as_it_was_answered(
    client: httpx.AsyncClient, storage: Storage
) -> None:
    """Promise 16."""
    first = await said(client, "Bonjour")
    second = await said(client, "Et le levain ?", first["conversation_id"])
    feedback = {"turn_id": second["turn_id"], "value": -1, "comment": "faux"}
    assert (await client.post("/api/feedback", json=feedback)).status_code == 204
    response = await client.get(f"/api/conversations/{first['conversation_id']}")
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    kept = response.json()
    assert list(kept) == ["conversation_id", "began_at", "turns", "profile", "facts"]
    for answered, message, exported in zip(
        (first, second), ("Bonjour", "Et le levain ?"), kept["turns"], strict=True
    ):
        assert exported.items() >= answered.items()
        assert exported["message"] == message
        assert exported["answered_at"].startswith("20")
    assert kept["turns"][0]["feedback"] is None
    assert kept["turns"][1]["feedback"].items() >= {"value": -1, "comment": "faux"}.items()


@pytest.mark.promise(16)
async def test_an_export_holds_the_profile_with_the_words_each_fact_was_read_from(
    client: httpx.AsyncClient, storage: Storage
) -> None:
    """Promise 16."""
    conversation = await storage.create()
    older, newer = turn("Je suis PM à Lyon"), turn("Je suis PM à Paris")
    for one in (older, newer):
        await storage.append(conversation.id, one)
    kept = (await client.get(f"/api/conversations/{conversation.id}")).json()
    assert kept["profile"] == newer.profile
    told = [(fact["key"], fact["value"], fact["words"], fact["stands"]) for fact in kept["facts"]]
    assert ("years_product", 5, "5 ans", True) in told
    assert ("delivery", True, "Je suis PM à Paris", True) in told
    assert ("delivery", True, "Je suis PM à Lyon", False) in told
    assert len(told) == 8


async def test_the_last_feedback_wins(client: httpx.AsyncClient) -> None:
    reply = await said(client, "Bonjour")
    for value, comment in ((1, "bien"), (-1, "faux"), (0, None)):
        body = {"turn_id": reply["turn_id"], "value": value, "comment": comment}
        response = await client.post("/api/feedback", json=body)
        assert (response.status_code, response.content) == (204, b"")
    kept = (await client.get(f"/api/conversations/{reply['conversation_id']}")).json()
    assert kept["turns"][0]["feedback"]["value"] == 0
    assert kept["turns"][0]["feedback"]["comment"] is None


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"value": 1}, "turn_id est obligatoire."),
        ({"turn_id": "x"}, "value est obligatoire."),
        ({"turn_id": "x", "value": 2}, "value doit valoir 1, -1 ou 0."),
        ({"turn_id": "x", "value": "up"}, "value doit valoir 1, -1 ou 0."),
        (
            {"turn_id": "x", "value": 1, "comment": "x" * 2001},
            "comment ne doit pas dépasser 2000 caractères.",
        ),
    ],
)
async def test_feedback_that_is_none_is_refused_in_a_sentence(
    client: httpx.AsyncClient, body: dict[str, object], detail: str
) -> None:
    response = await client.post("/api/feedback", json=body)
    assert response.status_code == 422
    assert response.json()["detail"] == detail


async def test_feedback_on_an_unknown_turn_is_a_problem(client: httpx.AsyncClient) -> None:
    response = await client.post("/api/feedback", json={"turn_id": "x", "value": 1})
    assert response.status_code == 404
    assert response.json()["type"] == "urn:cpo-coach:unknown-turn"


@pytest.mark.promise(14)
async def test_unknown_foreign_and_erased_conversations_get_the_same_404(
    client: httpx.AsyncClient, storage: Storage
) -> None:
    """Promise 14."""
    erased = (await said(client, "Bonjour"))["conversation_id"]
    foreign = (await storage.create("Ana")).id
    await storage.append(foreign, turn())
    assert (await client.delete(f"/api/conversations/{erased}")).status_code == 204
    unknown = secrets.token_urlsafe(18)
    answers = set()
    for conversation_id in (unknown, foreign, erased, "x", "%00", "a" * 3000):
        for response in (
            await client.get(f"/api/conversations/{conversation_id}"),
            await client.delete(f"/api/conversations/{conversation_id}"),
            await client.post(
                "/api/chat", json={"message": "x", "conversation_id": conversation_id}
            ),
        ):
            request_id = response.headers["x-request-id"]  # another for every request
            text = f"{response.text} {response.headers}".replace(request_id, "")
            answers.add((response.status_code, text))
    assert len(answers) == 1
    assert next(iter(answers))[0] == 404


@pytest.mark.promise(14)
async def test_conversation_ids_are_made_by_the_server_and_cannot_be_guessed(
    client: httpx.AsyncClient, figure: Callable[[str], None]
) -> None:
    """Promise 14."""
    replies = [await said(client, "x") for _ in range(counts(100, 2000))]
    for name in ("conversation_id", "turn_id"):
        ids = {reply[name] for reply in replies}
        assert len(ids) == len(replies)
        # Base64 of random bytes: as many characters as 128 bits need, and nearly every one of its
        # characters in every place.
        assert all(len(one) * 6 >= 128 for one in ids)
        for place in range(22):
            assert len({one[place] for one in ids}) > 30
    figure(f"{len(replies)} ids of {len(replies[0]['conversation_id']) * 6} bits")


@pytest.mark.promise(16)
async def test_neither_an_address_nor_a_browser_is_kept_or_logged(
    client: httpx.AsyncClient, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Promise 16."""
    caplog.set_level(logging.DEBUG, "api")
    headers = {"User-Agent": "canary/1", "X-Forwarded-For": "203.0.113.77", "Cookie": "canary=1"}
    body = {"message": "Bonjour"}
    reply = (await client.post("/api/chat", json=body, headers=headers)).json()
    feedback = {"turn_id": reply["turn_id"], "value": 1}
    await client.post("/api/feedback", json=feedback, headers=headers)
    files = [path.read_bytes() for path in (tmp_path / "data").iterdir()]
    assert any(b"Bonjour" in content for content in files)
    for trace in (b"canary", b"203.0.113.77", b"127.0.0.1"):  # the last is the client's own
        assert not any(trace in content for content in files)
    lines = [line.getMessage() for line in caplog.records if line.name.startswith("api")]
    assert lines
    for secret in ("203.0.113.77", "127.0.0.1", "canary", "Bonjour", *ids_of(reply)):
        assert not any(secret in line for line in lines)


@pytest.mark.promise(4)
@pytest.mark.parametrize("characters", [20, 3900])
async def test_what_was_erased_is_nowhere_in_the_data_folder(
    client: httpx.AsyncClient, storage: Storage, tmp_path: Path, characters: int
) -> None:
    """Promise 4."""
    canary = ("canary" * 1000)[:characters]
    conversation_id = None
    for number in range(30):
        reply = await said(client, f"{canary} {number}", conversation_id)
        conversation_id = str(reply["conversation_id"])
        await said(client, "Bonjour")  # somebody else's, between its pages
        feedback = {"turn_id": reply["turn_id"], "value": 1, "comment": "canary"}
        await client.post("/api/feedback", json=feedback)
    await storage.threads.bind("thread", conversation_id)
    before = everything_in(tmp_path / "data")
    assert before.count(b"canary") >= 60
    assert conversation_id.encode() in before
    assert (await client.delete(f"/api/conversations/{conversation_id}")).status_code == 204
    after = everything_in(tmp_path / "data")
    for secret in ("canary", conversation_id, reply["turn_id"]):
        assert secret.encode() not in after
    assert b"Bonjour" in after


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def ids_of(reply: dict[str, object]) -> tuple[str, str]:
    return str(reply["conversation_id"]), str(reply["turn_id"])
