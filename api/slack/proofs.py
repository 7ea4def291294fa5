"""What proves an answer, and where a person stands, as blocks below the text."""

from collections.abc import Mapping, Sequence
from string import ascii_lowercase
from typing import Any

from slack_sdk.models.blocks import Block, ContextBlock, MarkdownBlock, MarkdownTextObject

from api.slack.safe_text import escaped, safe_markdown, shortened
from coach import Citation

_MOST_OF_ASSESSMENT, _MOST_OF_QUOTE, _MOST_OF_PATH = 2500, 300, 150
_CONTEXT_ELEMENTS = 10

_SIGNS = {"met": "✅", "gap": "🔸", "unknown": "❔"}


def citation_blocks(citations: Mapping[str, Citation], says: Mapping[str, str]) -> list[Block]:
    """The passages that prove a text, by their marker in it: section, quote and link."""
    elements = [small(_citation(marker, one, says)) for marker, one in citations.items()]
    cut = range(0, len(elements), _CONTEXT_ELEMENTS)
    return [ContextBlock(elements=elements[at : at + _CONTEXT_ELEMENTS]) for at in cut]


def _citation(marker: str, citation: Citation, says: Mapping[str, str]) -> str:
    section = shortened(" › ".join(citation.path), _MOST_OF_PATH) or says["intro"]
    quote = escaped(shortened(citation.quote.replace("\n", " "), _MOST_OF_QUOTE))
    line = f"*[{marker}] {escaped(section)}* « {quote} »"
    if citation.translation:
        line += f" _{escaped(shortened(citation.translation, _MOST_OF_QUOTE))}_"
    return f"{line} <{escaped(citation.url)}|{says['read']}>" if citation.url else line


def assessment_blocks(assessment: Mapping[str, Any], says: Mapping[str, str]) -> list[Block]:
    """The state of each criterion in words and signs, what to do next, and what proves them.

    Their citations are marked by letters: the answer above has numbers of its own.
    """
    cited = _cited(assessment)
    letters = {one["number"]: mark for one, mark in zip(cited, ascii_lowercase, strict=False)}
    lines = [f"**{says['assessment']}**"]
    for one in assessment.get("criteria", ()):
        state = f"{_SIGNS[one['status']]} **{one['label']}** ({says[one['status']]})"
        lines.append(f"- {state} : {one['reason']}{_markers(one['citations'], letters)}")
    steps = assessment.get("next_steps", ())
    if steps:
        lines.append(f"\n**{says['next_steps']}**")
    for number, step in enumerate(steps, 1):
        lines.append(f"{number}. {step['text']}{_markers(step['citations'], letters)}")
    proofs = {
        letters[one["number"]]: Citation(**{**one, "path": tuple(one["path"])})
        for one in cited
        if one["number"] in letters
    }
    text = MarkdownBlock(text=safe_markdown(_whole_lines(lines), ()))
    return [text, *citation_blocks(proofs, says)]


def small(text: str) -> MarkdownTextObject:
    """A line of small print."""
    return MarkdownTextObject(text=text, verbatim=True)


def _cited(assessment: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    cited: Sequence[Mapping[str, Any]] = assessment.get("citations", ())
    return cited


def _markers(numbers: Sequence[int], letters: Mapping[int, str]) -> str:
    return "".join(f" [{letters[number]}]" for number in numbers if number in letters)


def _whole_lines(lines: Sequence[str]) -> str:
    """As many lines as there is room for."""
    text = ""
    for line in lines:
        if len(text) + len(line) >= _MOST_OF_ASSESSMENT:
            return f"{text}\n…"
        text = f"{text}\n{line}" if text else line
    return text
