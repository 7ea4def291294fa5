"""What is logged: a line a turn, and where things failed. Never what a person wrote, or an id."""

import hashlib
import logging
import secrets
import traceback
from types import TracebackType

from coach import Turn

_SALT = secrets.token_bytes(16)
"""Of this process only: a hash tells one conversation's turns from others', and opens nothing."""

_FRAMES = 4

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
"""What logging knows of an error."""

_log = logging.getLogger(__name__)


def log_turn(conversation_id: str, turn: Turn, elapsed_s: float) -> None:
    """Log one line about a turn that was answered."""
    _log.info(
        "turn conversation=%s language=%s kind=%s confidence=%.2f ms=%.0f",
        salted_hash(conversation_id),
        turn.language,
        turn.kind,
        turn.confidence,
        elapsed_s * 1000,
    )


def log_failure(conversation_id: str, error: Exception) -> None:
    """Log one line about a turn that failed."""
    _log.error("turn failed conversation=%s %s", salted_hash(conversation_id), where(error))


def salted_hash(conversation_id: str) -> str:
    """Eight hexadecimal digits that stand for a conversation in this process's log."""
    return hashlib.blake2s(conversation_id.encode(), key=_SALT, digest_size=4).hexdigest()


def where(error: BaseException) -> str:
    """The type of an error and the lines it came from, not its message: that may quote a person."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    lines = " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__} at {lines}" if lines else type(error).__name__


class QuietFormatter(logging.Formatter):
    """Writes errors that other libraries log without their message, for the same reason."""

    def formatException(self, ei: ExcInfo) -> str:
        """Say where an error came from, in place of its trace."""
        error = ei[1]
        return where(error) if error is not None else ""


def configure_logging() -> None:
    """Send our lines and other libraries' warnings to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(QuietFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for room in ("api", "coach", "index", "corpus"):
        logging.getLogger(room).setLevel(logging.INFO)
