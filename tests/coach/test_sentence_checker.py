"""What may be shown of what a model wrote: only what the passages it cites prove."""

import json
from pathlib import Path

import pytest

from coach.writing import SentenceChecker, Verdict, precision_and_recall
from corpus import Corpus, load_corpus
from index import load_encoder

HELD_OUT = Path(__file__).parents[1] / "evals" / "chief-product-officer" / "support.jsonl"

PARIS, FRANCE, CTO, ROLE, DEGREE, FIRST_JOB = 97, 95, 75, 13, 59, 63


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus()


@pytest.fixture(scope="module")
def checker(corpus: Corpus) -> SentenceChecker:
    return SentenceChecker(corpus, load_encoder())


def _check(checker: SentenceChecker, corpus: Corpus, sentence: str, *numbers: int) -> Verdict:
    article = corpus.articles[0]
    nearby = [(article, passage) for passage in article.passages]
    cited = [nearby[number] for number in numbers]
    language = "en" if " the " in f" {sentence.lower()} " or "CPOs" in sentence else "fr"
    return checker.check(sentence, cited, nearby, language)


@pytest.mark.parametrize(
    ("sentence", "passage"),
    [
        ("À Paris, un CPO débutant gagne autour de 60 à 70 000 €.", PARIS),
        ("In the Paris market, an experienced CPO earns €90-120K.", PARIS),
        ("Le CTO, lui, dirige l’architecture technique.", CTO),
        ("La majorité des CPO ont un diplôme Bac+5.", DEGREE),
        ("The majority of CPOs hold a five-year master’s-level degree.", DEGREE),
        ("CPO n’est que très rarement un premier emploi.", FIRST_JOB),
    ],
)
def test_a_faithful_sentence_is_proved(
    checker: SentenceChecker, corpus: Corpus, sentence: str, passage: int
) -> None:
    assert _check(checker, corpus, sentence, passage).proved


@pytest.mark.parametrize(
    ("sentence", "passage", "reason"),
    [
        ("À Paris, un CPO débutant gagne autour de 65-75K€.", PARIS, "number"),
        ("À Paris, un CPO débutant gagne autour de 60-70K$.", PARIS, "number"),
        ("À Paris, un CPO débutant gagne 90-120K€.", PARIS, "binding"),
        ("In the Paris market, an experienced CPO earns €60-70K.", PARIS, "binding"),
        ("À Lyon, un CPO gagne entre 67 000 € et 118 000 € brut annuel.", FRANCE, "name"),
        ("Le CPO dirige l’architecture technique et le CTO la stratégie produit.", CTO, "binding"),
        ("Le CMO siège généralement au comité exécutif.", ROLE, "name"),
        ("Le CPO ne siège pas au comité exécutif.", ROLE, "negation"),
        ("Le poste de CPO est un premier emploi.", FIRST_JOB, "negation"),
        ("Tous les CPO sont titulaires d’un diplôme de niveau Bac+5.", DEGREE, "generalisation"),
        ("Le CPO siège au comité exécutif et choisit le menu de la cantine.", ROLE, "support"),
        ("Le CPO marlouquet siège généralement au comité exécutif.", ROLE, "word"),
        ("The CPO must show extraordinary resilience.", PARIS, "generalisation"),
        ("The CPO develops a clear product vision.", PARIS, "support"),
    ],
)
def test_what_a_passage_does_not_say_is_refused(
    checker: SentenceChecker, corpus: Corpus, sentence: str, passage: int, reason: str
) -> None:
    assert _check(checker, corpus, sentence, passage).reason == reason


def test_a_sentence_that_cites_nothing_is_refused(checker: SentenceChecker, corpus: Corpus) -> None:
    assert _check(checker, corpus, "Le CPO siège au comité exécutif.").reason == "marker"


def test_a_sentence_in_another_language_is_refused(
    checker: SentenceChecker, corpus: Corpus
) -> None:
    article = corpus.articles[0]
    cited = [(article, article.passages[ROLE])]
    said = "Le CPO siège généralement au comité exécutif."
    assert checker.check(said, cited, cited, "en").reason == "language"


def test_the_check_tells_true_from_false_on_sentences_it_never_saw(
    checker: SentenceChecker, corpus: Corpus
) -> None:
    rows = [json.loads(line) for line in HELD_OUT.read_text("utf-8").splitlines()]
    assert len(rows) >= 300
    measured = precision_and_recall(checker, corpus.articles[0], rows)
    assert measured["precision"] >= 0.88
    assert measured["recall"] >= 0.85
