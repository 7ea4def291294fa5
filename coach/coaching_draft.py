"""An answer of the coach's under way: lines, quotes and the citations they use."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from coach.citations import cite
from coach.composing import sentence_of
from coach.phrases import Phrases, phrases
from coach.turn import Citation
from corpus import Article

MAX_CHARACTERS = 900
MAX_CITATIONS = 5

_QUOTED = 150
"""Characters of an article's sentences on one line; the first is quoted whatever its length."""


@dataclass(slots=True)
class Draft:
    """An answer under way: its lines, and the citations they use."""

    article: Article
    language: str
    lines: list[str] = field(default_factory=list)
    passages: list[int] = field(default_factory=list)

    @property
    def say(self) -> Phrases:
        """The coach's words."""
        return phrases(f"coaching.{self.language}")

    def text(self, key: str, seed: str = "", **facts: str) -> str:
        """A text of the coach's with its gaps filled."""
        filled = self.say.say("say", key, seed)
        for name, fact in facts.items():
            filled = filled.replace("{" + name + "}", fact)
        return filled

    def quotes(self, passages: Iterable[int]) -> tuple[str, list[int]]:
        """Passages quoted one after the other while they stay short, and which those are."""
        quoted: list[str] = []
        used: list[int] = []
        length = 0
        for passage in passages:
            text = sentence_of(self.article, self.article.passages[passage], self.language)
            length += len(text)
            if used and length > _QUOTED:
                break
            number = self._number(passage, used)
            quoted.append(self.text("quote", text=text, number=str(number)))
            used.append(passage)
        return " ".join(quoted), used

    def room_for(self, line: str, passages: Sequence[int], kept: int) -> bool:
        """Whether a line and its citations still fit, with room kept for what comes after."""
        cited = len({*self.passages, *passages})
        length = sum(len(known) + 1 for known in self.lines) + len(line) + 1
        return cited <= MAX_CITATIONS and length + kept <= MAX_CHARACTERS

    def add(self, line: str, passages: Sequence[int] = ()) -> None:
        """Add a line with its citations."""
        self.lines.append(line)
        self.passages += [passage for passage in passages if passage not in self.passages]

    def citations(self) -> tuple[Citation, ...]:
        """The citations, numbered as in the lines."""
        passages = self.article.passages
        return tuple(
            cite(self.article, passages[passage], number, self.language)
            for number, passage in enumerate(self.passages, 1)
        )

    def marker(self, passage: int, pending: Sequence[int]) -> str:
        """The marker of a passage, given those the same line cites before."""
        return f" [{self._number(passage, pending)}]"

    def _number(self, passage: int, pending: Sequence[int]) -> int:
        order = [*self.passages, *(p for p in pending if p not in self.passages)]
        return order.index(passage) + 1 if passage in order else len(order) + 1
