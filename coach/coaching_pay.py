"""Tells the pay that fits a person's place and grade, and says so where the article gives none."""

from collections.abc import Sequence

from coach.coaching_answers import Draft, facts_said
from coach.facts_places import country_of, is_country
from coach.profile import Profile
from corpus import PayRange


def write_pay(draft: Draft, profile: Profile) -> None:
    """Write the range of the person's place and grade, or of the nearest place there is."""
    ranges = profile.criteria.pay
    keys = [key.key for key in profile.criteria.keys if key.reads in ("place", "grade")]
    known = [key for key in keys if profile.value(key)]
    place = next((str(profile.value(k.key)) for k in profile.criteria.keys
                  if k.reads == "place" and profile.value(k.key)), "")  # fmt: skip
    grade = next((str(profile.value(k.key)) for k in profile.criteria.keys
                  if k.reads == "grade" and profile.value(k.key)), "")  # fmt: skip
    exact = _of_place(ranges, place)
    if place and not exact:
        same = [
            r for r in ranges if is_country(r.place) and country_of(r.place) == country_of(place)
        ]
        opening = "pay_elsewhere_same_country" if same else "pay_elsewhere"
        places = profile.criteria.pay_places[draft.language]
        draft.add(draft.text(opening, place=place, places=places) + "\n")
        exact = same or [r for r in ranges if is_country(r.place)]
    elif known:
        facts = facts_said(profile, known, draft.language)
        draft.add(draft.text("pay", facts=facts) + "\n")
    else:
        draft.add(draft.text("pay_open") + "\n")
    chosen = _of_grade(exact or ranges, grade)
    passages = dict.fromkeys(p for one in chosen for p in one.passages)
    for passage in passages:
        quote, used = draft.quotes([passage])
        if draft.room_for(quote, used, 200):
            draft.add(f"- {quote}", used)


def _of_place(ranges: Sequence[PayRange], place: str) -> list[PayRange]:
    return [one for one in ranges if place and one.place.casefold() == place.casefold()]


def _of_grade(ranges: Sequence[PayRange], grade: str) -> list[PayRange]:
    """The ranges of a grade, else those of any."""
    return [one for one in ranges if one.grade == grade] or [one for one in ranges if not one.grade]
