"""Citations as OpenAI and LangChain write them: annotations of places in the answer."""

import re

from api.v1.bodies import Annotation, UrlCitation
from coach import Citation, text_fragment

_MARKER = re.compile(r"\[(\d{1,3})\]")
_FRAGMENT_CHARACTERS = 80


def annotations(
    text: str, citations: dict[int, Citation], page: str, begin: int = 0
) -> list[Annotation]:
    """An annotation for each marker of a text.

    Args:
        text: an answer or a piece of one.
        citations: by number.
        page: the address of the page that shows the articles without an address of their own.
        begin: where the piece begins in the answer.
    """
    found = []
    for marker in _MARKER.finditer(text):
        citation = citations.get(int(marker[1]))
        if citation is not None:
            source = UrlCitation(
                start_index=begin + marker.start(),
                end_index=begin + marker.end(),
                url=citation.url or page + text_fragment(_first_line(citation.quote)),
                title=" › ".join(citation.path) or citation.section,
                quote=citation.quote,
            )
            found.append(Annotation(url_citation=source))
    return found


def _first_line(quote: str) -> str:
    return quote.splitlines()[0][:_FRAGMENT_CHARACTERS].rpartition(" ")[0] or quote
