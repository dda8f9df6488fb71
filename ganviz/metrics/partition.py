"""Cells of about equal mass, small where p_data is dense, for narrow modes as for broad ones."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ganviz import _check

AT_MOST = 1 / 256
"""Mass of a cell: 4,096 samples put at most 16 in it, and as a rule 4 to 16."""


@dataclass(frozen=True, eq=False)
class Partition:
    """A square of the plane cut into cells, and all outside as one cell more; read-only.

    Attributes:
        low: (2,) its lower left corner.
        width: its side.
        labels: (m, m) the cell, 0 ... K - 1, of each of its smallest squares; rows run along y.
        masses: (K + 1,) exact masses of the cells under p_data, the last one that of all outside.
    """

    low: np.ndarray
    width: float
    labels: np.ndarray
    masses: np.ndarray

    def __post_init__(self) -> None:
        for array in (self.low, self.labels, self.masses):
            array.flags.writeable = False

    def counts(self, samples: ArrayLike) -> np.ndarray:
        """How many of the samples, (n, 2), lie in each cell: (K + 1,) int."""
        m, outside = len(self.labels), len(self.masses) - 1
        at = (_check.finite_array("samples", samples, ndim=2) - self.low) * (m / self.width)
        inside = ((at >= 0) & (at < m)).all(axis=1)
        x, y = at[inside].astype(np.intp).T
        counts = np.bincount(self.labels[y, x], minlength=outside + 1)
        counts[outside] = len(at) - len(x)
        return counts


def quadtree(
    masses: ArrayLike, low: ArrayLike, width: float, *, at_most: float = AT_MOST
) -> Partition:
    """Quarter a square, and each quarter again, while p_data puts more than ``at_most`` in it.

    A regular grid of 64 x 64 cells holds a mode of ``ring``, std .01, in 4 cells: it reads JSD .06
    for a generator whose modes are twice as wide, .16 with 512 x 512 smallest squares and 700 cells
    of this kind, and the truth is .173.

    Args:
        masses: (m, m) exact masses of the smallest squares under p_data, m a power of 2; rows run
            along y. What they lack of 1 is outside.
        low: (2,) lower left corner of the square.
        width: its side, > 0.
        at_most: mass of a cell that is not quartered further.

    Raises:
        ValueError: masses of another shape, negative or of a sum above 1, a bad low or width.

    >>> corner = quadtree([[0.9, 0.0], [0.0, 0.0]], (0, 0), 1.0)
    >>> corner.labels.tolist(), corner.masses.round(3).tolist()
    ([[0, 1], [2, 3]], [0.9, 0.0, 0.0, 0.0, 0.1])
    """
    masses = _check.finite_array("masses", masses, ndim=2)
    m, total = len(masses), masses.sum()
    if masses.shape != (m, m) or m & (m - 1):
        raise _check.refuse("shape of masses", masses.shape, "(m, m), m a power of 2")
    if masses.min() < 0 or total > 1 + 1e-6:
        raise _check.refuse("masses", masses, "numbers >= 0 whose sum is at most 1")
    corner = _check.finite_array("low", low, ndim=1).copy()
    if corner.shape != (2,):
        raise _check.refuse("low", low, "two numbers")
    labels = _leaves(masses, _check.number("at_most", at_most, above=0))
    cells = np.append(np.bincount(labels.ravel(), masses.ravel()), max(0.0, 1 - total))
    return Partition(corner, _check.number("width", width, above=0), labels, cells / cells.sum())


def _leaves(masses: np.ndarray, at_most: float) -> np.ndarray:
    """The leaf that each smallest square is in, numbered from the largest leaves down."""
    m = len(masses)
    labels = np.full((m, m), -1, dtype=np.int32)
    side, found = m, 0
    while side:
        blocks = masses.reshape(m // side, side, m // side, side).sum(axis=(1, 3))
        leaf = (labels[::side, ::side] < 0) & ((blocks <= at_most) | (side == 1))
        number = np.full(blocks.shape, -1, dtype=np.int32)
        number[leaf] = np.arange(found, found + np.count_nonzero(leaf))
        labels = np.maximum(labels, number.repeat(side, axis=0).repeat(side, axis=1))
        side, found = side // 2, found + np.count_nonzero(leaf)
    return labels
