"""The guided check: one question at a time, skippable, stoppable, answered in a word; and the
coaching answers around it."""

import re
from collections.abc import Callable
from datetime import date

import pytest

from coach import Conversation, Turn
from coach.citations import prove
from coach.coaching import Coaching
from corpus import Corpus, load_corpus

TODAY = date(2026, 11, 22)
Talk = Callable[..., list[Turn]]


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus()


@pytest.fixture(scope="module")
def talk(corpus: Corpus) -> Talk:
    """Say messages in turn; what coaching leaves to the article is answered with a dot."""
    article = corpus["chief-product-officer"]
    assert article.criteria is not None
    coaching = Coaching(article, article.criteria, lambda: TODAY)

    def said(language: str, *messages: str) -> list[Turn]:
        turns: tuple[Turn, ...] = ()
        for number, message in enumerate(messages):
            before = Conversation("test", turns)
            heard = coaching.hear(message, before, (language, language), f"turn {number}")
            turn = coaching.reply(heard) or Turn("t", message, "answer", language, "A dot.")
            turns = (*turns, coaching.joined(turn, heard))
        return list(turns)

    return said


def status_of(turn: Turn, criterion: str) -> str:
    assert turn.assessment is not None
    return next(c["status"] for c in turn.assessment["criteria"] if c["key"] == criterion)


def test_a_check_asks_for_the_unknowns_one_at_a_time(talk: Talk) -> None:
    turns = talk("fr", "fais mon bilan", "8 ans", "Bac+3", "5", "designers et devs", "Scrum")
    asked = [turn.asked for turn in turns]
    assert asked[0] == "years_product"
    assert len(set(asked)) == len(asked)
    assert all(turn.kind == "coaching" and turn.answer.count("?") == 1 for turn in turns)


def test_bare_answers_are_understood_as_answers(talk: Talk) -> None:
    *_, last = talk("fr", "fais mon bilan", "8", "Bac+3", "non")
    assert last.profile is not None
    assert (last.profile["years_product"], last.profile["education_level"]) == (8, "bac+3")
    assert last.profile["team_size"] == 0
    *_, last = talk(
        "en", "assess me", "nine", "A Master's degree", "12", "engineers and a designer"
    )
    assert last.profile is not None
    assert last.profile["years_product"] == 9
    assert status_of(last, "leadership") == "met"


def test_every_suggested_answer_is_understood(talk: Talk) -> None:
    for language, choice in (("fr", 0), ("en", 0), ("fr", -1), ("en", -1)):
        (started,) = talk(language, "assess me" if language == "en" else "fais mon bilan")
        messages = [started.message]
        for _ in range(12):
            turn = talk(language, *messages)[-1]
            if turn.asked is None:
                break
            assert 2 <= len(turn.suggestions) <= 3
            for suggestion in turn.suggestions:
                after = talk(language, *messages, suggestion)[-1]
                assert after.facts != turn.facts, (turn.asked, suggestion)
            messages.append(turn.suggestions[choice])
        assert turn.asked is None


def test_a_skipped_question_is_not_asked_again(talk: Talk) -> None:
    turns = talk("en", "assess me", *["skip"] * 9)
    asked = [turn.asked for turn in turns if turn.asked]
    assert len(asked) == len(set(asked))
    assert turns[-1].check == ()
    assert turns[-1].profile is None


def test_stop_ends_the_check_with_the_assessment(talk: Talk) -> None:
    turns = talk("fr", "fais mon bilan", "6 ans", "Bac+5", "stop")
    assert turns[-1].asked is None
    assert turns[-1].check == ()
    assert "5 à 10 ans" in turns[-1].answer
    assert "Je ne sais pas encore" in turns[-1].answer


def test_a_question_in_between_is_answered_and_the_check_goes_on(talk: Talk) -> None:
    turns = talk("en", "assess me", "What is a CPO responsible for?", "Bachelor's degree")
    assert turns[1].kind == "answer"
    assert "Back to your check" in turns[1].answer
    assert turns[2].profile is not None
    assert turns[2].profile["education_level"] == "bac+3"


def test_nothing_is_asked_that_is_known(talk: Talk) -> None:
    turns = talk("en", "I'm a PM with a master's degree and 7 years in product.", "assess me")
    assert turns[-1].asked == "team_size"


def test_every_turn_carries_profile_and_assessment_once_something_is_told(talk: Talk) -> None:
    turns = talk("en", "What is a CPO?", "I have an MBA.", "Who works with a CPO?")
    assert (turns[0].profile, turns[0].assessment) == (None, None)
    for turn in turns[1:]:
        assert turn.profile is not None
        assert turn.assessment is not None
        assert turn.profile["education_level"] == "bac+5"
    assert turns[2].facts == turns[1].facts


def test_strengths_come_first_then_gaps_then_one_question(talk: Talk) -> None:
    (turn,) = talk("en", "I have a master's degree and 3 years as a PM.")
    speaks, build = turn.answer.index("already speaks"), turn.answer.index("left to build")
    assert speaks < build < turn.answer.index("?")
    assert turn.answer.count("?") == 1


@pytest.mark.parametrize(
    ("language", "messages"),
    [
        (
            "fr",
            ["Bac+2, PO 2 ans, jamais managé, aucune certif, pas d'agile", "il me manque quoi ?"],
        ),
        ("fr", ["Suis-je prête ?", "fais mon bilan", "stop"]),
        ("fr", ["je suis CPO débutante à Paris", "je vise quel salaire ?"]),
        ("en", ["MBA, 9 years in product, I lead designers and developers, PSPO, Scrum", "so?"]),
        ("en", ["I live in Berlin", "How much should I ask for?"]),
        ("en", ["I've no degree, no certification, never managed, never used agile", "my gaps?"]),
    ],
)
def test_answers_are_short_and_every_marker_is_cited(
    corpus: Corpus, talk: Talk, language: str, messages: list[str]
) -> None:
    for turn in talk(language, *messages):
        assert len(turn.answer) <= 900
        assert len(turn.citations) <= 5
        prove(corpus, turn.answer, turn.citations)
        numbers = re.findall(r"\[(\d+)\]", turn.answer)
        assert list(dict.fromkeys(numbers)) == [str(n) for n in range(1, len(turn.citations) + 1)]


def test_what_was_told_before_is_named_and_not_quoted_again(talk: Talk) -> None:
    turns = talk("en", "I have a master's degree, no certs.", "I did 6 years as a PM, in Scrum.")
    answer = turns[-1].answer
    assert "Bac+5" not in answer
    assert "Already in place: education." in answer
    assert "Still to build: certification." in answer
    assert "6 years in product" in answer
    assert "you practise Scrum" in answer
    assert [citation.number for citation in turns[-1].citations] == [1, 2]


def test_a_bare_correction_is_of_what_was_told_last(talk: Talk) -> None:
    *_, last = talk("en", "I have 5 years as a PM.", "actually it's more like six")
    assert last.profile is not None
    assert last.profile["years_product"] == 6
    *_, last = talk("fr", "J'encadre 4 personnes.", "non, 5 maintenant")
    assert last.profile is not None
    assert last.profile["team_size"] == 5
    *_, last = talk("en", "I live in London.", "Sorry, I meant Leeds")
    assert last.profile is not None
    assert last.profile["location"] == "Leeds"


def test_an_answer_of_something_else_leaves_the_question_asked(talk: Talk) -> None:
    turns = talk("fr", "fais mon bilan", "product owner chez Orange", "6")
    assert turns[1].asked == turns[0].asked == "years_product"
    assert turns[2].profile is not None
    assert turns[2].profile["years_product"] == 6


def test_pay_is_that_of_the_place_a_question_names(talk: Talk) -> None:
    *_, turn = talk(
        "en", "I live in London, I'm a PM.", "How much could I ask in Paris as a first-time CPO?"
    )
    assert "€60-70K" in turn.answer
    assert "London" not in turn.answer
    assert turn.profile is not None
    assert turn.profile["location"] == "London"


def test_pay_is_that_of_place_and_grade(talk: Talk) -> None:
    turn = talk("fr", "Je vise mon premier poste de CPO à Paris.", "Je demande combien ?")[-1]
    assert "60-70K€" in turn.answer
    turn = talk("fr", "J'habite à Marseille.", "Je peux espérer quel salaire ?")[-1]
    assert "67 000€" in turn.answer
    assert "Marseille" in turn.answer
    turn = talk("en", "I live in Berlin.", "How much should I ask for?")[-1]
    assert "says nothing about Berlin" in turn.answer


def test_pay_of_a_grade_without_a_place_is_that_of_every_place(talk: Talk) -> None:
    turn = talk("en", "This would be my first CPO job.", "What package should I expect?")[-1]
    assert "€60-70K" in turn.answer
    assert "€67,000" in turn.answer


def test_facts_beside_a_question_to_the_article_are_noted_under_its_answer(talk: Talk) -> None:
    (turn,) = talk("fr", "Je suis PM depuis 3 ans, un CPO gagne combien ?")
    assert turn.kind == "answer"
    assert turn.answer.startswith("A dot.")
    assert "3 ans" in turn.answer
    assert turn.profile is not None
    assert turn.profile["years_product"] == 3


@pytest.mark.parametrize(("language", "message"), [("fr", "jsp"), ("en", "idk"), ("en", "no idea")])
def test_who_does_not_know_is_asked_the_next_thing(talk: Talk, language: str, message: str) -> None:
    start = {"fr": "fais mon bilan", "en": "assess me"}[language]
    begun, after = talk(language, start, message)
    assert after.asked is not None
    assert after.asked != begun.asked


def test_years_in_two_jobs_are_no_team(talk: Talk) -> None:
    two_jobs = "I was a developer for ten years and a product owner for 2"
    *_, asked, told = talk("en", "assess me", "none", "I don't have any degree", two_jobs)
    assert asked.asked == "team_size"
    assert told.profile is not None
    assert told.profile["years_product"] == 2
    assert told.profile["team_size"] is None
    assert told.profile["team_disciplines"] is None


@pytest.mark.parametrize(
    ("language", "message"),
    [("fr", "je veux devenir CPO"), ("en", "I'd like to become a CPO one day")],
)
def test_who_tells_their_aim_is_shown_the_way_and_asked_where_they_stand(
    talk: Talk, language: str, message: str
) -> None:
    (turn,) = talk(language, message)
    assert turn.kind == "coaching"
    assert turn.citations
    assert turn.asked


def test_who_was_heard_can_ask_what_comes_next(talk: Talk) -> None:
    _, turn = talk("en", "I have been a PM for 4 years", "what should I do next?")
    assert turn.kind == "coaching"
    assert turn.citations


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("fr", "Tu peux me coacher ? Je suis PO depuis 4 ans, bac+5, j'encadre 3 devs."),
        ("fr", "Je suis PO depuis 4 ans. Aide-moi à devenir CPO !"),
        ("en", "I've been a PO for 4 years and manage 3 developers. Can you coach me?"),
    ],
)
def test_who_tells_of_themselves_and_asks_to_be_coached_is_coached(
    talk: Talk, language: str, message: str
) -> None:
    (turn,) = talk(language, message)
    assert turn.kind == "coaching"
    assert turn.profile is not None
    assert turn.profile["years_product"] == 4
