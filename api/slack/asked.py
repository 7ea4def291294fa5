"""Reads from what Slack delivers whether somebody asked the coach something, and what.

Only the asker's own words are a message: never a thread's other messages, files or attachments.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, StringConstraints, ValidationError

from api.bodies import readable

Id = Annotated[str, StringConstraints(pattern="^[A-Z0-9]{2,32}$")]
Timestamp = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,16}\.[0-9]{1,9}$")]

_WRITTEN = (None, "file_share", "thread_broadcast")
"""The kinds of messages that are a person's new words. Others edit, delete, join or are a bot's."""

_ENTITY = re.compile("<([^<>]*)>")
_SPACES = re.compile("[ \t]{2,}")
_MENTION = re.compile("<@([A-Z0-9]+)(?:[|][^<>]*)?>")


@dataclass(frozen=True, slots=True)
class Asked:
    """What one person asked the coach, and where.

    Attributes:
        text: what they wrote, as plain text.
        thread: the timestamp of the thread it is answered in; "" where only they see the answer.
        keys: what is the same each time this is delivered.
        follows: asked without addressing the coach: meant for it only in a thread they began.
    """

    team: str
    channel: str
    user: str
    text: str
    thread: str
    keys: tuple[str, ...]
    follows: bool = False

    @property
    def owner(self) -> str:
        """Whose conversation it is."""
        return f"slack/{self.team}/{self.user}"

    @property
    def conversation(self) -> str:
        """What continues one conversation: a thread, of one person."""
        return f"{self.owner}/{self.channel}/{self.thread}"


class _Authorization(BaseModel):
    user_id: Id | None = None


class _Event(BaseModel):
    type: str
    channel: Id
    user: Id
    ts: Timestamp
    text: Annotated[str, BeforeValidator(readable)] = ""
    thread_ts: Timestamp | None = None
    channel_type: str | None = None
    subtype: str | None = None
    bot_id: str | None = None
    app_id: str | None = None


class _Delivery(BaseModel):
    team_id: Id
    event_id: Annotated[str, StringConstraints(min_length=1, max_length=128)]
    event: _Event
    authorizations: list[_Authorization] = []


def asked_in(body: Mapping[str, Any]) -> Asked | None:
    """What was asked in a mention or a message; None when nobody asked the coach anything."""
    try:
        delivery = _Delivery.model_validate(body)
    except ValidationError:
        return None
    event = delivery.event
    coach = next((one.user_id for one in delivery.authorizations if one.user_id), None)
    if event.subtype not in _WRITTEN or event.bot_id or event.user == coach:
        return None
    mentioned = set(_MENTION.findall(event.text))
    addressed = event.type == "app_mention" or event.channel_type == "im" or coach in mentioned
    if not addressed and (mentioned or event.thread_ts is None):
        return None
    return Asked(
        team=delivery.team_id,
        channel=event.channel,
        user=event.user,
        text=plain_text(event.text),
        thread=event.thread_ts or event.ts,
        # One message may come as two events: a mention, and a message of its channel.
        keys=(
            f"slack/{delivery.team_id}/event/{delivery.event_id}",
            f"slack/{delivery.team_id}/message/{event.channel}/{event.ts}",
        ),
        follows=not addressed,
    )


def plain_text(text: str) -> str:
    """A message as it was typed: without Slack's escapes, and without who was mentioned."""
    without = html.unescape(_ENTITY.sub(_entity, text))
    return _SPACES.sub(" ", without).strip()


def _entity(match: re.Match[str]) -> str:
    target, _, label = match.group(1).partition("|")
    if target.startswith("@"):
        return ""
    if target.startswith("#"):
        return f"#{label}" if label else ""
    if target.startswith("!"):
        return "" if label.startswith("@") else label
    return label or target
