"""Every promise is shown by something, and every test that says which it shows is marked so."""

import ast
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.promises import PROMISES

TESTS = Path(__file__).parent
SAYS = re.compile(r"Promises? (\d+(?:(?:,? and |, )\d+)*)")


def test_every_promise_is_shown_by_a_test_or_a_benchmark() -> None:
    marked = {number for _, numbers, _ in shown_by_tests() for number in numbers}
    benched = {number for number, promise in PROMISES.items() if "bench" in promise}
    assert list(PROMISES) == list(range(1, 39))
    assert marked | benched == set(PROMISES)
    for number in benched:
        assert (TESTS.parent / PROMISES[number]["bench"]).exists(), number


def test_a_test_that_says_which_promise_it_shows_is_marked_so() -> None:
    unmarked = {test: said - marked for test, marked, said in shown_by_tests() if said - marked}
    assert unmarked == {}


@pytest.mark.promise(17)
def test_a_test_that_reaches_for_the_network_fails() -> None:
    """Promise 17: so whatever passes here needs none."""
    with socket.socket() as reaching, pytest.raises(AssertionError, match="the network"):
        reaching.connect(("192.0.2.1", 80))
    with pytest.raises(AssertionError, match="the network"):
        socket.getaddrinfo("blog.example", 443)


def shown_by_tests() -> Iterator[tuple[str, set[int], set[int]]]:
    """Each test with the promises it is marked with, and those its docstring says."""
    for path in sorted(TESTS.rglob("test_*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        everywhere = [node.value for node in module.body if is_module_mark(node)]
        for node in ast.walk(module):
            is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            if is_function and node.name.startswith("test"):
                marks = set(marked([*everywhere, *node.decorator_list]))
                yield f"{path.name}: {node.name}", marks, set(said(node))


def said(test: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[int]:
    for numbers in SAYS.findall(ast.get_docstring(test) or ""):
        yield from map(int, re.findall(r"\d+", numbers))


def is_module_mark(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark"


def marked(marks: list[ast.expr]) -> Iterator[int]:
    for mark in marks:
        for call in ast.walk(mark):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.promise":
                yield from (ast.literal_eval(number) for number in call.args)
