"""Every error as RFC 9457 problem details, in the person's language.

They hold neither what the person wrote nor how the server is made.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.errors import NotReady, ServerStopping, TurnFailed, UnknownArticle, UnknownConversation

PROBLEM_JSON = "application/problem+json"

_RETRY_AFTER_S = 5

TABLE: dict[type[Exception], tuple[int, str]] = {
    UnknownConversation: (404, "unknown_conversation"),
    UnknownArticle: (404, "unknown_article"),
    RequestValidationError: (422, "invalid"),
    TurnFailed: (500, "failed"),
    NotReady: (503, "not_ready"),
    ServerStopping: (503, "stopping"),
    Exception: (500, "failed"),
}
"""Each error with its status and the name of its sentence in `problems.toml`."""

_BY_STATUS = {
    400: "unreadable",
    401: "unauthorized",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    500: "failed",
}
"""The sentences of errors the framework raises, which have only a status."""


class Problem(BaseModel):
    """Problem details, as RFC 9457 defines them."""

    type: str = Field(description="A name of the kind of problem, stable across languages.")
    title: str
    status: int
    detail: str


def problem_of(error: Exception, language: str) -> Problem:
    """Say what went wrong in a person's language."""
    if isinstance(error, HTTPException):
        status, name = error.status_code, _BY_STATUS.get(error.status_code, "other")
    else:
        kind = next(kind for kind in type(error).__mro__ if kind in TABLE)
        status, name = TABLE[kind]
    texts = _texts()[language]
    detail = texts[name]["detail"]
    if isinstance(error, RequestValidationError):
        detail = detail.format(reasons=_reasons(error, texts["reasons"]))
    return Problem(
        type=f"urn:cpo-coach:{name.replace('_', '-')}",
        title=texts[name]["title"],
        status=status,
        detail=detail,
    )


def problem_response(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """Answer with a problem."""
    headers = dict(headers or {})
    if problem.status == 503:
        headers["Retry-After"] = str(_RETRY_AFTER_S)
    return Response(problem.model_dump_json(), problem.status, headers, PROBLEM_JSON)


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What the API's description says of the problems a route may answer with."""
    content = {PROBLEM_JSON: {"schema": Problem.model_json_schema()}}
    return {status: {"description": "Problem details", "content": content} for status in statuses}


def _reasons(error: RequestValidationError, sentences: dict[str, str]) -> str:
    reasons = []
    for found in error.errors():
        # Only names of our own fields: a position or a key of the body would be the person's words.
        names = [part for part in found["loc"][1:2] if isinstance(part, str)]
        field = names[0] if names else sentences["body"]
        if not names and found["type"] == "missing":
            found["type"] = "model_attributes_type"
        sentence = sentences.get(found["type"], sentences["other"])
        max_length = found.get("ctx", {}).get("max_length", "")
        reasons.append(sentence.format(field=field, max_length=max_length))
    return "; ".join(dict.fromkeys(reasons))


@cache
def _texts() -> dict[str, dict[str, dict[str, str]]]:
    text = (Path(__file__).parent / "problems.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
