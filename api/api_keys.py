"""Keys for programs: who may use the OpenAI-compatible API when it is not this machine alone.

Only digests of keys are held. A visitor's page needs no key: it could not keep one secret.
"""

import hashlib
import hmac
import ipaddress
import re
import secrets

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import SettingsError
from api.negotiation import preferred_language
from api.problems import problem_of
from api.settings import Settings
from api.v1 import v1_error_response

_PREFIX = "sha256:"
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_MIN_CHARACTERS = 16


def new_key() -> str:
    """A key of 256 random bits."""
    return f"coach-{secrets.token_urlsafe(32)}"


def digest_of(key: str) -> str:
    """What is held of a key. Keys are random, so that a fast digest cannot be turned back."""
    return _PREFIX + hashlib.sha256(key.encode()).hexdigest()


def digests_of(settings: Settings) -> tuple[str, ...]:
    """The digests of the settings' keys, which may be written as digests or as they are.

    Raises:
        SettingsError: one of them is too short to be a key.
    """
    written = settings.api_keys.get_secret_value() if settings.api_keys else ""
    keys = [key.strip() for key in written.split(",") if key.strip()]
    if any(len(key) < _MIN_CHARACTERS for key in keys):
        raise SettingsError(f"bad setting COACH_API_KEYS: a key has {_MIN_CHARACTERS} characters")
    return tuple(key if _DIGEST.fullmatch(key) else digest_of(key) for key in keys)


def needs_key(settings: Settings) -> bool:
    """Whether programs need a key: not on this machine alone, nor where all is public."""
    if settings.api_keys:
        return True
    return not (settings.public or _is_loopback(settings.host))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class ApiKeys:
    """Answers 401 to programs without a key.

    The digest of the key that was given is `request.state.api_key`: what a program begins is its
    own.
    """

    def __init__(self, app: ASGIApp, digests: tuple[str, ...], needed: bool) -> None:
        self.app, self._digests, self._needed = app, digests, needed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        path = scope.get("path", "")
        if scope["type"] != "http" or not (path == "/v1" or path.startswith("/v1/")):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        scheme, _, given = headers.get("authorization", "").partition(" ")
        digest = digest_of(given.strip()) if scheme.lower() == "bearer" else ""
        known = [hmac.compare_digest(digest, digest_known) for digest_known in self._digests]
        if self._needed and not any(known):
            problem = problem_of(
                HTTPException(401), preferred_language(headers.get("accept-language", ""))
            )
            refusal = v1_error_response(problem, {"WWW-Authenticate": "Bearer"})
            await refusal(scope, receive, send)
            return
        scope.setdefault("state", {})["api_key"] = digest if any(known) else ""
        await self.app(scope, receive, send)
