"""What `cpo-coach serve` does: one process, or several with the index built before they start."""

from functools import partial
from socket import socket

from fastapi import FastAPI

from api import wiring
from api.app import create_app
from api.logs import configure_logging
from api.server import bind, run_server
from api.settings import Settings
from api.terminal import notes, progress_bar
from api.wiring import Parts
from api.workers import Workers, run_apart


def serve_alone(settings: Settings) -> int:
    """Serve in this process until asked to stop; gives its exit code.

    Raises:
        CannotListen: the address cannot be had.
        CorpusError: there is no article to answer from.
        SearchError: the index can be neither opened nor built.
    """
    listener = bind(settings.host, settings.port)
    application = create_app(settings, parts_with_progress(settings))
    configure_logging(
        settings.log_format == "json"
    )  # not before: its lines would run through the progress bar's
    run_server(application, listener, lambda: _say_ready(settings, listener))
    return 0


def serve_with_workers(settings: Settings) -> int:
    """Serve in several processes until asked to stop; gives the exit code.

    Raises:
        CannotListen: the address cannot be had.
    """
    listener = bind(settings.host, settings.port)
    # Apart, so that this process stays small; before the workers, since one alone may build.
    built = run_apart(partial(_build_index, settings))
    if built is not None:
        return built
    configure_logging(settings.log_format == "json")
    ready = partial(_say_ready, settings, listener)
    return Workers(partial(_worker_app, settings), listener, settings.workers, ready).run()


def parts_with_progress(settings: Settings) -> Parts:
    """Build the parts, showing how far that is."""
    with progress_bar() as progress:
        return wiring.build_parts(settings, progress)


def _build_index(settings: Settings) -> None:
    parts_with_progress(settings).close()


def _worker_app(settings: Settings) -> FastAPI:
    configure_logging(settings.log_format == "json")
    return create_app(settings, wiring.build_parts(settings))


def _say_ready(settings: Settings, listener: socket) -> None:
    page = settings.public_url or _address(settings.host, listener.getsockname()[1])
    notes.print(f"CPO Coach is ready: {page}", soft_wrap=True)


def _address(host: str, port: int) -> str:
    # What was asked for, said as a visitor may type it.
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # nosec B104
    bare = ":" in shown and not shown.startswith("[")
    return f"http://[{shown}]:{port}/" if bare else f"http://{shown}:{port}/"
