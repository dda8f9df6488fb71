"""Noise and translates: convolutions by mpmath, divergences by the general quadrature."""

import math

import mpmath
import numpy as np
import pytest
from scipy import stats

from ganviz.distributions import Empirical, Gaussian, Laplace, Mixture, Uniform
from ganviz.theory import (
    add_noise,
    js_divergence,
    kl_divergence,
    optimal_discriminator,
    total_variation,
    wasserstein1,
)
from ganviz.theory.noise import NoisyUniform
from ganviz.theory.supports import Translation

LOG2 = math.log(2)
THETA = np.array([0.1, 0.7, 1.5, 3.0])
SMOOTH = [
    Translation(0, 0.3),
    Translation(0.6, 0.05),
    Translation(0.6, 0.4),
    Translation(2.0, 1.0),
]
EXACT = {
    "js": js_divergence,
    "kl": kl_divergence,
    "total_variation": total_variation,
    "wasserstein1": wasserstein1,
}


pytestmark = pytest.mark.filterwarnings("error")


# ------------------------------------------------------------------------- noise


def convolved(p, sigma, x, low, high):
    mp = mpmath.mp
    mp.dps = 30
    return float(mp.quad(lambda y: p(y) * mp.npdf(x - y, 0, sigma), np.linspace(low, high, 9)))


@pytest.mark.parametrize("sigma", [0.05, 0.4, 2.0])
@pytest.mark.parametrize("x", [-3.0, -0.2, 0.0, 0.5, 0.9, 2.5])
def test_a_noisy_box_is_the_convolution(sigma, x):
    exact = convolved(lambda y: 1 / 1.5, sigma, x, -0.5, 1.0)
    found = add_noise(Uniform(-0.5, 1.0), sigma).log_pdf([x])[0]
    mp = mpmath.mp
    left = min(x, 0.5 - x)  # the right half mirrors the left, where both terms are small
    tail = (mp.ncdf((left + 0.5) / sigma) - mp.ncdf((left - 1.0) / sigma)) / 1.5
    assert found == pytest.approx(float(mp.log(tail)), rel=1e-10, abs=1e-12)
    assert math.exp(found) == pytest.approx(exact, rel=1e-6, abs=1e-12)


def test_a_noisy_mixture_is_the_convolution():
    p = Mixture([Gaussian(-1, 0.3), Uniform(0, 2), Empirical([0.5, 1.5], 0.2)], (0.5, 0.3, 0.2))
    noisy = add_noise(p, 0.4)
    y = np.arange(-8, 8, 1e-3) + 5e-4  # the ends of the box lie between two of these
    for x in (-1.2, 0.1, 1.0, 2.4):
        weighted = p.pdf(y) * stats.norm.pdf(x - y, scale=0.4)
        assert noisy.pdf([x])[0] == pytest.approx(weighted.sum() * 1e-3, abs=1e-7)


def test_noise_adds_up_and_none_changes_nothing():
    assert add_noise(Gaussian(1, 0.3), 0.4) == Gaussian(1, 0.5)
    p = Uniform(0, 1)
    assert add_noise(p, 0) is p
    twice = add_noise(add_noise(p, 0.3), 0.4)
    assert isinstance(twice, NoisyUniform)
    assert twice.sigma == pytest.approx(0.5)
    with pytest.raises(ValueError, match="sigma = -1"):
        add_noise(p, -1)
    with pytest.raises(ValueError, match="a kernel density"):
        add_noise(Laplace(), 1)
    with pytest.raises(ValueError, match="high"):
        NoisyUniform(1, 0, 1)


@pytest.mark.parametrize(
    "p", [NoisyUniform(-1, 2, 0.01), NoisyUniform(0, 1, 0.5), NoisyUniform(3, 3.1, 2)]
)
def test_a_noisy_box_is_a_distribution(p):
    low, high = p.support.low[0], p.support.high[0]
    x = np.linspace(low, high, 40_001)
    assert np.trapezoid(p.pdf(x), x) == pytest.approx(1, abs=1e-8)
    np.testing.assert_allclose(np.gradient(p.cdf(x), x)[1:-1], p.pdf(x)[1:-1], atol=2e-4)
    np.testing.assert_allclose(p.cdf(x) + p.sf(x), 1, atol=1e-12)
    u = np.array([0.0, 1e-6, 0.2, 0.5, 0.9, 1.0])
    np.testing.assert_allclose(p.cdf(p.quantile(u)), u, atol=1e-12)
    assert p.cdf([low])[0] + p.sf([high])[0] <= 1e-9
    np.testing.assert_allclose(
        p.score(x), np.gradient(p.log_pdf(x), x), atol=2e-2 * np.abs(p.score(x)).max()
    )
    draws = p.sample(4_000, np.random.default_rng(0))
    assert stats.kstest(draws, p.cdf).pvalue > 1e-3


def test_the_score_is_exact_far_out():
    """Deep in a tail the box is a point at its near end, up to the hazard of the far one."""
    p = NoisyUniform(-0.3, 0.3, 0.05)
    mp = mpmath.mp
    mp.dps = 30
    for x in (-4.0, -0.3, 0.0, 0.1, 3.0):
        x_left = -abs(mp.mpf(x))  # the right half mirrors the left, where both terms are small
        ends = [(x_left - end) / mp.mpf("0.05") for end in (mp.mpf("-0.3"), mp.mpf("0.3"))]
        mass = mp.ncdf(ends[0]) - mp.ncdf(ends[1])
        exact = (mp.npdf(ends[0]) - mp.npdf(ends[1])) / (mp.mpf("0.05") * mass)
        exact *= -1 if x > 0 else 1
        assert p.score([x])[0] == pytest.approx(float(exact), rel=1e-8, abs=1e-12)


# -------------------------------------------------------------------- translates


def test_example_1_of_the_wasserstein_gan():
    found = Translation().distances([-2.0, 0.0, 0.5])
    np.testing.assert_array_equal(found.wasserstein1, [2, 0, 0.5])
    np.testing.assert_allclose(found.js, [LOG2, 0, LOG2])
    np.testing.assert_array_equal(found.kl, [math.inf, 0, math.inf])
    np.testing.assert_array_equal(found.total_variation, [1, 0, 1])
    slopes = Translation().slopes([-2.0, 0.5])
    np.testing.assert_array_equal(slopes.js, [0, 0])
    np.testing.assert_array_equal(slopes.wasserstein1, [-1, 1])
    assert Translation().density(1.0) is None


@pytest.mark.parametrize("pair", [Translation(0.6), *SMOOTH])
def test_each_is_the_divergence_of_the_two_densities(pair):
    found = pair.distances(THETA)
    for i, theta in enumerate(THETA):
        p, q = pair.density(0.0), pair.density(theta)
        for name, exact in EXACT.items():
            value = getattr(found, name)[i]
            assert value == pytest.approx(exact(p, q).value, rel=1e-8, abs=1e-8), (name, theta)


@pytest.mark.parametrize("pair", [Translation(0.6), *SMOOTH])
def test_slopes_are_those_of_finite_differences(pair):
    slopes, h = pair.slopes(THETA), 1e-4
    above, below = pair.distances(THETA + h), pair.distances(THETA - h)
    for name in EXACT:
        a, b = getattr(above, name), getattr(below, name)
        finite = np.isfinite(a)
        rate = (a[finite] - b[finite]) / (2 * h)
        np.testing.assert_allclose(getattr(slopes, name)[finite], rate, rtol=1e-5, atol=1e-5)
        assert np.isnan(getattr(slopes, name)[~finite]).all()


@pytest.mark.parametrize("pair", SMOOTH[2:])
def test_the_slope_of_the_jsd_is_what_the_optimal_discriminator_tells_g(pair):
    """Half the mean, over p_g, of d/dx log(1 - D*(x)), by plain sums and differences."""
    for theta in (0.7, 1.5):
        p, q = pair.density(0.0), pair.density(theta)
        x = np.linspace(-9, 11, 40_001)
        log_not_d = -np.logaddexp(0, optimal_discriminator(p, q).logit(x))
        told = np.trapezoid(q.pdf(x) * np.gradient(log_not_d, x), x) / 2
        assert pair.slopes([theta]).js[0] == pytest.approx(told, abs=1e-6)


def test_signs_mirror():
    pair = SMOOTH[2]
    for name in EXACT:
        left, right = (getattr(pair.distances(s * THETA), name) for s in (-1, 1))
        np.testing.assert_allclose(left, right)
        left, right = (getattr(pair.slopes(s * THETA), name) for s in (-1, 1))
        np.testing.assert_allclose(left, -right)
    assert pair.slopes([0.0]).js[0] == 0


def test_noise_brings_the_slope_back_and_only_so_far():
    slopes = [Translation(0.6, sigma).slopes([1.5]).js[0] for sigma in (0, 0.1, 0.3, 0.6)]
    assert slopes[0] == 0
    assert slopes == sorted(slopes)
    fading = Translation(0.6, 0.2).slopes([0.7, 1.5, 3.0]).js
    assert fading[0] > 10 * fading[1] > 100 * fading[2] > 0


@pytest.mark.parametrize("field", ["width", "sigma"])
def test_negative_settings_are_refused(field):
    with pytest.raises(ValueError, match=f"{field} = -1"):
        Translation(**{field: -1})
