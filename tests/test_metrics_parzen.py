"""The Parzen window against scipy, closed forms and what must not change it."""

import os
import subprocess
import sys

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import logsumexp
from scipy.stats import gaussian_kde, multivariate_normal, norm

from ganviz.metrics import parzen
from ganviz.metrics.parzen import (
    SIGMAS,
    parzen_log_likelihood,
    parzen_log_likelihoods,
    parzen_protocol,
    select_sigma,
)


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def brute_force(samples, data, sigma):
    samples, data = (np.asarray(a, np.float64).reshape(len(a), -1) for a in (samples, data))
    d2 = np.array([((x - samples) ** 2).sum(1) for x in data])
    d = samples.shape[1]
    constant = np.log(len(samples)) + d / 2 * np.log(2 * np.pi * sigma**2)
    return logsumexp(-d2 / (2 * sigma**2), axis=1) - constant


@given(
    m=st.integers(1, 40),
    n=st.integers(1, 40),
    d=st.integers(1, 30),
    sigma=st.floats(0.03, 10),
    offset=st.sampled_from([0.0, 1.0, -1e3]),
    seed=st.integers(0, 999),
)
def test_brute_force_in_float64(m, n, d, sigma, offset, seed):
    rng = np.random.default_rng(seed)
    samples, data = rng.random((m, d)) + offset, rng.random((n, d)) + offset
    found = parzen_log_likelihood(samples, data, sigma)
    expected = brute_force(samples, data, sigma)
    np.testing.assert_allclose(found.per_example, expected, rtol=1e-11, atol=1e-7)
    assert found.per_example.dtype == np.float64
    assert found.mean == pytest.approx(expected.mean(), abs=1e-6)
    assert found.standard_error == pytest.approx(expected.std() / np.sqrt(n), abs=1e-6)
    assert found.sigma == sigma


@pytest.mark.long
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_image_sized_data_at_every_width(dtype):
    """Several blocks on both sides with ragged ends; images mostly 0, as digits are."""
    rng = np.random.default_rng(1)
    images = (rng.random((2500, 28, 28, 1)) * (rng.random((2500, 28, 28, 1)) > 0.8)).astype(dtype)
    samples, data = images[:1300], images[1300:]
    assert min(len(samples), len(data)) > parzen._BLOCK
    some = rng.choice(len(data), 40, replace=False)
    for estimate in parzen_log_likelihoods(samples, data, SIGMAS):
        expected = brute_force(samples, data[some], estimate.sigma)
        np.testing.assert_allclose(estimate.per_example[some], expected, rtol=0, atol=1e-9)


def test_scipy_kde_in_two_dimensions():
    rng = np.random.default_rng(2)
    samples, data = rng.normal(size=(300, 2)), rng.normal(size=(50, 2))
    kde = gaussian_kde(samples.T)
    kde.set_bandwidth(1.0)
    whitened = np.linalg.cholesky(np.linalg.inv(kde.covariance)).T
    log_det = np.log(np.abs(np.linalg.det(whitened)))
    found = parzen_log_likelihood(samples @ whitened.T, data @ whitened.T, 1.0).per_example
    np.testing.assert_allclose(found + log_det, kde.logpdf(data.T), atol=1e-10)


@given(st.floats(-5, 5), st.floats(0.05, 5), st.integers(1, 20))
def test_one_sample_is_a_gaussian(mean, sigma, n):
    x = np.random.default_rng(n).normal(size=n)
    found = parzen_log_likelihood(np.array([mean]), x, sigma)
    np.testing.assert_allclose(found.per_example, norm(mean, sigma).logpdf(x), atol=1e-8)


def test_one_sample_in_many_dimensions():
    rng = np.random.default_rng(3)
    mean, x = rng.normal(size=(1, 50)), rng.normal(size=(7, 50))
    expected = multivariate_normal(mean[0], 0.3**2 * np.eye(50)).logpdf(x)
    np.testing.assert_allclose(
        parzen_log_likelihood(mean, x, 0.3).per_example, expected, rtol=0, atol=1e-9
    )


def test_the_density_integrates_to_one():
    samples = np.random.default_rng(4).normal(size=9)
    x = np.linspace(-12, 12, 4001)
    log_p = parzen_log_likelihood(samples, x, 0.3).per_example
    assert np.trapezoid(np.exp(log_p), x) == pytest.approx(1, abs=1e-9)


@given(st.integers(0, 999))
def test_what_changes_nothing(seed):
    rng = np.random.default_rng(seed)
    samples, data = rng.random((20, 5)), rng.random((15, 5))
    expected = parzen_log_likelihood(samples, data, 0.2).per_example
    order, rotation = rng.permutation(15), np.linalg.qr(rng.normal(size=(5, 5)))[0]
    same = {
        "order of the samples": (samples[rng.permutation(20)], data, expected),
        "order of the data": (samples, data[order], expected[order]),
        "every sample twice": (np.tile(samples, (2, 1)), data, expected),
        "translation": (samples + 100, data + 100, expected),
        "rotation": (samples @ rotation, data @ rotation, expected),
        "order of the pixels": (samples[:, ::-1], data[:, ::-1], expected),
        "shape of an example": (samples.reshape(20, 5, 1), data, expected),
        "tensors": (torch.tensor(samples, requires_grad=True), torch.tensor(data), expected),
    }
    for what, (s, x, value) in same.items():
        found = parzen_log_likelihood(s, x, 0.2).per_example
        np.testing.assert_allclose(found, value, rtol=0, atol=1e-9, err_msg=what)


def test_scaling_adds_d_log_c():
    rng = np.random.default_rng(5)
    samples, data = rng.random((30, 12)), rng.random((10, 12))
    small = parzen_log_likelihood(samples, data, 0.2).mean
    large = parzen_log_likelihood(255 * samples, 255 * data, 255 * 0.2).mean
    assert large + 12 * np.log(255) == pytest.approx(small, abs=1e-9)


def test_far_samples_do_not_spoil_the_others():
    """A diverged sample adds nothing to the density, and no rounding error either."""
    rng = np.random.default_rng(6)
    samples, data = rng.random((30, 20)), rng.random((10, 20))
    wild = np.concatenate([samples, np.full((1, 20), 1e12)])
    found = parzen_log_likelihood(wild, data, 0.2).per_example
    np.testing.assert_allclose(found, brute_force(wild, data, 0.2), rtol=0, atol=1e-9)


def test_a_copy_of_the_data_at_the_smallest_width():
    """At the floor of sigma the error is still within the promised 1e-3 nats."""
    data = np.random.default_rng(7).random((200, 784))
    with pytest.raises(ValueError, match=r"sigma = 1e-09 .* >= ") as refusal:
        parzen_log_likelihood(data, data, 1e-9)
    floor = 1.01 * float(str(refusal.value).split(">= ")[1].split()[0])
    assert floor < 1e-3
    found = parzen_log_likelihood(data, data, floor).per_example
    np.testing.assert_allclose(found, brute_force(data, data, floor), rtol=0, atol=1e-3)


@given(st.lists(st.floats(0.05, 3), min_size=1, max_size=5), st.integers(0, 99))
def test_a_grid_agrees_with_single_widths(sigmas, seed):
    rng = np.random.default_rng(seed)
    samples, data = rng.random((25, 4)), rng.random((12, 4))
    grid = parzen_log_likelihoods(samples, data, sigmas)
    for sigma, estimate in zip(sigmas, grid, strict=True):
        single = parzen_log_likelihood(samples, data, sigma)
        np.testing.assert_array_equal(estimate.per_example, single.per_example)
        assert (estimate.mean, estimate.sigma) == (single.mean, sigma)


def test_select_sigma_takes_the_best():
    rng = np.random.default_rng(8)
    samples, validation = rng.normal(size=(400, 3)), rng.normal(size=(300, 3))
    found = select_sigma(samples, validation)
    assert [e.sigma for e in found.estimates] == SIGMAS.tolist()
    means = [brute_force(samples, validation, s).mean() for s in SIGMAS]
    assert found.sigma == SIGMAS[np.argmax(means)]
    assert SIGMAS[0] < found.sigma < SIGMAS[-1]


def test_protocol_uses_the_first_thousand_of_the_validation_images():
    rng = np.random.default_rng(9)
    samples, test = rng.normal(size=(500, 2)), rng.normal(size=(1200, 2))
    validation = np.concatenate([rng.normal(size=(1000, 2)), np.full((500, 2), 30.0)])
    found = parzen_protocol(samples, validation, test)
    assert len(found.selection.estimates[0].per_example) == 1000
    expected = select_sigma(samples, validation[:1000]).sigma
    assert expected != select_sigma(samples, validation).sigma
    assert found.selection.sigma == found.test.sigma == expected
    assert found.test.mean == pytest.approx(brute_force(samples, test, expected).mean(), abs=1e-9)


GOOD = np.zeros((4, 3))


@pytest.mark.parametrize(
    ("samples", "data", "sigma", "message"),
    [
        (GOOD, GOOD + 1, 0, "sigma = 0"),
        (GOOD, GOOD + 1, -0.2, "sigma = -0.2"),
        (GOOD, GOOD + 1, float("nan"), "sigma = nan"),
        (GOOD, GOOD + 1, float("inf"), "sigma = inf"),
        (GOOD, GOOD + 1, "wide", "sigma = 'wide'"),
        (GOOD, np.zeros((4, 2)), 0.2, r"data of shape \(4, 2\) .* samples of shape \(4, 3\)"),
        (np.zeros((4, 3, 8, 8)), np.zeros((4, 8, 8, 3)), 0.2, "same shape"),
        (np.zeros((0, 3)), GOOD, 0.2, r"samples of shape \(0, 3\)"),
        (GOOD, np.zeros((0, 3)), 0.2, r"data of shape \(0, 3\)"),
        (np.array([[np.nan, 1, np.inf]]), GOOD, 0.2, "samples has 2 non-finite"),
        (GOOD, torch.full((1, 3), torch.nan), 0.2, "data has 3 non-finite"),
        (np.zeros((4, 3), np.uint8), GOOD, 0.2, r"samples of dtype torch.uint8 .*\[0, 1\]"),
        (GOOD, torch.zeros(4, 3, dtype=torch.int64), 0.2, "data of dtype torch.int64"),
        (GOOD, np.array(["a", "b"]), 0.2, "data of dtype <U1"),
        (GOOD, GOOD + 1j, 0.2, "data of dtype complex128"),
        (GOOD, torch.zeros(4, 3, dtype=torch.complex64), 0.2, "data of dtype torch.complex64"),
        (np.float64(1), GOOD, 0.2, r"samples of shape \(\)"),
    ],
)
def test_bad_input_is_named(samples, data, sigma, message):
    with pytest.raises(ValueError, match=message):
        parzen_log_likelihood(samples, data, sigma)


def test_bad_grids_and_bad_splits_are_named():
    with pytest.raises(ValueError, match="sigmas = "):
        parzen_log_likelihoods(GOOD, GOOD + 1, [])
    with pytest.raises(ValueError, match=r"validation of shape \(4, 2\)"):
        select_sigma(GOOD, np.zeros((4, 2)))
    with pytest.raises(ValueError, match=r"test of shape \(4, 2\)"):
        parzen_protocol(GOOD, GOOD, np.zeros((4, 2)))
    with pytest.raises(ValueError, match=r"validation of dtype torch\.uint8"):
        parzen_protocol(GOOD, GOOD.astype(np.uint8), GOOD)


def test_read_only_and_reversed_arrays():
    samples = np.frombuffer(np.random.default_rng(10).random(12).tobytes()).reshape(4, 3)
    assert not samples.flags.writeable
    found = parzen_log_likelihood(samples[::-1], samples[:, ::-1], 0.5).per_example
    np.testing.assert_allclose(
        found, brute_force(samples[::-1], samples[:, ::-1], 0.5), rtol=0, atol=1e-10
    )


MEMORY = """
import resource, sys
import numpy as np, torch
from ganviz.metrics import SIGMAS, parzen_log_likelihoods
torch.set_num_threads(1)
n = int(sys.argv[1])
samples, data = np.random.default_rng(0).random((2, n, 16), dtype=np.float32)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
parzen_log_likelihoods(samples, data, SIGMAS[:2])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.long
def test_memory_does_not_grow_with_the_number_of_pairs():
    """8,000 x 8,000 distances are 512 MB in float64; what is added stays far below."""
    run = [sys.executable, "-c", MEMORY]
    grown = [
        int(subprocess.run([*run, str(n)], check=True, capture_output=True, text=True).stdout)
        for n in (2000, 8000)
    ]
    kilobyte = 1024 if sys.platform == "darwin" else 1
    assert max(grown) < 150e3 * kilobyte
    assert grown[1] - grown[0] < 40e3 * kilobyte


@pytest.mark.long
def test_metrics_import_neither_trainer_nor_pictures():
    code = (
        "import sys, ganviz.metrics; bad = [m for m in ('plotly', 'ipywidgets', 'anywidget', "
        "'sklearn', 'ganviz.images') if m in sys.modules]; sys.exit(' '.join(bad) or 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env=os.environ)
