"""What is looked after while the application runs: retention, and turns that wait."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from api.app import create_app
from api.settings import Settings
from api.storage import Database, Storage
from api.wiring import Parts
from corpus import Corpus
from tests.api.fake_coach import FakeCoach
from tests.api.storage.outages import sqlite_outage
from tests.api.storage.turns import turn


@pytest.fixture
def open_at(tmp_path: Path) -> Callable[[float], Storage]:
    """Opens the same file, at a time in days."""

    def opened(days: float) -> Storage:
        database = Database(f"sqlite:///{tmp_path / 'coach.sqlite3'}", now=lambda: days * 86_400)
        return Storage(database, retention_days=30)

    return opened


@pytest.mark.promise(16)
async def test_an_application_that_runs_erases_what_is_too_old(
    open_at: Callable[[float], Storage], tiny_corpus: Corpus
) -> None:
    """Promise 16."""
    made = []
    for days in (100, 120):
        before = open_at(days)
        made.append((await before.create()).id)
        await before.append(made[-1], turn("canary"))
        await before.close()
    storage = open_at(140)
    parts = Parts(tiny_corpus, FakeCoach(tiny_corpus), storage, storage=storage)  # type: ignore[arg-type]
    app = create_app(Settings(), parts)
    async with app.router.lifespan_context(app):
        for _ in range(100):
            if await storage.get(made[0]) is None:
                break
            await asyncio.sleep(0.05)
        assert await storage.get(made[0]) is None
        assert await storage.get(made[1]) is not None


@pytest.mark.promise(33)
async def test_an_application_that_stops_stores_what_waits(
    open_at: Callable[[float], Storage], tiny_corpus: Corpus
) -> None:
    """Promise 33."""
    storage = open_at(1)
    switch = sqlite_outage(storage, "read-only")
    parts = Parts(tiny_corpus, FakeCoach(tiny_corpus), storage, storage=storage)  # type: ignore[arg-type]
    app = create_app(Settings(), parts)
    async with app.router.lifespan_context(app):
        conversation = await storage.create()
        switch(True)
        waiting = await storage.append(conversation.id, turn())
        assert waiting.degraded
        switch(False)
    after = open_at(1)
    kept = await after.get(conversation.id)
    await after.close()
    assert kept is not None
    assert kept.turns == (waiting,)
