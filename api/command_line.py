"""`cpo-coach`: serve the coach, ask it, and look after its index.

Imports that take time stay inside the commands, so that `--help` answers at once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from api import slack_command

if TYPE_CHECKING:
    from api.settings import Settings
    from api.wiring import Parts

app = typer.Typer(
    help="A career coach grounded in one author's article: every answer cites it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # they print what the variables hold
)

Language = Annotated[
    Literal["fr", "en"] | None, typer.Option(help="Answer in it; by default the question's own.")
]

app.add_typer(slack_command.app, name="slack")


def main() -> None:
    """Run the command line."""
    app()


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Instead of COACH_HOST.")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Instead of COACH_PORT.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="Processes. Instead of COACH_WORKERS.")
    ] = None,
) -> None:
    """Serve the page and the API, building the index first when it is missing or stale.

    Exit codes: 0 stopped as asked, 1 failed, 75 in the way (a taken port), 78 a wrong setting.
    """
    with _one_line_errors():
        from api.serving import serve_alone, serve_with_workers

        settings = _settings(host=host, port=port, workers=workers)
        code = serve_alone(settings) if settings.workers == 1 else serve_with_workers(settings)
    raise typer.Exit(code)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="What to ask.")],
    language: Language = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the whole turn, as the API gives it.")
    ] = False,
) -> None:
    """Ask one question and print the answer with its citations."""
    import asyncio

    with _one_line_errors():
        from api.bodies import ChatReply
        from api.terminal import output, show_turn
        from coach import Conversation, new_id

        coach = _parts(_settings()).coach
        conversation = Conversation(new_id())
        turn = asyncio.run(coach.reply(_message(question), conversation, language))
        if as_json:
            output.out(ChatReply.of(conversation.id, turn).model_dump_json(indent=2))
        else:
            show_turn(turn)


@app.command()
def chat(language: Language = None) -> None:
    """Talk with the coach; Ctrl-D leaves."""
    with _one_line_errors():
        from api.terminal import converse

        converse(_parts(_settings()).coach, language)


@app.command()
def index(
    force: Annotated[bool, typer.Option("--force", help="Even when it is up to date.")] = False,
    rollback: Annotated[
        bool, typer.Option("--rollback", help="Go back to the build before, articles included.")
    ] = False,
) -> None:
    """Build the index now, if it is missing, stale or damaged.

    Running servers notice and answer from it. A roll back lasts until this is run again without.
    """
    with _one_line_errors():
        from api.terminal import notes, progress_bar
        from api.wiring import open_retriever
        from corpus import load_corpus
        from index import release, roll_back

        settings = _settings()
        if rollback:
            build = roll_back(settings.data / "index")
            notes.print(f"The index in use is {build} again.", markup=False)
            return
        release(settings.data / "index")
        corpus = load_corpus(settings.corpus)
        with progress_bar() as progress:
            open_retriever(settings, corpus, progress, force=force)
        notes.print(f"The index in {settings.data} is up to date.", markup=False)


conversations = typer.Typer(help="Look after stored conversations.", no_args_is_help=True)
app.add_typer(conversations, name="conversations")


@conversations.command()
def purge(
    older_than: Annotated[
        float | None, typer.Option(min=0, help="Days; instead of COACH_RETENTION_DAYS.")
    ] = None,
) -> None:
    """Erase conversations whose last turn is too old. A server does so by itself every hour."""
    import asyncio

    with _one_line_errors():
        from api.terminal import notes
        from api.wiring import storage_of

        storage = storage_of(_settings())
        erased = asyncio.run(storage.purge(older_than))
        notes.print(f"{erased} conversations erased.", markup=False)


@app.command()
def key() -> None:
    """Make a key for a program, and what COACH_API_KEYS holds of it."""
    from api.api_keys import digest_of, new_key

    made = new_key()
    typer.echo(f"{made}\nCOACH_API_KEYS={digest_of(made)}")


@app.command(name="eval")
def evaluate(
    questions: Annotated[
        list[Path] | None, typer.Option(exists=True, help="A file of questions; may be repeated.")
    ] = None,
    show: Annotated[int, typer.Option(min=0, help="How many wrong answers to show.")] = 0,
    renew: Annotated[bool, typer.Option("--renew", help="Write the new baseline.")] = False,
) -> None:
    """Measure the coach on questions whose right answers are known."""
    with _one_line_errors():
        from api.evaluation_report import run_evaluation

        run_evaluation(_settings(), questions=tuple(questions or ()), show=show, renew=renew)


@app.command()
def train(
    data: Annotated[Path, typer.Option(exists=True, file_okay=False, help="What to learn from.")],
    out: Annotated[
        Path, typer.Option(file_okay=False, help="Where the weights of the index go.")
    ] = Path("index/weights"),
) -> None:
    """Train the weights that come with the coach again."""
    with _one_line_errors():
        from api.logs import configure_logging
        from coach import train_smalltalk, train_support
        from corpus import load_corpus
        from index import load_encoder, train_weights

        configure_logging()
        corpus = load_corpus(_settings().corpus)
        asked = [q.text for article in corpus.articles for q in article.questions]
        asked += [q.text for article in corpus.articles for q in article.off_topic]
        train_smalltalk(asked)
        train_weights(corpus, data, out)
        train_support(corpus, load_encoder())


class _Refused(Exception):
    """What was asked cannot be done; the message is the one line the person reads."""


@contextmanager
def _one_line_errors() -> Iterator[None]:
    from api.errors import (
        CannotListen,
        EvaluationError,
        SettingsError,
        StorageFailed,
        StorageUnavailable,
    )
    from corpus import CorpusError
    from index import SearchError

    try:
        yield
    except (
        _Refused,
        SettingsError,
        CannotListen,
        EvaluationError,
        StorageFailed,
        StorageUnavailable,
        CorpusError,
        SearchError,
        OSError,
    ) as error:
        typer.echo(f"cpo-coach: {error}", err=True)
        from api.exit_codes import exit_code

        raise typer.Exit(exit_code(error)) from None


def _settings(**overrides: object) -> "Settings":
    from api.settings import read_settings

    given = {name: value for name, value in overrides.items() if value is not None}
    return read_settings().model_copy(update=given)


def _parts(settings: "Settings") -> "Parts":
    from api.serving import parts_with_progress

    return parts_with_progress(settings)


def _message(typed: str) -> str:
    from api.bodies import MAX_MESSAGE_CHARACTERS, readable

    if not typed.strip() or len(typed) > MAX_MESSAGE_CHARACTERS:
        raise _Refused(f"a question has 1 to {MAX_MESSAGE_CHARACTERS} characters")
    return str(readable(typed))
