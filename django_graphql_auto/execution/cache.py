"""A bounded memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any, Generic, TypeVar

Kept = TypeVar("Kept")


class Cache(Generic[Kept]):
    """A bounded memory: ``size`` is the most that all it keeps may weigh. The least recently used goes first. Safe between threads."""

    def __init__(self, size: Callable[[], int]) -> None:
        self._size, self._kept, self._lock = size, OrderedDict[Any, tuple[Kept, int]](), Lock()
        self.weight = self.hits = self.misses = 0

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Any) -> Kept | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                self.hits += 1
                return self._kept[key][0]
            self.misses += 1
            return None

    def put(self, key: Any, value: Kept, weight: int = 1) -> None:
        with self._lock:
            self.weight += weight - self._kept.pop(key, (None, 0))[1]
            self._kept[key] = (value, weight)
            while self._kept and self.weight > self._size():
                self.weight -= self._kept.popitem(last=False)[1][1]
