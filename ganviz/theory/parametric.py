"""The same descent through a parametric G: p_g moves with two numbers only, and can get stuck.

C is convex in p_g, but p_g is not linear in the parameters of G: "using a multilayer perceptron to
define G introduces multiple critical points in parameter space" (Goodfellow et al. 2014, section
4.2). Two bumps of fixed width are the smallest G that shows it: they can become p_data exactly, and
yet from many starts both end up on one of its modes.
"""

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.special import ndtr

from ganviz import _check
from ganviz.distributions import Gaussian, Mixture, Univariate
from ganviz.theory.descent import rows_jsd, subgradient
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
        """d masses / d theta, (2, n): what flows into a cell on its left less what flows out."""
        return self.cells(theta)[1]

    def cells(self, theta: Any) -> tuple[np.ndarray, np.ndarray]:
        """`masses` and `jacobian` together."""
        t = (self.grid.edges - np.asarray(theta, dtype=float)[:, None]) / self.std
        below, above = ndtr(t), ndtr(-t)
        through = np.exp(-t * t / 2) / (-2 * math.sqrt(2 * math.pi) * self.std)
        through[:, 0] = through[:, -1] = 0.0  # the outer cells hold all that lies beyond them
        masses = between_edges((below[0] + below[1]) / 2, (above[0] + above[1]) / 2)
        return masses, through[:, 1:] - through[:, :-1]


@dataclass(frozen=True, eq=False)
class ParametricDescent:
    """Gradient descent on the parameters of G: t steps from its start on.

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
    """Follow dC / dtheta from ``theta``; it ends at a critical point, not always at p_data.

    The gradient is the subgradient log(1 - D*) by the chain rule, exact on the cells.

    Args:
        p_data: where p_g should go.
        theta: (2,) the means at the start.
        bumps: the generator; std 0.5 if None.
        step_size, steps: how far and how often.

    Raises:
        ValueError: theta is not two numbers, step_size <= 0, or steps < 1.

    >>> from ganviz.distributions import named
    >>> descend_parameters(named("two_modes"), [-0.5, 2.5]).theta[-1].round(3)
    array([-1.5, 1.5])
    >>> descend_parameters(named("two_modes"), [0.8, 2.5]).theta[-1].round(3)
    array([1.345, 1.626])
    """
    bumps = bumps or TwoBumps()
    start = _check.finite_array("theta", theta, ndim=1)
    if start.size != 2:
        raise _check.refuse("theta", theta, "rule_two_means")
    size = _check.number("step_size", step_size, above=0)
    target, path, p_g, slopes = bumps.grid.masses(p_data), [start], [], []
    for step in range(_check.integer("steps", steps, at_least=1) + 1):
        masses, jacobian = bumps.cells(path[step])
        p_g.append(masses)
        slopes.append(jacobian @ subgradient(target, masses))
        path.append(path[step] - size * slopes[step])
    every = np.stack(p_g)
    return ParametricDescent(
        theta=np.stack(path[:-1]),
        p_g=every,
        jsd=rows_jsd(target, every),
        gradient=np.linalg.norm(slopes, axis=1),
    )
