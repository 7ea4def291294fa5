"""What no article answers: distress, insults, a wish to be forgotten."""

from collections.abc import Callable

import pytest

from coach import Coach, Conversation, Turn
from coach.asides import aside_of

Ask = Callable[..., Turn]


@pytest.mark.parametrize(
    "message",
    [
        "je suis déprimé, j'ai plus envie de vivre",
        "Franchement j’ai envie de mourir",
        "je pense à me suicider",
        "I want to kill myself",
        "i don't want to live anymore",
        "I am a PM for 6 years and I feel suicidal",
    ],
)
def test_who_is_in_distress_is_sent_to_a_person_and_never_to_the_article(
    ask: Ask, message: str
) -> None:
    turn = ask(message)
    assert turn.kind == "smalltalk"
    assert "3114" in turn.answer
    assert turn.citations == turn.suggestions == ()
    assert turn.asked is None


@pytest.mark.parametrize(
    "message",
    [
        "j'ai plus envie de vivre à Paris, ça paie moins ailleurs ?",
        "c'est du suicide de quitter mon CDI pour devenir CPO ?",
        "je meurs d'envie de devenir CPO",
        "I don't want to live in Paris",
        "this job is killing me",
        "Faut-il tuer un produit qui ne marche pas ?",
    ],
)
def test_a_figure_of_speech_is_no_distress(message: str) -> None:
    assert aside_of(message) is None


@pytest.mark.parametrize(
    "message", ["T'es nul", "tu me saoules", "you suck", "useless", "ta gueule"]
)
def test_an_insult_is_answered_calmly(ask: Ask, message: str) -> None:
    turn = ask(message)
    assert turn.kind == "smalltalk"
    assert turn.answer.startswith(("Désolé", "Sorry"))


@pytest.mark.parametrize(
    "message",
    ["je suis nul en maths, c'est grave ?", "Is a certification useless?", "un diplôme est nul ?"],
)
def test_a_word_of_contempt_in_a_question_is_no_insult(message: str) -> None:
    assert aside_of(message) is None


@pytest.mark.parametrize("message", ["efface mon profil", "delete my data please"])
def test_who_wants_to_be_forgotten_is_told_how_and_keeps_what_was_known(
    coach: Coach, message: str
) -> None:
    first = coach.answer("Je suis product manager depuis 4 ans", Conversation("test"))
    turn = coach.answer(message, Conversation("test", (first,)))
    assert turn.kind == "smalltalk"
    assert "⋯" in turn.answer
    assert turn.profile == first.profile
