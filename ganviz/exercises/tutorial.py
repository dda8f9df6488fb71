"""The three exercises of the NIPS 2016 tutorial (Goodfellow 2016, section 7)."""

import cmath
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ganviz import theory
from ganviz.distributions import Gaussian, Laplace, Uniform, Univariate, named
from ganviz.exercises.discriminator import gain
from ganviz.exercises.exercise import Exercise, given_by

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(40)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()


def optimal_strategy(p_data, p_g, x):
    """D*(x) at a number x; p_data.pdf(x) and p_g.pdf(x) are the two densities there."""
    a, b = p_data.pdf(x), p_g.pdf(x)
    return a / (a + b)


def _best_share(p_data: Univariate, p_g: Univariate, x: float) -> float:
    return float(theory.optimal_discriminator(p_data, p_g)(x))


def _gain(D: float, p_data: Univariate, p_g: Univariate, x: float) -> dict[str, float] | None:
    return gain(D, float(p_data.pdf(x)), float(p_g.pdf(x)))


def game_flow(x, y, t):
    """[x(t), y(t)] of the players of V = x y, begun at (x, y)."""
    return [x * math.cos(t) - y * math.sin(t), x * math.sin(t) + y * math.cos(t)]


def _rotated(x: float, y: float, t: float) -> list[float]:
    z = complex(x, y) * cmath.exp(1j * t)
    return [z.real, z.imag]


def maximum_likelihood(d):
    """The cost f of a sample x, as a function of d = D*(x), a number between 0 and 1."""
    return -d / (1 - d)


def _gradient_with(f: Callable[[float], Any], p_data: Gaussian, p_g: Gaussian) -> float:
    """d/d mean of E[f(D*(x))], x ~ p_g, with D* fixed: E[f(D*(x)) d/d mean log p_g(x)]."""
    d = theory.optimal_discriminator(p_data, p_g)(p_g.mean + p_g.std * _NODES)
    costs = [float(given_by(f, share)) for share in d.tolist()]
    return float(np.sum(_WEIGHTS * costs * _NODES) / p_g.std)


def _gradient_of_kl(p_data: Gaussian, p_g: Gaussian) -> float:
    return (p_g.mean - p_data.mean) / p_g.std**2


_BELL = Gaussian(0, 1)

EXERCISES = (
    Exercise(
        "standard",
        optimal_strategy,
        right=_best_share,
        cases=(
            (Gaussian(0, 1), Gaussian(0, 1), 0.0),
            (Uniform(0, 1), Uniform(0, 2), 0.5),
            (Gaussian(0, 1), Gaussian(2, 1), 0.0),
            (Uniform(0, 1), Uniform(0, 2), 1.5),
            (Uniform(0, 1), Laplace(0, 1), -3.0),
            (named("two_modes"), Gaussian(0.5, 1.2), 1.0),
            (Gaussian(0, 1), Gaussian(1, 1), 20.0),
            (Gaussian(0, 2), Gaussian(0, 1), -6.0),
        ),
        mistakes={
            "swapped": lambda p_data, p_g, x: 1 - optimal_strategy(p_data, p_g, x),
            "ratio": lambda p_data, p_g, x: p_data.pdf(x) / p_g.pdf(x),
            "half": 0.5,
            "density": lambda p_data, p_g, x: p_data.pdf(x),
            "logit": lambda p_data, p_g, x: p_data.log_pdf(x) - p_g.log_pdf(x),
        },
        witness=_gain,
    ),
    Exercise(
        "standard",
        game_flow,
        right=_rotated,
        cases=(
            (1.0, 0.0, 0.0),
            (1.0, 0.0, 1.0),
            (0.0, 1.0, 1.0),
            (1.0, 0.0, math.pi / 2),
            (2.0, -1.0, 0.5),
            (1.0, 1.0, 10.0),
            (0.0, 0.0, 3.0),
        ),
        mistakes={
            "clockwise": lambda x, y, t: _rotated(x, y, -t),
            "both_descend": lambda x, y, t: [
                x * math.cosh(t) - y * math.sinh(t),
                y * math.cosh(t) - x * math.sinh(t),
            ],
            "converges": lambda x, y, t: [x * math.exp(-t), y * math.exp(-t)],
            "one_step": lambda x, y, t: [x - t * y, y + t * x],
            "stands_still": lambda x, y, t: [x, y],
        },
    ),
    Exercise(
        "hard",
        maximum_likelihood,
        right=_gradient_of_kl,
        measure=_gradient_with,
        cases=tuple(
            (_BELL, Gaussian(mean, std))
            for mean, std in ((1, 1), (-1, 1), (2, 1), (0, 1), (1, 1.5), (-0.5, 2))
        ),
        mistakes={
            "sign": lambda d: d / (1 - d),
            "inverted": lambda d: -(1 - d) / d,
            "reverse_kl": lambda d: math.log((1 - d) / d),
            "non_saturating": lambda d: -math.log(d),
            "minimax": lambda d: math.log(1 - d),
            "exp_of_d": lambda d: -math.exp(d),
            "not_divided": lambda d: -d,
        },
    ),
)
