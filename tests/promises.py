"""The promises: which tests show them, how often each is tried, and the table of what was measured.

`make promises` runs them at full counts and writes `tests/PROMISES.md`.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

_FIGURE, _NUMBERS = "promise figure", "promise numbers"
_rows: dict[str, tuple[tuple[int, ...], str, str]] = {}
"""By test: the promises it shows, its name, and what it measured or how it ended."""


def counts(reduced: int, full: int) -> int:
    """How often to try: `full` when the environment says COACH_FULL_COUNTS=1."""
    return full if os.environ.get("COACH_FULL_COUNTS") == "1" else reduced


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Record what a test measured, for the table."""
    return lambda text: request.node.user_properties.append((_FIGURE, text))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        numbers = [n for marker in item.iter_markers("promise") for n in marker.args]
        if numbers:
            item.user_properties.append((_NUMBERS, sorted(numbers)))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    properties = dict(report.user_properties)
    if _NUMBERS not in properties or (report.when != "call" and report.passed):
        return
    told = str(properties.get(_FIGURE, "holds")) if report.passed else report.outcome
    name = report.nodeid.removeprefix("tests/")
    _rows[report.nodeid] = (tuple(properties[_NUMBERS]), name, told)


def pytest_sessionfinish(session: pytest.Session) -> None:
    path = os.environ.get("COACH_PROMISES_TABLE")
    if not path or hasattr(session.config, "workerinput"):
        return
    lines = [
        f"| {', '.join(map(str, numbers))} | `{name}` | {told} |"
        for numbers, name, told in sorted(_rows.values())
    ]
    head = (
        "# Promises, and what shows them\n\nWritten by `make promises`: full counts.\n\n"
        "| promise | test | measured |\n|---|---|---|\n"
    )
    Path(path).write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
