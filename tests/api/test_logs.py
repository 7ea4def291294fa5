"""What logs may hold."""

import io
import logging

from api.logs import QuietFormatter, salted_hash


def test_a_hash_is_stable_short_and_not_the_id() -> None:
    assert salted_hash("abc") == salted_hash("abc") != salted_hash("abd")
    assert len(salted_hash("abc")) == 8


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
