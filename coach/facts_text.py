"""A message as words with their places in it, and the numbers among them."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from text_to_num import find_numbers

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'"})
_LIGATURES = {"œ": "oe", "æ": "ae"}
_TOKEN = re.compile(r"\d+(?:[.,]\d+)?|[a-z]+|[+&/%@#€$£]|[.,;:!?…()\[\]\n\"«»–—|•]|(?<=\s)-(?=\s)")
_LISTED_ABBREVIATION = re.compile(r"(?<=\b[a-z])\.(?=[a-z]\b)")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
_LONGEST_NUMBER = 5
"""Words of the longest number that is read ("quatre vingt dix sept mille")."""

_PLURALS = ("s", "x")


Amounts = Mapping[str, Sequence[tuple[tuple[str, ...], float]]]
"""Words for numbers, as stems with the number, by their first stem, the longest first."""

_NONE: Amounts = MappingProxyType({})
_UNCHANGED: Mapping[str, str] = MappingProxyType({})
_NOWHERE: Mapping[str, frozenset[str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or mark.

    Attributes:
        text: folded: lower case, without accents.
        stem: the same without the mark of a plural.
        start: offset of its first character in the message.
        end: offset after its last character.
        number: its value when it is a number in digits or in words, or None.
        length: how many tokens the number spans, itself included.
    """

    text: str
    stem: str
    start: int
    end: int
    number: float | None = None
    length: int = 1

    @property
    def is_word(self) -> bool:
        """Whether it is made of letters."""
        return self.text[0].isalpha()


def tokens(
    message: str,
    language: str = "",
    amounts: Amounts = _NONE,
    shorthand: Mapping[str, str] = _UNCHANGED,
    abroad: Mapping[str, frozenset[str]] = _NOWHERE,
) -> list[Token]:
    """Cut a message into tokens.

    Args:
        message: any text.
        language: the language whose number words are read; none by default.
        amounts: words for numbers beside these ("dozen": 12).
        shorthand: words as they are texted ("jms"), with the word each stands for.
        abroad: other languages whose number words are read too, with words that are none here.
    """
    folded, places = _folded(message)
    folded = _LISTED_ABBREVIATION.sub("\0", folded)
    found = []
    for match in _TOKEN.finditer(folded):
        start, end = places[match.start()], places[match.end() - 1] + 1
        text = match.group()
        text = shorthand.get(message[start:end].lower()) or shorthand.get(text, text)  # "à", "jms"
        number = _number(text) if text[0].isdigit() else None
        found.append(Token(text, stem(text), start, end, number))
    if not language:
        return found
    for other, kept in abroad.items():
        found = _with_number_words(found, other, kept)
    return _with_amounts(_with_number_words(found, language), amounts)


def _number(digits: str) -> float:
    """A number in digits: "2,5" and "2.5" are decimals, "5,000" and "5.000" are thousands."""
    if _THOUSANDS.fullmatch(digits):
        return float(re.sub("[.,]", "", digits))
    return float(digits.replace(",", "."))


def stem(word: str) -> str:
    """A word without the mark of a plural."""
    plural = len(word) > 3 and word.endswith(_PLURALS) and not word.endswith("ss")
    return word[:-1] if plural else word


def stems(text: str) -> tuple[str, ...]:
    """The stems of a form, as tokens of a message are compared with them."""
    return tuple(token.stem for token in tokens(text))


def _folded(message: str) -> tuple[str, Sequence[int]]:
    """A message in lower case without accents, and for each of its characters where it was."""
    if message.isascii():
        return message.translate(_APOSTROPHES).lower(), range(len(message))
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(message.translate(_APOSTROPHES)):
        if character.isascii():
            characters.append(character.lower())
            places.append(place)
            continue
        lowered = _LIGATURES.get(character.lower(), character.lower())
        for piece in unicodedata.normalize("NFKD", lowered):
            if not unicodedata.combining(piece):
                characters.append(piece)
                places.append(place)
    return "".join(characters), places


@dataclass(frozen=True, slots=True)
class _NumberWord:
    """A token as `text_to_num` wants one."""

    word: str

    def text(self) -> str:
        return self.word

    def nt_separated(self, _previous: object) -> bool:
        return False

    def not_a_number_part(self) -> bool:
        return not self.word[0].isalpha()


def _with_number_words(
    found: Sequence[Token], language: str, kept: frozenset[str] = frozenset()
) -> list[Token]:
    """The tokens with the numbers written in words; the first of each holds the whole."""
    written = list(found)
    for occurrence in find_numbers([_NumberWord(t.text) for t in found], language, 0.0):
        first, length = occurrence.start, occurrence.end - occurrence.start
        if occurrence.is_ordinal or found[first].text[0].isdigit() or length > _LONGEST_NUMBER:
            continue
        if not any(token.text in kept for token in found[first : first + length]):
            written[first] = _numbered(found[first], float(occurrence.value), length)
    return written


def _with_amounts(found: Sequence[Token], amounts: Amounts) -> list[Token]:
    """The tokens with the numbers that other words stand for ("dozen")."""
    written = list(found)
    for place, token in enumerate(found):
        for phrase, number in amounts.get(token.stem, ()):
            if phrase == tuple(t.stem for t in found[place : place + len(phrase)]):
                written[place] = _numbered(token, number, len(phrase))
                break
    return written


def _numbered(token: Token, number: float, length: int) -> Token:
    return Token(token.text, token.stem, token.start, token.end, number, length)
