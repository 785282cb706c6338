"""A cache in the memory of a process that forgets each value as soon as its time is over.

Django's own drops what has expired when somebody asks for it again, and until then keeps up to
300 values, or as many as it is allowed. What is counted under the hash of an address must be
gone when we say so, whether or not anybody comes.
"""

import time
from collections import defaultdict
from threading import Lock, Timer
from typing import Any, NamedTuple

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

SECOND = 1  # by which it is late, so that what ends together is dropped together


class Kept(NamedTuple):
    value: Any
    until: float  # seconds since 1970; infinite for what nobody has set a time for


class Store:
    """The values of one cache, for all threads of the process."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.values: dict[str, Kept] = {}
        self.timer: Timer | None = None
        self.next = float("inf")  # when the timer will forget what has expired

    def live(self, key: str) -> Kept | None:
        found = self.values.get(key)
        return found if found and found.until > time.time() else None

    def put(self, key: str, kept: Kept, most: int) -> None:
        """Keep it; where there are ``most`` already, those go first that would have gone next."""
        if key not in self.values and len(self.values) >= most:
            soonest = sorted(self.values, key=lambda each: self.values[each].until)
            for each in soonest[: most // 3 + 1]:
                del self.values[each]
        self.values[key] = kept
        if kept.until < self.next - SECOND:
            self._wake(kept.until)

    def forget(self) -> None:
        """Drop what has expired, and come again when the next will have."""
        with self.lock:
            now = time.time()
            self.values = {key: kept for key, kept in self.values.items() if kept.until > now}
            self._wake(min((kept.until for kept in self.values.values()), default=float("inf")))

    def _wake(self, at: float) -> None:
        if self.timer:
            self.timer.cancel()
        self.timer, self.next = None, at
        if at < float("inf"):
            self.timer = Timer(max(at - time.time(), 0) + SECOND, self.forget)
            self.timer.daemon = True
            self.timer.start()


_stores: dict[str, Store] = defaultdict(Store)


class MemoryCache(BaseCache):
    """``LOCATION`` names the store, which other caches of the same name share.

    Keys and methods are those of every cache of Django's. ``OPTIONS`` may say ``MAX_ENTRIES``.
    Values are kept as they are, so they must not be changed.
    """

    def __init__(self, name: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.store = _stores[name]
        self.most = int(params.get("OPTIONS", {}).get("MAX_ENTRIES", 300))

    def add(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        key = self.make_and_validate_key(key, version)
        with self.store.lock:
            if self.store.live(key):
                return False
            self.store.put(key, self._kept(value, timeout), self.most)
        return True

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        key = self.make_and_validate_key(key, version)
        with self.store.lock:
            found = self.store.live(key)
        return found.value if found else default

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        key = self.make_and_validate_key(key, version)
        with self.store.lock:
            self.store.put(key, self._kept(value, timeout), self.most)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        key = self.make_and_validate_key(key, version)
        with self.store.lock:
            found = self.store.live(key)
            if found:
                self.store.put(key, self._kept(found.value, timeout), self.most)
        return found is not None

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Add to a number, which ends when it would have; ``ValueError`` if there is none."""
        key = self.make_and_validate_key(key, version)
        with self.store.lock:
            found = self.store.live(key)
            if found is None:
                raise ValueError(f"There is no {key!r} to add to.")
            self.store.values[key] = Kept(found.value + delta, found.until)
        return found.value + delta

    def delete(self, key: str, version: int | None = None) -> bool:
        key = self.make_and_validate_key(key, version)
        with self.store.lock:
            return self.store.values.pop(key, None) is not None

    def clear(self) -> None:
        with self.store.lock:
            self.store.values.clear()

    def _kept(self, value: Any, timeout: Any) -> Kept:
        until = self.get_backend_timeout(timeout)
        return Kept(value, float("inf") if until is None else until)
