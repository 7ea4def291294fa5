"""What the retriever finds in an article on another subject, and what it promises of any query."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Corpus
from index import Retriever

ASKED = [
    ("À quelle heure un boulanger doit-il se lever ?", "trois heures du matin"),
    ("a quel heure ouvre la boutique", "sept heures"),
    ("C’est quoi, le levain ?", "mélange de farine"),
    ("Faut-il nourrir son levain tous les jours ?", "nourrir chaque jour"),
    ("Le CAP de boulanger prend combien de temps ?", "deux ans"),
    ("cmb gagne un boulangre débutant ??", "21 000€"),
    ("Quelle paie pour le chef du fournil ?", "Chef de fournil"),
    ("What time does a baker wake up?", "trois heures du matin"),
    ("What is sourdough starter made of?", "mélange de farine"),
    ("How much does the head of a bakehouse earn?", "Chef de fournil"),
    ("Who does an apprentice learn with?", "maître d’apprentissage"),
    ("When can I get into the shop?", "sept heures"),
]

NOT_ANSWERED = [
    "Quelle est la capitale de la Norvège ?",
    "Comment réparer une fuite d’eau ?",
    "Qui a peint Guernica ?",
    "What is the capital of Norway?",
    "How do I repair a leaking tap?",
    "Who won the election?",
]


@pytest.mark.parametrize(("query", "words"), ASKED)
def test_the_right_passage_comes_first(bakery_retriever: Retriever, query: str, words: str) -> None:
    assert words in bakery_retriever.retrieve(query).hits[0].passage.text


def test_most_of_what_is_answered_counts_as_covered(bakery_retriever: Retriever) -> None:
    covered = [bakery_retriever.retrieve(query).covered for query, _ in ASKED]
    assert sum(covered) >= 0.75 * len(covered)


def test_most_of_what_is_not_answered_is_refused(bakery_retriever: Retriever) -> None:
    refused = [not bakery_retriever.retrieve(query).covered for query in NOT_ANSWERED]
    assert sum(refused) >= len(refused) - 1


def test_what_is_answered_is_more_covered_than_what_is_not(bakery_retriever: Retriever) -> None:
    answered = sorted(bakery_retriever.retrieve(query).coverage for query, _ in ASKED)
    unanswered = sorted(bakery_retriever.retrieve(query).coverage for query in NOT_ANSWERED)
    assert answered[len(answered) // 2] > unanswered[len(unanswered) // 2] + 0.3


def _check(retriever: Retriever, query: str, k: int) -> None:
    retrieval = retriever.retrieve(query, k)
    n_passages = sum(len(article.passages) for article in retriever.articles)
    scores = [hit.score for hit in retrieval.hits]
    assert len(scores) == min(k, n_passages)
    assert scores == sorted(scores, reverse=True)
    assert sum(scores) <= 1 + 1e-6
    assert 0 <= retrieval.coverage <= 1
    assert len({hit.passage.number for hit in retrieval.hits}) == len(scores)
    for hit in retrieval.hits:
        assert 0 <= hit.score <= hit.section_score + 1e-9 <= 1 + 1e-6
        assert hit.article.text[hit.passage.start : hit.passage.end] == hit.passage.text
        assert hit.passage in hit.section.passages
    assert retrieval.query == query


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200), st.integers(1, 20))
@settings(deadline=None, max_examples=60)
def test_any_query_gives_hits_by_falling_score(
    bakery_retriever: Retriever, query: str, k: int
) -> None:
    _check(bakery_retriever, query, k)


@pytest.mark.parametrize(
    "query", ["", " ", "?", "🥖🥖", "\x00", "a" * 4000, "9" * 4000, "pain " * 800, "日本語", "‮abc"]
)
def test_strange_queries_give_hits_too(bakery_retriever: Retriever, query: str) -> None:
    _check(bakery_retriever, query, 20)


@pytest.mark.parametrize("query", ["", "?", "🥖", "パン屋はいつ開きますか", "متى يفتح المخبز؟"])
def test_what_holds_no_word_that_can_be_read_is_not_covered(
    bakery_retriever: Retriever, query: str
) -> None:
    retrieval = bakery_retriever.retrieve(query)
    assert (retrieval.coverage, retrieval.covered) == (0, False)


def test_all_hits_together_share_a_probability_of_one(bakery_retriever: Retriever) -> None:
    hits = bakery_retriever.retrieve("Combien gagne un boulanger ?", k=99).hits
    assert sum(hit.score for hit in hits) == pytest.approx(1, abs=1e-6)
    sections = {hit.section.id: hit.section_score for hit in hits}
    assert sum(sections.values()) == pytest.approx(1, abs=1e-6)


def test_threads_get_the_answers_that_one_thread_gets(bakery_retriever: Retriever) -> None:
    queries = [query for query, _ in ASKED] * 5

    def found(query: str) -> list[int]:
        return [hit.passage.number for hit in bakery_retriever.retrieve(query).hits]

    alone = [found(query) for query in queries]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(found, queries)) == alone


def test_proven_questions_lead_to_their_passage(
    bakery_retriever: Retriever, bakery: Corpus
) -> None:
    article = bakery["boulanger"]
    written = {(q.text, q.language, q.passage) for q in article.questions}
    proven = [
        (question, language, passage.number)
        for passage in article.passages
        for language in ("fr", "en")
        for question in bakery_retriever.proven_questions(article, passage.number, language)
    ]
    assert len(proven) >= 10
    assert set(proven) <= written
    for question, _, number in proven:
        retrieval = bakery_retriever.retrieve(question)
        assert retrieval.covered
        assert retrieval.hits[0].passage.number == number


def test_nothing_is_proven_of_another_passage_or_language(
    bakery_retriever: Retriever, bakery: Corpus
) -> None:
    assert bakery_retriever.proven_questions(bakery["boulanger"], 1, "de") == ()
    assert bakery_retriever.proven_questions(bakery["boulanger"], 999, "fr") == ()
