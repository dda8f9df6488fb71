"""Sums of Gaussians of the same width, for planar mixtures and kernel densities."""

import abc
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy import special

from ganviz import _check
from ganviz.distributions.base import (
    OUTSIDE,
    Box,
    Distribution,
    generator,
    log_sum_exp,
    pick,
    points,
)

_BLOCK = 1 << 15  # numbers in a block: they fit into the cache
_REACH = 9.0  # standard deviations beyond which a bump is below a double's resolution


def blocks(n: int, k: int) -> Iterator[slice]:
    """Slices that cut n rows of k numbers into blocks that fit into the cache."""
    rows = max(1, _BLOCK // k)
    return (slice(start, start + rows) for start in range(0, n, rows))


@dataclass(frozen=True, eq=False)
class Bumps:
    """sum_i weights[i] N(x; centres[i], diag(std^2)) in dim dimensions.

    centres (k, dim), std (dim,), weights (k,) with sum 1.
    """

    centres: np.ndarray
    std: np.ndarray
    weights: np.ndarray

    @cached_property
    def _middle(self) -> np.ndarray:
        return self.centres.mean(axis=0)

    @cached_property
    def _matrix(self) -> np.ndarray:
        """(dim + 2, k): its product with (t, 1, -|t|^2 / 2) is the log of each weighted bump."""
        c = (self.centres - self._middle) / self.std
        dim = c.shape[1]
        with np.errstate(divide="ignore"):
            constant = np.log(self.weights) - 0.5 * dim * math.log(2 * math.pi)
        constant -= np.log(self.std).sum() + 0.5 * (c * c).sum(axis=1)
        return np.vstack([c.T, constant, np.ones(len(c))])

    def _exponents(self, x: np.ndarray) -> Iterator[tuple[slice, np.ndarray]]:
        """Blocks of the logarithms of all k terms at x: (slice of the rows, (rows, k))."""
        t = (x - self._middle) / self.std
        t = np.column_stack([t, np.ones(len(t)), -0.5 * (t * t).sum(axis=1)])
        for part in blocks(len(t), self._matrix.shape[1]):
            yield part, t[part] @ self._matrix

    def pdf(self, x: np.ndarray) -> np.ndarray:
        """(n, dim) -> (n,)."""
        y = np.empty(len(x))
        for part, exponents in self._exponents(x):
            y[part] = np.exp(exponents, out=exponents).sum(axis=1)
        return y

    def log_pdf(self, x: np.ndarray) -> np.ndarray:
        """(n, dim) -> (n,)."""
        y = np.empty(len(x))
        for part, exponents in self._exponents(x):
            y[part] = log_sum_exp(exponents)
        return y

    def cell_masses(self, *edges: np.ndarray) -> np.ndarray:
        """Mass of each cell of a planar grid, (rows along y, columns along x)."""
        columns, rows = (
            np.diff(special.ndtr((e - c[:, None]) / std))
            for e, c, std in zip(edges, self.centres.T, self.std, strict=True)
        )
        return rows.T @ (self.weights[:, None] * columns)

    def sample(self, n: int, rng: np.random.Generator) -> np.ndarray:
        """(n, dim)."""
        chosen = pick(self.weights, n, rng)
        x = rng.standard_normal((n, len(self.std)))
        for column, std in zip(x.T, self.std, strict=True):  # numpy is slow at short rows
            column *= std
        x += self.centres.take(chosen, axis=0)  # several times as fast as centres[chosen]
        return x

    @cached_property
    def support(self) -> Box:
        """The bounding box of the centres, widened to hold all but 1e-9 of the mass."""
        reach = -special.ndtri(OUTSIDE / (2 * len(self.std))) * self.std
        return Box(tuple(self.centres.min(axis=0) - reach), tuple(self.centres.max(axis=0) + reach))

    @cached_property
    def breaks(self) -> tuple[np.ndarray, ...]:
        """Per axis: panels of about 18 standard deviations where there are bumps."""
        merged = []
        for centres, std in zip(self.centres.T, self.std, strict=True):
            c, reach = np.unique(centres), _REACH * std
            gaps = np.flatnonzero(np.diff(c) > 2 * reach)
            edges = []
            for first, last in zip(np.r_[0, gaps + 1], np.r_[gaps, len(c) - 1], strict=True):
                low, high = c[first] - reach, c[last] + reach
                panels = math.ceil((high - low) / (2 * reach) - 1e-9)
                edges.append(np.linspace(low, high, panels + 1))
            merged.append(np.concatenate(edges))
        return tuple(merged)


class Bumpy(Distribution):
    """A distribution that is a sum of Gaussian bumps; a subclass has parameters and `_bumps`."""

    tail_power = 2.0

    @property
    @abc.abstractmethod
    def _bumps(self) -> Bumps: ...

    @property
    def support(self) -> Box:
        """The bounding box of the centres, widened to hold all but 1e-9 of the mass."""
        return self._bumps.support

    @property
    def domain(self) -> Box:
        """The whole line or plane."""
        return Box((-math.inf,) * self.dim, (math.inf,) * self.dim)

    @property
    def breaks(self) -> tuple[np.ndarray, ...]:
        """Per axis, panels of about 18 standard deviations where there are bumps."""
        return self._bumps.breaks

    def log_pdf(self, x: Any) -> np.ndarray:
        return self._at(self._bumps.log_pdf, x)

    def pdf(self, x: Any) -> np.ndarray:
        return self._at(self._bumps.pdf, x)

    def _at(self, density: Callable[[np.ndarray], np.ndarray], x: Any) -> np.ndarray:
        """``density``, which takes (n, dim), at points of any shape that is allowed."""
        x = points(x, self.dim)
        return density(x.reshape(-1, self.dim)).reshape(x.shape[: x.ndim - self.dim + 1])

    def sample(self, n: int, rng: np.random.Generator) -> np.ndarray:
        x = self._bumps.sample(_check.integer("n", n, at_least=1), generator(rng))
        return x[:, 0] if self.dim == 1 else x
