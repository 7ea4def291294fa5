"""Runs the web application until it is asked to stop, and then lets every stream end."""

import asyncio
import signal
import socket
from collections.abc import Callable
from multiprocessing.connection import Connection
from types import FrameType

import uvicorn
from fastapi import FastAPI

from api.errors import CannotListen
from api.memory import settle_memory
from api.stopping import Stopping

TURN_GRACE_S = 4.0
"""What a turn under way may still take once the server is asked to stop."""

CONNECTION_GRACE_S = 7
"""After which open connections are cut: later than the turns, whose last event must get out."""

_BACKLOG = 2048  # uvicorn's


def bind(host: str, port: int) -> socket.socket:
    """Take the address before the slow part of the start, so that a clash is known at once.

    Raises:
        CannotListen: the port is in use, or the address is not of this machine.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
        except OSError:
            listener.close()
            raise
    except (OSError, UnicodeError) as error:
        raise CannotListen(f"cannot listen on {host}:{port}: {error}") from error
    return listener


def start_listening(listener: socket.socket) -> None:
    """Let clients connect.

    Raises:
        CannotListen: another process has begun to listen there since.
    """
    try:
        listener.listen(_BACKLOG)
    except OSError as error:
        raise CannotListen(f"cannot listen: {error}") from error


def run_server(
    app: FastAPI,
    listener: socket.socket,
    when_ready: Callable[[], None],
    parent: Connection | None = None,
) -> None:
    """Serve until SIGTERM or Ctrl-C, then return once every turn has ended.

    Args:
        app: what is served.
        listener: the bound socket.
        when_ready: called once it answers.
        parent: the process to stop with: nothing is ever sent on it, its end is what counts.

    Raises:
        CannotListen: another process has begun to listen there since.
    """
    start_listening(listener)
    settle_memory()
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        ws="none",
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=CONNECTION_GRACE_S,
    )
    # uvicorn raises the signal again once it has stopped: that would end the process in error.
    for stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stop, _already_stopped)
    _Server(config, app.state.stopping, when_ready, parent).run(sockets=[listener])


class _Server(uvicorn.Server):
    def __init__(
        self,
        config: uvicorn.Config,
        stopping: Stopping,
        when_ready: Callable[[], None],
        parent: Connection | None,
    ) -> None:
        super().__init__(config)
        self._stopping, self._when_ready, self._parent = stopping, when_ready, parent

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self._parent is not None:
            asyncio.get_running_loop().add_reader(self._parent.fileno(), self._parent_ended)
        if self.started:
            self._when_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._stopping.begin(TURN_GRACE_S)
        await super().shutdown(sockets)

    def _parent_ended(self) -> None:
        assert self._parent is not None
        asyncio.get_running_loop().remove_reader(self._parent.fileno())
        self.should_exit = True


def _already_stopped(signal_number: int, frame: FrameType | None) -> None: ...
