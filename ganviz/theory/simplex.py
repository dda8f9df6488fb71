"""Densities as points of a simplex: masses on the cells of a grid, and projection onto them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ganviz import _check
from ganviz.distributions.base import Univariate, read_only


@dataclass(frozen=True)
class Grid:
    """Cells of equal width on the line; a density is a vector of masses >= 0 with sum 1.

    The first and the last cell also hold the mass beyond them, so that none is lost. A divergence
    of masses is a lower bound of that of the densities (data-processing inequality).

    Raises:
        ValueError: low >= high, or fewer than 2 cells.

    >>> Grid(0, 2, 4).x
    array([0.25, 0.75, 1.25, 1.75])
    """

    low: float = -5.0
    high: float = 5.0
    cells: int = 150

    def __post_init__(self) -> None:
        _check.number("high", self.high, above=_check.number("low", self.low))
        _check.integer("cells", self.cells, at_least=2)

    @property
    def width(self) -> float:
        """The width of one cell."""
        return (self.high - self.low) / self.cells

    @cached_property
    def edges(self) -> np.ndarray:
        """The ends of the cells, (cells + 1,)."""
        return read_only(np.linspace(self.low, self.high, self.cells + 1))

    @cached_property
    def x(self) -> np.ndarray:
        """The midpoints of the cells, (cells,)."""
        return read_only((self.edges[1:] + self.edges[:-1]) / 2)

    def masses(self, p: Univariate) -> np.ndarray:
        """The probability of each cell under p, (cells,).

        >>> from ganviz.distributions import Uniform
        >>> Grid(0, 2, 4).masses(Uniform(0.5, 3))
        array([0. , 0.2, 0.2, 0.6])
        """
        return between_edges(p.cdf(self.edges), p.sf(self.edges))

    def density(self, masses: Any) -> np.ndarray:
        """The heights of the histogram with these masses, (..., cells) -> (..., cells)."""
        return np.asarray(masses) / self.width


def between_edges(below: np.ndarray, above: np.ndarray) -> np.ndarray:
    """The masses of cells, (n,), from the probabilities below and above their edges, (n + 1,)."""
    below[0], below[-1], above[0], above[-1] = 0, 1, 1, 0
    # In each tail, differences of the function that is small there, so that no digits are lost.
    risen, fallen = below[1:] - below[:-1], above[:-1] - above[1:]
    return np.maximum(np.where(below[:-1] < 0.5, risen, fallen), 0.0)


def project_onto_simplex(y: Any) -> np.ndarray:
    """The point of the simplex {p >= 0, sum p = 1} that is nearest to y, (n,) -> (n,).

    Exact, by sorting: p = max(y - t, 0) for the one t that makes the sum 1 (Held, Wolfe and
    Crowder 1974; Duchi et al. 2008).

    Raises:
        ValueError: y is empty, not 1-D or not finite.

    >>> project_onto_simplex([0.5, 0.3, -1.0])
    array([0.6, 0.4, 0. ])
    """
    y = _check.finite_array("y", y, ndim=1)
    y = y - y.max()  # the projection is the same, with less rounding
    falling = np.sort(y)[::-1]
    shifts = (np.cumsum(falling) - 1) / np.arange(1, y.size + 1)
    return np.maximum(y - shifts[np.flatnonzero(falling > shifts)[-1]], 0.0)
