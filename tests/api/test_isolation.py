"""Promise 1: nobody reaches another person's conversation, on any route the application has."""

import random
import re
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from api.app import create_app
from api.settings import Settings
from api.storage import Database, Storage
from api.wiring import Parts
from corpus import Corpus
from tests.api.fake_coach import FakeCoach
from tests.api.storage.turns import turn
from tests.conftest import counts


@dataclass(frozen=True)
class Guess:
    """What somebody tries in the place of ids that are not theirs."""

    conversation_id: str
    turn_id: str


Attempt = Callable[[httpx.AsyncClient, Guess], Awaitable[httpx.Response]]


async def _chat(client: httpx.AsyncClient, guess: Guess) -> httpx.Response:
    body = {"message": "Que t’ai-je dit ?", "conversation_id": guess.conversation_id}
    return await client.post("/api/chat", json=body)


async def _export(client: httpx.AsyncClient, guess: Guess) -> httpx.Response:
    return await client.get(f"/api/conversations/{quote(guess.conversation_id, safe='')}")


async def _erase(client: httpx.AsyncClient, guess: Guess) -> httpx.Response:
    return await client.delete(f"/api/conversations/{quote(guess.conversation_id, safe='')}")


async def _rate(client: httpx.AsyncClient, guess: Guess) -> httpx.Response:
    body = {"turn_id": guess.turn_id, "value": -1, "comment": "pirate"}
    return await client.post("/api/feedback", json=body)


async def _complete(client: httpx.AsyncClient, guess: Guess) -> httpx.Response:
    # It keeps nothing and takes no id: one in any place must not recall a conversation.
    ids = {"conversation_id": guess.conversation_id, "turn_id": guess.turn_id}
    body = {"model": "cpo-coach", "messages": [{"role": "user", "content": "Que t’ai-je dit ?"}]}
    extra = {**ids, "user": guess.conversation_id, "metadata": ids}
    return await client.post("/v1/chat/completions", json=body | extra)


async def _deliver(client: httpx.AsyncClient, guess: Guess) -> httpx.Response:
    event = {"type": "message", "text": guess.conversation_id, "user": "U1", "channel": "C1"}
    body = {"type": "event_callback", "event_id": guess.turn_id, "event": event}
    return await client.post("/slack/events", json=body)


TAKE_AN_ID: Mapping[tuple[str, str], Attempt] = {
    ("POST", "/api/chat"): _chat,
    ("GET", "/api/conversations/{conversation_id}"): _export,
    ("DELETE", "/api/conversations/{conversation_id}"): _erase,
    ("POST", "/api/feedback"): _rate,
}
"""The routes that open something of a person's: each refuses with 404."""

KEEP_NOTHING: Mapping[tuple[str, str], tuple[Attempt, int]] = {
    ("POST", "/v1/chat/completions"): (_complete, 200),
    ("POST", "/slack/events"): (_deliver, 401),
}
"""The routes that take no id, or refuse whoever is not Slack, with what they answer."""

TELL_OF_NOBODY = {
    ("GET", "/"),
    ("GET", "/api/articles"),
    ("GET", "/api/articles/{slug}"),
    ("GET", "/embed"),
    ("GET", "/live"),
    ("GET", "/metrics"),
    ("GET", "/openapi.json"),
    ("GET", "/page/{name}"),
    ("GET", "/ready"),
    ("GET", "/v1/models"),
    ("GET", "/v1/models/{name}"),
    ("GET", "/widget.js"),
    ("GET", "/widget/welcome"),
    ("GET", "/widget/{version}/{name:path}"),
}
"""The routes that know nothing of conversations: tried as well, with ids wherever one fits."""


def routes_of(app: FastAPI) -> set[tuple[str, str]]:
    found = iter_route_contexts(app.routes)
    return {
        (method, str(route.path))
        for route in found
        for method in route.methods or ()
        if method != "HEAD"
    }


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    storage = Storage(Database(f"sqlite:///{tmp_path / 'coach.sqlite3'}"), 30)
    yield storage
    await storage.close()


@pytest.fixture
def parts(tiny_corpus: Corpus, storage: Storage) -> Parts:
    return Parts(tiny_corpus, FakeCoach(tiny_corpus), storage, storage=storage)  # type: ignore[arg-type]


@pytest.fixture
def app(parts: Parts) -> FastAPI:
    """The application with every channel it has."""
    slack = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "secret"}
    return create_app(Settings.model_validate(slack), parts)


def guesses(owned: Guess, secret: Guess, own: Guess) -> Iterator[Guess]:
    """Without end: known ids of a conversation that is somebody's, and the secret ones nearly."""
    chance = random.Random(7)
    while True:
        yield owned
        yield Guess(own.conversation_id, owned.turn_id)  # opens theirs, rates another's
        for change in _CHANGES:
            yield Guess(change(secret.conversation_id, chance), change(secret.turn_id, chance))


_CHANGES: tuple[Callable[[str, random.Random], str], ...] = (
    lambda one, chance: one.swapcase(),
    lambda one, chance: one[:-1],
    lambda one, chance: one + chance.choice("=. %/?#\0é\N{ZERO WIDTH SPACE}'\""),
    lambda one, chance: chance.choice(("%", "*", "_" * len(one), "' OR '1'='1", "null", "..", "0")),
    lambda one, chance: one[: chance.randrange(len(one))] + "%",
    lambda one, chance: _with_other(one, chance.randrange(len(one)), chance),
    lambda one, chance: f"../conversations/{one[:-1]}",
    lambda one, chance: one[::-1],
    lambda one, chance: secrets.token_urlsafe(18),
)


def _with_other(one: str, place: int, chance: random.Random) -> str:
    letters = "abcdefghijkABCDEFGHIJK0123456789-_".replace(one[place], "")
    return one[:place] + chance.choice(letters) + one[place + 1 :]


def test_every_route_is_tried(app: FastAPI) -> None:
    """A new route needs a row in one of the tables above."""
    assert routes_of(app) == {*TAKE_AN_ID, *KEEP_NOTHING, *TELL_OF_NOBODY}


@pytest.mark.promise(1)
async def test_no_attempt_reads_continues_exports_rates_or_erases_anothers_conversation(
    client: httpx.AsyncClient, storage: Storage, figure: Callable[[str], None]
) -> None:
    """Promise 1."""
    # One is known to the attacker to the last letter but is somebody's; of one the id is secret.
    owner_of = ["Ana", "", ""]
    made = [await storage.create(owner) for owner in owner_of]
    turns = [turn(f"canary {owner}", "canary") for owner in ("Ana", "secret", "own")]
    for conversation, one in zip(made, turns, strict=True):
        await storage.append(conversation.id, one)
    victims = list(zip(made, owner_of, strict=True))[:2]
    before = [await storage.export(one.id, owner) for one, owner in victims]
    known, secret, own = [
        Guess(conversation.id, one.id) for conversation, one in zip(made, turns, strict=True)
    ]
    tried = 0
    total = counts(400, 10_000)
    for guess in guesses(known, secret, own):
        for (_, path), attempt in TAKE_AN_ID.items():
            if guess.conversation_id == own.conversation_id and path != "/api/feedback":
                continue
            response = await attempt(client, guess)
            tried += 1
            assert response.status_code in (404, 405, 422), (path, guess)
            assert "canary" not in response.text
        for attempt, status in KEEP_NOTHING.values():
            response = await attempt(client, guess)
            tried += 1
            assert response.status_code == status
            assert "canary" not in response.text
        if tried >= total:
            break
    assert [await storage.export(one.id, owner) for one, owner in victims] == before
    figure(f"0 of {tried:,} attempts")


@pytest.mark.promise(1)
@pytest.mark.parametrize(("method", "path"), sorted(TELL_OF_NOBODY))
async def test_the_other_routes_tell_nothing_of_a_conversation_to_who_knows_its_ids(
    client: httpx.AsyncClient, storage: Storage, method: str, path: str
) -> None:
    """Promise 1."""
    conversation, said = await storage.create(), turn("canary", "canary")
    await storage.append(conversation.id, said)
    for one in (conversation.id, said.id):
        address = re.sub(r"\{[\w:]+\}", one, path)
        response = await client.request(
            method, address, params={"conversation_id": one, "turn_id": one, "id": one}
        )
        assert response.status_code < 500
        assert "canary" not in response.text
