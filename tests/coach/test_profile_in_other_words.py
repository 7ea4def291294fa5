"""Facts inside questions are heard, suppositions and other people's facts are not; texting, dates
and jobs told in other words are read."""

from typing import Any

import pytest

from corpus import Criteria
from tests.coach.hearing import heard


@pytest.mark.parametrize(
    ("language", "message", "expected"),
    [
        ("fr", "c'est grave si j'ai jamais managé ?", {"team_size": 0}),
        ("fr", "Est-ce que 3 ans de product management ça suffit ?", {"years_product": 3}),
        ("fr", "Est-ce un problème que je n'aie qu'une licence ?", {"education_level": "bac+3"}),
        ("en", "is 6 years as a PM enough?", {"years_product": 6}),
        ("en", "Does it matter that I've never led a team?", {"team_size": 0}),
        ("en", "Can I become a CPO if I've never managed people?", {"team_size": 0}),
        (
            "en",
            "What are my chances with a bachelor's, a PSM and a team of three developers?",
            {
                "education_level": "bac+3",
                "certifications": ["PSM"],
                "team_size": 3,
                "team_disciplines": ["developer"],
            },
        ),
    ],
)
def test_what_a_question_takes_for_granted_is_told(
    criteria: Criteria, language: str, message: str, expected: dict[str, Any]
) -> None:
    found = heard(criteria, language, message)
    assert {key: found.get(key) for key in expected} == expected


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("fr", "Si j'avais dix ans de produit, un MBA et une PSPO, ça changerait quoi ?"),
        ("fr", "Mettons que je passe la CSPO et que je dirige dix personnes : ça irait ?"),
        ("fr", "Faut-il vraiment une certification PSPO ?"),
        ("en", "Suppose I got a PSM and moved to London, would that change anything?"),
        ("en", "What if I had ten years as a PM?"),
        ("en", "My old manager holds a PSPO and runs forty people."),
        ("en", "My teacher was a PM for nine years."),
        ("fr", "Ma nièce vient d'être nommée CPO à Lyon."),
    ],
)
def test_what_is_supposed_or_of_somebody_else_is_not(
    criteria: Criteria, language: str, message: str
) -> None:
    assert heard(criteria, language, message) == {}


@pytest.mark.parametrize(
    ("language", "message", "years"),
    [
        ("fr", "jsui PO dps 2 ans et 3 mois", 2.2),
        ("fr", "j'ai bossé entre 6 et 7 ans comme PM", 6.5),
        ("fr", "Quinze ans de com, dont les trois derniers comme PM", 3),
        ("fr", "J'ai commencé PO en septembre 2019", 7.2),
        ("fr", "J'étais prof jusqu'en 2020, PO depuis", 6),
        ("fr", "Le produit, j'en fais depuis 2015", 11),
        ("en", "half a dozen years as a product owner", 6),
        ("en", "I've led product for two decades", 20),
        ("en", "I moved over to product management in 2018", 8),
        ("en", "I'm a product owner. 5 years of experience.", 5),
        ("en", "A designer from 2012 to 2018, then product management, where I still am", 8),
    ],
)
def test_years_are_read_in_many_words(
    criteria: Criteria, language: str, message: str, years: float
) -> None:
    assert heard(criteria, language, message)["years_product"] == pytest.approx(years)


@pytest.mark.parametrize(
    ("language", "message", "expected"),
    [
        ("fr", "J'encadre huit techniciens et trois chefs de projet", 11),
        ("fr", "Je n'ai encadré aucun collaborateur", 0),
        ("fr", "Je n'ai jamais managé plus de 3 personnes", 3),
        ("en", "I lead 14 people across design and research", 14),
        ("en", "We're a team of ten. I lead nobody.", 0),
    ],
)
def test_people_led_are_counted_whatever_they_do(
    criteria: Criteria, language: str, message: str, expected: int
) -> None:
    assert heard(criteria, language, message)["team_size"] == expected


@pytest.mark.parametrize(
    ("language", "message", "role"),
    [
        ("fr", "Je suis assistante du CTO", "assistante du cto"),
        ("fr", "On vient de me nommer CPO", "chief product officer"),
        ("en", "Seasoned CPO here", "chief product officer"),
        ("en", "I'm head of customer support", "head of customer support"),
        ("en", "I'm a teacher and the CTO never answers me", "teacher"),
    ],
)
def test_a_job_is_ones_own_and_not_one_spoken_of(
    criteria: Criteria, language: str, message: str, role: str
) -> None:
    assert heard(criteria, language, message)["role"] == role


def test_titles_are_no_disciplines_of_a_team_nobody_leads(criteria: Criteria) -> None:
    found = heard(criteria, "fr", "Je manage pas : juste PM depuis 5 ans")
    assert (found["team_size"], found.get("team_disciplines")) == (0, None)


def test_a_level_beyond_which_there_is_none_is_the_level(criteria: Criteria) -> None:
    assert heard(criteria, "fr", "sans diplôme au-delà du bac")["education_level"] == "bac"


def test_what_others_do_is_not_done(criteria: Criteria) -> None:
    told = "I've only handled delivery, discovery is done by another team."
    assert heard(criteria, "en", told)["delivery"] is False
