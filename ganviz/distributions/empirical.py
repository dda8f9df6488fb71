"""The Gaussian kernel density of real data, as a distribution."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from typing import Any

import numpy as np
from scipy import special

from ganviz import _check
from ganviz.distributions.base import Planar, Univariate, invert_cdf, levels, points, read_only
from ganviz.distributions.kernels import Bumps, Bumpy, blocks


@dataclass(frozen=True, eq=False, repr=False)
class Empirical(Bumpy):
    """The kernel density of data: the mean of Gaussians centred on the data points.

    `Empirical(data)` is an `Empirical1D` for data (n,) and an `Empirical2D` for data (n, 2): an
    array, a list, or pandas columns. The bandwidth h is the standard deviation of the Gaussians,
    one number or one for each axis; if None, Silverman's (1986) rule on each axis,

        h = s (4 / (d + 2))^(1 / (d + 4)) n^(-1 / (d + 4)),

    with s the sample standard deviation (with 1 / (n - 1)) of that axis and d the dimension. It is
    stored as a float in 1-D and as (2,) in 2-D. Every evaluation sums over all distinct data
    points, which is fast for up to a few thousand.

    ValueError for data that are empty, not finite or of another shape, for a bandwidth that is not
    positive, and, if no bandwidth is given, for data that are constant on an axis.

    >>> p = Empirical([1.0, 2.0, 4.0], bandwidth=0.5)
    >>> p.sample(2, np.random.default_rng(0)).shape
    (2,)
    """

    data: Any
    bandwidth: Any = None

    def __new__(cls, data: Any = (), bandwidth: Any = None) -> "Empirical":
        """An instance of the class for the data's dimension."""
        if cls is Empirical:
            return object.__new__(Empirical2D if np.ndim(data) == 2 else Empirical1D)
        return object.__new__(cls)

    def __post_init__(self) -> None:
        dim = self.dim
        data = read_only(_check.finite_array("data", self.data, ndim=dim))
        table = data.reshape(len(data), -1)
        if table.shape[1] != dim:
            raise _check.refuse(
                "data", data.shape, "refused_shape_either", first="(n,)", second="(n, 2)"
            )
        if self.bandwidth is None and (table == table[0]).all(axis=0).any():
            raise _check.refuse("data", data, "refused_constant_data")
        object.__setattr__(self, "data", data)
        width = _silverman(table) if self.bandwidth is None else _width(self.bandwidth, dim)
        object.__setattr__(self, "bandwidth", float(width[0]) if dim == 1 else read_only(width))

    @staticmethod
    def from_csv(
        path: str | PathLike[str], columns: str | Sequence[str], bandwidth: Any = None
    ) -> "Empirical":
        """One column of a CSV file with a header line (1-D), or two (2-D).

        ValueError if there is no such column (naming the nearest) or a field is not a number.
        """
        names = [columns] if isinstance(columns, str) else list(columns)
        if len(names) not in (1, 2):
            raise _check.refuse("columns", columns, "rule_columns")
        with open(path, newline="", encoding="utf-8-sig") as file:
            rows = csv.DictReader(file)
            header = list(rows.fieldnames or [])
            for name in names:
                _check.one_of("columns", name, header)
            data = [[_field(row[name], name, rows.line_num) for name in names] for row in rows]
        array = _check.finite_array(f"data in {path}", data, ndim=(1, 2))
        return Empirical(array[:, 0] if len(names) == 1 else array, bandwidth)

    @cached_property
    def _bumps(self) -> Bumps:
        # Rounded data have many equal points: they share one bump, with a larger weight.
        table = self.data.reshape(len(self.data), -1)
        centres, counts = np.unique(table, axis=0, return_counts=True)
        return Bumps(centres, np.atleast_1d(self.bandwidth), counts / counts.sum())


def _silverman(table: np.ndarray) -> np.ndarray:
    n, dim = table.shape
    return (4 / ((dim + 2) * n)) ** (1 / (dim + 4)) * table.std(axis=0, ddof=1)


def _width(bandwidth: Any, dim: int) -> np.ndarray:
    width = np.atleast_1d(_check.finite_array("bandwidth", bandwidth, ndim=(0, 1)))
    if (width <= 0).any() or width.size not in (1, dim):
        rule = "rule_positive" if dim == 1 else "rule_positive_or_each_axis"
        raise _check.refuse("bandwidth", bandwidth, rule)
    return np.broadcast_to(width, (dim,))


def _field(text: str | None, column: str, line: int) -> float:
    try:
        return float(text or "")
    except ValueError:
        raise _check.refuse(column, text, "refused_field", line=line) from None


@dataclass(frozen=True, eq=False, repr=False)
class Empirical1D(Empirical, Univariate):
    """The kernel density of data (n,): see `Empirical`.

    >>> Empirical1D([0.0, 1.0], bandwidth=1.0).cdf([0.5])
    array([0.5])
    """

    def cdf(self, x: Any) -> np.ndarray:
        return self._below(points(x, 1), 1.0)

    def sf(self, x: Any) -> np.ndarray:
        return self._below(points(x, 1), -1.0)

    def _below(self, x: np.ndarray, sign: float) -> np.ndarray:
        """P(X <= x) for sign 1, P(X >= x) for sign -1."""
        flat, y = np.atleast_1d(x), np.empty(x.size)
        centres, counts = self._bumps.centres[:, 0], self._bumps.weights
        for part in blocks(flat.size, centres.size):
            t = (flat[part, None] - centres) * (sign / self.bandwidth)
            y[part] = special.ndtr(t) @ counts
        return y.reshape(x.shape)

    def quantile(self, u: Any) -> np.ndarray:
        """The smallest x with F(x) >= u, by bisection: (n,) -> (n,)."""
        u = levels(u)
        shift = self.bandwidth * special.ndtri(u)
        return invert_cdf(self.cdf, u, self.data.min() + shift, self.data.max() + shift)


@dataclass(frozen=True, eq=False, repr=False)
class Empirical2D(Empirical, Planar):
    """The kernel density of data (n, 2): see `Empirical`.

    >>> Empirical2D([[0.0, 0.0], [1.0, 2.0]], bandwidth=1.0).bandwidth
    array([1., 1.])
    """

    def cell_masses(self, x: Any, y: Any) -> np.ndarray:
        return self._bumps.cell_masses(points(x, 1), points(y, 1))
