"""What logs may hold."""

import io
import json
import logging

import pytest

from api.logs import JsonFormatter, QuietFormatter, log_turn, salted_hash
from coach import Turn


def test_a_hash_is_stable_short_and_not_the_id() -> None:
    assert salted_hash("abc") == salted_hash("abc") != salted_hash("abd")
    assert len(salted_hash("abc")) == 8


@pytest.mark.promise(11)
def test_what_other_libraries_log_of_an_error_is_where_it_came_from_not_its_words() -> None:
    """Promise 11."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(QuietFormatter("%(message)s"))
    log = logging.getLogger("tests.other")
    log.propagate = False
    log.addHandler(handler)
    try:
        try:
            raise ValueError("canary")
        except ValueError as error:
            raise KeyError("canary") from error
    except KeyError:
        log.exception("failed")
    finally:
        log.removeHandler(handler)
    assert "KeyError at " in written.getvalue()
    assert "test_logs.py:" in written.getvalue()
    assert "canary" not in written.getvalue()


@pytest.mark.promise(11)
def test_a_turn_is_one_json_object_when_asked_for() -> None:
    """Promise 11: with what names its request, and neither its text nor an id."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonFormatter())
    log = logging.getLogger("api.logs")
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        log_turn("abc", Turn("secret", "canary", "answer", "fr", "canary", confidence=0.5), 0.0123)
    finally:
        log.removeHandler(handler)
    line = json.loads(written.getvalue())
    assert line.pop("time")
    assert line == {
        "level": "INFO",
        "logger": "api.logs",
        "message": "turn",
        "conversation": salted_hash("abc"),
        "language": "fr",
        "kind": "answer",
        "confidence": 0.5,
        "degraded": False,
        "ms": 12,
    }


@pytest.mark.promise(11)
def test_an_error_as_json_is_where_it_came_from() -> None:
    """Promise 11."""
    try:
        raise ValueError("canary")
    except ValueError as error:
        exc_info = (ValueError, error, error.__traceback__)
    record = logging.LogRecord("x", logging.ERROR, "x.py", 1, "failed", (), exc_info)
    line = JsonFormatter().format(record)
    assert "ValueError at " in line
    assert "canary" not in line
