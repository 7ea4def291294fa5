"""Marks what a text speaks of: terms, their neighbours, places and jobs the articles never mention.

Two wordings of one glossary term get the same mark, so they match. A place or a job that the
articles do not mention gets a mark of its kind, so that "a CPO's pay in Lagos" is noticed without
Lagos being in any training question.
"""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from corpus import Article, Glossary
from index.analysis import words

PLACES_FILE, JOBS_FILE = "places.txt", "jobs.txt"

NEIGHBOUR, PLACE, JOB = "neighbour", "place", "job"
"""Marks of things the articles do not treat; `TERM` begins the mark of a glossary term."""

TERM = "term:"

_LONGEST = 6
"""Words of the longest phrase that is looked for."""

Phrase = tuple[str, ...]


def terms_of(marks: Iterable[str]) -> list[str]:
    """The marks that stand for glossary terms: texts that share one match."""
    return [mark for mark in marks if mark.startswith(TERM)]


class Marker:
    """Finds marked phrases, the longest first.

    Args:
        articles: their glossaries give terms and neighbours; what they mention is not marked as
            unread.
    """

    def __init__(self, articles: Iterable[Article]) -> None:
        self._marks: dict[Phrase, str] = {}
        self._as_written: dict[Phrase, str] = {}
        self._read = ""
        for article in articles:
            self._add_glossary(article.glossary)
            texts = [passage.plain for passage in article.passages]
            texts += [text for r in article.renderings.values() for text in r.passages]
            self._read += f" {' '.join(word for text in texts for word in words(text))} "
        self._first_words = frozenset(phrase[0] for phrase in self._marks if phrase)

    def marks(self, text: str) -> list[str]:
        """The marks of a text, in the order of what they stand for; a phrase is marked once."""
        typed = tuple(words(text))
        singular = _singular(typed)
        found: list[str] = []
        position = 0
        while position < len(typed):
            if not self._begins_a_name(typed[position], singular[position]):
                position += 1
                continue
            for length in range(min(_LONGEST, len(typed) - position), 0, -1):
                end = position + length
                mark = self._mark(typed[position:end], singular[position:end], text)
                if mark is not None:
                    found += [mark] if mark else []
                    position = end
                    break
            else:
                position += 1
        return found

    def _begins_a_name(self, *forms: str) -> bool:
        return any(form in self._first_words or form in _first_words() for form in forms)

    def _mark(self, phrase: Phrase, singular: Phrase, text: str) -> str | None:
        """The mark of a phrase; "" for a known name that says nothing, None for no name at all."""
        for form in (phrase, singular):
            if form in self._marks:
                written = self._as_written.get(form)
                if written is None or written in text:
                    return self._marks[form]
        name = " ".join(phrase)
        if name in _ordinary() and name.upper() not in text:
            return None  # "tell us", but "in the US"
        if name in _names(PLACES_FILE):
            return "" if f" {name} " in self._read else PLACE
        if name in _names(JOBS_FILE):
            return "" if f" {name} " in self._read else JOB
        return None

    def _add_glossary(self, glossary: Glossary) -> None:
        for entries, mark_of in ((glossary.distinct, _neighbour), (glossary.terms, _term)):
            for term in entries:
                mark = mark_of(term.name)
                for acronym in term.forms.get("", ()):
                    form = tuple(words(acronym))
                    self._marks[form] = mark
                    if acronym.lower() in _ordinary():
                        self._as_written[form] = acronym  # "ROI" is not "roi", "AI" not "j'ai"
                for language, forms in term.forms.items():
                    if language:
                        self._marks.update((tuple(words(form)), mark) for form in forms)
                self._marks[tuple(words(term.name))] = mark


def _term(name: str) -> str:
    return TERM + "_".join(words(name))


def _neighbour(_name: str) -> str:
    return NEIGHBOUR


def _singular(phrase: Phrase) -> Phrase:
    return tuple(word[:-1] if len(word) > 3 and word.endswith("s") else word for word in phrase)


@cache
def _first_words() -> frozenset[str]:
    """The words that names of places and jobs begin with."""
    names = _names(PLACES_FILE) | _names(JOBS_FILE)
    return frozenset(name.partition(" ")[0] for name in names)


@cache
def _names(file: str) -> frozenset[str]:
    return frozenset(files("index").joinpath("weights", file).read_text("utf-8").splitlines())


def _ordinary() -> frozenset[str]:
    return frozenset({"ai", "roi", "safe", "pm", "it", "us", "or", "do", "ca", "md"})
