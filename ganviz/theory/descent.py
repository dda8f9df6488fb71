"""Proposition 2: p_g descends along the subgradient of max_D V(G, D), and reaches p_data.

U(p_g, D) = V(G, D) is linear in p_g for each D. So C(G), its supremum over D, is convex in p_g, and
the gradient of U at the D that attains the supremum is a subgradient of C: log(1 - D*(x)) at x.
Here densities are masses on the cells of a grid (`ganviz.theory.Grid`); the formulas are exact.

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
"""The least value of log(1 - D), in nats, that `projected` uses."""


def mass_jsd(p_data: np.ndarray, p_g: np.ndarray) -> float:
    """JSD of two vectors of masses, (n,) each, in nats; accurate also very near 0.

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

    -inf where p_data has mass and p_g has none. Where neither has mass, every number <= 0 is a
    subgradient; 0 is returned.

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
    A step of exactly 1 replaces p_g by (p_data + p_g) / 2. Near the optimum each step multiplies
    p_g / p_data - 1 by 1 - step_size / 2, C(G) + log 4 by the square of that, and p_g in cells
    where p_data is 0 by 2^-step_size. A cell where p_g is 0 keeps 0.
    """
    some = p_g > 0
    logs = np.full(p_g.shape, -np.inf)
    logs[some] = np.log(p_g[some]) - step_size * subgradient[some]
    p_g = np.exp(logs - logs.max())
    return p_g / p_g.sum()


def projected(p_g: np.ndarray, subgradient: np.ndarray, step_size: float) -> np.ndarray:
    """One step of projected gradient descent: the point of the simplex nearest to p_g - step * g.

    It minimises subgradient @ p + |p - p_g|^2 / (2 step_size). The curvature of C is p_data / (p_g
    (p_data + p_g)), so the step size must be small compared with the smallest mass of p_data. Where
    p_g is 0 the gradient is -inf; it is replaced by its value for D = 0.999. Bounding D like this
    leaves C convex, with the same minimum.
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
        distance: (p_data, p_g), (..., n) each -> (...), the distance that the step's minimisation
            uses: KL or half the squared Euclidean one. As long as every step `is_short`, C - C* <=
            distance at the start / (step size * t) after t steps (Beck and Teboulle 2003; Lu,
            Freund and Nesterov 2018, theorem 3.1).
        step_size: the default, small enough that the descent can be watched.
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
    """Whether C after a step is at most C before + g (after - before) + distance / step size.

    Each step minimises the right hand side, where distance = distance(after, before) and g is the
    subgradient. If that is an upper bound of C, which it is for small steps, then C falls, and the
    bound of `DescentMethod` holds.

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
    """`is_short` for each step of a path (t + 1, n); ``jsd``, (t + 1,), is that of its points."""
    before, after = path[:-1], path[1:]
    # A constant in g changes nothing, since after - before sums to 0; -99 avoids infinities.
    g = np.maximum(subgradient(p_data, before) + math.log(2), -99.0)
    promised = (g * (after - before)).sum(axis=-1) + method.distance(after, before) / step_size
    slack = 1e-15 * (1 + 1 / step_size)  # for rounding errors in the distance
    return 2 * np.diff(jsd) <= promised + slack


@dataclass(frozen=True, eq=False)
class Descent:
    """The path of a descent of t steps; values in nats.

    Attributes:
        p_data: (n,) masses.
        p_g: (t + 1, n) masses; row 0 is the start.
        jsd: (t + 1,) JSD(p_data, p_g).
        bound: (t + 1,) an upper bound of C(G) + log 4, see `DescentMethod`; inf at step 0, nan from
            the first step on that is not short (`is_short`).
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
        """The mean factor by which a step multiplies C(G) + log 4, over the last tenth of them.

        It has no meaning once the JSD is as small as rounding errors, about 1e-30; nan at 0.
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
    """Follow the subgradient of C(G) from p_g; by Proposition 2 it converges to p_data.

    Args:
        p_data, p_g: (n,) masses, such as `Grid.masses` gives. Cells where p_g starts at 0 stay at 0
            under mirror descent, even if p_data has mass there.
        method: a name of `METHODS`.
        step_size: by default that of the method.
        steps: how many.

    Raises:
        ValueError: an unknown method, a step size <= 0, steps < 1, or vectors that are not >= 0
            with sum 1 and of one length.

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
    """``value`` as an array (n,) of masses; refused unless they are >= 0 with sum 1."""
    p = _check.finite_array(name, value, ndim=1)
    if (p < 0).any() or abs(float(p.sum()) - 1) > 1e-9:
        raise _check.refuse(name, p, "refused_masses")
    return p
