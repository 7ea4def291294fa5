"""A visitor with a real browser, on the article's page, where there is a browser."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    Playwright,
    Request,
    sync_playwright,
)

from api.settings import Settings
from tests.api.integration.widget.blog import Blog, blogging
from tests.api.integration.widget.scripted_coach import Site, serving


class Visitor:
    """A page with the widget, what it asked for and what it complained about."""

    def __init__(self, page: Page, site: Site) -> None:
        self.page, self.site = page, site
        self.requests: list[str] = []
        self.sent: list[tuple[str, str, Any]] = []
        self.complaints: list[str] = []
        page.on("request", self._note)
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, request: Request) -> None:
        self.requests.append(request.url)
        if request.method in ("POST", "DELETE"):
            path = request.url.removeprefix(self.site.address)
            self.sent.append((request.method, path, json.loads(request.post_data or "null")))

    @property
    def widget(self) -> Locator:
        return self.page.locator("coach-widget")

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def box(self) -> Locator:
        return self.page.get_by_role("textbox", name=re.compile("question", re.IGNORECASE))

    def go(self, path: str = "?lang=fr") -> "Visitor":
        self.page.goto(self.site.address + path)
        self.widget.locator(".launcher").wait_for(state="attached")
        return self

    def open(self) -> "Visitor":
        self.widget.locator(".launcher").click()
        self.box.wait_for()
        self.widget.locator(".starters .chip").first.wait_for()
        return self

    def say(self, message: str) -> None:
        """Send a message and wait for nothing."""
        self.box.fill(message)
        self.page.keyboard.press("Enter")

    def ask(self, message: str) -> Locator:
        """Ask and wait for the whole answer."""
        before = self.widget.locator(".actions").count()
        self.say(message)
        self.widget.locator(".actions").nth(before).wait_for()
        return self.widget.locator(".turn").last

    def kept(self) -> list[Any]:
        stored = "[Object.keys(localStorage), Object.keys(sessionStorage), document.cookie]"
        return list(self.page.evaluate(stored))

    def highlighted(self) -> str:
        """The text of the page that is highlighted."""
        script = "[...(CSS.highlights.get('coach-sentence') ?? [])].map(String).join('|')"
        return str(self.page.evaluate(script))


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    own = playwright.chromium.executable_path
    found = own if Path(own).exists() else shutil.which("chromium")
    if found is None:
        pytest.skip("no browser on this machine")
    browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def blog() -> Iterator[Blog]:
    with blogging() as blog:
        yield blog


@pytest.fixture(scope="module")
def site(blog: Blog) -> Iterator[Site]:
    with serving(
        Settings(_env_file=None, allowed_origins=(blog.allowed,), rate_limit="off")
    ) as site:
        yield site


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 860})
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def visitor(context: BrowserContext, site: Site) -> Iterator[Visitor]:
    yield Visitor(context.new_page(), site)
    site.coach.gate.set()
    site.coach.turns.clear()
    site.coach.piece = 7
