"""Where sentences end: tables of French and English traps, and laws that hold for any text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import sentence_spans

FRENCH = [
    ("Il a marché. Il est arrivé.", ["Il a marché.", "Il est arrivé."]),
    ("Le rôle est exigé. Élu en mai, il part.", ["Le rôle est exigé.", "Élu en mai, il part."]),
    ("Il gagne 67 000€. Ce montant monte.", ["Il gagne 67 000€.", "Ce montant monte."]),
    (
        "Il gagne 67\u202f000\u00a0€. Ce montant monte.",
        ["Il gagne 67\u202f000\u00a0€.", "Ce montant monte."],
    ),
    ("Il lit, code, etc. Le reste attend.", ["Il lit, code, etc.", "Le reste attend."]),
    ("Il lit, code, etc. mais il dort.", ["Il lit, code, etc. mais il dort."]),
    ("Ils ont un Bac+5. Ils cherchent.", ["Ils ont un Bac+5.", "Ils cherchent."]),
    ("Il dit «Non !» Puis il part.", ["Il dit «Non !»", "Puis il part."]),
    ("Il dit « Non ! » Puis il part.", ["Il dit « Non ! »", "Puis il part."]),
    (
        "Il dit «\u202fNon\u202f!\u202f» puis il part.",
        ["Il dit «\u202fNon\u202f!\u202f» puis il part."],
    ),
    ("Elle vit. « Oui », dit-il. Fin.", ["Elle vit.", "« Oui », dit-il.", "Fin."]),
    ("Avec M. Dupont et J. Dupont. Puis seul.", ["Avec M. Dupont et J. Dupont.", "Puis seul."]),
    ("Mme. Durand et le Dr. Roy signent.", ["Mme. Durand et le Dr. Roy signent."]),
    ("CPO vs. CTO : qui décide ?", ["CPO vs. CTO : qui décide ?"]),
    ("CPO vs CTO. Qui décide ?", ["CPO vs CTO.", "Qui décide ?"]),
    ("1. Premier point. Il compte.", ["1. Premier point.", "Il compte."]),
    ("Il hésite… Puis il part.", ["Il hésite…", "Puis il part."]),
    ("Il hésite… puis part.", ["Il hésite… puis part."]),
    ("Il hésite... Puis part.", ["Il hésite...", "Puis part."]),
    ("Une ville, p. ex. Paris. Une autre.", ["Une ville, p. ex. Paris.", "Une autre."]),
    ("Une ville (par ex. Paris) plaît.", ["Une ville (par ex. Paris) plaît."]),
    ("Voir la fig. 3 et la p. 12. Fin.", ["Voir la fig. 3 et la p. 12.", "Fin."]),
    ("Voir l’art. 5 et le no. 7. Fin.", ["Voir l’art. 5 et le no. 7.", "Fin."]),
    ("Est-ce vrai ?! Oui !", ["Est-ce vrai ?!", "Oui !"]),
    ("En 2025. En 2026. 5 ans après.", ["En 2025.", "En 2026.", "5 ans après."]),
    ("(Il dort.) Elle lit.", ["(Il dort.)", "Elle lit."]),
    ("Version 2.0 du site exemple.fr ici.", ["Version 2.0 du site exemple.fr ici."]),
    ("Fin sans point", ["Fin sans point"]),
    ("Une ligne.\nUne autre.", ["Une ligne.", "Une autre."]),
]

ENGLISH = [
    ("He left. She stayed.", ["He left.", "She stayed."]),
    ("Mr. Smith met Dr. Jones. They spoke.", ["Mr. Smith met Dr. Jones.", "They spoke."]),
    ("J. Smith vs. A. Jones. A draw.", ["J. Smith vs. A. Jones.", "A draw."]),
    ("Pick a city, e.g. Paris. Then go.", ["Pick a city, e.g. Paris.", "Then go."]),
    ("One city, i.e. Paris, wins.", ["One city, i.e. Paris, wins."]),
    ("“Really?” she said. “Yes.” Then quiet.", ["“Really?” she said.", "“Yes.”", "Then quiet."]),
    ('He said "Go." Then he left.', ['He said "Go."', "Then he left."]),
    ("It costs €67K. Next year it rises.", ["It costs €67K.", "Next year it rises."]),
    ("Pens, paper, etc. The rest waits.", ["Pens, paper, etc.", "The rest waits."]),
    ("Wait... What?", ["Wait...", "What?"]),
]


@pytest.mark.parametrize(("text", "sentences"), FRENCH + ENGLISH)
def test_sentences_end_where_a_reader_ends_them(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Diriger est un art. Il s’apprend.", ["Diriger est un art.", "Il s’apprend."]),
        ("Il le prend en tant que tel. Il avance.", ["Il le prend en tant que tel.", "Il avance."]),
        ("They hired me. The job began.", ["They hired me.", "The job began."]),
        (
            "Should you wait? I say no. The role moves.",
            ["Should you wait?", "I say no.", "The role moves."],
        ),
    ],
)
def test_a_word_that_is_also_an_abbreviation_ends_a_sentence(
    text: str, sentences: list[str]
) -> None:
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences


def test_a_number_that_counts_a_later_point_is_no_sentence() -> None:
    text = "1. Premier point. 2. Second point."
    sentences = [text[start:end] for start, end in sentence_spans(text)]
    assert sentences == ["1. Premier point.", "2. Second point."]


def test_a_text_without_words_has_no_sentence() -> None:
    assert sentence_spans("") == []
    assert sentence_spans(" \n\u00a0\t ") == []


def _check_spans(text: str) -> None:
    spans = sentence_spans(text)
    covered = 0
    for start, end in spans:
        assert covered <= start < end <= len(text)
        assert not text[covered:start].strip(), "something that is not white space was left out"
        assert text[start:end] == text[start:end].strip()
        covered = end
    assert not text[covered:].strip()


@given(st.text())
@settings(deadline=None)
def test_spans_are_ordered_disjoint_and_hold_everything_but_white_space(text: str) -> None:
    _check_spans(text)


PIECES = st.sampled_from(
    [*"aéÉM1 .!?…«»“”\"'’()[]—-+€\n\u00a0\u202f", "etc.", " M. ", "p. ex.", "vs.", "Bac+5.", "... "]
)


@given(st.lists(PIECES, max_size=30).map("".join))
@settings(deadline=None, max_examples=300)
def test_spans_of_punctuation_soup_obey_the_same_law(text: str) -> None:
    _check_spans(text)
