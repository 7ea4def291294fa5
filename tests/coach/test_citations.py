"""Citations are built from passages and proved before anybody sees them."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach import Citation, Coach, Conversation, Turn
from coach.citations import UnprovenAnswer, cite, prove, text_fragment
from corpus import Corpus, load_corpus
from index import ensure_index, load_encoder

Ask = Callable[..., Turn]


@pytest.fixture
def cited(tiny_corpus: Corpus) -> tuple[Citation, Citation]:
    article = tiny_corpus["boulanger"]
    return cite(article, article.passages[0], 1, "fr"), cite(article, article.passages[1], 2, "fr")


def test_a_citation_tells_where_its_quote_stands(tiny_corpus: Corpus) -> None:
    article = tiny_corpus["boulanger"]
    passage = next(p for p in article.passages if p.text.startswith("Le levain"))
    citation = cite(article, passage, 4, "en")
    assert (citation.number, citation.article) == (4, "boulanger")
    assert (citation.section, citation.path) == ("Le levain", ("Le pain", "Le levain"))
    assert citation.quote == article.text[citation.start : citation.end] == passage.text
    assert citation.translation is None, "the article has no English rendering"
    assert citation.url is not None
    assert citation.url.startswith("https://blog.example/boulanger#:~:text=Le%20levain%20vit")


def test_an_article_without_page_is_cited_without_address(corpus: Corpus) -> None:
    article = replace(corpus["chief-product-officer"], url="")
    assert cite(article, article.passages[0], 1, "fr").url is None


def test_the_introduction_is_cited_as_intro(tiny_corpus: Corpus) -> None:
    article = tiny_corpus["boulanger"]
    citation = cite(article, article.passages[0], 1, "fr")
    assert (citation.section, citation.path) == ("intro", ())


def test_an_answer_whose_markers_and_quotes_agree_is_proved(
    tiny_corpus: Corpus, cited: tuple[Citation, Citation]
) -> None:
    prove(tiny_corpus, "Tôt. [1] Quatre heures. [2] Oui, tôt. [1]", cited)
    prove(tiny_corpus, "Rien à citer.", ())
    prove(tiny_corpus, "Une liste [a] et [1234].", ())


def test_a_marker_without_citation_is_rejected(
    tiny_corpus: Corpus, cited: tuple[Citation, Citation]
) -> None:
    with pytest.raises(UnprovenAnswer):
        prove(tiny_corpus, "Tôt. [1] Quatre. [2] Cinq. [3]", cited)
    with pytest.raises(UnprovenAnswer):
        prove(tiny_corpus, "Tôt. [1]", ())


def test_a_citation_without_marker_is_rejected(
    tiny_corpus: Corpus, cited: tuple[Citation, Citation]
) -> None:
    with pytest.raises(UnprovenAnswer):
        prove(tiny_corpus, "Tôt. [1]", cited)


def test_two_citations_of_one_number_are_rejected(
    tiny_corpus: Corpus, cited: tuple[Citation, Citation]
) -> None:
    with pytest.raises(UnprovenAnswer):
        prove(tiny_corpus, "Tôt. [1]", (cited[0], replace(cited[1], number=1)))


@pytest.mark.parametrize(
    "change",
    [
        {"quote": "Un boulanger se lève tard."},
        {"quote": "Un boulanger se lève tôt"},
        {"quote": "un boulanger se lève tôt."},
        {"quote": ""},
        {"start": 0},
        {"end": 0},
        {"start": -10, "end": -1},
        {"start": 10**6, "end": 10**6 + 5},
    ],
)
def test_an_altered_quote_is_rejected(
    tiny_corpus: Corpus, cited: tuple[Citation, Citation], change: dict[str, object]
) -> None:
    altered = replace(cited[0], **change)  # type: ignore[arg-type]
    with pytest.raises(UnprovenAnswer):
        prove(tiny_corpus, "Tôt. [1]", (altered,))


def test_a_quote_of_an_unknown_article_is_rejected(
    tiny_corpus: Corpus, cited: tuple[Citation, Citation]
) -> None:
    with pytest.raises(UnprovenAnswer):
        prove(tiny_corpus, "Tôt. [1]", (replace(cited[0], article="absent"),))


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("Le pain", "#:~:text=Le%20pain"),
        ("été", "#:~:text=%C3%A9t%C3%A9"),
        ("stock-options, actions", "#:~:text=stock%2Doptions%2C%20actions"),
        ("R&D = 100 % #1", "#:~:text=R%26D%20%3D%20100%20%25%20%231"),
        ("l’orga", "#:~:text=l%E2%80%99orga"),
        ("a b c d e f g h i j k l", "#:~:text=a%20b%20c%20d%20e%20f%20g%20h%20i%20j%20k%20l"),
        (
            "a b c d e f g h i j k l m",
            "#:~:text=a%20b%20c%20d%20e%20f,h%20i%20j%20k%20l%20m",
        ),
    ],
)
def test_a_text_fragment_encodes_what_has_a_meaning_there(text: str, fragment: str) -> None:
    assert text_fragment(text) == fragment


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
@settings(deadline=None)
def test_a_text_fragment_is_an_address_whose_pieces_are_in_the_text(text: str) -> None:
    directive = text_fragment(text).removeprefix("#:~:text=")
    assert directive.isascii()
    assert not set(directive) & set(" -&#<>\"'")
    pieces = directive.split(",")
    assert len(pieces) <= 2
    for piece in pieces:
        assert " ".join(unquote(piece).split()) in " ".join(text.split())


def test_the_link_of_a_row_quotes_words_that_stand_on_the_page(tiny_corpus: Corpus) -> None:
    article = tiny_corpus["boulanger"]
    row = next(p for p in article.passages if p.kind == "row")
    url = cite(article, row, 1, "fr").url
    assert url is not None
    on_the_page = "Niveau Salaire Débutant 20 000 €"
    for piece in url.split("#:~:text=")[1].split(","):
        assert unquote(piece) in on_the_page


def test_the_link_of_every_sentence_and_item_quotes_its_own_words(corpus: Corpus) -> None:
    article = replace(corpus["chief-product-officer"], url="https://blog.example/cpo")
    for passage in article.passages:
        if passage.kind != "row":
            url = cite(article, passage, 1, "fr").url
            assert url is not None
            for piece in url.split("#:~:text=")[1].split(","):
                assert unquote(piece) in passage.plain


MARKED = """\
# Le pain [2]

Le pain rassis [3] se garde [1] quatre jours [12] au sec [٣].

# La brioche

La brioche dorée se mange tiède.
"""


@pytest.mark.parametrize("language", ["fr", "en"])
def test_brackets_in_the_article_never_make_a_false_marker(tmp_path: Path, language: str) -> None:
    folder = tmp_path / "articles" / "pain"
    folder.mkdir(parents=True)
    (folder / "article.md").write_text(MARKED, "utf-8")
    english = MARKED.replace("Le pain rassis", "Stale bread").replace("La brioche dorée", "Brioche")
    (folder / "en.md").write_text(english, "utf-8")
    (folder / "questions.jsonl").write_text(
        '{"question": "Le pain rassis se garde combien ?", "lang": "fr", '
        '"section": "Le pain [2]", "passage": "Le pain rassis"}',
        "utf-8",
    )
    corpus = load_corpus(folder.parent)
    coach = Coach(corpus, ensure_index(corpus, load_encoder(), tmp_path / "index"))
    turn = coach.answer("Le pain rassis se garde quatre jours ?", Conversation("test"), language)
    assert turn.kind == "answer"
    quoted = next(c for c in turn.citations if "[3]" in c.quote)
    assert quoted.quote == "Le pain rassis [3] se garde [1] quatre jours [12] au sec [٣]."
    prove(corpus, turn.answer, turn.citations)
    for false in ("[3]", "[12]", "[٣]"):
        assert false not in turn.answer
    assert turn.answer.count("[1]") == 1
