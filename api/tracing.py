"""What OpenTelemetry may be told of requests, where whoever runs the coach has turned it on.

FastAPI sends a request's address, status and times, never its body. Its record of exceptions is
left out as well: their text is not ours. What a chat model reads and writes is LangSmith's to send.
"""

from collections.abc import MutableMapping
from typing import Any

_WITH_IDS = "/api/conversations"


def tells_a_secret(scope: MutableMapping[str, Any]) -> bool:
    """Whether the address of a request holds what opens a conversation."""
    return str(scope.get("path", "")).startswith(_WITH_IDS)
