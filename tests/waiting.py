"""Waiting for something to become true, instead of for a while."""

import time
from collections.abc import Callable


def wait_for(condition: Callable[[], object], timeout: float = 60.0) -> None:
    """Return as soon as ``condition()`` is true; AssertionError if it takes longer.

    >>> wait_for(lambda: True)
    """
    deadline = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < deadline, "timed out"
        time.sleep(0.002)
