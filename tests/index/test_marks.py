"""What a text speaks of: terms however they are worded, their neighbours, places and jobs."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Glossary, load_article
from index.marks import JOB, NEIGHBOUR, PLACE, TERM, Marker, terms_of

GLOSSARY = """\
[[term]]
name = "country loaf"
acronyms = ["MDC"]
fr = ["miche", "pain de campagne"]
en = ["loaf"]

[[term]]
name = "return"
acronyms = ["ROI"]
fr = ["retour sur investissement"]

[[term]]
name = "bread"
fr = ["pain"]

[[distinct]]
name = "pain d’épices"
en = ["gingerbread"]
"""
LOAF, RETURN, BREAD = f"{TERM}country_loaf", f"{TERM}return", f"{TERM}bread"

MakeMarker = Callable[[str], Marker]


@pytest.fixture
def make_marker(tmp_path: Path) -> MakeMarker:
    """The marker of an article that says this, with the glossary above."""

    def make(text: str) -> Marker:
        folder = tmp_path / "boulanger"
        folder.mkdir(exist_ok=True)
        (folder / "article.md").write_text(f"# Le fournil\n\n{text}\n", "utf-8")
        (folder / "en.md").write_text("# The bakehouse\n\nA shop near Kyoto.\n", "utf-8")
        (folder / "glossary.toml").write_text(GLOSSARY, "utf-8")
        article = load_article(folder)
        assert article.glossary != Glossary()
        return Marker([article])

    return make


@pytest.fixture
def marker(make_marker: MakeMarker) -> Marker:
    return make_marker("Le pain lève à Lagos.")


@pytest.mark.parametrize(
    "text",
    [
        "Une miche ?",
        "des MICHES",
        "a Country Loaf",
        "two loafs",
        "du pain-de-campagne",
        "la MDC",
        "une mdc",
    ],
)
def test_every_wording_of_a_term_gets_its_mark(marker: Marker, text: str) -> None:
    assert marker.marks(text) == [LOAF]


@pytest.mark.parametrize("text", ["un pain d'epices", "Pain d’Épices !", "gingerbreads"])
def test_a_neighbour_is_told_from_the_term_it_resembles(marker: Marker, text: str) -> None:
    assert marker.marks(text) == [NEIGHBOUR]


def test_the_longest_phrase_wins_and_its_words_are_not_marked_again(marker: Marker) -> None:
    assert marker.marks("le pain") == [BREAD]
    assert marker.marks("le pain de campagne, le pain et le pain d’épices") == [
        LOAF,
        BREAD,
        NEIGHBOUR,
    ]
    assert marker.marks("le pain de la campagne") == [BREAD]


def test_an_acronym_that_is_also_a_word_is_matched_as_it_is_written(marker: Marker) -> None:
    assert marker.marks("Quel ROI pour ce four ?") == [RETURN]
    assert marker.marks("Quel retour sur investissement ?") == [RETURN]
    assert marker.marks("Le roi mange sa brioche") == []


def test_a_place_is_marked_unless_an_article_mentions_it_in_any_language(marker: Marker) -> None:
    assert marker.marks("Le métier au Pérou") == [PLACE]
    assert marker.marks("Le métier à Lagos") == []
    assert marker.marks("A job in Kyoto") == []


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("bakers’ pay in the US", [PLACE]),
        ("bakers’ pay in the us", [PLACE]),
        ("CPO pay, US", [PLACE]),
        ("tell us more", []),
        ("in the U.K.", [PLACE]),
    ],
)
def test_a_country_is_told_from_the_word_it_is_spelled_like(
    marker: Marker, text: str, marks: list[str]
) -> None:
    assert marker.marks(text) == marks


def test_a_job_is_marked_unless_an_article_mentions_it(
    marker: Marker, make_marker: MakeMarker
) -> None:
    assert marker.marks("Combien gagne un data scientist ?") == [JOB]
    assert make_marker("Aucun data scientist ici.").marks("Un data scientist ?") == []
    assert make_marker("Aucun scientist, ni data.").marks("Un data scientist ?") == [JOB]


def test_marks_come_in_the_order_of_what_they_stand_for(marker: Marker) -> None:
    marks = marker.marks("Un data scientist au Pérou veut du pain et une miche")
    assert marks == [JOB, PLACE, BREAD, LOAF]
    assert terms_of(marks) == [BREAD, LOAF]


def test_an_article_without_glossary_has_no_terms() -> None:
    assert Marker([]).marks("Le pain de campagne au Pérou") == [PLACE]
    assert Marker([]).marks("") == []


@given(st.text(max_size=80))
@settings(deadline=None)
def test_any_text_has_marks_of_known_kinds(text: str) -> None:
    assert set(Marker([]).marks(text)) <= {PLACE, JOB}
