"""What holds for every route: problems, limits, headers, health."""

import re
import time
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI
from pydantic import AnyHttpUrl

from api.app import create_app
from api.body_limit import MAX_BODY_BYTES
from api.settings import Settings
from api.wiring import Parts

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("method", "path", "status", "kind"),
    [
        ("GET", "/nowhere", 404, "not-found"),
        ("GET", "/api/chat/", 404, "not-found"),
        ("GET", "/docs", 404, "not-found"),
        ("GET", "/redoc", 404, "not-found"),
        ("GET", "/page/page.html", 404, "not-found"),
        ("GET", "/page/..%2Fproblems.toml", 404, "not-found"),
        ("GET", "/api/articles/unknown", 404, "unknown-article"),
        ("GET", "/?article=unknown", 404, "unknown-article"),
        ("GET", "/api/chat", 405, "method-not-allowed"),
        ("DELETE", "/live", 405, "method-not-allowed"),
        ("POST", "/api/chat", 422, "invalid"),
    ],
)
async def test_every_error_is_a_problem_in_both_languages(
    client: httpx.AsyncClient, method: str, path: str, status: int, kind: str
) -> None:
    titles = set()
    for language in ("fr", "en"):
        headers = {"Accept-Language": language}
        response = await client.request(method, path, headers=headers)
        assert response.status_code == status
        assert response.headers["content-type"] == "application/problem+json"
        problem = response.json()
        assert list(problem) == ["type", "title", "status", "detail", "instance"]
        request = response.headers["x-request-id"]
        assert problem["instance"] == f"urn:cpo-coach:request:{request}"
        assert problem["type"] == f"urn:cpo-coach:{kind}"
        assert problem["status"] == status
        titles.add(problem["title"])
    assert len(titles) == 2


async def test_a_problem_is_in_french_unless_another_language_is_wanted(
    client: httpx.AsyncClient,
) -> None:
    for header, title in (
        ("", "Introuvable"),
        ("de", "Introuvable"),
        ("de, en;q=0.1", "Not found"),
        ("en-GB,en;q=0.9,fr;q=0.8", "Not found"),
        ("en;q=0, fr;q=0.2", "Introuvable"),
        ("*", "Introuvable"),
    ):
        response = await client.get("/nowhere", headers={"Accept-Language": header})
        assert response.json()["title"] == title, header


async def test_the_language_of_the_body_goes_before_that_of_the_header(
    client: httpx.AsyncClient,
) -> None:
    body = {"message": "x", "language": "en", "conversation_id": "unknown"}
    response = await client.post("/api/chat", json=body, headers={"Accept-Language": "fr"})
    assert response.json()["title"] == "Unknown conversation"


async def test_a_method_that_is_not_allowed_says_which_is(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/chat")).headers["allow"] == "POST"


async def chunks(total: int) -> AsyncIterator[bytes]:
    for _ in range(total // 1000):
        yield b" " * 1000


@pytest.mark.promise(8)
@pytest.mark.parametrize("chunked", [True, False])
@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
async def test_a_body_over_64_kib_is_refused_at_once_however_it_is_sent(
    client: httpx.AsyncClient, chunked: bool, accept: str
) -> None:
    """Promise 8."""
    content = chunks(2_000_000) if chunked else b" " * (MAX_BODY_BYTES + 1)
    began = time.perf_counter()
    headers = {**JSON, "Accept": accept}
    response = await client.post("/api/chat", content=content, headers=headers)
    assert time.perf_counter() - began < 0.5  # 0.05 on a quiet machine
    assert response.status_code == 413
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["type"] == "urn:cpo-coach:too-large"


async def test_a_body_of_64_kib_is_read(client: httpx.AsyncClient) -> None:
    body = b'{"message": "x"}'.ljust(MAX_BODY_BYTES)
    assert (await client.post("/api/chat", content=body, headers=JSON)).status_code == 200


@pytest.mark.promise(11)
async def test_an_unexpected_error_is_a_500_that_says_nothing_of_itself(app: FastAPI) -> None:
    """Promise 11."""

    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("canary")

    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://coach") as client:
        response = await client.get("/broken")
    assert response.status_code == 500
    assert response.json()["type"] == "urn:cpo-coach:failed"
    assert "canary" not in response.text
    assert response.headers["x-request-id"] in response.json()["instance"]
    assert "content-security-policy" in response.headers


async def test_no_route_lets_a_browser_run_or_fetch_what_is_not_ours(
    client: httpx.AsyncClient,
) -> None:
    for path in ("/", "/live", "/nowhere", "/page/page.js"):
        headers = (await client.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'self';")
        assert "unsafe" not in policy


async def test_a_request_keeps_the_id_a_proxy_gave_it_and_no_other(
    client: httpx.AsyncClient,
) -> None:
    given = "0123456789abcdef"
    response = await client.get("/live", headers={"X-Request-ID": given})
    assert response.headers["x-request-id"] == given
    for forged in ("short", "x" * 65, "a line\tof the log", "é" * 16):
        headers = {"X-Request-ID": forged.encode()}
        made = (await client.get("/live", headers=headers)).headers["x-request-id"]
        assert re.fullmatch("[0-9a-f]{16}", made)


async def test_browsers_keep_to_https_only_where_visitors_come_by_it(parts: Parts) -> None:
    for url, promised in (("https://coach.example", True), ("http://coach.example", False)):
        app = create_app(Settings(public_url=AnyHttpUrl(url)), parts)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=url) as client:
            headers = (await client.get("/live")).headers
        assert ("strict-transport-security" in headers) == promised


@pytest.mark.promise(13)
async def test_nothing_is_allowed_to_another_origin(client: httpx.AsyncClient) -> None:
    """Promise 13, its default: the same origin only."""
    for origin in ("https://elsewhere.example", "null"):
        for method in ("OPTIONS", "POST"):
            response = await client.request(
                method, "/api/chat", json={"message": "x"}, headers={"Origin": origin}
            )
            assert not [name for name in response.headers if name.startswith("access-control")]


async def test_alive_and_ready(client: httpx.AsyncClient) -> None:
    live, ready = await client.get("/live"), await client.get("/ready")
    assert (live.status_code, live.json()) == (200, {"status": "live"})
    assert (ready.status_code, ready.json()) == (200, {"status": "ready", "storage": "ok"})
    assert (await client.head("/ready")).status_code == 200


async def test_before_its_parts_are_loaded_the_server_is_alive_and_not_ready() -> None:
    transport = httpx.ASGITransport(create_app(Settings()))
    async with httpx.AsyncClient(transport=transport, base_url="http://coach") as client:
        assert (await client.get("/live")).status_code == 200
        for path in ("/ready", "/", "/api/articles"):
            response = await client.get(path)
            assert response.status_code == 503
            assert response.json()["type"] == "urn:cpo-coach:not-ready"
            assert "retry-after" in response.headers


async def test_what_was_opened_is_let_go_when_the_server_stops(parts: Parts) -> None:
    let_go: list[bool] = []
    app = create_app(Settings(), replace(parts, close=lambda: let_go.append(True)))
    async with app.router.lifespan_context(app):
        assert not let_go
    assert let_go == [True]


async def test_the_description_of_the_api_holds_the_contract(client: httpx.AsyncClient) -> None:
    description = (await client.get("/openapi.json")).json()
    answers = description["paths"]["/api/chat"]["post"]["responses"]
    assert set(answers) == {"200", "404", "413", "422", "429", "500", "503"}
    assert set(answers["200"]["content"]) == {"application/json", "text/event-stream"}
    assert list(answers["422"]["content"]) == ["application/problem+json"]
    message = description["components"]["schemas"]["ChatRequest"]["properties"]["message"]
    assert (message["minLength"], message["maxLength"]) == (1, 4000)
    assert not re.search(r"/root|/work|site-packages", str(description))
