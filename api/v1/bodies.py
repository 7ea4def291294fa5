"""The JSON of OpenAI's chat completions, as far as the coach reads and writes it."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field

from api.bodies import readable

MODEL = "cpo-coach"


class Part(BaseModel):
    """A part of a message; parts other than text are not read."""

    type: str = "text"
    text: Annotated[str | None, BeforeValidator(readable)] = None


class Message(BaseModel):
    """A message of the conversation so far."""

    role: str
    content: Annotated[str | list[Part] | None, BeforeValidator(readable)] = None

    @property
    def text(self) -> str:
        """What is written in it."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.text)
        return self.content or ""


class StreamOptions(BaseModel):
    """What else to stream."""

    include_usage: bool | None = None


class CompletionRequest(BaseModel):
    """A conversation to go on with. Unknown fields are ignored, sampling settings among them."""

    messages: Annotated[list[Message], Field(min_length=1)]
    model: str = MODEL
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: Annotated[int | None, Field(ge=1, le=1)] = None

    @property
    def with_usage(self) -> bool:
        """Whether a stream ends with its usage."""
        return bool(self.stream_options and self.stream_options.include_usage)


class UrlCitation(BaseModel):
    """A source; `start_index` and `end_index` are those of its marker in the answer."""

    start_index: int
    end_index: int
    url: str
    title: str
    quote: Annotated[str, Field(description="The passage, verbatim.")]


class Annotation(BaseModel):
    """A citation of an answer."""

    type: str = "url_citation"
    url_citation: UrlCitation


class Usage(BaseModel):
    """Tokens, estimated from characters."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class AnswerMessage(BaseModel):
    """The answer."""

    role: str = "assistant"
    content: str
    refusal: None = None
    annotations: list[Annotation]


class Choice(BaseModel):
    """The only choice."""

    index: int = 0
    message: AnswerMessage
    logprobs: None = None
    finish_reason: str = "stop"


class Completion(BaseModel):
    """A whole answer."""

    id: str
    object: str = "chat.completion"
    created: int
    model: str = MODEL
    choices: list[Choice]
    usage: Usage


class Model(BaseModel):
    """The one model there is."""

    id: str = MODEL
    object: str = "model"
    created: int
    owned_by: str = MODEL


class Models(BaseModel):
    """All models."""

    object: str = "list"
    data: list[Model]


Chunk = dict[str, Any]
"""A piece of a streamed answer: keys come and go with what it holds."""
