"""Everyone can use it: what axe finds, targets, focus, narrow screens, motion, forced colours."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from coach import Turn
from tests.api.integration.widget.conftest import Visitor
from tests.api.integration.widget.scripted_coach import Site
from tests.api.integration.widget.test_visitor import coaching
from tests.conftest import counts

pytestmark = pytest.mark.integration

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 860}


def serious(visitor: Visitor) -> list[str]:
    """What axe finds that is serious or critical in the page as it is."""
    # Its script is put there by the browser's own protocol, which no policy of a page concerns.
    visitor.page.wait_for_timeout(350)  # a colour in the middle of an animation has no contrast
    found = Axe().run(visitor.page, options=RULES).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


WAYS = [("light", DESK), ("dark", PHONE), ("dark", DESK), ("light", PHONE)]


@pytest.mark.parametrize(("scheme", "size"), WAYS[: counts(2, 4)])
@pytest.mark.promise(38)
def test_axe_finds_nothing_serious_in_any_state(
    browser: Browser, site: Site, scheme: str, size: dict[str, int]
) -> None:
    """Promise 38."""
    context = browser.new_context(
        color_scheme=scheme,  # type: ignore[arg-type]
        viewport=size,  # type: ignore[arg-type]
        locale="fr-FR",
        bypass_csp=True,  # axe itself makes functions of strings
    )
    visitor = Visitor(context.new_page(), site)
    turns = site.coach.turns
    turns["?"] = Turn("", "", "not_covered", "fr", "L’article ne répond pas.", ())
    turns["Moi"] = coaching(visitor, "Voilà.", ("Combien ?",))
    turns["Guide"] = coaching(visitor, "Dis-moi : combien ?", ("3 ans", "8 ans"))
    try:
        visitor.go()
        assert serious(visitor) == []
        visitor.open()
        assert serious(visitor) == []
        for message in ("Combien ?", "?", "Moi", "Guide"):
            turn = visitor.ask(message)
            if message != "?":
                turn.locator(".cite").first.click()
            assert serious(visitor) == [], message
        turn.locator(".assessment summary").click()
        visitor.page.get_by_role("button", name="Cette réponse m’aide").last.click()
        visitor.page.get_by_text("Merci pour ton avis.").wait_for()
        assert serious(visitor) == []
        visitor.page.get_by_role("button", name="Options de la conversation").click()
        assert serious(visitor) == []
        visitor.page.get_by_role("button", name="Effacer mes données").click()
        assert serious(visitor) == []
        visitor.page.keyboard.press("Escape")
        visitor.page.route("**/api/chat", lambda route: route.fulfill(status=500, body="{}"))
        visitor.say("Encore")
        visitor.widget.locator(".trouble").wait_for()
        assert serious(visitor) == []
        visitor.page.unroute_all()
        site.coach.gate.clear()
        visitor.say("Combien ?")
        visitor.widget.locator(".answer p").last.wait_for()
        assert serious(visitor) == []
        site.coach.gate.set()
        for language in ("fr", "en"):
            visitor.go(f"embed?lang={language}")
            assert serious(visitor) == []
    finally:
        site.coach.gate.set()
        turns.clear()
        context.close()


def test_every_target_is_large_enough_for_a_finger(visitor: Visitor) -> None:
    visitor.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    visitor.site.coach.turns["Moi"] = coaching(visitor, "Voilà.", ("Combien ?",))
    turn = visitor.go().open().ask("Moi")
    for number in (0, -1):
        turn.locator(".cite").nth(number).click()
    visitor.page.get_by_role("button", name="Options de la conversation").click()
    small = visitor.page.evaluate("""() => {
        const root = document.querySelector("coach-widget").shadowRoot;
        const targets = "button, a, summary, .step label, input:not([type=checkbox])";
        return [...root.querySelectorAll(targets)]
            .filter((target) => target.checkVisibility())
            .map((target) => [target.className, target.getBoundingClientRect()])
            .filter(([, box]) => box.width < 43.9 || box.height < 43.9)
            .map(([name, box]) => `${name} ${box.width} ${box.height}`);
    }""")
    assert small == []


def test_on_a_phone_nothing_is_wider_than_the_screen_and_the_sentence_is_in_sight(
    visitor: Visitor,
) -> None:
    visitor.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    visitor.go()
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 320
    panel = visitor.open().page.get_by_role("dialog")
    expect(panel).to_have_attribute("aria-modal", "true")
    visitor.page.wait_for_timeout(300)
    assert panel.bounding_box() == {"x": 0, "y": 0, "width": 320, "height": 640}
    turn = visitor.ask("Combien ?")
    turn.locator(".cite").first.click()
    assert visitor.log.evaluate("log => log.scrollWidth <= log.clientWidth")
    turn.get_by_role("link", name="Voir dans l’article").click()
    expect(visitor.widget.locator(".launcher")).to_be_visible()
    box = """() => { const [range] = CSS.highlights.get("coach-sentence");
        const { top, bottom } = range.getBoundingClientRect();
        return top >= 0 && bottom <= 640; }"""
    visitor.page.wait_for_function(box)
    assert visitor.page.evaluate("document.activeElement.innerText").startswith("En France")
    visitor.widget.locator(".launcher").click()
    expect(visitor.widget.locator(".turn")).to_have_count(1)


def test_where_the_panel_would_hide_the_sentence_it_makes_room(visitor: Visitor) -> None:
    visitor.page.set_viewport_size({"width": 768, "height": 900})
    turn = visitor.go().open().ask("Combien ?")
    turn.locator(".cite").first.click()
    turn.get_by_role("link", name="Voir dans l’article").click()
    expect(visitor.page.get_by_role("dialog")).to_have_count(0)
    assert visitor.highlighted().startswith("En France")


def test_on_a_phone_the_focus_stays_in_the_panel(visitor: Visitor) -> None:
    visitor.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    visitor.go().open()
    seen = set()
    for _ in range(30):
        visitor.page.keyboard.press("Tab")
        assert visitor.page.evaluate("document.activeElement.localName") == "coach-widget"
        seen.add(
            visitor.page.evaluate(
                "document.querySelector('coach-widget').shadowRoot.activeElement.outerHTML"
            )
        )
    assert len(seen) >= 7


def test_the_focus_is_seen_and_given_back(visitor: Visitor) -> None:
    visitor.go()
    launcher = visitor.widget.locator(".launcher")
    visitor.page.keyboard.press("Tab")
    launcher.focus()
    outline = "element => getComputedStyle(element).outlineStyle"
    assert launcher.evaluate(outline) == "solid"
    expect(launcher).to_have_attribute("aria-expanded", "false")
    visitor.page.keyboard.press("Enter")
    expect(visitor.box).to_be_focused()
    menu = visitor.page.get_by_role("button", name="Options de la conversation")
    menu.focus()
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.get_by_role("button", name="Nouvelle conversation")).to_be_focused()
    visitor.page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    assert menu.evaluate(outline) == "solid"
    visitor.page.keyboard.press("Escape")
    expect(launcher).to_be_focused()


def test_what_arrives_does_not_take_the_focus_from_a_source_being_read(visitor: Visitor) -> None:
    coach = visitor.site.coach
    coach.turns["x"] = coach.plain("x")
    visitor.go().open()
    coach.piece = coach.plain("x").answer.index("[1]") + 3  # the number is the last that came
    coach.gate.clear()
    visitor.say("x")
    first = visitor.widget.locator(".cite").first
    first.focus()
    assert visitor.widget.locator("[aria-hidden] .cite").count() == 0
    coach.gate.set()
    visitor.widget.locator(".actions").wait_for()
    expect(first).to_be_focused()


def test_nothing_moves_for_who_asked_for_calm(visitor: Visitor) -> None:
    visitor.page.emulate_media(reduced_motion="reduce")
    visitor.go().open()
    assert visitor.page.get_by_role("dialog").evaluate(
        "e => getComputedStyle(e).animationName"
    ) == ("none")
    turn = visitor.ask("Combien ?")
    turn.locator(".cite").first.click()
    turn.get_by_role("link", name="Voir dans l’article").click()
    assert visitor.page.evaluate("scrollY") > 1000  # at once


def test_with_forced_colours_the_states_are_still_told_apart(visitor: Visitor) -> None:
    visitor.page.emulate_media(forced_colors="active")
    visitor.site.coach.turns["Moi"] = coaching(visitor, "Voilà.", ())
    turn = visitor.go().open().ask("Moi")
    states = turn.locator(".state").all_inner_texts()
    assert states == ["Acquis", "À construire", "À préciser"]
    for selector in (".see", ".send"):
        turn.locator(".cite").first.click()
        width = "e => parseFloat(getComputedStyle(e).borderTopWidth)"
        assert visitor.widget.locator(selector).first.evaluate(width) >= 1
        turn.locator(".cite").first.click()


def test_both_languages_and_the_side_follow_the_page(visitor: Visitor) -> None:
    visitor.go("?lang=en")
    expect(visitor.widget.locator(".launcher")).to_have_text("Ask the coach")
    dialog = visitor.open().page.get_by_role("dialog")
    expect(dialog).to_have_attribute("lang", "en")
    assert edges(visitor) == ("right", 1280 - 16)
    visitor.page.evaluate("document.documentElement.dir = 'rtl'")
    assert edges(visitor) == ("left", 16 + 424)


def edges(visitor: Visitor) -> tuple[str | None, float]:
    """The side the widget says it is on, and where the panel ends."""
    visitor.page.wait_for_timeout(400)  # nothing moves any more
    box = visitor.page.get_by_role("dialog").bounding_box()
    assert box is not None
    return visitor.widget.get_attribute("data-edge"), box["x"] + box["width"]
