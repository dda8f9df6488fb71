"""One to four runs played in step: branches of one past, other settings, or other models."""

import copy
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Self, final

from ganviz import _check
from ganviz.run import Diverged, Run

MOST = 4
MEMORY = 96e6  # bytes that the states of a history may take: Binder has 2 GB for everything
MOMENTS = (3, 256)  # that a history keeps, at least and at most: .1 to .4 MB each


@dataclass(frozen=True, eq=False)
class LanesMoment:
    """One moment of all lanes. A field of a snapshot, ``moment.jsd`` say, is the tuple of theirs.

    Attributes:
        lanes: a snapshot of each run.
        planes: the background of each snapshot, a `ganviz.toy.Plane`; None on the line.
        states: what each run needs to go on from here, bit for bit.
        stopped: of each lane that diverged the reason, else "".
    """

    lanes: tuple[Any, ...]
    planes: tuple[Any, ...]
    states: tuple[dict[str, Any], ...]
    stopped: tuple[str, ...]

    @property
    def step(self) -> int:
        """Rounds of the lane that has played most."""
        return max(lane.step for lane in self.lanes)

    def __getattr__(self, field: str) -> tuple[Any, ...]:
        if field.startswith("__"):
            raise AttributeError(field)
        return tuple(getattr(lane, field) for lane in self.lanes)

    def shared(self, past_of: tuple[int, ...]) -> Self:
        """The same moment as the past of branches: lane ``past_of[i]`` is that of branch ``i``."""
        return type(self)(**{k: tuple(v[i] for i in past_of) for k, v in vars(self).items()})


@final
class Lanes(Run[LanesMoment]):
    """Runs that are stepped together, with snapshots that a history can branch from.

    A lane may hold any run whose snapshots are `ganviz.toy.snapshots.moments`: a GAN, or a model of another
    kind on the same target. A lane that diverges stops and keeps its last moment, and so does one
    that has finished; the others go on.

    Args:
        runs: one to four, all on the line or all in the plane. A run in the plane has a ``plane``,
            the background of its snapshots.

    Raises:
        ValueError: no run, or more than four.

    >>> from ganviz import Gaussian, ToyGAN, Uniform
    >>> from ganviz.toy import ToySettings
    >>> lanes = Lanes(*(ToyGAN(Gaussian(), Uniform(-1, 1), ToySettings(k=k)) for k in (1, 2)))
    >>> lanes.step(5)
    >>> moment = lanes.snapshot()
    >>> moment.step, len(moment.jsd)
    (5, 2)
    """

    def __init__(self, *runs: Run[Any]) -> None:
        if not 1 <= len(runs) <= MOST:
            raise _check.refuse("runs", len(runs), "rule_runs", most=MOST)
        self.runs = runs
        self._stopped = [""] * len(runs)
        self._last: list[Any] = [None] * len(runs)

    @property
    def steps(self) -> int:  # type: ignore[override]
        """Rounds of the lane that has played most."""
        return max(run.steps for run in self.runs)

    @property
    def finished(self) -> bool:
        """Whether no lane can go on; if all have diverged, the next step says so instead."""
        ends = [run.finished or why for run, why in zip(self.runs, self._stopped, strict=True)]
        return all(ends) and not all(self._stopped)

    @property
    def capacity(self) -> int:
        """How many moments a history can keep without filling the memory."""
        size = sum(_bytes(run.state_dict()) for run in self.runs)
        low, high = MOMENTS
        return min(max(int(MEMORY / max(size, 1)), low), high)

    def step(self, n: int = 1, lanes: Collection[int] | None = None) -> None:
        """Play ``n`` rounds in every lane, or in ``lanes``.

        Raises:
            Diverged: when the last lane has.
        """
        self._play(lambda run: run.step(n), lanes)

    def step_discriminator(self, n: int = 1, lanes: Collection[int] | None = None) -> None:
        """Train D alone; all this as :meth:`step`. A lane that has no D stands still."""
        self._move("step_discriminator", n, lanes)

    def step_generator(self, n: int = 1, lanes: Collection[int] | None = None) -> None:
        """Train G alone; all this as :meth:`step`. A lane that is not a game stands still."""
        self._move("step_generator", n, lanes)

    def step_both(self, n: int = 1, lanes: Collection[int] | None = None) -> None:
        """Train both at once; all this as :meth:`step`. A lane without D stands still."""
        self._move("step_both", n, lanes)

    def snapshot(self) -> LanesMoment:
        """What there is to see in every lane, and what it takes to branch from here."""
        self._each(self._look)
        snapshots, planes, states = zip(*self._last, strict=True)
        return LanesMoment(snapshots, planes, states, tuple(self._stopped))

    def configure(self, lane: int = 0, **changes: Any) -> None:
        """Change live settings of one lane; raises as its own ``configure`` does."""
        last = len(self.runs) - 1
        self.runs[_check.integer("lane", lane, at_least=0, at_most=last)].configure(**changes)

    def branch(self, moment: LanesMoment, past_of: tuple[int, ...]) -> "Lanes":
        """Runs that go on from ``moment``, one for each number of a lane in ``past_of``.

        >>> from ganviz import Gaussian, ToyGAN, Uniform
        >>> lanes = Lanes(ToyGAN(Gaussian(), Uniform(-1, 1)))
        >>> lanes.step(3)
        >>> two = lanes.branch(lanes.snapshot(), (0, 0))
        >>> two.configure(lane=1, k=4)
        >>> two.step(2)
        >>> [run.settings.k for run in two.runs], two.snapshot().step
        ([1, 4], 5)
        """
        return Lanes(*(_resumed(self.runs[i], moment.states[i]) for i in past_of))

    def state_dict(self) -> dict[str, Any]:
        """A copy of the state of every lane; of one that has stopped, of its last moment."""
        return {
            "lanes": [
                self._last[i][2] if self._stopped[i] else run.state_dict()
                for i, run in enumerate(self.runs)
            ]
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from ``state``, of lanes with the same settings."""
        for run, own in zip(self.runs, state["lanes"], strict=True):
            run.load_state_dict(own)
        self._stopped = [""] * len(self.runs)

    def _move(self, name: str, n: int, lanes: Collection[int] | None) -> None:
        """Make a move of a game in the lanes that know it."""
        self._play(lambda run: getattr(run, name, lambda n: None)(n), lanes)

    def _play(self, act: Callable[[Run[Any]], None], lanes: Collection[int] | None) -> None:
        self._each(lambda i, run: act(run) if lanes is None or i in lanes else None)
        if all(self._stopped):
            raise Diverged(self._stopped[-1])

    def _each(self, act: Callable[[int, Run[Any]], None]) -> None:
        """Act on all lanes that have not stopped; one that diverges stops."""
        for i, run in enumerate(self.runs):
            if not self._stopped[i]:
                try:
                    act(i, run)
                except Diverged as error:
                    if self._last[i] is None:  # there is nothing to keep of it
                        raise
                    self._stopped[i] = str(error)

    def _look(self, i: int, run: Run[Any]) -> None:
        self._last[i] = run.snapshot(), getattr(run, "plane", None), run.state_dict()


Moment = LanesMoment
"""The former name."""


def _resumed(like: Run[Any], state: dict[str, Any]) -> Run[Any]:
    """A run of its own that goes on from ``state``."""
    run = copy.deepcopy(like)
    run.load_state_dict(state)
    return run


def _bytes(state: Any) -> int:
    """The memory of the arrays and tensors in a state."""
    if hasattr(state, "nbytes"):
        return int(state.nbytes)
    if isinstance(state, dict):
        return sum(map(_bytes, state.values()))
    return sum(map(_bytes, state)) if isinstance(state, list | tuple) else 0
