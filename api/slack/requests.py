"""Lets through only what Slack signed and sent well-formed, before any library reads it.

Bolt alone answers 500 to a timestamp that is no number or a signature that is not ASCII.
"""

import json
import re
from urllib.parse import parse_qs

from slack_sdk.signature import SignatureVerifier
from starlette.exceptions import HTTPException
from starlette.requests import Request

_TIMESTAMP = re.compile("[0-9]{1,12}")
_SIGNATURE = re.compile("v0=[0-9a-f]{64}")


async def check_request(request: Request, signing_secret: str) -> None:
    """Refuse a request that does not come from Slack, or that nobody could read.

    Raises:
        HTTPException: 401 where the signature is missing, old or wrong, 400 where the body is
            neither JSON nor a form, or not UTF-8. Neither says more, and nothing is logged.
    """
    body = await request.body()
    timestamp = request.headers.get("x-slack-request-timestamp", "")
    signature = request.headers.get("x-slack-signature", "")
    if not _TIMESTAMP.fullmatch(timestamp) or not _SIGNATURE.fullmatch(signature):
        raise HTTPException(401)
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise HTTPException(400) from None
    if not SignatureVerifier(signing_secret).is_valid(text, timestamp, signature):
        raise HTTPException(401)
    if not _is_readable(text, request.headers.get("content-type", "")):
        raise HTTPException(400)


def _is_readable(text: str, content_type: str) -> bool:
    """Whether the body is what its type says: a JSON object, or a form that may carry one."""
    kind = content_type.partition(";")[0].strip().lower()
    try:
        if kind == "application/json":
            return isinstance(json.loads(text), dict)
        if kind != "application/x-www-form-urlencoded" or text.startswith("{"):
            return False
        form = parse_qs(text, errors="strict", max_num_fields=100)
        if "payload" in form:
            return isinstance(json.loads(form["payload"][0]), dict)
        return "command" in form
    except (ValueError, RecursionError):  # of JSON, of UTF-8 in a form, and of nesting too deep
        return False
