"""Proposition 2: p_g itself goes down the subgradient of max_D V(G, D), and reaches p_data.

U(p_g, D) = V(G, D) is linear in p_g for each D, so its supremum over D, C(G), is convex in p_g, and
a subgradient of it is the gradient of U at the D that attains it: log(1 - D*(x)) at every x. Here
the densities are masses on the cells of a grid (`ganviz.theory.Grid`), and the formulas are exact.

Goodfellow et al. 2014, section 4.2.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import kl_div, xlog1py

from ganviz import _check
from ganviz.theory.simplex import project_onto_simplex

BOUNDED = math.log(1e-3)
"""Least value of log(1 - D) that projected gradient follows, in nats: see `projected`."""


def mass_jsd(p_data: np.ndarray, p_g: np.ndarray) -> float:
    """JSD of two vectors of masses, (n,) each, in nats, precise however near to 0.

    >>> mass_jsd(np.array([0.5, 0.5]), np.array([0.5 - 1e-9, 0.5 + 1e-9]))
    5.0...e-19
    """
    return float(rows_jsd(p_data, p_g))


def rows_jsd(p_data: np.ndarray, p_g: np.ndarray) -> np.ndarray:
    """`mass_jsd` of the rows of p_g: (..., n) -> (...)."""
    both = p_data + p_g
    u = np.divide(p_g - p_data, both, out=np.zeros_like(both), where=both > 0)
    parts = both * (xlog1py(1 + u, u) + xlog1py(1 - u, -u))
    return np.maximum(parts.sum(axis=-1) / 4, 0.0)


def subgradient(p_data: np.ndarray, p_g: np.ndarray) -> np.ndarray:
    """log(1 - D*) on each cell, the gradient of C with respect to p_g: (n,), in nats.

    -inf where p_data has mass and p_g has none; 0, one of many subgradients, where neither has.

    >>> subgradient(np.array([0.5, 0.5]), np.array([0.5, 0.5]))  # at the optimum: -log 2
    array([-0.69314718, -0.69314718])
    """
    both = p_data + p_g
    share = np.divide(p_g, both, out=np.ones_like(both), where=both > 0)
    with np.errstate(divide="ignore"):
        return np.log(share)


def mirror(p_g: np.ndarray, subgradient: np.ndarray, step_size: float) -> np.ndarray:
    """One step of mirror descent: p_g (1 - D*)^-step_size, normalised.

    It minimises subgradient @ p + KL(p || p_g) / step_size. Relative to the entropy C is 1-smooth
    (its Hessian is that of the negative entropy times D* <= 1), so that C falls for every step size
    up to 1, whatever the densities.
    A step of exactly 1 replaces p_g by (p_data + p_g) / 2. Near the optimum each step shrinks
    p_g / p_data - 1 by 1 - step_size / 2, and C(G) + log 4 by its square; p_g where p_data has
    nothing, by 2^-step_size. A cell with no mass stays so.
    """
    some = p_g > 0
    logs = np.full(p_g.shape, -np.inf)
    logs[some] = np.log(p_g[some]) - step_size * subgradient[some]
    p_g = np.exp(logs - logs.max())
    return p_g / p_g.sum()


def projected(p_g: np.ndarray, subgradient: np.ndarray, step_size: float) -> np.ndarray:
    """One step of projected gradient descent: the point of the simplex next to p_g - step * g.

    It minimises subgradient @ p + |p - p_g|^2 / (2 step_size). In this distance the curvature of C
    is p_data / (p_g (p_data + p_g)): the step size has to be small beside the smallest mass of
    p_data. Where p_g has none, the gradient is -inf; there it is followed as if D were at most
    0.999, a bound that leaves C convex and its minimum where it is.
    """
    return project_onto_simplex(p_g - step_size * np.maximum(subgradient, BOUNDED))


def _kl(p_data: np.ndarray, p_g: np.ndarray) -> np.ndarray:
    return kl_div(p_data, p_g).sum(axis=-1)  # p log(p / q) - p + q: precise near 0


def _half_square(p_data: np.ndarray, p_g: np.ndarray) -> np.ndarray:
    return ((p_data - p_g) ** 2).sum(axis=-1) / 2


@dataclass(frozen=True)
class DescentMethod:
    """A way to step on the simplex.

    Attributes:
        step: (p_g, subgradient, step size) -> p_g.
        distance: (p_data, p_g), (..., n) each -> how far it still is (...), in the geometry of the
            step. While steps are short (`is_short`), C - C* <= distance at the start / (step size *
            t) after t of them (Beck and Teboulle 2003; Lu, Freund and Nesterov 2018, theorem 3.1).
        step_size: the default, slow enough to be watched.
    """

    step: Callable[[np.ndarray, np.ndarray, float], np.ndarray]
    distance: Callable[[np.ndarray, np.ndarray], np.ndarray]
    step_size: float


Method = DescentMethod
"""The former name."""

METHODS = {
    "mirror": DescentMethod(mirror, _kl, 0.02),
    "projected": DescentMethod(projected, _half_square, 1e-4),
}


def is_short(
    p_data: np.ndarray, before: np.ndarray, after: np.ndarray, method: str, step_size: float
) -> bool:
    """Whether C after a step is no higher than the upper model of C that the step minimised.

    The model is C before + g (after - before) + distance(after, before) / step size; it lies above
    C if the step is small beside the curvature of C. Then C falls, and the bound of `DescentMethod`
    holds.

    >>> p_data, p_g = np.array([0.9, 0.1]), np.array([0.5, 0.5])
    >>> g = subgradient(p_data, p_g)
    >>> [is_short(p_data, p_g, mirror(p_g, g, size), "mirror", size) for size in (1, 5)]
    [True, False]
    """
    path = np.stack([before, after])
    return bool(_are_short(p_data, path, rows_jsd(p_data, path), METHODS[method], step_size)[0])


def _are_short(
    p_data: np.ndarray, path: np.ndarray, jsd: np.ndarray, method: DescentMethod, step_size: float
) -> np.ndarray:
    """`is_short` of each step of a path (t + 1, n), whose points have these JSD: (t,)."""
    before, after = path[:-1], path[1:]
    g = subgradient(p_data, before) + math.log(2)
    g = np.maximum(g, -99.0)  # finite; the sum of steps is 0
    promised = (g * (after - before)).sum(axis=-1) + method.distance(after, before) / step_size
    slack = 1e-15 * (1 + 1 / step_size)  # rounding of the distance
    return 2 * np.diff(jsd) <= promised + slack


@dataclass(frozen=True, eq=False)
class Descent:
    """A descent from its start on: t steps, in nats.

    Attributes:
        p_data: (n,) masses.
        p_g: (t + 1, n) masses; row 0 is the start.
        jsd: (t + 1,) JSD(p_data, p_g).
        bound: (t + 1,) what C(G) + log 4 cannot exceed (see `DescentMethod`); inf at 0, and nan
            from the first step on that was too long for it.
    """

    p_data: np.ndarray
    p_g: np.ndarray
    jsd: np.ndarray
    bound: np.ndarray

    @property
    def criterion(self) -> np.ndarray:
        """C(G) = -log 4 + 2 JSD, eq. 6: (t + 1,)."""
        return 2 * self.jsd - math.log(4)

    @property
    def rate(self) -> float:
        """The factor by which a step shrank C(G) + log 4, measured over the last tenth of them.

        Without meaning once the JSD has come down to rounding, some 1e-30; nan at 0.
        """
        span = max((len(self.jsd) - 1) // 10, 1)
        before, after = self.jsd[[-1 - span, -1]]
        return float((after / before) ** (1 / span)) if before > 0 else math.nan


def descend(
    p_data: Any,
    p_g: Any,
    method: str = "mirror",
    step_size: float | None = None,
    steps: int = 200,
) -> Descent:
    """Follow the subgradient of C(G) from p_g; Proposition 2 says that it ends at p_data.

    Args:
        p_data, p_g: (n,) masses, as of `Grid.masses`. Where p_g starts with no mass although
            p_data has some, mirror descent never gives it any.
        method: a name of `METHODS`.
        step_size: that of the method if None.
        steps: how many.

    Raises:
        ValueError: an unknown method, a step size <= 0, steps < 1, or vectors that are no masses.

    >>> from ganviz.distributions import Gaussian
    >>> from ganviz.theory.simplex import Grid
    >>> p_data, p_g = Grid().masses(Gaussian(0, 1)), Grid().masses(Gaussian(-1, 1.5))
    >>> found = descend(p_data, p_g, step_size=1, steps=40)
    >>> bool(np.allclose(found.p_g[1], (p_data + p_g) / 2, atol=1e-15))
    True
    >>> round(found.rate, 3)  # (1 - step_size / 2)^2
    0.25
    """
    p_data, p_g = masses("p_data", p_data), masses("p_g", p_g)
    if p_g.size != p_data.size:
        raise _check.refuse("p_g", p_g.shape, "rule_masses_on_cells", n=p_data.size)
    chosen = METHODS[_check.one_of("method", method, METHODS)]
    wanted = chosen.step_size if step_size is None else step_size
    size = _check.number("step_size", wanted, above=0)
    steps = _check.integer("steps", steps, at_least=1)
    path = np.empty((steps + 1, p_g.size))
    path[0] = p_g
    for t in range(steps):
        path[t + 1] = chosen.step(path[t], subgradient(p_data, path[t]), size)
    jsd = rows_jsd(p_data, path)
    short = np.logical_and.accumulate(_are_short(p_data, path, jsd, chosen, size))
    bound = chosen.distance(p_data, p_g) / size / np.arange(1, steps + 1)
    return Descent(
        p_data=p_data,
        p_g=path,
        jsd=jsd,
        bound=np.r_[math.inf, np.where(short, bound, math.nan)],
    )


def masses(name: str, value: Any) -> np.ndarray:
    """The argument as masses, (n,), or refused."""
    p = _check.finite_array(name, value, ndim=1)
    if (p < 0).any() or abs(float(p.sum()) - 1) > 1e-9:
        raise _check.refuse(name, p, "refused_masses")
    return p
