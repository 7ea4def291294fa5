"""What is matched: folded text, words, terms and n-grams."""

import time
import timeit
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import fold, words
from index.analysis import character_ngrams, terms, word_ngrams

LETTERS = "abcdefghijklmnopqrstuvwxyzàâäçéèêëîïôöùûüÿœæABCDEFGHIJKLMNOPQRSTUVWXYZÀÂÇÉÈÊËÎÏÔÛŒÆ"
TYPED = st.one_of(
    st.text(LETTERS, min_size=2, max_size=10),
    st.text(LETTERS, min_size=2, max_size=6).map(lambda word: f"l’{word}"),
    st.integers(1, 999).map(lambda thousands: f"{thousands} 000 €"),
    st.integers(1, 999).map(lambda thousands: f"{thousands}K€"),
    st.tuples(st.integers(1, 99), st.integers(1, 99)).map(lambda ends: f"{ends[0]}-{ends[1]}k€"),
    st.sampled_from(["Bac+5", "?", "!", "«", "»", "…", "\u00a0", "\u202f", "—", "e-mail", "2025"]),
)
TEXTS = st.lists(TYPED, max_size=10).map(" ".join)


@given(TEXTS)
@settings(deadline=None)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize("text", ["Produit™", "№ 5", "ǽ", "ŉ", "1k k"])
def test_folding_twice_is_folding_once_for_rare_characters_too(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
@settings(deadline=None)
def test_any_text_folds_into_words_of_letters_and_digits(text: str) -> None:
    for word in words(text):
        assert word.replace("+", "").isalnum()
        assert word.isascii()
        assert word == word.lower()


@pytest.mark.promise(35)
def test_folding_takes_time_in_proportion_to_the_text() -> None:
    """Promise 35: a message of 4,000 digits costs no more than one of 4,000 letters."""

    def seconds(text: str) -> float:
        timer = time.process_time  # not the clock: other tests run beside this one
        return min(timeit.repeat(lambda: fold(text), timer=timer, number=1, repeat=3))

    assert seconds("9" * 8000) < 30 * seconds("9" * 1000)


@pytest.mark.parametrize(
    "amount",
    [
        "67K€",
        "67k€",
        "67 k€",
        "67 K",
        "67k",
        "67 keur",
        "67 000 €",
        "67 000€",
        "67\u00a0000\u202f€",
        "67\u202f000€",
        "67000",
        "67.000",
        "67,000",
        "€67K",
        "€67,000",
    ],
)
def test_every_way_to_write_an_amount_is_the_same_word(amount: str) -> None:
    assert words(amount) == ["67000"]


@pytest.mark.parametrize(
    "range_of_amounts", ["60-70K€", "60k-70k", "60 à 70K€", "60 to 70k", "60–70 k€"]
)
def test_both_ends_of_a_range_of_amounts_are_words(range_of_amounts: str) -> None:
    assert words(range_of_amounts) == ["60000", "70000"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("L’équipe d'Œdipe", ["l", "equipe", "d", "oedipe"]),
        ("Bac+5 ou BAC+8", ["bac+5", "ou", "bac+8"]),
        ("67 kilos en 2025", ["67", "kilos", "en", "2025"]),
        ("UX/UI, e-mail…", ["ux", "ui", "e", "mail"]),
        ("日本 🥖", []),
    ],
)
def test_words_are_folded_and_in_order(text: str, expected: list[str]) -> None:
    assert words(text) == expected


QUESTIONS = [
    "Quel est le salaire d’un débutant à Paris ?",
    "Où se déroule la création de l’équipe, et à quel âge ?",
    "Ça demande un diplôme d’ingénieur ou d’école de commerce ?",
    "Les compétences clés d'un cœur de métier",
]


def _without_accents(text: str) -> str:
    bare = unicodedata.normalize("NFD", text.replace("œ", "oe").replace("’", "'"))
    return "".join(c for c in bare if not unicodedata.combining(c))


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("languages", [("fr",), ("en",), ("en", "fr"), ("de",)])
def test_a_question_without_accents_has_the_same_terms(
    question: str, languages: tuple[str, ...]
) -> None:
    assert terms(_without_accents(question), languages) == terms(question, languages)
    assert terms(_without_accents(question).upper(), languages) == terms(question, languages)


@given(TEXTS)
@settings(deadline=None)
def test_accents_never_change_the_terms(text: str) -> None:
    assert terms(_without_accents(text), ("fr", "en")) == terms(text, ("fr", "en"))


def test_words_of_grammar_are_no_terms() -> None:
    assert terms("Qu’est-ce que c’est, et de qui ?", ("fr", "en")) == []
    assert terms("What is it, and of whom?", ("fr", "en")) == []


def test_forms_of_a_word_meet_in_their_stem() -> None:
    assert terms("compétences", ("fr",)) == terms("compétence", ("fr",))
    assert terms("managers", ("en",)) == terms("manager", ("en",))


def test_a_word_of_an_uncertain_language_gives_the_stem_of_each() -> None:
    both = set(terms("stratégies", ("fr", "en")))
    assert both == set(terms("stratégies", ("fr",))) | set(terms("stratégies", ("en",)))


def test_a_language_without_a_stemmer_keeps_its_words() -> None:
    assert terms("Bäckereien", ("de",)) == ["backereien"]


def test_character_ngrams_stay_inside_words() -> None:
    assert character_ngrams("Ab c", (3,)) == [" ab", "ab ", " c "]
    assert character_ngrams("a", (4,)) == [" a "], "a word shorter than the size is one n-gram"


def test_word_ngrams_are_words_then_pairs() -> None:
    assert word_ngrams("Le bon pain") == ["le", "bon", "pain", "le bon", "bon pain"]
    assert word_ngrams("") == []
