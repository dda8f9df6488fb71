"""A run, its history, and what each command of a player does to them."""

import contextlib
import logging
import math
import time
from collections.abc import Callable, Iterator
from typing import Any, final

from ganviz.host.frame import Frame, Level
from ganviz.host.history import History
from ganviz.host.pace import Pace
from ganviz.run import Run

log = logging.getLogger("ganviz")


@final
class Playback:
    """Plays a run in the thread that calls it, and publishes a frame after each change.

    Not to be shared by threads: `ganviz.host.Player` hands it commands, one at a time.

    Args:
        factory: builds a `ganviz.run.Run`, here and at each reset.
        fps, capacity, branches: see `ganviz.host.Player`.
        waiting: whether a command waits; a frame while it plays is then left out.

    Attributes:
        frame: the latest frame.
        run: what is played.
        history: the snapshots that are kept.
        playing: whether the run goes on.
        closed: whether it has ended for good.

    Example:
        >>> from ganviz.distributions import Gaussian, named
        >>> from ganviz.theory import DensityFlow
        >>> factory = lambda: DensityFlow(named("two_modes"), Gaussian(0, 2))
        >>> playback = Playback(factory, fps=30, capacity=512)
        >>> playback.play(rounds=3)
        >>> while playback.playing:
        ...     playback.train(playback.due, seconds=0.01)
        >>> playback.frame.snapshot.step, playback.frame.position
        (3, 1)
    """

    def __init__(
        self,
        factory: Callable[[], Run[Any]],
        *,
        fps: float,
        capacity: int,
        branches: bool = False,
        waiting: Callable[[], bool] = lambda: False,
    ) -> None:
        self.history = History(capacity)
        self.playing = self.closed = False
        self._pace = Pace(fps)
        self._capacity, self._branches, self._waiting = capacity, branches, waiting
        self._callbacks: list[Callable[[Frame], object]] = []
        self._message = ""
        self._level: Level = "info"
        self._build(factory)
        self.publish()

    @property
    def due(self) -> float:
        """When the next rounds may come, on the clock of `time.perf_counter`; inf on pause."""
        return self._pace.due if self.playing else math.inf

    def attempt(self, command: Callable[..., object], *arguments: object) -> None:
        """Where everything that can fail runs: the run pauses, keeps its history and says why."""
        try:
            command(*arguments)
        except Exception as error:
            self._fail(error)

    def listen(self, callback: Callable[[Frame], object], now: bool = True) -> None:
        """Call ``callback(frame)`` for each frame to come, with ``now`` also for the current."""
        self._callbacks.append(callback)
        if now:
            callback(self.frame)

    def train(self, start: float, seconds: float) -> None:
        """Play a chunk of rounds, and let the next one take about so many seconds."""
        pace = self._pace
        rounds = pace.take(start)
        self._act(lambda run: run.step(rounds))
        now = time.perf_counter()
        pace.played(rounds, start, now, seconds)
        if pace.left == 0 or self._finished:
            self.playing = False
            self._record(keep=True)
            self.publish()
        elif pace.wants_frame(now) and not self._waiting():
            self._record()
            self.publish()
            pace.drawn(now)

    def play(self, rounds: int | None = None) -> None:
        """Go on until paused, or for so many rounds."""
        self._pace.begin(rounds)
        self.playing = not self._finished
        self._say("")
        if self._finished:
            self.publish()

    def advance(self, rounds: int) -> None:
        """Play so many rounds, after those that an earlier ``advance`` has left."""
        self.play(rounds + (self._pace.left or 0 if self.playing else 0))

    def pause(self) -> None:
        """Stop, and show the latest moment."""
        self._rest()
        self.publish()

    def toggle(self, rounds: int | None = None) -> None:
        """Pause if it plays; else ``play(rounds)``."""
        if self.playing:
            self.pause()
        else:
            self.play(rounds)

    def call(self, change: Callable[[Any], object]) -> None:
        """Pause and let ``change(run)`` act on the run."""
        self.playing = False
        self._act(change)
        self._say("")
        self._record(keep=True)
        self.publish()

    def seek(self, position: int) -> None:
        """Pause and show the moment at this place of the history, or the nearest one."""
        self._rest()
        self._position = self._nearest(position)
        self.publish()

    def reset(self, factory: Callable[[], Run[Any]] | None = None) -> None:
        """Begin anew, paused and with an empty history."""
        self.playing = False
        self._let_go()
        with self._warning():
            self._build(factory or self._factory)
        self.publish()

    def fork(
        self,
        position: int,
        build: Callable[[Any, Any], Run[Any]] | None,
        past: Callable[[Any], Any],
    ) -> None:
        """Go on from an earlier moment, paused: see `ganviz.host.Player.fork`."""
        self.playing = False
        position = self._nearest(position)
        with self._warning():
            if build is None:
                self.run.load_state_dict(self.history.state(position) or {})
            else:
                self.run = build(self.run, self.history[position])
            self.history.cut(position, past)
            self._position = position
            self._fit()
            self._say("")
        self.publish()

    def configure(self, changes: dict[str, Any]) -> None:
        """Change settings of the run, which goes on; a ValueError becomes a message."""
        with self._warning():
            self.run.configure(**changes)
            self._say("")
        if not self.playing:
            if self._position == len(self.history) - 1:
                self._record()
            self.publish()

    def speed(self, rounds_per_second: float | None) -> None:
        """At most so many rounds a second; None for as fast as it goes."""
        self._pace.ask(rounds_per_second)

    def close(self) -> None:
        """End for good."""
        self.playing, self.closed = False, True
        self._callbacks.clear()
        self._let_go()

    def publish(self) -> None:
        """Make the frame anew, and tell all who listen."""
        self.frame = Frame(
            snapshot=self.history[self._position],
            position=self._position,
            length=len(self.history),
            playing=self.playing,
            rounds_per_second=self._pace.rate if self.playing else 0.0,
            message=self._message,
            level=self._level,
            finished=self._finished,
        )
        broken = None
        for callback in list(self._callbacks):
            try:
                callback(self.frame)
            except Exception as error:  # the other callbacks still learn of it
                broken = error
        if broken is not None and self._level != "error":
            self._fail(broken)

    def _fail(self, error: Exception) -> None:
        log.warning("the player stopped", exc_info=error)
        self.playing = False
        self._say(str(error) or type(error).__name__, "error")
        self.publish()

    @contextlib.contextmanager
    def _warning(self) -> Iterator[None]:
        """What is refused in here is said on the message line."""
        try:
            yield
        except ValueError as error:
            self._say(str(error), "warning")

    def _act(self, change: Callable[[Any], object]) -> None:
        """Let something happen to the run; if it fails, its last moment may say so itself."""
        try:
            change(self.run)
        except Exception:
            with contextlib.suppress(Exception):
                last = self.run.snapshot()
                if last.step == self.history[-1].step:
                    self.history.append(last, self._state())
            raise

    @property
    def _finished(self) -> bool:
        return getattr(self.run, "finished", False)

    def _state(self) -> dict[str, Any] | None:
        """What a branch begins with, where there may be one."""
        return self.run.state_dict() if self._branches else None

    def _record(self, *, keep: bool = False) -> None:
        self.history.append(self.run.snapshot(), self._state(), keep=keep)
        self._position = len(self.history) - 1

    def _rest(self) -> None:
        """Stop, and keep the moment at which it stops."""
        if self.playing:
            self.playing = False
            self._record()

    def _nearest(self, position: int) -> int:
        return min(max(position, 0), len(self.history) - 1)

    def _say(self, message: str, level: Level = "info") -> None:
        self._message, self._level = message, level

    def _build(self, factory: Callable[[], Run[Any]]) -> None:
        run = factory()
        snapshot = run.snapshot()
        self.run, self._factory = run, factory
        self.history.clear()
        self._fit()
        self.history.append(snapshot, self._state())
        self._position = 0
        self._say("")

    def _fit(self) -> None:
        """A run with large moments may ask for fewer of them to be kept."""
        wanted = getattr(self.run, "capacity", None)
        self.history.capacity = min(self._capacity, wanted or self._capacity)

    def _let_go(self) -> None:
        """A run that holds something, such as a folder, has a ``close``; it may go on after it."""
        if (close := getattr(self.run, "close", None)) is not None:
            close()
