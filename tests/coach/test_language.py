"""The language of a turn: the message's own, else the conversation's, else the article's."""

import pytest

from coach import Conversation, Turn
from coach.language import turn_language


def after(language: str) -> Conversation:
    return Conversation("test", (Turn("t", "m", "answer", language, "a"),))


@pytest.mark.parametrize("before", ["fr", "en"])
@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("Combien gagne un CPO en France ?", "fr"),
        ("How much does a CPO earn in France?", "en"),
        ("et pour devenir CPO il faut quoi", "fr"),
        ("and what about the skills", "en"),
    ],
)
def test_a_message_that_shows_its_language_is_answered_in_it(
    message: str, language: str, before: str
) -> None:
    assert turn_language(message, after(before), "fr") == language
    assert turn_language(message, Conversation("test"), before) == language


@pytest.mark.parametrize("before", ["fr", "en"])
@pytest.mark.parametrize("message", ["CPO ?", "PSPO", "SAFe Scrum", "", "🙂", "2025", "日本語"])
def test_a_message_that_shows_none_stays_in_the_language_before(message: str, before: str) -> None:
    assert turn_language(message, after(before), "fr") == before


@pytest.mark.parametrize("default", ["fr", "en"])
@pytest.mark.parametrize("message", ["", "🙂", "2025", "日本語", "?", "CPO ?", "PSPO"])
def test_a_first_message_that_shows_none_is_answered_in_the_language_by_default(
    message: str, default: str
) -> None:
    assert turn_language(message, Conversation("test"), default) == default
