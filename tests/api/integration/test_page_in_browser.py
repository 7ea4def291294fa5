"""The article's page in a real browser, where there is one."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, sync_playwright

pytestmark = pytest.mark.integration

CANARY = "https://evil.example/"
HOSTILE = f"""\
<script>document.title = "canary"</script> <img src="{CANARY}" onerror="document.title='canary'">

![image]({CANARY}x.png) [link](javascript:document.title='canary') <{CANARY}> [ref][1]

- **<svg onload="document.title='canary'">** [1] [2]

[1]: {CANARY}
"""


class Visit:
    """A page and all it asked for and complained about."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def ask(self, message: str) -> None:
        self.page.get_by_role("textbox").fill(message)
        self.page.keyboard.press("Enter")
        self.page.locator(".sources").last.wait_for()


@pytest.fixture(scope="module")
def executable() -> str:
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    found = own if Path(own).exists() else shutil.which("chromium")
    if found is None:
        pytest.skip("no browser on this machine")
    return found


@pytest.fixture
def visit(executable: str, address: str) -> Iterator[Visit]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        try:
            visit = Visit(browser.new_page(locale="fr-FR"))
            visit.page.goto(address)
            yield visit
        finally:
            browser.close()


def test_before_the_first_message_only_the_page_is_fetched_and_nothing_is_kept(
    visit: Visit, address: str
) -> None:
    """Promise 15."""
    visit.page.wait_for_load_state("networkidle")
    paths = {url.removeprefix(address) for url in visit.requests}
    assert paths == {"/", "/page/page.css", "/page/page.js"}
    kept = "[localStorage.length, sessionStorage.length, document.cookie]"
    assert visit.page.evaluate(kept) == [0, 0, ""]
    assert visit.complaints == []


def test_an_answer_shows_its_quote_and_leads_to_its_section(visit: Visit) -> None:
    visit.ask("Bonjour")
    log = visit.page.get_by_role("log")
    assert "0 avant [1]" in log.inner_text()
    assert log.locator("blockquote").inner_text() == "Un boulanger se lève tôt."
    log.get_by_role("link", name="[1]", exact=True).click()
    assert visit.page.url.endswith("#intro")
    visit.page.get_by_role("button", name="Et le levain ?").click()
    visit.page.get_by_text("1 avant").wait_for()
    assert visit.complaints == []


def test_a_hostile_answer_runs_nothing_and_fetches_nothing(visit: Visit, address: str) -> None:
    """Promise 2."""
    title = visit.page.title()
    citation = {
        "number": 1,
        "article": '"><script>',
        "section": "<b>",
        "quote": HOSTILE,
        "translation": HOSTILE,
        "start": 0,
    }
    reply: dict[str, Any] = {
        "conversation_id": "x",
        "language": "fr",
        "answer": HOSTILE,
        "citations": [citation],
        "suggestions": [HOSTILE],
    }

    def answer(route: Route) -> None:
        route.fulfill(content_type="application/json", body=json.dumps(reply))

    visit.page.route("**/api/chat", answer)
    visit.ask("x")
    visit.page.wait_for_timeout(200)
    assert visit.page.title() == title
    assert all(url.startswith(address) for url in visit.requests)
    assert visit.complaints == []
    assert visit.page.locator("#coach-log :is(script, img, svg, b)").count() == 0
    for link in visit.page.locator("#coach-log a").all():
        assert str(link.get_attribute("href")).startswith(("#", "/?article="))


def test_a_conversation_the_server_has_forgotten_is_begun_again(visit: Visit) -> None:
    visit.ask("Bonjour")
    sent: list[Any] = []

    def forget_once(route: Route) -> None:
        sent.append(route.request.post_data_json)
        if len(sent) == 1:
            route.fulfill(status=404, content_type="application/problem+json", body="{}")
        else:
            route.continue_()

    visit.page.route("**/api/chat", forget_once)
    visit.page.get_by_role("textbox").fill("Encore")
    visit.page.get_by_role("button", name="Envoyer").click()
    visit.page.locator(".sources").nth(1).wait_for()
    assert [body["message"] for body in sent] == ["Encore", "Encore"]
    assert sent[0]["conversation_id"]
    assert sent[1]["conversation_id"] is None


def test_a_server_that_does_not_answer_gives_the_message_back(visit: Visit) -> None:
    visit.page.route("**/api/chat", lambda route: route.abort())
    visit.page.get_by_role("textbox").fill("Bonjour")
    visit.page.keyboard.press("Enter")
    visit.page.get_by_text("Le serveur n’a pas répondu").wait_for()
    assert visit.page.get_by_role("textbox").input_value() == "Bonjour"


def test_a_narrow_page_keeps_the_article_readable(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 320, "height": 640})
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 320
    visit.ask("Bonjour")
    chat = visit.page.locator("#coach-chat").bounding_box()
    assert chat is not None
    assert chat["height"] <= 0.75 * 640 + 1
