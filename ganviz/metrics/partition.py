"""A partition of the plane: cells of about equal mass under p_data, and one background cell."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ganviz import _check

AT_LEAST = 1 / 400
"""The least mass of a cell: about 10 of 4,096 samples of a perfect generator."""
BACKGROUND = 1 / 200
"""The mass of the background: about 20 of 4,096 samples."""


@dataclass(frozen=True, eq=False)
class Partition:
    """A partition of the plane into K cells; its arrays are read-only.

    Attributes:
        low, width: (2,) lower left corner and sides of a box.
        labels: (m, m) the cell of each of m x m equal parts of the box; rows run along y. Cell 0 is
            the background: the least dense parts, and everything outside the box.
        masses: (K,) exact masses of the cells under p_data.
    """

    low: np.ndarray
    width: np.ndarray
    labels: np.ndarray
    masses: np.ndarray

    def __post_init__(self) -> None:
        for array in (self.low, self.width, self.labels, self.masses):
            array.flags.writeable = False

    def counts(self, samples: ArrayLike) -> np.ndarray:
        """How many of the samples, (n, 2), lie in each cell: (K,) int."""
        m = len(self.labels)
        at = (_check.finite_array("samples", samples, ndim=2) - self.low) * (m / self.width)
        inside = ((at >= 0) & (at < m)).all(axis=1)
        x, y = at[inside].astype(np.intp).T
        counts = np.bincount(self.labels[y, x], minlength=len(self.masses))
        counts[0] += len(at) - len(x)
        return counts


def equal_cells(
    masses: ArrayLike,
    low: ArrayLike,
    width: ArrayLike,
    *,
    at_least: float = AT_LEAST,
    background: float = BACKGROUND,
) -> Partition:
    """Put the least dense parts of a box into one cell, and halve the rest as far as mass allows.

    The background cell counts samples between the modes separately from those on them. Halving
    alone (Bentley 1975) would make cells that reach from the data far into empty space.

    Args:
        masses: (m, m) exact masses under p_data of m x m equal parts of the box; rows run along y.
            If their sum is below 1, the rest is outside the box.
        low, width: (2,) lower left corner and sides of the box.
        at_least: the least mass of a cell. (A cell of a single part may have less.)
        background: the most mass of the background cell.

    Raises:
        ValueError: masses of another shape, negative or with a sum above 1, a bad low or width.

    >>> cells = equal_cells([[0.4, 0.3], [0.0, 0.2]], (0, 0), (1, 1), background=0.15)
    >>> cells.labels.tolist(), cells.masses.round(3).tolist()
    ([[1, 2], [0, 3]], [0.1, 0.4, 0.3, 0.2])
    """
    masses = _check.finite_array("masses", masses, ndim=2)
    m, flat = len(masses), masses.ravel()
    if masses.shape != (m, m):
        raise _check.refuse("masses", masses.shape, "refused_shape", shape="(m, m)")
    if flat.min() < 0 or flat.sum() > 1 + 1e-6:
        raise _check.refuse("masses", masses, "rule_masses_at_most_1")
    _check.number("at_least", at_least, above=0)
    outside = max(0.0, 1 - flat.sum())
    dense = np.flatnonzero(flat >= _threshold(flat, background - outside))
    labels = np.zeros(m * m, dtype=np.int32)
    for label, cell in enumerate(_halves(dense, flat, m, at_least), 1):
        labels[cell] = label
    cells = np.bincount(labels, flat)
    cells[0] += outside
    ends = (_pair("low", low), _pair("width", width, above=0))
    return Partition(*ends, labels.reshape(m, m), cells / cells.sum())


def _threshold(masses: np.ndarray, budget: float) -> float:
    """The mass t > 0 such that all parts with less mass than t have at most ``budget`` together."""
    rising = np.sort(masses)
    first = min(int(np.searchsorted(np.cumsum(rising), max(budget, 0.0))), len(rising) - 1)
    return max(float(rising[first]), np.finfo(float).tiny)


def _halves(parts: np.ndarray, masses: np.ndarray, m: int, at_least: float) -> Iterator[np.ndarray]:
    """Halve a set of parts along its longer side, recursively, as long as the mass allows it."""
    weight = masses[parts]
    cells = int(weight.sum() / at_least)
    if cells < 2 or len(parts) < 2:
        yield from [parts] if len(parts) else []
        return
    y, x = np.divmod(parts, m)
    along = (y if np.ptp(y) > np.ptp(x) else x).astype(np.uint16)  # radix sort, in linear time
    order = np.argsort(along, kind="stable")
    mass = np.cumsum(weight[order])
    cut = int(np.searchsorted(mass, mass[-1] * (cells // 2) / cells)) + 1
    cut = min(cut, len(parts) - 1)
    yield from _halves(parts[order[:cut]], masses, m, at_least)
    yield from _halves(parts[order[cut:]], masses, m, at_least)


def _pair(name: str, value: ArrayLike, **bounds: float) -> np.ndarray:
    pair = _check.finite_array(name, value, ndim=1).copy()
    if pair.shape != (2,):
        raise _check.refuse(name, value, "rule_two_numbers")
    for number in pair:
        _check.number(name, float(number), **bounds)
    return pair
