"""Whether the process lives and whether it can answer, for whoever runs it."""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from api.access import TheParts
from api.problems import problem_responses

router = APIRouter(tags=["health"])


class Live(BaseModel):
    """The event loop turns."""

    status: Literal["live"] = "live"


class Ready(BaseModel):
    """The index is loaded; answers go on without storage."""

    status: Literal["ready"] = "ready"
    storage: Literal["ok", "degraded"] = "ok"


@router.get("/live")
@router.head("/live", include_in_schema=False)
async def live() -> Live:
    """Answer from the event loop alone: no part of the coach is asked."""
    return Live()


@router.get("/ready", responses=problem_responses(503))
@router.head("/ready", include_in_schema=False)
async def ready(parts: TheParts) -> Ready:
    """Answer 200 once the index is loaded."""
    degraded = parts.storage is not None and parts.storage.degraded
    return Ready(storage="degraded" if degraded else "ok")
