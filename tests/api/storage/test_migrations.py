"""Databases of older and newer versions, migrations that fail, and starts at the same time."""

import asyncio
import shutil
import stat
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from api.errors import SettingsError, StorageFailed
from api.storage import Database, Storage, open_storage
from api.storage.migrating import MIGRATIONS
from api.storage.schema import metadata
from tests.api.storage.turns import turn

pytestmark = pytest.mark.promise(34)

ADDS = """
    op.add_column("conversations", sa.Column("channel", sa.String(8)))
"""
FAILS = f"""{ADDS}
    op.execute("DELETE FROM feedback")
    op.execute("DELETE FROM turns")
    op.drop_table("threads")
    op.execute("INSERT INTO nowhere VALUES ('canary')")
"""


def migrations_with(tmp_path: Path, change: str) -> Path:
    """The migrations of a version that comes after this one."""
    folder = tmp_path / "100% migrations"
    newest = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "second.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n"
        f'revision = "second"\ndown_revision = "{newest}"\n'
        f"def upgrade() -> None:{change}"
    )
    return folder


async def test_the_migrations_make_the_tables_the_program_uses(storage: Storage) -> None:
    await storage.open()
    differences = await storage.database.read(
        lambda connection: compare_metadata(MigrationContext.configure(connection), metadata)
    )
    assert differences == []


async def test_a_database_of_an_older_version_starts_unaided(
    storage: Storage, database_url: str, tmp_path: Path
) -> None:
    conversation, said = await storage.create(), turn()
    await storage.append(conversation.id, said)
    newer = Storage(Database(database_url, migrations_with(tmp_path, ADDS)), 30)
    await newer.open()
    kept = await newer.get(conversation.id)
    assert kept is not None
    assert kept.turns == (said,)
    query = text("SELECT channel FROM conversations")
    channels = await newer.database.read(lambda connection: connection.execute(query).all())
    assert channels == [(None,)]
    await newer.close()


async def test_a_migration_that_fails_leaves_the_old_data_whole(
    storage: Storage, another: Storage, database_url: str, tmp_path: Path
) -> None:
    conversation, said = await storage.create(), turn()
    await storage.append(conversation.id, said)
    await storage.rate(said.id, 1, "bien")
    await storage.threads.bind("C1", conversation.id)
    await storage.close()
    newer = Storage(Database(database_url, migrations_with(tmp_path, FAILS)), 30)
    with pytest.raises(StorageFailed) as caught:
        await newer.open()
    assert "canary" not in str(caught.value)
    await newer.close()
    kept = await another.export(conversation.id)
    assert kept is not None
    assert kept.turns[0].turn == said
    assert kept.turns[0].feedback is not None
    assert await another.threads.conversation_of("C1") == conversation.id
    await another.append(conversation.id, turn())
    fixed = Storage(Database(database_url, migrations_with(tmp_path / "fixed", ADDS)), 30)
    await fixed.open()
    await fixed.close()


async def test_a_database_of_a_newer_version_is_left_alone_and_says_so(
    storage: Storage, database_url: str, tmp_path: Path
) -> None:
    newer = Storage(Database(database_url, migrations_with(tmp_path, ADDS)), 30)
    await newer.open()
    await newer.close()
    with pytest.raises(StorageFailed, match="not of this version"):
        await storage.open()


async def test_many_that_start_at_once_migrate_once(database_url: str) -> None:
    starting = [Storage(Database(database_url), 30) for _ in range(8)]
    await asyncio.gather(*(one.open() for one in starting))
    conversation = await starting[0].create()
    for one in starting:
        assert not one.degraded
        assert await one.get(conversation.id) == conversation
        await one.close()


def test_only_its_owner_reads_the_file(tmp_path: Path) -> None:
    open_storage(f"sqlite:///{tmp_path / 'deep' / 'coach.sqlite3'}", 30)
    files = list((tmp_path / "deep").iterdir())
    assert files
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


@pytest.mark.promise(11)
@pytest.mark.parametrize(
    "url", ["canary", "mysql://canary@host/x", "sqlite://", "sqlite:///:memory:", "postgresql//"]
)
def test_a_url_of_no_database_stops_the_start_without_being_repeated(url: str) -> None:
    """Promise 11."""
    with pytest.raises(SettingsError, match="COACH_DATABASE_URL") as caught:
        open_storage(url, 30)
    assert "canary" not in str(caught.value)


async def test_a_driver_in_the_url_is_replaced_by_ours(tmp_path: Path) -> None:
    storage = Storage(Database(f"sqlite+pysqlite:///{tmp_path / 'a.sqlite3'}"), 30)
    assert (await storage.create()).turns == ()
    await storage.close()
