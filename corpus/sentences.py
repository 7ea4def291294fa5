"""Where sentences end, in French and in English prose.

A full stop ends a sentence only when what follows looks like a beginning: so "é.", "67 000€." and
    "Bac+5."
end one, while "p. ex. Paris", "M. Dupont", "v. 2.0" and "etc. mais" do not.
"""

import re

_END = re.compile(
    r"[.!?…]+"  # the mark itself
    r"(?:[ \u00a0\u202f]?[»”\"’')\]]+)*"  # what closes with it, French spacing included
    r"(?=\s)"
)
_BEGINNING = re.compile(r"\s+[«“\"‘'(\[—–-]*[ \u00a0\u202f]?(?=[^\W_])(?P<first>\w)")
_LAST_WORD = re.compile(r"(?:^|[\s(«“\"’'])(?P<word>[^\s(«“\"’']*)$")

_ABBREVIATIONS = frozenset(
    # after which neither a capital nor a number begins a sentence
    """
    m mm mr mrs ms mme mlle dr pr prof st ste jr sr mgr cf fig vol chap al éd ed p pp n env av bd
    vs v e.g i.e eg ie p.ex ex approx dept inc ltd co corp tél réf ref
    """.split()  # noqa: SIM905 - a list of words reads better than a list of strings
)
_ABBREVIATIONS_OF_NUMBERS = frozenset(("art", "max", "min", "no", "nos", "tel"))
"""Everyday words too ("un art", "I say no"): only before a number do they not end a sentence."""


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Split running text into sentences.

    Args:
        text: one paragraph, without Markdown block marks.

    Returns:
        `(start, end)` of each sentence, in order, without surrounding white space. Together they
        hold every character of the text that is not white space.
    """
    spans = []
    start = 0
    for match in _END.finditer(text):
        if _ends_sentence(text, start, match):
            spans.append((start, match.end()))
            start = match.end()
    spans.append((start, len(text)))
    return [span for span in (_stripped(text, *span) for span in spans) if span[0] < span[1]]


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    beginning = _BEGINNING.match(text, match.end())
    if beginning is None:
        return False
    first = beginning["first"]
    if first.islower():
        return False
    if match.group()[0] != "." or match.group().startswith(".."):
        return True
    last_word = _LAST_WORD.search(text, 0, match.start())
    word = last_word["word"] if last_word else ""
    if word.lower() in _ABBREVIATIONS:
        return False
    if word.lower() in _ABBREVIATIONS_OF_NUMBERS and first.isdigit():
        return False
    if len(word) == 1 and word.isupper() and not first.isdigit():
        return False  # an initial: "J. Dupont"
    at_beginning = not text[start : match.start() - len(word)].strip()
    return not (word.isdigit() and at_beginning)  # "1. Premier point. 2. Second point."


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
