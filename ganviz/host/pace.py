"""How fast a player plays: rounds at a time, rounds a second, frames a second."""

import time
from typing import final

CHUNK = 0.008  # seconds of stepping between two looks at the command queue
_DRAWING_SHARE = 1 / 3  # of the worker's time at most, whatever a snapshot costs
_LATE = 0.1  # seconds that a run may catch up on where it was too slow for its limit
_MEASURED = 0.5  # seconds over which the rate is measured


@final
class Pace:
    """Says how many rounds come next and when, by the clock of `time.perf_counter`.

    Args:
        fps: frames a second, at most.

    Attributes:
        due: when the next rounds may come.
        limit: rounds a second at most, as a person asked for; None is as fast as it goes.
        left: rounds until play ends by itself; None is without end.
        rate: rounds a second as they were measured last.

    >>> pace = Pace(fps=30)
    >>> pace.begin(left=3)
    >>> pace.take(pace.due), pace.left
    (1, 2)
    """

    def __init__(self, fps: float) -> None:
        self.due = 0.0
        self.limit: float | None = None
        self.left: int | None = None
        self.rate = 0.0
        self._interval = 1 / fps
        self._next_frame = 0.0
        self._chunk = 1  # rounds that take about as long as they should
        self._rounds = 0  # since the player was made
        self._mark = (0.0, 0)  # time and rounds when the rate was measured last

    def begin(self, left: int | None) -> None:
        """Play begins now, for so many rounds."""
        now = time.perf_counter()
        self._mark, self.rate, self.left = (now, self._rounds), 0.0, left
        self.due, self._next_frame = now, now + self._interval

    def ask(self, limit: float | None) -> None:
        """Play at most so many rounds a second from now on."""
        self.limit, self.due = limit, time.perf_counter()

    def take(self, now: float) -> int:
        """How many rounds to play now; they count as played."""
        rounds = self._chunk
        if self.limit is not None:
            rounds = min(rounds, max(1, int(self.limit * CHUNK)))
            self.due = max(self.due, now - _LATE) + rounds / self.limit
        if self.left is not None:
            rounds = min(rounds, self.left)
            self.left -= rounds
        return rounds

    def played(self, rounds: int, start: float, now: float, aim: float) -> None:
        """So many rounds were played since ``start``; the next shall take ``aim`` seconds."""
        self._chunk = max(1, min(int(aim * rounds / max(now - start, 1e-9)), 2 * self._chunk))
        self._rounds += rounds
        since, before = self._mark
        if now - since >= _MEASURED:
            self.rate = (self._rounds - before) / (now - since)
            self._mark = (now, self._rounds)

    def wants_frame(self, now: float) -> bool:
        """Whether a frame may come."""
        return now >= self._next_frame

    def drawn(self, start: float) -> None:
        """A frame was made since ``start``."""
        now = time.perf_counter()
        beat = max(self._next_frame, start - self._interval)  # steady, without a rush after a stall
        self._next_frame = max(beat + self._interval, start + (now - start) / _DRAWING_SHARE)
