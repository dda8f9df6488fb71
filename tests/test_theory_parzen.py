"""The Parzen window where the truth is known: against scipy, closed forms, and its own explorer."""

import math

import numpy as np
import pytest
from scipy.stats import gaussian_kde, multivariate_normal

from ganviz import explore
from ganviz.distributions import NAMES_1D, Gaussian, Laplace, Uniform, named
from ganviz.explore.parzen import COUNTS, DIMENSIONS, HELD_OUT, NAMES, SIGMAS
from ganviz.texts import decimal
from ganviz.theory.parzen import (
    blurred_log_likelihood,
    entropy,
    parzen_table,
    product_sample,
    window_log_pdf,
)


@pytest.mark.parametrize(
    ("p", "expected"),
    [
        (Gaussian(2, 0.3), math.log(0.3 * math.sqrt(2 * math.pi * math.e))),
        (Uniform(-1, 4), math.log(5)),
        (Laplace(0, 0.6), 1 + math.log(1.2)),
    ],
)
def test_entropy_in_closed_form(p, expected):
    assert float(entropy(p)) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("name", NAMES_1D)
def test_entropy_is_the_mean_of_minus_log_p(name):
    x = named(name).sample(20_000, np.random.default_rng(0))
    minus = -named(name).log_pdf(x)
    error = minus.std() / math.sqrt(len(x))
    assert minus.mean() == pytest.approx(float(entropy(named(name))), abs=5 * error + 1e-9)


@pytest.mark.parametrize("sigma", [0.1, 1.0, 3.0])
def test_endless_samples_reach_what_the_blurred_gaussian_does(sigma):
    variance = 1 + sigma**2
    expected = -0.5 * math.log(2 * math.pi * variance) - 0.5 / variance
    assert float(blurred_log_likelihood(Gaussian(), sigma)) == pytest.approx(expected, abs=1e-9)


def test_a_window_on_the_line_is_scipys_kernel_density():
    rng = np.random.default_rng(1)
    samples, data = rng.normal(size=40), rng.normal(size=25)
    for sigma in (0.05, 0.4, 2.0):
        kde = gaussian_kde(samples, sigma / samples.std(ddof=1))
        found = window_log_pdf(samples[:, None], data[:, None], [sigma])[0, 0]
        np.testing.assert_allclose(found, kde.logpdf(data), atol=1e-9)


def test_windows_in_many_dimensions_are_a_mean_of_gaussians():
    rng = np.random.default_rng(2)
    samples, data, sigmas, counts = (
        rng.normal(size=(9, 4)),
        rng.normal(size=(5, 4)),
        (0.7, 2),
        (3, 9),
    )
    found = window_log_pdf(samples, data, sigmas, counts)
    assert found.shape == (2, 2, 5)
    for i, count in enumerate(counts):
        for j, sigma in enumerate(sigmas):
            each = [multivariate_normal(y, sigma**2).pdf(data) for y in samples[:count]]
            np.testing.assert_allclose(found[i, j], np.log(np.mean(each, axis=0)), atol=1e-9)


def test_a_point_far_from_all_samples_has_a_finite_score():
    found = window_log_pdf([[0.0]], [[1e6]], [0.03])
    assert found[0, 0, 0] == pytest.approx(-0.5 * (1e6 / 0.03) ** 2, rel=1e-6)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"samples": [[0.0, 1.0]]}, "data"),
        ({"sigmas": [0.0]}, "sigmas"),
        ({"sigmas": [math.nan]}, "sigmas"),
        ({"counts": (2, 2)}, "counts"),
        ({"counts": (4,)}, "counts"),
        ({"counts": ()}, "counts"),
    ],
)
def test_bad_arguments_are_refused_by_name(given, words):
    usual = {"samples": [[0.0], [1.0], [2.0]], "data": [[1.0]], "sigmas": [1.0]}
    with pytest.raises(ValueError, match=words):
        window_log_pdf(**usual | given)


def test_a_perfect_generator_falls_short_by_nats_as_the_dimension_grows():
    """In 1, 2, 10 and 50 dimensions with 1,000 samples: about 0, .03, .5 and 8 nats."""
    rng = np.random.default_rng(0)
    table = parzen_table(Gaussian(), (100, 1_000), (1, 2, 10, 50), SIGMAS[::2], rng, held_out=400)
    assert table.truth == pytest.approx(-np.array([1, 2, 10, 50]) * 1.41893853, abs=1e-6)
    short = (table.truth - table.estimate[:, :, 1].mean(axis=0)).tolist()
    assert short == [
        pytest.approx(0.0, abs=0.06),
        pytest.approx(0.03, abs=0.07),
        pytest.approx(0.5, abs=0.25),
        pytest.approx(8.0, abs=0.5),
    ]
    few = (table.truth - table.estimate[:, :, 0].mean(axis=0)).tolist()
    assert few[3] > short[3] + 1, "with fewer samples it is worse"
    assert (np.diff(table.sigma.mean(axis=0), axis=0) >= 0).all(), "wider in more dimensions"


def test_a_product_has_independent_coordinates_of_the_density():
    x = product_sample(Uniform(0, 1), 4_000, 3, np.random.default_rng(0))
    assert np.corrcoef(x.T) == pytest.approx(np.eye(3), abs=0.05)
    assert x.mean(axis=0) == pytest.approx(0.5, abs=0.02)


# The explorer


def traces(session):
    return {trace["uid"]: trace for trace in session.picture["data"]}


def test_it_shows_the_score_of_its_samples_beside_the_truth():
    session = explore.parzen.session(target="gaussian", n=100, d=5, sigma=0.5, seed=3)
    p, rng = named("gaussian"), np.random.default_rng(3)
    data, samples = np.split(
        product_sample(p, HELD_OUT + COUNTS[-1], DIMENSIONS[-1], rng), [HELD_OUT]
    )
    each = [multivariate_normal(y, 0.25).pdf(data[:, :5]) for y in samples[:100, :5]]
    score = np.log(np.mean(each, axis=0))
    assert f"<b>{decimal(score.mean(), 2)}</b>" in session.readout
    assert decimal(score.std() / 10, 2) in session.readout
    assert f"<b>{decimal(-5 * 1.4189385, 2)}</b>" in session.readout
    drawn = traces(session)
    assert drawn["sigma"]["y"] == pytest.approx([score.mean()])
    on_curve = np.interp(math.log10(0.5), drawn["score"]["x"], drawn["score"]["y"])
    assert on_curve == pytest.approx(score.mean(), abs=0.05)
    assert (drawn["endless"]["y"] <= -5 * 1.4189385 + 1e-9).all()
    area = np.trapezoid(drawn["p_g"]["y"], drawn["p_g"]["x"])
    assert area == pytest.approx(1, abs=0.01), "the windows' mean is a density"


def test_the_width_is_dragged_and_the_best_one_set_by_a_button():
    session = explore.parzen.session()
    value = {"uid": "sigma", "index": 0, "x": math.log10(0.7), "y": 0.0}
    session.receive({"kind": "do", "request": 1, "what": "drag", "value": value})
    assert session.settings.sigma == pytest.approx(0.7)
    session.press("parzen_best")
    score = traces(session)["score"]
    assert session.settings.sigma == pytest.approx(10 ** score["x"][score["y"].argmax()])
    assert traces(session)["sigma"]["y"] == pytest.approx([score["y"].max()])


def test_drawn_again_the_number_changes_and_the_truth_does_not():
    session = explore.parzen.session()
    before, level = traces(session)["sigma"]["y"][0], session.picture["layout"]["annotations"][0]
    session.press("parzen_again")
    assert session.settings.seed == 1
    assert traces(session)["sigma"]["y"][0] != before
    assert session.picture["layout"]["annotations"][0] == level


def test_few_samples_show_their_windows():
    session = explore.parzen.session(n=10)
    assert np.isnan(traces(session)["windows"]["x"]).sum() == 10
    session.set(n=100)
    assert traces(session)["windows"]["x"].size == 0
    assert len(traces(session)["samples"]["x"]) == 300


@pytest.mark.parametrize("changes", [{"n": 7}, {"d": 3}, {"sigma": 0.0}, {"target": "laplace"}])
def test_what_is_not_offered_is_refused(changes):
    with pytest.raises(ValueError, match=next(iter(changes))):
        explore.ParzenSettings(**changes)


@pytest.mark.long
def test_every_target_opens():
    for target in NAMES:
        assert "–" not in explore.parzen.session(target=target).readout
