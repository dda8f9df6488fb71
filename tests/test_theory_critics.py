"""Optimal critics and what they imply, against maximisation, quadrature and finite differences."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from profiles import share
from scipy import integrate, optimize

from ganviz.distributions import Gaussian, Laplace, Mixture, Uniform, named
from ganviz.theory import (
    CRITICS,
    IMPLIED,
    best_payoff,
    js_divergence,
    mixture_chi2,
    optimal_discriminator,
    paired_js,
    pearson_chi2,
    sample_push,
    slope_in_mean,
    smoothed_discriminator,
)
from ganviz.theory.critics import cost_of_log_ratio

F = {
    "kl": lambda u: u * np.log(u),
    "reverse_kl": lambda u: -np.log(u),
    "pearson": lambda u: (u - 1) ** 2,
    "neyman": lambda u: (1 - u) ** 2 / u,
    "hellinger": lambda u: (np.sqrt(u) - 1) ** 2,
    "js": lambda u: u * np.log(u) - (u + 1) * np.log((u + 1) / 2),
    "total_variation": lambda u: abs(u - 1) / 2,
}
"""f of each f-divergence, as Nowozin et al. (2016) list them."""

PAIRS = [
    (Gaussian(0, 1), Gaussian(0.8, 1.1)),
    (Gaussian(0, 1), Gaussian(0.8, 1.0)),
    (named("two_modes"), Gaussian(0.5, 1.2)),
    (Uniform(0, 1), Uniform(0.5, 1.5)),
    (Laplace(0, 1), Gaussian(1, 1)),
]
densities = st.floats(0.02, 5)


@pytest.mark.parametrize("name", CRITICS)
@share(0.5)
@given(a=densities, b=densities)
def test_no_critic_earns_more_at_a_point(name, a, b):
    critic = CRITICS[name]
    best = critic.optimum(np.log(a / b))
    top = critic.payoff(a, b, best)
    low, high = (best - 3, best + 3) if np.isfinite(best) else (-20, 20)
    found = optimize.minimize_scalar(lambda v: -critic.payoff(a, b, v), bounds=(low, high))
    assert -found.fun <= top + 1e-9 * (1 + abs(top))
    if name == "total_variation":
        assert -found.fun == pytest.approx(top, abs=1e-6)
    elif name != "hinge" or abs(a - b) > 0.01:
        assert found.x == pytest.approx(best, abs=1e-3 * (1 + abs(best)))


@pytest.mark.parametrize("name", F)
def test_the_fake_payoff_is_minus_the_conjugate_of_f(name):
    for v in (-1.0, -0.3, 0.0, 0.4, 0.9):
        t = float(CRITICS[name].real(np.float64(v)))

        def short(log_u, t=t):
            return F[name](np.exp(log_u)) - t * np.exp(log_u)

        grid = np.linspace(-30, 12, 2001)
        near = grid[np.argmin(short(grid))]
        found = optimize.minimize_scalar(short, bounds=(near - 0.1, near + 0.1))
        assert CRITICS[name].fake(np.float64(v)) == pytest.approx(found.fun, abs=1e-6)


@pytest.mark.parametrize(("p_data", "p_g"), PAIRS)
@pytest.mark.parametrize("name", CRITICS)
def test_the_best_payoff_is_the_implied_divergence(name, p_data, p_g):
    expected = IMPLIED[name].measures(p_data, p_g)
    assert best_payoff(name, p_data, p_g).value == pytest.approx(expected, abs=1e-7)


@pytest.mark.parametrize("name", F)
def test_f_gans_measure_the_integral_of_f(name):
    p, q = PAIRS[0]

    def integrand(x):
        a, b = p.pdf([x])[0], q.pdf([x])[0]
        return b * F[name](a / b)

    expected = integrate.quad(integrand, -12, 12, limit=200, points=[0.4])[0]
    assert IMPLIED[name].measures(p, q) == pytest.approx(expected, abs=1e-7)
    assert IMPLIED[name].descends(p, q) == pytest.approx(expected, abs=1e-7)


@pytest.mark.parametrize(("p_data", "p_g"), [PAIRS[0], PAIRS[2], (Gaussian(0, 1), Gaussian(2, 1))])
@pytest.mark.parametrize("name", CRITICS)
def test_g_descends_what_is_said_to_be_implied(name, p_data, p_g):
    high, low = (
        IMPLIED[name].descends(p_data, Gaussian(p_g.mean + h, p_g.std)) for h in (1e-4, -1e-4)
    )
    slope = slope_in_mean(name, p_data, p_g).value
    if np.isinf(high):
        assert np.isnan(slope), "what is infinite has no slope"
    else:
        assert slope == pytest.approx((high - low) / 2e-4, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("name", CRITICS)
def test_the_fixed_point_is_the_same_for_all(name):
    p = Gaussian(0.3, 0.8)
    assert IMPLIED[name].descends(p, p) == pytest.approx(0, abs=1e-9)
    assert slope_in_mean(name, p, p).value == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("name", ["wasserstein", "relativistic"])
def test_the_fixed_point_of_those_that_are_not_pointwise(name):
    p = Gaussian(0.3, 0.8)
    assert IMPLIED[name].descends(p, p) == pytest.approx(0, abs=1e-7)
    assert IMPLIED[name].descends(p, Gaussian(0.4, 0.8)) > 1e-4


@pytest.mark.parametrize("name", sorted(set(IMPLIED) - {"least_squares"}))
@share(0.5)
@given(mean=st.floats(-2, 2), std=st.floats(0.4, 2.5))
def test_what_g_descends_is_never_negative(name, mean, std):
    assert IMPLIED[name].descends(Gaussian(0, 1), Gaussian(mean, std)) >= -1e-7


def test_what_least_squares_descend_is_no_divergence():
    halves = [Uniform(0, 1), Uniform(1, 2)]
    p_data, p_g = Mixture(halves, weights=[0.3, 0.7]), Mixture(halves, weights=[0.1, 0.9])
    assert IMPLIED["least_squares"].descends(p_data, p_g) < -0.005
    assert mixture_chi2(p_data, p_g).value > 0.02, "what D measures is one all the same"


def test_least_squares_value_is_pearsons_chi2_to_the_mixture():
    p, q = PAIRS[0]
    assert mixture_chi2(p, q).value == pytest.approx(pearson_chi2(q, Mixture([p, q])).value)


def test_wasserstein_critic_has_slope_one_where_the_mass_must_travel():
    p, q = named("two_modes"), Gaussian(0.5, 1.2)
    x = np.linspace(-12, 12, 200_001)
    v = integrate.cumulative_trapezoid(np.sign(q.cdf(x) - p.cdf(x)), x, initial=0)
    earned = integrate.trapezoid((p.pdf(x) - q.pdf(x)) * v, x)
    assert IMPLIED["wasserstein"].measures(p, q) == pytest.approx(earned, abs=1e-4)


def test_relativistic_critic_is_the_log_ratio_and_measures_pairs():
    rng = np.random.default_rng(0)
    p, q = rng.dirichlet(np.ones(5), 2)

    def loss(v):
        return np.sum(np.outer(p, q) * np.logaddexp(0, v[None, :] - v[:, None]))

    best = optimize.minimize(loss, np.zeros(5), tol=1e-12)
    assert best.x - best.x.mean() == pytest.approx(np.log(p / q) - np.log(p / q).mean(), abs=1e-4)
    pairs, swapped = np.outer(p, q), np.outer(q, p)
    kl = np.sum(pairs * np.log(pairs / ((pairs + swapped) / 2)))
    assert -best.fun == pytest.approx(kl - np.log(2), abs=1e-9), "both halves of the JSD are equal"


def test_pairs_tell_more_than_points():
    for p, q in (PAIRS[0], PAIRS[2]):
        x = np.linspace(-15, 15, 601)
        one = np.outer(p.pdf(x), q.pdf(x))
        ratio = np.log(2) - np.log1p(one.T / np.maximum(one, 1e-300))
        expected = integrate.trapezoid(integrate.trapezoid(one * ratio, x), x)
        assert paired_js(p, q).value == pytest.approx(expected, abs=1e-7)
        assert paired_js(p, q).value > js_divergence(p, q).value
    assert paired_js(Uniform(0, 1), Uniform(2, 3)).value == pytest.approx(np.log(2))


def test_the_relativistic_generator_descends_what_is_said():
    p, q, x = Gaussian(0, 1), Gaussian(0.9, 1.2), np.linspace(-12, 12, 1601)
    v = p.log_pdf(x) - q.log_pdf(x)
    cost = integrate.trapezoid(p.pdf(x) * np.logaddexp(0, v[None, :] - v[:, None]), x)
    score = q.pdf(x) * (x - q.mean) / q.std**2
    high, low = (
        IMPLIED["relativistic"].descends(p, Gaussian(q.mean + h, q.std)) for h in (1e-3, -1e-3)
    )
    assert integrate.trapezoid(score * cost, x) == pytest.approx((high - low) / 2e-3, rel=1e-3)


def test_the_tutorials_costs_at_a_given_d():
    d = np.array([0.01, 0.3, 0.9])
    logit = np.log(d / (1 - d))
    for name, cost in (
        ("minimax", np.log(1 - d)),
        ("non_saturating", -np.log(d)),
        ("maximum_likelihood", -d / (1 - d)),
    ):
        assert cost_of_log_ratio(name, logit) == pytest.approx(cost)


def test_unknown_names_and_wrong_densities_are_refused():
    p = Gaussian()
    with pytest.raises(ValueError, match="did you mean 'hinge'"):
        best_payoff("hing", p, p)
    with pytest.raises(ValueError, match="a Gaussian"):
        slope_in_mean("kl", p, Uniform(0, 1))


shares = st.floats(0, 0.45)


@share(0.5)
@given(a=densities, b=densities, alpha=shares, beta=shares)
def test_smoothed_discriminator_is_best_for_smoothed_labels(a, b, alpha, beta):
    p, q = Uniform(0, 1 / a), Uniform(0, 1 / b)
    D = smoothed_discriminator(p, q, real=alpha, fake=beta)
    x = [min(1 / a, 1 / b) / 2]

    def payoff(y):
        real = a * ((1 - alpha) * np.log(y) + alpha * np.log(1 - y))
        return real + b * (beta * np.log(y) + (1 - beta) * np.log(1 - y))

    found = optimize.minimize_scalar(lambda y: -payoff(y), bounds=(1e-9, 1 - 1e-9))
    assert D(x)[0] == pytest.approx(((1 - alpha) * a + beta * b) / (a + b), rel=1e-9)
    assert -found.fun <= payoff(D(x)[0]) + 1e-9


@share(0.5)
@given(alpha=shares, beta=shares)
def test_smoothing_is_an_affine_map_of_d_star(alpha, beta):
    p, q, x = named("two_modes"), Gaussian(0.3, 0.9), np.linspace(-6, 6, 101)
    D, d_star = smoothed_discriminator(p, q, real=alpha, fake=beta), optimal_discriminator(p, q)
    assert D(x) == pytest.approx(beta + (1 - alpha - beta) * d_star(x), abs=1e-12)


def test_one_sided_smoothing_keeps_the_push_and_two_sided_takes_it():
    p, q, x = Gaussian(0, 0.5), Gaussian(3, 0.5), np.linspace(1, 4, 31)
    push = sample_push(optimal_discriminator(p, q), x)
    one_sided = smoothed_discriminator(p, q, real=0.1)
    assert sample_push(one_sided, x) == pytest.approx(push, abs=1e-6)
    assert one_sided.push_kept(x) == pytest.approx(1)
    both = smoothed_discriminator(p, q, real=0.1, fake=0.1)
    assert sample_push(both, x) == pytest.approx(push * both.push_kept(x), rel=1e-4, abs=1e-9)
    assert both.push_kept([3.0])[0] < 1e-6, "no incentive to move nearer to the data"
    d_star = optimal_discriminator(p, q)(x)
    slope = (p.mean - q.mean) / 0.25  # of the log ratio of two Gaussians of one width
    assert push == pytest.approx(slope * (1 - d_star), rel=1e-6, abs=1e-9)


def test_smoothed_discriminator_at_the_edges():
    D = smoothed_discriminator(Uniform(0, 1), Uniform(1, 2), real=0.1, fake=0.2)
    assert D([0.5, 1.5]) == pytest.approx([0.9, 0.2])
    assert np.isnan(D([3.0])[0])
    with pytest.raises(ValueError, match="fake = 2"):
        smoothed_discriminator(Uniform(0, 1), Uniform(1, 2), fake=2)
    with pytest.raises(ValueError, match="labels say nothing"):
        smoothed_discriminator(Uniform(0, 1), Uniform(1, 2), real=0.5, fake=0.5)
