"""The player: commands from any thread, and one worker that plays a run by them."""

import atexit
import contextlib
import functools
import math
import queue
import signal
import threading
import time
import weakref
from collections.abc import Callable, Hashable
from typing import Any

import numpy as np

from ganviz import _check
from ganviz._interrupts import StopRequest, stopping_on_signals
from ganviz.host.frame import Frame
from ganviz.host.mailbox import Mailbox
from ganviz.host.pace import CHUNK
from ganviz.host.playback import Playback
from ganviz.host.turns import quick_turns
from ganviz.run import Run

_SHORT = 0.002  # seconds of stepping between two looks whether somebody else wants the thread
# Seconds per chunk in which other threads, a click's handler above all, have the GIL.
_BREATH = 0.0005
_PULSE = 1.0  # seconds after which a waiting worker looks whether the kernel still lives


class Player:
    """Plays a run: commands come from any thread, and only the worker ever touches the run.

    A run that comes to its own end (``finished``) pauses there, and the frame says so.

    There are two ways to do without the worker. Each command has then run when its method returns.

    - ``threaded=False``: for places where a page shows nothing that a thread sends (Colab).
      ``play`` plays ``per_click`` rounds and pauses; an interrupt pauses it before that.
    - ``served=True``: for one thread that serves many players. ``play`` goes on until ``pause``, in
      the turns that the thread gives: it looks at `due`, and calls `turn`.

    Args:
        factory: builds a `ganviz.run.Run`, here and at each reset; called at once, so its errors
            are yours.
        threaded, served: see above.
        per_click: rounds that ``play`` plays where there is no thread.
        fps: frames published a second, at most; the latest wins.
        capacity: snapshots that the history keeps; fewer if the run's own ``capacity`` is less.
        branches: keep the run's state with each snapshot, so that `fork` can go on from there.

    Attributes:
        held: gets no turns, and does not know it: for a page that nobody looks at.

    Example:
        >>> from ganviz.distributions import Gaussian, named
        >>> from ganviz.theory import DensityFlow
        >>> factory = lambda: DensityFlow(named("two_modes"), Gaussian(0, 2))
        >>> player = Player(factory, threaded=False, per_click=50)
        >>> player.play()
        >>> player.frame.snapshot.step, player.frame.playing
        (50, False)
        >>> player = Player(factory, served=True)
        >>> player.play()
        >>> player.turn(seconds=0.01)
        >>> player.pause()
        >>> player.frame.snapshot.step > 0, player.due
        (True, inf)
    """

    def __init__(
        self,
        factory: Callable[[], Run[Any]],
        *,
        threaded: bool = True,
        served: bool = False,
        per_click: int = 200,
        fps: float = 30,
        capacity: int = 512,
        branches: bool = False,
    ) -> None:
        self.held = False
        self.per_click = _check.integer("per_click", per_click, at_least=1)
        self._served, self._branches = served, branches
        self._ending = False
        self._mailbox = Mailbox()
        self._playback = Playback(
            factory,
            fps=_check.number("fps", fps, above=0),
            capacity=_check.integer("capacity", capacity, at_least=2),
            branches=branches,
            waiting=lambda: not self._mailbox.empty,  # who pauses need not wait for a frame
        )
        self._thread: threading.Thread | None = None
        if threaded and not served:
            self._thread = threading.Thread(target=self._work, name="ganviz-player", daemon=True)
            self._thread.start()
            _at_work.add(self)

    # What a caller asks; each puts one command on the queue.

    @property
    def frame(self) -> Frame:
        """The latest frame."""
        return self._playback.frame

    @property
    def run(self) -> Run[Any]:
        """What is played; while it plays, only the worker may touch it: see `call`."""
        return self._playback.run

    @property
    def threaded(self) -> bool:
        """Whether a worker thread plays."""
        return self._thread is not None

    @property
    def live(self) -> bool:
        """Whether ``play`` goes on until ``pause``; else it plays ``per_click`` rounds."""
        return self._served or self.threaded

    @property
    def closed(self) -> bool:
        """Whether it has been closed, and wants no turns any more."""
        return self._playback.closed

    @property
    def due(self) -> float:
        """When it wants its next turn, on the clock of `time.perf_counter`; inf while it rests."""
        return math.inf if self.held else self._playback.due

    def turn(self, seconds: float, until: Callable[[], bool] = lambda: False) -> None:
        """Play for a served player's time: at least one round, if it is due.

        Args:
            seconds: how long at most; a round that takes longer is not cut short.
            until: asked every few milliseconds; a turn ends where it says True.
        """
        end = time.perf_counter() + seconds
        while (now := time.perf_counter()) >= self.due:
            self._playback.attempt(self._playback.train, now, min(seconds, _SHORT))
            if time.perf_counter() >= end or until():
                break

    def on_frame(self, callback: Callable[[Frame], object], *, now: bool = True) -> None:
        """Call ``callback(frame)`` on the worker thread for each frame to come.

        With ``now`` also for the current one; without it for a view that already shows that.
        """
        self._put(self._playback.listen, callback, now)

    def play(self) -> None:
        """Go on from the latest state until paused."""
        self._put(self._playback.play, None if self.live else self.per_click)

    def advance(self, n: int = 1) -> None:
        """Play n rounds, then pause; n more if an earlier ``advance`` is still at work."""
        self._put(self._playback.advance, _check.integer("n", n, at_least=1))

    def pause(self) -> None:
        """Stop after the chunk in hand (a few milliseconds)."""
        self._put(self._playback.pause)

    def toggle(self) -> None:
        """Play or pause."""
        self._put(self._playback.toggle, None if self.live else self.per_click)

    def call(self, change: Callable[[Any], object]) -> None:
        """Pause and let ``change(run)`` act on the run: a step of one player, say."""
        self._put(self._playback.call, change)

    def seek(self, position: int) -> None:
        """Pause and show the snapshot at this place of the history (the nearest one)."""
        self._put(self._playback.seek, position)

    def reset(self, factory: Callable[[], Run[Any]] | None = None) -> None:
        """Begin anew, with a new factory if one is given, paused and with an empty history."""
        # Of several that wait, as a slider leaves them, only the last is made.
        self._put(self._playback.reset, factory, kind="reset" if factory is not None else None)

    def fork(
        self,
        position: int,
        build: Callable[[Any, Any], Run[Any]] | None = None,
        past: Callable[[Any], Any] = lambda snapshot: snapshot,
    ) -> None:
        """Pause and go on from an earlier moment; what came later is forgotten.

        Args:
            position: of the moment in the history.
            build: (run, snapshot of that moment) -> the run that goes on from there; by default
                the same run, set back to its state of then (see ``branches``).
            past: applied to every snapshot up to there, where the new run's have another form.

        Raises:
            ValueError: neither ``build`` nor ``branches``.
        """
        if build is None and not self._branches:
            raise _check.refuse("branches", False, "rule_branches")
        self._put(self._playback.fork, position, build, past)

    def configure(self, **changes: Any) -> None:
        """Change settings of the run, which goes on; a ValueError becomes a message."""
        # Whoever draws a target sends changes faster than a run can take them.
        kind = frozenset(changes), changes.get("lane")
        self._put(self._playback.configure, changes, kind=kind)

    def show(self) -> None:
        """Publish the current frame again: a view wants other parts of it."""
        self._put(self._playback.publish)

    def past(self, n: int) -> list[Any]:
        """Up to ``n`` snapshots before the one that is shown, the oldest first; from any thread."""
        position = self.frame.position
        return self._playback.history.between(max(0, position - n), position)

    def speed(self, rounds_per_second: float | None) -> None:
        """At most so many rounds a second; None for as fast as it goes."""
        if rounds_per_second is not None:
            _check.number("rounds_per_second", rounds_per_second, above=0)
        self._put(self._playback.speed, rounds_per_second)

    def wait(self, timeout: float = 60.0) -> bool:
        """Wait until all that was asked is done and the run pauses; False if it takes longer."""
        deadline = time.monotonic() + timeout
        while (left := deadline - time.monotonic()) > 0:
            if self.closed:
                return True
            if self._rests(min(left, 1.0)):
                return True
            if self._served:
                self.turn(CHUNK)
            if not self._served or self.due > time.perf_counter():
                time.sleep(CHUNK)
        return False

    def _rests(self, timeout: float) -> bool:
        """Ask the worker, between two chunks, when the last frame of a run is out."""
        told: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self._put(lambda: told.put(not self._playback.playing))
        with contextlib.suppress(queue.Empty):
            return told.get(timeout=timeout)
        return False

    def close(self, timeout: float = 2.0) -> None:
        """End the worker and wait for it (not if it is the worker who asks)."""
        self._ending = True  # what waits is not done any more
        self._put(self._playback.close)
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout)

    def curves(self, *fields: str) -> dict[str, np.ndarray]:
        """Scalar fields of all snapshots kept, float32, with their "step"; from any thread."""
        return self._playback.history.curves(*fields)

    # The worker.

    def _put(self, command: Callable[..., None], *arguments: object, kind: Hashable = None) -> None:
        self._mailbox.put(functools.partial(command, *arguments), kind)
        if self.threaded:
            return
        self._serve()
        if self._playback.playing and not self._served:
            self._play_here()

    def _play_here(self) -> None:
        """Play in the caller's own thread; interrupting it pauses, between two rounds."""
        with stopping_on_signals(request := StopRequest(), (signal.SIGINT,)):
            while self._playback.playing:
                self._serve(wait=self._play_on())
                if request.wanted:
                    self._playback.attempt(self._playback.pause)

    def _work(self) -> None:
        playback = self._playback
        while not playback.closed:
            if playback.playing:
                with quick_turns():
                    while playback.playing:
                        self._serve(wait=self._play_on())
            else:
                self._serve(wait=_PULSE)
                playback.closed |= not threading.main_thread().is_alive()

    def _serve(self, wait: float = 0.0) -> None:
        """Obey the commands that wait, or the first that comes within ``wait`` seconds."""
        for command in self._mailbox.take(wait):
            self._playback.attempt(self._playback.close if self._ending else command)

    def _play_on(self) -> float:
        """Play one chunk of rounds if one is due; returns the seconds to wait before the next."""
        now = time.perf_counter()
        if now >= self.due:
            self._playback.attempt(self._playback.train, now, CHUNK)
        return max(_BREATH, min(self.due - time.perf_counter(), CHUNK))


_at_work: weakref.WeakSet[Player] = weakref.WeakSet()


@atexit.register
def _close_all(seconds: float = 10.0) -> None:
    """End the workers with the process: one that is cut off inside torch would abort it."""
    deadline, players = time.monotonic() + seconds, list(_at_work)
    for player in players:
        player.close(timeout=0.0)
    for player in players:
        player.close(timeout=max(0.0, deadline - time.monotonic()))
