"""Prompts that front ends send by themselves: a title, tags, further questions for a chat.

They are no questions to the coach: they get a short plain answer.
"""

import json
import re

from api.v1.bodies import Message
from corpus import Corpus

_TITLE_WORDS = 6

_CHORES = {
    "title": re.compile(
        r"(?:generate|create|write|provide|summarize)\b.{0,80}\b(?:title|titre)\b|"
        r"\b\d+[- ]?(?:to|-)?[- ]?\d*[- ]words?(?:-or-less)?,? (?:\w+ )?title\b|"
        r"titre (?:court|concis).{0,60}(?:conversation|discussion)",
        re.IGNORECASE | re.DOTALL,
    ),
    "tags": re.compile(r"\bgenerate\b.{0,40}\b(?:broad )?tags\b", re.IGNORECASE | re.DOTALL),
    "follow_ups": re.compile(
        r"\bsuggest\b.{0,40}\bfollow-?up (?:questions|prompts)\b", re.IGNORECASE | re.DOTALL
    ),
    "queries": re.compile(r"\bgenerat\w+\b.{0,80}\bsearch queries\b", re.IGNORECASE | re.DOTALL),
}
_SIGN = re.compile(
    r"### ?task|<chat_history>|\bchat history\b|\bthe (?:following|above) (?:conversation|chat)\b|"
    r"\bfor (?:the|this) (?:conversation|chat)\b|pour (?:la|cette) (?:conversation|discussion)",
    re.IGNORECASE,
)
"""What such a prompt has beside its order, and a person's question has not."""

_SAID = re.compile(r"(?:^|\n)\s*(?:USER|Human|User)\s*:\s*(.+?)\s*(?:\n|$)")


def chore_answer(messages: list[Message], corpus: Corpus) -> str | None:
    """The answer to a front end's own prompt; None when the last message is a person's."""
    text = messages[-1].text
    chore = next((name for name, order in _CHORES.items() if order.search(text)), None)
    if chore is None or not _SIGN.search(text):
        return None
    if chore == "title":
        title = _title(text, messages)
        return json.dumps({"title": title}, ensure_ascii=False) if "json" in text.lower() else title
    about = [re.split(r"\s*[:–—|]\s+", article.title)[0] for article in corpus.articles[:1]]
    return json.dumps({chore: about if chore == "tags" else []}, ensure_ascii=False)


def _title(text: str, messages: list[Message]) -> str:
    """The first words of what the person first said."""
    quoted = _SAID.search(text)
    earlier = [message.text for message in messages[:-1] if message.role == "user"]
    said = quoted[1] if quoted else next(iter(earlier), "Conversation")
    words = re.findall(r"[^\s?!.,;:«»\"()\[\]<>]+", said)
    return " ".join(words[:_TITLE_WORDS]) or "Conversation"
