"""Lets a chat model write an answer, of which nothing is shown that a passage does not prove."""

from coach.writing.checking import SentenceChecker, Verdict
from coach.writing.training import precision_and_recall, train_support

__all__ = ["SentenceChecker", "Verdict", "precision_and_recall", "train_support"]
