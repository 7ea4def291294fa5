"""Chooses the passages that answer a question, with what they need to be understood."""

from collections.abc import Sequence

from coach.phrases import phrases
from coach.turn import LANGUAGES
from corpus import Article, Passage, Section
from index import Hit, Retrieval, fold, words

MAX_PASSAGES = 5
"""Citations in one answer: a list of four with the line that introduces it."""

MAX_CHARACTERS = 700
"""Of quoted text; with frame and markers an answer stays under 900."""

_MAX_SEEDS = 3
_SEED_SHARE = 0.12
"""A passage this much as probable as the best one is part of the answer."""

_CONTEXT_SHARE = 1e-4
"""A passage this much as probable as the best one may come along in a short answer."""

_SPARE = 420
"""An answer shorter than this many characters reads on.

The next best passages of its section join it.
"""

_FULL = 4
"""Passages from which on an answer no longer reads on."""

_SPARE_WIDE, _FULL_WIDE = 560, 5
"""The same for a question that wants several things named, and for a section's opening sentence.

It announces what the next ones say.
"""

_SHORT = 110
"""A sentence of fewer characters announces more than it says: what leans on it comes along."""

_SELF_STANDING = 90
"""A list item of so many characters says enough without the rest of its list."""

_SPECIFIC = 0.8
"""A passage so probable is the whole answer, even when it opens its section."""

_MAX_SUBSECTIONS = 3


def select(retrieval: Retrieval, room: int, characters: int) -> list[tuple[Article, Passage]]:
    """Choose the passages that answer, with what they need to be understood.

    The answer comes first, then what surrounds it; lists are in reading order.

    Args:
        retrieval: what was found.
        room: how many passages at most.
        characters: of quoted text at most; the best passage is taken whatever its length.
    """
    best = max(retrieval.hits, key=lambda hit: (hit.section_score, hit.score))
    leading = max(
        (hit for hit in retrieval.hits if hit.section == best.section), key=lambda hit: hit.score
    )
    article = leading.article
    several = wants_several(retrieval.query)
    chosen = _of_subsections(leading, retrieval.hits) or (
        _whole_section(leading, room, characters)
        if several or leading.passage.plain.endswith(":")
        else []
    )
    if chosen:
        return [(article, passage) for passage in _fitting(chosen, room, characters)]
    chosen = _answering(leading, retrieval.hits, room, characters)
    answer = _with_company(leading, leading)
    listed = _list_announced(leading, several)
    if len(chosen) + len(listed) <= room and _length([*chosen, *listed]) <= characters:
        chosen += [passage for passage in listed if passage not in chosen]
    wide = several or leading.passage == leading.section.passages[0]
    full, spare = (_FULL_WIDE, _SPARE_WIDE) if wide else (_FULL, _SPARE)
    for passage in _reading_on(chosen[-1], retrieval, leading):
        if len(chosen) >= full or _length(chosen) >= spare:
            break
        if (
            passage not in chosen
            and _is_understood_after(passage, chosen, article)
            and _length([*chosen, passage]) <= characters
            and len(chosen) < room
        ):
            chosen.append(passage)
    first = answer if all(passage.kind == "sentence" for passage in chosen) else []
    in_order = sorted(chosen, key=lambda p: (p not in first, p.number))
    return [(article, passage) for passage in in_order]


def _answering(leading: Hit, hits: Sequence[Hit], room: int, characters: int) -> list[Passage]:
    """The leading passage and those about as probable, each with what it needs."""
    seeds = [leading] + [
        hit
        for hit in hits
        if hit.passage != leading.passage
        and hit.article == leading.article
        and hit.score >= _SEED_SHARE * leading.score
    ]
    chosen: list[Passage] = []
    for hit in seeds[:_MAX_SEEDS]:
        group = [p for p in _with_company(hit, leading) if p not in chosen]
        total = [*chosen, *group]
        if chosen and (len(total) > room or _length(total) > characters):
            continue
        if not _mostly_in(leading.passage.section, total):
            continue
        chosen = total
    return chosen


def _of_subsections(leading: Hit, hits: Sequence[Hit]) -> list[Passage]:
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
    likely = [hit.passage for hit in hits if hit.score >= _CONTEXT_SHARE]
    first = next((p for p in likely if p in sentences), (sentences or section.passages)[0])
    further = [p for p in sentences if p.number == first.number + 1]
    leans = [p for p in further if _leans_on_previous(p, article.language)]
    return [first, *(leans if len(first.plain) < _SHORT else [])]


def _whole_section(leading: Hit, room: int, characters: int) -> list[Passage]:
    """All that a section says where the whole of it is asked for.

    Without its opening, or with its opening and its list, if need be; nothing when it is too long.
    """
    passages = leading.section.passages
    announces = leading.passage == passages[0] or not says_something(leading.passage)
    if not announces and leading.score >= _SPECIFIC * leading.section_score:
        return []
    said = [p for p in passages if says_something(p)]
    listed = [p for p in said if p.kind != "sentence"]
    opening = [p for p in (said[0], passages[0]) if p.kind == "sentence"][:1] if said else []
    with_list = [*opening, *listed] if len({p.block for p in listed}) == 1 else []
    for whole in (passages, said, said[1:], with_list):
        if 0 < len(whole) <= room and _length(whole) <= characters:
            return list(whole)
    return []


def _fitting(passages: Sequence[Passage], room: int, characters: int) -> list[Passage]:
    kept: list[Passage] = []
    for passage in passages:
        if not kept or (len(kept) < room and _length([*kept, passage]) <= characters):
            kept.append(passage)
    return kept


def _list_announced(leading: Hit, several: bool) -> list[Passage]:
    """The list of a section whose opening sentence leads without saying all of the answer.

    A table counts only for a question that wants several things named.
    """
    passages = leading.section.passages
    if leading.passage != passages[0] or leading.score >= _SPECIFIC:
        return []
    listed = [p for p in passages if (p.lead is not None or several) and p.kind != "sentence"]
    return listed if len({p.block for p in listed}) == 1 else []


def _reading_on(last: Passage, retrieval: Retrieval, leading: Hit) -> list[Passage]:
    """The rest of the leading section's sentences: what follows the answer first, then by score."""
    opens = leading.passage == leading.section.passages[0]
    following = [
        passage
        for passage in leading.section.passages
        if passage.number in (last.number + 1, leading.passage.number + 1)
        and passage.kind == "sentence"
        and _leans_on_previous(passage, leading.article.language)
    ]
    others = [
        hit.passage
        for hit in retrieval.hits
        if hit.section == leading.section
        and hit.article == leading.article
        and (opens or hit.score >= _CONTEXT_SHARE * leading.score)
        and hit.passage.kind == "sentence"
        and says_something(hit.passage)
    ]
    return [*following, *others]


def _with_company(hit: Hit, leading: Hit) -> list[Passage]:
    """A passage and the neighbours without which it cannot be understood, the needed ones first."""
    passages = hit.article.passages
    passage = hit.passage
    if passage.plain.endswith(":") or (
        passage.kind == "item" and len(passage.plain) < _SELF_STANDING
    ):
        return _whole_list(passages, passage)
    if passage.kind != "sentence":
        return [passage]
    group = [passage]
    if passage == leading.passage and len(passage.plain) < _SHORT:
        group += [p for p in hit.section.passages if p.number == passage.number + 1]
        group = group[: 1 + _leans_on_previous(group[-1], hit.article.language)]
    while group[0].number > 0 and _leans_on_previous(group[0], hit.article.language):
        previous = passages[group[0].number - 1]
        if previous.section != passage.section or previous.kind != "sentence" or len(group) > 1:
            break
        group.insert(0, previous)
    return group


def _whole_list(passages: Sequence[Passage], passage: Passage) -> list[Passage]:
    if passage.kind == "item":
        items = [other for other in passages if other.block == passage.block]
        leads = [] if passage.lead is None else [passages[passage.lead]]
    else:
        items = [other for other in passages if other.lead == passage.number]
        leads = [passage]
    whole = [*leads, *items]
    if len(whole) <= MAX_PASSAGES and _length(whole) <= MAX_CHARACTERS:
        return whole
    return [*leads, passage] if passage not in leads else whole[:MAX_PASSAGES]


def wants_several(question: str) -> bool:
    """Whether a question asks for several things to be named."""
    asked = f" {' '.join(words(question))} "
    markers = [m for lang in LANGUAGES for m in phrases(lang).all("questions", "several")]
    return any(f" {' '.join(words(marker))} " in asked for marker in markers)


def _leans_on_previous(passage: Passage, language: str) -> bool:
    """Whether a sentence begins with a word that stands for something said before it."""
    known = language if language in LANGUAGES else LANGUAGES[0]
    beginning = fold(passage.plain)
    return any(beginning.startswith(fold(o)) for o in phrases(known).all("anaphora", "openings"))


def _is_understood_after(passage: Passage, chosen: Sequence[Passage], article: Article) -> bool:
    """Whether what a sentence leans on, if anything, is said before it."""
    if not _leans_on_previous(passage, article.language):
        return True
    return any(other.number == passage.number - 1 for other in chosen)


def _mostly_in(section: int, chosen: Sequence[Passage]) -> bool:
    inside = sum(passage.section == section for passage in chosen)
    return 2 * inside >= len(chosen)


def _length(chosen: Sequence[Passage]) -> int:
    return sum(len(passage.plain) for passage in chosen)


def says_something(passage: Passage) -> bool:
    """Whether a passage tells anything by itself: what announces a list, or asks, does not."""
    return not passage.plain.endswith((":", "?"))
