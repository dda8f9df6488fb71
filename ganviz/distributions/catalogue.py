"""The distributions of the menus, by name."""

from collections.abc import Callable
from functools import cache

import numpy as np

from ganviz import _check
from ganviz.distributions import planar
from ganviz.distributions.base import Distribution
from ganviz.distributions.empirical import Empirical
from ganviz.distributions.mixture import Mixture
from ganviz.distributions.piecewise import PiecewiseLinear
from ganviz.distributions.univariate import Gaussian, Laplace, StudentT, Uniform


def _modes(*means: float, std: float, weights: tuple[float, ...] | None = None) -> Mixture:
    return Mixture([Gaussian(m, std) for m in means], weights)


def _iris(columns: int | list[int]) -> Empirical:
    """The kernel density of petal length (column 2), width (3) or both, of Fisher's (1936) data."""
    from sklearn.datasets import load_iris

    data, _ = load_iris(return_X_y=True)
    return Empirical(np.asarray(data)[:, columns])


_ONE_D: dict[str, Callable[[], Distribution]] = {
    "two_modes": lambda: _modes(-1.5, 1.5, std=0.5),
    "gaussian": Gaussian,
    "uniform": lambda: Uniform(-2, 2),
    "laplace": lambda: Laplace(0, 0.6),
    "student_t": lambda: StudentT(3, 0, 0.6),
    "triangle": lambda: PiecewiseLinear([-2.5, 1, 2.5], [0, 1, 0]),
    "three_modes": lambda: _modes(-2.2, 0.0, 2.2, std=0.4),
    "skewed": lambda: Mixture([Gaussian(-1.0, 0.8), Gaussian(1.8, 0.35)], (0.7, 0.3)),
    "rare_mode": lambda: _modes(-1.2, 2.0, std=0.5, weights=(0.9, 0.1)),
    "far_modes": lambda: _modes(-2.6, 2.6, std=0.25),
    "two_boxes": lambda: Mixture([Uniform(-2.5, -1), Uniform(1, 2.5)]),
    "iris_petal_length": lambda: _iris(2),
}

_TWO_D: dict[str, Callable[[], Distribution]] = {
    "soft_ring": lambda: planar.ring(std=0.1),
    "three_blobs": lambda: planar.ring(3, 1.0, 0.2),
    "circle": planar.circle,
    "ring": planar.ring,
    "grid": planar.grid,
    "spiral": planar.spiral,
    "two_moons": planar.two_moons,
    "swiss_roll": planar.swiss_roll,
    "checkerboard": planar.Checkerboard,
    "iris_petals": lambda: _iris([2, 3]),
}

_ALL = _ONE_D | _TWO_D

NAMES_1D: tuple[str, ...] = tuple(_ONE_D)
"""Names of the 1-D distributions, in menu order."""

NAMES_2D: tuple[str, ...] = tuple(_TWO_D)
"""Names of the 2-D distributions, in menu order."""


@cache
def named(name: str) -> Distribution:
    """The distribution called ``name``; ValueError unless it is in NAMES_1D or NAMES_2D.

    >>> named("gaussian")
    Gaussian(mean=0.0, std=1.0)
    >>> named("two_mode")
    Traceback (most recent call last):
        ...
    ganviz.Refusal: name = 'two_mode' is not allowed: ... (did you mean 'two_modes'?)
    """
    return _ALL[_check.one_of("name", name, _ALL)]()
