"""Brings a database to the tables of this version, all of the way or not at all."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from api.errors import StorageFailed

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(connection: Connection, migrations: Path) -> None:
    """Run the migrations a database lacks, in the transaction of its connection.

    Both databases change tables in transactions, so what fails leaves the old data whole.

    Raises:
        StorageFailed: the database is of a newer version of the coach.
    """
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:  # what it says is of revisions, never of rows
        raise StorageFailed(f"the database is not of this version of the coach: {error}") from None
