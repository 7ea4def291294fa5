"""Small talk is told from questions, and the greeting before a question is left out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.smalltalk import INTENTS, smalltalk_intent, without_smalltalk

SAID = {
    "greeting": ["Bonjour", "slt", "coucou !!", "Hello", "hey there", "Good morning"],
    "thanks": ["merci", "merciiii bcp", "Un grand merci !", "thx", "thank you very much"],
    "identity": ["qui es-tu ?", "t es un bot ?", "who are you", "are you a robot?"],
    "abilities": [
        "que peux-tu faire ?",
        "à quoi tu sers",
        "what can you do?",
        "how can you help me",
    ],
    "goodbye": ["à bientôt !", "bye", "see you soon"],
    "wellbeing": ["ça va ?", "comment vas-tu ?", "how are you?", "how is it going"],
}


@pytest.mark.parametrize(
    ("intent", "message"), [(intent, text) for intent, texts in SAID.items() for text in texts]
)
def test_each_kind_of_small_talk_is_recognized_in_both_languages(intent: str, message: str) -> None:
    assert smalltalk_intent(message) == intent


@pytest.mark.parametrize(
    "message",
    [
        "Bonjour, combien gagne un CPO ?",
        "Hello, what is a CPO responsible for?",
        "Merci. Et le salaire ?",
        "Thanks, and the skills?",
        "que fait un CPO ?",
        "what is a CPO responsible for?",
        "Comment devenir CPO ?",
        "salaire",
        "le CPO doit-il savoir coder ?",
        "Quelles sont les missions du CPO ?",
        "who does the CPO report to?",
    ],
)
def test_a_message_with_a_subject_is_no_small_talk(message: str) -> None:
    assert smalltalk_intent(message) is None


def test_a_message_without_words_greets_and_an_empty_one_does_not() -> None:
    assert smalltalk_intent("🙂") == smalltalk_intent("?") == "greeting"
    assert smalltalk_intent("") is None
    assert smalltalk_intent("日本語で給料を教えて") is smalltalk_intent("كم الراتب؟") is None
    assert smalltalk_intent(" \n") is None


def test_of_a_message_of_one_piece_something_is_left_whatever_ends_it() -> None:
    assert without_smalltalk(": ") == ":"


@pytest.mark.parametrize(
    ("message", "rest"),
    [
        ("Bonjour, combien gagne un CPO ?", "combien gagne un CPO ?"),
        ("Salut ! Merci. Combien gagne un CPO ?", "Combien gagne un CPO ?"),
        ("Combien gagne un CPO ? Merci", "Combien gagne un CPO ? Merci"),
        ("Combien gagne un CPO ?", "Combien gagne un CPO ?"),
        ("Bonjour", "Bonjour"),
        ("", ""),
    ],
)
def test_a_greeting_before_a_question_is_left_out(message: str, rest: str) -> None:
    assert without_smalltalk(message) == rest


@given(st.text(max_size=120))
@settings(deadline=None)
def test_any_message_is_small_talk_or_not_and_something_is_left_of_it(message: str) -> None:
    assert smalltalk_intent(message) in {*INTENTS, None}
    rest = without_smalltalk(message)
    assert bool(rest.strip()) >= bool(message.split("\n")[-1].strip()) or not message.strip()
    assert set("".join(rest.split())) <= set(message)
