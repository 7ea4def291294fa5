"""What Slack delivers: recorded bodies, signed as Slack signs them."""

import hashlib
import hmac
import json
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.api.slack.fake_slack import SIGNING_SECRET

EVENTS = Path(__file__).parent / "events"


def recorded(name: str, **event: Any) -> dict[str, Any]:
    """A recorded body; `event` changes fields of its event, or of itself where it has none."""
    body: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text("utf-8"))
    body.get("event", body).update(event)
    return body


def signed(body: bytes, content_type: str, at: float | None = None) -> dict[str, str]:
    """The headers Slack sends with a body."""
    timestamp = str(int(time.time() if at is None else at))
    basis = b"v0:" + timestamp.encode() + b":" + body
    signature = hmac.new(SIGNING_SECRET.encode(), basis, hashlib.sha256).hexdigest()
    return {
        "content-type": content_type,
        "x-slack-request-timestamp": timestamp,
        "x-slack-signature": f"v0={signature}",
    }


def request_of(body: dict[str, Any]) -> tuple[bytes, dict[str, str]]:
    """The bytes and headers of a delivery: events as JSON, the rest as forms."""
    if "event" in body or body.get("type") == "url_verification":
        content, kind = json.dumps(body).encode(), "application/json"
    else:
        form = body if "command" in body else {"payload": json.dumps(body)}
        content, kind = urlencode(form).encode(), "application/x-www-form-urlencoded"
    return content, signed(content, kind)
