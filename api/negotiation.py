"""Reads what a client prefers: the language of sentences, and events or one JSON body."""

from coach import LANGUAGES

EVENTS = "text/event-stream"


def preferred_language(accept_language: str) -> str:
    """The language of an `Accept-Language` header that we speak and that is wanted most."""
    wanted = _qualities(accept_language)
    best, best_quality = LANGUAGES[0], 0.0
    for tag, quality in wanted.items():
        language = tag.partition("-")[0]
        if language in LANGUAGES and quality > best_quality:
            best, best_quality = language, quality
    return best


def wants_events(accept: str) -> bool:
    """Whether an `Accept` header asks for a stream of events at least as much as for JSON."""
    wanted = _qualities(accept)
    events = wanted.get(EVENTS, 0.0)
    return events > 0 and events >= wanted.get("application/json", 0.0)


def _qualities(header: str) -> dict[str, float]:
    """Each value of a header with its quality (RFC 9110, 12.4.2), in the order of the header."""
    qualities: dict[str, float] = {}
    for part in header.lower().split(","):
        value, *parameters = (piece.strip() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                try:
                    quality = float(parameter[2:])
                except ValueError:
                    quality = 0.0
        if value:
            qualities.setdefault(value, quality)
    return qualities
