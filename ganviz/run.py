"""The protocol of runs: seeded processes that are stepped and give immutable snapshots.

Toy GANs, several of them side by side, a D against a fixed G, the descent of p_g on C(G), a point
in a two-parameter game, other generative models and the image trainer are runs. So one class
(`ganviz.host.Player`) plays, pauses, rewinds and branches all of them, one function writes their
state to disk (`ganviz.states`), and one file tests what they promise (``tests/test_runs.py``).
"""

from abc import abstractmethod
from typing import Any, Protocol, TypeVar, runtime_checkable


class Diverged(RuntimeError):
    """The numbers of a run are no longer finite; it cannot go on."""


class Moment(Protocol):
    """One moment of a run: a frozen dataclass, whose arrays nobody writes to.

    Its numbers become curves by their names (`ganviz.host.History.curves`); a number without a
    meaning is nan. The moments of generative models are in `ganviz.toy.snapshots.moments`.
    """

    @property
    def step(self) -> int:
        """The run's ``steps`` at this moment."""
        ...


M_co = TypeVar("M_co", bound=Moment, covariant=True)


@runtime_checkable
class Run(Protocol[M_co]):
    """A process that is stepped.

    A class inherits: ``class Walk(Run[Where])``, where ``Where`` is the class of its moments. It
    promises, bit for bit:

    - all randomness follows from a seed: ``step(a)``, then ``step(b)`` is the same as
      ``step(a + b)``, with or without snapshots in between;
    - ``load_state_dict(state_dict())`` goes on in the same way, on the same run or on another one
      that was made with the same arguments;
    - ``copy.deepcopy`` makes an independent run that goes on from the same place.

    Attributes:
        steps: how many steps have been taken.

    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True)
    ... class Where:
    ...     step: int
    ...     x: float
    >>> class Walk(Run[Where]):
    ...     def __init__(self): self.steps, self.x, self.pace = 0, 0.0, 1.0
    ...     def step(self, n=1): self.steps, self.x = self.steps + n, self.x + n * self.pace
    ...     def snapshot(self): return Where(self.steps, self.x)
    ...     def configure(self, *, pace): self.pace = pace
    ...     def state_dict(self): return dict(vars(self))
    ...     def load_state_dict(self, state): vars(self).update(state)
    >>> walk = Walk()
    >>> walk.step(3)
    >>> walk.snapshot(), walk.finished
    (Where(step=3, x=3.0), False)
    """

    steps: int

    @abstractmethod
    def step(self, n: int = 1) -> None:
        """Take ``n`` steps, or fewer if the run finishes.

        Raises:
            Diverged: the run's numbers are no longer finite.
        """

    @abstractmethod
    def snapshot(self) -> M_co:
        """The present moment; the run is left as it is."""
        ...

    @abstractmethod
    def configure(self, **changes: Any) -> None:
        """Change settings by name, from the next step on.

        Raises:
            ValueError: an unknown name, a bad value, or a change that needs a new run; then nothing
                has changed.
        """

    @abstractmethod
    def state_dict(self) -> dict[str, Any]:
        """A copy of all that later steps depend on.

        It holds numbers, strings, arrays and tensors, in dicts, lists and tuples; other objects
        only if the caller gave them to the run: distributions, settings, a game.
        """
        ...

    @abstractmethod
    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from ``state``, which is not changed."""

    @property
    def finished(self) -> bool:
        """Whether it has ended by itself; most runs never do."""
        return False

    @property
    def capacity(self) -> int | None:
        """The most moments that a history should keep, if they are large; None for no limit."""
        return None
