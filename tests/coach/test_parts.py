"""Two questions asked in one are taken apart, and one question is not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.parts import question_parts


@pytest.mark.parametrize(
    ("message", "language", "parts"),
    [
        ("Combien gagne un CPO ?", "fr", ("Combien gagne un CPO ?",)),
        ("Que fait-il ? Combien gagne-t-il ?", "fr", ("Que fait-il ?", "Combien gagne-t-il ?")),
        (
            "Que fait un CPO et combien gagne-t-il ?",
            "fr",
            ("Que fait un CPO", "et combien gagne-t-il ?"),
        ),
        (
            "What is a CPO responsible for and how much does it pay?",
            "en",
            ("What is a CPO responsible for", "and how much does it pay?"),
        ),
        ("Le CPO et le CTO, c’est pareil ?", "fr", ("Le CPO et le CTO, c’est pareil ?",)),
        ("bonjour", "fr", ("bonjour",)),
        ("", "fr", ("",)),
        ("? ? ?", "en", ("? ? ?",)),
    ],
)
def test_a_message_is_cut_where_its_second_question_begins(
    message: str, language: str, parts: tuple[str, ...]
) -> None:
    assert question_parts(message, language) == parts


def test_a_story_is_not_cut_at_its_ands() -> None:
    story = (
        "Je travaille depuis six ans "
        + "et je conçois des produits " * 6
        + "et combien gagne-t-on ?"
    )
    assert question_parts(story, "fr") == (story,)


@given(st.text(max_size=150), st.sampled_from(["fr", "en"]))
@settings(deadline=None)
def test_parts_are_pieces_of_the_message(message: str, language: str) -> None:
    parts = question_parts(message, language)
    assert parts
    for part in parts:
        assert part in message
