"""Several server processes that share one address, and the process that looks after them.

uvicorn's own supervisor cannot be used: its workers cut streams when they stop, outlive a parent
that was killed, and its exit code says nothing.
"""

import multiprocessing
import os
import signal
import socket
import sys
import time
from collections import deque
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from tempfile import TemporaryDirectory
from types import FrameType
from typing import NoReturn

from fastapi import FastAPI
from prometheus_client.multiprocess import mark_process_dead

from api.exit_codes import FAILED, exit_code
from api.server import CONNECTION_GRACE_S, run_server, start_listening

_STOP_S = CONNECTION_GRACE_S + 2.0
"""After which a worker that was asked to stop is killed."""

_MAX_DEATHS, _DEATHS_WINDOW_S = 5, 60.0
"""More deaths than this in that time: starting workers again does not help."""

_PROCESSES = multiprocessing.get_context("spawn")  # nothing of Chroma survives a fork


class Workers:
    """Starts workers, replaces those that die, and stops them all.

    Args:
        make_app: makes a worker's application, in the worker.
        listener: the bound socket they share.
        count: how many.
        when_ready: called once, when all of them answer.
    """

    def __init__(
        self,
        make_app: Callable[[], FastAPI],
        listener: socket.socket,
        count: int,
        when_ready: Callable[[], None],
    ) -> None:
        self._make_app, self._listener, self._count = make_app, listener, count
        self._when_ready = when_ready
        self._workers: list[_Worker] = []
        self._deaths: deque[float] = deque(maxlen=_MAX_DEATHS)
        self._kill_at: float | None = None
        self._code = 0

    def run(self) -> int:
        """Serve until asked to stop, or until workers cannot be kept alive.

        Returns:
            What the process should exit with.
        """
        for stop in (signal.SIGTERM, signal.SIGINT):
            signal.signal(stop, self._asked_to_stop)
        start_listening(self._listener)
        with TemporaryDirectory(prefix="cpo-coach-metrics-") as folder:
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder  # read when a worker imports it
            for _ in range(self._count):
                self._start_one()
            self._look_after_them()
        return self._code

    def _look_after_them(self) -> None:
        while self._workers:
            self._wait()
            for worker in [worker for worker in self._workers if worker.has_ended]:
                self._workers.remove(worker)
                self._after(worker)
            if self._kill_at is not None and time.monotonic() > self._kill_at:
                for worker in self._workers:
                    worker.process.kill()

    def _start_one(self) -> None:
        if self._kill_at is None:
            self._workers.append(_Worker(self._make_app, self._listener))
        if self._kill_at is not None:  # asked to stop in the meantime
            self._stop()

    def _wait(self) -> None:
        waiting = [worker.process.sentinel for worker in self._workers]
        starting = [worker.told for worker in self._workers if not worker.is_ready]
        wait([*waiting, *starting], timeout=0.5)
        for worker in self._workers:
            worker.listen()
        everyone = len(self._workers) == self._count and all(w.is_ready for w in self._workers)
        if everyone:
            self._when_ready()
            self._when_ready = lambda: None

    def _after(self, worker: "_Worker") -> None:
        """A worker has ended: start another, unless that is what was asked or does not help."""
        ended_with = worker.process.exitcode or 0
        mark_process_dead(worker.process.pid)  # type: ignore[no-untyped-call]
        if self._kill_at is not None:
            return
        now = time.monotonic()
        often = len(self._deaths) == _MAX_DEATHS and now - self._deaths[0] < _DEATHS_WINDOW_S
        self._deaths.append(now)
        if often or not worker.is_ready:
            self._code = ended_with if ended_with > 0 else FAILED
            self._stop()
            return
        self._start_one()

    def _asked_to_stop(self, signal_number: int, frame: FrameType | None) -> None:
        self._stop()

    def _stop(self) -> None:
        if self._kill_at is None:
            self._kill_at = time.monotonic() + _STOP_S
        self._listener.close()  # or connections would wait for somebody to accept them
        for worker in self._workers:
            worker.process.terminate()


class _Worker:
    def __init__(self, make_app: Callable[[], FastAPI], listener: socket.socket) -> None:
        self.told, tells = _PROCESSES.Pipe()
        self.process = _PROCESSES.Process(target=_work, args=(make_app, listener, tells))
        self.is_ready = False
        self.process.start()
        tells.close()

    @property
    def has_ended(self) -> bool:
        return self.process.exitcode is not None

    def listen(self) -> None:
        """Hear whether the worker is ready."""
        try:
            if not self.is_ready and self.told.poll():
                self.is_ready = bool(self.told.recv())
        except EOFError:  # it ended first
            return


def _work(make_app: Callable[[], FastAPI], listener: socket.socket, tells: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # until the server has its own
    try:
        run_server(make_app(), listener, lambda: tells.send(True), parent=tells)
    except Exception as error:
        _end_with(error)


def run_apart(work: Callable[[], None]) -> int | None:
    """Do what takes much memory in a process of its own.

    Returns:
        What to exit with when it did not end well, and 0 when it was asked to stop; else None.
    """
    process = _PROCESSES.Process(target=_run_and_report, args=(work,))
    process.start()
    stops = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(stop, lambda *_: process.terminate()) for stop in stops]
    process.join()
    for stop, handler in zip(stops, before, strict=True):
        signal.signal(stop, handler)
    code = process.exitcode
    if not code:
        return None
    return 0 if -code in stops else max(code, FAILED)


def _run_and_report(work: Callable[[], None]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # no trace of where Ctrl-C found it
    try:
        work()
    except Exception as error:
        _end_with(error)


def _end_with(error: Exception) -> NoReturn:
    os.write(sys.stderr.fileno(), f"cpo-coach: {error}\n".encode())
    raise SystemExit(exit_code(error)) from None
