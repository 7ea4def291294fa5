"""Asks the coach question files and judges the answers: `cpo-coach eval`.

A question file holds one JSON object a line: `{"id", "lang", "kind", "question", "style"}`; an
answerable one adds `sections` (citing any is right), `facts` (each group needs one matching regular
expression in the answer) and may add `passages` (their numbers).
"""

import json
import re
import time
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coach import Coach, Conversation, Turn
from index import Retriever

CONCISE = 900
"""Characters of a concise answer."""

FOCUSED = 5
"""Citations of a focused answer, at least half of them from a right section."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One verdict on one answer.

    `measure` was met or not, in a language and a style of question.
    """

    measure: str
    language: str
    style: str
    met: bool
    note: str


@dataclass(frozen=True, slots=True)
class Report:
    """All verdicts, and what was measured beside them.

    Attributes:
        ranking: by language and measure name, the mean over answerable questions.
        latencies_ms: of each answer, in order.
    """

    judgements: tuple[Judgement, ...]
    ranking: Mapping[str, Mapping[str, float]]
    latencies_ms: tuple[float, ...]

    def figures(self) -> dict[str, float]:
        """Every measure as `language.measure` and, by style, `language.measure.style`.

        A share, 0 to 1.
        """
        shares = figures_of(self.judgements, ("right", "refused"))
        for language, measures in self.ranking.items():
            shares |= {f"{language}.{name}": value for name, value in measures.items()}
        return dict(sorted(shares.items()))


def figures_of(
    judgements: Iterable[Judgement], measures_by_style: Collection[str] = ()
) -> dict[str, float]:
    """The share, 0 to 1, of verdicts met, as `language.measure`.

    Args:
        judgements: any verdicts.
        measures_by_style: those that are told as `language.measure.style` too.
    """
    met: dict[str, list[bool]] = defaultdict(list)
    for verdict in judgements:
        name = f"{verdict.language}.{verdict.measure}"
        met[name].append(verdict.met)
        if verdict.measure in measures_by_style:
            met[f"{name}.{verdict.style}"].append(verdict.met)
    return {name: sum(values) / len(values) for name, values in sorted(met.items())}


def read_questions(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """Read question files.

    Raises:
        ValueError: a line is not JSON or has no question; file and line are named.
    """
    questions = []
    for path in paths:
        for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
            if not line.strip():
                continue
            try:
                question = json.loads(line)
                question["question"], question["kind"]
            except (ValueError, KeyError, TypeError) as error:
                raise ValueError(f"{path}:{number}: not a question ({error})") from error
            questions.append(question)
    return questions


def evaluate(coach: Coach, retriever: Retriever, questions: Sequence[Mapping[str, Any]]) -> Report:
    """Ask every question in a conversation of its own and judge the answers."""
    judgements: list[Judgement] = []
    latencies = []
    for question in questions:
        started = time.perf_counter()
        turn = coach.answer(question["question"], Conversation("eval"))
        latencies.append(1000 * (time.perf_counter() - started))
        judgements += judge(question, turn)
    return Report(tuple(judgements), rank(retriever, questions), tuple(latencies))


def judge(question: Mapping[str, Any], turn: Turn) -> list[Judgement]:
    """The verdicts on one answer."""
    style, language = question.get("style", question["kind"]), question.get("lang", turn.language)
    text = folded(turn.answer)
    asked = f"{question.get('id', '')} [{turn.kind} {turn.confidence:.2f}] {question['question']!r}"
    note = f"{asked} -> {text[:160]!r}"

    def verdict(measure: str, met: bool) -> Judgement:
        return Judgement(measure, language, style, met, note)

    verdicts = [verdict("concise", len(text) <= CONCISE)]
    if len(question["question"].split()) > 3:
        verdicts.append(verdict("language", turn.language == language))
    if question["kind"] == "answerable":
        sections = {key(section) for section in question["sections"]}
        answered = turn.kind in ("answer", "partial", "coaching")
        cited = [key(citation.section) in sections for citation in turn.citations]
        facts = all(
            any(re.search(fact, text, re.IGNORECASE) for fact in group)
            for group in question["facts"]
        )
        verdicts += [
            verdict("answered", answered),
            verdict("facts", answered and facts),
            verdict("cited", answered and any(cited)),
            verdict("right", answered and facts and any(cited)),
        ]
        if answered:
            markers = {int(number) for number in re.findall(r"\[(\d{1,2})\]", turn.answer)}
            numbers = {citation.number for citation in turn.citations}
            verdicts.append(verdict("marked", bool(numbers) and markers == numbers))
        if answered and any(cited):
            focused = len(cited) <= FOCUSED and 2 * sum(cited) >= len(cited)
            verdicts.append(verdict("focused", focused))
    elif question["kind"] == "unanswerable":
        verdicts.append(verdict("refused", turn.kind == "not_covered"))
    else:
        verdicts.append(verdict("smalltalk", turn.kind == "smalltalk" and not turn.citations))
    return verdicts


def rank(
    retriever: Retriever, questions: Sequence[Mapping[str, Any]]
) -> dict[str, dict[str, float]]:
    """Ranking figures of the retriever over answerable questions.

    Is the right section first, in the first three.
    """
    import ir_measures
    from ir_measures import RR, Success

    measures = {"section hit@1": Success @ 1, "section hit@3": Success @ 3, "section MRR": RR}
    by_language: dict[str, list[tuple[str, Mapping[str, Any]]]] = defaultdict(list)
    for number, question in enumerate(questions):
        if question["kind"] == "answerable":
            by_language[question.get("lang", "")].append((str(number), question))
    figures = {}
    for language, asked in by_language.items():
        wanted = [
            ir_measures.Qrel(asked_as, key(section), 1)
            for asked_as, question in asked
            for section in question["sections"]
        ]
        run = []
        for asked_as, question in asked:
            best: dict[str, float] = {}
            for hit in retriever.retrieve(question["question"], k=1000).hits:
                best.setdefault(key(hit.section.heading), hit.section_score)
            run += [ir_measures.ScoredDoc(asked_as, name, score) for name, score in best.items()]
        means = ir_measures.calc_aggregate(list(measures.values()), wanted, run)
        figures[language] = {name: float(means[measure]) for name, measure in measures.items()}
    return figures


def folded(text: str) -> str:
    """A text as facts are matched in it.

    Without accents and asterisks, one kind of apostrophe and space.
    """
    text = unicodedata.normalize("NFKD", text)
    text = "".join(character for character in text if not unicodedata.combining(character))
    return text.replace("’", "'").replace("\u202f", " ").replace("\xa0", " ").replace("*", "")


def key(heading: str) -> str:
    """A heading as it is compared: letters and digits only."""
    return re.sub(r"[^a-z0-9]+", " ", folded(heading).lower()).strip()
