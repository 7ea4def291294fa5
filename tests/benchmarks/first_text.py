"""How soon a reader sees what a chat model writes, and what we add before the model is asked.

    PYTHONPATH=. .venv/bin/python tests/benchmarks/first_text.py [--data FOLDER] [--questions 100]

A scripted model on loopback, asked through langchain-openai, quotes two passages word by word. It
goes on after its first sentence either at once, a word every 10 ms, or after a second. The index of
FOLDER is built first and off the clock; coach and model share this process.
"""

import argparse
import asyncio
import random
import re
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from latency import mixed_questions
from measuring import machine, quantile, say, table

from api.settings import Settings
from api.wiring import build_parts
from coach import Coach, Conversation, TextDelta, Turn
from tests.model_server import Asked, ModelServer

_WORD_S = 0.01
_PAUSE_S = 1.0
_WARM_UP = 10


@dataclass
class Quoting:
    """A model that quotes, how often and when it was asked, and when its first sentence ended."""

    pause_s: float
    calls: int = 0
    asked_at: float = 0.0
    ended_at: float = 0.0

    def __call__(self, asked: Asked) -> Iterator[str]:
        self.calls += 1
        self.asked_at = time.perf_counter()
        if not asked.passages:  # asked what a message means: nothing, it says
            yield "{}"
        for place, (number, text) in enumerate(asked.passages[:2]):
            for word in re.findall(r"\s*\S+", f"{text.rstrip('.:')} [{number}]. "):
                yield word
                time.sleep(_WORD_S)
            if place == 0:
                # the last word was sent one pause ago
                self.ended_at = time.perf_counter() - _WORD_S
                time.sleep(max(0.0, self.pause_s - _WORD_S))


async def ask(coach: Coach, model: Quoting, question: str) -> tuple[float, float] | None:
    """Milliseconds before the call and after the first sentence; None unless one call wrote."""
    model.calls, model.ended_at = 0, 0.0
    began, first, turn = time.perf_counter(), 0.0, None
    async for event in coach.stream(question, Conversation("benchmark")):
        if isinstance(event, TextDelta) and not first:
            first = time.perf_counter()
        if isinstance(event, Turn):
            turn = event
    if turn is None or turn.model is None or model.calls != 1:
        return None
    return (model.asked_at - began) * 1000, (first - model.ended_at) * 1000


async def measure(coach: Coach, server: ModelServer, pause_s: float, asked: list[str]) -> list[str]:
    """A row of the table."""
    model = Quoting(pause_s)
    server.script = model
    took = [await ask(coach, model, question) for question in asked]
    written = [row for row in took[_WARM_UP:] if row is not None]
    columns = []
    for place in (0, 1):
        values = [row[place] for row in written]
        columns.append(" / ".join(f"{quantile(values, q):.0f}" for q in (0.5, 0.95, 1.0)))
    name = f"pauses {pause_s:.0f} s" if pause_s else "goes on at once"
    return [name, str(len(written)), *columns]


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, metavar="FOLDER")
    parser.add_argument("--questions", type=int, default=100)
    given = parser.parse_args()
    random.seed(1)
    with tempfile.TemporaryDirectory() as scratch, ModelServer() as server:
        settings = Settings(
            data=given.data or Path(scratch),
            chat_model="scripted",
            chat_model_url=server.url,  # type: ignore[arg-type]
        )
        parts = build_parts(settings)
        asked = mixed_questions(given.questions)

        async def run() -> list[list[str]]:
            return [await measure(parts.coach, server, pause, asked) for pause in (0.0, _PAUSE_S)]

        rows = asyncio.run(run())
        parts.close()
    header = ("the model", "answers", "before the call p50 / p95 / max ms")
    say(table((*header, "first text after its first sentence p50 / p95 / max ms"), rows))
    say(machine())


if __name__ == "__main__":
    main()
