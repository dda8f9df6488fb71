"""Graded exercises: exact theory by other means; right answers pass, wrong ones are shown where."""

import inspect
import itertools
import math
import re

import mpmath
import numpy as np
import pytest
from scipy import integrate, optimize, stats
from scipy.spatial.distance import jensenshannon

import ganviz
from ganviz.distributions import Mixture, Uniform
from ganviz.exercises import EXERCISES, GROUPS, LEVELS, check, solution
from ganviz.exercises.exercise import given_by
from ganviz.texts import catalogue, text

MISTAKES = [(name, mistake) for name, e in EXERCISES.items() for mistake in e.mistakes]
CASES = [(name, i) for name, e in EXERCISES.items() for i in range(len(e.cases))]


# What is right, by means that share nothing with the package.


def density(distribution, x):
    match distribution:
        case Mixture():
            pairs = zip(distribution.weights, distribution.components, strict=True)
            return sum(w * density(c, x) for w, c in pairs)
        case Uniform(low=low, high=high):
            return stats.uniform(low, high - low).pdf(x)
        case _:
            numbers = vars(distribution)
            family = {"Gaussian": stats.norm, "Laplace": stats.laplace}
            scale = numbers.get("std", numbers.get("scale"))
            return family[type(distribution).__name__](numbers["mean"], scale).pdf(x)


def best_y(real, fake):
    """The maximum of real log y + fake log(1 - y) by search."""

    def loss(y):
        return -(real * math.log(y) + fake * math.log1p(-y))

    found = optimize.minimize_scalar(loss, bounds=(0, 1), method="bounded", options={"xatol": 1e-9})
    return found.x


def integral(f, low, high, points=()):
    return integrate.quad(f, low, high, points=points or None, limit=500, epsabs=1e-12)[0]


def kl(mean_p, std_p, mean_q, std_q):
    p, q = stats.norm(mean_p, std_p), stats.norm(mean_q, std_q)
    low, high = mean_p - 12 * std_p, mean_p + 12 * std_p
    return integral(lambda x: p.pdf(x) * (p.logpdf(x) - q.logpdf(x)), low, high, (mean_p,))


def criterion(mean, std):
    p, q = stats.norm(0, 1), stats.norm(mean, std)

    def integrand(x):
        logit = p.logpdf(x) - q.logpdf(x)
        return -p.pdf(x) * np.logaddexp(0, -logit) - q.pdf(x) * np.logaddexp(0, logit)

    ends = sorted({-12.0, 0.0, 12.0, *(mean + std * k for k in (-12, -3, 0, 3, 12))})
    return sum(integral(integrand, a, b) for a, b in itertools.pairwise(ends))


def game_flow(x, y, t):
    def field(_, state):
        return [-state[1], state[0]]

    return integrate.solve_ivp(field, (0, t), [x, y], rtol=1e-11, atol=1e-12).y[:, -1]


def kl_slope(p_data, p_g, h=1e-4):
    def at(mean):
        return kl(p_data.mean, p_data.std, mean, p_g.std)

    return (at(p_g.mean + h) - at(p_g.mean - h)) / (2 * h)


def smoothed(a, b, alpha, beta):
    def loss(y):
        real = (1 - alpha) * math.log(y) + alpha * math.log1p(-y)
        return -(a * real + b * (beta * math.log(y) + (1 - beta) * math.log1p(-y)))

    return optimize.minimize_scalar(loss, bounds=(0, 1), method="bounded").x


def weighted_mean(a, b):
    rows, targets = np.sqrt([[a], [b]]), np.sqrt([a, b]) * [1, -1]
    return np.linalg.lstsq(rows, targets, rcond=None)[0][0]


def boxes(shift):
    """JSD of [0, 1] and [shift, shift + 1] by the masses of the cells between their ends."""
    ends = np.unique([0, 1, shift, shift + 1])
    masses = [
        stats.uniform(low).cdf(ends[1:]) - stats.uniform(low).cdf(ends[:-1]) for low in (0, shift)
    ]
    return jensenshannon(*masses) ** 2


def modes(m):
    p_data, p_g = np.full(8, 1 / 8), np.r_[np.full(m, 1 / m), np.zeros(8 - m)]
    return [stats.entropy(p_data, p_g), stats.entropy(p_g, p_data)]


def transported(a, b, c, d, n=4000):
    u = (np.arange(n) + 0.5) / n
    return stats.wasserstein_distance(a + u * (b - a), c + u * (d - c))


def envelope_slope(a, b):
    return mpmath.diff(lambda t: a * mpmath.log(a / (a + t)) + t * mpmath.log(t / (a + t)), b)


def slopes(d):
    sigmoid, logit = lambda t: 1 / (1 + mpmath.exp(-t)), mpmath.log(mpmath.mpf(d) / (1 - d))
    costs = (lambda t: mpmath.log(1 - sigmoid(t)), lambda t: -mpmath.log(sigmoid(t)))
    with mpmath.workdps(40):
        return [mpmath.diff(cost, logit) for cost in costs]


def window(x, samples, sigma):
    with mpmath.workdps(50):
        scale = (2 * mpmath.pi * mpmath.mpf(sigma) ** 2) ** (-mpmath.mpf(len(x)) / 2)
        each = [
            mpmath.exp(-sum(mpmath.mpf(t) ** 2 for t in x - s) / (2 * sigma**2)) for s in samples
        ]
        return mpmath.log(scale * sum(each) / len(samples))


def ascent(w, c, real, fake, lr):
    def v(w, c):
        def d(x):
            return 1 / (1 + mpmath.exp(-(w * x + c)))

        return sum(mpmath.log(d(x)) for x in real) / len(real) + sum(
            mpmath.log(1 - d(x)) for x in fake
        ) / len(fake)

    with mpmath.workdps(30):
        return [w + lr * mpmath.diff(v, (w, c), (1, 0)), c + lr * mpmath.diff(v, (w, c), (0, 1))]


def turns(h):
    columns = []
    for x, y in ((1, 0), (0, 1)):
        y = y + h * x
        x = x - h * y
        columns.append([x, y])
    return np.transpose(columns)


INDEPENDENT = {
    "optimal_strategy": lambda p, q, x: density(p, x) / (density(p, x) + density(q, x)),
    "game_flow": game_flow,
    "maximum_likelihood": kl_slope,
    "pointwise_argmax": best_y,
    "least_squares": weighted_mean,
    "class_priors": lambda a, b, share: best_y(share * a, (1 - share) * b),
    "label_smoothing": smoothed,
    "log_d": lambda logit: -mpmath.log1p(mpmath.exp(-mpmath.mpf(logit))),
    "importance_weights": lambda d, f: (
        sum(t * w / (1 - w) for w, t in zip(d, f, strict=True)) / len(d)
    ),
    "least_criterion": lambda *_: mpmath.log(0.25),
    "worst_generator": lambda _: 2 * jensenshannon([1, 1, 0, 0], [0, 0, 1, 1]) ** 2 - math.log(4),
    "kl_gaussians": kl,
    "criterion_gaussians": criterion,
    "jsd_uniforms": boxes,
    "mode_dropping": modes,
    "wasserstein_uniforms": transported,
    "subgradient": envelope_slope,
    "push_forward_affine": lambda a, b, x: stats.norm(b, abs(a)).pdf(x),
    "non_saturating": slopes,
    "push_forward_fold": stats.chi2(1).pdf,
    "parzen": window,
    "growth_factor": lambda h: np.hypot(0.6 - h * 0.8, 0.8 + h * 0.6),
    "algorithm_step": ascent,
    "alternating_round": turns,
}


def expected(name, inputs):
    return np.array(INDEPENDENT[name](*inputs.values()), dtype=np.float64)


@pytest.mark.parametrize(("name", "i"), CASES)
def test_what_is_right_agrees_with_other_means(name, i):
    exercise = EXERCISES[name]
    inputs = exercise.inputs(exercise.cases[i])
    right = exercise.right(*inputs.values())
    np.testing.assert_allclose(right, expected(name, inputs), rtol=2e-6, atol=2e-6)


# Right answers.


@pytest.mark.parametrize("name", EXERCISES)
def test_the_worked_solution_passes_as_code_of_its_own(name):
    worked = solution(name)
    assert check(name, worked.answer).correct
    space = {"math": math, "np": np}
    exec(worked.code, space)
    assert check(name, space[name]).correct
    assert worked.code in worked._repr_markdown_()


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("maximum_likelihood", lambda d: 7 - d / (1 - d)),  # a constant has no gradient
        ("worst_generator", [0, 0, 1, 0]),
        ("worst_generator", (0, 0, 0.1, 0.9)),
        ("least_criterion", -2 * math.log(2)),
        ("least_criterion", lambda: math.log(0.25)),
        ("pointwise_argmax", lambda a, b: np.array([a / (a + b)])),
        (
            "criterion_gaussians",
            lambda mean, std: ganviz.criterion(ganviz.Gaussian(), ganviz.Gaussian(mean, std)),
        ),
        (
            "game_flow",
            lambda x, y, t: np.array([x, y]) @ [[np.cos(t), np.sin(t)], [-np.sin(t), np.cos(t)]],
        ),
    ],
)
def test_other_ways_to_be_right(name, answer):
    assert check(name, answer).correct


# Wrong answers.


@pytest.mark.parametrize(("name", "mistake"), MISTAKES)
def test_a_typical_mistake_is_named_and_shown_where_it_fails_first(name, mistake):
    exercise = EXERCISES[name]
    verdict = check(name, exercise.mistakes[mistake])
    assert not verdict.correct
    assert verdict.message.endswith(exercise.remark(mistake))
    where = verdict.counterexample
    right = expected(name, where.inputs)
    np.testing.assert_allclose(where.right, right, rtol=2e-6, atol=2e-6)
    assert not np.allclose(where.given, right, rtol=1e-3, atol=1e-4), "wrong by a wide margin"
    with np.errstate(all="ignore"):
        given = exercise.measure(exercise.mistakes[mistake], *where.inputs.values())
    np.testing.assert_allclose(where.given, given)


# The catalogue.


def test_the_exercises_go_across_the_paper_and_from_warm_up_to_hard():
    assert [e.name for e in GROUPS["tutorial"]] == [
        "optimal_strategy",
        "game_flow",
        "maximum_likelihood",
    ]
    assert len(EXERCISES) >= 15
    assert len(EXERCISES) == sum(map(len, GROUPS.values())), "no name is given twice"
    for group, members in GROUPS.items():
        levels = [LEVELS.index(e.level) for e in members]
        assert levels == sorted(levels), group
    assert {e.level for e in EXERCISES.values()} == set(LEVELS)


@pytest.mark.parametrize("name", EXERCISES)
def test_an_exercise_is_worded_and_has_a_starter(name):
    exercise = EXERCISES[name]
    assert exercise.title
    assert exercise.source
    assert len(exercise.hints) >= 2
    prose = [exercise.statement, *exercise.hints, exercise.explanation]
    for words_ in prose:
        assert words_.count("$") % 2 == 0
        assert words_.count("{") == words_.count("}")
    assert len(exercise.mistakes) >= 2
    assert all(exercise.remark(mistake) for mistake in exercise.mistakes)
    space = {}
    exec(exercise.starter, space)
    assert check(name, space[name]).message == text("exercise_unanswered")
    if exercise.measure is given_by:
        named = list(exercise.inputs(exercise.cases[0]))
        assert list(inspect.signature(exercise.solution).parameters) == named


def test_every_text_of_the_exercises_is_used_once():
    parts = ("title", "source", "statement", "hints", "explanation")
    worded = re.compile(rf"exercise_.+_({'|'.join(parts)}|mistake_.+)")
    keys = [key for key in catalogue("en") if worded.fullmatch(key)]
    used = {f"exercise_{name}_{part}" for name in EXERCISES for part in parts}
    used |= {f"exercise_{name}_mistake_{mistake}" for name, mistake in MISTAKES}
    assert set(keys) == used
