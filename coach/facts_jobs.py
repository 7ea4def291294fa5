"""Reads the job a person has: one the criteria know, or another after the words that name one."""

from dataclasses import dataclass
from functools import lru_cache

from coach.facts_claims import is_claimed
from coach.facts_reading import Fact, Reading, is_of_another, serves
from coach.facts_terms import Said, Term
from coach.facts_text import stems, tokens
from coach.facts_titles import is_in_team, other_title
from coach.facts_wishes import Clause
from corpus import Job, ProfileKey


@dataclass(frozen=True, slots=True)
class _Held:
    """A job a person says to have or to have had.

    Attributes:
        now: it is said to be today's, or no longer; None when nothing says so.
        known: it is one of the criteria's jobs.
    """

    title: str
    first: int
    last: int
    now: bool | None
    target: bool = False
    known: bool = False


def read_role(reading: Reading, key: ProfileKey) -> list[Fact]:
    """Read the person's job of today: said to be today's, else the last one told."""
    held = [job for clause in reading.clauses for job in _held(reading, clause)]
    held = [job for job in held if not job.target or job.now or _opens(reading, job)]
    open_ended = [job for job in held if job.now is None]
    titled = [job for job in open_ended if job.known and not _is_measured(reading, job.first)]
    current = [job for job in held if job.now] or titled or open_ended or held
    if not current or (current is held and not _lasts(reading, held)):
        return []
    job = current[-1]
    words = reading.text(job.first, job.last)
    return [Fact(key.key, job.title, words, how="is" if job.now else "adds")]


def _held(reading: Reading, clause: Clause) -> list[_Held]:
    if not reading.stated(clause.first, wishes=False) and not clause.asked:
        return []
    found = []
    terms = [t for t in reading.terms_in(clause.first, clause.last) if t.jobs()]
    for term in terms:
        if _is_of_others(reading, clause, term):
            continue
        if reading.denied(clause, term.first, term.last) and not _no_longer(reading, term, clause):
            continue
        now = _when(reading, clause, term.first, term.last)
        job = term.jobs()[0]
        if job.target and now is None and reading.has("job.changed", clause.first, term.first):
            now = True  # "I was just named …"
        if now is None and not is_claimed(reading, clause, term.first, term.last):
            continue
        title = _title(reading, job, term)
        found.append(_Held(title, term.first, term.last, now, job.target, known=True))
    if not found and reading.stated(clause.first):
        other = other_title(reading, clause)
        if other:
            now = _when(reading, clause, *other)
            if now is None and not is_claimed(reading, clause, *other):
                return found
            found.append(_Held(reading.text(*other).lower(), *other, now))
    return found


def _title(reading: Reading, job: Job, term: Term) -> str:
    """The words used, or for an acronym the long name in the person's language."""
    said = reading.text(term.first, term.last)
    short = {stems(form) for form in job.short}
    if _grades(term) or tuple(w.stem for w in reading.words[term.first : term.last]) in short:
        return job.names.get(reading.language) or job.names.get("") or job.id
    if said.islower() or reading.language == "en":
        return said.lower()
    return said.lower() if not said.isupper() else said


def _is_of_others(reading: Reading, clause: Clause, term: Term) -> bool:
    """Whether a job is not told as the person's own: wished, led, served or spoken of."""
    return (
        reading.stated(term.first) is None
        or is_in_team(reading, term.first, clause)
        or _is_counted(reading, term.first)
        or (_is_plural(reading, term) and not _is_one_of(reading, term.first))
        or serves(reading, clause, term.first)
        or (is_of_another(reading, term.first) and not _is_one_of(reading, term.first))
    )


def _grades(term: Term) -> bool:
    """Whether a term says how long one has been what it names ("seasoned CPO")."""
    said = (meaning for meaning in term.meanings if isinstance(meaning, Said))
    return any(meaning.key.reads == "grade" for meaning in said)


def _when(reading: Reading, clause: Clause, first: int, last: int) -> bool | None:
    """Whether a job is today's (True), a former one (False), or nothing tells (None)."""
    before = _reach(reading, clause, first)
    cues, words = reading.grammar, reading.words
    past = [s for s, _ in cues.find("job.past", words, before, first)]
    changed = [s for s, _ in cues.find("job.changed", words, before, first)]
    past = past if past and (not changed or past[-1] > changed[-1]) else []  # "was promoted to"
    now = [s for s, _ in cues.find("job.now", words, before, first)]
    if past and (not now or past[-1] >= now[-1]):
        return False
    if now:
        return True
    after = _next_job(reading, clause, last)
    if cues.has("job.now", words, last, after):
        return True
    return None


def _reach(reading: Reading, clause: Clause, first: int) -> int:
    """From where on words speak of a job: after the job before it in the clause."""
    before = [t.last for t in reading.terms_in(clause.first, first) if t.jobs()]
    return before[-1] if before else reading.opening(clause)


def _next_job(reading: Reading, clause: Clause, last: int) -> int:
    after = [t.first for t in reading.terms_in(last, clause.last) if t.jobs()]
    return after[0] if after else clause.last


def _no_longer(reading: Reading, term: Term, clause: Clause) -> bool:
    return reading.has("job.past", clause.first, term.first)


def _is_measured(reading: Reading, place: int) -> bool:
    """Whether a job only says what years were spent in ("Head of product, 11 years PM")."""
    return reading.grammar.ends_at("time.years", reading.words, place) > 0


def _is_counted(reading: Reading, place: int) -> bool:
    """Whether a job is that of several people ("15 devs")."""
    number = reading.words[place - 1].number if place else None
    return number is not None and number > 1


def _is_plural(reading: Reading, term: Term) -> bool:
    """Whether a job is that of several people by its form ("PMs", "product managers")."""
    words = reading.words[term.first : term.last]
    if any(
        word.text != word.stem and _is_head(reading, place)
        for place, word in enumerate(words, term.first)
    ):
        return True
    said = tuple(word.text for word in words)
    return said[-1].endswith("s") and said not in _written(term.jobs()[0])


@lru_cache(maxsize=256)
def _as_written(forms: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(token.text for token in tokens(form)) for form in forms)


def _written(job: Job) -> frozenset[tuple[str, ...]]:
    """The ways a job is written, as words that keep their plurals."""
    named = [form for forms in job.forms.values() for form in forms]
    return _as_written((*job.short, *named, *job.names.values()))


def _is_one_of(reading: Reading, place: int) -> bool:
    return reading.grammar.ends_at("job.one_of", reading.words, place) > 0


def _is_head(reading: Reading, place: int) -> bool:
    return reading.grammar.length_at("job.heads", reading.words, place) > 0


def _opens(reading: Reading, job: _Held) -> bool:
    """Whether a job is said as one's own without a verb ("experienced CPO here")."""
    clause = reading.clause_at(job.first)
    if clause is None or clause.sentence != reading.clauses[0].sentence:
        return False
    return (
        not reading.has("subject.first", clause.first, job.first) and job.first - clause.first <= 1
    )


def _lasts(reading: Reading, held: list[_Held]) -> bool:
    """Whether the last former job, or the only one begun, is followed by none."""
    if len(held) == 1:  # "I started as a PM in 2019"
        clause = reading.clause_at(held[0].first)
        return clause is not None and reading.has("job.began", clause.first, held[0].first)
    return held[-1].title != held[0].title
