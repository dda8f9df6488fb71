"""Signals that ask a run to stop."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class StopRequest:
    """What has been asked for so far.

    Attributes:
        wanted: whether training should stop after the round that is being played.
        signal: the signal that asked, if one did.
    """

    wanted: bool = False
    signal: int | None = None


@contextmanager
def stopping_on_signals(request: StopRequest) -> Iterator[None]:
    """Within, the first SIGINT or SIGTERM is written down; a second one acts as it always does.

    Only the main thread can receive signals: elsewhere this does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {s: signal.getsignal(s) for s in (signal.SIGINT, signal.SIGTERM)}

    def write_down(number: int, _frame: object) -> None:
        request.wanted, request.signal = True, number
        for s, handler in before.items():
            signal.signal(s, handler)

    for s in before:
        signal.signal(s, write_down)
    try:
        yield
    finally:
        for s, handler in before.items():
            signal.signal(s, handler)
