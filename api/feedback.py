"""`POST /api/feedback`: what a person thinks of an answer."""

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, BeforeValidator, Field

from api.access import TheParts
from api.bodies import readable
from api.errors import UnknownTurn
from api.problems import problem_responses

router = APIRouter(prefix="/api", tags=["conversations"])

_MAX_COMMENT_CHARACTERS = 2000


class FeedbackRequest(BaseModel):
    """Feedback on one answer; sent again, the last time wins."""

    turn_id: Annotated[str, Field(min_length=1), BeforeValidator(readable)]
    value: Annotated[Literal[1, -1, 0], Field(description="0 takes it back.")]
    comment: Annotated[
        str | None, Field(max_length=_MAX_COMMENT_CHARACTERS), BeforeValidator(readable)
    ] = None


@router.post("/feedback", status_code=204, responses=problem_responses(404, 413, 422, 503))
async def give_feedback(body: FeedbackRequest, parts: TheParts) -> None:
    """Keep what a person thinks of an answer, beside it: it is erased with it."""
    if not await parts.conversations.rate(body.turn_id, body.value, body.comment):
        raise UnknownTurn
