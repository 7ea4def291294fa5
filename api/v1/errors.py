"""Errors under `/v1` as OpenAI's clients read them."""

from collections.abc import Mapping
from typing import Any

from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.responses import Response

from api.problems import Problem

_PREFIX = "/v1/"

_TYPES = {
    401: "authentication_error",
    403: "permission_error",
    429: "rate_limit_error",
}
_SERVER_ERROR = "server_error"
_INVALID = "invalid_request_error"


class Error(BaseModel):
    """What is wrong."""

    message: str
    type: str
    param: str | None
    code: str


class ErrorBody(BaseModel):
    """An error as OpenAI writes it."""

    error: Error


def speaks_openai(path: str) -> bool:
    """Whether a path is one whose errors have OpenAI's shape."""
    return path.startswith(_PREFIX)


def v1_error_response(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """Answer with a problem. What is wrong with a body is 400 there, not 422."""
    status = 400 if problem.status == 422 else problem.status
    return JSONResponse(error_body(problem), status, dict(headers or {}))


def error_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What the API's description says of the errors a route may answer with."""
    return {status: {"description": "An error", "model": ErrorBody} for status in statuses}


def error_body(problem: Problem) -> dict[str, Any]:
    """A problem as OpenAI writes errors."""
    kind = _SERVER_ERROR if problem.status >= 500 else _TYPES.get(problem.status, _INVALID)
    code = problem.type.rpartition(":")[2].replace("-", "_")
    return {"error": {"message": problem.detail, "type": kind, "param": None, "code": code}}
