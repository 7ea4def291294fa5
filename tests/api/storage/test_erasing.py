"""Promise 4: what is erased is gone from the database, not only from its tables."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from api.storage import Storage
from tests.api.storage.postgres import run_sql
from tests.api.storage.turns import turn

pytestmark = pytest.mark.promise(4, 34)

TABLES = ("conversations", "turns", "standings", "feedback", "deliveries", "threads", "salts")


def everything_in(database_url: str) -> str:
    """Every byte of SQLite's files; every row of Postgres."""
    if database_url.startswith("sqlite"):
        folder = Path(database_url.removeprefix("sqlite:///")).parent
        return b"".join(path.read_bytes() for path in folder.iterdir()).decode("latin-1")
    rows = [run_sql(database_url, f"SELECT t::text FROM {table} t") for table in TABLES]
    return "\n".join(str(row[0]) for table in rows for row in table)


async def rows_of(storage: Storage) -> dict[str, int]:
    tables = ("conversations", "turns", "standings", "feedback", "threads")
    return await storage.database.read(
        lambda connection: {
            table: connection.scalar(text(f"SELECT count(*) FROM {table}")) for table in tables
        }
    )


async def test_nothing_of_an_erased_conversation_is_left(
    storage: Storage, another: Storage, database_url: str
) -> None:
    conversation, other = await storage.create("Ana canary"), await storage.create()
    for number in range(20):
        said = turn(f"canary {number}", "canary" * (1 + number * 100))
        for store in (storage, another):
            assert await store.get(conversation.id, "Ana canary") is not None
        await storage.append(conversation.id, said)
        await another.rate(said.id, 1, "canary", "Ana canary")
        await storage.append(other.id, turn("Bonjour"))
    await storage.threads.bind("canary thread", conversation.id)
    await storage.deliveries.claim("canary event", 60)
    assert "canary" in everything_in(database_url)
    rows = await rows_of(storage)
    assert all(rows.values())
    assert await another.erase(conversation.id, "Ana canary")
    left = await rows_of(storage)
    assert left == {"conversations": 1, "turns": 20, "standings": 20, "feedback": 0, "threads": 0}
    content = everything_in(database_url)
    for secret in ("canary", conversation.id, said.id):
        assert secret not in content
    assert other.id in content


async def test_what_a_sweep_erases_is_gone_as_well(storage: Storage, database_url: str) -> None:
    conversation = await storage.create()
    await storage.append(conversation.id, turn("canary"))
    assert await storage.sweep(older_than_s=-1) == 1
    assert "canary" not in everything_in(database_url)


async def test_where_somebody_still_reads_the_log_it_is_emptied_once_they_have(
    storage: Storage, database_url: str
) -> None:
    if not database_url.startswith("sqlite"):
        return  # it has no such file
    conversation = await storage.create()
    await storage.append(conversation.id, turn("canary"))
    reader = sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM turns").fetchone()
    assert await storage.erase(conversation.id)
    assert "canary" in everything_in(database_url)  # the reader's own version of the database
    await storage.append((await storage.create()).id, turn("Bonjour"))
    reader.close()
    await storage.save_waiting()  # done every few seconds while the application runs
    assert "canary" not in everything_in(database_url)
