"""Reads whom a person leads: how many people, of which disciplines."""

from collections.abc import Sequence
from dataclasses import dataclass

from coach.facts_clauses import Clause, negation_before
from coach.facts_reading import Fact, Reading
from coach.facts_terms import Term
from corpus import ProfileKey

_MOST = 5000
_NEAR = 3
"""Words between a number and the people it counts, at most."""


@dataclass(frozen=True, slots=True)
class _Led:
    """The part of a message that tells whom the person leads."""

    first: int
    last: int
    clause: Clause


def read_people(reading: Reading, key: ProfileKey) -> list[Fact]:
    """Read how many people a person leads: a total, or the sum of those who are counted."""
    for led in _led(reading):
        count = _total(reading, led) or _sum(reading, led)
        if count:
            number, first, last = count
            return [Fact(key.key, number, reading.text(first, last))]
    return _nobody(reading, key)


def read_team(reading: Reading, key: ProfileKey) -> list[Fact]:
    """Read the disciplines of the people a person leads."""
    facts: dict[str, Fact] = {}
    for led in _led(reading):
        for term in reading.terms_in(led.first, led.last):
            discipline = _discipline(term, key)
            clause = reading.clause_at(term.first)
            if discipline and clause and not reading.denied(clause, term.first, term.last):
                words = reading.text(term.first, term.last)
                facts.setdefault(discipline, Fact(key.key, discipline, words))
    return list(facts.values())


def discipline_facts(reading: Reading, key: ProfileKey) -> list[Fact]:
    """The disciplines a message names, when it is known to speak of the person's team."""
    return [
        Fact(key.key, discipline, reading.text(term.first, term.last))
        for term in reading.terms
        if (discipline := _discipline(term, key))
    ]


def _discipline(term: Term, key: ProfileKey) -> str | None:
    said = term.said(key.key)
    if said:
        return said[0].value.id
    jobs = term.jobs()
    known = {value.id for value in key.values}
    return jobs[0].discipline if jobs and jobs[0].discipline in known else None


def _led(reading: Reading) -> list[_Led]:
    """Where a message tells whom the person leads: from the word that says so to its end."""
    found = _counted_alone(reading)
    for first, last in reading.grammar.find("team.lead", reading.words):
        clause = reading.stated(first)
        if clause is None or (found and first < found[-1].last):
            continue
        if _inside(reading, "team.member", first, clause) or _is_title(reading, first, last):
            continue
        begin = _counted_before(reading, first, clause)
        found.append(_Led(begin, _end(reading, last, clause), clause))
    return found


def _counted_alone(reading: Reading) -> list[_Led]:
    """People counted in a clause of their own, without a verb ("PM, 40 people (designers…)")."""
    found = []
    for clause in reading.clauses:
        number = reading.words[clause.first].number
        end = _people_at(reading, clause.first) if number is not None else None
        if end == clause.last and reading.stated(clause.first):
            found.append(_Led(clause.first, _end(reading, end, clause), clause))
    return found


def _inside(reading: Reading, cue: str, place: int, clause: Clause) -> bool:
    spans = reading.grammar.find(cue, reading.words, clause.first, min(clause.last, place + 4))
    return any(first <= place < last for first, last in spans)


def _is_title(reading: Reading, first: int, last: int) -> bool:
    """Whether the word is a part of a job or value ("lead PM", "product lead")."""
    return any(term.first <= first and last <= term.last for term in reading.terms) or any(
        term.first == last and reading.grammar.ends_at("job.as", reading.words, first)
        for term in reading.terms
        if term.jobs()
    )


def _counted_before(reading: Reading, first: int, clause: Clause) -> int:
    """A number right before ("a five-person team", "twelve people under me") belongs to it."""
    for place in range(first - 1, max(clause.first, first - 7) - 1, -1):
        if reading.words[place].number is not None and _people_at(reading, place) is not None:
            return place
    return first


def _end(reading: Reading, place: int, clause: Clause) -> int:
    """Up to the end of the sentence, or to where the person goes on to something else."""
    clauses = [c for c in reading.clauses if c.sentence == clause.sentence and c.last > place]
    end = clauses[-1].last if clauses else clause.last
    stop = next(reading.grammar.find("team.stop", reading.words, place, end), None)
    asked = [c.first for c in clauses if c.asked and c.first > place and c is not clause]
    return min([end, *([stop[0]] if stop else []), *asked])


def _people_at(reading: Reading, place: int) -> int | None:
    """The token after the people a number counts ("eight people", "une dizaine de personnes")."""
    words, cues = reading.words, reading.grammar
    start = place + words[place].length
    for end in range(start, min(start + _NEAR, len(words))):
        if words[end].number is not None and end > start:
            return None
        if length := cues.length_at("team.people", words, end):
            return end + length
        if cues.length_at("time.years", words, end) or cues.length_at("time.months", words, end):
            return None
        if not words[end].is_word:
            return None
    return None


def _total(reading: Reading, led: _Led) -> tuple[float, int, int] | None:
    """A number of people, or the size of a team."""
    words, cues = reading.words, reading.grammar
    for place in range(led.first, led.last):
        number = words[place].number
        if number is None or not 0 <= number <= _MOST or _is_duration(reading, place):
            continue
        end = _people_at(reading, place)
        if end is not None:
            return number, place, end
        after = place + words[place].length
        follows_cue = cues.ends_at("team.lead", words, place) > 0 or (
            words[place - 1].text in ("of", "d", "de", "a", "une", "about", "some", "over", "environ")
            and cues.has("team.lead", words, max(led.first, place - 4), place)
        )
        ends = after >= led.last or not words[after].is_word or words[after].text in _OPENERS
        if follows_cue and ends and not _is_discipline_next(reading, after):
            return number, place, after
    return None


_OPENERS = ("across", "in", "a", "at", "en", "dans", "au", "depuis", "for", "and", "et", "with", "chez")


def _sum(reading: Reading, led: _Led) -> tuple[float, int, int] | None:
    """The sum of those who are counted by discipline; None when one is not counted."""
    words = reading.words
    total, first, last = 0.0, -1, -1
    counted_terms: list[Term] = []
    for term in reading.terms_in(led.first, led.last):
        counted = _count_of(reading, term, led)
        if not term.meanings or not _is_team_word(term):
            continue
        if counted is None and any(_names_same(term, one) for one in counted_terms):
            continue
        if counted is None:
            return None
        counted_terms.append(term)
        number, place = counted
        total, last = total + number, term.last
        first = place if first < 0 else first
    for place in range(led.first, led.last):
        # people counted by a word that is no known discipline: "8 comptables"
        if first < 0 and words[place].number is not None and not _is_duration(reading, place):
            after = place + words[place].length
            known_plural = after < led.last and words[after].text != words[after].stem
            direct = reading.grammar.ends_at("team.lead", words, place) > 0
            if known_plural and direct:
                return words[place].number or 0.0, place, after + 1
    return (total, first, last) if total else None


def _names_same(term: Term, other: Term) -> bool:
    return bool(set(map(_identity, term.meanings)) & set(map(_identity, other.meanings)))


def _identity(meaning: object) -> object:
    return getattr(getattr(meaning, "value", None), "id", None) or id(meaning)


def _is_team_word(term: Term) -> bool:
    from_team = any(
        getattr(meaning, "key", None) is not None
        and meaning.key.reads == "team"  # type: ignore[union-attr]  # only said values have one
        and getattr(meaning, "value", None) is not None
        for meaning in term.meanings
    )
    return bool(term.jobs()) or from_team


def _count_of(reading: Reading, term: Term, led: _Led) -> tuple[float, int] | None:
    for place in range(term.first - 1, max(led.first, term.first - _NEAR) - 1, -1):
        number = reading.words[place].number
        if number is not None and place + reading.words[place].length <= term.first:
            return number, place
        if not reading.words[place].is_word:
            return None
        if reading.words[place].text in ("un", "une", "a", "an", "one"):
            return 1.0, place
    return None


def _is_discipline_next(reading: Reading, place: int) -> bool:
    return any(term.first == place and _is_team_word(term) for term in reading.terms)


def _is_duration(reading: Reading, place: int) -> bool:
    words, cues = reading.words, reading.grammar
    after = place + words[place].length
    unit = cues.length_at("time.years", words, after) or cues.length_at("time.months", words, after)
    return bool(unit) or (words[place].number or 0) > 1900


def _nobody(reading: Reading, key: ProfileKey) -> list[Fact]:
    """ "Never managed anyone", "je n’encadre personne", "no direct reports"."""
    cues, words = reading.grammar, reading.words
    for first, last in cues.find("team.none", words):
        if reading.stated(first):
            return [Fact(key.key, 0.0, reading.text(first, last), how="none")]
    for first, last in cues.find("team.lead", words):
        clause = reading.stated(first)
        if clause is None or _is_title(reading, first, last):
            continue
        if _inside(reading, "team.member", first, clause):
            continue
        refused = negation_before(words, cues, clause, first) or reading.denied(clause, first, last)
        leads_nobody = _leads_nobody(reading, last, clause)
        if refused or leads_nobody:
            return [Fact(key.key, 0.0, reading.text(first, last), how="none")]
    return []


def _leads_nobody(reading: Reading, place: int, clause: Clause) -> bool:
    for start in range(place, min(place + 2, clause.last)):
        if reading.grammar.length_at("team.nobody", reading.words, start):
            return True
        if reading.words[start].number is not None:
            return False
    return False


def team_terms(terms: Sequence[Term]) -> list[Term]:
    """The terms that may name members of a team."""
    return [term for term in terms if _is_team_word(term)]
