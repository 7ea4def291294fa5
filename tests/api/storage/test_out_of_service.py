"""Promise 33: a disk that is full or read-only, a server that is gone: answers go on."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from api.app import create_app
from api.errors import StorageUnavailable
from api.settings import Settings
from api.storage import Database, Storage, open_storage
from api.wiring import Parts
from coach import Turn, new_id
from corpus import Corpus
from tests.api.fake_coach import FakeCoach
from tests.api.storage.outages import Switch, postgres_outage, sqlite_outage
from tests.api.storage.turns import turn as short_turn

pytestmark = pytest.mark.promise(33)

LONG = "canary " * 570
"""What a page of SQLite that is half empty has no room for."""


def turn(message: str = "") -> Turn:
    return short_turn(message, LONG)


@pytest.fixture(params=["full or gone", "read-only"])
def switch(request: pytest.FixtureRequest, storage: Storage, database_url: str) -> Iterator[Switch]:
    """Puts the database out of service, and back."""
    names = request.param.split(" or ")
    if database_url.startswith("sqlite"):
        yield sqlite_outage(storage, names[0])
        return
    switched = postgres_outage(database_url, names[-1])
    yield switched
    switched(False)


async def serves_again(storage: Storage) -> None:
    for _ in range(60):
        try:
            await storage.save_waiting()
        except StorageUnavailable:
            await asyncio.sleep(0.1)
        else:
            return
    raise AssertionError("storage does not serve again")


async def test_turns_go_on_from_memory_and_are_stored_once_it_serves_again(
    storage: Storage, another: Storage, switch: Switch
) -> None:
    old = await storage.create()
    first = await storage.append(old.id, turn("1"))
    assert not first.degraded
    switch(True)
    second = await storage.append(old.id, turn("2"))
    assert second.degraded
    assert storage.degraded
    new = await storage.create("Ana")
    third = await storage.append(new.id, turn("3"))
    assert third.degraded
    for conversation, owner, turns in ((old, "", (first, second)), (new, "Ana", (third,))):
        kept = await storage.get(conversation.id, owner)
        assert kept is not None
        assert kept.turns == turns
        assert await storage.get(conversation.id, "Bob") is None
    switch(False)
    await serves_again(storage)
    assert not storage.degraded
    fourth = await storage.append(old.id, turn("4"))
    assert not fourth.degraded
    for one in (storage, another):
        kept = await one.get(old.id)
        assert kept is not None
        assert kept.turns == (first, second, fourth)
        kept = await one.get(new.id, "Ana")
        assert kept is not None
        assert kept.turns == (third,)


async def test_nothing_is_said_to_be_erased_or_kept_that_is_not(
    storage: Storage, another: Storage, switch: Switch
) -> None:
    conversation = await storage.create()
    said = await storage.append(conversation.id, turn())
    switch(True)
    waiting = await storage.append(conversation.id, turn())
    for refused in (
        storage.erase(conversation.id),
        storage.rate(said.id, 1, None),
        storage.rate(waiting.id, 1, None),
        storage.export(conversation.id),
    ):
        with pytest.raises(StorageUnavailable):
            await refused
    begun = await storage.create()
    await storage.append(begun.id, turn())
    assert await storage.erase(begun.id)  # it was in memory only
    switch(False)
    await serves_again(storage)
    assert await storage.erase(conversation.id)
    for one in (storage, another):
        assert await one.get(conversation.id) is None
        assert await one.get(begun.id) is None


async def test_deliveries_and_threads_go_on_in_one_process(
    storage: Storage, switch: Switch
) -> None:
    conversation = await storage.create()
    await storage.threads.bind("T1", conversation.id)
    switch(True)
    assert await storage.deliveries.claim("Ev1", 60)
    assert not await storage.deliveries.claim("Ev1", 60)
    await storage.deliveries.done("Ev1")
    begun = await storage.create()
    assert await storage.threads.bind("T2", begun.id) == begun.id
    assert await storage.threads.conversation_of("T2") == begun.id
    switch(False)
    await serves_again(storage)
    assert not await storage.deliveries.claim("Ev1", 60)
    assert await storage.threads.bind("T2", conversation.id) == begun.id
    assert await storage.threads.conversation_of("T1") == conversation.id


def client_of(storage: Storage, tiny_corpus: Corpus) -> httpx.AsyncClient:
    parts = Parts(tiny_corpus, FakeCoach(tiny_corpus), storage, storage=storage)  # type: ignore[arg-type]
    transport = httpx.ASGITransport(create_app(Settings(), parts), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://coach")


@pytest.fixture
async def client(storage: Storage, tiny_corpus: Corpus) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(storage, tiny_corpus) as client:
        yield client


async def test_people_are_answered_with_a_notice_and_readiness_says_so(
    client: httpx.AsyncClient, storage: Storage, switch: Switch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    reply = (await client.post("/api/chat", json={"message": LONG})).json()
    assert reply["degraded"] is False
    assert (await client.get("/ready")).json()["storage"] == "ok"
    switch(True)
    message = {"message": LONG, "conversation_id": reply["conversation_id"]}
    for number in (1, 2):
        response = await client.post("/api/chat", json=message)
        assert response.status_code == 200
        assert response.json()["degraded"] is True
        assert response.json()["answer"] == f"{number} avant [1]"
    ready = await client.get("/ready")
    assert (ready.status_code, ready.json()["storage"]) == (200, "degraded")
    events = await client.post("/api/chat", json=message, headers={"Accept": "text/event-stream"})
    assert events.text.count("event: done") == 1
    assert '"degraded":true' in events.text
    address = f"/api/conversations/{reply['conversation_id']}"
    assert (await client.delete(address)).status_code == 503
    switch(False)
    await serves_again(storage)
    assert (await client.get("/ready")).json()["storage"] == "ok"
    assert len((await client.get(address)).json()["turns"]) == 4
    assert "canary" not in caplog.text
    assert "storage is out of service" in caplog.text


async def test_where_a_conversation_cannot_be_looked_up_a_new_one_answers(
    tiny_corpus: Corpus,
) -> None:
    storage = Storage(Database("sqlite:////proc/nowhere/coach.sqlite3"), 30)
    async with client_of(storage, tiny_corpus) as client:
        message = {"message": "x", "conversation_id": new_id()}
        replies = [(await client.post("/api/chat", json=message)).json() for _ in range(2)]
        assert all(reply["degraded"] for reply in replies)
        ids = {reply["conversation_id"] for reply in replies} | {message["conversation_id"]}
        assert len(ids) == 3
        message["conversation_id"] = replies[0]["conversation_id"]
        assert (await client.post("/api/chat", json=message)).json()["answer"] == "1 avant [1]"


def test_a_folder_that_cannot_be_written_does_not_stop_the_start() -> None:
    storage = open_storage("sqlite:////proc/nowhere/coach.sqlite3", 30)
    assert storage.degraded

    async def converse() -> None:
        conversation = await storage.create()
        assert (await storage.append(conversation.id, turn())).degraded
        with pytest.raises(StorageUnavailable):
            await storage.get(new_id())

    asyncio.run(converse())


def test_a_server_that_is_not_there_does_not_stop_the_start() -> None:
    assert open_storage("postgresql://coach:canary@127.0.0.1:9/nowhere", 30).degraded
