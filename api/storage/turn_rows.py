"""A turn as it is stored: what was said, and what stood of the person by then.

What stands changes in few turns and is most of their size, so it is kept once per conversation for
all the turns it is the same in.
"""

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import TypeAdapter

from coach import Fact, Turn


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands of a person after a turn."""

    profile: Mapping[str, Any] | None
    assessment: Mapping[str, Any] | None
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """What is stored of a turn.

    Attributes:
        body: JSON of the turn without what stands.
        standing: JSON of what stands, compressed; None when nothing does.
    """

    body: str
    standing: bytes | None

    @property
    def standing_key(self) -> str | None:
        """The same for the same standing."""
        if self.standing is None:
            return None
        return hashlib.blake2s(self.standing, digest_size=16).hexdigest()


_FAST = 1
"""A level of compression: a fifth of a millisecond, for a quarter of the size."""

_NOTHING = Standing(None, None, ())
_TURN, _STANDING = TypeAdapter(Turn), TypeAdapter(Standing)


def stored(turn: Turn) -> StoredTurn:
    """What to store of a turn."""
    standing = Standing(turn.profile, turn.assessment, turn.facts)
    body = _TURN.dump_json(replace(turn, profile=None, assessment=None, facts=())).decode()
    if standing == _NOTHING:
        return StoredTurn(body, None)
    return StoredTurn(body, zlib.compress(_STANDING.dump_json(standing), _FAST))


def restored(body: str, standing: bytes | None) -> Turn:
    """The turn that was stored."""
    turn = _TURN.validate_json(body)
    if standing is None:
        return turn
    stands = _STANDING.validate_json(zlib.decompress(standing))
    return replace(turn, profile=stands.profile, assessment=stands.assessment, facts=stands.facts)
