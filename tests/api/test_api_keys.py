"""Keys for programs."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request
from typer.testing import CliRunner

from api.api_keys import digest_of, new_key
from api.app import create_app
from api.command_line import app as command_line
from api.errors import SettingsError
from api.settings import Settings
from api.wiring import Parts

KEY = "coach-0123456789abcdef"


async def status_of(app: FastAPI, path: str = "/v1/probe", **headers: str) -> int:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://coach") as client:
        return (await client.get(path, headers=headers)).status_code


def probed(parts: Parts, **settings: Any) -> FastAPI:
    """The application, with a route below /v1 that tells whose key it was called with."""
    app = create_app(Settings(**settings), parts)

    @app.get("/v1/probe")
    async def probe(request: Request) -> str:
        return str(request.state.api_key)

    return app


@pytest.mark.parametrize("held", [KEY, digest_of(KEY), f"{digest_of('x' * 20)}, {KEY}"])
async def test_with_keys_a_program_needs_one_of_them(parts: Parts, held: str) -> None:
    app = probed(parts, api_keys=held)
    assert await status_of(app, Authorization=f"Bearer {KEY}") == 200
    assert await status_of(app, Authorization=f"bearer {KEY}") == 200
    for wrong in (
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer null"},
        {"Authorization": KEY},
        {"Authorization": f"Basic {KEY}"},
        {"Authorization": f"Bearer {digest_of(KEY)}"},
        {"Authorization": f"Bearer {KEY}x"},
        {"X-API-Key": KEY},
    ):
        assert await status_of(app, **wrong) == 401


async def test_every_path_below_v1_needs_one_and_a_visitors_page_does_not(parts: Parts) -> None:
    app = probed(parts, api_keys=KEY)
    for path in ("/v1", "/v1/", "/v1/models", "/v1//chat/completions"):
        assert await status_of(app, path) == 401
    for path in ("/", "/api/articles", "/live"):
        assert await status_of(app, path) == 200


@pytest.mark.parametrize(
    ("host", "public", "needed"),
    [
        ("127.0.0.1", False, False),
        ("localhost", False, False),
        ("::1", False, False),
        ("0.0.0.0", False, True),
        ("192.168.1.4", False, True),
        ("coach.example", False, True),
        ("0.0.0.0", True, False),
    ],
)
async def test_without_keys_programs_are_let_in_on_this_machine_or_where_all_is_public(
    parts: Parts, host: str, public: bool, needed: bool
) -> None:
    app = probed(parts, host=host, public=public)
    assert await status_of(app) == (401 if needed else 200)


@pytest.mark.promise(11)
async def test_a_refusal_says_how_a_key_is_given_and_never_which(parts: Parts) -> None:
    """Promise 11."""
    transport = httpx.ASGITransport(probed(parts, api_keys=KEY))
    async with httpx.AsyncClient(transport=transport, base_url="http://coach") as client:
        response = await client.get("/v1/probe", headers={"Authorization": "Bearer canary-canary"})
    assert response.headers["www-authenticate"] == "Bearer"
    assert response.json()["error"]["type"] == "authentication_error"
    assert "canary" not in response.text
    assert KEY not in response.text + repr(Settings(api_keys=KEY))


def test_a_key_too_short_to_be_one_stops_the_start(parts: Parts) -> None:
    with pytest.raises(SettingsError, match="COACH_API_KEYS") as stopped:
        create_app(Settings(api_keys="canary"), parts)
    assert "canary" not in str(stopped.value)


def test_the_command_line_makes_a_key_and_its_digest() -> None:
    printed = CliRunner().invoke(command_line, ["key"]).stdout.split()
    assert printed[1] == f"COACH_API_KEYS={digest_of(printed[0])}"
    assert len(printed[0]) >= 40
    assert new_key() != new_key()
