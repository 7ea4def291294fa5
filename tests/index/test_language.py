"""French is told from English, in a few words, without accents, as in text messages."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import language_scores

FRENCH = [
    "Combien gagne un CPO débutant à Paris ?",
    "combien gagne un cpo debutant a paris",
    "cmb gagne un cpo stp",
    "c koi un cpo",
    "g pa compri la reponse",
    "slt, fo kel diplome pr etre cpo ?",
    "jsuis dev depui 5 ans, jpeux devenir cpo ?",
    "Quelles sont les missions ?",
    "et les competences requises ?",
    "Est-ce que le poste existe en startup",
    "pourquoi pas un MBA",
    "ecole de commerce obligatoire ?",
    "quel salaire",
    "difference avec le CTO ?",
    "Je suis product owner et je veux évoluer vers ce rôle.",
]

ENGLISH = [
    "How much does a junior CPO earn in Paris?",
    "how much does a cpo make",
    "whats a cpo",
    "wat does a cpo do all day",
    "do u need a degree 4 this job",
    "im a dev w/ 5 yrs xp, can i become a cpo?",
    "thx, and the skills?",
    "What are the main responsibilities?",
    "salary range please",
    "which certifications are useful",
    "is an MBA required",
    "difference between CPO and CTO?",
    "who does the CPO report to",
    "I have been a product owner for six years.",
    "does the job exist in startups",
]


@pytest.mark.parametrize("text", FRENCH)
def test_french_is_read_as_french(text: str) -> None:
    scores = language_scores(text)
    assert scores["fr"] > 0 > scores["en"]


@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_read_as_english(text: str) -> None:
    scores = language_scores(text)
    assert scores["en"] > 0 > scores["fr"]


@pytest.mark.parametrize("text", ["", "CPO", "?", "🥖", "2025", "PSPO PSM", "日本語"])
def test_a_text_that_shows_no_language_is_uncertain(text: str) -> None:
    assert max(language_scores(text).values()) < 0.5


@given(st.text(max_size=100))
@settings(deadline=None)
def test_any_text_gets_a_score_for_each_language(text: str) -> None:
    scores = language_scores(text)
    assert set(scores) == {"fr", "en"}
    assert scores["fr"] == pytest.approx(-scores["en"], abs=1e-2)
