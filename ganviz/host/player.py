"""The player: one worker thread that owns a run, steps it, and publishes what a view draws."""

import atexit
import contextlib
import functools
import logging
import math
import signal
import threading
import time
import weakref
from collections.abc import Callable, Hashable
from typing import Any

import numpy as np

from ganviz import _check
from ganviz._interrupts import StopRequest, stopping_on_signals
from ganviz.host.frame import Frame, Level
from ganviz.host.history import History
from ganviz.host.mailbox import Mailbox
from ganviz.host.pace import CHUNK, Pace
from ganviz.host.turns import quick_turns
from ganviz.run import Run

_SHORT = 0.002  # seconds of stepping between two looks whether somebody else wants the thread
# Seconds per chunk in which other threads, a click's handler above all, have the GIL.
_BREATH = 0.0005
_PULSE = 1.0  # seconds after which a waiting worker looks whether the kernel still lives

log = logging.getLogger("ganviz")


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
        self._pace = Pace(_check.number("fps", fps, above=0))
        self._capacity = _check.integer("capacity", capacity, at_least=2)
        self._served, self._branches = served, branches
        self._history = History(self._capacity)
        self._callbacks: list[Callable[[Frame], object]] = []
        self._mailbox = Mailbox()
        self._message = ""
        self._level: Level = "info"
        self._playing = self._ending = self._closed = False
        self._build(factory)
        self._publish()
        self._thread: threading.Thread | None = None
        if threaded and not served:
            self._thread = threading.Thread(target=self._work, name="ganviz-player", daemon=True)
            self._thread.start()
            _at_work.add(self)

    # What a caller asks; each puts one command on the queue.

    @property
    def frame(self) -> Frame:
        """The latest frame."""
        return self._frame

    @property
    def run(self) -> Run[Any]:
        """What is played; while it plays, only the worker may touch it: see `call`."""
        return self._run

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
        return self._closed

    @property
    def due(self) -> float:
        """When it wants its next turn, on the clock of `time.perf_counter`; inf while it rests."""
        return self._pace.due if self._playing and not self.held else math.inf

    def turn(self, seconds: float, until: Callable[[], bool] = lambda: False) -> None:
        """Play for a served player's time: at least one round, if it is due.

        Args:
            seconds: how long at most; a round that takes longer is not cut short.
            until: asked every few milliseconds; a turn ends where it says True.
        """
        end = time.perf_counter() + seconds
        while (now := time.perf_counter()) >= self.due:
            self._attempt(self._train, now, min(seconds, _SHORT))
            if time.perf_counter() >= end or until():
                break

    def on_frame(self, callback: Callable[[Frame], object], *, now: bool = True) -> None:
        """Call ``callback(frame)`` on the worker thread for each frame to come.

        With ``now`` also for the current one; without it for a view that already shows that.
        """
        self._put(self._do_listen, callback, now)

    def play(self) -> None:
        """Go on from the latest state until paused."""
        self._put(self._do_play, None if self.live else self.per_click)

    def advance(self, n: int = 1) -> None:
        """Play n rounds, then pause; n more if an earlier ``advance`` is still at work."""
        self._put(self._do_advance, _check.integer("n", n, at_least=1))

    def pause(self) -> None:
        """Stop after the chunk in hand (a few milliseconds)."""
        self._put(self._do_pause)

    def toggle(self) -> None:
        """Play or pause."""
        self._put(self._do_toggle)

    def call(self, change: Callable[[Any], object]) -> None:
        """Pause and let ``change(run)`` act on the run: a step of one player, say."""
        self._put(self._do_call, change)

    def seek(self, position: int) -> None:
        """Pause and show the snapshot at this place of the history (the nearest one)."""
        self._put(self._do_seek, position)

    def reset(self, factory: Callable[[], Run[Any]] | None = None) -> None:
        """Begin anew, with a new factory if one is given, paused and with an empty history."""
        # Of several that wait, as a slider leaves them, only the last is made.
        self._put(self._do_reset, factory, kind="reset" if factory is not None else None)

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
        self._put(self._do_fork, position, build, past)

    def configure(self, **changes: Any) -> None:
        """Change settings of the run, which goes on; a ValueError becomes a message."""
        # Whoever draws a target sends changes faster than a run can take them.
        self._put(self._do_configure, changes, kind=(frozenset(changes), changes.get("lane")))

    def show(self) -> None:
        """Publish the current frame again: a view wants other parts of it."""
        self._put(self._publish)

    def past(self, n: int) -> list[Any]:
        """Up to ``n`` snapshots before the one that is shown, the oldest first; from any thread."""
        position = self._frame.position
        return self._history.between(max(0, position - n), position)

    def speed(self, rounds_per_second: float | None) -> None:
        """At most so many rounds a second; None for as fast as it goes."""
        if rounds_per_second is not None:
            _check.number("rounds_per_second", rounds_per_second, above=0)
        self._put(self._do_speed, rounds_per_second)

    def wait(self, timeout: float = 60.0) -> bool:
        """Wait until all that was asked is done and the run pauses; False if it takes longer."""
        deadline = time.monotonic() + timeout
        while (left := deadline - time.monotonic()) > 0:
            if self._closed:
                return True
            obeyed = threading.Event()
            self._put(obeyed.set)
            if obeyed.wait(left) and not self._playing:
                return True
            if self._served:
                self.turn(CHUNK)
            if not self._served or self.due > time.perf_counter():
                time.sleep(CHUNK)
        return False

    def close(self, timeout: float = 2.0) -> None:
        """End the worker and wait for it (not if it is the worker who asks)."""
        self._ending = True  # what waits is not done any more
        self._put(self._do_close)
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout)

    def curves(self, *fields: str) -> dict[str, np.ndarray]:
        """Scalar fields of all snapshots kept, float32, with their "step"; from any thread."""
        return self._history.curves(*fields)

    # The worker.

    def _put(self, command: Callable[..., None], *arguments: object, kind: Hashable = None) -> None:
        self._mailbox.put(functools.partial(command, *arguments), kind)
        if self.threaded:
            return
        self._serve()
        if self._playing and not self._served:
            self._play_here()

    def _play_here(self) -> None:
        """Play in the caller's own thread; interrupting it pauses, between two rounds."""
        with stopping_on_signals(request := StopRequest(), (signal.SIGINT,)):
            while self._playing:
                self._serve(wait=self._play_on())
                if request.wanted:
                    self._attempt(self._do_pause)

    def _work(self) -> None:
        while not self._closed:
            if self._playing:
                with quick_turns():
                    while self._playing:
                        self._serve(wait=self._play_on())
            else:
                self._serve(wait=_PULSE)
                self._closed |= not threading.main_thread().is_alive()

    def _serve(self, wait: float = 0.0) -> None:
        """Obey the commands that wait, or the first that comes within ``wait`` seconds."""
        for command in self._mailbox.take(wait):
            self._attempt(self._do_close if self._ending else command)

    def _attempt(self, command: Callable[..., object], *arguments: object) -> None:
        """Where everything that can fail runs: the run pauses, keeps its history and says why."""
        try:
            command(*arguments)
        except Exception as error:
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        log.warning("the player stopped", exc_info=error)
        self._playing = False
        self._say(str(error) or type(error).__name__, "error")
        self._publish()

    def _play_on(self) -> float:
        """Play one chunk of rounds if one is due; returns the seconds to wait before the next."""
        now = time.perf_counter()
        if now >= self.due:
            self._attempt(self._train, now, CHUNK)
        return max(_BREATH, min(self.due - time.perf_counter(), CHUNK))

    def _train(self, start: float, aim: float) -> None:
        """Play a chunk of rounds, and let the next one take about ``aim`` seconds."""
        pace = self._pace
        rounds = pace.take(start)
        self._act(lambda run: run.step(rounds))
        now = time.perf_counter()
        pace.played(rounds, start, now, aim)
        if pace.left == 0 or self._finished:
            self._playing = False
            self._record(keep=True)
            self._publish()
        elif pace.wants_frame(now) and self._mailbox.empty:  # who pauses need not wait for it
            self._record()
            self._publish()
            pace.drawn(now)

    def _act(self, change: Callable[[Any], object]) -> None:
        """Let something happen to the run; if it fails, its last moment may say so itself."""
        try:
            change(self._run)
        except Exception:
            with contextlib.suppress(Exception):
                last = self._run.snapshot()
                if last.step == self._history[-1].step:
                    self._history.append(last, self._state())
            raise

    @property
    def _finished(self) -> bool:
        return getattr(self._run, "finished", False)

    def _state(self) -> dict[str, Any] | None:
        """What a branch begins with, where there may be one."""
        return self._run.state_dict() if self._branches else None

    def _record(self, *, keep: bool = False) -> None:
        self._history.append(self._run.snapshot(), self._state(), keep=keep)
        self._position = len(self._history) - 1

    def _say(self, message: str, level: Level = "info") -> None:
        self._message, self._level = message, level

    def _publish(self) -> None:
        self._frame = Frame(
            snapshot=self._history[self._position],
            position=self._position,
            length=len(self._history),
            playing=self._playing,
            rounds_per_second=self._pace.rate if self._playing else 0.0,
            message=self._message,
            level=self._level,
            finished=self._finished,
        )
        broken = None
        for callback in list(self._callbacks):
            try:
                callback(self._frame)
            except Exception as error:  # the other callbacks still learn of it
                broken = error
        if broken is not None and self._level != "error":
            self._fail(broken)

    # The commands, on the worker.

    def _build(self, factory: Callable[[], Run[Any]]) -> None:
        run = factory()
        snapshot = run.snapshot()
        self._run, self._factory = run, factory
        self._history.clear()
        self._fit()
        self._history.append(snapshot, self._state())
        self._position = 0
        self._say("")

    def _fit(self) -> None:
        """A run with large moments may ask for fewer of them to be kept."""
        wanted = getattr(self._run, "capacity", None)
        self._history.capacity = min(self._capacity, wanted or self._capacity)

    def _do_listen(self, callback: Callable[[Frame], object], now: bool) -> None:
        self._callbacks.append(callback)
        if now:
            callback(self._frame)

    def _do_play(self, rounds: int | None) -> None:
        self._pace.begin(rounds)
        self._playing = not self._finished
        self._say("")
        if self._finished:
            self._publish()

    def _do_advance(self, rounds: int) -> None:
        self._do_play(rounds + (self._pace.left or 0 if self._playing else 0))

    def _do_pause(self) -> None:
        if self._playing:
            self._playing = False
            self._record()
        self._publish()

    def _do_toggle(self) -> None:
        if self._playing:
            self._do_pause()
        else:
            self._do_play(None if self.live else self.per_click)

    def _do_call(self, change: Callable[[Any], object]) -> None:
        self._playing = False
        self._act(change)
        self._say("")
        self._record(keep=True)
        self._publish()

    def _do_seek(self, position: int) -> None:
        if self._playing:
            self._playing = False
            self._record()
        self._position = min(max(position, 0), len(self._history) - 1)
        self._publish()

    def _do_reset(self, factory: Callable[[], Any] | None) -> None:
        self._playing = False
        self._let_go()
        try:
            self._build(factory or self._factory)
        except ValueError as error:
            self._say(str(error), "warning")
        self._publish()

    def _do_fork(
        self,
        position: int,
        build: Callable[[Any, Any], Run[Any]] | None,
        past: Callable[[Any], Any],
    ) -> None:
        self._playing = False
        position = min(max(position, 0), len(self._history) - 1)
        try:
            run = (
                self._set_back(position)
                if build is None
                else build(self._run, self._history[position])
            )
            self._history.cut(position, past)
            self._run, self._position = run, position
            self._fit()
            self._say("")
        except ValueError as error:
            self._say(str(error), "warning")
        self._publish()

    def _set_back(self, position: int) -> Run[Any]:
        self._run.load_state_dict(self._history.state(position) or {})
        return self._run

    def _do_configure(self, changes: dict[str, Any]) -> None:
        try:
            self._run.configure(**changes)
            self._say("")
        except ValueError as error:
            self._say(str(error), "warning")
        if not self._playing:
            if self._position == len(self._history) - 1:
                self._record()
            self._publish()

    def _do_speed(self, rounds_per_second: float | None) -> None:
        self._pace.ask(rounds_per_second)

    def _do_close(self) -> None:
        self._playing, self._closed = False, True
        self._callbacks.clear()
        self._let_go()

    def _let_go(self) -> None:
        """A run that holds something, such as a folder, has a ``close``; it may go on after it."""
        if (close := getattr(self._run, "close", None)) is not None:
            close()


_at_work: weakref.WeakSet[Player] = weakref.WeakSet()


@atexit.register
def _close_all(seconds: float = 10.0) -> None:
    """End the workers with the process: one that is cut off inside torch would abort it."""
    deadline, players = time.monotonic() + seconds, list(_at_work)
    for player in players:
        player.close(timeout=0.0)
    for player in players:
        player.close(timeout=max(0.0, deadline - time.monotonic()))
