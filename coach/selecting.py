"""Chooses the passages that answer a question, with what they need to be understood."""

from collections.abc import Sequence

from coach.broad import SPECIFIC, fitting, of_subsections, whole_section
from coach.saying import SHORT, is_broad, leans_on_previous, length, says_something, wants_several
from corpus import Article, Passage
from index import Hit, Retrieval

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

_SELF_STANDING = 90
"""A list item of so many characters says enough without the rest of its list."""


def select(retrieval: Retrieval, room: int, characters: int) -> list[tuple[Article, Passage]]:
    """Choose the passages that answer, with what they need to be understood.

    The answer comes first, then what surrounds it; lists are in reading order.

    Args:
        retrieval: what was found.
        room: how many passages at most.
        characters: of quoted text at most; the best passage is taken whatever its length.
    """
    leading = _leading(retrieval.hits)
    several = wants_several(retrieval.query)
    broad: list[Passage] = []
    if several or is_broad(retrieval.query, leading.article):
        broad = of_subsections(leading, retrieval.hits)
    if not broad and (several or leading.passage.plain.endswith(":")):
        broad = whole_section(leading, room, characters)
    if broad:
        return [(leading.article, passage) for passage in fitting(broad, room, characters)]
    chosen = _answering(leading, retrieval.hits, room, characters)
    if several and len(chosen) == 1:  # one of the several things asked for
        chosen = fitting([*chosen, *_next_best(leading, retrieval.hits)], room, characters)
    listed = [p for p in _list_announced(leading, several) if p not in chosen]
    if len(chosen) + len(listed) <= room and length([*chosen, *listed]) <= characters:
        chosen += listed
    wide = several or leading.passage == leading.section.passages[0]
    chosen = _with_context(chosen, leading, retrieval.hits, room, characters, wide)
    only_sentences = all(passage.kind == "sentence" for passage in chosen)
    first = _with_company(leading, leading) if only_sentences else []
    in_order = sorted(chosen, key=lambda p: (p not in first, p.number))
    return [(leading.article, passage) for passage in in_order]


def _leading(hits: Sequence[Hit]) -> Hit:
    """The likeliest passage of the likeliest section."""
    best = max(hits, key=lambda hit: (hit.section_score, hit.score))
    return max((hit for hit in hits if hit.section == best.section), key=lambda hit: hit.score)


def _next_best(leading: Hit, hits: Sequence[Hit]) -> list[Passage]:
    """The likeliest passage of another section of the article."""
    return [
        hit.passage
        for hit in hits
        if hit.section != leading.section
        and hit.article == leading.article
        and says_something(hit.passage)
    ][:1]


def _with_context(
    answer: Sequence[Passage],
    leading: Hit,
    hits: Sequence[Hit],
    room: int,
    characters: int,
    wide: bool,
) -> list[Passage]:
    """An answer with what surrounds it, while it is short."""
    chosen = list(answer)
    full, spare = (_FULL_WIDE, _SPARE_WIDE) if wide else (_FULL, _SPARE)
    for passage in _reading_on(chosen[-1], hits, leading):
        if len(chosen) >= min(full, room) or length(chosen) >= spare:
            break
        if (
            passage not in chosen
            and _is_understood_after(passage, chosen, leading.article)
            and length([*chosen, passage]) <= characters
        ):
            chosen.append(passage)
    return chosen


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
        if chosen and (len(total) > room or length(total) > characters):
            continue
        if not _mostly_in(leading.passage.section, total):
            continue
        chosen = total
    return chosen


def _list_announced(leading: Hit, several: bool) -> list[Passage]:
    """The list of a section whose opening sentence leads without saying all of the answer.

    A table counts only for a question that wants several things named.
    """
    passages = leading.section.passages
    if leading.passage != passages[0] or leading.score >= SPECIFIC:
        return []
    listed = [p for p in passages if (p.lead is not None or several) and p.kind != "sentence"]
    return listed if len({p.block for p in listed}) == 1 else []


def _reading_on(last: Passage, hits: Sequence[Hit], leading: Hit) -> list[Passage]:
    """The rest of the leading section's sentences: what follows the answer first, then by score."""
    opens = leading.passage == leading.section.passages[0]
    following = [
        passage
        for passage in leading.section.passages
        if passage.number in (last.number + 1, leading.passage.number + 1)
        and passage.kind == "sentence"
        and leans_on_previous(passage, leading.article.language)
    ]
    others = [
        hit.passage
        for hit in hits
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
    if passage == leading.passage and len(passage.plain) < SHORT:
        group += [p for p in hit.section.passages if p.number == passage.number + 1]
        group = group[: 1 + leans_on_previous(group[-1], hit.article.language)]
    while group[0].number > 0 and leans_on_previous(group[0], hit.article.language):
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
    if len(whole) <= MAX_PASSAGES and length(whole) <= MAX_CHARACTERS:
        return whole
    return [*leads, passage] if passage not in leads else whole[:MAX_PASSAGES]


def _is_understood_after(passage: Passage, chosen: Sequence[Passage], article: Article) -> bool:
    """Whether what a sentence leans on, if anything, is said before it."""
    if not leans_on_previous(passage, article.language):
        return True
    return any(other.number == passage.number - 1 for other in chosen)


def _mostly_in(section: int, chosen: Sequence[Passage]) -> bool:
    inside = sum(passage.section == section for passage in chosen)
    return 2 * inside >= len(chosen)
