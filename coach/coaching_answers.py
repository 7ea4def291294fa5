"""Composes what the coach says of a person: what speaks for them, what to build, one question.

What is inferred from their words stands apart from the article's sentences, which are cited.
"""

from collections.abc import Iterable, Sequence
from typing import Literal, get_args

from coach.assessment import Judged, told
from coach.coaching_draft import Draft
from coach.profile import Profile
from corpus import ProfileKey

Detail = Literal["whole", "asked", "brief"]
"""How much a line says: what is asked and what advises, what is asked, or its first passage."""

_REST = 60
"""Characters of the line that names the criteria without a line of their own."""

_QUESTION = 160
"""Characters of the longest question."""


def write_standing(
    draft: Draft,
    profile: Profile,
    judged: Sequence[Judged],
    fresh: Sequence[str],
    question: str,
) -> None:
    """Write where the person stands: strengths first, then gaps, as many as there is room for.

    Args:
        draft: what is written to.
        profile: what is known of the person.
        judged: its assessment.
        fresh: the profile keys told just now; criteria they decide come first.
        question: what will be asked at the end; room is kept for it.
    """
    met = _ordered([one for one in judged if one.status == "met"], fresh)
    gaps = _ordered([one for one in judged if one.status == "gap"], fresh)
    if not met and not gaps:
        _write_demands(draft, profile, judged, question)
        return
    chosen, detail = _chosen(draft, met, gaps, len(question) + 2)
    strengths = [one for one in met if one in chosen]
    if strengths:
        draft.add(draft.text("strengths"))
        _add_lines(draft, strengths, detail)
        _add_rest(draft, "more_strengths", [one for one in met if one not in chosen], question)
    if gaps:
        draft.add(("\n" if strengths else "") + draft.text("gaps" if strengths else "gaps_only"))
        _add_lines(draft, [one for one in gaps if one in chosen], detail)
        _add_rest(draft, "more_gaps", [one for one in gaps if one not in chosen], question)
        return
    unknown = [one for one in judged if one.status == "unknown"]
    left = draft.text("no_gap", labels=labels(unknown, draft.language))
    line = "\n" + (left if unknown else draft.text("complete"))
    if draft.room_for(line, (), len(question) + 20):
        draft.add(line)


def write_update(
    draft: Draft,
    profile: Profile,
    judged: Sequence[Judged],
    fresh: Sequence[str],
    question: str,
) -> None:
    """Write what was just told comes to, and name the rest, which was told before.

    Args:
        draft: what is written to.
        profile: what is known of the person.
        judged: its assessment.
        fresh: the profile keys told just now.
        question: what will be asked at the end; room is kept for it.
    """
    seed = str(len(profile.facts))
    news = [one for one in judged if any(key in fresh for key in one.criterion.asks)]
    told_now = [one for one in news if one.status != "unknown"]
    if not told_now:
        said = facts_said(profile, fresh, draft.language)
        draft.add(draft.text("update" if said else "next", seed, facts=said))
    written = _write_news(draft, told_now, seed, len(question) + 2 * _REST)
    rest = [one for one in judged if one not in written]
    _add_rest(draft, "already_met", [one for one in rest if one.status == "met"], question)
    _add_rest(draft, "already_gaps", [one for one in rest if one.status == "gap"], question)


def _write_news(draft: Draft, news: Sequence[Judged], seed: str, kept: int) -> list[Judged]:
    """Write a line for each criterion that was just decided, strengths first.

    Returns:
        Those there was room for.
    """
    written: list[Judged] = []
    for status, opening in (("met", "update_met"), ("gap", "update_gaps")):
        begun = draft.text(opening, seed)
        for one in (one for one in news if one.status == status):
            line, used = line_of(draft, one)
            if draft.room_for(line, used, kept + len(begun)):
                if begun:
                    draft.add(begun)
                draft.add(line, used)
                begun = ""
                written.append(one)
    return written


def write_judged(draft: Draft, judged: Sequence[Judged], fresh: Sequence[str]) -> None:
    """Write what was just told of comes to: a line for each criterion it decides."""
    for one in judged:
        if one.status != "unknown" and any(key in fresh for key in one.criterion.asks):
            line, used = line_of(draft, one)
            if draft.room_for(line, used, _QUESTION):
                draft.add(line, used)


def write_question(draft: Draft, key: ProfileKey | None, opening: str = "question") -> None:
    """Ask for a profile key."""
    if key and key.ask:
        draft.add("\n" + draft.text(opening, question=key.ask[draft.language]))


def labels(judged: Sequence[Judged], language: str) -> str:
    """The names of criteria in a sentence."""
    return ", ".join(_lower_first(one.criterion.label[language]) for one in judged)


def facts_said(profile: Profile, keys: Iterable[str], language: str) -> str:
    """Values of the profile as they are said in a sentence."""
    said = (told(profile.criteria, profile, key, language) for key in dict.fromkeys(keys))
    return ", ".join(text for text in said if text)


def line_of(draft: Draft, one: Judged, detail: Detail = "whole") -> tuple[str, list[int]]:
    """The line of a criterion, and the passages it cites."""
    label = one.criterion.label[draft.language]
    quotes, used = draft.quotes(one.criterion.passages[: 1 if detail == "brief" else None])
    if one.status == "unknown":
        return draft.text("bare_line", label=label, quotes=quotes), used
    if one.status == "met" or not one.criterion.steps:
        return draft.text("line", label=label, reason=one.reason, quotes=quotes), used
    step = one.criterion.steps[0]
    passage = step.passages[0]
    if detail != "whole" and passage not in used:
        return draft.text("line", label=label, reason=one.reason, quotes=quotes), used
    marker = draft.marker(passage, used)
    used = used if passage in used else [*used, passage]
    texts = {"label": label, "reason": one.reason, "quotes": quotes, "marker": marker}
    return draft.text("step_line", **texts, step=step.text[draft.language]), used


def _write_demands(draft: Draft, profile: Profile, judged: Sequence[Judged], question: str) -> None:
    """What the article asks of everybody, when nothing that was told decides a criterion."""
    draft.add(draft.text("noted" if profile.facts else "asked_of_all"))
    for one in judged:
        line, used = line_of(draft, one)
        if draft.room_for(line, used, len(question) + 60):
            draft.add(line, used)


def _ordered(judged: Sequence[Judged], fresh: Sequence[str]) -> list[Judged]:
    return sorted(judged, key=lambda one: not any(key in fresh for key in one.criterion.asks))


def _chosen(
    draft: Draft, met: Sequence[Judged], gaps: Sequence[Judged], kept: int
) -> tuple[list[Judged], Detail]:
    """Which criteria have a line of their own, and in what detail.

    The most criteria count first, then the most detail.
    """
    best: tuple[list[Judged], Detail] = ([], "whole")
    for detail in get_args(Detail):
        fitting = _fitting(draft, met, gaps, kept, detail)
        if len(fitting) == len(met) + len(gaps):
            return fitting, detail
        fitting = _fitting(draft, met, gaps, kept + _REST, detail)
        if len(fitting) > len(best[0]):
            best = fitting, detail
    return best


def _fitting(
    draft: Draft, met: Sequence[Judged], gaps: Sequence[Judged], kept: int, detail: Detail
) -> list[Judged]:
    """The criteria whose lines fit: gaps and strengths in turn, gaps first."""
    trial = Draft(draft.article, draft.language, list(draft.lines), list(draft.passages))
    trial.add(trial.text("strengths") + trial.text("gaps_only"))
    chosen = []
    turns = [one for pair in _in_turn(gaps, met) for one in pair]
    for one in turns:
        line, used = line_of(trial, one, detail)
        if trial.room_for(line, used, kept):
            trial.add(line, used)
            chosen.append(one)
    return chosen


def _in_turn(gaps: Sequence[Judged], met: Sequence[Judged]) -> list[list[Judged]]:
    longest = max(len(gaps), len(met))
    return [[*gaps[n : n + 1], *met[n : n + 1]] for n in range(longest)]


def _add_lines(draft: Draft, judged: Sequence[Judged], detail: Detail) -> None:
    for one in judged:
        draft.add(*line_of(draft, one, detail))


def _add_rest(draft: Draft, key: str, rest: Sequence[Judged], question: str) -> None:
    """Name what has no line, where there is something left and room for it."""
    if not rest:
        return
    line = draft.text(key, labels=labels(rest, draft.language))
    if draft.room_for(line, (), len(question) + 20):
        draft.add(f"\n{line}")


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
