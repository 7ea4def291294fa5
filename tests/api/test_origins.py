"""Which sites' pages may talk to the server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from api.app import create_app
from api.errors import SettingsError
from api.settings import Settings, read_settings
from api.wiring import Parts

BLOG, OTHER = "https://blog.example", "http://localhost:3000"
MESSAGE = {"message": "Bonjour"}
PREFLIGHT = {"Access-Control-Request-Method": "POST"}
GRANTED = {
    "access-control-allow-origin": BLOG,
    "access-control-allow-methods": "GET, POST, DELETE",
    "access-control-allow-headers": "Content-Type",
    "access-control-max-age": "600",
}
READ = {"access-control-allow-origin": BLOG, "access-control-expose-headers": "Retry-After"}
NOTHING: dict[str, str] = {}


@asynccontextmanager
async def client(parts: Parts, *allowed: str) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(Settings(allowed_origins=allowed), parts)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://coach") as client:
        yield client


def granted(response: httpx.Response) -> dict[str, str]:
    """The headers that say what pages of other origins may do."""
    return {
        name: value
        for name, value in response.headers.items()
        if name.startswith("access-control-")
    }


# Who is allowed, what is asked for and by whom, and what must come back: status and headers.
CASES = [
    # by default only our own pages
    ((), "POST", "/api/chat", {}, 200, NOTHING),
    ((), "POST", "/api/chat", {"Origin": "http://coach"}, 200, NOTHING),
    ((), "POST", "/api/chat", {"Origin": BLOG}, 200, NOTHING),
    ((), "OPTIONS", "/api/chat", {"Origin": BLOG, **PREFLIGHT}, 405, NOTHING),
    ((), "GET", "/api/articles", {"Origin": BLOG}, 200, NOTHING),
    ((), "GET", "/widget.js", {"Origin": BLOG}, 200, NOTHING),
    ((), "OPTIONS", "/api/chat", {}, 405, NOTHING),
    # an allowed origin, exactly
    ((BLOG,), "POST", "/api/chat", {"Origin": BLOG}, 200, READ),
    ((BLOG,), "OPTIONS", "/api/chat", {"Origin": BLOG, **PREFLIGHT}, 204, GRANTED),
    ((BLOG,), "GET", "/api/articles", {"Origin": BLOG}, 200, READ),
    ((BLOG,), "GET", "/widget/welcome", {"Origin": BLOG}, 200, READ),
    ((BLOG,), "GET", "/widget/x/coach.js", {"Origin": BLOG}, 200, READ),
    ((BLOG,), "GET", "/widget/x/nothing.js", {"Origin": BLOG}, 404, READ),
    ((BLOG,), "POST", "/api/chat", {"Origin": BLOG, "Content-Type": "text/plain"}, 422, READ),
    ((BLOG,), "OPTIONS", "/api/chat", {"Origin": BLOG}, 405, READ),
    ((BLOG, OTHER), "POST", "/api/chat", {"Origin": BLOG}, 200, READ),
    # the same by another name, or nearly
    ((BLOG,), "POST", "/api/chat", {"Origin": "null"}, 200, NOTHING),
    ((BLOG,), "POST", "/api/chat", {"Origin": "http://blog.example"}, 200, NOTHING),
    ((BLOG,), "POST", "/api/chat", {"Origin": "https://blog.example:8443"}, 200, NOTHING),
    ((BLOG,), "POST", "/api/chat", {"Origin": "https://a.blog.example"}, 200, NOTHING),
    ((BLOG,), "POST", "/api/chat", {"Origin": "https://evilblog.example"}, 200, NOTHING),
    ((BLOG,), "POST", "/api/chat", {"Origin": "https://blog.example.evil.example"}, 200, NOTHING),
    ((BLOG,), "POST", "/api/chat", {"Origin": "https://blog.example@evil.example"}, 200, NOTHING),
    ((BLOG,), "POST", "/api/chat", {"Origin": f"{BLOG}, https://evil.example"}, 200, NOTHING),
    ((BLOG,), "POST", "/api/chat", {"Origin": f"{BLOG}/"}, 200, NOTHING),
    ((BLOG,), "POST", "/api/chat", {"Origin": "*"}, 200, NOTHING),
    ((BLOG,), "POST", "/api/chat", {"Origin": ""}, 200, NOTHING),
    ((BLOG,), "OPTIONS", "/api/chat", {"Origin": "null", **PREFLIGHT}, 405, NOTHING),
    (
        (BLOG,),
        "OPTIONS",
        "/api/chat",
        {"Origin": "https://evil.example", **PREFLIGHT},
        405,
        NOTHING,
    ),
    # what the widget does not need is for our own pages
    ((BLOG,), "GET", "/", {"Origin": BLOG}, 200, NOTHING),
    ((BLOG,), "GET", "/ready", {"Origin": BLOG}, 200, NOTHING),
    ((BLOG,), "OPTIONS", "/", {"Origin": BLOG, **PREFLIGHT}, 405, NOTHING),
]


@pytest.mark.parametrize(("allowed", "method", "path", "headers", "status", "expected"), CASES)
@pytest.mark.promise(13)
async def test_a_page_of_another_origin_gets_exactly_what_it_was_granted(
    parts: Parts,
    allowed: tuple[str, ...],
    method: str,
    path: str,
    headers: dict[str, str],
    status: int,
    expected: dict[str, str],
) -> None:
    """Promise 13."""
    async with client(parts, *allowed) as asking:
        body = {"json": MESSAGE} if method == "POST" else {}
        response = await asking.request(method, path, headers=headers, **body)  # type: ignore[arg-type]
    assert response.status_code == status
    assert granted(response) == expected


@pytest.mark.promise(13)
def test_there_are_thirty_cases_and_each_is_another() -> None:
    """Promise 13."""
    assert len(CASES) >= 30
    assert all(case not in CASES[:number] for number, case in enumerate(CASES))


async def test_a_cache_never_gives_one_site_what_was_answered_to_another(parts: Parts) -> None:
    async with client(parts, BLOG) as asking:
        for headers in ({}, {"Origin": BLOG}, {"Origin": "https://evil.example"}):
            response = await asking.get("/api/articles", headers=headers)
            assert "origin" in response.headers["vary"].lower()


async def test_no_cookie_is_ever_allowed_or_set(parts: Parts) -> None:
    async with client(parts, BLOG) as asking:
        response = await asking.post("/api/chat", json=MESSAGE, headers={"Origin": BLOG})
    assert "access-control-allow-credentials" not in response.headers
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", ()),
        ("https://blog.example", (BLOG,)),
        (" https://Blog.Example/ ,\thttp://localhost:3000,", (BLOG, OTHER)),
        ("https://blog.example:443,http://a.example:80", (BLOG, "http://a.example")),
        ("http://[::1]:8000", ("http://[::1]:8000",)),
    ],
)
def test_origins_are_read_as_browsers_send_them(
    monkeypatch: pytest.MonkeyPatch, typed: str, read: tuple[str, ...]
) -> None:
    monkeypatch.setenv("COACH_ALLOWED_ORIGINS", typed)
    assert read_settings().allowed_origins == read


@pytest.mark.parametrize(
    "typed",
    ["*", "null", "blog.example", "https://*.blog.example", "https://blog.example/path",
     "ftp://blog.example", "https://", "https://user:canary@blog.example", "https://a.example b"],
)  # fmt: skip
def test_what_is_no_exact_origin_stops_the_start_without_being_repeated(
    monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    monkeypatch.setenv("COACH_ALLOWED_ORIGINS", f"https://first.example,{typed}")
    with pytest.raises(SettingsError, match="COACH_ALLOWED_ORIGINS: each must be") as refused:
        read_settings()
    assert "first" not in str(refused.value)
    assert "canary" not in str(refused.value)
