"""What proves an answer, and where a person stands, as blocks below the text."""

from collections.abc import Mapping, Sequence
from string import ascii_lowercase
from typing import Any

from slack_sdk.models.blocks import Block, ContextBlock, MarkdownBlock, MarkdownTextObject

from api.slack.safe_text import escaped, safe_markdown, shortened
from coach import Citation

_MOST_OF_ASSESSMENT, _MOST_OF_QUOTE, _MOST_OF_HEADING = 2500, 300, 150
_CONTEXT_ELEMENTS = 10

_SIGNS = {"met": "✅", "gap": "🔸", "unknown": "❔"}


def citation_blocks(citations: Mapping[str, Citation], says: Mapping[str, str]) -> list[Block]:
    """The passages that prove a text, by their marker in it: section, quote and link."""
    elements = [small(_citation(marker, one, says)) for marker, one in citations.items()]
    cut = range(0, len(elements), _CONTEXT_ELEMENTS)
    return [ContextBlock(elements=elements[at : at + _CONTEXT_ELEMENTS]) for at in cut]


def _citation(marker: str, citation: Citation, says: Mapping[str, str]) -> str:
    section = shortened(citation.path[-1], _MOST_OF_HEADING) if citation.path else says["intro"]
    quote = escaped(shortened(citation.quote.replace("\n", " "), _MOST_OF_QUOTE))
    line = f"*[{marker}] {escaped(section)}* {says['quote'].format(text=quote)}"
    if citation.translation:
        line += f" _{escaped(shortened(citation.translation, _MOST_OF_QUOTE))}_"
    return f"{line} <{escaped(citation.url)}|{says['read']}>" if citation.url else line


def assessment_block(
    assessment: Mapping[str, Any], proofs: Mapping[str, Citation], says: Mapping[str, str]
) -> tuple[Block, dict[str, Citation]]:
    """The state of each criterion in words and signs, what to do next, and what proves both.

    Args:
        assessment: its citations are numbered on their own.
        proofs: the answer's, by their markers. A passage keeps its marker; others get letters.
        says: the words around.

    Returns:
        The block, and all proofs by their markers.
    """
    marks, all_proofs = _marked(assessment, proofs)
    lines = [f"**{says['assessment']}**"]
    for one in assessment.get("criteria", ()):
        status, proven = one["status"], _markers(one["citations"], marks)
        words = {"label": one["label"], "reason": one["reason"], "status": says[status]}
        lines.append(says["criterion"].format(sign=_SIGNS[status], proofs=proven, **words))
    steps = assessment.get("next_steps", ())
    if steps:
        lines.append(f"\n**{says['next_steps']}**")
    for number, step in enumerate(steps, 1):
        lines.append(f"{number}. {step['text']}{_markers(step['citations'], marks)}")
    return MarkdownBlock(text=safe_markdown(_whole_lines(lines), ())), all_proofs


def _marked(
    assessment: Mapping[str, Any], proofs: Mapping[str, Citation]
) -> tuple[dict[int, str], dict[str, Citation]]:
    """The marker of each citation of an assessment by its number, and all proofs by marker."""
    shown = {(one.article, one.start, one.end): marker for marker, one in proofs.items()}
    letters = iter(ascii_lowercase)
    marks: dict[int, str] = {}
    all_proofs = dict(proofs)
    for told in assessment.get("citations", ()):
        passage = (told["article"], told["start"], told["end"])
        mark = shown.get(passage) or next(letters, None)
        if mark is None:
            break
        marks[told["number"]] = mark
        all_proofs.setdefault(mark, Citation(**{**told, "path": tuple(told["path"])}))
    return marks, all_proofs


def small(text: str) -> MarkdownTextObject:
    """A line of small print."""
    return MarkdownTextObject(text=text, verbatim=True)


def _markers(numbers: Sequence[int], marks: Mapping[int, str]) -> str:
    return "".join(f" [{marks[number]}]" for number in numbers if number in marks)


def _whole_lines(lines: Sequence[str]) -> str:
    """As many lines as there is room for."""
    text = ""
    for line in lines:
        if len(text) + len(line) >= _MOST_OF_ASSESSMENT:
            return f"{text}\n…"
        text = f"{text}\n{line}" if text else line
    return text
