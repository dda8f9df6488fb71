"""Exercises about G: the density that it implies, its costs, and how its samples are scored."""

import math

import numpy as np
from scipy.special import logsumexp

from ganviz.distributions import Gaussian
from ganviz.exercises.exercise import Exercise, drawn


def push_forward_affine(a, b, x):
    """p_g(x) for G(z) = a z + b and z ~ N(0, 1); a is not 0."""
    z = (x - b) / a
    return math.exp(-(z**2) / 2) / math.sqrt(2 * math.pi) / abs(a)


def _bell(z: float) -> float:
    return float(Gaussian().pdf(z))


def non_saturating(d):
    """[slope of log(1 - D), slope of -log D], each by the logit of D, where D(G(z)) = d."""
    return [-d, -(1 - d)]


def push_forward_fold(x):
    """p_g(x) for G(z) = z^2 and z ~ N(0, 1); x is not 0."""
    if x < 0:
        return 0
    return math.exp(-x / 2) / math.sqrt(2 * math.pi * x)


def _folded(x: float) -> float:
    root = math.sqrt(abs(x))
    return (_bell(root) + _bell(-root)) / (2 * root) if x > 0 else 0.0


def parzen(x, samples, sigma):
    """The Parzen window's log-likelihood of x, (d,), with samples of G, (n, d)."""
    n, d = samples.shape
    exponents = -((samples - x) ** 2).sum(axis=1) / (2 * sigma**2)
    return np.logaddexp.reduce(exponents) - math.log(n) - d / 2 * math.log(2 * math.pi * sigma**2)


def _parzen(x: np.ndarray, samples: np.ndarray, sigma: float) -> float:
    kernels = Gaussian(0, sigma).log_pdf((samples - x).ravel()).reshape(samples.shape).sum(axis=1)
    return float(logsumexp(kernels)) - math.log(len(samples))  # type: ignore[arg-type]


def _kernels(x: np.ndarray, samples: np.ndarray, sigma: float) -> np.ndarray:
    norm = (2 * math.pi * sigma**2) ** (-len(x) / 2)
    return norm * np.exp(-((samples - x) ** 2).sum(axis=1) / (2 * sigma**2))


EXERCISES = (
    Exercise(
        "warm-up",
        push_forward_affine,
        right=lambda a, b, x: float(Gaussian(b, abs(a)).pdf(x)),
        cases=(
            *((1.0, 0.0, 0.0), (2.0, 0.0, 0.0), (-2.0, 0.0, 0.0), (2.0, 1.0, 3.0)),
            *((-0.5, 1.0, 0.5), (0.1, 2.0, 2.0), *drawn(4, (0.5, 3), (-2, 2), (-2, 2), seed=4)),
        ),
        mistakes={
            "no_jacobian": lambda a, b, x: _bell((x - b) / a),
            "inverted": lambda a, b, x: abs(a) * _bell((x - b) / a),
            "no_abs": lambda a, b, x: _bell((x - b) / a) / a,
            "squared": lambda a, b, x: _bell((x - b) / a) / a**2,
            "forward": lambda a, b, x: _bell(a * x + b) / abs(a),
        },
    ),
    Exercise(
        "standard",
        non_saturating,
        right=lambda d: [-d, d - 1],
        cases=tuple((d,) for d in (0.5, 0.01, 0.99, 0.1, 0.75, 1e-6)),
        mistakes={
            "swapped": lambda d: [-(1 - d), -d],
            "by_d": lambda d: [-1 / (1 - d), -1 / d],
            "sign": lambda d: [d, 1 - d],
            "opposite": lambda d: [-d, 1 - d],
            "same": lambda d: [-d, -d],
        },
    ),
    Exercise(
        "hard",
        push_forward_fold,
        right=_folded,
        cases=tuple((x,) for x in (1.0, 4.0, 0.25, -1.0, 9.0, 0.01)),
        mistakes={
            "one_branch": lambda x: _folded(x) / 2,
            "no_jacobian": lambda x: 2 * _bell(math.sqrt(x)) if x > 0 else 0,
            "inverted": lambda x: _folded(x) * 4 * x,
            "no_support": lambda x: _bell(np.sqrt(x)) / np.sqrt(x),
            "mirrored": lambda x: _folded(abs(x)),
        },
    ),
    Exercise(
        "hard",
        parzen,
        right=_parzen,
        cases=(
            ((0.0,), ((0.0,),), 1.0),
            ((1.0,), ((0.0,), (2.0,)), 1.0),
            ((0.0,), ((0.0,), (3.0,)), 0.5),
            ((0.0, 1.0), ((0.0, 0.0), (1.0, 1.0), (-1.0, 2.0)), 0.5),
            ((50.0,), ((0.0,), (1.0,)), 0.5),
            ((0.2,) * 10, ((0.0,) * 10, (0.5,) * 10), 0.1),
        ),
        mistakes={
            "naive": lambda x, samples, sigma: np.log(_kernels(x, samples, sigma).mean()),
            "sum": lambda x, samples, sigma: _parzen(x, samples, sigma) + math.log(len(samples)),
            "mean_of_logs": lambda x, samples, sigma: np.mean(
                [_parzen(x, one[None], sigma) for one in samples]
            ),
            "no_normaliser": lambda x, samples, sigma: (
                _parzen(x, samples, sigma) + len(x) / 2 * math.log(2 * math.pi * sigma**2)
            ),
            "one_dimension": lambda x, samples, sigma: (
                _parzen(x, samples, sigma) + (len(x) - 1) / 2 * math.log(2 * math.pi * sigma**2)
            ),
        },
    ),
)
