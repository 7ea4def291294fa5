"""What coaching answers without coaching: an aim at another role, a bare "yes" nobody asked for."""

from functools import cache

from coach.coaching_draft import Draft
from coach.facts_reading import Reading
from coach.facts_terms import Cue, Grammar
from coach.facts_titles import title_at
from coach.phrases import phrases
from corpus import Criteria

_BARE_WORDS = 3
"""A longer message says more than yes, no or skip."""

_BARE = ("answers.yes", "answers.no", "answers.unsure")


def aims_at_another(reading: Reading) -> str | None:
    """The role a person says they aim for, when it is another than the article's.

    Returns:
        Its title in their words; None when they aim for the article's, or for none.
    """
    jobs = [job for term in reading.terms for job in term.jobs()]
    if any(job.target for job in jobs):
        return None
    words = phrases(f"coaching.{reading.language}")
    aim = _grammar((*words.all("intent", "aim"), *words.all("intent", "aim_named")))
    for _, last in aim.find("", reading.words):
        place = last + reading.grammar.length_at("subject.article", reading.words, last)
        if title := title_at(reading, place):
            return reading.text(*title)
    return None


def is_bare(reading: Reading) -> bool:
    """Whether a message is nothing but a yes, a no, or an order to skip or stop."""
    if not 0 < len(reading.words) <= _BARE_WORDS:
        return False
    words = phrases(f"coaching.{reading.language}")
    orders = _grammar((*words.all("intent", "skip"), *words.all("intent", "stop")))
    place = 0
    while place < len(reading.words):
        lengths = [reading.grammar.length_at(cue, reading.words, place) for cue in _BARE]
        length = max(orders.length_at("", reading.words, place), *lengths)
        length = length or int(not reading.words[place].is_word)
        if not length:
            return False
        place += length
    return True


@cache
def _grammar(forms: tuple[str, ...]) -> Grammar:
    return Grammar({"": Cue.of(forms)}, {}, {}, {})


def write_another(draft: Draft, criteria: Criteria, title: str) -> None:
    """Say kindly that the article is about another role."""
    names = (job.names for job in criteria.jobs if job.target)
    target = next((n.get(draft.language) or n.get("") or "" for n in names), "")
    draft.add(draft.text("another_role", title=title, target=target))
