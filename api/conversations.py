"""`/api/conversations/{id}`: what is kept of a conversation, to take away or to erase."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api.access import TheParts
from api.bodies import ChatReply
from api.errors import UnknownConversation
from api.problems import problem_responses
from coach import Feedback, KeptConversation, KeptTurn

router = APIRouter(prefix="/api/conversations", tags=["conversations"])

_NOT_STORED = {"Cache-Control": "no-store"}


class FeedbackBody(BaseModel):
    """What the person thought of an answer."""

    value: int
    comment: str | None
    given_at: datetime

    @classmethod
    def of(cls, feedback: Feedback) -> "FeedbackBody":
        """The JSON of feedback."""
        return cls(value=feedback.value, comment=feedback.comment, given_at=feedback.given_at)


class FactBody(BaseModel):
    """Something the person told about themself."""

    key: str
    value: str | int | float | bool
    words: Annotated[str, Field(description="What it was read from, verbatim.")]
    turn_id: Annotated[str, Field(description="The turn it was told in.")]
    stands: Annotated[bool, Field(description="False once something else replaced it.")]


class TurnBody(ChatReply):
    """A turn as it was answered."""

    message: str
    answered_at: datetime
    feedback: FeedbackBody | None

    @classmethod
    def kept(cls, conversation_id: str, kept: KeptTurn) -> "TurnBody":
        """The JSON of a kept turn."""
        return cls(
            **dict(ChatReply.of(conversation_id, kept.turn)),
            message=kept.turn.message,
            answered_at=kept.answered_at,
            feedback=FeedbackBody.of(kept.feedback) if kept.feedback else None,
        )


class ConversationBody(BaseModel):
    """All that is kept of a conversation."""

    conversation_id: str
    began_at: datetime
    turns: list[TurnBody]
    profile: dict[str, Any] | None
    facts: list[FactBody]

    @classmethod
    def of(cls, kept: KeptConversation) -> "ConversationBody":
        """The JSON of a conversation."""
        last = kept.turns[-1].turn if kept.turns else None
        told = dict.fromkeys(fact for one in kept.turns for fact in one.turn.facts)
        return cls(
            conversation_id=kept.id,
            began_at=kept.began_at,
            turns=[TurnBody.kept(kept.id, turn) for turn in kept.turns],
            profile=dict(last.profile) if last and last.profile else None,
            facts=[
                FactBody(
                    key=fact.key,
                    value=fact.value,
                    words=fact.words,
                    turn_id=fact.turn,
                    stands=last is not None and fact in last.facts,
                )
                for fact in told
            ],
        )


@router.get("/{conversation_id}", responses=problem_responses(404, 503))
async def export(conversation_id: str, response: Response, parts: TheParts) -> ConversationBody:
    """Everything that is kept of a conversation."""
    kept = await parts.conversations.export(conversation_id)
    if kept is None:
        raise UnknownConversation
    response.headers.update(_NOT_STORED)
    return ConversationBody.of(kept)


@router.delete("/{conversation_id}", status_code=204, responses=problem_responses(404, 503))
async def erase(conversation_id: str, parts: TheParts) -> None:
    """Erase a conversation, with its feedback and the profile read from it."""
    if not await parts.conversations.erase(conversation_id):
        raise UnknownConversation
