"""Rate limits: how often one network address may do one thing in a window of time.

A count is a number in the cache. Its cache key is a hash (HMAC with the site's secret) of
the limit's name, the window and the address. So the address itself is stored nowhere, the
next window has another cache key, and the cache drops the count when the window ends;
nothing goes to the database. (A cache shared by
several servers must not save itself to disk: see ``ops/deploy/settings.md``.)

A full cache drops counts before their time. So what guards the desk has a cache of its own,
``desk``, into which no reader's count goes.

One address can be a whole school or a mobile network, so limits are generous. Where
readers cannot be told apart nobody is limited: behind a proxy that was not announced
with ``QUIZ_PROXIES``, everyone would have the proxy's address. When the cache does not
answer, everything is allowed: play matters more than a limit.
"""

import ipaddress
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

logger = logging.getLogger(__name__)


def client_network(request: HttpRequest) -> str | None:
    """The IP address or IPv6 network that a request comes from; None if that is unknown.

    To be hashed, and never stored or logged.

    With ``QUIZ_PROXIES`` set to n, the n-th entry from the end of
    ``X-Forwarded-For`` counts: those before it are whatever the client wrote.
    Half of an IPv6 address is one household or device, so the first 64 bits count.
    """
    hops = [request.META.get("REMOTE_ADDR", "")]
    if settings.PROXIES:
        hops = request.headers.get("X-Forwarded-For", "").split(",") + hops
        hops = [hop for hop in hops if hop.strip()]
    try:
        address = ipaddress.ip_address(hops[-1 - settings.PROXIES :][0].strip())
    except (IndexError, ValueError):
        return None
    if isinstance(address, ipaddress.IPv6Address):
        address = address.ipv4_mapped or address
    if not settings.PROXIES and not address.is_global:
        return None
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


@dataclass(frozen=True)
class Limit:
    """At most ``most`` times in each window of ``seconds``, for each ``who``; 0 is no limit.

    ``who`` is a text such as ``client_network(request)``, the name of an account, or both.
    Who is None is not limited. ``cache`` is the alias of the cache that counts. With
    ``divided``, each worker that counts by itself allows its share of ``most``, but at least
    ``LEAST`` times, so that all of them together allow no more than one would.
    """

    name: str
    most: int
    seconds: int
    cache: str = "default"
    divided: bool = False

    LEAST: ClassVar = 3  # what somebody needs who mistypes

    @property
    def allowed(self) -> int:
        """How often in what this process counts by itself."""
        apart = settings.WORKERS if self.divided and not settings.REDIS_URL else 1
        return min(self.most, max(self.most // apart, self.LEAST))

    def count(self, who: str | None, weight: int = 1) -> int:
        """Count one more, or what weighs more; return 0, or if it is too much, seconds to wait."""
        return self._wait(who, partial(self._add, weight=weight))

    def clear(self, who: str | None) -> None:
        """Set the count of this window back to nothing."""
        self._wait(who, lambda cache_key, left: int(caches[self.cache].delete(cache_key)))

    def _wait(self, who: str | None, number: Callable[[str, int], int]) -> int:
        if who is None or not self.most:
            return 0
        window, gone = divmod(int(time.time()), self.seconds)
        said = f"{self.name}\0{window}\0{who}"
        cache_key = "limit:" + salted_hmac("quiz.limits", said, algorithm="sha256").hexdigest()
        try:
            times = number(cache_key, self.seconds - gone)
        except Exception:  # whichever cache it is, and whatever has become of it
            logger.warning("The cache does not answer, so nothing is limited.")
            return 0
        return self.seconds - gone if times > self.allowed else 0

    def _add(self, cache_key: str, left: int, weight: int) -> int:
        cache = caches[self.cache]
        return weight if cache.add(cache_key, weight, left) else cache.incr(cache_key, weight)
