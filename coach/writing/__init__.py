"""Lets a chat model write an answer, of which nothing is shown that a passage does not prove."""

from coach.writing.breaker import Breaker, RetryBudget
from coach.writing.calling import MAX_OUTPUT_TOKENS, ModelCaller
from coach.writing.checking import SentenceChecker, Verdict
from coach.writing.errors import ModelUnavailable
from coach.writing.evidence import Source
from coach.writing.prompting import Material
from coach.writing.sentences import SentenceCutter, Written
from coach.writing.spending import DailyTokens
from coach.writing.training import precision_and_recall, train_support
from coach.writing.understanding import NO_HINTS, Hints, Puzzle, read_hints
from coach.writing.writer import DEADLINE_S, Writer, may_be_written

__all__ = [
    "DEADLINE_S",
    "MAX_OUTPUT_TOKENS",
    "NO_HINTS",
    "Breaker",
    "DailyTokens",
    "Hints",
    "Material",
    "ModelCaller",
    "ModelUnavailable",
    "Puzzle",
    "RetryBudget",
    "SentenceChecker",
    "SentenceCutter",
    "Source",
    "Verdict",
    "Writer",
    "Written",
    "may_be_written",
    "precision_and_recall",
    "read_hints",
    "train_support",
]
