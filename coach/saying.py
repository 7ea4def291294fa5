"""What a passage says by itself, and what a question wants said."""

from collections.abc import Sequence

from coach.phrases import phrases
from coach.turn import LANGUAGES
from corpus import Article, Passage
from index import fold, subject_of, terms, words

SHORT = 110
"""A sentence of fewer characters announces more than it says: what leans on it comes along."""

_FEW_WORDS = 2


def says_something(passage: Passage) -> bool:
    """Whether a passage tells anything by itself: what announces a list, or asks, does not."""
    return not passage.plain.endswith((":", "?"))


def is_broad(question: str, article: Article) -> bool:
    """Whether a question names little but the article's subject ("how do I become a CPO?")."""
    subject = terms(subject_of(article.title), LANGUAGES)
    own = {stem for stem in terms(question, LANGUAGES[:1]) if stem not in subject}
    return len(own) <= _FEW_WORDS


def leans_on_previous(passage: Passage, language: str) -> bool:
    """Whether a sentence begins with a word that stands for something said before it."""
    known = language if language in LANGUAGES else LANGUAGES[0]
    beginning = fold(passage.plain)
    return any(beginning.startswith(fold(o)) for o in phrases(known).all("anaphora", "openings"))


def wants_several(question: str) -> bool:
    """Whether a question asks for several things to be named."""
    asked = f" {' '.join(words(question))} "
    markers = [m for lang in LANGUAGES for m in phrases(lang).all("questions", "several")]
    return any(f" {' '.join(words(marker))} " in asked for marker in markers)


def length(passages: Sequence[Passage]) -> int:
    """The characters of passages as they are shown."""
    return sum(len(passage.plain) for passage in passages)
