"""Distributions in the plane: Gaussian mixtures, blurred curves and a checkerboard.

The ring and the grid default to the settings of PacGAN (Lin et al. 2018) and VEEGAN.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ganviz import _check
from ganviz.distributions.base import Box, Planar, generator, points, read_only, weights
from ganviz.distributions.kernels import Bumps, Bumpy

_FINE = 20_000  # points of a curve, from which its length is computed


@dataclass(frozen=True, eq=False, repr=False)
class GaussianMixture2D(Bumpy, Planar):
    """sum_i weights[i] N(means[i], std^2 I) in the plane; means (k, 2); equal weights if None.

    ValueError unless means has that shape, std > 0 and the weights sum to 1.

    >>> GaussianMixture2D([[0, 0]], 1).pdf([[0.0, 0.0]])  # 1 / (2 pi)
    array([0.15915494])
    """

    means: Any
    std: float
    weights: Any = None

    def __post_init__(self) -> None:
        means = _check.finite_array("means", self.means, ndim=2)
        if means.shape[1] != 2:
            raise _check.refuse("means", means.shape, "refused_shape", shape="(k, 2)")
        object.__setattr__(self, "means", read_only(means))
        object.__setattr__(self, "std", _check.number("std", self.std, above=0))
        object.__setattr__(self, "weights", weights("weights", self.weights, len(means)))

    @cached_property
    def _bumps(self) -> Bumps:
        some = self.weights > 0
        return Bumps(self.means[some], np.full(2, self.std), self.weights[some])

    def cell_masses(self, x: Any, y: Any) -> np.ndarray:
        return self._bumps.cell_masses(points(x, 1), points(y, 1))


def ring(n: int = 8, radius: float = 1.0, std: float = 0.01) -> GaussianMixture2D:
    """n equal Gaussians, evenly spaced on a circle around 0.

    >>> ring().means.shape
    (8, 2)
    """
    n = _check.integer("n", n, at_least=1)
    angle = 2 * math.pi * np.arange(n) / n
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=1).round(15)
    return GaussianMixture2D(_check.number("radius", radius, above=0) * circle, std)


def circle(radius: float = 1.0, std: float = 0.05) -> GaussianMixture2D:
    """A circle around 0, uniform along its length, blurred by Gaussian noise.

    >>> on, off = circle().pdf([[0.6, 0.8], [0.3, 0.4]])  # 1 and 1/2 from 0
    >>> bool(off < 1e-9 * on)
    True
    """
    radius, std = _check.number("radius", radius, above=0), _check.number("std", std, above=0)
    return ring(math.ceil(2 * math.pi * radius / std), radius, std)


def grid(n: int = 5, spacing: float = 2.0, std: float = 0.05) -> GaussianMixture2D:
    """n x n equal Gaussians on a square lattice around 0.

    >>> grid().means.shape
    (25, 2)
    """
    n = _check.integer("n", n, at_least=1)
    side = _check.number("spacing", spacing, above=0) * (np.arange(n) - (n - 1) / 2)
    return GaussianMixture2D(np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2), std)


def spiral(turns: float = 1.25, radius: float = 3.0, std: float = 0.1) -> GaussianMixture2D:
    """Two spiral arms around 0, uniform along their length, blurred by Gaussian noise.

    >>> spiral().support.high[0] < 4
    True
    """
    arm = _arm(2 * math.pi * _check.number("turns", turns, above=0), radius, 0.15)
    return _blurred([arm, -arm], std)


def swiss_roll(turns: float = 1.5, radius: float = 3.0, std: float = 0.1) -> GaussianMixture2D:
    """The Swiss roll seen from its end: one spiral arm that starts away from 0, blurred.

    >>> swiss_roll().support.high[0] < 4
    True
    """
    angle = 2 * math.pi * _check.number("turns", turns, above=0) * 1.5
    return _blurred([_arm(angle, radius, 1 / 3)], std)


def _arm(angle: float, radius: float, inner: float) -> np.ndarray:
    """Points (m, 2) of Archimedes' spiral: angle and radius times t, for t from ``inner`` to 1."""
    t = np.linspace(inner, 1, _FINE)
    ray = np.stack([np.cos(angle * t), np.sin(angle * t)], axis=1)
    return _check.number("radius", radius, above=0) * t[:, None] * ray


def two_moons(radius: float = 1.6, std: float = 0.12) -> GaussianMixture2D:
    """Two interleaved half circles, blurred, centred at 0, as in scikit-learn's make_moons.

    >>> two_moons().support.high[0] < 4
    True
    """
    radius = _check.number("radius", radius, above=0)
    angle = np.linspace(0, math.pi, _FINE)
    upper = np.stack([np.cos(angle) - 0.5, np.sin(angle) - 0.25], axis=1)
    return _blurred([radius * upper, -radius * upper], std)


def _blurred(curves: list[np.ndarray], std: float) -> GaussianMixture2D:
    """Equal Gaussians, one std apart, along curves (m, 2) of the same length.

    The ripple of the density along a curve is 2 exp(-2 pi^2) = 5e-9 of its height.
    """
    std = _check.number("std", std, above=0)
    means = []
    for curve in curves:
        length = np.r_[0.0, np.cumsum(np.hypot(*np.diff(curve, axis=0).T))]
        at = np.linspace(0, length[-1], math.ceil(length[-1] / std) + 1)
        means.append(np.stack([np.interp(at, length, c) for c in curve.T], axis=1))
    return GaussianMixture2D(np.concatenate(means), std)


@dataclass(frozen=True, eq=False, repr=False)
class Checkerboard(Planar):
    """Uniform on every other one of cells x cells squares that tile [low, high]^2.

    The square at the lower left is filled. ValueError unless cells >= 2 and low < high.

    >>> Checkerboard(2, 0, 2).pdf([[0.5, 0.5], [0.5, 1.5]])
    array([0.5, 0. ])
    """

    cells: int = 4
    low: float = -4.0
    high: float = 4.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "cells", _check.integer("cells", self.cells, at_least=2))
        object.__setattr__(self, "low", _check.number("low", self.low))
        object.__setattr__(self, "high", _check.number("high", self.high, above=self.low))

    @property
    def support(self) -> Box:
        """The board."""
        return Box((self.low,) * 2, (self.high,) * 2)

    @property
    def domain(self) -> Box:
        """The board."""
        return self.support

    @cached_property
    def breaks(self) -> tuple[np.ndarray, ...]:
        """The lines of the board."""
        lines = np.linspace(self.low, self.high, self.cells + 1)
        return (lines, lines)

    @cached_property
    def _filled(self) -> np.ndarray:
        """Column and row of each filled square, (k, 2)."""
        corners = np.indices((self.cells, self.cells)).reshape(2, -1).T
        return corners[corners.sum(axis=1) % 2 == 0]

    @property
    def _side(self) -> float:
        return (self.high - self.low) / self.cells

    def log_pdf(self, x: Any) -> np.ndarray:
        x = points(x, 2)
        cell = np.floor((x - self.low) / self._side).clip(-1, self.cells)
        cell -= x == self.high  # points on the last line belong to the last squares
        inside = ((cell >= 0) & (cell < self.cells)).all(axis=1) & (cell.sum(axis=1) % 2 == 0)
        return np.where(inside, -math.log(len(self._filled) * self._side**2), -math.inf)

    def cell_masses(self, x: Any, y: Any) -> np.ndarray:
        columns, rows = (self._overlap(points(e, 1)) for e in (x, y))
        filled = np.add.outer(np.arange(self.cells), np.arange(self.cells)) % 2 == 0
        return rows.T @ filled @ columns / (len(self._filled) * self._side**2)

    def _overlap(self, edges: np.ndarray) -> np.ndarray:
        """The length of each interval between edges on each stripe of the board: (cells, n)."""
        below = np.clip(edges, self.low, self.breaks[0][:, None])  # length up to each line
        return np.diff(np.diff(below, axis=0), axis=1)

    def sample(self, n: int, rng: np.random.Generator) -> np.ndarray:
        n = _check.integer("n", n, at_least=1)
        corner = self._filled[generator(rng).integers(len(self._filled), size=n)]
        return self.low + self._side * (corner + rng.random((n, 2)))
