"""The promises: which tests show them, how often each is tried, and the table of what was measured.

`make promises` runs them at full counts and writes `tests/PROMISES.md`; of `make promises
TESTS=tests/api/slack` the other rows stay as they were.
"""

import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

_FULL = os.environ.get("COACH_FULL_COUNTS") == "1"  # read now: tests empty the environment
_TABLE = os.environ.get("COACH_PROMISES_TABLE")

_FIGURE, _NUMBERS = "promise figure", "promise numbers"

PROMISES: dict[int, dict[str, str]] = {
    int(number): promise
    for number, promise in tomllib.loads(
        (Path(__file__).parent / "promises.toml").read_text(encoding="utf-8")
    ).items()
}
"""Every promise: its name and, where one measures it, its benchmark."""

_HEAD = """\
# Promises, and what shows them

Written by `make promises`, at full counts. A benchmark is run by itself, on a machine that does
nothing else; what it found is in `benchmarks/README.md`.

| promise | shown by | measured |
|---|---|---|
"""


@dataclass
class _Shown:
    """A test in all its cases."""

    passed: int = 0
    failed: int = 0
    figures: list[str] = field(default_factory=list)


_shown: dict[tuple[tuple[int, ...], str], _Shown] = {}


def counts(reduced: int, full: int) -> int:
    """How often to try: `full` when the environment says COACH_FULL_COUNTS=1."""
    return full if _FULL else reduced


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
    if _NUMBERS not in properties or (report.when != "call" and not report.failed):
        return
    name, _, case = report.nodeid.removeprefix("tests/").partition("[")
    shown = _shown.setdefault((tuple(properties[_NUMBERS]), name), _Shown())
    shown.passed += report.passed
    shown.failed += report.failed
    if _FIGURE in properties:
        shown.figures.append(f"{case[:-1]}: {properties[_FIGURE]}".removeprefix(": "))


def pytest_sessionfinish(session: pytest.Session) -> None:
    if not _TABLE or hasattr(session.config, "workerinput"):
        return
    table = Path(_TABLE)
    kept = dict(_kept(table.read_text("utf-8"))) if table.exists() else {}
    table.write_text(_HEAD + "".join(_rows(kept)), encoding="utf-8")


def _kept(table: str) -> Iterator[tuple[tuple[int, str], str]]:
    """What a table says of tests that did not run this time and are still there."""
    ran = {name.replace("::", ": ") for _, name in _shown}
    for number, name, measured in re.findall(r"^\| (\d+) .*? \| `(.*?)` \| (.*) \|$", table, re.M):
        module, _, test = name.partition(": ")
        path = Path(__file__).parent / module
        if test and name not in ran and path.exists() and f"def {test}(" in path.read_text("utf-8"):
            yield (int(number), name), measured


def _rows(kept: Mapping[tuple[int, str], str]) -> Iterator[str]:
    """The rows of every promise: its tests, its benchmark, or a dash."""
    for number, promise in PROMISES.items():
        told = {name: measured for (of, name), measured in kept.items() if of == number}
        told |= {
            name.replace("::", ": "): _told(shown)
            for (numbers, name), shown in _shown.items()
            if number in numbers
        }
        rows = [(f"`{name}`", measured) for name, measured in sorted(told.items())]
        if "bench" in promise:
            rows.append((f"`python {promise['bench']}`", "–"))
        for by, measured in rows or [("–", "–")]:
            yield f"| {number} {promise['name']} | {by} | {measured} |\n"


def _told(shown: _Shown) -> str:
    cases = f"{shown.passed} cases hold" if shown.passed > 1 else "holds" * shown.passed
    fail = f"**{shown.failed} cases fail**" if shown.failed else ""
    return "; ".join(filter(None, (fail, *(sorted(shown.figures) or [cases]))))
