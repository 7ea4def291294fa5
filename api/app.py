"""The web application: its routes, its parts and its errors."""

import functools
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import anyio.to_thread
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from api import (
    article_page,
    articles,
    chat,
    conversations,
    embed_page,
    feedback,
    health,
    metrics,
    v1,
    welcome,
    widget_files,
)
from api.admission import Admission
from api.allowances import Limits, rate_of
from api.api_keys import ApiKeys, digests_of, needs_key
from api.body_limit import BodyLimit
from api.following import following_index
from api.headers import SafeHeaders, safe_headers
from api.metrics import Measured, Metrics
from api.negotiation import preferred_language
from api.origins import CrossOrigin
from api.problems import TABLE, problem_of, problem_response
from api.rate_limits import RateLimits, counts_elsewhere, counts_here
from api.request_ids import HEADER, RequestIds, request_id
from api.settings import Settings
from api.stopping import Stopping
from api.storage import kept
from api.tracing import tells_a_secret
from api.turns import Turns
from api.wiring import Parts, build_parts
from coach import LANGUAGES

_ROUTED = (
    chat,
    conversations,
    feedback,
    articles,
    health,
    metrics,
    article_page,
    embed_page,
    welcome,
    widget_files,
    v1,
)
"""What has routes of its own; Slack's come when there is a token."""


def create_app(settings: Settings, parts: Parts | None = None) -> FastAPI:
    """Make the application.

    Args:
        settings: what the person who runs it chose.
        parts: what to answer with; by default built from the settings when the application starts.
    """
    app = FastAPI(
        title="CPO Coach",
        description="A career coach grounded in one author's article, with every quote proved.",
        version="1",
        lifespan=_lifespan,
        redirect_slashes=False,
        docs_url=None,  # both pages would load their scripts from somebody else's server
        redoc_url=None,
        telemetry={"logs": False, "exclude": tells_a_secret},
    )
    app.state.settings, app.state.stopping = settings, Stopping()
    app.state.metrics = Metrics()
    https = settings.public_url is not None and settings.public_url.scheme == "https"
    app.state.safe_headers = safe_headers(https)
    elsewhere = counts_elsewhere(settings)
    counts = functools.cache(lambda: elsewhere or counts_here(settings, app.state.parts.storage))
    rates = RateLimits(rate_of(settings), counts)
    app.state.limits = Limits(settings, rates, app.state.metrics)
    _use(app, parts)
    for module in _ROUTED:
        app.include_router(module.router)
    if settings.slack_bot_token:  # imported late: few need it, and its libraries are large
        from api.slack import slack_router

        app.include_router(slack_router(settings))
    errors: list[type[Exception]] = [HTTPException, *TABLE]
    for error in errors:
        app.add_exception_handler(error, _answer_with_problem)
    app.add_middleware(BodyLimit)
    app.add_middleware(Admission, app.state.limits)
    app.add_middleware(ApiKeys, digests_of(settings), needs_key(settings))
    app.add_middleware(CrossOrigin, allowed=settings.allowed_origins)
    # Each is around those added before it: what the limit refuses is counted and has headers too.
    app.add_middleware(Measured, app.state.metrics)
    app.add_middleware(SafeHeaders, app.state.safe_headers)
    app.add_middleware(RequestIds)
    if settings.trusted_proxies:
        proxies = settings.trusted_proxies.split(",")
        app.add_middleware(ProxyHeadersMiddleware, [proxy.strip() for proxy in proxies])
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    if app.state.parts is None:
        _use(app, await anyio.to_thread.run_sync(build_parts, app.state.settings))
    async with AsyncExitStack() as stack:
        stack.callback(lambda: app.state.parts.close())  # those it has by then
        if app.state.parts.storage is not None:
            await stack.enter_async_context(kept(app.state.parts.storage))
        await stack.enter_async_context(following_index(app))
        yield


def _use(app: FastAPI, parts: Parts | None) -> None:
    app.state.parts = parts
    app.state.turns = Turns(parts, app.state.stopping, app.state.metrics) if parts else None
    if parts and parts.tokens:
        parts.tokens.when_used = app.state.metrics.model_tokens.inc


async def _answer_with_problem(request: Request, error: Exception) -> Response:
    headers = getattr(error, "headers", None) or {}  # a 405 says what is allowed
    if not isinstance(error, (HTTPException, *tuple(TABLE)[:-1])):  # answered outside of ours
        headers = {**request.app.state.safe_headers, HEADER: request_id()}
    problem = problem_of(error, _language_of(request, error))
    respond = v1.v1_error_response if v1.speaks_openai(request.url.path) else problem_response
    return respond(problem, headers)


def _language_of(request: Request, error: Exception) -> str:
    body = error.body if isinstance(error, RequestValidationError) else None
    asked = body.get("language") if isinstance(body, dict) else None
    asked = asked or getattr(request.state, "language", None)
    if asked in LANGUAGES:
        return str(asked)
    return preferred_language(request.headers.get("accept-language", ""))
