"""Descent on C(G) through a G with two parameters, which can end at the wrong critical point.

C is convex in p_g, but p_g is not linear in the parameters of G: "using a multilayer perceptron to
define G introduces multiple critical points in parameter space" (Goodfellow et al. 2014, section
4.2). A mixture of two Gaussians of fixed width shows it: it can equal p_data, and yet from many
starts both Gaussians end on the same mode.
"""

import math
from dataclasses import dataclass, field
from typing import Any, final

import numpy as np
from scipy.special import ndtr

from ganviz import _check
from ganviz.distributions import Gaussian, Mixture, Univariate
from ganviz.run import Run
from ganviz.theory.descent import mass_jsd, rows_jsd, subgradient
from ganviz.theory.simplex import Grid, between_edges


@dataclass(frozen=True)
class TwoBumps:
    """G: p_g = N(theta[0], std^2) / 2 + N(theta[1], std^2) / 2, on the cells of a grid.

    Raises:
        ValueError: std <= 0.

    >>> TwoBumps().p_g([-1.5, 1.5]) == Mixture([Gaussian(-1.5, 0.5), Gaussian(1.5, 0.5)])
    True
    """

    std: float = 0.5
    grid: Grid = field(default_factory=Grid)

    def __post_init__(self) -> None:
        _check.number("std", self.std, above=0)

    def p_g(self, theta: Any) -> Mixture:
        """The generator's density for the means theta, (2,)."""
        return Mixture([Gaussian(float(mean), self.std) for mean in theta])

    def masses(self, theta: Any) -> np.ndarray:
        """p_g on the cells, (n,)."""
        return self.cells(theta)[0]

    def jacobian(self, theta: Any) -> np.ndarray:
        """d masses / d theta, (2, n)."""
        return self.cells(theta)[1]

    def cells(self, theta: Any) -> tuple[np.ndarray, np.ndarray]:
        """`masses` and `jacobian`, which share most of their work."""
        t = (self.grid.edges - np.asarray(theta, dtype=float)[:, None]) / self.std
        below, above = ndtr(t), ndtr(-t)
        through = np.exp(-t * t / 2) / (-2 * math.sqrt(2 * math.pi) * self.std)
        through[:, 0] = through[:, -1] = 0.0  # the outer cells hold all mass beyond the grid
        masses = between_edges((below[0] + below[1]) / 2, (above[0] + above[1]) / 2)
        return masses, through[:, 1:] - through[:, :-1]


@dataclass(frozen=True, eq=False)
class ParametricDescent:
    """The path of t steps of gradient descent on the parameters of G.

    Attributes:
        theta: (t + 1, 2) the means; row 0 is the start.
        p_g: (t + 1, n) masses.
        jsd: (t + 1,) JSD(p_data, p_g), in nats.
        gradient: (t + 1,) the norm of dC / dtheta: 0 at a critical point.
    """

    theta: np.ndarray
    p_g: np.ndarray
    jsd: np.ndarray
    gradient: np.ndarray

    @property
    def criterion(self) -> np.ndarray:
        """C(G) = -log 4 + 2 JSD, eq. 6: (t + 1,)."""
        return 2 * self.jsd - np.log(4)


def descend_parameters(
    p_data: Univariate,
    theta: Any,
    bumps: TwoBumps | None = None,
    step_size: float = 0.5,
    steps: int = 200,
) -> ParametricDescent:
    """Follow -dC / dtheta from ``theta``; it ends at a critical point, not always at p_data.

    The gradient follows from the subgradient log(1 - D*) by the chain rule, exactly on the cells.

    Args:
        p_data: the target.
        theta: (2,) the means at the start.
        bumps: the generator; by default ``TwoBumps()``.
        step_size: factor of the gradient.
        steps: number of steps.

    Raises:
        ValueError: theta is not two numbers, step_size <= 0, or steps < 1.

    >>> from ganviz.distributions import named
    >>> descend_parameters(named("two_modes"), [-0.5, 2.5]).theta[-1].round(3)
    array([-1.5, 1.5])
    >>> descend_parameters(named("two_modes"), [0.8, 2.5]).theta[-1].round(3)
    array([1.345, 1.626])
    """
    steps = _check.integer("steps", steps, at_least=1)
    run = ParameterFlow(p_data, theta, bumps, step_size)
    path = []
    for _ in range(steps + 1):
        path.append((run._theta, *run._slope()))
        run.step()
    thetas, p_g, slopes = map(np.stack, zip(*path, strict=True))
    return ParametricDescent(
        theta=thetas,
        p_g=p_g,
        jsd=rows_jsd(run._target, p_g),
        gradient=np.linalg.norm(slopes, axis=1),
    )


@dataclass(frozen=True, eq=False)
class ParameterMoment:
    """One moment of the descent on the parameters.

    Attributes:
        step: steps so far.
        theta: (2,) the means.
        p_g: (n,) masses.
        slope: (2,) dC / dtheta.
        jsd: JSD(p_data, p_g), in nats.
    """

    step: int
    theta: np.ndarray
    p_g: np.ndarray
    slope: np.ndarray
    jsd: float

    @property
    def criterion(self) -> float:
        """C(G) = -log 4 + 2 JSD, eq. 6."""
        return 2 * self.jsd - np.log(4)

    @property
    def gradient(self) -> float:
        """The norm of dC / dtheta: 0 at a critical point."""
        return float(np.linalg.norm(self.slope))


@final
class ParameterFlow(Run[ParameterMoment]):
    """Gradient descent on C(G) in the parameters of G, as a run.

    Args:
        p_data, theta, bumps, step_size: as for `descend_parameters`.

    Raises:
        ValueError: theta is not two numbers, or step_size <= 0.

    >>> from ganviz.distributions import named
    >>> run = ParameterFlow(named("two_modes"), [-0.5, 2.5])
    >>> run.step(100)
    >>> run.snapshot().theta.round(3)
    array([-1.5,  1.5])
    """

    _target: np.ndarray
    _theta: np.ndarray
    _step_size: float
    _here: tuple[np.ndarray, np.ndarray] | None  # masses and slope at theta, once computed

    def __init__(
        self,
        p_data: Univariate,
        theta: Any,
        bumps: TwoBumps | None = None,
        step_size: float = 0.5,
    ) -> None:
        self._bumps, self.steps = bumps or TwoBumps(), 0
        self.configure(p_data=p_data, theta=theta, step_size=step_size)

    def configure(
        self,
        *,
        p_data: Univariate | None = None,
        theta: Any = None,
        step_size: float | None = None,
        **unknown: Any,
    ) -> None:
        """Change the target, the parameters or the step size.

        Raises:
            ValueError: an unknown name, or a value that is not allowed; then nothing has changed.
        """
        _check.no_others("changes", unknown, ("p_data", "theta", "step_size"))
        new: dict[str, Any] = {}
        if step_size is not None:
            new["_step_size"] = _check.number("step_size", step_size, above=0)
        if theta is not None:
            new["_theta"] = _check.finite_array("theta", theta, ndim=1)
            if new["_theta"].size != 2:
                raise _check.refuse("theta", theta, "rule_two_means")
        if p_data is not None:
            _check.kind_of("p_data", p_data, Univariate, "rule_distribution_1d")
            new["_target"] = self._bumps.grid.masses(p_data)
        vars(self).update(new, _here=None)

    def step(self, n: int = 1) -> None:
        """Take ``n`` steps down the gradient."""
        for _ in range(_check.integer("n", n, at_least=1)):
            self._theta = self._theta - self._step_size * self._slope()[1]
            self._here = None
        self.steps += n

    def snapshot(self) -> ParameterMoment:
        """The present moment; the run is left as it is."""
        p_g, slope = self._slope()
        return ParameterMoment(self.steps, self._theta, p_g, slope, mass_jsd(self._target, p_g))

    def state_dict(self) -> dict[str, Any]:
        """All that the run depends on; its arrays are never written to."""
        return {name: getattr(self, name) for name in _STATE}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from ``state``, bit for bit as the run that it was taken from."""
        for name in _STATE:
            setattr(self, name, state[name])
        self._here = None

    def _slope(self) -> tuple[np.ndarray, np.ndarray]:
        """The masses of p_g, and dC / dtheta by the chain rule."""
        if self._here is None:
            p_g, jacobian = self._bumps.cells(self._theta)
            self._here = p_g, jacobian @ subgradient(self._target, p_g)
        return self._here


_STATE = ("steps", "_target", "_theta", "_step_size")
