"""What a message asks after the turns before it, and what the coach then answers."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from coach import Coach, Conversation, Turn
from coach.ellipsis import filled_in
from coach.followup_forms import (
    asked_language,
    marker_intent,
    without_correction,
    without_request,
)
from coach.followups import HISTORY, depends, subject_words, understand
from coach.smalltalk import smalltalk_after
from coach.turn import Citation
from corpus import Corpus

Ask = Callable[..., Turn]

PAY = "Le salaire d’un CPO (Chief Product Officer)"
CTO = "Chief Product Officer (CPO) vs Chief Technical offier (CTO)"
PEERS = "Collaboration avec les autres C-levels"


ABOUT = ("directeur", "produit")
"""What the articles of the made-up conversations are about."""


def said(message: str, kind: str = "answer", *starts: int) -> Turn:
    """A turn of the past that cited passages at some offsets."""
    citations = tuple(
        Citation(number, "a", "Section", ("Section",), "quote", start, start + 5)
        for number, start in enumerate(starts, 1)
    )
    return Turn("id", message, kind, "fr", "…", citations)  # type: ignore[arg-type]


def after(*turns: Turn) -> Conversation:
    return Conversation("test", turns)


def sections(turn: Turn) -> set[str]:
    return {citation.section for citation in turn.citations}


@pytest.mark.parametrize(
    ("message", "intent"),
    [
        ("Donne-moi plus de détails, s’il te plaît", "more"),
        ("explique", "more"),
        ("Can you tell me more about that?", "more"),
        ("Pourquoi ?", "why"),
        ("ok but why?", "why"),
        ("hein ?", "repeat"),
        ("Peux-tu reformuler ?", "repeat"),
        ("say that again please", "repeat"),
        ("what?", "repeat"),
        ("En résumé ?", "shorter"),
        ("Pourquoi est-ce si… enfin, pourquoi c’est important ?", None),
        ("pourquoi c’est important ?", "why"),
        ("why does it matter?", "why"),
        ("à quoi ça sert ?", "why"),
        ("c’est important ?", None),
        ("lesquels, par exemple ?", "more"),
        ("could you be more precise?", "more"),
        ("plus de détails sur le salaire", None),
        ("Why do CPOs need a degree?", None),
        ("what’s good about it?", None),
        ("grand merci", None),
        ("et à Paris ?", None),
    ],
)
def test_a_message_without_a_subject_is_about_the_answer_before(
    message: str, intent: str | None
) -> None:
    assert marker_intent(message) == intent


@pytest.mark.parametrize(
    ("message", "meant"),
    [
        ("non, je parlais du CMO", "du CMO"),
        ("I meant the CFO", "the CFO"),
        ("Je voulais dire : quelles certifications ?", ": quelles certifications ?"),
        ("pas un débutant, un profil confirmé", "un profil confirmé"),
        ("Non, pas le CTO mais le CMO", "le CMO"),
        ("not sales, marketing", "marketing"),
    ],
)
def test_a_correction_leaves_what_is_meant(message: str, meant: str) -> None:
    assert without_correction(message) == (meant, True)


@pytest.mark.parametrize(
    "message", ["Combien gagne un CPO ?", "non", "Not every CPO has a degree", "pas mal !"]
)
def test_what_corrects_nothing_is_left_as_it_is(message: str) -> None:
    assert without_correction(message) == (message, False)


@pytest.mark.parametrize(
    ("message", "leans"),
    [
        ("et à Londres ?", True),
        ("and with the CFO?", True),
        ("il gagne combien ?", True),
        ("how long does it take?", True),
        ("Quel diplôme faut-il pour devenir CPO ?", False),
        ("How is the CPO role different in a startup?", False),
        ("Quelles entreprises recrutent des directeurs produit en ce moment ?", False),
    ],
)
def test_a_complete_question_does_not_lean_on_the_conversation(
    corpus: Corpus, message: str, leans: bool
) -> None:
    assert depends(message, subject_words(corpus)) is leans


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        ("un exemple de certification ?", "certification ?"),
        ("et niveau management ?", "management ?"),
        ("tell me more about Paris", "Paris"),
        ("and when it comes to money?", "money?"),
        ("explique", "explique"),
        ("et à Paris ?", "et à Paris ?"),
    ],
)
def test_what_only_asks_for_a_thing_is_dropped(message: str, asked: str) -> None:
    assert without_request(message) == asked


@pytest.mark.parametrize(
    ("message", "before", "language", "filled"),
    [
        (
            "et à Londres ?",
            "Combien gagne un CPO à Paris ?",
            "fr",
            "Combien gagne un CPO à Londres",
        ),
        ("et un CTO ?", "Combien gagne un CPO à Paris ?", "fr", "Combien gagne un CTO à Paris"),
        ("what about with the CFO?", "Who works with the CMO?", "en", "Who works with the CFO"),
        ("il gagne combien ?", "c’est quoi un CPO ?", "fr", "c’est quoi un CPO, il gagne combien"),
        ("?", "Combien gagne un CPO ?", "fr", "Combien gagne un CPO ?"),
    ],
)
def test_what_is_left_out_is_taken_from_the_question_before(
    message: str, before: str, language: str, filled: str
) -> None:
    assert filled_in(message, before, language) == filled


def test_what_others_do_is_no_small_talk_about_the_coach() -> None:
    message = "ça l’aide à faire quoi ?"
    assert smalltalk_after(message, leans=False) == "abilities"
    assert smalltalk_after(message, leans=True) is None
    assert smalltalk_after("que sais-tu faire ?", leans=True) == "abilities"


def test_a_first_message_is_searched_as_it_is() -> None:
    for message in ("et à Paris ?", "pourquoi ?", "non, je voulais dire le CTO"):
        for conversation in (after(), after(said("Bonjour !", "smalltalk"))):
            understood = understand(message, conversation)
            assert (understood.question, understood.background) == (message, None)
            assert understood.intent == "question"


def test_an_unanswered_aside_does_not_become_the_subject() -> None:
    conversation = after(
        said("Combien gagne un directeur produit en France ?", "answer", 10),
        said("et à Londres ?", "not_covered"),
    )
    background = understand("et à Paris ?", conversation, ABOUT).background
    assert background is not None
    assert background.questions == ("Combien gagne un directeur produit en France ?",)
    assert background.cited == {("a", 10)}


def test_a_correction_replaces_the_message_before() -> None:
    conversation = after(
        said("Combien gagne un directeur produit en France ?", "answer", 10),
        said("et un débutant ?", "answer", 20),
    )
    understood = understand("non, un confirmé", conversation, ABOUT)
    assert understood.question == "un confirmé"
    assert understood.background is not None
    assert understood.background.questions == ("Combien gagne un directeur produit en France ?",)


def test_what_was_shown_on_the_subject_is_remembered() -> None:
    conversation = after(
        said("Quel diplôme pour devenir directeur produit un jour ?", "answer", 1),
        said("Combien gagne un directeur produit en France ?", "answer", 10),
        said("et à Paris ?", "answer", 20),
    )
    understood = understand("plus de détails", conversation, ABOUT)
    assert understood.shown == {("a", 10), ("a", 20)}
    assert understood.about == conversation.turns[-1]


def test_words_of_reaction_before_a_question_are_dropped() -> None:
    conversation = after(said("Faut-il savoir coder pour devenir directeur produit ?"))
    assert understand("Dommage ! Et Scrum ?", conversation).question == "Et Scrum ?"


def test_only_the_last_turns_count() -> None:
    old = [said(f"Combien gagne un directeur produit de niveau {n} ?", "answer", n) for n in (1, 2)]
    asides = [said("et là ?", "answer", number) for number in range(HISTORY)]
    assert understand("et ici ?", after(*old, *asides)) == understand("et ici ?", after(*asides))


def test_the_language_that_is_asked_for() -> None:
    assert asked_language("in English please") == "en"
    assert asked_language("en français ?") == "fr"
    assert asked_language("Is the role common in English companies?") is None


@pytest.mark.parametrize(
    ("messages", "section"),
    [
        (("Combien gagne un CPO en France ?", "et à Paris ?"), PAY),
        (("c quoi un cpo", "il gagne combien ?"), PAY),
        (("What does a CPO do with the CMO?", "and with the CFO?"), PEERS),
        (("Quel est le rôle du CPO vis-à-vis du CTO ?", "non, je parlais du CMO"), PEERS),
        (("Combien gagne un CPO en France ?", "Quelle différence entre un CPO et un CTO ?"), CTO),
        (("Bonjour !", "quelle différence entre un CPO et un CTO ?"), CTO),
        (("Combien gagne un CPO en Suisse ?", "et en France alors ?"), PAY),
    ],
)
def test_a_follow_up_is_answered_from_the_right_section(
    ask: Ask, messages: tuple[str, ...], section: str
) -> None:
    turn = ask(*messages)
    assert turn.kind in ("answer", "partial")
    assert section in sections(turn)


@pytest.mark.parametrize(
    "messages",
    [
        ("Combien gagne un CPO à Paris ?", "et à Londres ?"),
        ("How much does a CPO make in France?", "what about New York?"),
        ("faut-il être résilient ?", "et parler japonais ?"),
    ],
)
def test_what_the_article_does_not_hold_is_refused_after_an_answer(
    ask: Ask, messages: tuple[str, ...]
) -> None:
    assert ask(*messages).kind == "not_covered"


def test_a_complete_question_is_answered_as_if_it_came_first(ask: Ask) -> None:
    question = "Quelle est la différence entre un CPO et un CTO ?"
    alone, later = ask(question), ask("Combien gagne un CPO en France ?", question)
    assert (later.answer, later.citations) == (alone.answer, alone.citations)
    assert later.confidence == alone.confidence


def test_more_details_are_other_passages_of_the_subject(coach: Coach) -> None:
    conversation = after()
    seen: set[int] = set()
    for message in ("Combien gagne un CPO en France ?", "plus de détails", "continue"):
        turn = coach.answer(message, conversation)
        starts = {citation.start for citation in turn.citations}
        assert not starts & seen
        seen |= starts
        conversation = replace(conversation, turns=(*conversation.turns, turn))
    assert len(seen) > 3


def test_details_end_with_the_article(coach: Coach) -> None:
    turn = coach.answer("Combien gagne un CPO en France ?", after())
    conversation = after(turn)
    for _ in range(HISTORY):
        turn = coach.answer("encore", conversation)
        conversation = replace(conversation, turns=(*conversation.turns, turn))
    assert turn.kind == "not_covered"
    assert not turn.citations


def test_what_is_repeated_is_the_answer_with_its_citations(ask: Ask) -> None:
    first = ask("Combien gagne un CPO à Paris ?")
    again = ask("Combien gagne un CPO à Paris ?", "tu peux répéter ?")
    assert [c.quote for c in again.citations] == [c.quote for c in first.citations]
    assert again.kind == first.kind


def test_an_answer_is_repeated_in_the_language_that_is_asked_for(ask: Ask) -> None:
    again = ask("Combien gagne un CPO à Paris ?", "en anglais ?")
    assert again.language == "en"
    assert all(citation.translation for citation in again.citations)
    assert "Paris market" in again.answer


def test_a_shorter_answer_has_fewer_passages(ask: Ask) -> None:
    first = ask("Quelles sont les qualités humaines d’un CPO ?")
    short = ask("Quelles sont les qualités humaines d’un CPO ?", "en résumé ?")
    assert len(short.citations) < len(first.citations)
    assert {c.start for c in short.citations} <= {c.start for c in first.citations}


def test_no_reason_is_made_up_for_what_is_not_answered(ask: Ask) -> None:
    assert ask("Combien gagne un CPO au Japon ?", "pourquoi ?").kind == "not_covered"


def test_a_short_follow_up_stays_in_the_conversations_language(ask: Ask) -> None:
    assert ask("How much does a CPO make in France?", "CTO?").language == "en"
    assert ask("Combien gagne un CPO en France ?", "And in Paris, how much is it?").language == "en"


def test_a_thousand_turns_cost_no_more_than_the_last(coach: Coach) -> None:
    recent = after(
        *(said("Combien gagne un directeur produit en France ?", "answer", 1),) * HISTORY
    )
    endless = replace(recent, turns=recent.turns * 167)
    assert len(endless.turns) > 1000
    assert understand("et à Paris ?", endless) == understand("et à Paris ?", recent)
    first, last = coach.answer("et à Paris ?", recent), coach.answer("et à Paris ?", endless)
    assert first.answer == last.answer
