"""Maximum likelihood: forces by autograd, fits by scipy and scikit-learn, balances by sums."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from profiles import share
from scipy import optimize, stats
from sklearn.mixture import GaussianMixture as Reference

from ganviz.distributions import Gaussian, Laplace, Mixture, Uniform, named
from ganviz.theory.likelihood import (
    STD_FLOOR,
    GaussianMixture,
    density_change,
    fisher_information,
    gaussian_mle,
    gradient,
    log_likelihood,
    mixture_em,
)

MODELS = {
    "one": Gaussian(0.4, 1.3),
    "two": Mixture([Gaussian(-1.2, 0.6), Gaussian(1.5, 0.9)], (0.3, 0.7)),
    "three": Mixture([Gaussian(-2, 0.5), Gaussian(0, 1), Gaussian(0.3, 0.4)], (0.2, 0.5, 0.3)),
}
DATA = named("two_modes").sample(12, np.random.default_rng(3))
X = np.linspace(-14, 14, 5601)
data_sets = st.lists(st.floats(-4, 4), min_size=3, max_size=12).filter(lambda x: np.std(x) > 0.2)


def log_likelihood_by_torch(theta, data):
    logits, mean, log_std = theta.chunk(3)
    normal = torch.distributions.Normal(mean, log_std.exp())
    terms = torch.log_softmax(logits, 0) + normal.log_prob(torch.tensor(data)[:, None])
    return torch.logsumexp(terms, 1)


@pytest.fixture(params=MODELS)
def model(request):
    return MODELS[request.param]


def test_the_force_of_each_point_is_that_of_autograd(model):
    theta = GaussianMixture.of(model).theta
    jacobian = torch.autograd.functional.jacobian(
        lambda th: log_likelihood_by_torch(th, DATA) / DATA.size, torch.tensor(theta)
    )
    np.testing.assert_allclose(gradient(model, DATA), jacobian.numpy().T, atol=1e-12)


def test_the_gradient_is_that_of_finite_differences(model):
    parameters = GaussianMixture.of(model)

    def value(theta):
        return log_likelihood(GaussianMixture(theta).density, DATA)

    found = gradient(model, DATA).sum(axis=1)
    np.testing.assert_allclose(
        optimize.approx_fprime(parameters.theta, value, 1e-7), found, atol=1e-5
    )


def test_parameters_there_and_back(model):
    again = GaussianMixture.of(model).density
    np.testing.assert_allclose(again.pdf(X), model.pdf(X), atol=1e-14)


def test_the_score_has_mean_zero_under_the_model(model):
    """Up and down forces are equal in all: the data's where the data are the model's own."""
    s, p = GaussianMixture.of(model).score(X), model.pdf(X)
    np.testing.assert_allclose(s @ p * (X[1] - X[0]), 0, atol=1e-10)


def test_the_fisher_information_is_that_of_a_plain_sum(model):
    s, p = GaussianMixture.of(model).score(X), model.pdf(X)
    np.testing.assert_allclose(fisher_information(model), (s * p) @ s.T * (X[1] - X[0]), atol=1e-9)


def test_every_point_lifts_where_it_is_and_moves_no_mass(model):
    parts = density_change(model, DATA, X)
    assert np.abs(parts.sum(axis=1)).max() * (X[1] - X[0]) < 1e-9
    here = np.diagonal(density_change(model, DATA, DATA))
    assert (here > 0).all()


def test_the_change_is_what_a_natural_step_does(model):
    parameters, step = GaussianMixture.of(model), 1e-6
    uphill = np.linalg.pinv(fisher_information(model), rcond=1e-9) @ gradient(model, DATA).sum(1)
    after = GaussianMixture(parameters.theta + step * uphill).density
    rate = (after.pdf(X) - model.pdf(X)) / step
    np.testing.assert_allclose(density_change(model, DATA, X).sum(axis=0), rate, atol=1e-4)


def test_the_change_does_not_depend_on_how_the_parameters_are_written():
    """For one Gaussian in (mean, std) the natural gradient has a closed form."""
    model, x = MODELS["one"], np.linspace(-3, 3, 61)
    t, u = (x - model.mean) / model.std, (DATA - model.mean) / model.std
    kernel = u[:, None] * t + (u * u - 1)[:, None] * (t * t - 1) / 2
    np.testing.assert_allclose(
        density_change(model, DATA, x), kernel * model.pdf(x) / DATA.size, atol=1e-12
    )


@share(0.3)
@given(data_sets)
def test_one_gaussian_in_closed_form_is_the_maximum(data):
    fit = gaussian_mle(data)
    assert (fit.mean, fit.std) == pytest.approx(stats.norm.fit(data))
    top = log_likelihood(fit, data)
    for mean, std in ((0.1, 0), (-0.1, 0), (0, 0.1), (0, -0.1)):
        assert log_likelihood(Gaussian(fit.mean + mean, fit.std + std), data) < top
    np.testing.assert_allclose(density_change(fit, data, X[::50]).sum(axis=0), 0, atol=1e-9)


@share(0.15)
@given(data_sets)
def test_em_climbs_and_ends_in_balance(data):
    reached = [log_likelihood(mixture_em(data, rounds=n), data) for n in (1, 2, 4, 8, 16)]
    assert (np.diff(reached) > -1e-9).all()
    fit = mixture_em(data)
    force = gradient(fit, data).sum(axis=1)
    free = np.array([g.std > STD_FLOOR * 1.001 for g in fit.components])
    # A component at the floor would shrink on if it could: its std alone is not in balance.
    assert np.abs(force[:4]).max() < 1e-3
    assert np.abs(force[4:][free]).max(initial=0) < 1e-3


def test_em_agrees_with_scikit_learn():
    data = named("skewed").sample(400, np.random.default_rng(1))
    ours = mixture_em(data)
    reference = Reference(2, means_init=[[-1.0], [1.8]], tol=1e-12, max_iter=5000, reg_covar=0)
    reference.fit(data[:, None])
    assert log_likelihood(ours, data) == pytest.approx(reference.score(data[:, None]), abs=1e-7)
    np.testing.assert_allclose([g.mean for g in ours.components], reference.means_[:, 0], atol=1e-4)


def test_a_component_cannot_shrink_onto_a_point():
    fit = mixture_em([-3.0, 1.0, 1.1, 1.2, 0.9, 1.3])
    assert min(g.std for g in fit.components) == STD_FLOOR
    assert math.isfinite(log_likelihood(fit, [-3.0]))
    assert gaussian_mle([2.0, 2.0]).std == STD_FLOOR


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: gaussian_mle([]), "data"),
        (lambda: gaussian_mle([math.nan]), "non-finite"),
        (lambda: mixture_em([1.0, 2.0], 3), "k = 3"),
        (lambda: gradient(Laplace(), [0.0]), "model"),
        (lambda: gradient(Mixture([Uniform(0, 1)]), [0.0]), "model"),
    ],
)
def test_refusals(call, words):
    with pytest.raises(ValueError, match=words):
        call()
