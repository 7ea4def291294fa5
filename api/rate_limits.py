"""How often one client, and one conversation, may send a message."""

import logging
import time
from collections.abc import Callable
from typing import cast

import limits
from limits.aio.storage import MemoryStorage
from limits.aio.storage import Storage as LimitsStorage
from limits.aio.strategies import FixedWindowRateLimiter
from limits.errors import ConfigurationError
from limits.storage import storage_from_string

from api.errors import SettingsError, StorageUnavailable
from api.logs import where
from api.settings import Settings
from api.storage import Storage

DEFAULT = "30/minute"
"""For clients on other machines, where the settings name no limit."""

_log = logging.getLogger(__name__)

_MOST_REFUSED = 10_000


class RateLimits:
    """Counts messages, in the database where several processes must agree, else in memory.

    Args:
        rate: such as `30/minute`, or several with `;` between them; `off` for none.
        counts: where the counts are kept, once that is known.
    """

    def __init__(self, rate: str, counts: Callable[[], LimitsStorage | None]) -> None:
        self._limits = [] if rate == "off" else limits.parse_many(rate)
        self._counts = counts
        self._in_memory = FixedWindowRateLimiter(MemoryStorage())
        self._refused_until: dict[tuple[str, ...], float] = {}

    async def wait_s(self, *identity: str) -> float:
        """Count a message of someone; seconds to wait when it is one too many, else 0."""
        # Who was just refused is refused from memory: a flood costs no transaction a request.
        left = self._refused_until.get(identity, 0) - time.time()
        if left > 0:
            return left
        try:
            return await self._hit(self._shared(), identity)
        except Exception as error:
            # Redis has errors of its own. Whatever it is, a limit that fails must not stop answers.
            if not isinstance(error, StorageUnavailable):
                _log.warning("the shared counts of messages do not serve: %s", where(error))
            return await self._hit(self._in_memory, identity)

    def _shared(self) -> FixedWindowRateLimiter:
        counts = self._counts()
        return FixedWindowRateLimiter(counts) if counts is not None else self._in_memory

    async def _hit(self, limiter: FixedWindowRateLimiter, identity: tuple[str, ...]) -> float:
        for limit in self._limits:
            if await limiter.hit(limit, *identity):
                continue
            ends_at = (await limiter.get_window_stats(limit, *identity)).reset_time
            if len(self._refused_until) >= _MOST_REFUSED:
                self._refused_until.clear()
            self._refused_until[identity] = ends_at
            return max(ends_at - time.time(), 1.0)
        return 0.0


def counts_elsewhere(settings: Settings) -> LimitsStorage | None:
    """The database of counts that the settings name, if they do.

    Raises:
        SettingsError: there is no client for it.
    """
    if settings.limits_url is None:
        return None
    try:
        url = settings.limits_url.get_secret_value()
        return cast("LimitsStorage", storage_from_string(f"async+{url}", implementation="redispy"))
    except (ConfigurationError, ValueError):
        raise SettingsError("bad setting COACH_LIMITS_URL: there is no client for it") from None


def counts_here(settings: Settings, storage: Storage | None) -> LimitsStorage | None:
    """The counts in our own database, or None where one process alone counts in its memory."""
    alone = settings.workers == 1 and settings.database_url is None
    return None if alone or storage is None else storage.windows
