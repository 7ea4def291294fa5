"""What is counted for Prometheus: turns, waiting, refusals and requests. No word and no id.

With several workers the counts of all of them are added up, through files in a folder that
`PROMETHEUS_MULTIPROC_DIR` names (the library's own variable, set by `api.workers`).
"""

import os
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from contextvars import ContextVar

from fastapi import APIRouter, Request, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import ServerStopping, TurnFailed
from coach import Turn, TurnEvent

_SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30)
_TENTHS = tuple(tenth / 10 for tenth in range(1, 11))

_CHANNELS = {"api": "web", "v1": "openai", "slack": "slack"}
"""By the first step of the path a message came by."""

_channel: ContextVar[str] = ContextVar("channel", default="other")

router = APIRouter(include_in_schema=False)


@router.get("/metrics")
@router.head("/metrics")
async def metrics(request: Request) -> Response:
    """Give all counts as Prometheus reads them."""
    counted: Metrics = request.app.state.metrics
    return Response(counted.text(), headers={"Content-Type": CONTENT_TYPE_LATEST})


class Metrics:
    """The counts of one application."""

    def __init__(self) -> None:
        own = self._registry = CollectorRegistry()
        turns = ("channel", "kind", "language", "degraded")
        self._turns = Counter("coach_turns", "Turns answered.", turns, registry=own)
        self._failures = Counter(
            "coach_turn_failures", "Turns that were not.", ("channel", "reason"), registry=own
        )
        self._turn_seconds = Histogram(
            "coach_turn_seconds",
            "From a message to its stored turn.",
            ("channel",),
            buckets=_SECONDS,
            registry=own,
        )
        self._confidence = Histogram(
            "coach_confidence",
            "The probability that the article answers.",
            ("channel", "kind"),
            buckets=_TENTHS,
            registry=own,
        )
        self._in_flight = _gauge("coach_turns_in_flight", "Turns being answered.", own)
        self.queue = _gauge("coach_queue", "Messages that wait for their turn.", own)
        self.refused = Counter(
            "coach_refused", "Messages refused, by which limit.", ("limit",), registry=own
        )
        self.model_tokens = Counter(
            "coach_model_tokens", "Tokens the chat model read and wrote.", registry=own
        )
        self._requests = Counter(
            "coach_http_requests", "Requests.", ("method", "route", "status"), registry=own
        )
        self._request_seconds = Histogram(
            "coach_http_seconds",
            "From a request to the end of its response.",
            ("route",),
            buckets=_SECONDS,
            registry=own,
        )

    def text(self) -> bytes:
        """All counts, of all workers."""
        registry = self._registry
        if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)

    @asynccontextmanager
    async def answering(self) -> AsyncIterator[None]:
        """Count a turn as under way."""
        with self._in_flight.track_inprogress():
            yield

    async def counting(
        self, events: AsyncGenerator[TurnEvent, None]
    ) -> AsyncGenerator[TurnEvent, None]:
        """Pass the events of a turn on, and count it."""
        began = time.perf_counter()
        async with self.answering(), aclosing(events):
            try:
                async for event in events:
                    if isinstance(event, Turn):
                        self.turn(event, time.perf_counter() - began)
                    yield event
            except (ServerStopping, TurnFailed) as error:
                self.failure(type(error).__name__)
                raise

    def turn(self, turn: Turn, elapsed_s: float) -> None:
        """Count a turn that was answered."""
        channel = _channel.get()
        degraded = str(turn.degraded).lower()
        self._turns.labels(channel, turn.kind, turn.language, degraded).inc()
        self._turn_seconds.labels(channel).observe(elapsed_s)
        self._confidence.labels(channel, turn.kind).observe(turn.confidence)

    def failure(self, reason: str) -> None:
        """Count a turn that failed, by a word of ours that says why."""
        self._failures.labels(_channel.get(), reason).inc()

    def request(self, scope: Scope, status: int, elapsed_s: float) -> None:
        """Count a request, by its route: a path may be anything."""
        route = getattr(scope.get("route"), "path", "none")
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._requests.labels(method, route, status).inc()
        self._request_seconds.labels(route).observe(elapsed_s)


def _gauge(name: str, meaning: str, registry: CollectorRegistry) -> Gauge:
    """What all workers that live have of something, together."""
    return Gauge(name, meaning, registry=registry, multiprocess_mode="livesum")


_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class Measured:
    """Counts every request, and notes by which channel it came."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        _channel.set(_CHANNELS.get(scope["path"].lstrip("/").partition("/")[0], "other"))
        began, status = time.perf_counter(), 500

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, send_and_note)
        finally:
            self._metrics.request(scope, status, time.perf_counter() - began)
