"""Facts told by dates, changes, totals and headlines; and taken back in the same breath."""

from datetime import date
from typing import Any

import pytest

from coach.facts import read_facts
from coach.profile import Profile
from corpus import Criteria

TODAY = date(2026, 11, 22)


def profile_of(criteria: Criteria, language: str, message: str) -> dict[str, Any]:
    told = read_facts(message, language, criteria, TODAY)
    return dict(Profile(criteria).told(told).as_mapping(language))


@pytest.mark.parametrize(
    ("language", "message", "years"),
    [
        ("fr", "Je suis PM depuis fin 2020.", 6.0),
        ("fr", "PO depuis l'été 2021", 5.3),
        ("fr", "PO de mars 2019 à juin 2023", 4.2),
        ("fr", "De 2016 à aujourd'hui je suis product manager.", 10),
        ("fr", "En 2018 je suis passé PM et depuis je n'ai plus quitté le produit.", 8),
        ("fr", "J'ai fait 5 ans de dev avant de passer PO en 2020.", 6),
        ("fr", "D'abord dev (2010-2015), ensuite PO (2015-2019), et PM depuis.", 11),
        ("fr", "J'ai 6 ans d'XP dont la moitié en produit.", 3),
        ("fr", "Je n'ai jamais été PM ni PO.", 0),
        ("fr", "Rien à voir avec le produit : je suis comptable depuis 10 ans.", 0),
        ("en", "Product manager, Jan 2020 - present.", 6.8),
        ("en", "PM since mid-2021", 5.4),
        ("en", "I became a PO in 2020 after five years as a dev.", 6),
        ("en", "Product owner from 2015 to 2018, PM 2018-2022, head of product since then.", 11),
        ("en", "I was a dev from 2010 to 2015, a PO until 2019 and a PM ever since.", 11),
        ("en", "I've worked in Lisbon since 2022, as a senior product manager.", 4),
        ("en", "I've been a PO for a year and a half.", 1.5),
        ("en", "I come from accounting, nothing to do with product.", 0),
    ],
)
def test_years_told_by_dates_and_changes_are_counted(
    criteria: Criteria, language: str, message: str, years: float
) -> None:
    assert profile_of(criteria, language, message)["years_product"] == pytest.approx(years, abs=0.1)


@pytest.mark.parametrize(
    ("language", "message", "size"),
    [
        ("fr", "J'ai managé une équipe de 6 pendant 3 ans.", 6),
        ("fr", "Je manage deux équipes de 5 personnes.", 10),
        ("fr", "J'encadre cinq PO et des designers. Neuf personnes en tout.", 9),
        ("fr", "J'ai 14 personnes sous moi dont 6 PM, 3 designers et 5 devs.", 14),
        ("en", "I lead two squads, 15 people altogether: 3 PMs and 12 engineers.", 15),
        ("en", "I manage five people. Sorry, six since Monday.", 6),
    ],
)
def test_a_team_is_counted_as_a_whole(
    criteria: Criteria, language: str, message: str, size: int
) -> None:
    assert profile_of(criteria, language, message)["team_size"] == size


@pytest.mark.parametrize(
    ("language", "message", "expected"),
    [
        ("en", "I've got a PSPO, no wait, it's the CSPO I have.", {"certifications": ["CSPO"]}),
        ("en", "Agile? Never touched it.", {"methods": []}),
        ("fr", "Je suis PO. Une certif ? Jamais.", {"certifications": []}),
        ("fr", "J'ai commencé un master sans le finir.", {"education_level": None}),
        ("fr", "On m'a dit qu'il fallait un MBA.", {"education_level": None, "school": None}),
        ("en", "I'm taking the PSPO next month.", {"certifications": None}),
        ("en", "I'm a lawyer by training, then COO of a startup.", {"role": "coo"}),
        ("fr", "J'ai quitté Paris pour Nantes.", {"location": "Nantes"}),
    ],
)
def test_only_what_stands_is_told(
    criteria: Criteria, language: str, message: str, expected: dict[str, Any]
) -> None:
    profile = profile_of(criteria, language, message)
    if expected.get("role") == "coo":
        expected = {"role": "chief operating officer"}
    assert {key: profile[key] for key in expected} == expected
