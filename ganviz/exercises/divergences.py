"""Exercises about Theorem 1 and divergences, all in nats."""

import math
from typing import Any

import numpy as np

from ganviz import theory
from ganviz.distributions import Gaussian, PiecewiseConstant, Uniform, Univariate, named
from ganviz.exercises.exercise import Exercise, drawn, given_by

_LOG2, _LOG4 = math.log(2), math.log(4)
MODES = 8


def least_criterion():
    """The least value of C(G), a number in nats."""
    return -math.log(4)


def _constant(answer: Any, *_: Univariate) -> Any:
    """The value of an answer that takes no inputs, in every case."""
    return given_by(answer)


def worst_generator():
    """Four probabilities of p_g, for which C(G) is as large as it can be."""
    return [0, 0, 0.5, 0.5]


def _criterion_with(answer: Any, p_data: PiecewiseConstant) -> float:
    return theory.criterion(p_data, PiecewiseConstant(p_data.edges, given_by(answer))).value


def kl_gaussians(mean_p, std_p, mean_q, std_q):
    """KL(p || q) of p = N(mean_p, std_p^2) and q = N(mean_q, std_q^2), in closed form."""
    spread = (std_p**2 + (mean_p - mean_q) ** 2) / std_q**2
    return math.log(std_q / std_p) + spread / 2 - 1 / 2


def _kl(mean_p: float, std_p: float, mean_q: float, std_q: float) -> float:
    return theory.kl_divergence(Gaussian(mean_p, std_p), Gaussian(mean_q, std_q)).value


def criterion_gaussians(mean, std):
    """C(G), relative error below 1e-4, for p_data = N(0, 1) and p_g = N(mean, std^2)."""
    x, step = np.linspace(-40, 40, 80_001, retstep=True)
    log_p = -(x**2) / 2 - math.log(math.sqrt(2 * math.pi))
    log_q = -(((x - mean) / std) ** 2) / 2 - math.log(std * math.sqrt(2 * math.pi))
    log_d = -np.logaddexp(0, log_q - log_p)
    log_not_d = -np.logaddexp(0, log_p - log_q)
    return np.sum(np.exp(log_p) * log_d + np.exp(log_q) * log_not_d) * step


def _criterion(mean: float, std: float) -> float:
    return theory.criterion(Gaussian(0, 1), Gaussian(mean, std)).value


def jsd_uniforms(shift):
    """JSD of the uniform distributions on [0, 1] and on [shift, shift + 1]."""
    return min(abs(shift), 1) * math.log(2)


def mode_dropping(m):
    """[KL(p_data || p_g), KL(p_g || p_data)] if p_g covers m of the 8 modes."""
    return [0 if m == 8 else math.inf, math.log(8 / m)]


def _dropped(m: int) -> list[float]:
    edges = np.arange(MODES + 1)
    p_data = PiecewiseConstant(edges, np.full(MODES, 1 / MODES))
    p_g = PiecewiseConstant(edges, np.where(edges[1:] <= m, 1 / m, 0))
    return [theory.kl_divergence(p_data, p_g).value, theory.kl_divergence(p_g, p_data).value]


def wasserstein_uniforms(a, b, c, d):
    """W1 of the uniform distributions on [a, b] and on [c, d]."""
    left, right = c - a, d - b  # how far the two ends travel
    if left * right >= 0:
        return abs(left + right) / 2
    return (left**2 + right**2) / (2 * (abs(left) + abs(right)))


def subgradient(a, b):
    """The slope at b of f(b) = max over y of a log y + b log(1 - y)."""
    return math.log(b / (a + b))


def _best(a: float, b: float) -> float:
    return float(theory.pointwise_value(a, b, theory.pointwise_argmax(a, b)))


def _above(slope: float, a: float, b: float) -> dict[str, float] | None:
    """Where f lies furthest below the line through (b, f(b)) with this slope, if anywhere."""
    others = b * np.array([0.01, 0.1, 0.5, 0.8, 1.25, 2.0, 10.0, 100.0])
    line = _best(a, b) + slope * (others - b)
    f = np.array([_best(a, other) for other in others])
    worst = int(np.argmax(line - f))
    if not line[worst] > f[worst] + 1e-9:
        return None
    return {"other": others[worst], "f": f[worst], "line": line[worst]}


EXERCISES = (
    Exercise(
        "warm-up",
        least_criterion,
        right=lambda p_data, p_g: theory.criterion(p_data, p_g).value,
        measure=_constant,
        cases=tuple((p, p) for p in (Gaussian(0, 1), Uniform(0, 2), named("two_modes"))),
        mistakes={"half": -_LOG2, "sign": _LOG4, "zero": 0.0, "bits": -2.0, "probability": 0.5},
    ),
    Exercise(
        "warm-up",
        worst_generator,
        right=lambda p_data: 0.0,
        measure=_criterion_with,
        cases=((PiecewiseConstant([0, 1, 2, 3, 4], [0.5, 0.5, 0, 0]),),),
        mistakes={
            "best": [0.5, 0.5, 0, 0],
            "overlapping": [0.25, 0.25, 0.25, 0.25],
        },
    ),
    Exercise(
        "standard",
        kl_gaussians,
        right=_kl,
        cases=(
            *((0.0, 1.0, 0.0, 1.0), (0.0, 1.0, 1.0, 1.0), (0.0, 1.0, 0.0, 2.0)),
            *((0.0, 2.0, 0.0, 1.0), (1.0, 2.0, -1.0, 0.5)),
            *drawn(5, (-2, 2), (0.3, 3), (-2, 2), (0.3, 3), seed=3),
        ),
        mistakes={
            "reversed": lambda mp, sp, mq, sq: _kl(mq, sq, mp, sp),
            "no_half": lambda mp, sp, mq, sq: _kl(mp, sp, mq, sq) + 1 / 2,
            "log_sign": lambda mp, sp, mq, sq: _kl(mp, sp, mq, sq) - 2 * math.log(sq / sp),
            "variances": lambda mp, sp, mq, sq: _kl(mp, math.sqrt(sp), mq, math.sqrt(sq)),
            "equal_widths": lambda mp, sp, mq, sq: (mp - mq) ** 2 / (2 * sq**2),
        },
    ),
    Exercise(
        "standard",
        criterion_gaussians,
        right=_criterion,
        cases=(
            *((0.0, 1.0), (1.0, 1.0), (2.0, 1.0), (-2.0, 1.0), (0.0, 2.0), (1.0, 0.5)),
            *((8.0, 1.0), (0.0, 0.05)),
        ),
        mistakes={
            "jsd": lambda mean, std: (_criterion(mean, std) + _LOG4) / 2,
            "one_jsd": lambda mean, std: (_criterion(mean, std) - _LOG4) / 2,
            "log2": lambda mean, std: _criterion(mean, std) + _LOG2,
            "kl": lambda mean, std: _kl(0, 1, mean, std) - _LOG4,
            "half": -_LOG4,
        },
        rtol=1e-4,
    ),
    Exercise(
        "standard",
        jsd_uniforms,
        right=lambda shift: theory.js_divergence(Uniform(0, 1), Uniform(shift, shift + 1)).value,
        cases=tuple((s,) for s in (0.0, 1.0, 0.5, 2.0, -0.5, -3.0, 0.25, 0.9, 10.0)),
        mistakes={
            "unbounded": lambda shift: abs(shift) * _LOG2,
            "no_abs": lambda shift: min(shift, 1) * _LOG2,
            "variation": lambda shift: min(abs(shift), 1),
            "doubled": lambda shift: min(abs(shift), 1) * _LOG4,
            "kl": lambda shift: math.inf if shift else 0,
            "all_or_nothing": lambda shift: _LOG2 if shift else 0,
        },
    ),
    Exercise(
        "standard",
        mode_dropping,
        right=_dropped,
        cases=tuple((m,) for m in (MODES, 4, 1, 2, 7, 3)),
        mistakes={
            "swapped": lambda m: mode_dropping(m)[::-1],
            "finite": lambda m: [math.log(MODES / m)] * 2,
            "negative": lambda m: [mode_dropping(m)[0], math.log(m / MODES)],
            "bits": lambda m: [mode_dropping(m)[0], math.log2(MODES / m)],
            "both_infinite": lambda m: [mode_dropping(m)[0]] * 2,
        },
    ),
    Exercise(
        "hard",
        wasserstein_uniforms,
        right=lambda a, b, c, d: theory.wasserstein1(Uniform(a, b), Uniform(c, d)).value,
        cases=(
            *((0.0, 1.0, 0.0, 1.0), (0.0, 1.0, 2.0, 3.0), (2.0, 3.0, 0.0, 1.0)),
            *((0.0, 1.0, 0.0, 2.0), (-1.0, 1.0, -2.0, 2.0), (0.0, 4.0, 1.0, 2.0)),
        ),
        mistakes={
            "means": lambda a, b, c, d: abs(a + b - c - d) / 2,
            "signed": lambda a, b, c, d: (c + d - a - b) / 2,
            "squared": lambda a, b, c, d: math.sqrt(
                (a + b - c - d) ** 2 / 4 + (b - a - d + c) ** 2 / 12
            ),
            "ends": lambda a, b, c, d: (abs(c - a) + abs(d - b)) / 2,
            "jsd": lambda a, b, c, d: theory.js_divergence(Uniform(a, b), Uniform(c, d)).value,
        },
    ),
    Exercise(
        "hard",
        subgradient,
        right=lambda a, b: math.log(theory.pointwise_argmax(b, a)),
        cases=((1.0, 1.0), (3.0, 1.0), (1.0, 3.0), (1.0, 0.1), *drawn(6, (0.1, 3), (0.1, 3))),
        mistakes={
            "other_term": lambda a, b: math.log(a / (a + b)),
            "no_log": lambda a, b: b / (a + b),
            "sign": lambda a, b: math.log((a + b) / b),
            "value": _best,
            "one_term": lambda a, b: math.log(b / (a + b)) + a / (a + b),
        },
        witness=_above,
    ),
)
