"""What can go wrong between a person and the coach, named for what the caller can do about it.

None of them carries what the person wrote: errors reach logs and responses.
"""

from typing import ClassVar


class SettingsError(Exception):
    """A setting has a bad value: the start stops, and the message names the variable."""


class CannotListen(Exception):
    """The server's address cannot be had: choose another."""


class EvaluationError(Exception):
    """There is nothing to measure with, or what was measured is worse than it was."""


class UnknownConversation(Exception):
    """No conversation of that id: never made, erased or forgotten, which look the same."""


class UnknownTurn(Exception):
    """No turn of that id: never made, or erased with its conversation."""


class UnknownArticle(Exception):
    """No article of that slug."""


class NotReady(Exception):
    """The index is not loaded yet: ask again in a moment."""


class ServerStopping(Exception):
    """The server stops before this turn could end: ask again in a moment."""


class TurnFailed(Exception):
    """The coach could not end this turn; why is in the log."""


class StorageUnavailable(Exception):
    """The database cannot be reached, read or written now: what can go on without it goes on."""


class StorageFailed(Exception):
    """The database cannot serve this version of the coach: the message says what to do."""


class TooManyMessages(Exception):
    """A client, or a conversation, sent more than it may: come back after some seconds."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__()
        self.headers = {"Retry-After": str(retry_after_s)}


class Overloaded(Exception):
    """The server has as much to answer as it can: come back in a moment."""

    headers: ClassVar = {"Retry-After": "2"}
