"""Reads what somebody clicked: a suggested question, a rating, or erasing what was said."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, StringConstraints, ValidationError

from api.bodies import readable
from api.slack.asked import Asked, Id, Timestamp

_RATING = re.compile(r"(1|0|-1) ([A-Z0-9]{2,32}) (\S{1,128})")


@dataclass(frozen=True, slots=True)
class Rating:
    """What somebody thinks of a turn: 1, 0 or -1; it counts when they are who asked."""

    turn_id: str
    value: int
    asker: str
    user: str
    owner: str
    channel: str

    @property
    def counts(self) -> bool:
        """Whether who rates is who asked."""
        return self.user == self.asker


class _User(BaseModel):
    id: Id
    team_id: Id | None = None


class _Team(BaseModel):
    id: Id


class _Channel(BaseModel):
    id: Id


class _Message(BaseModel):
    ts: Timestamp
    thread_ts: Timestamp | None = None


class _Action(BaseModel):
    action_id: str
    action_ts: str = ""
    value: Annotated[str, StringConstraints(max_length=2000), BeforeValidator(readable)] = ""


class _Container(BaseModel):
    is_ephemeral: bool = False


class Click(BaseModel):
    """A click on something the bot showed."""

    user: _User
    team: _Team | None = None
    channel: _Channel | None = None
    message: _Message | None = None
    container: _Container = _Container()
    actions: list[_Action] = []
    response_url: str = ""

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "Click | None":
        """Read a click; None where it is not one of ours."""
        try:
            click = cls.model_validate(body)
        except ValidationError:
            return None
        return click if click.actions else None

    @property
    def owner(self) -> str:
        """Whose conversations are meant."""
        return f"slack/{self._team}/{self.user.id}"

    @property
    def whispered(self) -> bool:
        """Whether only the person who clicked saw what they clicked on."""
        return self.container.is_ephemeral or self.message is None

    def asked(self) -> Asked | None:
        """The question that was chosen."""
        action = self.actions[0]
        if self.channel is None or not action.value:
            return None
        seen = self.message.ts if self.message else action.action_ts
        thread = "" if self.whispered or not self.message else self.message.thread_ts
        if thread is None:
            thread = seen
        # Once for each message, person and question: a double click asks once.
        key = f"slack/{self._team}/click/{self.channel.id}/{seen}/{self.user.id}/{action.action_id}"
        return Asked(self._team, self.channel.id, self.user.id, action.value, thread, (key,))

    def rating(self) -> Rating | None:
        """The rating that was given."""
        given = _RATING.fullmatch(self.actions[0].value)
        if given is None or self.channel is None:
            return None
        value, asker, turn_id = given.groups()
        return Rating(turn_id, int(value), asker, self.user.id, self.owner, self.channel.id)

    @property
    def _team(self) -> str:
        return self.team.id if self.team else self.user.team_id or ""
