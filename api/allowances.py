"""How much one client, one conversation and one worker may have, and who a client is."""

import ipaddress
import math
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.types import Scope

from api.errors import Overloaded, TooManyMessages
from api.metrics import Metrics
from api.rate_limits import DEFAULT, RateLimits
from api.settings import Settings


class Limits:
    """What the settings allow.

    Args:
        settings: their limits.
        rates: the rate, `DEFAULT` or that of the settings.
        metrics: counts who is refused.
    """

    def __init__(self, settings: Settings, rates: RateLimits, metrics: Metrics) -> None:
        self._settings, self._rates, self._metrics = settings, rates, metrics
        self._in_flight: Counter[str] = Counter()

    async def check_rate(self, kind: str, name: str, client: str) -> None:
        """Count a message of a client or of a conversation.

        Raises:
            TooManyMessages: it is one too many.
        """
        wait_s = 0.0 if self._exempts(client) else await self._rates.wait_s(kind, name)
        if wait_s:
            raise self._refuse(kind, math.ceil(wait_s))

    @contextmanager
    def in_flight(self, client: str) -> Iterator[None]:
        """Count a message as being answered.

        Raises:
            Overloaded: this worker has enough to do.
            TooManyMessages: this client has enough messages under way.
        """
        if self._in_flight.total() >= self._settings.max_in_flight:
            self._metrics.refused.labels("in_flight").inc()
            raise Overloaded
        most = self._settings.max_streams
        if self._in_flight[client] >= most and not self._exempts(client):
            raise self._refuse("streams", 1)
        self._in_flight[client] += 1
        try:
            with self._metrics.queue.track_inprogress():
                yield
        finally:
            self._in_flight[client] -= 1
            if not self._in_flight[client]:
                del self._in_flight[client]

    def _exempts(self, client: str) -> bool:
        """This machine's own clients are free, unless a limit was asked for."""
        return self._settings.rate_limit is None and client == "local"

    def _refuse(self, limit: str, retry_after_s: int) -> TooManyMessages:
        self._metrics.refused.labels(limit).inc()
        return TooManyMessages(retry_after_s)


def client_of(scope: Scope) -> str:
    """What a client is known by: its address, the network of an IPv6 one, or "local"."""
    host = (scope.get("client") or ("", 0))[0]
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return str(host)
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is None and not address.is_loopback:
            # One household has a whole /64: counting single addresses would limit nobody.
            return str(ipaddress.ip_network((int(address) >> 64 << 64, 64)))
        address = address.ipv4_mapped or address
    return "local" if address.is_loopback else str(address)


def rate_of(settings: Settings) -> str:
    """The rate of the settings, or the default."""
    return settings.rate_limit or DEFAULT
