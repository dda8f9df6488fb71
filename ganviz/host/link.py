"""How often pictures are sent to a page: as often as they arrive without a lag."""

import math
import time
from collections.abc import Callable
from typing import final

WINDOW = 24
"""Pictures on their way that the page has not yet said it has painted, at most: what is shown in a
second, as a page that paints without a pause says so twice a second. A kernel that hears each such
word is busy, then idle, and JupyterLab loads an icon for either: at ten words a second the icons
alone fill a link of 1 Mbit/s."""
SILENCE = 0.5
"""Seconds without such word after which one is sent all the same: the page may be hidden, or the
kernel may not be able to hear it while a cell runs."""
NEAR, FAR = 0.35, 0.45
"""Seconds from a picture to its paint: below the first pictures come faster, above the second
slower, so that a pause need not wait for what a slow link still carries."""
FIRST, LEAST, MOST = 1 / 15, 1 / 60, 1.0
"""Seconds between two pictures: at first, at least and at most."""
NARROW = 1 / 20
"""Seconds between two pictures from which on a link that was too slow once is called narrow."""


@final
class Link:
    """The way to a page, as the kernel knows it: pictures that were sent, and when they arrived.

    Args:
        clock: seconds.

    >>> now = 0.0
    >>> link = Link(lambda: now)
    >>> link.send(), link.free
    (1, False)
    >>> now = 0.1
    >>> link.free
    True
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._n = self._painted = 0
        self._last = -math.inf  # when one was sent
        self._under_way: dict[int, float] = {}  # when each was sent
        self._interval = FIRST
        # The first picture after pictures were made rarer: one before it says nothing of that.
        self._since: int | None = None

    @property
    def free(self) -> bool:
        """Whether a picture may be sent that need not be."""
        wait = self._clock() - self._last
        return wait > SILENCE or (wait >= self._interval and len(self._under_way) < WINDOW)

    @property
    def narrow(self) -> bool:
        """Whether fewer bytes would bring more pictures."""
        return self._since is not None and self._interval > NARROW

    def send(self) -> int:
        """One more is sent now; returns its number, from 1."""
        self._n += 1
        self._last = self._under_way[self._n] = self._clock()
        return self._n

    def painted(self, n: int, waited: float) -> None:
        """The page has painted all up to picture ``n``, ``waited`` seconds before it said so."""
        if not self._painted < n <= self._n:
            return
        took = self._clock() - self._under_way[n] - waited
        if took > FAR and n >= (self._since or 0):
            self._interval = min(max(1.6, took / FAR) * self._interval, MOST)
            self._since = self._n + 1
        elif took < NEAR:  # carefully, where the link has been too slow before
            self._interval = max((0.8 if self._since is None else 0.9) * self._interval, LEAST)
        self._arrived(n)

    def forget(self) -> None:
        """Nothing is under way any more: the page is another one."""
        self._arrived(self._n)

    def _arrived(self, n: int) -> None:
        self._painted = n
        self._under_way = {sent: at for sent, at in self._under_way.items() if sent > n}
