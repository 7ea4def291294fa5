"""What answers a broad question: a whole section, or something of each of its subsections."""

from collections.abc import Sequence

from coach.saying import SHORT, leans_on_previous, length, says_something
from corpus import Article, Passage, Section
from index import Hit

SPECIFIC = 0.8
"""A passage so probable is the whole answer, even when it opens its section."""

_MAX_SUBSECTIONS = 3

_LIKELY = 0.01
"""A passage so probable speaks for its section; else the section's first words do."""


def of_subsections(leading: Hit, hits: Sequence[Hit]) -> list[Passage]:
    """For a section that is one sentence above its subsections: that, and the best of each."""
    section = leading.section
    below = [
        other
        for other in leading.article.sections
        if len(other.path) > len(section.path) and other.path[: len(section.path)] == section.path
    ]
    if len(section.passages) > 1 or not below:
        return []
    said = [p for p in section.passages if says_something(p)]
    for other in below[:_MAX_SUBSECTIONS]:
        said += _first_words(other, leading.article, hits)
    return said


def _first_words(section: Section, article: Article, hits: Sequence[Hit]) -> list[Passage]:
    """What a section says on a subject in brief: its likeliest sentence, else its first."""
    sentences = [p for p in section.passages if p.kind == "sentence" and says_something(p)]
    likely = [hit.passage for hit in hits if hit.score >= _LIKELY]
    first = next((p for p in likely if p in sentences), (sentences or section.passages)[0])
    further = [p for p in sentences if p.number == first.number + 1]
    leans = [p for p in further if leans_on_previous(p, article.language)]
    return [first, *(leans if len(first.plain) < SHORT else [])]


def whole_section(leading: Hit, room: int, characters: int) -> list[Passage]:
    """All that a section says where the whole of it is asked for.

    Without its opening, or with its opening and its list, if need be; nothing when it is too long.
    """
    passages = leading.section.passages
    announces = leading.passage == passages[0] or not says_something(leading.passage)
    if not announces and leading.score >= SPECIFIC * leading.section_score:
        return []
    said = [p for p in passages if says_something(p)]
    listed = [p for p in said if p.kind != "sentence"]
    opening = [p for p in (said[0], passages[0]) if p.kind == "sentence"][:1] if said else []
    with_list = [*opening, *listed] if len({p.block for p in listed}) == 1 else []
    for whole in (passages, said, said[1:], with_list):
        if 0 < len(whole) <= room and length(whole) <= characters:
            return list(whole)
    return []


def fitting(passages: Sequence[Passage], room: int, characters: int) -> list[Passage]:
    """Those of a list of passages that there is room for; the first always."""
    kept: list[Passage] = []
    for passage in passages:
        if not kept or (len(kept) < room and length([*kept, passage]) <= characters):
            kept.append(passage)
    return kept
