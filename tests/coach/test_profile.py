"""What a person tells about themself becomes their profile; what they ask, wish or say of others
does not."""

from datetime import date
from typing import Any

import pytest

from coach.facts import read_facts
from coach.profile import Profile
from corpus import Criteria

TODAY = date(2026, 11, 22)


def profile_of(criteria: Criteria, language: str, *messages: str) -> dict[str, Any]:
    profile = Profile(criteria)
    for message in messages:
        profile = profile.told(read_facts(message, language, criteria, TODAY))
    return dict(profile.as_mapping(language))


@pytest.mark.parametrize(
    ("language", "message", "expected"),
    [
        ("fr", "Je suis PM depuis 2018.", {"role": "product manager", "years_product": 8}),
        ("fr", "J'ai six ans d'expérience dont deux comme PO.", {"years_product": 2}),
        ("fr", "Six ans dans le produit dont deux comme PO.", {"years_product": 6}),
        ("fr", "PO depuis 18 mois", {"role": "product owner", "years_product": 1.5}),
        ("fr", "PM depuis janvier 2022", {"years_product": 4.8}),
        ("fr", "PO de 2016 à 2020 et PM depuis 2020", {"years_product": 10}),
        ("fr", "Dans le produit depuis une dizaine d'années", {"years_product": 10}),
        ("fr", "2 ans PO + 3 ans PM", {"years_product": 5}),
        ("fr", "J'ai 35 ans et je suis chef de produit depuis 7 ans", {"years_product": 7}),
        ("en", "Three years as a PO, then four as a PM.", {"years_product": 7}),
        ("en", "I've been in product for about a decade", {"years_product": 10}),
        ("en", "two and a half years as a product owner", {"years_product": 2.5}),
        ("en", "I have 15 years of experience but only 2 in product", {"years_product": 2}),
        ("en", "I worked as a PM from 2016 to 2021", {"years_product": 5}),
    ],
)
def test_years_in_the_field_are_counted(
    criteria: Criteria, language: str, message: str, expected: dict[str, Any]
) -> None:
    profile = profile_of(criteria, language, message)
    assert {key: profile[key] for key in expected} == pytest.approx(expected)


def test_years_in_another_job_are_not_years_in_the_field(criteria: Criteria) -> None:
    told = "Je suis responsable marketing depuis douze ans"
    assert profile_of(criteria, "fr", f"{told}.")["years_product"] is None
    profile = profile_of(criteria, "fr", f"{told}, je n'ai jamais fait de produit.")
    assert (profile["years_product"], profile["role"]) == (0, "responsable marketing")


def test_several_jobs_of_the_field_add_up_over_turns(criteria: Criteria) -> None:
    profile = profile_of(
        criteria, "en", "I've done 4 years as a PO.", "plus 2 years as a PM before that"
    )
    assert profile["years_product"] == 6


@pytest.mark.parametrize(
    ("language", "message", "size"),
    [
        ("fr", "J'encadre trois designers et cinq développeurs", 8),
        ("fr", "une douzaine de personnes sous ma responsabilité", 12),
        ("fr", "je n'ai jamais managé", 0),
        ("fr", "je manage personne", 0),
        ("fr", "Je travaille dans une équipe de 12 personnes", None),
        ("fr", "Je gère un portefeuille de 30 clients", None),
        ("en", "I lead a dozen people", 12),
        ("en", "We've got a five-person team, I lead it", 5),
        ("en", "I have no direct reports", 0),
        ("en", "Currently a COO at a 50-person startup", None),
    ],
)
def test_only_the_people_they_lead_are_counted(
    criteria: Criteria, language: str, message: str, size: int | None
) -> None:
    assert profile_of(criteria, language, message)["team_size"] == size


@pytest.mark.parametrize(
    ("language", "message", "expected"),
    [
        ("fr", "Pas de diplôme", {"education_level": "aucun"}),
        ("fr", "Ingénieur de formation", {"school": "engineering"}),
        ("fr", "un BTS puis une licence pro", {"education_level": "bac+3"}),
        ("fr", "pas de Bac+5 malheureusement", {"education_level": "moins de bac+5"}),
        ("fr", "je n'ai aucune certif", {"certifications": []}),
        ("fr", "Je n'ai pas la PSPO mais j'ai la CSPO", {"certifications": ["CSPO"]}),
        ("fr", "Je prépare la PSM et j'ai déjà la PSPO", {"certifications": ["PSPO"]}),
        ("fr", "que du delivery, jamais de discovery", {"delivery": False}),
        ("fr", "J'ai mené notre transformation digitale", {"innovation": True}),
        ("fr", "je vise mon premier poste de CPO", {"seniority": "debutant", "role": None}),
        ("fr", "je bosse à lille", {"location": "Lille"}),
        ("en", "I have an MBA", {"education_level": "bac+5", "school": "business"}),
        ("en", "no degree but 10 years in product", {"education_level": "aucun"}),
        ("en", "it's safe to say we do scrum", {"methods": ["Scrum"]}),
        ("en", "We use SAFe at work", {"methods": ["SAFe"], "certifications": None}),
        ("en", "SAFe certified", {"certifications": ["SAFe"]}),
        ("en", "never worked in an agile environment", {"methods": []}),
        ("en", "I'm based in Lisbon, originally from Lyon", {"location": "Lisbon"}),
        ("en", "I used to be a PO, now I'm a delivery manager", {"role": "delivery manager"}),
    ],
)
def test_values_are_read_with_their_negation(
    criteria: Criteria, language: str, message: str, expected: dict[str, Any]
) -> None:
    profile = profile_of(criteria, language, message)
    assert {key: profile[key] for key in expected} == expected


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("fr", "Faut-il un Bac+5 ?"),
        ("fr", "Un CPO gère combien de personnes ?"),
        ("fr", "Un CPO débutant gagne combien à Paris ?"),
        ("fr", "Est-ce qu'un ingénieur peut devenir CPO sans expérience produit ?"),
        ("fr", "J'aimerais passer la PSPO"),
        ("fr", "Si j'avais une PSM, ça changerait quoi ?"),
        ("fr", "Mon amie a un MBA et gère quinze personnes, elle est CPO à Nantes."),
        ("fr", "Mon CPO actuel a 12 ans d'expérience et dirige 30 personnes."),
        ("en", "My friend has an MBA"),
        ("en", "How many years of product experience do I need?"),
        ("en", "should I get PSPO certified?"),
        ("en", "I'd love to get my PSPO next year"),
        ("en", "Someone told me you need 20 years in product"),
    ],
)
def test_questions_wishes_and_others_tell_nothing(
    criteria: Criteria, language: str, message: str
) -> None:
    assert set(profile_of(criteria, language, message).values()) == {None}


def test_a_question_about_oneself_tells_what_comes_with_it(criteria: Criteria) -> None:
    asked = "Can I become a CPO with only 3 years as a PM and no certification?"
    profile = profile_of(criteria, "en", asked)
    assert (profile["years_product"], profile["certifications"]) == (3, [])


def test_a_later_word_corrects_an_earlier_one(criteria: Criteria) -> None:
    assert profile_of(criteria, "fr", "Bac+5... enfin non, bac+3.")["education_level"] == "bac+3"
    corrected = profile_of(criteria, "fr", "4 ans de PM", "pardon, c'est 6 ans en fait")
    assert corrected["years_product"] == 6
    assert (
        profile_of(criteria, "en", "I'm based in Lyon", "I moved to Ghent")["location"] == "Ghent"
    )


def test_every_key_is_there_and_unknown_until_it_is_told(criteria: Criteria) -> None:
    profile = profile_of(criteria, "fr", "Bac+5")
    assert list(profile) == [key.key for key in criteria.keys]
    assert {key for key, value in profile.items() if value is not None} == {"education_level"}


def test_the_role_is_told_in_the_language_of_the_person(criteria: Criteria) -> None:
    assert profile_of(criteria, "fr", "je suis dev")["role"] == "développeur"
    assert profile_of(criteria, "en", "I'm a CTO")["role"] == "chief technology officer"
    assert profile_of(criteria, "fr", "Je suis cheffe de produit")["role"] == "cheffe de produit"


def test_who_finds_themself_bad_at_something_tells_no_number_of_it(criteria: Criteria) -> None:
    told = profile_of(criteria, "fr", "Je suis nul en management, c'est grave ?")
    assert told["team_size"] is None
