"""The words of a language that deny, generalise, hedge, compare and join.

They lie in `coach/texts/checking.*.toml`, and are folded when they are read.
"""

import re
from collections.abc import Collection, Sequence
from functools import cache

from coach.phrases import Phrases, phrases
from index import fold, words

KINDS = ("universal", "never", "whole", "often", "sometimes", "above", "below")

HEDGES = ("often", "sometimes")


class Cues:
    """The cue words of a language, ready to be looked for."""

    def __init__(self, said: Phrases) -> None:
        self._forms = {
            kind: {tuple(words(form)) for form in said.all("cues", kind)}
            for kind in (*KINDS, "negation", "not_negation")
        }
        self.opposites = {
            group: {tuple(words(form)) for form in forms}
            for group, forms in said.tables["opposites"].items()
        }
        self.counted = frozenset(words(" ".join(said.all("cues", "counted"))))
        silent = [form for kind in KINDS for form in self._forms[kind] if len(form) == 1]
        empty = [tuple(words(form)) for form in said.all("plain", "empty")]
        self.silent = frozenset(word for form in (*silent, *empty) for word in form)
        self.scopes = frozenset(word for form in said.all("cues", "scopes") for word in words(form))
        self.joint = _any_of(said.all("cues", "joints"))
        both = "|".join(fold(word) for word in said.all("cues", "and"))
        self.both = re.compile(rf"\b(?:{both})\b")
        hedges = "|".join(re.escape(fold(w)) for k in HEDGES for w in said.all("cues", k))
        self.and_number = re.compile(rf"\b(?:{both})\b(?=\D{{0,12}}\d| (?:{hedges})\b)")
        shares = "|".join(sorted(map(fold, said.all("cues", "share")), key=len, reverse=True))
        self.share = re.compile(rf"(\d+) ?(?:%|percent|pour cent) (?:{shares})\b\W*(\w+)\W*(\w+)?")
        self.between = re.compile(
            "|".join(rf"\b{fold(word)}\b \D{{0,3}}\d" for word in said.all("cues", "between"))
        )

    def found(self, kind: str, typed: Sequence[str]) -> list[tuple[int, int]]:
        """Where a kind of cue stands: first and last word."""
        return _places(self._forms[kind], typed)

    def sides(self, typed: Sequence[str]) -> frozenset[str]:
        """Of which pairs of opposites a side is named."""
        return frozenset(g for g, forms in self.opposites.items() if _places(forms, typed))


def _places(forms: Collection[tuple[str, ...]], typed: Sequence[str]) -> list[tuple[int, int]]:
    return [
        (place, place + len(form))
        for form in forms
        for place in range(len(typed) - len(form) + 1)
        if tuple(typed[place : place + len(form)]) == form
    ]


def _any_of(forms: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b{re.escape(fold(form))}\b" for form in forms))


@cache
def cues_of(language: str) -> Cues:
    """The cue words of a language."""
    return Cues(phrases(f"checking.{language}"))
