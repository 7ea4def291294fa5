"""Storage on each database, empty."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from api.storage import Database, Storage
from coach import ConversationStore, MemoryConversations
from tests.api.storage.postgres import empty_database, postgres_server

SQLITE = "sqlite"
POSTGRES = pytest.param(
    "postgres", marks=[pytest.mark.integration, pytest.mark.xdist_group("postgres")]
)


class Clock:
    """A time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL server."""
    with postgres_server() as url:
        yield url


@pytest.fixture(params=[SQLITE, POSTGRES])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Promise 34: whatever uses it is shown on both databases."""
    if request.param == SQLITE:
        return f"sqlite:///{tmp_path / 'kept' / 'coach.sqlite3'}"
    return empty_database(request.getfixturevalue("postgres"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def storage(database_url: str, clock: Clock) -> AsyncIterator[Storage]:
    storage = Storage(Database(database_url, now=clock), retention_days=30)
    yield storage
    await storage.close()


@pytest.fixture
async def another(database_url: str, storage: Storage, clock: Clock) -> AsyncIterator[Storage]:
    """The same database as another process has it open."""
    another = Storage(Database(database_url, now=clock), retention_days=30)
    yield another
    await another.close()


@pytest.fixture(params=["memory", SQLITE, POSTGRES])
async def store(
    request: pytest.FixtureRequest, tmp_path: Path, clock: Clock
) -> AsyncIterator[ConversationStore]:
    """Each store of conversations."""
    if request.param == "memory":
        yield MemoryConversations()
        return
    url = f"sqlite:///{tmp_path / 'coach.sqlite3'}"
    if request.param != SQLITE:
        url = empty_database(request.getfixturevalue("postgres"))
    storage = Storage(Database(url, now=clock), retention_days=30)
    yield storage
    await storage.close()
