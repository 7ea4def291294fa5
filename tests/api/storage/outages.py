"""Databases that stop to serve, each with the error the database itself gives."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from api.storage import Storage
from tests.api.storage.postgres import run_sql

Switch = Callable[[bool], None]
"""Called with True, the database is out; with False it serves again."""


def sqlite_outage(storage: Storage, limit: str) -> Switch:
    """SQLite that refuses to write: "full", or "read-only"."""
    state = {"out": False}
    pragmas = {
        "full": ("max_page_count=1", "max_page_count=1000000"),
        "read-only": ("query_only=ON", "query_only=OFF"),
    }[limit]

    def set_limit(connection: Any, _record: object, _proxy: object) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA {pragmas[0] if state['out'] else pragmas[1]}")
        cursor.close()

    event.listen(storage.database.engine, "checkout", set_limit)
    return lambda out: state.update(out=out)


def postgres_outage(url: str, limit: str) -> Switch:
    """Postgres that refuses to write ("read-only"), or connections at all ("gone")."""
    admin = url.replace("/postgres", "/template1")
    leave = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'postgres'"

    def switch(out: bool) -> None:
        word = "on" if out else "off"
        change = f"SET default_transaction_read_only = {word}"
        if limit == "gone":
            change = f"ALLOW_CONNECTIONS {'false' if out else 'true'}"
        run_sql(admin, f"ALTER DATABASE postgres {change}", leave)

    return switch
