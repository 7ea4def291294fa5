"""How strange the words of a query are, worked out by hand."""

from math import log

import numpy as np
import pytest

from index.catalog import OFF_TOPIC, Catalog
from index.keywords import KeywordIndex
from index.strangeness import Holding, holding, strangeness


def catalog_of(section_of: list[int], answers: list[int]) -> Catalog:
    """As many passages as `section_of` is long, and as many questions as `answers` is."""
    return Catalog(
        articles=(),
        places=(),
        section_of=np.array(section_of, np.int64),
        n_sections=max(section_of) + 1,
        questions=("?",) * len(answers),
        answers=np.array(answers, np.int64),
        languages=("fr",),
    )


def held(rarity: float, *passages: int, answered: int = 0, unanswered: int = 0) -> Holding:
    return Holding(rarity, frozenset(passages), answered, unanswered)


def test_who_holds_a_term_is_looked_up_in_passages_and_questions() -> None:
    passages = KeywordIndex.build([["pain", "sel"], ["eau"], ["four"]])
    questions = KeywordIndex.build([["pain"], ["pain", "lune"], ["lune"], ["prix"]])
    catalog = catalog_of([0, 0, 1], [1, 2, OFF_TOPIC, OFF_TOPIC])
    bread = holding("pain", passages, questions, catalog)
    assert bread.passages == {0, 1, 2}, "it says so, or answers a question that does"
    assert (bread.answered, bread.unanswered) == (2, 0)
    moon = holding("lune", passages, questions, catalog)
    assert (moon.passages, moon.answered, moon.unanswered) == ({2}, 1, 1)
    salt = holding("sel", passages, questions, catalog)
    assert (salt.passages, salt.rarity) == ({0}, 1)
    assert bread.rarity == moon.rarity < holding("prix", passages, questions, catalog).rarity < 1


def test_a_query_is_as_strange_as_its_rare_words_are() -> None:
    """Best passage 0, best section 1 (passages 2 to 4), best three passages 0, 2 and 3."""
    catalog = catalog_of([0, 0, 1, 1, 1], [0, OFF_TOPIC])
    shares = np.array([0.3, 0.1, 0.2, 0.2, 0.2])
    terms = (held(0.4, 0), held(0.1, 1), held(0.2, 3), held(0.3, 4))
    to_best, to_section, to_all, rarest, _, _ = strangeness(terms, shares, catalog)
    assert to_best == pytest.approx(0.1 + 0.2 + 0.3)
    assert to_section == pytest.approx(0.4 + 0.1)
    assert to_all == pytest.approx(0.1 + 0.3)
    assert rarest == 0.3


def test_shares_are_of_the_rarity_of_the_whole_query() -> None:
    catalog = catalog_of([0, 1], [0, OFF_TOPIC])
    measured = strangeness((held(0.6, 0), held(0.2)), np.array([0.9, 0.1]), catalog)
    assert measured[:4] == pytest.approx((0.25, 0.25, 0.25, 0.2))


def test_log_odds_tell_the_words_of_unanswered_questions() -> None:
    """Three questions of each kind: (2 + ½) / 4 against (0 + ½) / 4 is five to one."""
    catalog = catalog_of([0], [0, 0, 0, OFF_TOPIC, OFF_TOPIC, OFF_TOPIC])
    terms = (held(0.5, 0, answered=2), held(0.5, unanswered=2), held(1.0))
    *_, greatest, mean = strangeness(terms, np.array([1.0]), catalog)
    assert greatest == pytest.approx(log(5))
    assert mean == pytest.approx((-log(5) + log(5) + 0) / 3, abs=1e-12)


def test_nothing_is_strange_to_who_holds_every_word_and_in_a_query_without_any() -> None:
    catalog = catalog_of([0, 1], [0, OFF_TOPIC])
    shares = np.array([0.2, 0.8])
    assert strangeness((held(0.5, 0, 1), held(0.7, 1)), shares, catalog)[:4] == (0, 0, 0, 0)
    assert strangeness((), shares, catalog) == (0.0,) * 6
