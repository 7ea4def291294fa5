"""Turns text into the terms that are matched.

Folded, cut into words, stemmed; and into character n-grams.

Typing without accents, with other apostrophes or with "67 000€" for "67K€" costs nothing: both
sides are folded alike.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import pairwise

import Stemmer

STEMMED_LANGUAGES = {"fr": "french", "en": "english"}
"""The Snowball stemmer of each language; text in another language is not stemmed."""

GRAM_SIZES = (2, 3, 4, 5)
"""The sizes of character n-grams that a classifier reads."""

_SPELLINGS = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "œ": "oe", "æ": "ae"})
_SPACES, _DIGIT = re.compile(r"\s+"), re.compile(r"\d")
_THOUSANDS = re.compile(r"(?<=\d)[ .,](?=\d{3}(?!\d))")
_KILO = re.compile(r"(?<=\d)(?: ?k(?:eur(?:os?)?|€|\$|£)?(?![a-z0-9]))+")
_RANGE_OF_KILOS = re.compile(r"(?<!\d)(\d++) ?(?:-|–|a|to|et|and) ?(\d++) ?k(?![a-z])")
_WORD = re.compile(r"[a-z0-9]+(?:\+[0-9]+)?")

_STOP_WORDS = frozenset(
    # words of grammar, folded; question words carry the form of an answer, not its subject
    """
    a ai alors as au aux avec c ca car ce cela ces cet cette ci comme d dans de des donc du
    elle elles en es est et etait etre eu eux fait faut il ils j je l la le les leur leurs lui
    m ma mais me meme mes moi mon n ne ni nos notre nous on ont ou par pas plus pour qu que
    quel quelle quelles quels qui quoi s sa sans se ses si soit son sont suis sur t ta te tes
    toi ton tu un une va vos votre vous y about am an and any are as at be been but by can
    could did do does for from get got had has have he her his how i if in into is it its just
    me my not of on or our out shall she should so some than that the their them then there
    these they this those to too us was we were what when where which who whom whose why will
    with would you your
    """.split()  # noqa: SIM905 - a list of words reads better than a list of strings
)


LATELY = 512
"""Texts whose words are kept: one message is cut into words by every part that reads it."""


@lru_cache(LATELY)
def fold(text: str) -> str:
    """Lower case, without accents, one kind of apostrophe and space.

    Amounts written out ("67K€" → "67000").
    """
    # "´" apart: it is an accent on a space once decomposed; letters such as "™" are two only then
    text = unicodedata.normalize("NFKD", text.replace("´", "'")).lower()
    for accent in filter(unicodedata.combining, set(text)):
        text = text.replace(accent, "")
    text = _SPACES.sub(" ", text.translate(_SPELLINGS))
    if not _DIGIT.search(text):
        return text
    text = _RANGE_OF_KILOS.sub(r"\1k - \2k", _THOUSANDS.sub("", text))
    return _KILO.sub("000", text)


def words(text: str) -> list[str]:
    """The words of a text, folded, in order.

    Elided articles ("l'") stand as words of one letter.
    """
    return list(_words(text))


@lru_cache(LATELY)
def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(text)))


def with_words(text: str, change: Callable[[str], str]) -> str:
    """A text folded, with each of its words changed and what stands between them kept."""
    return _WORD.sub(lambda match: change(match.group()), fold(text))


def terms(text: str, languages: Iterable[str]) -> list[str]:
    """The words of a text without stop words, stemmed.

    Args:
        text: any text.
        languages: the languages it may be in. A word whose stems differ between them gives each
            stem, so a question in an uncertain language matches texts in any of them.
    """
    spoken = tuple(languages)
    return [
        stem for word in words(text) if word not in _STOP_WORDS for stem in _stems(word, spoken)
    ]


@lru_cache(1 << 14)
def _stems(word: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    stemmers = [_stemmer(language) for language in languages]
    stems = {stemmer.stemWord(word) if stemmer else word for stemmer in stemmers}
    return tuple(sorted(stems or {word}))


def character_ngrams(text: str, sizes: tuple[int, ...] = GRAM_SIZES) -> list[str]:
    """The character n-grams inside each word of a text, words bounded by spaces.

    They survive typing errors.
    """
    return [gram for word in words(text) for gram in word_grams(word, sizes)]


@lru_cache(1 << 14)
def word_grams(word: str, sizes: tuple[int, ...] = GRAM_SIZES) -> tuple[str, ...]:
    """The character n-grams of one word, bounded by spaces."""
    bounded = f" {word} "
    return tuple(
        bounded[i : i + size] for size in sizes for i in range(max(1, len(bounded) - size + 1))
    )


def word_ngrams(text: str) -> list[str]:
    """The words of a text and its pairs of neighbouring words, stop words kept.

    They tell how much from who.
    """
    unigrams = words(text)
    return unigrams + [f"{a} {b}" for a, b in pairwise(unigrams)]


@lru_cache
def _stemmer(language: str) -> Stemmer.Stemmer | None:
    name = STEMMED_LANGUAGES.get(language)
    return Stemmer.Stemmer(name) if name else None
