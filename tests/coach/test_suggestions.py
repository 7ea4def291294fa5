"""What is suggested next can be asked next."""

from collections.abc import Callable

import pytest

from coach import Coach, Conversation, Turn
from corpus import Corpus
from index import Retriever

Ask = Callable[..., Turn]

STARTS = [
    "Combien gagne un CPO débutant à Paris ?",
    "Quel diplôme faut-il ?",
    "Bonjour",
    "Quelle est la capitale du Pérou ?",
    "How much does a junior CPO earn in Paris?",
    "Which certifications help?",
    "Hello!",
    "What is the capital of Peru?",
]


def _in_turn(coach: Coach, *messages: str) -> Conversation:
    conversation = Conversation("test")
    for message in messages:
        turn = coach.answer(message, conversation)
        conversation = Conversation("test", (*conversation.turns, turn))
    return conversation


@pytest.mark.parametrize("start", STARTS)
def test_every_suggestion_is_answered_when_it_is_asked(coach: Coach, start: str) -> None:
    begun = _in_turn(coach, start)
    suggestions = begun.turns[-1].suggestions
    assert len(suggestions) == 3
    for suggestion in suggestions:
        turn = coach.answer(suggestion, begun)
        assert turn.kind in {"answer", "partial"}, suggestion
        assert turn.language == begun.turns[-1].language, suggestion


@pytest.mark.parametrize("start", ["Combien gagne un CPO ?", "How much does a CPO earn?"])
def test_following_suggestions_never_leads_back(coach: Coach, start: str) -> None:
    conversation = _in_turn(coach, start)
    asked = [start]
    for step in range(8):
        suggestions = conversation.turns[-1].suggestions
        assert suggestions
        assert not set(suggestions) & set(asked)
        asked.append(suggestions[step % len(suggestions)])
        turn = coach.answer(asked[-1], conversation)
        assert turn.kind in {"answer", "partial"}, asked[-1]
        conversation = Conversation("test", (*conversation.turns, turn))


def test_a_question_is_never_suggested_as_the_next_after_itself(
    coach: Coach, corpus: Corpus, retriever: Retriever
) -> None:
    article = corpus["chief-product-officer"]
    for passage in article.passages[::6]:
        for language in ("fr", "en"):
            for question in retriever.proven_questions(article, passage.number, language):
                turn = coach.answer(question, Conversation("test"))
                assert question not in turn.suggestions


def test_suggestions_come_from_different_sections(coach: Coach, corpus: Corpus) -> None:
    article = corpus["chief-product-officer"]
    tied = {question.text: question.passage for question in article.questions}
    for start in STARTS:
        turn = coach.answer(start, Conversation("test"))
        sections = [article.passages[tied[text]].section for text in turn.suggestions]
        assert len(set(sections)) == len(sections)


def test_the_passage_just_read_is_not_suggested(coach: Coach, corpus: Corpus) -> None:
    article = corpus["chief-product-officer"]
    tied = {question.text: question.passage for question in article.questions}
    turn = coach.answer(STARTS[0], Conversation("test"))
    cited = {citation.start for citation in turn.citations}
    assert not {article.passages[tied[text]].start for text in turn.suggestions} & cited


@pytest.mark.timeout(120)
def test_proven_questions_of_the_shipped_article_are_answered_from_their_passage(
    coach: Coach, corpus: Corpus, retriever: Retriever
) -> None:
    article = corpus["chief-product-officer"]
    asked = told = 0
    for passage in article.passages[::3]:
        for language in ("fr", "en"):
            for question in retriever.proven_questions(article, passage.number, language)[:1]:
                turn = coach.answer(question, Conversation("test"), language)
                assert turn.kind in {"answer", "partial"}, question
                asked += 1
                told += passage.start in {citation.start for citation in turn.citations}
    assert asked >= 40
    assert told >= 0.95 * asked


@pytest.mark.parametrize("start", STARTS)
def test_suggestions_are_questions_that_are_understood_alone(coach: Coach, start: str) -> None:
    turn = coach.answer(start, Conversation("test"))
    for text in turn.suggestions:
        typed = set(text.lower().replace("'", " ").replace(",", " ").split())
        assert not typed & {"je", "mon", "ma", "non", "ça", "i", "my", "our", "it", "they", "yes"}


def test_what_announces_a_list_is_never_shown_as_the_nearest_thing(coach: Coach) -> None:
    turn = coach.answer("Donne-moi la recette de la tarte tatin", Conversation("test"))
    assert turn.kind == "not_covered"
    assert not [one.quote for one in turn.citations if one.quote.endswith(":")]
