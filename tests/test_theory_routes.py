"""Theorem 1 by its routes, and D as a classifier of labels."""

import math

import numpy as np
import pytest

from ganviz.distributions import NAMES_1D, Gaussian, named
from ganviz.theory import (
    criterion,
    js_divergence,
    label_log_likelihood,
    labelled_sample,
    optimal_discriminator,
    routes,
    value,
)

LOG2, LOG4 = math.log(2), math.log(4)


@pytest.mark.parametrize("name", NAMES_1D)
def test_the_routes_agree(name):
    p_data, p_g = named(name), Gaussian(0.5, 1.2)
    found = routes(p_data, p_g, n=20_000, seed=1)
    jsd = js_divergence(p_data, p_g).value
    assert found.quadrature.value == pytest.approx(2 * jsd - LOG4, abs=1e-8)
    assert found.kl_terms.criterion.value == pytest.approx(2 * jsd - LOG4, abs=1e-8)
    sampled = found.monte_carlo
    assert abs(sampled.value - found.quadrature.value) < 4.5 * sampled.standard_error + 1e-12


def test_intervals_hold_what_they_promise():
    """The 95% interval of the Monte Carlo route covers C(G) about 95 times in 100."""
    p_data, p_g = named("two_modes"), Gaussian(0.5, 1.2)
    exact = criterion(p_data, p_g).value
    covered = 0
    for seed in range(200):
        sampled = routes(p_data, p_g, n=200, seed=seed).monte_carlo
        covered += abs(sampled.value - exact) < 1.96 * sampled.standard_error
    assert 180 <= covered <= 198


def test_labels_have_half_of_v_as_their_log_likelihood():
    p_data, p_g = named("two_modes"), Gaussian(0.5, 1.2)
    x, y = labelled_sample(p_data, p_g, 200_000, np.random.default_rng(0))
    for D in (optimal_discriminator(p_data, p_g), lambda x: 0.2 + 0.6 / (1 + x**2)):
        found = label_log_likelihood(D, x, y)
        exact = value(p_data, p_g, D).value / 2
        assert abs(found.value - exact) < 4 * found.standard_error
    assert criterion(p_data, p_g).value / 2 == pytest.approx(
        js_divergence(p_data, p_g).value - LOG2, abs=1e-9
    )


def test_labels_are_fair_and_points_come_from_their_density():
    x, y = labelled_sample(Gaussian(-3, 0.1), Gaussian(3, 0.1), 10_000, np.random.default_rng(1))
    assert abs(y.mean() - 0.5) < 0.02
    assert np.array_equal(x < 0, y == 1)


@pytest.mark.parametrize("bad", [[2, 0], [1], [[0, 1]]])
def test_bad_labels_are_named(bad):
    with pytest.raises(ValueError, match="y = "):
        label_log_likelihood(lambda x: 0.5 + 0 * x, np.zeros(2), bad)
