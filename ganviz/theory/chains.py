"""A Markov chain on a thin circle: blur makes it mix, and moves its samples off the data.

A generator with a one-dimensional z can map exactly onto the circle. A Metropolis chain accepts a
step by the ratio of two densities, so its steps can only be about as long as the circle is thick.

Goodfellow et al. 2014, section 6: adversarial nets "can represent very sharp, even degenerate
distributions", while a Markov chain needs one that is "somewhat blurry in order for the chains to
be able to mix between modes".
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import i0e

from ganviz import _check
from ganviz.distributions.base import generator

PARTS = 8
"""Number of equal arcs of the circle. The more of them a chain has visited, the better it mixes."""

STRIDE = 1.7
"""Standard deviation of a proposed step, in units of the density's: 2.38 / sqrt(2), the best one
for a Gaussian in the plane (Roberts, Gelman and Gilks 1997)."""


def circle_log_pdf(x: np.ndarray, std: ArrayLike) -> np.ndarray:
    """Log density of the unit circle under Gaussian noise, (..., 2) -> (...), in nats.

    Exact: exp(-(r^2 + 1) / (2 std^2)) I_0(r / std^2) / (2 pi std^2) at the distance r from 0.
    ``std`` > 0 broadcasts with the points.

    >>> circle_log_pdf(np.array([[1.0, 0.0], [0.0, 0.5]]), 0.1).round(2)
    array([ -0.45, -12.61])
    """
    variance = np.square(std)
    r = np.hypot(x[..., 0], x[..., 1])
    return np.log(i0e(r / variance)) - (r - 1) ** 2 / (2 * variance) - np.log(2 * np.pi * variance)


def metropolis(
    log_pdf: Callable[[np.ndarray], np.ndarray],
    start: np.ndarray,
    stride: float | np.ndarray,
    steps: int,
    rng: np.random.Generator,
) -> np.ndarray:
    """Paths of independent random walk Metropolis chains, (steps + 1, ..., 2).

    Args:
        log_pdf: (..., 2) -> (...), up to a constant.
        start: (..., 2) where each chain starts.
        stride: standard deviation of a proposal along each axis; broadcasts with (..., 1).
        steps: proposals of each chain.
        rng: the source of randomness.

    Raises:
        ValueError: steps < 0, or ``rng`` is not a numpy Generator.

    >>> path = metropolis(lambda x: -(x**2).sum(-1) / 2, np.zeros((3, 2)), 1.7, 5,
    ...                   np.random.default_rng(0))
    >>> path.shape
    (6, 3, 2)
    """
    steps = _check.integer("steps", steps, at_least=0)
    moves = generator(rng).standard_normal((steps, *start.shape)) * stride
    accepts = np.log1p(-rng.random((steps, *start.shape[:-1])))
    path = np.empty((steps + 1, *start.shape))
    path[0], height = start, log_pdf(start)
    for t in range(steps):
        there = path[t] + moves[t]
        new = log_pdf(there)
        accepted = accepts[t] < new - height
        path[t + 1] = np.where(accepted[..., None], there, path[t])
        height = np.where(accepted, new, height)
    return path


def off_the_circle(x: np.ndarray) -> np.ndarray:
    """Distance of each point from the unit circle, (..., 2) -> (...)."""
    return np.abs(np.hypot(x[..., 0], x[..., 1]) - 1)


def parts_visited(path: np.ndarray) -> np.ndarray:
    """How many of the `PARTS` arcs each chain has visited, (t, ..., 2) -> (...).

    >>> parts_visited(np.array([[1.0, 0.1], [0.1, 1.0], [1.0, 0.2]]))
    np.int64(2)
    """
    part = np.floor(np.arctan2(path[..., 1], path[..., 0]) / (2 * np.pi / PARTS)).astype(int)
    return sum(((part % PARTS) == i).any(axis=0).astype(int) for i in range(PARTS))  # type: ignore[return-value]


@dataclass(frozen=True, eq=False)
class Blurring:
    """Chains at several blurs: how well each mixes, and how far it is from the data.

    Attributes:
        blur: (b,) standard deviation of the noise that is added to the data before the chain walks.
        path: (steps + 1, b, 2) one chain for each blur.
        off: (b,) mean distance of all samples from the circle.
        visited: (b,) mean number of the `PARTS` arcs that a chain has visited.
        chains: how many chains per blur the means are over.
    """

    blur: np.ndarray
    path: np.ndarray
    off: np.ndarray
    visited: np.ndarray
    chains: int


def blurring(
    std: float, blur: ArrayLike, steps: int, rng: np.random.Generator, *, chains: int = 24
) -> Blurring:
    """Run chains on a circle of thickness ``std`` that is blurred by each value of ``blur``, (b,).

    All start at (1, 0). The blurred data have a standard deviation of sqrt(std^2 + blur^2) across
    the curve; that of a proposed step is `STRIDE` times as large.

    Raises:
        ValueError: std <= 0, a blur < 0, steps < 0 or chains < 1.

    >>> found = blurring(0.02, [0.0, 0.3], 500, np.random.default_rng(0))
    >>> bool(found.visited[1] > found.visited[0]), bool(found.off[1] > found.off[0])
    (True, True)
    """
    std = _check.number("std", std, above=0)
    blur = _check.finite_array("blur", blur, ndim=1)
    if (blur < 0).any():
        raise _check.refuse("blur", float(blur.min()), "rule_at_least", low=0)
    chains = _check.integer("chains", chains, at_least=1)
    width = np.hypot(std, blur)[:, None]
    start = np.tile([1.0, 0.0], (len(blur), chains, 1))
    path = metropolis(
        lambda x: circle_log_pdf(x, width), start, STRIDE * width[..., None], steps, rng
    )
    return Blurring(
        blur=blur,
        path=path[:, :, 0],
        off=off_the_circle(path).mean(axis=(0, 2)),
        visited=parts_visited(path).mean(axis=1),
        chains=chains,
    )
