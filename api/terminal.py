"""How the coach looks in a terminal: progress, answers with their citations, a conversation."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from rich.console import Console
from rich.markdown import Markdown
from rich.padding import Padding
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from api import wiring
from api.texts import page_texts
from coach import LANGUAGES, Coach, Conversation, Turn, new_id

output = Console(highlight=False)
notes = Console(stderr=True, highlight=False)
"""For all that is not the answer, so that the answer can be piped."""


@contextmanager
def progress_bar() -> Iterator[wiring.Progress]:
    """Show what is being done and how far it is, and leave nothing behind."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=notes, transient=True) as bar:
        task = bar.add_task("Reading the articles", total=1.0)
        yield lambda what, share: bar.update(task, description=what, completed=share)


def show_turn(turn: Turn) -> None:
    """Print an answer, then the passages that prove it."""
    output.print(Markdown(turn.answer))
    for citation in turn.citations:
        section = " › ".join(citation.path) or page_texts(turn.language)["intro"]
        output.print(Text(f"\n[{citation.number}] {section}", style="bold"))
        output.print(Padding(Text(citation.quote, style="italic"), (0, 0, 0, 4)))
        if citation.translation:
            output.print(Padding(Text(citation.translation, style="dim"), (0, 0, 0, 4)))


def converse(coach: Coach, language: str | None) -> None:
    """Talk until the person leaves. A number asks the suggestion of that number."""
    notes.print(Text(page_texts(language or LANGUAGES[0])["notice"], style="dim"))
    notes.print(Text("Ctrl-D: quit", style="dim"))
    conversation = Conversation(new_id())
    with asyncio.Runner() as runner:
        while True:
            try:
                typed = output.input("\n> ").strip()
            except EOFError:
                output.print()
                return
            suggestions = conversation.turns[-1].suggestions if conversation.turns else ()
            message = _chosen(typed, suggestions)
            if not message:
                continue
            turn = runner.run(coach.reply(message, conversation, language))
            conversation = replace(conversation, turns=(*conversation.turns, turn))
            show_turn(turn)
            for number, question in enumerate(turn.suggestions, 1):
                output.print(Text(f"  {number}. {question}", style="cyan"))


def _chosen(typed: str, suggestions: tuple[str, ...]) -> str:
    if typed.isdecimal() and 1 <= int(typed) <= len(suggestions):
        chosen = suggestions[int(typed) - 1]
        output.print(Text(f"> {chosen}", style="dim"))
        return chosen
    return typed
