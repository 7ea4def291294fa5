"""Tells a database that is out of service from a program that is wrong.

No message of a driver is repeated: it may quote a row.
"""

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

_SQLITE_OUT = (
    "SQLITE_BUSY",
    "SQLITE_CANTOPEN",
    "SQLITE_CORRUPT",
    "SQLITE_FULL",
    "SQLITE_IOERR",
    "SQLITE_LOCKED",
    "SQLITE_NOTADB",
    "SQLITE_PERM",
    "SQLITE_PROTOCOL",
    "SQLITE_READONLY",
)

_POSTGRES_OUT = ("08", "25006", "28", "3D", "53", "55", "57", "58")
"""Beginnings of SQLSTATE: connection, read-only, authorization, no such database, resources,
not in the right state, operator intervention, system error."""


def is_out_of_service(error: BaseException) -> bool:
    """Whether what failed may work again without a change to the program."""
    if isinstance(error, DBAPIError):
        code = _code(error.orig)
        return error.connection_invalidated or code.startswith((*_SQLITE_OUT, *_POSTGRES_OUT))
    if isinstance(error, OSError | TimeoutError | PoolTimeout):
        return True
    return _code(error).startswith(_POSTGRES_OUT)  # asyncpg's own, while it connects


def describe(error: BaseException) -> str:
    """What to log of an error: its type and its code."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    return f"{type(cause).__name__} {_code(cause)}".strip()


def _code(error: BaseException | None) -> str:
    code = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None)
    return code if isinstance(code, str) else ""
