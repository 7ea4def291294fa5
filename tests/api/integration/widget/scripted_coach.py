"""A server around a coach whose turns are written down by the test, on the shipped article."""

import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import anyio
import uvicorn
from fastapi import FastAPI

from api.app import create_app
from api.server import bind
from api.settings import Settings
from api.wiring import Parts
from coach import (
    Citation,
    Conversation,
    MemoryConversations,
    TextDelta,
    Turn,
    TurnBegan,
    TurnEvent,
    new_id,
)
from corpus import Corpus, load_corpus

ARTICLE = "chief-product-officer"
SALARY = "En France, les salaires d’un Chief Product Offier"
PARIS = "Sur le marché parisien"
EXPERIENCE = "Il couronne généralement un parcours"


@dataclass
class ScriptedCoach:
    """Gives the turn that was written for a message, in pieces of a few characters.

    Attributes:
        gate: when cleared, an answer stops after its first piece until it is set again.
        piece: the characters of a piece.
    """

    corpus: Corpus
    turns: dict[str, Turn] = field(default_factory=dict)
    gate: threading.Event = field(default_factory=threading.Event)
    piece: int = 7
    closed: int = 0

    async def stream(
        self, message: str, conversation: Conversation, language: str | None = None
    ) -> AsyncIterator[TurnEvent]:
        turn = replace(self.turns.get(message, self.plain(message)), id=new_id(), message=message)
        waiting = {f"[{one.number}]": one for one in turn.citations}
        sent = ""
        try:
            yield TurnBegan(turn.id, turn.language)
            for start in range(0, len(turn.answer), self.piece):
                text = turn.answer[start : start + self.piece]
                yield TextDelta(text)
                sent += text
                for marker in [marker for marker in waiting if marker in sent]:
                    yield waiting.pop(marker)
                while not self.gate.is_set():
                    await anyio.sleep(0.01)
            yield turn
        finally:
            self.closed += 1

    def plain(self, message: str) -> Turn:
        """An answer to anything: two sentences of the article."""
        first, second = self.cite(SALARY, 1), self.cite(PARIS, 2)
        answer = f"D’après l’article :\n\n{first.quote} [1] {second.quote} [2]"
        asked = ("Et à Lyon ?", "Et ensuite ?")
        return Turn("", message, "answer", "fr", answer, (first, second), asked, 0.9)

    def cite(self, begins: str, number: int) -> Citation:
        """The citation of the passage that begins so."""
        article = self.corpus[ARTICLE]
        passage = next(one for one in article.passages if one.text.startswith(begins))
        section = article.sections[passage.section]
        return Citation(
            number=number,
            article=article.slug,
            section=section.heading or "intro",
            path=section.path,
            quote=passage.text,
            start=passage.start,
            end=passage.end,
        )


def assessment(coach: ScriptedCoach) -> dict[str, Any]:
    """Three criteria, one of each state, and two steps."""
    from dataclasses import asdict

    cited = [asdict(coach.cite(EXPERIENCE, 1)), asdict(coach.cite(PARIS, 2))]
    return {
        "criteria": [
            _criterion("education", "Formation", "met", "Un bac+5", [2]),
            _criterion("product_experience", "Expérience", "gap", "4 ans dans le produit", [1]),
            _criterion("methods", "Méthodes", "unknown", "Rien n’est encore dit", []),
        ],
        "next_steps": [
            {"text": "Prends de l’expérience", "citations": [1]},
            {"text": "Passe une certification", "citations": []},
        ],
        "citations": cited,
    }


def _criterion(
    key: str, label: str, status: str, reason: str, citations: list[int]
) -> dict[str, Any]:
    return {
        "key": key,
        "label": label,
        "status": status,
        "reason": reason,
        "citations": citations,
    }


@dataclass
class Site:
    """A running server and its coach."""

    address: str
    coach: ScriptedCoach


@contextmanager
def serving(settings: Settings) -> Iterator[Site]:
    """Serve on a free port until left."""
    coach = ScriptedCoach(load_corpus())
    coach.gate.set()
    parts = Parts(coach.corpus, coach, MemoryConversations())  # type: ignore[arg-type]
    app = create_app(settings, parts)
    with running(app) as address:
        try:
            yield Site(address, coach)
        finally:
            coach.gate.set()


@contextmanager
def running(app: FastAPI) -> Iterator[str]:
    """Run an application in a thread until left. Gives its address."""
    listener = bind("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()
