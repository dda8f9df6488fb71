"""Time travel: a bounded store of snapshots, and the curves that are read off it."""

import threading
from collections.abc import Callable
from typing import Any

import numpy as np


class History:
    """Keeps the first snapshot, the latest, and about ``capacity`` in between, evenly spread.

    When the store is full every second snapshot is dropped, and from then on a new one must be as
    far (in steps) from its neighbour as the kept ones are on average. So an hour of play needs no
    more memory than a minute. A snapshot is any object with a ``step``.

    >>> from types import SimpleNamespace
    >>> history = History(capacity=4)
    >>> for step in range(100):
    ...     history.append(SimpleNamespace(step=step, value=step / 2))
    >>> history.curves("value")["step"][[0, -1]], len(history) <= 4
    (array([ 0., 99.], dtype=float32), True)
    """

    def __init__(self, capacity: int = 512) -> None:
        self.capacity = capacity
        self._kept: list[Any] = []
        self._states: list[Any] = []  # of the run at each snapshot, or None
        self._stride = 1.0
        self._lock = threading.Lock()  # a page may ask for curves while the worker appends

    def __len__(self) -> int:
        return len(self._kept)

    def __getitem__(self, position: int) -> Any:
        return self._kept[position]

    def between(self, start: int, stop: int) -> list[Any]:
        """The snapshots at these positions, ``stop`` not included."""
        with self._lock:
            return self._kept[start:stop]

    def state(self, position: int) -> dict[str, Any] | None:
        """What came with the snapshot at this position."""
        with self._lock:
            return self._states[position]

    def append(
        self, snapshot: Any, state: dict[str, Any] | None = None, *, keep: bool = False
    ) -> None:
        """Add the latest snapshot.

        Args:
            snapshot: of the run.
            state: of the run, where somebody may want to go on from here.
            keep: to return to, however near the last one it is.
        """
        with self._lock:
            kept, states = self._kept, self._states
            same = bool(kept) and kept[-1].step == snapshot.step
            near = len(kept) > 1 and kept[-1].step - kept[-2].step < self._stride
            if (same or near) and not keep:
                kept[-1], states[-1] = snapshot, state
            else:
                kept.append(snapshot)
                states.append(state)
            if len(kept) > self.capacity:
                self._kept = [*kept[:-1:2], snapshot]
                self._states = [*states[:-1:2], state]
                span = (snapshot.step - kept[0].step) / (len(self._kept) - 1)
                self._stride = max(2 * self._stride, span)

    def cut(self, position: int, past: Callable[[Any], Any] = lambda snapshot: snapshot) -> None:
        """Forget all that came after ``position``, and turn the rest into ``past(snapshot)``."""
        with self._lock:
            self._kept = [past(snapshot) for snapshot in self._kept[: position + 1]]
            self._states = self._states[: position + 1]

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept, self._states = [], []
            self._stride = 1.0

    def curves(self, *fields: str) -> dict[str, np.ndarray]:
        """The scalars of these names, float32, in arrays as long as the one named "step"."""
        with self._lock:
            kept = list(self._kept)
        names = ("step", *fields)
        with np.errstate(over="ignore"):  # a run that diverges may leave float32: inf
            return {
                name: np.array([getattr(s, name) for s in kept], dtype=np.float32) for name in names
            }
