"""`cpo-coach eval`: the table of what was measured, held against a committed baseline."""

import json
import statistics
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from api.coaching_evaluation import TODAY, evaluate_coaching, read_people
from api.conversation_evaluation import (
    conversation_figures,
    evaluate_conversations,
    read_conversations,
)
from api.errors import EvaluationError
from api.evaluation import Judgement, evaluate, figures_of, read_questions
from api.settings import Settings
from api.wiring import open_retriever
from coach import Coach
from corpus import load_corpus

QUESTIONS = Path("tests/evals")
"""Where the question files are, one folder an article, when none are named."""

BASELINE = QUESTIONS / "baseline.json"

TOLERANCE = 0.02
"""A figure may be this much under the baseline: three questions of 150."""


def run_evaluation(
    settings: Settings, *, questions: tuple[Path, ...], show: int, renew: bool
) -> None:
    """Ask question files, hold conversations, print tables, hold them against the baseline.

    Args:
        settings: which corpus, encoder and data folder.
        questions: files; by default those under `QUESTIONS`, the only ones with a baseline, and the
            conversations beside them.
        show: how many failures of each measure to print.
        renew: write the figures as the new baseline.

    Raises:
        EvaluationError: there are no questions, or a figure fell under the baseline.
    """
    paths = questions or _files("??")
    if not paths:
        raise EvaluationError(f"no question files under {str(QUESTIONS)!r}; name some")
    corpus = load_corpus(settings.corpus)
    retriever = open_retriever(settings, corpus)
    coach = Coach(corpus, retriever, lambda: TODAY)
    report = evaluate(coach, retriever, read_questions(paths))
    tables = {"questions": report.figures()}
    verdicts = list(report.judgements)
    if not questions:
        talked = evaluate_conversations(coach, read_conversations(_files("conversations")))
        told = evaluate_coaching(coach, read_people(_files("coach")))
        tables |= {"conversations": conversation_figures(talked), "coaching": figures_of(told)}
        verdicts += [*talked, *told]
    baseline = {} if questions else read_baseline(BASELINE)
    console = Console()
    for title, table in tables.items():
        console.print(_table(title, table, baseline))
    latencies = sorted(report.latencies_ms)
    p95 = latencies[int(len(latencies) * 0.95)]
    console.print(f"answer: p50 {statistics.median(latencies):.1f} ms, p95 {p95:.1f} ms")
    if show:
        _print_failures(console, verdicts, show)
    figures = {name: share for table in tables.values() for name, share in table.items()}
    if renew:
        BASELINE.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n", "utf-8")
    elif fallen := fallen_figures(figures, baseline):
        raise EvaluationError(f"under the baseline: {', '.join(fallen)}")


def _files(name: str) -> tuple[Path, ...]:
    return tuple(sorted(QUESTIONS.glob(f"*/{name}.jsonl")))


def read_baseline(path: Path) -> dict[str, float]:
    """The committed figures, or none."""
    if not path.exists():
        return {}
    figures: dict[str, float] = json.loads(path.read_text("utf-8"))
    return figures


def fallen_figures(figures: dict[str, float], baseline: dict[str, float]) -> list[str]:
    """The figures more than `TOLERANCE` under the baseline; single styles are too few to count."""
    return [
        f"{name} {figures.get(name, 0):.3f} < {expected:.3f}"
        for name, expected in baseline.items()
        if name.count(".") == 1 and figures.get(name, 0) < expected - TOLERANCE
    ]


def _table(title: str, figures: dict[str, float], baseline: dict[str, float]) -> Table:
    languages = sorted({name.split(".")[0] for name in figures}, reverse=True)
    table = Table(title, *languages)
    for measure in sorted({name.split(".", 1)[1] for name in figures}):
        cells = []
        for language in languages:
            name = f"{language}.{measure}"
            change = figures[name] - baseline[name] if name in baseline and name in figures else 0
            shown = f"{figures[name]:.3f}" if name in figures else ""
            cells.append(f"{shown} ({change:+.3f})" if abs(change) >= 0.0005 else shown)
        table.add_row(measure, *cells)
    return table


def _print_failures(console: Console, verdicts: Sequence[Judgement], show: int) -> None:
    for measure in sorted({verdict.measure for verdict in verdicts}):
        failures = [v for v in verdicts if v.measure == measure and not v.met][:show]
        if failures:
            console.print(f"[bold]{measure}[/bold]")
        for failure in failures:
            console.print(f"  {failure.note}", markup=False, highlight=False)
