"""What the coach answers from the article it comes with."""

from collections.abc import Callable

import pytest

from coach import Coach, Conversation, Turn
from coach.phrases import phrases
from corpus import Corpus

Ask = Callable[..., Turn]
SALARY = "Le salaire d’un CPO (Chief Product Officer)"


def test_a_beginner_in_paris_earns_60_to_70_thousand(ask: Ask, corpus: Corpus) -> None:
    turn = ask("Combien gagne un CPO débutant à Paris ?")
    assert (turn.kind, turn.language) == ("answer", "fr")
    assert "60-70K€" in turn.answer
    cited = next(c for c in turn.citations if "60-70K€" in c.quote)
    assert (cited.article, cited.section) == ("chief-product-officer", SALARY)
    assert cited.path == ("Perspectives d’évolution et salaire du CPO", SALARY)
    assert corpus[cited.article].text[cited.start : cited.end] == cited.quote
    assert f"[{cited.number}]" in turn.answer
    assert cited.translation is None
    assert turn.confidence > 0.5


def test_an_english_question_gets_english_text_the_french_quote_and_its_translation(
    ask: Ask, corpus: Corpus
) -> None:
    turn = ask("How much does a junior CPO earn in Paris?")
    assert (turn.kind, turn.language) == ("answer", "en")
    assert "€60-70K" in turn.answer
    assert "60-70K€" not in turn.answer
    cited = next(c for c in turn.citations if "60-70K€" in c.quote)
    assert corpus[cited.article].text[cited.start : cited.end] == cited.quote
    assert cited.translation is not None
    assert cited.translation in turn.answer


@pytest.mark.parametrize(
    ("question", "section", "said"),
    [
        ("c koi un cpo", None, "Chief Product Officer"),
        ("Quel diplôme faut-il pour devenir CPO ?", "Parcours académique", "Bac+5"),
        (
            "Combien d’années d’expérience faut-il ?",
            "Expérience professionnelle valorisée",
            "5 à 10",
        ),
        ("What degree do most CPOs hold?", "Parcours académique", "master"),
        ("Quelle différence entre un CPO et un CTO ?", None, "CTO"),
        ("Which certifications help a CPO?", None, "PSPO"),
    ],
)
def test_plain_questions_are_answered_from_their_section(
    ask: Ask, question: str, section: str | None, said: str
) -> None:
    turn = ask(question)
    assert turn.kind == "answer"
    assert said.lower() in turn.answer.lower()
    assert section is None or section in {citation.section for citation in turn.citations}


@pytest.mark.parametrize(
    "question",
    [
        "Quelle est la capitale du Pérou ?",
        "Comment réparer mon vélo ?",
        "What is the capital of Peru?",
        "Who won the football match last night?",
    ],
)
def test_what_the_article_does_not_answer_is_said_plainly_and_nothing_is_claimed(
    ask: Ask, question: str
) -> None:
    turn = ask(question)
    assert turn.kind == "not_covered"
    refusals = phrases(turn.language).all("frames", "not_covered")
    refusal = next(text for text in refusals if turn.answer.startswith(text))
    rest = turn.answer.removeprefix(refusal).strip()
    nearest = phrases(turn.language).all("frames", "nearest")
    assert not rest or any(rest.startswith(text) for text in nearest)
    assert len(turn.citations) <= 1
    assert turn.suggestions, "a refusal offers something that is answered"


@pytest.mark.parametrize("question", ["日本語で給料を教えて", "كم راتب مدير المنتج في باريس؟"])
def test_a_question_in_a_script_nobody_reads_here_is_refused_and_not_greeted(
    ask: Ask, question: str
) -> None:
    turn = ask(question)
    assert (turn.kind, turn.language, turn.citations) == ("not_covered", "fr", ())


def test_a_whole_list_comes_with_the_line_that_introduces_it(ask: Ask, corpus: Corpus) -> None:
    turn = ask("Qu’est-ce qui fait varier la paie d’un CPO ?")
    quotes = [citation.quote for citation in turn.citations]
    article = corpus["chief-product-officer"]
    first = next(p for p in article.passages if p.text == "La taille de l’entreprise")
    items = [p.text for p in article.passages if p.lead == first.lead]
    assert first.lead is not None
    assert quotes == [article.passages[first.lead].text, *items]
    assert turn.answer.count("\n- ") == len(items) == 4


def test_a_question_with_an_uncovered_part_is_answered_in_part(ask: Ask) -> None:
    turn = ask("Combien gagne un CPO débutant à Paris ? Et quelle est la capitale du Pérou ?")
    assert turn.kind == "partial"
    assert "60-70K€" in turn.answer
    assert turn.answer.endswith(tuple(phrases("fr").all("frames", "not_covered_part")))


def test_two_questions_in_one_are_both_answered(ask: Ask) -> None:
    turn = ask("Combien gagne un CPO débutant à Paris ? Et quel diplôme a la majorité des CPO ?")
    assert turn.kind == "answer"
    assert "60-70K€" in turn.answer
    assert "Bac+5" in turn.answer


def test_a_greeting_followed_by_a_question_is_a_question(ask: Ask) -> None:
    for message in (
        "Bonjour, combien gagne un CPO débutant à Paris ?",
        "Salut ! Combien gagne un CPO débutant à Paris ?",
        "Merci. Combien gagne un CPO débutant à Paris ?",
        "Hello, how much does a junior CPO earn in Paris?",
    ):
        turn = ask(message)
        assert turn.kind == "answer", message
        assert "60-70K" in turn.answer, message


SMALL_TALK = [
    ("greeting", "fr", "Bonjour !"),
    ("greeting", "en", "Hi there!"),
    ("thanks", "fr", "Merci beaucoup pour ton aide"),
    ("thanks", "en", "Thank you so much!"),
    ("identity", "fr", "Tu es un robot ou un humain ?"),
    ("identity", "en", "Are you a real person?"),
    ("abilities", "fr", "Tu peux m’aider à quoi ?"),
    ("abilities", "en", "What can you do for me?"),
    ("goodbye", "fr", "Au revoir, bonne soirée"),
    ("goodbye", "en", "Goodbye, see you later"),
    ("wellbeing", "fr", "Comment ça va ?"),
    ("wellbeing", "en", "How are you today?"),
]


@pytest.mark.parametrize(("intent", "language", "message"), SMALL_TALK)
def test_small_talk_is_answered_in_kind_and_cites_nothing(
    ask: Ask, intent: str, language: str, message: str
) -> None:
    turn = ask(message)
    assert (turn.kind, turn.language, turn.citations) == ("smalltalk", language, ())
    assert turn.answer in phrases(language).all("smalltalk", intent)
    assert "[" not in turn.answer


def test_the_coach_says_that_it_is_an_ai(ask: Ask) -> None:
    assert "IA" in ask("Tu es un robot ?").answer
    assert "AI" in ask("Are you human?").answer


@pytest.mark.parametrize("short", ["CPO ?", "PSPO", "Paris ?", "ok", "SAFe ?"])
def test_a_short_message_stays_in_the_language_of_the_conversation(ask: Ask, short: str) -> None:
    assert ask("How much does a junior CPO earn in Paris?", short).language == "en"
    assert ask("Combien gagne un CPO débutant à Paris ?", short).language == "fr"


def test_a_first_message_of_names_alone_gets_the_language_of_the_article(ask: Ask) -> None:
    assert ask("CPO ?").language == ask("PSPO").language == "fr"


def test_the_language_changes_with_the_person(ask: Ask) -> None:
    turn = ask("Combien gagne un CPO débutant à Paris ?", "And what does a CPO do all day?")
    assert turn.language == "en"


def test_the_language_that_is_asked_for_is_spoken_whatever_the_message(ask: Ask) -> None:
    turn = ask("Combien gagne un CPO débutant à Paris ?", language="en")
    assert turn.language == "en"
    assert "€60-70K" in turn.answer
    assert ask("Bonjour", language="en").answer in phrases("en").all("smalltalk", "greeting")


def test_the_same_message_gets_the_same_answer_and_another_id(ask: Ask) -> None:
    one, two = ask("Que fait un CPO ?"), ask("Que fait un CPO ?")
    assert (one.answer, one.citations) == (two.answer, two.citations)
    assert one.id != two.id


async def test_replying_from_an_event_loop_gives_the_same(coach: Coach, ask: Ask) -> None:
    turn = await coach.reply("Que fait un CPO ?", Conversation("test"))
    assert turn.answer == ask("Que fait un CPO ?").answer
