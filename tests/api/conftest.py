"""The application around a fake coach, and a client that speaks to it without a socket."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from api.app import create_app
from api.settings import Settings
from api.wiring import Parts
from corpus import Corpus
from tests.api.fake_coach import FakeCoach, fake_parts


@pytest.fixture(autouse=True)
def settings_of_nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting and no `.env` of whoever runs the tests reaches them."""
    for name in list(os.environ):
        if name.startswith("COACH_") and name != "COACH_FULL_COUNTS":
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def parts(tiny_corpus: Corpus) -> Parts:
    return fake_parts(tiny_corpus)


@pytest.fixture
def coach(parts: Parts) -> FakeCoach:
    assert isinstance(parts.coach, FakeCoach)
    return parts.coach


@pytest.fixture
def app(parts: Parts) -> FastAPI:
    return create_app(Settings(), parts)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://coach") as client:
        yield client
