"""The numbers, amounts, percentages and names of a text."""

import re
from collections.abc import Iterator
from functools import cache

from coach.facts_text import tokens
from coach.writing.cues import Cues
from index import fold, terms, words

_SHARED_THOUSAND = re.compile(r"(?<![\d.,])(\d{1,3}) ?(?:-|–|a|to|et|and) ?(\d{1,3})000(?!\d)")
"""A range whose thousands are written once: "60 to 70 000"."""

_NAME = re.compile(r"[^\W_][\w+&./-]*")

_WORDED = 2
"""A number in words up to this one is grammar ("the two roles"), not a figure."""

_CURRENCIES = {"$": "dollar", "£": "pound", "¥": "yen", "%": "percent", "€": "euro"}
_MEASURES = {"dollar": "dollar", "dollars": "dollar", "pounds": "pound", "percent": "percent"}


def folded_amounts(text: str) -> str:
    """A text folded, with every amount written out."""
    return _SHARED_THOUSAND.sub(r"\g<1>000 - \g<2>000", fold(text))


def numbers_in(piece: str, language: str, cues: Cues) -> Iterator[str]:
    """The numbers of a folded piece, as digits."""
    typed = tokens(piece, language)
    for place, token in enumerate(typed):
        if token.number is None:
            continue
        following = typed[place + token.length : place + token.length + 1]
        counts = any(after.text in cues.counted for after in following)
        if token.text[0].isdigit() or token.number > _WORDED or (counts and token.number > 1):
            yield f"{token.number:g}"


def measures(text: str, folded: str, language: str) -> frozenset[str]:
    """The currencies and percents a text counts in."""
    typed = tokens(folded, language)
    found = {_CURRENCIES.get(t.text) or _MEASURES.get(t.text) for t in typed}
    found |= {_CURRENCIES[c] for c in text if c in _CURRENCIES}
    return frozenset(measure for measure in found if measure)


def shares(folded: str, language: str, cues: Cues) -> Iterator[tuple[str, str]]:
    """Percentages, each with a word of what it is of."""
    for number, *of in cues.share.findall(folded):
        yield from ((number, stem(word, language)) for word in of if word)


def names(text: str) -> Iterator[tuple[str, ...]]:
    """What is written with capitals inside a text, each as its folded words."""
    for match in _NAME.finditer(text):
        name = match.group().rstrip(".-/&")
        capitals = sum(character.isupper() for character in name)
        mixed = any(c.isdigit() for c in name) and any(c.isalpha() for c in name)
        begins = not text[: match.start()].strip(" -*•\"«“'’(")
        if (
            len(name) > 1
            and any(map(str.isalpha, name))
            and (capitals > 1 or mixed or (capitals and not begins))
        ):
            yield tuple(words(name))


@cache
def stem(word: str, language: str) -> str:
    """The stem of a word; empty for a word of grammar."""
    found = terms(word, (language,))
    return found[0] if found else ""
