"""The nouns of coaching.

What an article asks of a person, which words tell it about them, and what it advises.

Texts and forms are by language; passages are numbers into `Article.passages`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

Texts = Mapping[str, str]
"""A text by language."""

Forms = Mapping[str, tuple[str, ...]]
"""The ways to write a word by language; those of every language, such as acronyms, under ""."""

Reads = Literal[
    "role", "years", "level", "choice", "list", "people", "team", "flag", "place", "grade"
]
"""How a profile key is read from what a person says.

`role`: a job of theirs; `years`: time spent in the field; `level`: the highest of ordered values;
`choice`: one value; `list`: several; `people`: how many they lead; `team`: the disciplines of those
they lead; `flag`: yes or no; `place`: where they are; `grade`: a value that is also told by what
they wish for ("a first post").
"""

Operator = Literal["is", "at_least", "below", "any_of", "count", "empty"]

Status = Literal["met", "gap", "unknown"]

Bound = str | int | float | bool | tuple[str, ...]

READS: tuple[str, ...] = get_args(Reads)
OPERATORS: tuple[str, ...] = get_args(Operator)


@dataclass(frozen=True, slots=True)
class Value:
    """A value a profile key may take, and the words that say it.

    Attributes:
        names: how it is shown, by language.
        exact: forms that count only as written, capitals included ("SAFe").
        denied: what denying it tells ("no Bac+5"), or None when that tells nothing of its own.
        groups: instead of forms, groups of forms of which each must be said.
    """

    id: str
    names: Texts
    forms: Forms = field(default_factory=dict)
    exact: tuple[str, ...] = ()
    denied: str | None = None
    groups: tuple[Forms, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """A job a person may have.

    Attributes:
        names: its long name, by language.
        short: forms that are shown by its long name; other forms are shown as they were said.
        field: whether its years are years in the article's field.
        target: whether it is the role the article is about.
        discipline: what its holder brings to a team.
    """

    id: str
    names: Texts
    forms: Forms
    short: tuple[str, ...] = ()
    field: bool = False
    target: bool = False
    discipline: str = ""


@dataclass(frozen=True, slots=True)
class ProfileKey:
    """Something to know about a person.

    Attributes:
        values: what it may be; those of a `level` from the lowest to the highest.
        nouns: words for the thing itself; denying them tells that there is none.
        none: what "there is none" is written as, or None when it cannot be told.
        ask: the question that asks for it; None when it is not asked for.
        answers: by language, answers to choose from.
        needs: a key without which, or with nothing in it, the question makes no sense.
    """

    key: str
    reads: Reads
    values: tuple[Value, ...] = ()
    nouns: Forms = field(default_factory=dict)
    none: str | int | bool | None = None
    ask: Texts | None = None
    answers: Forms = field(default_factory=dict)
    needs: str | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """What must be known of one profile key; never holds while the key is unknown."""

    key: str
    operator: Operator
    bound: Bound


@dataclass(frozen=True, slots=True)
class Rule:
    """When all conditions hold, the criterion is met or a gap, for this reason."""

    status: Status
    conditions: tuple[Condition, ...]
    reason: Texts


@dataclass(frozen=True, slots=True)
class Step:
    """What to do about a gap, and the passages that advise it."""

    text: Texts
    passages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Criterion:
    """Something the article asks of a person.

    Attributes:
        unknown: the reason given while nothing that was said decides.
        rules: in order; the first that holds decides.
        passages: those that ask for it, the one to quote first.
        asks: the profile keys that decide it.
    """

    key: str
    label: Texts
    unknown: Texts
    rules: tuple[Rule, ...]
    passages: tuple[int, ...]
    steps: tuple[Step, ...]
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PayRange:
    """The passages on pay in a place, for a grade or, when `grade` is empty, for any."""

    place: str
    grade: str
    passages: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Criteria:
    """All that coaching for an article's role needs. Compared by identity.

    Attributes:
        fields: words for the article's field of experience.
        pay_words: words that ask about pay.
        pay_places: the places whose pay the article tells, as a person is told of them.
    """

    jobs: tuple[Job, ...]
    fields: Forms
    keys: tuple[ProfileKey, ...]
    criteria: tuple[Criterion, ...]
    pay: tuple[PayRange, ...] = ()
    pay_words: Forms = field(default_factory=dict)
    pay_places: Texts = field(default_factory=dict)

    def __getitem__(self, key: str) -> ProfileKey:
        for profile_key in self.keys:
            if profile_key.key == key:
                return profile_key
        raise KeyError(key)
