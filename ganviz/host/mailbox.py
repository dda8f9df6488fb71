"""Commands that wait for a worker, in order; one that the next one outdates is never obeyed."""

import contextlib
import queue
from collections.abc import Callable, Hashable, Iterator
from typing import final

Command = Callable[[], object]


@final
class Mailbox:
    """Takes commands from any thread, and gives them to one.

    >>> box, done = Mailbox(), []
    >>> for n, kind in ((1, "lr"), (2, "lr"), (3, None)):
    ...     box.put(lambda n=n: done.append(n), kind)
    >>> for command in box.take():
    ...     command()
    >>> done
    [2, 3]
    """

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[tuple[Command, Hashable]] = queue.SimpleQueue()

    @property
    def empty(self) -> bool:
        """Whether nothing waits."""
        return self._queue.empty()

    def put(self, command: Command, kind: Hashable = None) -> None:
        """Add a command; of two of one ``kind`` that wait next to each other the later counts."""
        self._queue.put((command, kind))

    def take(self, wait: float = 0.0) -> Iterator[Command]:
        """The commands that wait, and those that arrive while they are carried out.

        If there is none, one is waited for, ``wait`` seconds at most.
        """
        try:
            waiting = [self._queue.get(timeout=wait) if wait else self._queue.get(False)]
        except queue.Empty:
            return
        while waiting:
            with contextlib.suppress(queue.Empty):
                while True:
                    waiting.append(self._queue.get(False))
            (command, kind), *waiting = waiting
            if kind is None or not waiting or waiting[0][1] != kind:
                yield command
