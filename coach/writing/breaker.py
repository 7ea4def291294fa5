"""Spares a model that fails: a breaker, and a budget of second attempts. Not thread-safe."""

import time
from collections.abc import Callable

_FAILURES = 5
_PROBE_S = 30.0
_RETRY_SHARE = 0.1
_FIRST_RETRY = 0.9
"""With the share of the first call, the very first failure may be tried again."""


class Breaker:
    """After five straight failures lets one attempt in thirty seconds through."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._failures = 0
        self._probed_at = 0.0

    @property
    def is_open(self) -> bool:
        """Whether the model is being spared."""
        return self._failures >= _FAILURES

    def allows(self) -> bool:
        """Whether to attempt a call now; the attempt counts as the probe."""
        if not self.is_open:
            return True
        if self._now() - self._probed_at < _PROBE_S:
            return False
        self._probed_at = self._now()
        return True

    def failed(self) -> None:
        """Note a failed attempt."""
        self._failures += 1
        if self._failures == _FAILURES:
            self._probed_at = self._now()

    def succeeded(self) -> None:
        """Note an attempt that ended well."""
        self._failures = 0


class RetryBudget:
    """Keeps second attempts to a tenth of the calls."""

    def __init__(self) -> None:
        self._left = _FIRST_RETRY

    def called(self) -> None:
        """Note a first attempt."""
        self._left = min(_RETRY_SHARE * 100, self._left + _RETRY_SHARE)

    def take(self) -> bool:
        """Take a second attempt, if there is one left."""
        if self._left < 1 - 1e-9:
            return False
        self._left -= 1
        return True
