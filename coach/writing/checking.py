"""Decides whether a sentence that cites passages may be shown: it must be proved by them."""

from collections.abc import Sequence
from dataclasses import dataclass

from coach.turn import LANGUAGES
from coach.writing.agreement import disagreement
from coach.writing.evidence import Evidence, Source, read_evidence
from coach.writing.lexicon import Lexicon, Vocabulary
from coach.writing.reading import Reading, read
from coach.writing.support import Measured, measure, support, threshold
from corpus import Corpus
from index import Encoder, language_scores, words

_MOST_READ = 512
"""Passages kept read; those of an article a visitor asks about are always the same few."""

_OTHER_LANGUAGE = 0.3
"""The margin by which a sentence is in another language than the answer's."""

_CLOSING = " \u00a0\u202f»”\"')"

_FEW_WORDS = 4
"""Of so few words the language says nothing: they may all be names."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found of a sentence.

    Attributes:
        reason: why it may not be shown; None when it may.
        support: the probability that its words are supported; 0 when it was not measured.
    """

    reason: str | None
    support: float = 0.0

    @property
    def proved(self) -> bool:
        """Whether the sentence may be shown."""
        return self.reason is None


class SentenceChecker:
    """Holds sentences against passages. Thread-safe.

    Args:
        corpus: what the passages are of.
        encoder: the shipped one; the threshold was learned with it.
    """

    def __init__(self, corpus: Corpus, encoder: Encoder) -> None:
        self.lexicon = Lexicon(corpus.articles)
        self._vocabulary = Vocabulary(corpus.articles)
        self._encoder = encoder
        self._read: dict[tuple[str, int, str], Evidence] = {}

    def check(
        self, sentence: str, cited: Sequence[Source], nearby: Sequence[Source], language: str
    ) -> Verdict:
        """Decide on a sentence.

        Args:
            sentence: without its markers.
            cited: the passages its markers name.
            nearby: all passages it could have cited.
            language: the answer's.
        """
        if not cited:
            return Verdict("marker")
        if sentence.rstrip(_CLOSING).endswith("?"):
            return Verdict("question")
        if _is_in_another_language(sentence, language):
            return Verdict("language")
        reading = read(sentence, language, self.lexicon)
        if not reading.units:
            return Verdict("empty")
        wrong = disagreement(reading, [self._evidence(source, language) for source in cited])
        if wrong:
            return Verdict(wrong)
        measured = self.measure(sentence, reading, cited, nearby, language)
        if not all(self._vocabulary.knows(unit.parts, language) for unit in measured.strange):
            return Verdict("word")
        score = support(measured.features)
        return Verdict(None if score >= threshold() else "support", score)

    def measure(
        self,
        sentence: str,
        reading: Reading,
        cited: Sequence[Source],
        nearby: Sequence[Source],
        language: str,
    ) -> Measured:
        """Measure what is learned of a sentence; see `check`."""
        others = [self._evidence(source, language) for source in nearby if source not in cited]
        ids = frozenset().union(*(e.reading.ids for e in others))
        evidence = [self._evidence(source, language) for source in cited]
        return measure(sentence, reading, evidence, ids, self._encoder.encode_passages)

    def _evidence(self, source: Source, language: str) -> Evidence:
        article, passage = source
        key = (article.slug, passage.number, language)
        found = self._read.get(key)
        if found is None:
            if len(self._read) >= _MOST_READ:
                self._read.clear()
            found = read_evidence(source, language, self.lexicon, self._encoder.encode_passages)
            self._read[key] = found
        return found


def _is_in_another_language(sentence: str, language: str) -> bool:
    if len(words(sentence)) <= _FEW_WORDS or language not in LANGUAGES:
        return False
    scores = language_scores(sentence)
    return max(scores.values()) - scores[language] > _OTHER_LANGUAGE
