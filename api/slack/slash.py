"""Reads a slash command: a question whose answer only the asker sees."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, StringConstraints, ValidationError

from api.bodies import readable
from api.slack.asked import Asked, Id, plain_text


@dataclass(frozen=True, slots=True)
class Command:
    """What was asked, and the address its answer goes to."""

    asked: Asked
    response_url: str


class _Body(BaseModel):
    team_id: Id
    channel_id: Id
    user_id: Id
    text: Annotated[str, BeforeValidator(readable)] = ""
    trigger_id: Annotated[str, StringConstraints(min_length=1, max_length=256)]
    response_url: str


def slash_command(body: Mapping[str, Any]) -> Command | None:
    """Read a slash command; None where it is not one."""
    try:
        read = _Body.model_validate(body)
    except ValidationError:
        return None
    keys = (f"slack/{read.team_id}/command/{read.trigger_id}",)
    text = plain_text(read.text)
    asked = Asked(read.team_id, read.channel_id, read.user_id, text, "", keys)
    return Command(asked, read.response_url)
