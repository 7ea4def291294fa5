"""A running server and the index under it: swapped, rolled back, damaged."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from typer.testing import CliRunner

from api import command_line, following
from api.app import create_app
from api.settings import Settings
from api.wiring import build_parts
from tests.conftest import counts

pytestmark = pytest.mark.integration

QUESTION = {"message": "Combien de temps vit le levain ?"}


@pytest.fixture(autouse=True)
def settings_of_the_bakery(
    tiny_corpus_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_CORPUS", str(tiny_corpus_folder))
    monkeypatch.setenv("COACH_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(following, "EVERY_S", 0.05)


@pytest.fixture
async def app() -> AsyncIterator[FastAPI]:
    settings = Settings()
    app = create_app(settings, await asyncio.to_thread(build_parts, settings))
    async with app.router.lifespan_context(app):
        yield app


def rewrite(folder: Path, years: str) -> None:
    """Another version of the article: another fact, and other offsets."""
    path = folder / "boulanger" / "article.md"
    head, _, body = path.read_text("utf-8").rpartition("---\n")
    _, _, body = body.partition("Un boulanger")
    body = f"\nVersion {years}. Un boulanger{body}"
    for number in ("trois", "quatre", "cinq"):
        body = body.replace(f"{number} ans", f"{years} ans")
    path.write_text(f"{head}---\n{body}", "utf-8")


def index_now(*arguments: str) -> str:
    """`cpo-coach index`."""
    done = CliRunner().invoke(command_line.app, ["index", *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.stderr
    return done.stderr


async def index(*arguments: str) -> str:
    return await asyncio.to_thread(index_now, *arguments)


async def text_of(client: httpx.AsyncClient) -> str:
    return str((await client.get("/api/articles/boulanger")).json()["text"])


async def wait_for(client: httpx.AsyncClient, text: str) -> str:
    async with asyncio.timeout(30):
        while text not in (served := await text_of(client)):
            await asyncio.sleep(0.05)
    return served


@pytest.mark.promise(23)
async def test_questions_during_swaps_and_a_roll_back_are_answered_from_one_index_each(
    app: FastAPI, client: httpx.AsyncClient, tiny_corpus_folder: Path
) -> None:
    """Promise 23."""
    versions = [await text_of(client)]
    replies = []
    swapped = asyncio.Event()

    async def ask() -> None:
        while not swapped.is_set() or len(replies) < counts(200, 10_000):
            replies.append(await client.post("/api/chat", json=QUESTION))

    async with asyncio.TaskGroup() as group:
        for _ in range(4):
            group.create_task(ask())
        for years in ("quatre", "cinq"):
            rewrite(tiny_corpus_folder, years)
            await index()
            versions.append(await wait_for(client, f"Version {years}."))
        await index("--rollback")
        assert await wait_for(client, "Version quatre.") == versions[1]
        swapped.set()
    seen = set()
    for reply in replies:
        assert reply.status_code == 200
        turn = reply.json()
        assert turn["citations"]
        fitting = [
            number
            for number, text in enumerate(versions)
            if all(text[c["start"] : c["end"]] == c["quote"] for c in turn["citations"])
        ]
        assert len(fitting) == 1, "all citations of an answer are of one version"
        seen.add(fitting[0])
    assert seen == {0, 1, 2}


def test_a_roll_back_lasts_over_a_restart_until_the_next_index(
    tiny_corpus_folder: Path,
) -> None:
    settings = Settings()
    index_now()
    rewrite(tiny_corpus_folder, "quatre")
    index_now()
    assert "is up to date" in " ".join(index_now().split())  # whatever the terminal's width
    index_now("--rollback")
    with opened(settings) as (text, built):
        assert "trois ans" in text
        assert not built
    assert "is up to date" in " ".join(index_now().split())  # whatever the terminal's width
    with opened(settings) as (text, built):
        assert "quatre ans" in text
        assert not built


@contextmanager
def opened(settings: Settings) -> Iterator[tuple[str, list[str]]]:
    told: list[str] = []
    parts = build_parts(settings, lambda what, _share: told.append(what))
    try:
        yield parts.corpus["boulanger"].text, told
    finally:
        parts.close()


def test_without_a_build_before_there_is_nothing_to_go_back_to() -> None:
    index_now()
    done = CliRunner().invoke(command_line.app, ["index", "--rollback"])
    assert done.exit_code == 1
    assert "no build before" in done.stderr


@pytest.mark.promise(25)
async def test_an_index_that_cannot_be_opened_leaves_the_server_with_the_one_it_has(
    app: FastAPI, client: httpx.AsyncClient, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Promise 25, while serving."""
    await index("--force")
    await asyncio.sleep(0.2)
    pointer = tmp_path / "data" / "index" / "current"
    whole = pointer.read_text()
    for garbage in ("", "nowhere", "../.."):
        pointer.write_text(garbage)
        await asyncio.sleep(0.2)
        assert (await client.post("/api/chat", json=QUESTION)).json()["citations"]
    assert "the index in use cannot be opened" in caplog.text
    pointer.write_text(whole)
    await asyncio.sleep(0.5)
    assert (await client.post("/api/chat", json=QUESTION)).json()["citations"]
