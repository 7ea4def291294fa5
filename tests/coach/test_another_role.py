"""An aim at another role is declined kindly; a "yes" that answers nothing is met with an offer."""

from collections.abc import Callable

import pytest

from coach import Turn

Ask = Callable[..., Turn]


@pytest.mark.parametrize(
    ("message", "title"),
    [("je veux devenir boulanger", "boulanger"), ("I want to become a baker", "baker")],
)
def test_another_role_is_not_coached_but_kindly_declined(
    ask: Ask, message: str, title: str
) -> None:
    turn = ask(message)
    assert (turn.kind, turn.citations, turn.profile) == ("not_covered", (), None)
    assert title in turn.answer
    assert "chief product officer" in turn.answer


def test_a_bare_yes_or_skip_that_answers_nothing_is_met_with_an_offer(ask: Ask) -> None:
    for message in ("oui", "passe"):
        turn = ask(message) if message == "oui" else ask("je suis PM", message)
        assert turn.kind == "smalltalk"
        assert "fais mon bilan" in turn.answer
