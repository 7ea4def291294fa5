"""What is logged: a line a turn, and where things failed. Never what a person wrote, or an id."""

import hashlib
import json
import logging
import secrets
import traceback
from types import TracebackType

from api.request_ids import request_id
from coach import Turn

_SALT = secrets.token_bytes(16)
"""Of this process only: a hash tells one conversation's turns from others', and opens nothing."""

_FRAMES = 4

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
"""What logging knows of an error."""

_log = logging.getLogger(__name__)


def log_turn(conversation_id: str, turn: Turn, elapsed_s: float) -> None:
    """Log one line about a turn that was answered."""
    fields = _Fields(
        conversation=salted_hash(conversation_id),
        language=turn.language,
        kind=turn.kind,
        confidence=round(turn.confidence, 2),
        degraded=turn.degraded,
        ms=round(elapsed_s * 1000),
    )
    _log.info("turn %s", fields)


def log_failure(conversation_id: str, error: Exception) -> None:
    """Log one line about a turn that failed."""
    fields = _Fields(conversation=salted_hash(conversation_id), error=where(error))
    _log.error("turn failed %s", fields)


def salted_hash(conversation_id: str) -> str:
    """Eight hexadecimal digits that stand for a conversation in this process's log."""
    return hashlib.blake2s(conversation_id.encode(), key=_SALT, digest_size=4).hexdigest()


def where(error: BaseException) -> str:
    """The type of an error and the lines it came from, not its message: that may quote a person."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    lines = " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__} at {lines}" if lines else type(error).__name__


class QuietFormatter(logging.Formatter):
    """Writes errors that other libraries log without their message, for the same reason.

    Each line ends with the id of the request it is about.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Write one line."""
        request = f" request={request_id()}" if request_id() else ""
        return f"{super().format(record)}{request}"

    def formatException(self, ei: ExcInfo) -> str:
        """Say where an error came from, in place of its trace."""
        error = ei[1]
        return where(error) if error is not None else ""


class JsonFormatter(QuietFormatter):
    """The same as one JSON object a line, for machines."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one line."""
        line: dict[str, object] = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if isinstance(record.args, _Fields):
            line |= {"message": record.msg.removesuffix(" %s"), **record.args}
        if request_id():
            line["request"] = request_id()
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


class _Fields(dict[str, object]):
    """What a line is made of: text for people, fields for machines."""

    def __init__(self, **fields: object) -> None:
        super().__init__(fields)

    def __str__(self) -> str:
        return " ".join(f"{name}={value}" for name, value in self.items())


def configure_logging(as_json: bool = False) -> None:
    """Send our lines and other libraries' warnings to standard error."""
    handler = logging.StreamHandler()
    text = QuietFormatter("%(asctime)s %(levelname)s %(name)s %(message)s")
    handler.setFormatter(JsonFormatter() if as_json else text)
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for room in ("api", "coach", "index", "corpus"):
        logging.getLogger(room).setLevel(logging.INFO)
