"""Whether the process lives and whether it can answer, for whoever runs it."""

from typing import Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from api.access import parts_of
from api.problems import problem_responses

router = APIRouter(tags=["health"])


class Live(BaseModel):
    """The event loop turns."""

    status: Literal["live"] = "live"


class Ready(BaseModel):
    """The index is loaded; answers go on without storage."""

    status: Literal["ready"] = "ready"
    storage: Literal["ok", "degraded"] = "ok"


@router.api_route("/live", methods=["GET", "HEAD"])
async def live() -> Live:
    """Answer from the event loop alone: no part of the coach is asked."""
    return Live()


@router.api_route(
    "/ready",
    methods=["GET", "HEAD"],
    dependencies=[Depends(parts_of)],
    responses=problem_responses(503),
)
async def ready() -> Ready:
    """Answer 200 once the index is loaded."""
    return Ready()
