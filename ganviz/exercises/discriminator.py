"""Exercises about D: Proposition 1 and what follows from it. a = p_data(x), b = p_g(x) at one x."""

import math

import numpy as np
from scipy import special

from ganviz import theory
from ganviz.exercises.exercise import Exercise, drawn


def pointwise_argmax(a, b):
    """The y between 0 and 1 at which a log y + b log(1 - y) is largest."""
    return a / (a + b)


def gain(y: float, a: float, b: float) -> dict[str, float] | None:
    """The integrand of V at x for D(x) = y, and for the best D(x); None unless 0 <= y <= 1."""
    if not 0 <= y <= 1:
        return None
    best = theory.pointwise_value(a, b, theory.pointwise_argmax(a, b))
    return {"reached": theory.pointwise_value(a, b, y), "best": best}


def least_squares(a, b):
    """The best critic's answer at x, for the targets 1 (real) and -1 (fake)."""
    return (a - b) / (a + b)


def class_priors(a, b, share):
    """D*(x) if this share of each minibatch is real."""
    return share * a / (share * a + (1 - share) * b)


def label_smoothing(a, b, alpha, beta):
    """D*(x) if D is trained towards 1 - alpha on real and beta on fake points."""
    return ((1 - alpha) * a + beta * b) / (a + b)


def log_d(logit):
    """log D(x) for D(x) = 1 / (1 + exp(-logit)), for a logit of any size."""
    return -np.logaddexp(0, -logit)


def importance_weights(d, f):
    """The estimate of E_data[f], of two arrays: D*(x) and f(x) at points x drawn from p_g."""
    return np.mean(d / (1 - d) * f)


EXERCISES = (
    Exercise(
        "warm-up",
        pointwise_argmax,
        right=theory.pointwise_argmax,
        cases=(
            *((1.0, 1.0), (3.0, 1.0), (1.0, 0.0), (0.0, 1.0), (0.2, 0.7), (1e-3, 5.0)),
            *drawn(6, (0, 3), (0, 3)),
        ),
        mistakes={
            "swapped": lambda a, b: b / (a + b),
            "ratio": lambda a, b: a / b,
            "half": 0.5,
            "logit": lambda a, b: math.log(a / b),
        },
        witness=gain,
    ),
    Exercise(
        "warm-up",
        least_squares,
        right=lambda a, b: 2 * theory.pointwise_argmax(a, b) - 1,
        cases=((1.0, 1.0), (1.0, 0.0), (0.0, 1.0), (3.0, 1.0), *drawn(4, (0, 3), (0, 3))),
        mistakes={
            "probability": pointwise_argmax,
            "swapped": lambda a, b: (b - a) / (a + b),
            "hinge": lambda a, b: math.copysign(1, a - b) if a != b else 0,
            "undivided": lambda a, b: a - b,
        },
    ),
    Exercise(
        "standard",
        class_priors,
        right=lambda a, b, share: theory.pointwise_argmax(share * a, (1 - share) * b),
        cases=(
            *((1.0, 1.0, 0.5), (1.0, 1.0, 0.9), (2.0, 1.0, 0.25), (0.0, 1.0, 0.3)),
            *drawn(6, (0, 3), (0, 3), (0.1, 0.9), seed=1),
        ),
        mistakes={
            "ignored": lambda a, b, share: a / (a + b),
            "other_class": lambda a, b, share: (1 - share) * a / ((1 - share) * a + share * b),
            "outside": lambda a, b, share: share * a / (a + b),
            "fake": lambda a, b, share: 1 - class_priors(a, b, share),
        },
    ),
    Exercise(
        "standard",
        label_smoothing,
        right=lambda a, b, alpha, beta: theory.pointwise_argmax(
            (1 - alpha) * a + beta * b, alpha * a + (1 - beta) * b
        ),
        cases=(
            *((1.0, 1.0, 0.0, 0.0), (1.0, 1.0, 0.1, 0.0), (1.0, 1.0, 0.0, 0.1)),
            *((3.0, 1.0, 0.1, 0.1), (0.0, 1.0, 0.1, 0.2)),
            *drawn(6, (0, 3), (0, 3), (0, 0.4), (0, 0.4), seed=2),
        ),
        mistakes={
            "unsmoothed": lambda a, b, alpha, beta: a / (a + b),
            "one_sided": lambda a, b, alpha, beta: (1 - alpha) * a / (a + b),
            "as_priors": lambda a, b, alpha, beta: (1 - alpha) * a / ((1 - alpha) * a + beta * b),
            "fake": lambda a, b, alpha, beta: 1 - label_smoothing(a, b, alpha, beta),
        },
    ),
    Exercise(
        "standard",
        log_d,
        right=lambda logit: special.log_expit(logit),
        cases=tuple((x,) for x in (0.0, 2.0, -2.0, 15.0, -30.0, -1000.0, 1000.0, -1e5)),
        mistakes={
            "naive": lambda logit: np.log(1 / (1 + np.exp(-logit))),
            "complement": lambda logit: -np.logaddexp(0, logit),
            "sign": lambda logit: np.logaddexp(0, -logit),
            "probability": lambda logit: 1 / (1 + np.exp(-logit)),
        },
    ),
    Exercise(
        "standard",
        importance_weights,
        right=lambda d, f: np.mean(np.exp(special.logit(d)) * f),
        cases=(
            ((0.5, 0.5), (1.0, 3.0)),
            ((0.8,), (1.0,)),
            ((0.75, 0.25), (1.0, 0.0)),
            ((0.9, 0.1, 0.5), (2.0, -1.0, 1.0)),
            (tuple(0.1 * k for k in range(1, 10)), tuple(float(k * k) for k in range(1, 10))),
        ),
        mistakes={
            "unweighted": lambda d, f: np.mean(f),
            "inverted": lambda d, f: np.mean((1 - d) / d * f),
            "not_divided": lambda d, f: np.mean(d * f),
            "normalised": lambda d, f: np.sum(d / (1 - d) * f) / np.sum(d / (1 - d)),
        },
    ),
)
