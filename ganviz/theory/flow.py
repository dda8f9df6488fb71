"""The descent of Proposition 2 as a run whose settings can be changed between steps."""

import math
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from ganviz import _check
from ganviz.distributions import Univariate
from ganviz.run import Run
from ganviz.theory.descent import METHODS, is_short, mass_jsd, subgradient
from ganviz.theory.game import pointwise_argmax
from ganviz.theory.simplex import Grid


@dataclass(frozen=True, eq=False)
class FlowSnapshot:
    """One moment of the descent; arrays (n,) over the cells of the grid, numbers in nats.

    Attributes:
        step: steps so far.
        x: midpoints of the cells.
        p_data, p_g: densities.
        start: the density p_g at step 0.
        d_star: D*(x); nan where both densities are 0.
        subgradient: log(1 - D*(x)); p_g falls where it is above its mean, and rises elsewhere.
        jsd: JSD(p_data, p_g).
        bound: an upper bound of C(G) + log 4 that counts steps from the last change of settings;
            nan at that moment, and from the first step on that is not short (`is_short`).
        rate: the factor by which the last step multiplied C(G) + log 4; nan at the start.
    """

    step: int
    x: np.ndarray
    p_data: np.ndarray
    p_g: np.ndarray
    start: np.ndarray
    d_star: np.ndarray
    subgradient: np.ndarray
    jsd: float
    bound: float
    rate: float

    @property
    def criterion(self) -> float:
        """C(G) = -log 4 + 2 JSD, eq. 6."""
        return 2 * self.jsd - math.log(4)

    @property
    def gap(self) -> float:
        """C(G) + log 4: how far C(G) is above its minimum."""
        return 2 * self.jsd


@final
class DensityFlow(Run[FlowSnapshot]):
    """p_g descends on C(G), one subgradient step at a time: `descend` as a run.

    Args:
        p_data, p_g: the target and the start.
        method: a name of `ganviz.theory.METHODS`.
        step_size: by default that of the method.
        grid: the cells that hold the masses; by default ``Grid()``.

    Raises:
        ValueError: an unknown method, or a step size <= 0.

    >>> from ganviz.distributions import Gaussian, named
    >>> flow = DensityFlow(named("two_modes"), Gaussian(0, 2), step_size=1)
    >>> flow.step(25)
    >>> flow.snapshot().jsd < 1e-8
    True
    """

    _p_data: np.ndarray
    _method: str
    _step_size: float

    def __init__(
        self,
        p_data: Univariate,
        p_g: Univariate,
        method: str = "mirror",
        step_size: float | None = None,
        grid: Grid | None = None,
    ) -> None:
        self._grid = grid or Grid()
        self._start = self._p_g = self._before = self._grid.masses(p_g)
        self.steps = 0
        default = METHODS[_check.one_of("method", method, METHODS)].step_size
        size = default if step_size is None else step_size
        self.configure(p_data=p_data, method=method, step_size=size)

    def configure(
        self,
        *,
        p_data: Univariate | None = None,
        method: str | None = None,
        step_size: float | None = None,
        **unknown: Any,
    ) -> None:
        """Change the target, the method or the step size; p_g stays where it is.

        Raises:
            ValueError: an unknown name, or a value that is not allowed; then nothing has changed.
        """
        _check.no_others("changes", unknown, ("p_data", "method", "step_size"))
        new: dict[str, Any] = {}
        if method is not None:
            new["_method"] = _check.one_of("method", method, METHODS)
        if step_size is not None:
            new["_step_size"] = _check.number("step_size", step_size, above=0)
        if p_data is not None:
            _check.kind_of("p_data", p_data, Univariate, "rule_distribution_1d")
            new["_p_data"] = self._grid.masses(p_data)
        vars(self).update(new)
        self._since, self._short = self.steps, True
        self._far = METHODS[self._method].distance(self._p_data, self._p_g) / self._step_size

    def step(self, n: int = 1) -> None:
        """Take ``n`` steps."""
        step = METHODS[self._method].step
        for _ in range(_check.integer("n", n, at_least=1)):
            self._before = self._p_g
            self._p_g = step(self._p_g, subgradient(self._p_data, self._p_g), self._step_size)
            self._short = self._short and is_short(
                self._p_data, self._before, self._p_g, self._method, self._step_size
            )
        self.steps += n

    def snapshot(self) -> FlowSnapshot:
        """The present moment; the run is left as it is."""
        jsd = mass_jsd(self._p_data, self._p_g)
        before = mass_jsd(self._p_data, self._before)
        steps = self.steps - self._since
        density = self._grid.density
        return FlowSnapshot(
            step=self.steps,
            x=self._grid.x,
            p_data=density(self._p_data),
            p_g=density(self._p_g),
            start=density(self._start),
            d_star=pointwise_argmax(self._p_data, self._p_g),
            subgradient=subgradient(self._p_data, self._p_g),
            jsd=jsd,
            bound=float(self._far / steps) if steps and self._short else math.nan,
            rate=jsd / before if self.steps and before > 0 else math.nan,
        )

    def state_dict(self) -> dict[str, Any]:
        """All that the run depends on; its arrays are never written to."""
        return {name: getattr(self, name) for name in _STATE}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from ``state``, bit for bit as the run that it was taken from."""
        for name in _STATE:
            setattr(self, name, state[name])


Flow = DensityFlow
"""The former name."""

_STATE = (
    "steps",
    *("_start", "_before", "_p_g", "_p_data"),
    *("_method", "_step_size", "_since", "_far", "_short"),
)
