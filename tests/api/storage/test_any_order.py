"""Whatever people do with conversations, in whatever order, on two servers of one database.

A machine chooses what happens next; a model of some lines says what must be there afterwards.
"""

import asyncio
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from api.app import create_app
from api.settings import Settings
from api.storage import Database, Storage
from api.wiring import Parts
from corpus import load_corpus
from tests.api.fake_coach import FakeCoach
from tests.api.storage.conftest import Clock
from tests.conftest import TINY_ARTICLE, counts

pytestmark = pytest.mark.promise(4, 14, 16)

DAY_S = 86_400
RETENTION_DAYS = 30

NO_CONVERSATION = {"fr": "Conversation inconnue", "en": "Unknown conversation"}
NO_TURN = {"fr": "Réponse inconnue", "en": "Unknown answer"}
INVALID = {"fr": "Requête non valide", "en": "Invalid request"}
FAILED = {"fr": "Erreur du serveur", "en": "Server error"}

LETTERS = st.characters(codec="utf-8", exclude_characters="\0")
MESSAGES = st.text(LETTERS, min_size=1, max_size=40).filter(str.strip)
COMMENTS = st.none() | st.text(LETTERS, max_size=20)
SERVERS, LANGUAGES = st.integers(0, 1), st.sampled_from(["fr", "en"])
UNKNOWN_IDS = st.sampled_from(["", "x", "é", "a/b", "' OR 1=1 --", "A" * 24, "A" * 5000])


@dataclass
class Kept:
    """What must be kept of a conversation: its turns' ids and messages, and their feedback."""

    last_turn_at: float
    turns: list[tuple[str, str]] = field(default_factory=list)
    rated: dict[str, tuple[int, str | None]] = field(default_factory=dict)


class People(RuleBasedStateMachine):
    """People who talk to two servers, and a database that is swept and opened again."""

    conversations = Bundle("conversations")
    turns = Bundle("turns")

    def __init__(self) -> None:
        super().__init__()
        self.folder, self.clock = Path(tempfile.mkdtemp()), Clock()
        self.loop = asyncio.Runner()
        self.kept: dict[str, Kept] = {}
        self.gone: set[str] = set()

    @initialize()
    def start(self) -> None:
        article = self.folder / "articles" / "boulanger" / "article.md"
        article.parent.mkdir(parents=True)
        article.write_text(TINY_ARTICLE, encoding="utf-8")
        self.corpus = load_corpus(self.folder / "articles")
        self.servers = [self.started(), self.started()]

    def started(self) -> tuple[Storage, FakeCoach, httpx.AsyncClient]:
        url = f"sqlite:///{self.folder / 'data' / 'coach.sqlite3'}"
        storage = Storage(Database(url, now=self.clock), RETENTION_DAYS)
        coach = FakeCoach(self.corpus)
        parts = Parts(self.corpus, coach, storage, storage=storage)  # type: ignore[arg-type]
        app = create_app(Settings(rate_limit="off"), parts)
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        return storage, coach, httpx.AsyncClient(transport=transport, base_url="http://coach")

    def ask(self, server: int, method: str, path: str, **options: Any) -> httpx.Response:
        return self.loop.run(self.servers[server][2].request(method, path, **options))

    def say(self, server: int, said: str, known: str | None, language: str) -> httpx.Response:
        body = {"message": said, "conversation_id": known}
        headers = {"Accept-Language": language}
        return self.ask(server, "POST", "/api/chat", json=body, headers=headers)

    @rule(target=conversations, server=SERVERS, message=MESSAGES)
    def begin(self, server: int, message: str) -> str:
        reply = self.say(server, message, None, "fr").json()
        assert reply["answer"] == "0 avant [1]"
        assert reply["conversation_id"] not in {*self.kept, *self.gone}
        kept = Kept(self.clock.now, [(reply["turn_id"], message)])
        self.kept[reply["conversation_id"]] = kept
        return str(reply["conversation_id"])

    @rule(target=turns, known=conversations, server=SERVERS, message=MESSAGES, language=LANGUAGES)
    def go_on(self, known: str, server: int, message: str, language: str) -> Any:
        response = self.say(server, message, known, language)
        if known not in self.kept:
            assert_refused(response, 404, NO_CONVERSATION, language)
            return multiple()
        kept, reply = self.kept[known], response.json()
        assert reply["answer"] == f"{len(kept.turns)} avant [1]"
        assert reply["conversation_id"] == known
        kept.turns.append((reply["turn_id"], message))
        kept.last_turn_at = self.clock.now
        return str(reply["turn_id"])

    @rule(known=conversations, server=SERVERS, language=LANGUAGES)
    def go_on_with_nothing(self, known: str, server: int, language: str) -> None:
        assert_refused(self.say(server, " \n", known, language), 422, INVALID, language)

    @rule(known=conversations, server=SERVERS, language=LANGUAGES)
    def go_on_with_a_coach_that_fails(self, known: str, server: int, language: str) -> None:
        coach = self.servers[server][1]
        coach.failure = ValueError("canary")
        response = self.say(server, "x", known, language)
        coach.failure = None
        if known in self.kept:
            assert_refused(response, 500, FAILED, language)
        else:
            assert_refused(response, 404, NO_CONVERSATION, language)

    @rule(known=conversations, server=SERVERS, language=LANGUAGES)
    def export(self, known: str, server: int, language: str) -> None:
        headers = {"Accept-Language": language}
        response = self.ask(server, "GET", f"/api/conversations/{known}", headers=headers)
        if known in self.kept:
            assert kept_in(response) == self.kept[known].turns
            assert rated_in(response) == self.kept[known].rated
        else:
            assert_refused(response, 404, NO_CONVERSATION, language)

    @rule(
        turn=turns,
        server=SERVERS,
        value=st.sampled_from([1, -1, 0]),
        comment=COMMENTS,
        language=LANGUAGES,
    )
    def rate(self, turn: str, server: int, value: int, comment: str | None, language: str) -> None:
        body = {"turn_id": turn, "value": value, "comment": comment}
        headers = {"Accept-Language": language}
        response = self.ask(server, "POST", "/api/feedback", json=body, headers=headers)
        for kept in self.kept.values():
            if turn in dict(kept.turns):
                assert response.status_code == 204
                kept.rated[turn] = (value, comment)
                return
        assert_refused(response, 404, NO_TURN, language)

    @rule(target=conversations, known=consumes(conversations), server=SERVERS, language=LANGUAGES)
    def erase(self, known: str, server: int, language: str) -> str:
        headers = {"Accept-Language": language}
        response = self.ask(server, "DELETE", f"/api/conversations/{known}", headers=headers)
        if known in self.kept:
            assert response.status_code == 204
            self.forget(known)
        else:
            assert_refused(response, 404, NO_CONVERSATION, language)
        return known  # people may ask for it again

    @rule(guess=UNKNOWN_IDS, server=SERVERS, language=LANGUAGES)
    def guess(self, guess: str, server: int, language: str) -> None:
        assert_refused(self.say(server, "x", guess, language), 404, NO_CONVERSATION, language)

    @rule(days=st.sampled_from([1, 10, 29, 31]))
    def time_passes(self, days: int) -> None:
        self.clock.now += days * DAY_S

    @rule(server=SERVERS)
    def sweep(self, server: int) -> None:
        before = self.clock.now - RETENTION_DAYS * DAY_S
        old = [known for known, kept in self.kept.items() if kept.last_turn_at < before]
        assert self.loop.run(self.servers[server][0].sweep()) == len(old)
        for known in old:
            self.forget(known)

    @rule(server=SERVERS)
    def restart(self, server: int) -> None:
        self.stop(server)
        self.servers[server] = self.started()

    @invariant()
    def what_is_gone_is_in_no_file(self) -> None:
        files = (path for path in (self.folder / "data").rglob("*") if path.is_file())
        written = b"".join(path.read_bytes() for path in files)
        assert not [known for known in self.gone if known.encode() in written]

    def forget(self, known: str) -> None:
        self.gone |= {known, *dict(self.kept.pop(known).turns)}

    def stop(self, server: int) -> None:
        storage, _, client = self.servers[server]
        self.loop.run(client.aclose())
        self.loop.run(storage.close())

    def teardown(self) -> None:
        try:
            for known in self.kept:
                for server in (0, 1):
                    self.export(known, server, "fr")
        finally:
            for server in (0, 1):
                self.stop(server)
            self.loop.close()
            shutil.rmtree(self.folder)


def kept_in(export: httpx.Response) -> list[tuple[str, str]]:
    return [(turn["turn_id"], turn["message"]) for turn in export.json()["turns"]]


def rated_in(export: httpx.Response) -> dict[str, tuple[int, str | None]]:
    return {
        turn["turn_id"]: (turn["feedback"]["value"], turn["feedback"]["comment"])
        for turn in export.json()["turns"]
        if turn["feedback"]
    }


def assert_refused(
    response: httpx.Response, status: int, titles: dict[str, str], language: str
) -> None:
    problem = response.json()
    assert (response.status_code, problem["title"]) == (status, titles[language])
    assert "canary" not in response.text


@pytest.mark.timeout(counts(300, 3600))
def test_whatever_is_done_in_whatever_order_what_must_be_kept_is_kept_and_no_more() -> None:
    """Promises 4, 14 and 16, on SQLite."""
    run_state_machine_as_test(
        People,
        settings=settings(
            max_examples=counts(15, 300),
            stateful_step_count=counts(25, 60),
            deadline=None,
            derandomize=True,
            database=None,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
