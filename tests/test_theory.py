"""The paper's theory against closed forms, mpmath, scipy and its own theorems."""

import itertools
import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from profiles import share
from scipy import stats
from scipy.special import expit

from ganviz import distributions as d
from ganviz import theory as t
from ganviz.distributions import Gaussian, Uniform, named

DIVERGENCES = [
    t.kl_divergence,
    t.js_divergence,
    t.total_variation,
    t.hellinger,
    t.pearson_chi2,
    t.wasserstein1,
    t.criterion,
    t.criterion_kl_terms,
    t.optimal_discriminator,
]
LINE = {name: named(name) for name in d.NAMES_1D} | {
    "cauchy": d.StudentT(1.0, 0.3, 2.0),
    "needle": Gaussian(40, 1e-3),
    "histogram": d.PiecewiseConstant([-1, 0, 0.5, 2, 3], [0.25, 0.0, 0.5, 0.25]),
    "drawn": d.PiecewiseLinear([-2, -1, 0, 1, 2], [1, 0, 0, 2, 1]),
}
PLANE_PAIRS = [
    ("ring", "grid"),
    ("ring", "spiral"),
    ("grid", "two_moons"),
    ("spiral", "checkerboard"),
    ("two_moons", "swiss_roll"),
    ("iris_petals", "grid"),
    ("checkerboard", "ring"),
    ("swiss_roll", "swiss_roll"),
]
LOG2, LOG4 = math.log(2), math.log(4)


pytestmark = pytest.mark.filterwarnings("error")


# ------------------------------------------------------------------ Theorem 1


@pytest.mark.parametrize("a", LINE)
def test_criterion_is_jsd_on_the_line(a):
    for b in LINE:
        p, q = LINE[a], LINE[b]
        c, jsd = float(t.criterion(p, q)), float(t.js_divergence(p, q))
        assert abs(c + LOG4 - 2 * jsd) < 1e-8
        assert abs(float(t.criterion_kl_terms(p, q).criterion) - c) < 1e-8
        assert 0 <= jsd <= LOG2
        assert jsd == pytest.approx(float(t.js_divergence(q, p)), abs=1e-10)
        assert (jsd < 1e-12) == (a == b)


@pytest.mark.long
@pytest.mark.parametrize(("a", "b"), PLANE_PAIRS)
def test_criterion_is_jsd_in_the_plane(a, b):
    p, q = named(a), named(b)
    c, jsd = float(t.criterion(p, q)), float(t.js_divergence(p, q))
    assert abs(c + LOG4 - 2 * jsd) < 1e-5
    assert abs(float(t.criterion_kl_terms(p, q).criterion) - c) < 1e-5
    assert 0 <= jsd <= LOG2
    assert (jsd < 1e-12) == (a == b)


def test_jsd_in_the_plane_by_a_plain_sum():
    p, q = named("two_moons"), named("swiss_roll")
    x = np.linspace(-4.5, 4.5, 451)
    x = np.stack(np.meshgrid(x, x), axis=-1).reshape(-1, 2)
    a, b = p.pdf(x), q.pdf(x)
    terms = [np.where(f > 0, f * np.log(2 * f / (a + b + 1e-300) + 1e-300), 0) for f in (a, b)]
    assert float(t.js_divergence(p, q)) == pytest.approx(sum(terms).sum() * 0.0004 / 2, abs=1e-7)


@pytest.mark.parametrize(("mu", "exact"), [(1, 0.1114214822), (2, 0.3368308203), (4, 0.6327201937)])
def test_jsd_of_shifted_gaussians(mu, exact):
    assert float(t.js_divergence(Gaussian(), Gaussian(mu, 1))) == pytest.approx(exact, abs=5e-11)


def test_disjoint_supports():
    p, q = Uniform(0, 1), Uniform(2, 3)
    assert float(t.js_divergence(p, q)) == pytest.approx(LOG2, abs=1e-14)
    assert float(t.criterion(p, q)) == 0
    assert float(t.total_variation(p, q)) == pytest.approx(1, abs=1e-14)
    assert float(t.hellinger(p, q)) == pytest.approx(1, abs=1e-14)
    assert float(t.wasserstein1(p, q)) == pytest.approx(2, abs=1e-14)


# ------------------------------------------------------- independent references

GAUSSIAN_PAIRS = [(0, 1, 1, 1), (0, 1, 3, 0.5), (0, 1, 40, 1), (-2, 0.7, 1, 0.9), (0, 1, 0.1, 1.3)]


def by_mpmath(which, m1, s1, m2, s2):
    mp = mpmath.mp
    mp.dps = 30

    def p(x):
        return mp.npdf(x, m1, s1)

    def q(x):
        return mp.npdf(x, m2, s2)

    f = {
        "kl": lambda x: p(x) * (mp.log(p(x)) - mp.log(q(x))),
        "js": lambda x: sum(g(x) * mp.log(2 * g(x) / (p(x) + q(x))) for g in (p, q)) / 2,
        "hellinger": lambda x: (mp.sqrt(p(x)) - mp.sqrt(q(x))) ** 2 / 2,
    }[which]
    inner = {m + k * s for m, s in ((m1, s1), (m2, s2)) for k in (-30, -12, -4, 0, 4, 12, 30)}
    value = mp.quad(f, sorted(inner))
    return float(mp.sqrt(value) if which == "hellinger" else value)


@pytest.mark.long
@pytest.mark.parametrize("pair", GAUSSIAN_PAIRS)
@pytest.mark.parametrize(
    ("name", "ours"),
    [("kl", t.kl_divergence), ("js", t.js_divergence), ("hellinger", t.hellinger)],
)
def test_agrees_with_mpmath(pair, name, ours):
    m1, s1, m2, s2 = pair
    found = ours(Gaussian(m1, s1), Gaussian(m2, s2))
    exact = by_mpmath(name, *pair)
    assert abs(found.value - exact) < 1e-9
    assert abs(found.value - exact) <= found.error + 1e-13 * max(1, exact)


@pytest.mark.parametrize(
    "pair",
    [
        ("two_modes", "far_modes"),
        ("laplace", "student_t"),
        ("ring", "grid"),
        ("two_moons", "swiss_roll"),
    ],
)
def test_the_error_of_hellinger_is_that_of_the_root_of_its_integral(pair):
    """By another function with the same integrand, D_(1/2) = 4 H^2; estimates differ a little."""
    p, q = map(named, pair)
    found, alpha = t.hellinger(p, q), t.alpha_divergence(p, q, 0.5)
    square, error = alpha.value / 4, alpha.error / 4
    wanted = math.sqrt(square + error) - math.sqrt(square)
    assert wanted > 0
    assert wanted / 20 < found.error < 20 * wanted


number = st.floats(-5, 5)
spread = st.floats(0.05, 5)


@share(0.6)
@given(number, spread, number, spread)
def test_gaussian_closed_forms(m1, s1, m2, s2):
    p, q = Gaussian(m1, s1), Gaussian(m2, s2)
    gap = (m1 - m2) ** 2
    kl = math.log(s2 / s1) + (s1**2 + gap) / (2 * s2**2) - 0.5
    assert float(t.kl_divergence(p, q)) == pytest.approx(kl, rel=1e-9, abs=1e-9)
    total = s1**2 + s2**2
    h2 = 1 - math.sqrt(2 * s1 * s2 / total) * math.exp(-gap / (4 * total))
    assert float(t.hellinger(p, q)) ** 2 == pytest.approx(h2, abs=1e-9)
    equal = Gaussian(m2, s1)
    tv = math.erf(abs(m1 - m2) / (2 * s1) / math.sqrt(2))
    assert float(t.total_variation(p, equal)) == pytest.approx(tv, abs=1e-9)
    w = np.hypot(0, m1 - m2)
    assert float(t.wasserstein1(p, equal)) == pytest.approx(w, abs=1e-8)
    tails = 2 * s2**2 - s1**2
    if tails <= 0:
        assert float(t.pearson_chi2(p, q)) == math.inf
    elif tails > 0.1 * s1**2 and gap / tails < 100:
        chi2 = s2**2 / (s1 * math.sqrt(tails)) * math.exp(gap / tails) - 1
        assert float(t.pearson_chi2(p, q)) == pytest.approx(chi2, rel=1e-8, abs=1e-8)


@st.composite
def mixtures(draw):
    n = draw(st.integers(1, 4))
    means = draw(st.lists(number, min_size=n, max_size=n))
    stds = draw(st.lists(spread, min_size=n, max_size=n))
    w = np.array(draw(st.lists(st.floats(0.05, 1), min_size=n, max_size=n)))
    return d.Mixture([Gaussian(m, s) for m, s in zip(means, stds, strict=True)], w / w.sum())


@pytest.mark.long
@share(0.4)
@given(mixtures(), mixtures())
def test_inequalities_between_divergences(p, q):
    tv, h = float(t.total_variation(p, q)), float(t.hellinger(p, q))
    kl, jsd = float(t.kl_divergence(p, q)), float(t.js_divergence(p, q))
    slack = 1e-8
    assert 0 <= tv <= 1
    assert 0 <= jsd <= min(LOG2, tv * LOG2 + slack)
    assert h * h <= tv + slack
    assert tv <= math.sqrt(2) * h + slack
    assert tv <= math.sqrt(kl / 2) + slack  # Pinsker
    assert kl <= math.log1p(float(t.pearson_chi2(p, q))) + slack
    for f in (t.total_variation, t.hellinger, t.js_divergence, t.wasserstein1):
        assert float(f(q, p)) == pytest.approx(float(f(p, q)), abs=slack)


@pytest.mark.long
@pytest.mark.parametrize(
    ("a", "b"), list(itertools.combinations(["two_modes", "skewed", "uniform"], 2))
)
def test_wasserstein_agrees_with_scipy(a, b):
    p, q = named(a), named(b)
    u = (np.arange(200_000) + 0.5) / 200_000
    reference = stats.wasserstein_distance(p.quantile(u), q.quantile(u))
    assert float(t.wasserstein1(p, q)) == pytest.approx(reference, abs=1e-5)


def test_wasserstein_with_heavy_tails():
    cauchy = d.StudentT(1)
    assert float(t.wasserstein1(cauchy, d.StudentT(1, 3))) == pytest.approx(3, abs=1e-8)
    assert float(t.wasserstein1(cauchy, d.StudentT(1, 0, 2))) == math.inf
    assert float(t.wasserstein1(cauchy, Gaussian())) == math.inf
    assert float(t.wasserstein1(cauchy, cauchy)) == 0
    assert float(t.wasserstein1(d.StudentT(1.2), d.StudentT(1.2, 1))) == pytest.approx(1, abs=1e-8)


# ------------------------------------------------------------------ infinities

U = Uniform(0, 1)
HALF = d.PiecewiseConstant([0, 0.5, 1], [1, 0])
GAP = d.PiecewiseLinear([0, 0.4, 0.6, 1], [1, 0, 0, 1])


@pytest.mark.parametrize(
    ("p", "q", "infinite"),
    [
        (Gaussian(), U, True),
        (U, Gaussian(), False),
        (U, HALF, True),
        (HALF, U, False),
        (U, GAP, True),
        (GAP, U, False),
        (U, Uniform(0, 1 - 1e-6), True),
        (named("grid"), named("checkerboard"), True),
        (named("checkerboard"), named("grid"), False),
        (d.StudentT(1), Gaussian(), True),
        (d.StudentT(2), Gaussian(), True),
        (d.StudentT(2.1), Gaussian(), False),
        (d.StudentT(1), d.Laplace(), True),
        (d.StudentT(1.1), d.Laplace(), False),
        (d.StudentT(0.2), d.StudentT(9), False),
        (d.StudentT(1), d.Mixture([Gaussian(), d.StudentT(30)]), False),
        (d.Laplace(), Gaussian(), False),
        (Gaussian(0, 50), Gaussian(0, 0.1), False),
    ],
)
def test_kl_is_infinite_exactly_where_it_must_be(p, q, infinite):
    assert (float(t.kl_divergence(p, q)) == math.inf) == infinite


def test_kl_of_a_slow_tail_is_the_moment_it_is_made_of():
    p = d.StudentT(2.5)
    entropy = stats.t(2.5).entropy()
    exact = -entropy + 0.5 * math.log(2 * math.pi) + 0.5 * 2.5 / 0.5
    assert float(t.kl_divergence(p, Gaussian())) == pytest.approx(exact, rel=1e-8)


@pytest.mark.parametrize(
    ("p", "q", "exact"),
    [
        (Gaussian(0, 2), Gaussian(), math.inf),
        (Gaussian(0, math.sqrt(2)), Gaussian(), math.inf),
        (Gaussian(5, math.sqrt(2)), Gaussian(), math.inf),
        (d.Laplace(), Gaussian(), math.inf),
        (d.StudentT(3), d.Laplace(), math.inf),
        (d.StudentT(2), d.StudentT(4), math.inf),
        (d.StudentT(1), d.StudentT(1, 3), 4.5),
        (U, HALF, math.inf),
        (HALF, U, 1.0),
        (Gaussian(10, 1), Gaussian(), math.expm1(100)),
        (Gaussian(40, 1), Gaussian(), math.inf),
        (d.ring(std=0.01), d.ring(std=0.02), 16 / 7 - 1),
        (d.ring(std=0.02), d.ring(std=0.01), math.inf),
        (named("checkerboard"), d.Checkerboard(4, -4.5, 4.5), math.inf),
    ],
)
def test_chi2_is_exact_or_infinite(p, q, exact):
    assert float(t.pearson_chi2(p, q)) == pytest.approx(exact, rel=1e-7)


# ------------------------------------------------------------ the discriminator


def test_optimal_discriminator_is_the_ratio():
    p, q = named("two_modes"), Gaussian(0.5, 1)
    x = np.linspace(-4, 4, 101)
    D = t.optimal_discriminator(p, q)
    np.testing.assert_allclose(D(x), p.pdf(x) / (p.pdf(x) + q.pdf(x)), rtol=1e-12)
    np.testing.assert_allclose(D(x), t.pointwise_argmax(p.pdf(x), q.pdf(x)), rtol=1e-12)


def test_optimal_discriminator_far_out_and_outside():
    D = t.optimal_discriminator(Gaussian(), Gaussian(40, 1))
    np.testing.assert_allclose(D.logit([-1000.0, 20, 1000]), [40800, 0, -39200])
    assert D([-1000.0, 20, 1000]).tolist() == [1, 0.5, 0]
    boxes = t.optimal_discriminator(Uniform(0, 1), Uniform(2, 3))
    np.testing.assert_array_equal(boxes([-1, 0.5, 1.5, 2.5, 4]), [np.nan, 1, np.nan, 0, np.nan])
    board = t.optimal_discriminator(named("checkerboard"), d.Checkerboard(4, -2, 2))
    assert np.isnan(board([[9.0, 9.0]])).all()


@share(0.4)
@given(st.floats(-4, 4), st.floats(-4, 4))
def test_no_discriminator_beats_the_optimal_one(slope, shift):
    p, q = named("two_modes"), Gaussian(0.5, 1)
    best = float(t.value(p, q, t.optimal_discriminator(p, q)))
    assert best == pytest.approx(float(t.criterion(p, q)), abs=1e-12)
    assert float(t.value(p, q, lambda x: expit(slope * x + shift))) <= best + 1e-8


density = st.just(0.0) | st.floats(1e-6, 10)


@given(density, density, st.floats(0, 1))
def test_the_lemma_of_proposition_1(a, b, y):
    best = t.pointwise_argmax(a, b)
    if a + b == 0:
        assert math.isnan(best)
        return
    assert best == pytest.approx(a / (a + b))
    assert t.pointwise_value(a, b, y) <= t.pointwise_value(a, b, best) + 1e-12


# -------------------------------------------------------------------- the value


def test_value_of_a_constant_and_of_a_step():
    p, q = Gaussian(), Gaussian(1, 1)
    half = t.value(p, q, lambda x: np.full(len(x), 0.5))
    assert float(half) == pytest.approx(-LOG4, abs=1e-10)
    step = t.value(p, q, lambda x: np.where(x < 0.5, 0.8, 0.2))
    right = stats.norm.cdf(0.5)
    exact = 2 * (right * math.log(0.8) + (1 - right) * math.log(0.2))
    assert abs(float(step) - exact) <= step.error + 1e-14
    assert step.error < 1e-9


def test_value_where_the_discriminator_is_sure():
    p, q = Uniform(0, 1), Uniform(2, 3)
    assert float(t.value(p, q, lambda x: np.where(x < 1.5, 1.0, 0.0))) == 0
    assert float(t.value(p, q, lambda x: np.where(x < 1.5, 0.0, 1.0))) == -math.inf
    assert float(t.value(p, q, lambda x: np.where(x < 0.99, 1.0, 0.0))) == -math.inf
    assert float(t.value(Gaussian(), q, lambda x: np.where(x < 6, 0.5, 0.0))) == -math.inf


def test_a_sigmoid_that_rounds_to_one_is_not_sure():
    p, q = d.Laplace(), d.Laplace(1)

    class Exact:
        def __call__(self, x):
            return expit(x)

        def logit(self, x):
            return x

    exact = float(t.value(p, q, Exact()))
    assert float(t.value(p, q, expit)) == pytest.approx(exact, abs=1e-9)


@pytest.mark.parametrize(
    ("D", "says"),
    [
        (lambda x: x, "D.x. = .* between 0 and 1"),
        (lambda x: np.full(len(x), 1.0001), "D.x. = 1.0001"),
        (lambda x: np.full(len(x), np.nan), "D.x. = nan"),
        (lambda x: np.full((len(x), 1), 0.5), "shape of D.x."),
        (lambda x: 0.5, "shape of D.x. = "),
    ],
)
def test_bad_discriminators_are_refused(D, says):
    p, q = Gaussian(), Gaussian(1, 1)
    with pytest.raises(ValueError, match=says):
        t.value(p, q, D)
    with pytest.raises(ValueError, match=says):
        t.value_monte_carlo(p, q, D, 10, np.random.default_rng(0))


def test_monte_carlo_covers_the_value():
    p, q = named("two_modes"), Gaussian(0.5, 1)
    D = t.optimal_discriminator(p, q)
    exact = float(t.value(p, q, D))
    runs = [t.value_monte_carlo(p, q, D, 500, np.random.default_rng(s)) for s in range(300)]
    scores = np.array([(r.value - exact) / r.standard_error for r in runs])
    assert abs(scores.mean()) < 4 / math.sqrt(300)
    assert 0.85 < scores.std() < 1.15
    again = t.value_monte_carlo(p, q, D, 500, np.random.default_rng(0))
    assert again == runs[0]


def test_monte_carlo_of_what_is_infinite():
    p, q = Uniform(0, 1), Uniform(0, 1)
    found = t.value_monte_carlo(p, q, lambda x: np.zeros(len(x)), 10, np.random.default_rng(0))
    assert (found.value, found.standard_error) == (-math.inf, math.inf)
    with pytest.raises(ValueError, match="n = 1 "):
        t.value_monte_carlo(p, q, lambda x: x, 1, np.random.default_rng(0))


# -------------------------------------------------------------------- refusals


@pytest.mark.parametrize("f", DIVERGENCES)
def test_mixed_dimensions_are_refused(f):
    with pytest.raises(ValueError, match=r"(q|p_g) = GaussianMixture2D.* 1-D"):
        f(Gaussian(), d.ring())
    with pytest.raises(ValueError, match=r"(p|p_data) = 'gaussian' .* distribution"):
        f("gaussian", Gaussian())


def test_value_refuses_mixed_dimensions():
    with pytest.raises(ValueError, match="p_g = Gaussian"):
        t.value(d.ring(), Gaussian(), lambda x: x)
    with pytest.raises(ValueError, match="p_g = Gaussian"):
        t.value_monte_carlo(d.ring(), Gaussian(), lambda x: x, 2, np.random.default_rng(0))


def test_wasserstein_is_for_the_line():
    with pytest.raises(ValueError, match=r"p = Gaussian.* 1-D"):
        t.wasserstein1(d.ring(), d.ring())


@pytest.mark.parametrize(
    ("a", "b", "y", "says"), [(-1, 1, 0.5, "a = "), (1, math.inf, 0.5, "b = "), (1, 1, 2, "y = ")]
)
def test_pointwise_refusals(a, b, y, says):
    with pytest.raises(ValueError, match=says):
        t.pointwise_value(a, b, y)
