"""Words of two languages in one sentence are heard; work never done is; a job only if claimed."""

from collections.abc import Callable
from typing import Any

import pytest

from coach import Turn
from corpus import Criteria
from tests.coach.hearing import heard

Ask = Callable[..., Turn]


@pytest.mark.parametrize(
    ("language", "message", "expected"),
    [
        (
            "fr",
            "hello, je suis PM since 2019, à Lyon",
            {"role": "product manager", "years_product": 7, "location": "Lyon"},
        ),
        ("en", "I'm PO depuis 3 ans", {"role": "product owner", "years_product": 3}),
        ("fr", "5 years de product management", {"years_product": 5}),
        ("fr", "je suis PM et je lead une squad of eight people", {"team_size": 8}),
        ("en", "I am a PM, based à Nantes, jamais managé", {"location": "Nantes", "team_size": 0}),
        ("fr", "je suis PO, j'ai no certification", {"certifications": []}),
    ],
)
def test_the_words_of_another_language_are_heard_in_a_sentence(
    criteria: Criteria, language: str, message: str, expected: dict[str, Any]
) -> None:
    found = heard(criteria, language, message)
    assert {key: found.get(key) for key in expected} == expected


def test_a_word_of_both_languages_means_what_it_does_in_its_sentence(criteria: Criteria) -> None:
    """In English "a" and "an" count no years, in French "but" opens no clause."""
    assert "years_product" not in heard(criteria, "en", "I am 1 of 5 a PM could hire")
    assert heard(criteria, "fr", "PM, mon but : 3 ans de produit")["years_product"] == 3


@pytest.mark.parametrize(
    ("language", "message", "expected"),
    [
        (
            "en",
            "I never did product management, but I ran the migration of our ERP",
            {"years_product": 0},
        ),
        (
            "en",
            "I've never done product management, though I manage 15 people.",
            {"years_product": 0, "team_size": 15},
        ),
        (
            "fr",
            "j'ai jamais fait de management produit, par contre je manage 12 personnes",
            {"years_product": 0, "team_size": 12},
        ),
        ("fr", "PM depuis 5 ans, jamais fait de management", {"years_product": 5, "team_size": 0}),
        ("en", "PM for 5 years, I never left product management", {"years_product": 5}),
        ("en", "I have never managed a product management team", {"team_size": 0}),
    ],
)
def test_never_having_done_the_work_is_not_never_having_led(
    criteria: Criteria, language: str, message: str, expected: dict[str, Any]
) -> None:
    found = heard(criteria, language, message)
    keys = ("years_product", "team_size")
    assert {key: found[key] for key in keys if key in found} == expected


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("c'est quoi un COO ?", "excuse-moi, je pensais au CMO"),
        ("c'est quoi un COO ?", "je parlais d'un product owner"),
        ("what is a COO?", "I know what a PM is"),
        ("what is a COO?", "I'd say a product owner"),
    ],
)
def test_a_job_that_is_only_spoken_of_is_nobodys(ask: Ask, question: str, message: str) -> None:
    turn = ask(question, message)
    assert turn.profile is None
    assert turn.kind != "coaching"


@pytest.mark.parametrize("message", ["I'm a PM", "I do PM work", "PM here", "I have a PM job"])
def test_a_job_that_is_claimed_is_the_persons(criteria: Criteria, message: str) -> None:
    assert heard(criteria, "en", message)["role"] == "product manager"


def test_a_job_corrected_by_another_is_replaced(ask: Ask) -> None:
    turn = ask("I'm a PO", "sorry, I meant a PM")
    assert turn.profile is not None
    assert turn.profile["role"] == "product manager"
