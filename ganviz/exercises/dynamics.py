"""Exercises about training: Algorithm 1 by hand, and steps of the game V = x y."""

import math

import numpy as np
from scipy.special import expit

from ganviz.exercises.exercise import Exercise


def growth_factor(h):
    """The factor by which the distance to (0, 0) grows in one simultaneous step."""
    return math.sqrt(1 + h**2)


def _simultaneous(h: float) -> np.ndarray:
    return np.array([[1, -h], [h, 1]])


def algorithm_step(w, c, real, fake, lr):
    """[w, c] of D(x) = sigmoid(w x + c) after one step of D; real and fake are minibatches."""
    d_real = 1 / (1 + np.exp(-(w * real + c)))
    d_fake = 1 / (1 + np.exp(-(w * fake + c)))
    gradient_w = np.mean((1 - d_real) * real) - np.mean(d_fake * fake)
    gradient_c = np.mean(1 - d_real) - np.mean(d_fake)
    return [w + lr * gradient_w, c + lr * gradient_c]


def _stepped(
    w: float, c: float, real: np.ndarray, fake: np.ndarray, lr: float, *, share: float = 1.0
) -> np.ndarray:
    """theta + lr X^T (label - D) / m, a step of logistic regression; ``share`` weights fakes."""
    x = np.stack([np.r_[real, fake], np.ones(len(real) + len(fake))])
    weights = np.r_[np.full(len(real), 1 / len(real)), np.full(len(fake), share / len(fake))]
    labels = np.r_[np.ones(len(real)), np.zeros(len(fake))]
    theta = np.array([w, c])
    return theta + lr * x @ (weights * (labels - expit(theta @ x)))


def alternating_round(h):
    """The 2 x 2 matrix M of one round, [x, y] -> M [x, y]: first the step of y, then that of x."""
    return [[1 - h**2, -h], [h, 1]]


def _two_shears(h: float) -> np.ndarray:
    step_of_y, step_of_x = np.array([[1, 0], [h, 1]]), np.array([[1, -h], [0, 1]])
    return step_of_x @ step_of_y


EXERCISES = (
    Exercise(
        "warm-up",
        growth_factor,
        right=lambda h: np.abs(np.linalg.eigvals(_simultaneous(h))).max(),
        cases=tuple((h,) for h in (0.0, 0.1, 1.0, 0.5, 2.0, 0.01)),
        mistakes={
            "squared": lambda h: 1 + h**2,
            "flow": 1.0,
            "linear": lambda h: 1 + h,
            "shrinks": lambda h: np.sqrt(1 - h**2),
            "implicit": lambda h: 1 / math.sqrt(1 + h**2),
        },
    ),
    Exercise(
        "standard",
        algorithm_step,
        right=lambda w, c, real, fake, lr: _stepped(w, c, real, fake, lr),
        cases=(
            (0.0, 0.0, (1.0,), (-1.0,), 1.0),
            (0.0, 0.0, (1.0, 2.0), (-1.0, 0.0), 0.1),
            (1.0, 0.0, (2.0,), (1.0,), 0.5),
            (0.5, -1.0, (1.0, 2.0, 4.0, 0.0), (-1.0, 0.0, 0.5, 3.0), 0.1),
            (-2.0, 1.0, (0.3, 0.1), (0.2, -0.4), 2.0),
        ),
        mistakes={
            "descent": lambda w, c, real, fake, lr: _stepped(w, c, real, fake, -lr),
            "sum": lambda w, c, real, fake, lr: _stepped(w, c, real, fake, lr * len(real)),
            "no_fake": lambda w, c, real, fake, lr: _stepped(w, c, real, fake, lr, share=0),
            "swapped": lambda w, c, real, fake, lr: _stepped(w, c, fake, real, lr),
            "halved": lambda w, c, real, fake, lr: _stepped(w, c, real, fake, lr / 2),
            "step_only": lambda w, c, real, fake, lr: _stepped(w, c, real, fake, lr) - [w, c],
        },
    ),
    Exercise(
        "hard",
        alternating_round,
        right=_two_shears,
        cases=tuple((h,) for h in (0.0, 0.1, 1.0, 0.5, 2.0)),
        mistakes={
            "simultaneous": _simultaneous,
            "x_first": lambda h: [[1, -h], [h, 1 - h**2]],
            "transposed": lambda h: np.transpose(_two_shears(h)),
            "both_ascend": lambda h: [[1 + h**2, h], [h, 1]],
        },
    ),
)
