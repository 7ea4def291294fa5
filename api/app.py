"""The web application: its routes, its parts and its errors."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio.to_thread
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from api import article_page, articles, chat, embed_page, health, welcome, widget_files
from api.body_limit import BodyLimit
from api.headers import SafeHeaders
from api.negotiation import preferred_language
from api.origins import CrossOrigin
from api.problems import TABLE, problem_of, problem_response
from api.settings import Settings
from api.stopping import Stopping
from api.turns import Turns
from api.wiring import Parts, build_parts
from coach import LANGUAGES


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
    )
    app.state.settings, app.state.stopping = settings, Stopping()
    _use(app, parts)
    for module in (chat, articles, health, article_page, embed_page, welcome, widget_files):
        app.include_router(module.router)
    errors: list[type[Exception]] = [HTTPException, *TABLE]
    for error in errors:
        app.add_exception_handler(error, _answer_with_problem)
    app.add_middleware(BodyLimit)
    app.add_middleware(CrossOrigin, allowed=settings.allowed_origins)
    app.add_middleware(SafeHeaders)  # added last, so outermost: what the limit refuses has them too
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    if app.state.parts is None:
        _use(app, await anyio.to_thread.run_sync(build_parts, app.state.settings))
    yield
    app.state.parts.close()


def _use(app: FastAPI, parts: Parts | None) -> None:
    app.state.parts = parts
    app.state.turns = Turns(parts, app.state.stopping) if parts else None


async def _answer_with_problem(request: Request, error: Exception) -> Response:
    headers = getattr(error, "headers", None)  # a 405 says what is allowed
    return problem_response(problem_of(error, _language_of(request, error)), headers)


def _language_of(request: Request, error: Exception) -> str:
    body = error.body if isinstance(error, RequestValidationError) else None
    asked = body.get("language") if isinstance(body, dict) else None
    asked = asked or getattr(request.state, "language", None)
    if asked in LANGUAGES:
        return str(asked)
    return preferred_language(request.headers.get("accept-language", ""))
