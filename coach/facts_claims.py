"""Whether a job that is named is claimed as the person's own ("I was thinking of the …" is not)."""

from coach.facts_durations import durations
from coach.facts_reading import Reading
from coach.facts_wishes import Clause

_CLAIMS = ("job.as", "job.changed", "job.began", "time.as", "time.became", "subject.own")
"""What makes the job after it that of the one who says "I"."""


def is_claimed(reading: Reading, clause: Clause, first: int, last: int) -> bool:
    """Whether the clause of a job says that the person has or had it.

    A job no verb of theirs comes before is claimed ("PM in Lyon", "a PM for three years"): one
    writes so of oneself. After "I" the words between must claim it, or the time spent in it.

    Args:
        reading: the message.
        clause: the one the job is named in.
        first: number of the job's first token.
        last: number after its last token.
    """
    subjects = [
        end for _, end in reading.grammar.find("subject.first", reading.words, clause.first, first)
    ]
    if not subjects or subjects[-1] == first:
        return True
    if any(reading.has(cue, clause.first, first) for cue in _CLAIMS):
        return True
    cues, words = reading.grammar, reading.words
    named = first - cues.ends_at("subject.article", words, first)
    held = cues.ends_at("job.held", words, named) > 0  # "I do PM work", "je fais PM"
    return held or cues.length_at("subject.own", words, last) > 0 or _is_measured(reading, clause)


def _is_measured(reading: Reading, clause: Clause) -> bool:
    return any(clause.first <= span.first < clause.last for span in durations(reading))
