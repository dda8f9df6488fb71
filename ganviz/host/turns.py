"""How often threads take turns while one of them trains."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_QUICK = 0.001  # seconds; Python's own 5 ms is what each step of handling a click may wait

_lock = threading.Lock()
_inside = 0
_usual = 0.0


@contextmanager
def quick_turns() -> Iterator[None]:
    """Within it Python passes the GIL on after 1 ms, so that a click is heard while a run trains.

    The interval belongs to the whole process: it is back as it was when the last one has left.

    >>> import sys
    >>> usual = sys.getswitchinterval()
    >>> with quick_turns():
    ...     round(sys.getswitchinterval(), 6)
    0.001
    >>> sys.getswitchinterval() == usual
    True
    """
    global _inside, _usual
    with _lock:
        if not _inside:
            _usual = sys.getswitchinterval()
            sys.setswitchinterval(min(_usual, _QUICK))
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if not _inside:
                sys.setswitchinterval(_usual)
