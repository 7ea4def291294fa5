"""The grammar a message is read with: its language's own, then what other languages lend to it.

People mix the languages they work in ("je suis PM since 2019"). Each language's file names under
`[abroad]` the cues it lends, and the words that it keeps since they mean something else elsewhere.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from coach.facts_terms import Cue, Grammar, Phrase
from coach.facts_text import Amounts, stem, stems

_TEXTS = Path(__file__).parent / "texts"

_KEPT = "not"
"""Names the words of `[abroad]` that no cue lends."""

_BESIDE = frozenset({"numbers", "shorthand", "months", "abroad"})
"""Tables that hold no cues."""

_NAMES = frozenset({"place.ordinary", "job.heads", "subject.person"})
"""Lists of names, whose words say nothing of a sentence."""


@cache
def grammar(language: str) -> Grammar:
    """The cue words of a language the coach speaks, with those that others lend to it."""
    own = _tables(language)
    others = {other: _tables(other) for other in _languages() if other != language}
    forms = {cue: list(said) for cue, said in _cues(own)}
    taken = {(cue, word) for cue, said in _cues(own) for word in map(stems, said)}
    taken_words = {word for cue, word in taken if cue not in _NAMES}
    numbers, months = dict(own["numbers"]), dict(own["months"])
    for tables in others.values():
        for cue, form in _lent(tables):
            if (cue, stems(form)) in taken or stems(form) not in taken_words:
                forms[cue].append(form)
        kept = set(tables["abroad"][_KEPT])
        numbers = {n: v for n, v in tables["numbers"].items() if n not in kept} | numbers
        months = tables["months"] | months
    return Grammar(
        {cue: Cue.of(said) for cue, said in forms.items()},
        _amounts(numbers),
        {stem(word): int(value) for word, value in months.items()},
        own["shorthand"],
        {other: frozenset(tables["abroad"][_KEPT]) for other, tables in others.items()},
    )


def _languages() -> list[str]:
    """The languages that have a grammar."""
    return sorted(path.suffixes[-2][1:] for path in _TEXTS.glob("coaching.grammar.*.toml"))


@cache
def _tables(language: str) -> Mapping[str, Any]:
    return tomllib.loads((_TEXTS / f"coaching.grammar.{language}.toml").read_text("utf-8"))


def _cues(tables: Mapping[str, Any]) -> Iterator[tuple[str, Sequence[str]]]:
    """The cues of a language with their phrases."""
    for table, lists in tables.items():
        if table not in _BESIDE:
            yield from ((f"{table}.{name}", forms) for name, forms in lists.items())


def _lent(tables: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The phrases a language lends to others, each with its cue."""
    abroad = tables["abroad"]
    for cue, forms in _cues(tables):
        if cue in abroad:
            kept = {*abroad[_KEPT], *abroad[cue]}
            yield from ((cue, form) for form in forms if form not in kept)


def _amounts(numbers: Mapping[str, float]) -> Amounts:
    amounts: dict[str, list[tuple[Phrase, float]]] = defaultdict(list)
    for form, number in numbers.items():
        amounts[stems(form)[0]].append((stems(form), float(number)))
    for phrases in amounts.values():
        phrases.sort(key=lambda one: -len(one[0]))
    return dict(amounts)
