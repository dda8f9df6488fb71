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


_ONE_D: dict[str, tuple[str, Callable[[], Distribution]]] = {
    "two_modes": ("Two equal bumps", lambda: _modes(-1.5, 1.5, std=0.5)),
    "gaussian": ("One Gaussian, N(0, 1)", Gaussian),
    "uniform": ("Flat between -2 and 2", lambda: Uniform(-2, 2)),
    "laplace": ("A sharp peak", lambda: Laplace(0, 0.6)),
    "student_t": ("Heavy tails: Student t, 3 degrees of freedom", lambda: StudentT(3, 0, 0.6)),
    "triangle": ("A triangle, as if drawn", lambda: PiecewiseLinear([-2.5, 1, 2.5], [0, 1, 0])),
    "three_modes": ("Three equal bumps", lambda: _modes(-2.2, 0.0, 2.2, std=0.4)),
    "skewed": (
        "A broad bump and a narrow one",
        lambda: Mixture([Gaussian(-1.0, 0.8), Gaussian(1.8, 0.35)], (0.7, 0.3)),
    ),
    "rare_mode": (
        "A bump that only one draw in ten comes from",
        lambda: _modes(-1.2, 2.0, std=0.5, weights=(0.9, 0.1)),
    ),
    "far_modes": ("Two narrow bumps far apart", lambda: _modes(-2.6, 2.6, std=0.25)),
    "two_boxes": (
        "Two boxes with nothing between them",
        lambda: Mixture([Uniform(-2.5, -1), Uniform(1, 2.5)]),
    ),
    "iris_petal_length": ("Real data: length of 150 iris petals, cm", lambda: _iris(2)),
}

_TWO_D: dict[str, tuple[str, Callable[[], Distribution]]] = {
    "soft_ring": (
        "Eight Gaussians on a circle, standard deviation .1",
        lambda: planar.ring(std=0.1),
    ),
    "three_blobs": ("Three broad Gaussians", lambda: planar.ring(3, 1.0, 0.2)),
    "circle": ("A thin circle", planar.circle),
    "ring": ("Eight narrow Gaussians on a circle", planar.ring),
    "grid": ("Twenty-five Gaussians on a lattice", planar.grid),
    "spiral": ("Two arms of a spiral", planar.spiral),
    "two_moons": ("Two interleaved half circles", planar.two_moons),
    "swiss_roll": ("A Swiss roll, seen from its end", planar.swiss_roll),
    "checkerboard": ("Every other square of a board", planar.Checkerboard),
    "iris_petals": ("Real data: length and width of 150 iris petals, cm", lambda: _iris([2, 3])),
}

_ALL = _ONE_D | _TWO_D

NAMES_1D: tuple[str, ...] = tuple(_ONE_D)
"""Names of the 1-D distributions, in menu order."""

NAMES_2D: tuple[str, ...] = tuple(_TWO_D)
"""Names of the 2-D distributions, in menu order."""

DESCRIPTIONS: dict[str, str] = {name: text for name, (text, _) in _ALL.items()}
"""One line about each, for menus."""


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
    _, make = _ALL[_check.one_of("name", name, _ALL)]
    return make()
