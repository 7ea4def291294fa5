"""How a route gets at the parts that live as long as the server."""

from typing import Annotated

from fastapi import Depends, Request

from api.errors import NotReady
from api.turns import Turns
from api.wiring import Parts


async def parts_of(request: Request) -> Parts:
    """The parts of the coach.

    Raises:
        NotReady: they are not loaded yet.
    """
    parts: Parts | None = request.app.state.parts
    if parts is None:
        raise NotReady
    return parts


async def turns_of(request: Request) -> Turns:
    """What answers messages and keeps the turns.

    Raises:
        NotReady: the parts are not loaded yet.
    """
    turns: Turns | None = request.app.state.turns
    if turns is None:
        raise NotReady
    return turns


TheParts = Annotated[Parts, Depends(parts_of)]
TheTurns = Annotated[Turns, Depends(turns_of)]
