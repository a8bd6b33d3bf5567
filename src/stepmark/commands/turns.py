"""How much of a long change is done in one transaction, so that others have their turn."""

import time
from collections.abc import Callable

_LONGEST = 5


class Turn:
    """So many `seconds` of this thread's own work, and by the clock at most five times as many.

    By the clock alone, a busy machine would cut the turns so short that they do little but begin and commit.
    """

    def __init__(
        self,
        seconds: float,
        worked: Callable[[], float] = time.thread_time,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._worked, self._enough = worked, worked() + seconds
        self._clock, self._latest = clock, clock() + _LONGEST * seconds

    @property
    def is_over(self) -> bool:
        """Whether the others are next."""
        return self._worked() > self._enough or self._clock() > self._latest
