"""The command line, around a fake coach."""

import asyncio
import io
import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api import terminal, wiring
from api.command_line import app
from api.storage import Database, Storage
from api.wiring import Parts
from tests.api.fake_coach import FakeCoach

ROOT = Path(__file__).parents[2]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, parts: Parts) -> "Run":
    monkeypatch.setattr(wiring, "build_parts", lambda *_: parts)
    return Run(monkeypatch)


class Run:
    """Runs a command; what Rich prints is in `printed`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.printed = io.StringIO()
        monkeypatch.setattr(terminal.output, "file", self.printed)
        monkeypatch.setattr(terminal.notes, "file", io.StringIO())

    def __call__(self, *arguments: str, typed: str = "") -> Result:
        return CliRunner().invoke(app, arguments, input=typed)


def test_an_answer_is_printed_with_its_citations(run: Run) -> None:
    result = run("ask", "Quand se lève-t-il ?")
    assert result.exit_code == 0
    assert "0 avant [1]" in run.printed.getvalue()
    assert "[1] Introduction" in run.printed.getvalue()
    assert "Un boulanger se lève tôt." in run.printed.getvalue()


def test_json_is_the_whole_turn_as_the_api_gives_it(run: Run) -> None:
    result = run("ask", "--json", "--language", "en", "When [bold]does[/bold] he get up?")
    assert result.exit_code == 0
    turn = json.loads(run.printed.getvalue())
    assert turn["language"] == "en"
    assert turn["citations"][0]["quote"] == "Un boulanger se lève tôt."


@pytest.mark.parametrize("question", ["", "  ", "x" * 4001])
def test_a_question_of_no_or_too_many_words_is_refused_in_one_line(run: Run, question: str) -> None:
    result = run("ask", question)
    assert result.exit_code == 1
    assert result.stderr == "cpo-coach: a question has 1 to 4000 characters\n"


def test_a_conversation_remembers_and_a_number_asks_the_suggestion(
    run: Run, coach: FakeCoach
) -> None:
    result = run("chat", typed="Bonjour\n\n1\n7\n")
    assert result.exit_code == 0
    assert coach.messages == ["Bonjour", "Et le levain ?", "7"]
    assert [len(conversation.turns) for conversation in coach.conversations] == [0, 1, 2]
    assert "1. Et le levain ?" in run.printed.getvalue()


def test_a_bad_setting_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_PORT", "canary")
    result = run("ask", "x")
    assert result.exit_code == 78
    assert result.stderr.startswith("cpo-coach: bad setting COACH_PORT: ")
    assert result.stderr.count("\n") == 1
    assert "canary" not in result.stderr


def test_a_folder_without_articles_is_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("COACH_CORPUS", str(tmp_path))
    result = CliRunner().invoke(app, ["index"])
    assert result.exit_code == 78
    assert result.stderr.startswith("cpo-coach: ")
    assert result.stderr.count("\n") == 1


def test_a_port_in_use_is_one_line_before_anything_is_loaded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def never(*_: object) -> Parts:
        raise AssertionError("loaded")

    monkeypatch.setattr(wiring, "build_parts", never)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = CliRunner().invoke(app, ["serve", "--port", str(port)])
    assert result.exit_code == 75
    assert f"cannot listen on 127.0.0.1:{port}" in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.promise(36)
def test_help_names_every_command_and_loads_nothing_slow() -> None:
    """Promise 36: under a second on a quiet machine."""
    began = time.perf_counter()
    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from api.command_line import app\n"
            "try: app(['--help'])\n"
            "except SystemExit: print(*sys.modules)",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert time.perf_counter() - began < 3
    for command in ("serve", "ask", "chat", "index", "eval", "train"):
        assert command in loaded
    for slow in ("fastapi", "pydantic", "numpy", "chromadb", "torch", "langchain_core"):
        assert slow not in loaded.split()


@pytest.mark.promise(16)
def test_purging_erases_conversations_that_are_old_enough(run: Run, tmp_path: Path) -> None:
    """Promise 16."""
    now = time.time()
    for days_ago in (40, 20, 0):
        storage = Storage(
            Database(
                f"sqlite:///{tmp_path / '.coach' / 'coach.sqlite3'}",
                now=clock(now - days_ago * 86_400),
            ),
            30,
        )
        asyncio.run(begun(storage))
    for arguments, erased in (
        ((), 1),
        ((), 0),
        (("--older-than", "10"), 1),
        (("--older-than", "0"), 1),
    ):
        result = run("conversations", "purge", *arguments)
        assert result.exit_code == 0
        assert f"{erased} conversations erased." in terminal.notes.file.getvalue().splitlines()[-1]


def clock(seconds: float) -> Callable[[], float]:
    return lambda: seconds


async def begun(storage: Storage) -> None:
    await storage.create()
    await storage.close()


def test_a_database_that_cannot_be_used_is_one_line(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for url, line, code in (
        ("mysql://canary@host", "bad setting COACH_DATABASE_URL: ", 78),
        ("postgresql://coach:canary@127.0.0.1:9/x", "the database of conversations is out of ", 1),
    ):
        monkeypatch.setenv("COACH_DATABASE_URL", url)
        result = run("conversations", "purge")
        assert result.exit_code == code
        assert result.stderr.startswith(f"cpo-coach: {line}")
        assert result.stderr.count("\n") == 1
        assert "canary" not in result.stderr
