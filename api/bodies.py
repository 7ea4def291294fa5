"""The JSON of a message and of its answer, as DESIGN.md section 5 fixes it."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from coach import Citation, Kind, Turn

MAX_MESSAGE_CHARACTERS = 4000

_UNREADABLE = re.compile("[\0\ud800-\udfff]")


def readable(value: object) -> object:
    """Replace what is no character in text: lone surrogates, which cannot be encoded, and NUL."""
    return _UNREADABLE.sub("\N{REPLACEMENT CHARACTER}", value) if isinstance(value, str) else value


def _not_blank(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("blank", "must not be blank")
    return text


class ChatRequest(BaseModel):
    """A person's message. Unknown fields are ignored: clients may be ahead of the server."""

    message: Annotated[
        str,
        Field(min_length=1, max_length=MAX_MESSAGE_CHARACTERS),
        BeforeValidator(readable),
        AfterValidator(_not_blank),
    ]
    conversation_id: Annotated[
        str | None,
        Field(description="From an earlier answer; leave it out to begin."),
        BeforeValidator(readable),
    ] = None
    language: Annotated[
        Literal["fr", "en"] | None, Field(description="By default the message's own.")
    ] = None


class CitationBody(BaseModel):
    """A passage that proves a sentence: `quote` is exactly `text[start:end]` of the article."""

    number: int
    article: str
    section: str
    path: tuple[str, ...]
    quote: str
    start: int
    end: int
    translation: str | None
    url: str | None

    @classmethod
    def of(cls, citation: Citation) -> "CitationBody":
        """The JSON of a citation."""
        return cls.model_validate(citation, from_attributes=True)


class MetaBody(BaseModel):
    """The first event of a stream."""

    conversation_id: str
    turn_id: str
    language: str


class DeltaBody(BaseModel):
    """A piece of the answer."""

    text: str


class ChatReply(BaseModel):
    """A whole turn."""

    conversation_id: str
    turn_id: str
    kind: Kind
    language: str
    answer: Annotated[str, Field(description="Markdown with [1] markers.")]
    citations: list[CitationBody]
    suggestions: list[str]
    confidence: float
    profile: Mapping[str, Any] | None
    assessment: Mapping[str, Any] | None
    degraded: bool
    model: str | None

    @classmethod
    def of(cls, conversation_id: str, turn: Turn) -> "ChatReply":
        """The JSON of a turn."""
        return cls(
            conversation_id=conversation_id,
            turn_id=turn.id,
            kind=turn.kind,
            language=turn.language,
            answer=turn.answer,
            citations=[CitationBody.of(citation) for citation in turn.citations],
            suggestions=list(turn.suggestions),
            confidence=turn.confidence,
            profile=turn.profile,
            assessment=turn.assessment,
            degraded=turn.degraded,
            model=turn.model,
        )
