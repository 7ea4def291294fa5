"""Whether a request may use `/v1`: with any of the keys that were set, or without when none was."""

import hmac

from api.settings import Settings

_SCHEME = "bearer"


def has_key(settings: Settings, authorization: str) -> bool:
    """Whether an `Authorization` header holds one of the keys."""
    if settings.api_keys is None:
        return True
    scheme, _, given = authorization.partition(" ")
    keys = [key.strip() for key in settings.api_keys.get_secret_value().split(",") if key.strip()]
    # All are compared, in constant time: how long it takes tells nothing of which came near.
    same = [hmac.compare_digest(given.strip().encode(), key.encode()) for key in keys]
    return scheme.lower() == _SCHEME and any(same)
