"""What may be spent on a model in a day, in tokens."""

from collections.abc import Callable
from datetime import UTC, date, datetime

_CHARACTERS_PER_TOKEN = 3
"""French takes more tokens than English; a low figure estimates high."""


def estimated_tokens(text: str) -> int:
    """At least what a text costs, where the model does not say."""
    return len(text) // _CHARACTERS_PER_TOKEN + 1


class DailyTokens:
    """Counts tokens against a cap per day (UTC). Not thread-safe.

    What a call may cost at most is reserved before it and settled after.

    Attributes:
        when_used: told how many tokens each call used.
    """

    def __init__(self, cap: int | None, today: Callable[[], date] | None = None) -> None:
        self._cap = cap
        self._today = today or (lambda: datetime.now(UTC).date())
        self._day = self._today()
        self._spent = 0
        self.when_used: Callable[[int], object] = lambda _tokens: None

    @property
    def spent(self) -> int:
        """Tokens of today, those reserved included."""
        return self._spent

    def reserve(self, tokens: int) -> bool:
        """Set tokens aside; False when that many are not left today."""
        if self._today() != self._day:
            self._day, self._spent = self._today(), 0
        if self._cap is not None and self._spent + tokens > self._cap:
            return False
        self._spent += tokens
        return True

    def settle(self, reserved: int, used: int) -> None:
        """Replace what was set aside by what was used."""
        self._spent = max(0, self._spent - reserved + used)
        self.when_used(used)
