"""A visitor's whole conversation, in a real browser."""

import json
import re
import time

import pytest
from playwright.sync_api import Route, expect

from coach import Turn
from tests.api.integration.widget.conftest import Visitor
from tests.api.integration.widget.scripted_coach import EXPERIENCE, PARIS, SALARY, assessment

pytestmark = pytest.mark.integration


@pytest.fixture(autouse=True)
def on_the_page(visitor: Visitor) -> None:
    visitor.go()


def coaching(visitor: Visitor, answer: str, suggestions: tuple[str, ...]) -> Turn:
    coach = visitor.site.coach
    cited = coach.cite(EXPERIENCE, 1)
    return Turn(
        "",
        "",
        "coaching",
        "fr",
        f"- **Expérience** : 4 ans. L’article : « {cited.quote} » [1]\n\n{answer}",
        (cited,),
        suggestions,
        1.0,
        assessment=assessment(coach),
    )


@pytest.mark.promise(15)
def test_until_the_coach_is_opened_nothing_is_asked_for_and_nothing_is_kept(
    visitor: Visitor,
) -> None:
    """Promise 15."""
    visitor.page.wait_for_load_state("networkidle")
    paths = {url.removeprefix(visitor.site.address) for url in visitor.requests}
    assert {path for path in paths if not path.startswith("data:")} == {
        "?lang=fr",
        "page/page.css",
        "widget.js",
    }
    assert visitor.kept() == [[], [], ""]
    visitor.open()
    assert not [url for url in visitor.requests if "/api/" in url]
    assert visitor.kept() == [[], [], ""]
    visitor.ask("Combien ?")
    assert visitor.kept() == [[], ["coach-conversation"], ""]
    assert visitor.complaints == []


@pytest.mark.parametrize(
    ("language", "words"), [("fr", ["une IA", "sensible"]), ("en", ["an AI", "sensitive"])]
)
@pytest.mark.promise(15)
def test_before_the_first_message_it_says_that_it_is_an_ai_and_what_not_to_type(
    visitor: Visitor, language: str, words: list[str]
) -> None:
    """Promise 15."""
    visitor.go(f"?lang={language}").open()
    notice = visitor.widget.locator(".notice")
    for word in words:
        expect(notice).to_contain_text(word)


def test_a_question_is_answered_with_sources_that_lead_to_their_sentence(visitor: Visitor) -> None:
    turn = visitor.open().ask("Combien gagne un CPO ?")
    quotes = [visitor.site.coach.cite(begins, 1).quote for begins in (SALARY, PARIS)]
    assert turn.locator(".said").all_inner_texts() == quotes
    second = turn.get_by_role("button", name="Source 2")
    second.click()
    expect(second).to_have_attribute("aria-expanded", "true")
    source = turn.get_by_role("region", name="Source 2")
    expect(source).to_contain_text("Le salaire d’un CPO")
    assert source.locator("blockquote").inner_text() == quotes[1]
    source.get_by_role("link", name="Voir dans l’article").click()
    assert visitor.highlighted() == quotes[1]
    visitor.page.wait_for_function("() => scrollY > 1000")
    assert len(visitor.page.context.pages) == 1
    turn.get_by_role("button", name="Source 1").click()
    assert turn.get_by_role("region").count() == 1
    assert visitor.complaints == []


def test_follow_ups_stay_in_one_conversation_and_chips_ask(visitor: Visitor) -> None:
    visitor.open().ask("Combien ?")
    visitor.page.get_by_role("button", name="Et à Lyon ?").click()
    expect(visitor.widget.locator(".turn .actions")).to_have_count(2)
    first, second = (body for _, _, body in visitor.sent)
    assert "conversation_id" not in first
    assert second["message"] == "Et à Lyon ?"
    assert len(second["conversation_id"]) >= 22
    assert visitor.page.get_by_role("button", name="Et à Lyon ?").count() == 1


def test_an_answer_is_seen_as_it_arrives_and_read_aloud_by_whole_sentences(
    visitor: Visitor,
) -> None:
    coach = visitor.site.coach
    coach.turns["x"] = Turn("", "", "answer", "fr", "Une phrase. Une deuxième phrase.", ())
    coach.piece, _ = 20, coach.gate.clear()
    visitor.open().say("x")
    answer = visitor.widget.locator(".answer")
    expect(answer).to_have_text("Une phrase. Une deux")
    expect(answer.locator("[aria-hidden=true]")).to_have_text("Une deux")
    expect(visitor.log).to_have_attribute("aria-live", "polite")
    coach.gate.set()
    expect(answer).to_have_text("Une phrase. Une deuxième phrase.")
    expect(answer.locator("[aria-hidden=true]")).to_have_count(0)


def test_an_answer_can_be_stopped_and_asked_again(visitor: Visitor) -> None:
    coach = visitor.site.coach
    closed = coach.closed
    coach.gate.clear()
    visitor.open().say("Combien ?")
    visitor.widget.locator(".answer p").first.wait_for()
    visitor.page.get_by_role("button", name="Arrêter la réponse").click()
    visitor.page.get_by_text("Réponse arrêtée.").wait_for()
    deadline = time.monotonic() + 5
    while coach.closed == closed and time.monotonic() < deadline:
        visitor.page.wait_for_timeout(20)
    assert coach.closed == closed + 1  # the server was told
    coach.gate.set()
    visitor.page.get_by_role("button", name="Réessayer").click()
    visitor.widget.locator(".actions").wait_for()
    assert visitor.widget.locator(".turn").count() == 1


def test_what_the_article_does_not_cover_looks_different(visitor: Visitor) -> None:
    text = "L’article ne répond pas à cette question."
    visitor.site.coach.turns["?"] = Turn("", "", "not_covered", "fr", text, ())
    turn = visitor.open().ask("?")
    expect(turn).to_contain_text("L’article n’en parle pas")
    assert turn.locator(".answer").evaluate("e => getComputedStyle(e).borderStyle") == "dashed"
    other = visitor.ask("Combien ?")
    assert other.locator(".answer").evaluate("e => getComputedStyle(e).borderStyle") == "none"


def test_the_assessment_is_a_panel_with_states_reasons_quotes_and_steps(visitor: Visitor) -> None:
    visitor.site.coach.turns["Moi"] = coaching(visitor, "Voilà.", ("Combien ?",))
    turn = visitor.open().ask("Moi")
    card = turn.locator(".assessment")
    expect(card.locator("summary")).to_contain_text("1 acquis, 1 à construire, 1 à préciser")
    states = card.locator(".criterion").all_inner_texts()
    assert [re.sub(r"\s+", " ", state) for state in states] == [
        "Formation Acquis Un bac+5 2",
        "Expérience À construire 4 ans dans le produit 1",
        "Méthodes À préciser Rien n’est encore dit",
    ]
    card.get_by_role("button", name="Source 1").first.click()
    expect(card.get_by_role("region")).to_contain_text(EXPERIENCE)
    assert turn.locator(".answer .source").count() == 0
    card.get_by_role("checkbox", name="Prends de l’expérience").check()
    visitor.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    card.get_by_role("button", name="Copier").click()
    visitor.page.get_by_text("C’est copié.").wait_for()
    assert visitor.page.evaluate("navigator.clipboard.readText()").splitlines()[1:] == [
        "[x] Prends de l’expérience",
        "[ ] Passe une certification",
    ]


def test_the_assessment_is_printed_without_the_page_around_it(visitor: Visitor) -> None:
    visitor.site.coach.turns["Moi"] = coaching(visitor, "Voilà.", ())
    visitor.open().ask("Moi")
    visitor.page.evaluate("""() => { window.print = () => {
        const shown = matchMedia("print").matches;
        const root = document.querySelector("coach-widget").shadowRoot;
        const sees = (element) => element.checkVisibility();
        window.printed = [shown, sees(document.querySelector("article")),
            sees(root.querySelector(".steps")), sees(root.querySelector(".composer"))];
    } }""")
    visitor.page.emulate_media(media="print")
    visitor.widget.locator(".tools button").last.dispatch_event("click")
    assert visitor.page.evaluate("window.printed") == [True, False, True, False]
    visitor.page.emulate_media(media="screen")
    expect(visitor.page.get_by_role("article")).to_be_visible()


def test_a_guided_check_is_answered_by_chips_and_its_panel_is_not_repeated(
    visitor: Visitor,
) -> None:
    turns = visitor.site.coach.turns
    turns["Fais mon bilan"] = coaching(visitor, "Dis-moi : combien d’années ?", ("3 ans", "8 ans"))
    turns["8 ans"] = coaching(visitor, "Dis-moi : quel diplôme ?", ("Bac+3", "Bac+5"))
    visitor.open().page.get_by_role("button", name="Faire le point sur mon parcours").click()
    assert visitor.widget.locator(".assessment").get_attribute("open") is not None
    visitor.page.get_by_role("group", name="Réponds d’un clic").get_by_text("8 ans").click()
    expect(visitor.widget.locator(".turn .actions")).to_have_count(2)
    expect(visitor.widget.locator(".assessment")).to_have_count(1)
    assert visitor.widget.locator(".assessment").get_attribute("open") is None


def test_an_answer_is_rated_with_a_word_and_the_last_time_wins(visitor: Visitor) -> None:
    visitor.open().ask("Combien ?")
    good = visitor.page.get_by_role("button", name="Cette réponse m’aide", exact=True)
    bad = visitor.page.get_by_role("button", name="Cette réponse ne m’aide pas")
    good.click()
    expect(good).to_have_attribute("aria-pressed", "true")
    bad.click()
    expect(good).to_have_attribute("aria-pressed", "false")
    visitor.page.get_by_label("Un mot de plus").fill("Trop court")
    visitor.page.keyboard.press("Enter")
    visitor.page.get_by_text("Merci pour ton avis.").wait_for()
    expect(bad).to_be_focused()
    bad.click()
    expect(bad).to_have_attribute("aria-pressed", "false")
    ratings = [body for _, path, body in visitor.sent if path == "api/feedback"]
    assert [(one["value"], one.get("comment")) for one in ratings] == [
        (1, None),
        (-1, None),
        (-1, "Trop court"),
        (0, None),
    ]
    assert len({one["turn_id"] for one in ratings}) == 1


def test_the_conversation_is_there_again_after_a_reload(visitor: Visitor) -> None:
    visitor.open().ask("Combien ?")
    visitor.page.get_by_role("button", name="Cette réponse m’aide", exact=True).click()
    visitor.page.reload()
    turn = visitor.widget.locator(".turn")
    expect(turn).to_have_count(1)
    expect(turn.locator(".mine")).to_have_text(re.compile("Combien ?"))
    expect(visitor.page.get_by_role("button", name="Et à Lyon ?")).to_be_visible()
    rated = visitor.page.get_by_role("button", name="Cette réponse m’aide", exact=True)
    expect(rated).to_have_attribute("aria-pressed", "true")
    visitor.page.get_by_role("button", name="Fermer le coach").click()
    visitor.page.reload()
    expect(visitor.widget.locator(".launcher")).to_be_visible()
    assert visitor.page.get_by_role("dialog").count() == 0


def test_the_visitor_erases_everything(visitor: Visitor) -> None:
    visitor.open().ask("Combien ?")
    identifier = visitor.page.evaluate("sessionStorage.getItem('coach-conversation')")
    visitor.page.get_by_role("button", name="Options de la conversation").click()
    visitor.page.get_by_role("button", name="Effacer mes données").click()
    visitor.page.get_by_role("button", name="Non, garder").click()
    visitor.page.get_by_role("button", name="Effacer mes données").click()
    visitor.page.get_by_role("button", name="Oui, effacer").click()
    visitor.page.get_by_text("C’est effacé.").wait_for()
    assert ("DELETE", f"api/conversations/{identifier}", None) in visitor.sent
    gone = visitor.page.request.get(f"{visitor.site.address}api/conversations/{identifier}")
    assert gone.status == 404
    assert visitor.kept() == [[], [], ""]
    assert visitor.widget.locator(".turn").count() == 0
    expect(visitor.widget.locator(".notice")).to_be_visible()


def test_the_visitor_takes_the_conversation_away(visitor: Visitor) -> None:
    visitor.open().ask("Combien ?")
    visitor.page.get_by_role("button", name="Options de la conversation").click()
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("button", name="Télécharger la conversation").click()
    exported = json.loads(download.value.path().read_text("utf-8"))
    assert [turn["message"] for turn in exported["turns"]] == ["Combien ?"]


def test_an_answer_is_copied_with_its_sources(visitor: Visitor) -> None:
    visitor.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.open().ask("Combien ?")
    visitor.page.get_by_role("button", name="Copier la réponse").click()
    visitor.page.get_by_text("C’est copié.").wait_for()
    lines = visitor.page.evaluate("navigator.clipboard.readText()").splitlines()
    assert lines[0] == "D’après l’article :"
    assert lines[-1].startswith(f"[2] « {PARIS}")


def test_a_conversation_the_server_has_forgotten_is_begun_again(visitor: Visitor) -> None:
    visitor.open().ask("Combien ?")
    sent = []

    def forget_once(route: Route) -> None:
        sent.append(route.request.post_data_json)
        if len(sent) == 1:
            route.fulfill(status=404, content_type="application/problem+json", body="{}")
        else:
            route.continue_()

    visitor.page.route("**/api/chat", forget_once)
    visitor.ask("Encore")
    assert [body["message"] for body in sent] == ["Encore", "Encore"]
    assert sent[0]["conversation_id"]
    assert "conversation_id" not in sent[1]


def test_offline_in_the_middle_the_question_is_kept(visitor: Visitor) -> None:
    visitor.open().ask("Combien ?")
    visitor.page.context.set_offline(True)
    visitor.say("Et Lyon ?")
    visitor.page.get_by_text("Tu es hors ligne").wait_for()
    visitor.page.context.set_offline(False)
    visitor.page.get_by_role("button", name="Réessayer").click()
    expect(visitor.widget.locator(".turn .actions")).to_have_count(2)
    assert visitor.widget.locator(".trouble").count() == 0


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('event: delta\ndata: {"text": "Une moitié"}\n\n', "La connexion s’est coupée"),
        (
            'event: delta\ndata: {"text": "Une"}\n\nevent: error\ndata: {"detail": "x"}\n\n',
            "Le coach n’a pas réussi à répondre",
        ),
        ("event: delta\ndata: {not json}\n\n", "La connexion s’est coupée"),
    ],
)
def test_a_stream_that_breaks_leaves_no_half_answer(visitor: Visitor, body: str, said: str) -> None:
    visitor.page.route(
        "**/api/chat",
        lambda route: route.fulfill(status=200, content_type="text/event-stream", body=body),
    )
    visitor.open().say("Combien ?")
    visitor.page.get_by_text(said).wait_for()
    assert visitor.widget.locator(".answer").inner_text() == ""
    visitor.page.unroute("**/api/chat")
    visitor.page.get_by_role("button", name="Réessayer").click()
    visitor.widget.locator(".actions").wait_for()


def test_too_many_requests_are_met_with_patience(visitor: Visitor) -> None:
    visitor.page.route(
        "**/api/chat",
        lambda route: route.fulfill(status=429, headers={"Retry-After": "2"}, body="{}"),
    )
    visitor.open().say("Combien ?")
    visitor.page.get_by_text("Le coach est très demandé").wait_for()
    waiting = visitor.page.get_by_role("button", name=re.compile("Réessayer"))
    expect(waiting).to_be_disabled()
    visitor.page.unroute("**/api/chat")
    expect(waiting).to_have_text("Réessayer")
    waiting.click()
    visitor.widget.locator(".actions").wait_for()


def test_a_server_without_feedback_export_or_erasure_is_met_kindly(visitor: Visitor) -> None:
    visitor.open().ask("Combien ?")
    missing = lambda route: route.fulfill(status=404, body="{}")  # noqa: E731
    visitor.page.route("**/api/feedback", missing)
    visitor.page.route("**/api/conversations/**", missing)
    good = visitor.page.get_by_role("button", name="Cette réponse m’aide", exact=True)
    good.click()
    visitor.page.get_by_text("Ton avis n’a pas pu être enregistré.").wait_for()
    expect(good).to_have_attribute("aria-pressed", "false")
    visitor.page.get_by_role("button", name="Options de la conversation").click()
    visitor.page.get_by_role("button", name="Télécharger la conversation").click()
    visitor.widget.locator(".menu").get_by_text("n’a pas pu être téléchargée").wait_for()
    visitor.page.keyboard.press("Escape")
    visitor.page.reload()
    expect(visitor.widget.locator(".notice")).to_be_visible()
    expect(visitor.widget.locator(".turn")).to_have_count(0)


@pytest.mark.promise(15)
def test_a_question_of_the_page_is_put_into_the_box_and_not_sent(visitor: Visitor) -> None:
    """Promise 15: the visitor reads the notice before the first message leaves."""
    button = visitor.page.locator(".invitation [data-coach-ask]").first
    question = button.inner_text()
    button.click()
    expect(visitor.box).to_have_value(question)
    expect(visitor.box).to_be_focused()
    assert visitor.widget.locator(".turn").count() == 0


def test_everything_is_done_by_keyboard_alone(visitor: Visitor) -> None:
    press = visitor.page.keyboard.press

    def reach(name: str, limit: int = 40) -> None:
        for _ in range(limit):
            press("Tab")
            focused = "document.activeElement.shadowRoot?.activeElement ?? document.activeElement"
            found = visitor.page.evaluate(f"(({focused}).ariaLabel || ({focused}).innerText)")
            if re.search(name, str(found)):
                return
        raise AssertionError(f"not reached: {name}")

    reach("Demande au coach")
    press("Enter")
    expect(visitor.box).to_be_focused()
    visitor.page.keyboard.type("Combien ?")
    press("Enter")
    visitor.widget.locator(".actions").wait_for()
    expect(visitor.box).to_be_focused()
    visitor.log.focus()
    reach("Source 2")
    press("Enter")
    reach("Voir dans l’article")
    press("Enter")
    assert visitor.highlighted().startswith(PARIS)
    press("Escape")  # the source closes, and gives the focus back to its number
    expect(visitor.page.get_by_role("button", name="Source 2")).to_be_focused()
    reach("Cette réponse m’aide")
    press("Space")
    visitor.page.get_by_text("Merci pour ton avis.").wait_for()
    press("Escape")
    expect(visitor.widget.locator(".launcher")).to_be_focused()
    assert visitor.page.get_by_role("dialog").count() == 0
    press("Enter")
    expect(visitor.box).to_be_focused()
