"""How many at once: what comes beyond is told to come back, it doesn't queue without end."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from django_graphql_auto.http.refusals import busy


class Admission:
    """Counts who is in, for one process. ``most`` is asked each time."""

    def __init__(self, most: Callable[[], int]) -> None:
        self.most, self.inside, self._lock = most, 0, Lock()

    def enter(self) -> Callable[[], None]:
        """Returns what to call on leaving, once or more often. Raises a :class:`Refusal` where all places are taken."""
        with self._lock:
            if self.inside >= self.most():
                raise busy()
            self.inside += 1
        places = [self]

        def leave() -> None:
            with self._lock:
                self.inside -= len(places)
                places.clear()

        return leave
