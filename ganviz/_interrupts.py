"""Stop on a signal, but only after the present round is complete."""

import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class StopRequest:
    """A request to stop.

    Attributes:
        wanted: whether to stop after the present round.
        signal: the signal that requested it, or None.
    """

    wanted: bool = False
    signal: int | None = None


@contextmanager
def stopping_on_signals(
    request: StopRequest, signals: Sequence[signal.Signals] = (signal.SIGINT, signal.SIGTERM)
) -> Iterator[None]:
    """Within this context the first signal only sets ``request``; a second one acts as usual.

    Only the main thread can receive signals; in other threads this does nothing.
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
