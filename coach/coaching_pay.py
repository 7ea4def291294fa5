"""Tells the pay that fits a person's place and grade, and says so where the article gives none."""

from collections.abc import Sequence

from coach.coaching_answers import facts_said
from coach.coaching_draft import Draft
from coach.facts_places import country_of, is_country
from coach.profile import Profile
from corpus import PayRange

_QUESTION = 160
"""Characters kept for the question at the end."""


def write_pay(draft: Draft, profile: Profile) -> None:
    """Write the range of the person's place and grade, or of the nearest place there is."""
    ranges = profile.criteria.pay
    place, grade = _known(profile, "place"), _known(profile, "grade")
    fitting = [one for one in ranges if one.place.casefold() == place.casefold()]
    if place and not fitting:
        fitting = [one for one in ranges if is_country(one.place)]
        same = [one for one in fitting if country_of(one.place) == country_of(place)]
        opening = "pay_elsewhere_same_country" if same else "pay_elsewhere"
        places = profile.criteria.pay_places[draft.language]
        draft.add(draft.text(opening, place=place, places=places) + "\n")
        fitting = same or fitting
    elif place or grade:
        keys = [k.key for k in profile.criteria.keys if k.reads in ("place", "grade")]
        facts = facts_said(profile, (k for k in keys if profile.value(k)), draft.language)
        draft.add(draft.text("pay", facts=facts) + "\n")
    else:
        draft.add(draft.text("pay_open") + "\n")
    chosen = _of_grade(fitting or ranges, grade)
    for passage in dict.fromkeys(p for one in chosen for p in one.passages):
        quote, used = draft.quotes([passage])
        if draft.room_for(quote, used, _QUESTION):
            draft.add(f"- {quote}", used)


def _known(profile: Profile, reads: str) -> str:
    values = (profile.value(key.key) for key in profile.criteria.keys if key.reads == reads)
    return str(next((value for value in values if value), ""))


def _of_grade(ranges: Sequence[PayRange], grade: str) -> list[PayRange]:
    """Of each place the range of a grade, else that of any."""
    graded = {one.place: one for one in ranges if one.grade == grade}
    for one in ranges:
        if not one.grade:
            graded.setdefault(one.place, one)
    return list(graded.values())
