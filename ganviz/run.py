"""What a run is: a seeded process that is stepped, and shows immutable moments of itself.

Toy GANs and lanes of them, a D against a fixed G, p_g on its way down C(G), a point in a game of
two parameters, a model of another family and the image trainer all are runs. So one player
(`ganviz.host.Player`) plays, pauses, turns back and branches every one of them, one function writes
its state to disk (`ganviz.states`), and one file of tests holds all of them to the same promises
(``tests/test_runs.py``).
"""

from abc import abstractmethod
from typing import Any, Protocol, TypeVar, runtime_checkable


class Diverged(RuntimeError):
    """A run whose numbers are no longer finite; it cannot go on."""


class Moment(Protocol):
    """One moment of a run: a frozen dataclass, whose arrays nobody writes to.

    Its numbers become curves by their names (`ganviz.host.History.curves`); where a number has no
    meaning it is nan. What a generative model shows is in `ganviz.toy.moments`.
    """

    @property
    def step(self) -> int:
        """The run's ``steps`` at this moment."""
        ...


M_co = TypeVar("M_co", bound=Moment, covariant=True)


@runtime_checkable
class Run(Protocol[M_co]):
    """A process that is stepped.

    A class says that it is one by inheriting: ``class Walk(Run[Where])``. What it promises:

    - all that is random follows from a seed, so that ``step(a)``, then ``step(b)`` is the same as
      ``step(a + b)``, bit for bit, whatever is looked at in between;
    - ``load_state_dict(state_dict())`` goes on with the same bits, on the same run or on another
      one that was made with the same arguments;
    - ``copy.deepcopy`` makes a run of its own that goes on from the same place.

    Attributes:
        steps: how many have been taken since the beginning.

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
        """Take ``n`` steps, or as many as there are left; none once the run has finished.

        Raises:
            Diverged: its numbers are no longer finite.
        """

    @abstractmethod
    def snapshot(self) -> M_co:
        """What there is to see now; leaves the run as it is."""
        ...

    @abstractmethod
    def configure(self, **changes: Any) -> None:
        """Change by name what may change while it runs, from the next step on.

        Raises:
            ValueError: an unknown name, a bad value, or one that needs a new run; then nothing has
                changed.
        """

    @abstractmethod
    def state_dict(self) -> dict[str, Any]:
        """A copy of all that the future depends on.

        Numbers, words, arrays and tensors, in dicts, lists and tuples; objects stand in it only
        where the caller has given them: distributions, settings, a game.
        """
        ...

    @abstractmethod
    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from ``state``, which stays as it is."""

    @property
    def finished(self) -> bool:
        """Whether it has come to its own end; most runs go on as long as they are stepped."""
        return False

    @property
    def capacity(self) -> int | None:
        """How many moments a history should keep at most, where they are large; None: no limit."""
        return None
