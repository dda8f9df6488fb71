"""The player: one worker thread that owns a run, steps it, and publishes what a view draws."""

import contextlib
import functools
import logging
import threading
import time
from collections.abc import Callable, Hashable
from typing import Any

import numpy as np

from ganviz import _check
from ganviz.host.frame import Frame, Level
from ganviz.host.history import History
from ganviz.host.mailbox import Mailbox
from ganviz.host.turns import quick_turns

_CHUNK = 0.008  # seconds of stepping between two looks at the command queue
_BREATH = (
    0.0005  # seconds per chunk in which other threads, a click's handler above all, have the GIL
)
_DRAWING_SHARE = 1 / 3  # of the worker's time at most, whatever a snapshot costs
_PULSE = 1.0  # seconds after which a waiting worker looks whether the kernel still lives

log = logging.getLogger("ganviz")


class Player:
    """Plays a run: commands come from any thread, and only the worker ever touches the run.

    ``threaded=False`` is the same code without the thread, for places where a page shows nothing
    that a thread sends (Colab): each command has run when its method returns, and ``play`` trains
    ``per_click`` rounds and pauses.

    Args:
        factory: builds the run, here and at each reset; called at once, so its errors are yours.
        threaded: see above.
        per_click: rounds that ``play`` trains where there is no thread.
        fps: frames published a second, at most; the latest wins.
        capacity: snapshots that the history keeps; fewer if the run's own ``capacity`` is less.

    Example:
        >>> class Count:
        ...     def __init__(self): self.n = 0
        ...     def step(self, n=1): self.n += n
        ...     def snapshot(self): return type("Snapshot", (), {"step": self.n})
        >>> player = Player(Count, threaded=False, per_click=50)
        >>> player.play()
        >>> player.frame.snapshot.step, player.frame.playing
        (50, False)
    """

    def __init__(
        self,
        factory: Callable[[], Any],
        *,
        threaded: bool = True,
        per_click: int = 200,
        fps: float = 30,
        capacity: int = 512,
    ) -> None:
        self.per_click = _check.integer("per_click", per_click, at_least=1)
        self._interval = 1 / _check.number("fps", fps, above=0)
        self._capacity = _check.integer("capacity", capacity, at_least=2)
        self._history = History(self._capacity)
        self._callbacks: list[Callable[[Frame], object]] = []
        self._mailbox = Mailbox()
        self._limit: float | None = None  # rounds per second that a person asked for
        self._chunk = 1  # rounds that take about _CHUNK seconds
        self._due = self._next_frame = 0.0  # when the next chunk and the next frame may come
        self._left: int | None = None  # rounds until play ends by itself
        self._rounds, self._rate = 0, 0.0
        self._mark = (0.0, 0)  # time and rounds when the rate was last measured
        self._message = ""
        self._level: Level = "info"
        self._playing = self._closed = False
        self._build(factory)
        self._publish()
        self._thread: threading.Thread | None = None
        if threaded:
            self._thread = threading.Thread(target=self._work, name="ganviz-player", daemon=True)
            self._thread.start()

    # What a caller asks; each puts one command on the queue.

    @property
    def frame(self) -> Frame:
        """The latest frame."""
        return self._frame

    @property
    def threaded(self) -> bool:
        """Whether a worker thread plays."""
        return self._thread is not None

    def on_frame(self, callback: Callable[[Frame], object], *, now: bool = True) -> None:
        """Call ``callback(frame)`` on the worker thread for each frame to come.

        With ``now`` also for the current one; without it for a view that already shows that.
        """
        self._put(self._do_listen, callback, now)

    def play(self) -> None:
        """Go on from the latest state until paused."""
        self._put(self._do_play, None if self.threaded else self.per_click)

    def advance(self, n: int = 1) -> None:
        """Train n rounds, then pause; n more if an earlier ``advance`` is still at work."""
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

    def reset(self, factory: Callable[[], Any] | None = None) -> None:
        """Begin anew, with a new factory if one is given, paused and with an empty history."""
        self._put(self._do_reset, factory)

    def fork(
        self,
        position: int,
        build: Callable[[Any, Any], Any],
        past: Callable[[Any], Any] = lambda snapshot: snapshot,
    ) -> None:
        """Pause and go on from an earlier moment with another run; what came later is forgotten.

        Args:
            position: of the moment in the history.
            build: (run, snapshot of that moment) -> the run that goes on from there.
            past: applied to every snapshot up to there, where the new run's have another form.
        """
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
            obeyed = threading.Event()
            self._put(obeyed.set)
            if obeyed.wait(left) and not self._playing:
                return True
            time.sleep(_CHUNK)
        return False

    def close(self, timeout: float = 2.0) -> None:
        """End the worker and wait for it (not if it is the worker who asks)."""
        self._put(self._do_close)
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout)

    def curves(self, *fields: str) -> dict[str, np.ndarray]:
        """Scalar fields of all snapshots kept, float32, with their "step"; from any thread."""
        return self._history.curves(*fields)

    # The worker.

    def _put(self, command: Callable[..., None], *arguments: object, kind: Hashable = None) -> None:
        self._mailbox.put(functools.partial(command, *arguments), kind)
        if not self.threaded:
            self._serve()
            while self._playing:
                self._serve(wait=self._play_on())

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
            self._attempt(command)

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
        """Train one chunk of rounds if one is due; returns the seconds to wait before the next."""
        now = time.perf_counter()
        if now >= self._due:
            self._attempt(self._train, now)
        return max(_BREATH, min(self._due - time.perf_counter(), _CHUNK))

    def _train(self, start: float) -> None:
        rounds = self._chunk
        if self._limit is not None:
            rounds = min(rounds, max(1, int(self._limit * _CHUNK)))
            self._due = max(self._due, start - 0.1) + rounds / self._limit
        if self._left is not None:
            rounds = min(rounds, self._left)
            self._left -= rounds
        self._act(lambda run: run.step(rounds))
        now = time.perf_counter()
        self._chunk = max(1, min(int(_CHUNK * rounds / max(now - start, 1e-9)), 2 * self._chunk))
        self._measure(now, rounds)
        if self._left == 0:
            self._playing = False
            self._record(keep=True)
            self._publish()
        elif now >= self._next_frame and self._mailbox.empty:  # who pauses need not wait for it
            self._record()
            self._publish()
            cost = time.perf_counter() - now
            beat = max(
                self._next_frame, now - self._interval
            )  # a steady 30, without a rush after a stall
            self._next_frame = max(beat + self._interval, now + cost / _DRAWING_SHARE)

    def _act(self, change: Callable[[Any], object]) -> None:
        """Let something happen to the run; if it fails, its last moment may say so itself."""
        try:
            change(self._run)
        except Exception:
            with contextlib.suppress(Exception):
                last = self._run.snapshot()
                if last.step == self._history[-1].step:
                    self._history.append(last)
            raise

    def _measure(self, now: float, rounds: int) -> None:
        self._rounds += rounds
        since, before = self._mark
        if now - since >= 0.5:
            self._rate = (self._rounds - before) / (now - since)
            self._mark = (now, self._rounds)

    def _record(self, *, keep: bool = False) -> None:
        self._history.append(self._run.snapshot(), keep=keep)
        self._position = len(self._history) - 1

    def _say(self, message: str, level: Level = "info") -> None:
        self._message, self._level = message, level

    def _publish(self) -> None:
        self._frame = Frame(
            snapshot=self._history[self._position],
            position=self._position,
            length=len(self._history),
            playing=self._playing,
            rounds_per_second=self._rate if self._playing else 0.0,
            message=self._message,
            level=self._level,
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

    def _build(self, factory: Callable[[], Any]) -> None:
        run = factory()
        snapshot = run.snapshot()
        self._run, self._factory = run, factory
        self._history.clear()
        self._fit()
        self._history.append(snapshot)
        self._position = 0
        self._say("")

    def _fit(self) -> None:
        """A run with large moments may ask for fewer of them to be kept."""
        self._history.capacity = min(self._capacity, getattr(self._run, "capacity", self._capacity))

    def _do_listen(self, callback: Callable[[Frame], object], now: bool) -> None:
        self._callbacks.append(callback)
        if now:
            callback(self._frame)

    def _do_play(self, rounds: int | None) -> None:
        now = time.perf_counter()
        self._mark, self._rate = (now, self._rounds), 0.0
        self._due, self._next_frame = now, now + self._interval
        self._left, self._playing = rounds, True
        self._say("")

    def _do_advance(self, rounds: int) -> None:
        self._do_play(rounds + (self._left or 0 if self._playing else 0))

    def _do_pause(self) -> None:
        if self._playing:
            self._playing = False
            self._record()
        self._publish()

    def _do_toggle(self) -> None:
        if self._playing:
            self._do_pause()
        else:
            self._do_play(None if self.threaded else self.per_click)

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
        try:
            self._build(factory or self._factory)
        except ValueError as error:
            self._say(str(error), "warning")
        self._publish()

    def _do_fork(
        self, position: int, build: Callable[[Any, Any], Any], past: Callable[[Any], Any]
    ) -> None:
        self._playing = False
        position = min(max(position, 0), len(self._history) - 1)
        try:
            run = build(self._run, self._history[position])
            self._history.cut(position, past)
            self._run, self._position = run, position
            self._fit()
            self._say("")
        except ValueError as error:
            self._say(str(error), "warning")
        self._publish()

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
        self._limit = rounds_per_second
        self._due = time.perf_counter()

    def _do_close(self) -> None:
        self._playing, self._closed = False, True
        self._callbacks.clear()
