"""Piecewise densities: histograms, and densities drawn by hand."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ganviz import _check
from ganviz.distributions.base import (
    Box,
    Univariate,
    generator,
    levels,
    points,
    read_only,
    weights,
)


def _knots(name: str, value: Any) -> np.ndarray:
    x = _check.finite_array(name, value, ndim=1)
    if x.size < 2 or not (np.diff(x) > 0).all():
        raise _check.refuse(name, value, "rule_increasing")
    return read_only(x)


class _Piecewise(Univariate):
    """A density between a first and a last knot, sampled by its quantile function."""

    @property
    def _knots(self) -> np.ndarray:
        raise NotImplementedError

    @cached_property
    def support(self) -> Box:
        """From the first knot to the last."""
        return Box((self._knots[0],), (self._knots[-1],))

    @property
    def domain(self) -> Box:
        """From the first knot to the last."""
        return self.support

    @property
    def breaks(self) -> tuple[np.ndarray, ...]:
        """The knots."""
        return (self._knots,)

    def log_pdf(self, x: Any) -> np.ndarray:
        with np.errstate(divide="ignore"):
            return np.log(self.pdf(x))

    def sample(self, n: int, rng: np.random.Generator) -> np.ndarray:
        return self.quantile(generator(rng).random(_check.integer("n", n, at_least=1)))


@dataclass(frozen=True, eq=False, repr=False)
class PiecewiseConstant(_Piecewise):
    """A histogram: masses[i] spread evenly over [edges[i], edges[i + 1]].

    ValueError unless the edges increase and the masses are >= 0 with sum 1.

    >>> PiecewiseConstant([0, 1, 3], [0.5, 0.5]).pdf([0.5, 2.0, 4.0])
    array([0.5 , 0.25, 0.  ])
    """

    edges: Any
    masses: Any

    def __post_init__(self) -> None:
        object.__setattr__(self, "edges", _knots("edges", self.edges))
        masses = weights("masses", self.masses, self.edges.size - 1)
        object.__setattr__(self, "masses", masses)

    @property
    def _knots(self) -> np.ndarray:
        return self.edges

    @cached_property
    def heights(self) -> np.ndarray:
        """The density on each cell, (m,)."""
        return read_only(self.masses / np.diff(self.edges))

    @cached_property
    def _search(self) -> np.ndarray:
        # A point on the last edge belongs to the last cell.
        return np.r_[self.edges[:-1], np.nextafter(self.edges[-1], np.inf)]

    @cached_property
    def _padded(self) -> np.ndarray:
        return np.r_[0.0, self.heights, 0.0]

    @cached_property
    def _cumulative(self) -> np.ndarray:
        total = np.r_[0.0, np.cumsum(self.masses)]
        return total / total[-1]

    def pdf(self, x: Any) -> np.ndarray:
        return self._padded[np.searchsorted(self._search, points(x, 1), side="right")]

    def cdf(self, x: Any) -> np.ndarray:
        return np.interp(points(x, 1), self.edges, self._cumulative)

    def quantile(self, u: Any) -> np.ndarray:
        u = levels(u)
        cell = np.searchsorted(self._cumulative, u, side="left").clip(1, self.masses.size) - 1
        step = np.where(self.masses[cell] > 0, self.masses[cell], 1.0)
        part = np.clip((u - self._cumulative[cell]) / step, 0, 1)
        return self.edges[cell] + part * np.diff(self.edges)[cell]


@dataclass(frozen=True, eq=False, repr=False)
class PiecewiseLinear(_Piecewise):
    """A density drawn by hand: heights y >= 0 at knots x, joined by straight lines, normalised.

    The attribute ``y`` holds the normalised heights. ValueError unless x increases, y has the same
    length, y >= 0 and the area is positive.

    >>> PiecewiseLinear([0, 1, 2], [0, 5, 0]).pdf([0.5, 1.0])
    array([0.5, 1. ])
    """

    x: Any
    y: Any

    def __post_init__(self) -> None:
        x = _knots("x", self.x)
        y = _check.finite_array("y", self.y, ndim=1)
        if y.size != x.size or (y < 0).any() or not y.any():
            raise _check.refuse("y", self.y, "rule_heights", n=x.size)
        y = y / y.max()
        object.__setattr__(self, "x", x)
        object.__setattr__(self, "y", read_only(y / np.trapezoid(y, x)))

    @property
    def _knots(self) -> np.ndarray:
        return self.x

    @cached_property
    def _cumulative(self) -> np.ndarray:
        return np.r_[0.0, np.cumsum(np.diff(self.x) * (self.y[1:] + self.y[:-1]) / 2)]

    def pdf(self, x: Any) -> np.ndarray:
        return np.interp(points(x, 1), self.x, self.y, left=0.0, right=0.0)

    def cdf(self, x: Any) -> np.ndarray:
        x = np.clip(points(x, 1), self.x[0], self.x[-1])
        cell = np.searchsorted(self.x, x, side="right").clip(1, self.x.size - 1) - 1
        t = x - self.x[cell]
        slope = np.diff(self.y)[cell] / np.diff(self.x)[cell]
        return np.clip(self._cumulative[cell] + t * (self.y[cell] + 0.5 * slope * t), 0, 1)

    def quantile(self, u: Any) -> np.ndarray:
        area = levels(u) * self._cumulative[-1]
        cell = np.searchsorted(self._cumulative, area, side="left").clip(1, self.x.size - 1) - 1
        rest = area - self._cumulative[cell]
        left, width = self.y[cell], np.diff(self.x)[cell]
        slope = np.diff(self.y)[cell] / width
        # Solves left t + slope t^2 / 2 = rest, in the form without cancellation.
        root = left + np.sqrt(np.maximum(left * left + 2 * slope * rest, 0))
        t = np.divide(2 * rest, root, out=np.zeros_like(root), where=root > 0)
        return self.x[cell] + np.clip(t, 0, width)
