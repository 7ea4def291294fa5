"""A profile held against the article: met, a gap or unknown, with reasons, steps and citations."""

from datetime import date
from typing import Any

import pytest

from coach.assessment import as_mapping, assess
from coach.facts import read_facts
from coach.profile import Profile
from corpus import Article, load_corpus

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def article() -> Article:
    return load_corpus()["chief-product-officer"]


def assessment_of(article: Article, language: str, message: str) -> dict[str, Any]:
    assert article.criteria is not None
    facts = read_facts(message, language, article.criteria, TODAY)
    profile = Profile(article.criteria).told(facts)
    return dict(as_mapping(article, assess(profile, language), language))


def statuses(article: Article, message: str) -> dict[str, str]:
    criteria = assessment_of(article, "en", message)["criteria"]
    return {criterion["key"]: criterion["status"] for criterion in criteria}


@pytest.mark.parametrize(
    ("message", "criterion", "status"),
    [
        ("I have a master's degree.", "education", "met"),
        ("I have a bachelor's from a business school.", "education", "met"),
        ("I have a bachelor's degree.", "education", "gap"),
        ("I have no degree.", "education", "gap"),
        ("I studied at a design school.", "education", "unknown"),
        ("5 years as a PM", "product_experience", "met"),
        ("I've 4 years of PM experience.", "product_experience", "gap"),
        ("I've never worked in product.", "product_experience", "gap"),
        ("I've worked in sales for 9 years.", "product_experience", "unknown"),
        ("I lead 2 designers and 3 developers.", "leadership", "met"),
        ("I've led cross-functional teams.", "leadership", "met"),
        ("I lead 8 developers.", "leadership", "unknown"),
        ("I've never managed anyone.", "leadership", "gap"),
        ("We do Scrum.", "methods", "met"),
        ("I've never used agile.", "methods", "gap"),
        ("I hold the CSPO.", "certification", "met"),
        ("I have no certification.", "certification", "gap"),
        ("I'm PMP certified.", "certification", "unknown"),
        ("I went from discovery to delivery.", "delivery", "met"),
        ("I do delivery only.", "delivery", "gap"),
        ("I worked on an innovation project.", "innovation", "met"),
        ("I've never taken part in an innovation project.", "innovation", "gap"),
    ],
)
def test_each_criterion_is_judged_by_what_was_said(
    article: Article, message: str, criterion: str, status: str
) -> None:
    assert statuses(article, message)[criterion] == status


def test_what_was_not_said_stays_unknown(article: Article) -> None:
    assert set(statuses(article, "I live in Paris.").values()) == {"unknown"}


def test_the_mapping_is_that_of_the_contract(article: Article) -> None:
    assessment = assessment_of(article, "en", "PM for 2 years, bachelor's, never managed anyone")
    assert set(assessment) == {"criteria", "next_steps", "citations"}
    assert [criterion["key"] for criterion in assessment["criteria"]] == [
        "education",
        "product_experience",
        "leadership",
        "methods",
        "certification",
        "delivery",
        "innovation",
    ]
    for criterion in assessment["criteria"]:
        assert set(criterion) == {"key", "label", "status", "reason", "citations"}
        assert criterion["citations"]
    for step in assessment["next_steps"]:
        assert set(step) == {"text", "citations"}
        assert step["citations"]


def test_its_citations_are_numbered_on_their_own_and_verbatim(article: Article) -> None:
    assessment = assessment_of(article, "en", "PM for 2 years, bachelor's, never managed anyone")
    numbers = [citation["number"] for citation in assessment["citations"]]
    assert numbers == list(range(1, len(numbers) + 1))
    used = {
        number
        for part in (*assessment["criteria"], *assessment["next_steps"])
        for number in part["citations"]
    }
    assert used == set(numbers)
    for citation in assessment["citations"]:
        assert citation["quote"] == article.text[citation["start"] : citation["end"]]
        assert citation["translation"]


def test_reasons_are_in_the_persons_own_facts_and_language(article: Article) -> None:
    by_language = {
        "en": ("2 years in product", "I've been a PM for 2 years"),
        "fr": ("2 ans dans le produit", "PM depuis 2 ans"),
    }
    for language, (reason, message) in by_language.items():
        criteria = assessment_of(article, language, message)["criteria"]
        assert reason in {criterion["reason"] for criterion in criteria}


def test_only_gaps_have_next_steps(article: Article) -> None:
    met = "Master's degree, 8 years as a PM, I hold the PSPO."
    assert assessment_of(article, "en", met)["next_steps"] == []
    gap = assessment_of(article, "en", "I have no certification.")
    assert [step["text"] for step in gap["next_steps"]] == [
        "Take a certification such as PSPO or PSM"
    ]
