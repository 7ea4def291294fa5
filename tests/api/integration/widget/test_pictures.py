"""Pictures of the main states, to look at: `make pictures`. With the real coach."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from api.app import create_app
from api.settings import Settings
from api.wiring import build_parts
from tests.api.integration.widget.conftest import Visitor
from tests.api.integration.widget.scripted_coach import ScriptedCoach, Site, running

ROOT = Path(__file__).parents[4]
FOLDER = os.environ.get("COACH_PICTURES", "")
DATA = os.environ.get("COACH_DATA", ".coach")

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(not FOLDER, reason="for people to look at: make pictures"),
]

DESK, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
QUESTIONS = {
    "fr": ("Combien gagne un CPO débutant à Paris ?", "Quelle est la capitale de la Mongolie ?"),
    "en": ("What is a CPO responsible for?", "What is the capital of Mongolia?"),
}
ABOUT_ME = {
    "fr": "Je suis PM depuis 4 ans, j’ai un bac+5 et je pratique Scrum. Que me manque-t-il ?",
    "en": "I have been a PM for 4 years, I have a master’s degree and use Scrum. What do I lack?",
}


@pytest.fixture(scope="module")
def real_site() -> Iterator[Site]:
    settings = Settings(_env_file=None, data=ROOT / DATA)
    parts = build_parts(settings)
    with running(create_app(settings, parts)) as address:
        yield Site(address, ScriptedCoach(parts.corpus))
    parts.close()


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("name", "size"), [("desk", DESK), ("phone", PHONE)])
def test_take_pictures(
    browser: Browser, real_site: Site, language: str, scheme: str, name: str, size: dict[str, int]
) -> None:
    folder = ROOT / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    context = browser.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
    visitor = Visitor(context.new_page(), real_site)

    def take(state: str) -> None:
        visitor.page.mouse.move(5, 5)
        visitor.page.wait_for_timeout(900)
        path = folder / f"{name}-{language}-{scheme}-{state}.png"
        visitor.page.screenshot(path=path)
        assert path.stat().st_size > 5000

    question, off_topic = QUESTIONS[language]
    visitor.go(f"?lang={language}")
    take("1-closed")
    visitor.open()
    take("2-open")
    turn = visitor.ask(question)
    turn.locator(".cite").first.click()
    take("3-source")
    turn.locator(".see").click()
    take("4-seen")
    if visitor.widget.locator(".launcher").is_visible():
        visitor.widget.locator(".launcher").click()
    visitor.ask(off_topic)
    take("5-not-covered")
    turn = visitor.ask(ABOUT_ME[language])
    take("6-coaching")
    turn.locator(".assessment summary").evaluate("element => element.scrollIntoView()")
    take("7-assessment")
    visitor.page.goto(f"{real_site.address}embed?lang={language}")
    take("8-embed")
    assert [text for text in visitor.complaints if "404" not in text] == []
    context.close()
