"""Corrects typing errors.

A word nobody knows becomes the nearest word of the corpus, if one is near.

The words of two languages at large are known too, so that a word from elsewhere is left as it is.
"""

from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from index.analysis import with_words, words

WORDS_FILE = "words.txt"

_SHORTEST = 4
"""Shorter words have too many neighbours."""

_ONE_EDIT_UP_TO = 6
"""Longer words may have two errors."""

_ESTABLISHED = 2
"""A word that so many questions use is spelled right; a rarer one may be an error."""

_FREQUENT = 25
"""Words of so many questions are corrected towards, as the words of passages are.

Rarer ones would draw too much.
"""


class Spelling:
    """Corrects queries towards the words of a corpus.

    Args:
        passages: what the articles say, in every language.
        questions: what visitors ask.
    """

    def __init__(self, passages: Iterable[str], questions: Iterable[str]) -> None:
        written = Counter(word for text in passages for word in words(text))
        asked = Counter(word for text in questions for word in set(words(text)))
        established = {word for word, count in asked.items() if count >= _ESTABLISHED}
        self._known = common_words() | written.keys() | established
        self._targets: dict[str, dict[str, int]] = {}
        for word, count in (written + asked).items():
            drawn = count >= _FREQUENT or word in written
            if drawn and len(word) >= _SHORTEST and word.isalpha():
                self._targets.setdefault(word[0], {})[word] = count

    def corrected(self, query: str) -> tuple[str, float]:
        """Correct a query.

        Returns:
            The query, folded when a word of it was changed, and the share of its words that were.
        """
        typed = words(query)
        changes = {word: self._correction(word) for word in set(typed)}
        changed = sum(changes[word] != word for word in typed)
        if not changed:
            return query, 0.0
        return with_words(query, changes.__getitem__), changed / len(typed)

    def _correction(self, word: str) -> str:
        if len(word) < _SHORTEST or word in self._known or not word.isalpha():
            return word
        edits = 1 if len(word) <= _ONE_EDIT_UP_TO else 2
        targets = self._targets.get(word[0], {})
        found = extract(word, targets.keys(), scorer=OSA.distance, score_cutoff=edits, limit=8)
        if not found:
            return word
        best: tuple[str, float, int] = min(found, key=lambda hit: (hit[1], -targets[hit[0]]))
        return best[0]


@cache
def common_words() -> frozenset[str]:
    """French and English words at large, folded."""
    return frozenset(files("index").joinpath("weights", WORDS_FILE).read_text("utf-8").split())
