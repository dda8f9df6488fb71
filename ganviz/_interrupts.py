"""Signals that ask something to stop, where half of a round must not be left behind."""

import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class StopRequest:
    """What has been asked for so far.

    Attributes:
        wanted: whether to stop after the round that is being played.
        signal: the signal that asked, if one did.
    """

    wanted: bool = False
    signal: int | None = None


@contextmanager
def stopping_on_signals(
    request: StopRequest, signals: Sequence[signal.Signals] = (signal.SIGINT, signal.SIGTERM)
) -> Iterator[None]:
    """Within, the first of these signals is written down; a second one acts as it always does.

    Only the main thread can receive signals: elsewhere this does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {s: signal.getsignal(s) for s in signals}

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
