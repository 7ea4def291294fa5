"""How far the words of a sentence are supported by the passages it cites, as a probability."""

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from coach.writing.evidence import Evidence
from coach.writing.reading import Reading, Unit

WEIGHTS = Path(__file__).parent.parent / "weights" / "support.json"

_SURROUNDING = 0.6
"""What a word counts that only surrounds the passage: its headings, the line that leads to it."""

_ALIKE = 0.45
"""The cosine under which no word of the passages is near a word of the sentence."""

_HEDGES = {"often", "sometimes"}

FEATURES = (
    "words of the passages",
    "nearness of the words",
    "words near to none",
    "words of other passages",
    "nearness of the whole",
    "least supported clause",
    "one passage alone",
    "hedge dropped",
    "terms of no passage",
    "unsupported at the end",
)


@dataclass(frozen=True, slots=True)
class Measured:
    """A sentence measured against the passages it cites.

    Attributes:
        features: see `FEATURES`.
        strange: the units that no passage holds and no word of theirs is near to.
    """

    features: tuple[float, ...]
    strange: tuple[Unit, ...]


def measure(
    text: str,
    sentence: Reading,
    cited: Sequence[Evidence],
    others: frozenset[str],
    encode: Callable[[list[str]], np.ndarray],
) -> Measured:
    """Measure a sentence against the passages it cites.

    Args:
        text: the sentence.
        sentence: its reading.
        cited: the passages it cites.
        others: ids of what any other passage says.
        encode: turns texts into vectors.
    """
    subject = frozenset().union(*(e.subject for e in cited))
    units = [unit for unit in sentence.units if unit.id not in subject]
    ids = frozenset().union(*(e.reading.ids for e in cited))
    around = frozenset().union(*(e.surroundings for e in cited))
    vectors = encode([text, *(unit.written for unit in units)])
    table = np.concatenate([e.word_vectors for e in cited])
    nearness = [float(x) for x in (vectors[1:] @ table.T).max(axis=1, initial=0.0)]
    credit = [
        1.0 if unit.among(ids) else _SURROUNDING if unit.among(around) else 0.0 for unit in units
    ]
    missing = [unit for unit, c in zip(units, credit, strict=True) if not c]
    strange = tuple(
        unit
        for unit, c, near in zip(units, credit, nearness, strict=True)
        if not c and near < _ALIKE
    )
    soft = [max(pair) for pair in zip(credit, nearness, strict=True)]
    of = dict(zip((unit.id for unit in units), soft, strict=True))
    clauses = [[of[unit.id] for unit in c.units if unit.id in of] for c in sentence.clauses]
    hedged = all(e.reading.cues & _HEDGES for e in cited)
    n = max(1, len(units))
    features = (
        sum(credit) / n,
        sum(soft) / n,
        float(len(strange)),
        float(sum(unit.among(others) for unit in missing)),
        _nearest(vectors[0], np.stack([e.vector for e in cited])),
        min((sum(clause) / len(clause) for clause in clauses if clause), default=1.0),
        max(sum(u.among(e.reading.ids | e.surroundings) for u in units) for e in cited) / n,
        float(hedged and not sentence.cues & _HEDGES),
        float(sum(unit.is_term for unit in missing)),
        float(_last_run(soft)),
    )
    return Measured(features, strange)


def _last_run(support_of_units: Sequence[float]) -> int:
    """How many units in a row are unsupported at the end, where details are made up."""
    run = 0
    for share in reversed(support_of_units):
        if share >= _SURROUNDING:
            break
        run += 1
    return run


def _nearest(vector: np.ndarray, passages: np.ndarray) -> float:
    """The cosine with the nearest passage, or with all of them together where that is nearer."""
    together = passages.sum(axis=0)
    length = float(np.linalg.norm(together)) or 1.0
    return max(float((passages @ vector).max()), float(together @ vector) / length)


def support(features: Sequence[float]) -> float:
    """The probability that passages support a sentence, by the learned weights."""
    log_odds = math.fsum(w * x for w, x in zip(weights(), (*features, 1.0), strict=True))
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, log_odds))))


@cache
def weights() -> tuple[float, ...]:
    """The weight of each feature, and the intercept."""
    return tuple(json.loads(WEIGHTS.read_text("utf-8"))["weights"])


@cache
def threshold() -> float:
    """The learned probability from which a sentence passes."""
    return float(json.loads(WEIGHTS.read_text("utf-8"))["threshold"])
