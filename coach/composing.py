"""Composes an answer from the article's own sentences.

Which passages, in which order, framed by one line.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from coach.citations import MARKER, cite
from coach.phrases import phrases
from coach.selecting import MAX_CHARACTERS, MAX_PASSAGES, select
from coach.turn import Citation
from corpus import Article, Passage
from index import Retrieval


@dataclass(frozen=True, slots=True)
class Composed:
    """An answer's text with `[n]` markers, and its citations."""

    text: str
    citations: tuple[Citation, ...]


def compose(retrievals: Sequence[Retrieval], language: str, frame: str, seed: str) -> Composed:
    """Answer from the passages that were found.

    Args:
        retrievals: one for each part of the question that is covered; the room is shared between
            them.
        language: of the answer.
        frame: the key of the line that comes first.
        seed: chooses among the variants of that line.
    """
    room = MAX_PASSAGES if len(retrievals) == 1 else max(2, MAX_PASSAGES // len(retrievals))
    characters = MAX_CHARACTERS // len(retrievals)
    chosen: list[tuple[Article, Passage]] = []
    for retrieval in retrievals:
        for picked in select(retrieval, room, characters):
            if picked not in chosen:
                chosen.append(picked)
    whole_list = len(chosen) > 2 and all(passage.kind != "sentence" for _, passage in chosen[1:])
    if whole_list and frame == "answer":
        frame = "list"
    return write_out(chosen, language, phrases(language).say("frames", frame, seed))


def point_to_nearest(retrieval: Retrieval, language: str, seed: str) -> Composed:
    """Show the passage nearest to a question that is not answered, claiming nothing."""
    hit = retrieval.hits[0]
    say = phrases(language).say
    line = f"{say('frames', 'not_covered', seed)} {say('frames', 'nearest', seed)}"
    return write_out([(hit.article, hit.passage)], language, line)


def write_out(chosen: Sequence[tuple[Article, Passage]], language: str, line: str) -> Composed:
    """Write passages out under one line, each with its citation.

    Sentences that follow one another as a paragraph, items and rows as a list.
    """
    lines: list[str] = []
    citations = []
    previous: Passage | None = None
    for number, (article, passage) in enumerate(chosen, 1):
        citations.append(cite(article, passage, number, language))
        sentence = f"{sentence_of(article, passage, language)} [{number}]"
        if passage.kind != "sentence":
            listed = previous is not None and (
                previous.kind != "sentence" or passage.lead == previous.number
            )
            lines.append(f"{'' if listed or not lines else chr(10)}- {sentence}")
        elif (
            previous is not None
            and previous.kind == "sentence"
            and previous.block == passage.block
            and previous.number < passage.number
        ):
            lines[-1] += f" {sentence}"
        else:
            lines.append(f"{chr(10) if lines else ''}{sentence}")
        previous = passage
    return Composed(f"{line}\n\n" + "\n".join(lines), tuple(citations))


def sentence_of(article: Article, passage: Passage, language: str) -> str:
    """A passage as it is written in an answer: plain, in the person's language if there."""
    return _safe(_in_language(article, passage, language))


def _in_language(article: Article, passage: Passage, language: str) -> str:
    rendering = article.renderings.get(language)
    if rendering is None or language == article.language:
        return passage.plain
    return rendering.passages[passage.number]


def _safe(text: str) -> str:
    """An article's own "[3]" must not pass for a marker."""
    return MARKER.sub(r"(\1)", text)
