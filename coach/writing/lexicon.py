"""The terms of the articles' glossaries, by whatever words they are written."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from coach.turn import LANGUAGES
from corpus import Article
from index import terms, words

_LONGEST = 6
"""Words of the longest form that is looked for."""

TERM = "term:"
"""Begins the id of a term; no stem holds a colon."""

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A term of a glossary.

    Attributes:
        id: the same for every form.
        strict: it is a name (it has an acronym), or is kept apart from other terms: nothing may
            stand for it.
    """

    id: str
    strict: bool


class Lexicon:
    """Finds the terms of a text, the longest first."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._named: dict[Phrase, Named] = {}
        for article in articles:
            glossary = article.glossary
            for entries, kept_apart in ((glossary.distinct, True), (glossary.terms, False)):
                for term in entries:
                    forms = [form for some in term.forms.values() for form in some]
                    named = Named(f"{TERM}{term.name}", kept_apart or bool(term.forms.get("")))
                    for form in (term.name, *forms):
                        self._named[tuple(words(form))] = named

    def spans(self, text: Sequence[str]) -> Iterator[tuple[int, int, Named | None]]:
        """Cut a text's words into terms and the words between them: first, last, the term."""
        place = 0
        while place < len(text):
            for length in range(min(_LONGEST, len(text) - place), 0, -1):
                named = self._find(tuple(text[place : place + length]))
                if named is not None:
                    yield place, place + length, named
                    place += length
                    break
            else:
                yield place, place + 1, None
                place += 1

    def _find(self, phrase: Phrase) -> Named | None:
        singular = tuple(w[:-1] if len(w) > 3 and w.endswith("s") else w for w in phrase)
        return self._named.get(phrase) or self._named.get(singular)


_LARGE = 3000
"""Words from which on a vocabulary says something of the words that are not in it."""


class Vocabulary:
    """The words that articles and their visitors use.

    A word of nobody's in a written sentence is planted or made up.
    """

    def __init__(self, articles: Iterable[Article]) -> None:
        self._words = {word for text in _texts(articles) for word in words(text)}
        self._stems = {
            language: frozenset(stem for word in self._words for stem in terms(word, (language,)))
            for language in LANGUAGES
        }

    def knows(self, stems: Iterable[str], language: str) -> bool:
        """Whether all of some stems are used; true of any when the vocabulary is a small one."""
        if len(self._words) < _LARGE or language not in self._stems:
            return True
        return all(stem in self._stems[language] for stem in stems)


def _texts(articles: Iterable[Article]) -> Iterator[str]:
    for article in articles:
        yield from (passage.plain for passage in article.passages)
        for rendering in article.renderings.values():
            yield from rendering.passages
        yield from (question.text for question in article.questions)
        yield from (question.text for question in article.off_topic)
