"""The alpha family and the Gaussians fitted under each divergence: both against other routes."""

import itertools
import math

import mpmath
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from profiles import share
from scipy import optimize

from ganviz import theory as t
from ganviz.distributions import Gaussian, Laplace, Mixture, StudentT, Uniform, named
from ganviz.theory import fitting
from ganviz.theory.fitting import DIVERGENCES, MEANS, STDS, alpha_family, fit_gaussian

MODES = {
    "near": Mixture([Gaussian(-1.5, 0.5), Gaussian(1.5, 0.5)]),
    "uneven": Mixture([Gaussian(-1.8, 0.5), Gaussian(1.6, 0.7)], (0.45, 0.55)),
    "far": Mixture([Gaussian(-2.8, 0.25), Gaussian(2.6, 0.4)], (0.3, 0.7)),
}
ALPHAS = (-1.0, -0.3, 0.0, 0.2, 0.5, 0.8, 1.0, 1.4, 2.0)
PAIRS = [(0, 1, 1, 1), (0, 1, 3, 0.8), (-1, 0.9, 1, 1)]


pytestmark = pytest.mark.filterwarnings("error")


# -------------------------------------------------------------- the alpha family


def by_mpmath(alpha, m1, s1, m2, s2):
    mp = mpmath.mp
    mp.dps = 30

    def f(x):
        p, q = mp.npdf(x, m1, s1), mp.npdf(x, m2, s2)
        a = mp.mpf(alpha)
        if a == 1:
            return p * mp.log(p / q)
        if a == 0:
            return q * mp.log(q / p)
        return (a * p + (1 - a) * q - p**a * q ** (1 - a)) / (a * (1 - a))

    return float(mp.quad(f, [-30, -10, -4, -1, 0, 1, 2, 4, 10, 30]))


@pytest.mark.parametrize("alpha", ALPHAS)
@pytest.mark.parametrize("pair", PAIRS)
def test_alpha_divergence_agrees_with_mpmath(alpha, pair):
    m1, s1, m2, s2 = pair
    if alpha / s1**2 + (1 - alpha) / s2**2 <= 0:
        assert float(t.alpha_divergence(Gaussian(m1, s1), Gaussian(m2, s2), alpha)) == math.inf
        return
    found = t.alpha_divergence(Gaussian(m1, s1), Gaussian(m2, s2), alpha)
    assert found.value == pytest.approx(by_mpmath(alpha, *pair), rel=1e-9, abs=1e-9)


LINE = [named("two_modes"), Gaussian(0.4, 1.3), Laplace(0, 0.8), StudentT(3), Uniform(-2, 2)]


@pytest.mark.parametrize(("p", "q"), list(itertools.permutations(LINE, 2)))
def test_alpha_divergence_has_the_known_ones_as_members(p, q):
    members = {
        -1: t.neyman_chi2(p, q).value / 2,
        0: t.kl_divergence(q, p).value,
        0.5: 4 * t.hellinger(p, q).value ** 2,
        1: t.kl_divergence(p, q).value,
        2: t.pearson_chi2(p, q).value / 2,
    }
    for alpha, expected in members.items():
        found = t.alpha_divergence(p, q, alpha).value
        assert found == pytest.approx(expected, rel=1e-8, abs=1e-8), alpha


@share(0.3)
@given(st.floats(0, 1), st.floats(-3, 3), st.floats(0.3, 3))
@example(5e-324, 0.0, 1.0)
def test_alpha_divergence_is_a_divergence_and_turns_round(alpha, mean, std):
    p, q = MODES["uneven"], Gaussian(mean, std)
    found = t.alpha_divergence(p, q, alpha).value
    assert found >= 0
    assert found == pytest.approx(t.alpha_divergence(q, p, 1 - alpha).value, rel=1e-9)
    assert t.alpha_divergence(q, q, alpha).value == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("end", [0.0, 1.0])
def test_alpha_divergence_slides_into_both_kls(end):
    p, q = MODES["near"], Gaussian(0.3, 1.2)
    at_end = t.alpha_divergence(p, q, end).value
    gaps = [abs(t.alpha_divergence(p, q, abs(end - h)).value - at_end) for h in (1e-2, 1e-4, 1e-8)]
    assert gaps[0] > gaps[1] > gaps[2]
    assert gaps[2] < 1e-6


def test_disjoint_supports_cost_what_they_must():
    p, q = Uniform(0, 1), Uniform(2, 3)
    for alpha in (0.1, 0.5, 0.9):
        exact = 1 / (alpha * (1 - alpha))
        assert t.alpha_divergence(p, q, alpha).value == pytest.approx(exact)
    assert t.alpha_divergence(p, q, 0).value == t.alpha_divergence(p, q, 1).value == math.inf


def test_alpha_must_be_a_number():
    with pytest.raises(ValueError, match="alpha = nan"):
        t.alpha_divergence(Gaussian(), Gaussian(), math.nan)
    with pytest.raises(ValueError, match="p_data"):
        fit_gaussian(named("ring"), DIVERGENCES["kl"])  # type: ignore[arg-type]


# --------------------------------------------------------------------- the fits

FITS = {
    (mode, name): fit_gaussian(p, divergence)
    for mode, p in MODES.items()
    for name, divergence in DIVERGENCES.items()
}


@pytest.mark.parametrize(("mode", "name"), FITS)
def test_the_table_is_the_divergence(mode, name):
    """At random places of the landscape the fast values are those of adaptive quadrature."""
    rng, surface = np.random.default_rng(0), FITS[mode, name].surface
    for _ in range(6):
        i, j = rng.integers(3, STDS.size - 8), rng.integers(8, MEANS.size - 8)
        exact = DIVERGENCES[name].exact(MODES[mode], Gaussian(MEANS[j], STDS[i])).value
        if exact < 1e3:
            assert surface[i, j] == pytest.approx(exact, rel=3e-3, abs=3e-3)


@pytest.mark.parametrize(("mode", "name"), FITS)
def test_no_small_change_improves_a_minimum(mode, name):
    divergence = DIVERGENCES[name].exact
    for minimum in FITS[mode, name].minima:
        q = minimum.q
        assert minimum.value == divergence(MODES[mode], q).value
        for mean, std in itertools.product((-0.05, 0.0, 0.05), repeat=2):
            if STDS[0] <= q.std + std <= STDS[-1]:
                near = divergence(MODES[mode], Gaussian(q.mean + mean, q.std + std)).value
                assert near >= minimum.value - 1e-7


@pytest.mark.long
@pytest.mark.parametrize(("mode", "name"), FITS)
def test_many_starts_find_nothing_lower(mode, name):
    """Nelder and Mead's simplex, on the exact divergence, from three places."""
    fit, p, exact = FITS[mode, name], MODES[mode], DIVERGENCES[name].exact

    def value(theta):
        inside = abs(theta[0]) < 4 and STDS[0] < theta[1] < STDS[-1]
        return min(exact(p, Gaussian(*theta)).value, 1e9) if inside else 1e9

    starts = [(-2, 0.4), (0, 1.6), (2, 0.5)]
    options = {"xatol": 1e-4, "fatol": 1e-7, "maxfev": 40}
    lowest = min(
        optimize.minimize(value, start, method="Nelder-Mead", options=options).fun
        for start in starts
    )
    assert fit.minima[0].value <= lowest + 1e-6
    assert [m.value for m in fit.minima] == sorted(m.value for m in fit.minima)


@share(0.15)
@given(
    st.floats(-2.5, 0), st.floats(0.3, 1), st.floats(0, 2.5), st.floats(0.3, 1), st.floats(0.2, 0.8)
)
def test_kl_fits_the_moments(left, left_std, right, right_std, weight):
    p = Mixture([Gaussian(left, left_std), Gaussian(right, right_std)], (weight, 1 - weight))
    w, m, s = p.weights, np.array([left, right]), np.array([left_std, right_std])
    mean = w @ m
    std = math.sqrt(w @ (s**2 + m**2) - mean**2)
    fit = fit_gaussian(p, alpha_family(1))
    assert len(fit.minima) == 1
    assert (fit.best.mean, fit.best.std) == pytest.approx((mean, std), abs=1e-3)


def test_every_divergence_finds_a_gaussian_that_is_there():
    p = Gaussian(0.7, 0.9)
    for name, divergence in DIVERGENCES.items():
        fit = fit_gaussian(p, divergence)
        assert (fit.best.mean, fit.best.std) == pytest.approx((0.7, 0.9), abs=2e-3), name
        assert fit.minima[0].value < 2e-3, name


def test_the_slide_jumps_from_covering_to_choosing():
    p = MODES["far"]
    stds = [fit_gaussian(p, alpha_family(alpha)).best.std for alpha in np.linspace(1, 0, 11)]
    covering = [std > 1.5 for std in stds]
    assert covering == sorted(covering, reverse=True), "once it has chosen, it does not go back"
    assert covering[0]
    assert not covering[-1]
    assert max(np.diff(stds)) < 0.01, "less and less is covered"


def test_total_variation_can_be_indifferent():
    p = named("far_modes")
    widths = [t.total_variation(p, Gaussian(2.6, std)).value for std in (0.26, 0.35, 0.49)]
    assert widths == pytest.approx([0.5] * 3, abs=1e-6)


def test_the_kink_rule_has_no_ripple():
    """The integral of |cos(x + shift)| over [0, pi] is 2, wherever its zero falls between nodes."""
    x = np.linspace(0, math.pi, 101)
    step = x[1] - x[0]
    shifts = np.linspace(0, 0.05, 17)
    ends = np.abs(np.cos(shifts)) * step  # the rule takes whole steps at both ends
    found = fitting._integral(np.cos(x + shifts[:, None]), step) - ends
    assert np.ptp(found) < 1e-6
    assert found == pytest.approx(np.full(17, 2.0), abs=1e-3)
