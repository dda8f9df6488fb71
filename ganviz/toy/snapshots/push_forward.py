"""The exact p_g of a one-dimensional generator: p_z pushed forward through G, without sampling.

G is followed along a fine grid of z and taken as linear between its nodes. The mass of p_z on each
of the resulting segments is known from its cdf; G spreads it evenly over an interval of x. The mass
of every cell of x is then a finite sum, whatever G does: fold, saturate or collapse to a point.
"""

from collections.abc import Callable

import numpy as np

from ganviz import _check
from ganviz.distributions import PiecewiseConstant, Univariate

NODES = 2049
CELLS = 240
GROWTH = 1.5

ArrayMap = Callable[[np.ndarray], np.ndarray]


def prior_nodes(p_z: Univariate, n: int = NODES) -> tuple[np.ndarray, np.ndarray]:
    """Nodes of z, (n,), and the mass of p_z between neighbours, (n - 1,), which sums to 1.

    Half of the nodes follow the mass of p_z and half its support, so that neither the bulk nor the
    tails are coarse. The 1e-9 of mass outside the support is left out.
    """
    low, high = p_z.support.low[0], p_z.support.high[0]
    fine = np.linspace(low, high, 16 * n)
    share = (p_z.cdf(fine) + np.linspace(0, 1, 16 * n)) / 2
    z = np.interp(np.linspace(share[0], share[-1], n), share, fine)
    masses = np.diff(p_z.cdf(z))
    return z, masses / masses.sum()


def cell_masses(g: np.ndarray, masses: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Mass per cell, (m,), of segments that run from g[i] to g[i + 1] and carry masses[i].

    ``edges``, (m + 1,), ascend and hold every g. A segment of length zero is an atom: all its mass
    goes to one cell.
    """
    cells = len(edges) - 1
    low, high = np.minimum(g[:-1], g[1:]), np.maximum(g[:-1], g[1:])
    first = np.clip(np.searchsorted(edges, low, side="right") - 1, 0, cells - 1)
    last = np.clip(np.searchsorted(edges, high, side="left") - 1, first, cells - 1)
    touched = last - first + 1
    segment = np.repeat(np.arange(len(masses)), touched)
    cell = np.arange(len(segment)) - np.repeat(np.cumsum(touched) - touched - first, touched)
    overlap = np.minimum(high[segment], edges[cell + 1]) - np.maximum(low[segment], edges[cell])
    share = np.where(touched == 1, 1.0, 1 / np.maximum(high - low, np.finfo(float).tiny))[segment]
    share[touched[segment] > 1] *= overlap[touched[segment] > 1]
    result = np.bincount(cell, weights=share * masses[segment], minlength=cells)
    return result / result.sum()


def cover(edges: np.ndarray, low: float, high: float) -> np.ndarray:
    """``edges`` with cells of growing width added on either side until they hold [low, high].

    >>> cover(np.array([0.0, 1.0]), 0.5, 7.0)
    array([0.  , 1.  , 2.5 , 4.75, 7.  ])
    """
    left = -_beyond(-edges[0], edges[1] - edges[0], -low)[::-1]
    right = _beyond(edges[-1], edges[-1] - edges[-2], high)
    return np.concatenate([left, edges, right])


def _beyond(start: float, width: float, stop: float) -> np.ndarray:
    """Edges above ``start`` up to exactly ``stop``, each cell GROWTH times as wide as the last."""
    if stop <= start:
        return np.empty(0)
    n = int(np.log1p((stop - start) / width * (GROWTH - 1)) / np.log(GROWTH)) + 1
    steps = start + np.cumsum(width * GROWTH ** np.arange(1, n + 1))
    return np.append(steps[steps < stop], stop)


def push_forward(
    G: ArrayMap, p_z: Univariate, edges: np.ndarray | None = None
) -> PiecewiseConstant:
    """The distribution p_g of G(z), z ~ p_z, by exact cell masses.

    Args:
        G: a map of arrays (n,) -> (n,); continuous, or its jumps are bridged by a thin line.
        p_z: the prior.
        edges: (m + 1,) ascending edges of the cells of x; by default 240 equal cells over the range
            of G. Cells are added where G leaves the given ones, so that no mass is lost.

    Raises:
        ValueError: edges do not ascend, or G is not finite.

    >>> from ganviz.distributions import Uniform
    >>> p_g = push_forward(lambda z: 2 * z + 1, Uniform(0, 1))
    >>> p_g.cdf(np.array([1.0, 1.5, 3.0])).round(9)
    array([0.  , 0.25, 1.  ])
    """
    z, masses = prior_nodes(p_z)
    g = _check.finite_array("G(z)", G(z), ndim=1)
    low, high = float(g.min()), float(g.max())
    if edges is None:
        margin = 1e-6 * max(1.0, abs(low), abs(high)) if high - low < 1e-9 else 0.0
        edges = np.linspace(low - margin, high + margin, CELLS + 1)
    edges = _check.finite_array("edges", edges, ndim=1)
    if len(edges) < 2 or np.any(np.diff(edges) <= 0):
        raise _check.refuse("edges", edges, "rule_edges")
    edges = cover(edges, low, high)
    return PiecewiseConstant(edges, cell_masses(g, masses, edges))
