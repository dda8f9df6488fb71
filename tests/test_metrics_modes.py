"""Modes covered, high-quality share and reverse KL on samplers whose answer is known."""

import math

import numpy as np
import pytest
from scipy.stats import chi2, norm

from ganviz.metrics.modes import RULES, mode_statistics

ANGLE = 2 * math.pi * np.arange(8) / 8
RING = np.stack([np.cos(ANGLE), np.sin(ANGLE)], axis=1)
GRID = 2.0 * (np.indices((5, 5)).reshape(2, -1).T - 2)
TARGETS = {"ring": (RING, 0.01), "grid": (GRID, 0.05)}
PERFECT = {"l2": chi2.cdf(9, 2), "box": (2 * norm.cdf(3) - 1) ** 2}


def draw(means, std, n, seed):
    rng = np.random.default_rng(seed)
    return means[rng.integers(len(means), size=n)] + std * rng.standard_normal((n, 2))


def test_the_shares_of_a_perfect_sampler_are_those_of_the_literature():
    assert PERFECT["l2"] == pytest.approx(0.988891, abs=5e-7)
    assert PERFECT["box"] == pytest.approx(0.994608, abs=5e-7)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("target", TARGETS)
def test_a_perfect_sampler(target, rule):
    means, std = TARGETS[target]
    n = 200_000
    report = mode_statistics(draw(means, std, n, seed=1), means, std, rule=rule)
    k, share = len(means), PERFECT[rule]
    assert report.covered == report.modes == k
    assert abs(report.high_quality - share) < 4 * math.sqrt(share * (1 - share) / n)
    assert 0 <= report.reverse_kl < chi2.ppf(0.9999, k - 1) / (2 * n)
    assert report.counts.sum() == n


@pytest.mark.parametrize("target", TARGETS)
def test_the_floor_of_reverse_kl_is_as_stated(target):
    means, std = TARGETS[target]
    n, trials = 2500, 200
    found = [mode_statistics(draw(means, std, n, s), means, std).reverse_kl for s in range(trials)]
    floor = (len(means) - 1) / (2 * n)
    # 2 n KL is chi-squared: its mean over the trials has standard error sqrt(2 (k-1) / trials).
    error = math.sqrt(2 * (len(means) - 1) / trials) / (2 * n)
    assert abs(np.mean(found) - floor) < 4 * error


@pytest.mark.parametrize("m", range(1, 9))
def test_equal_cover_of_m_of_8_modes(m):
    samples = np.repeat(RING[:m], 100, axis=0)
    report = mode_statistics(samples, RING, 0.01)
    assert report.covered == m
    assert report.high_quality == 1
    assert report.reverse_kl == pytest.approx(math.log(8 / m), abs=1e-12)
    assert report.counts.tolist() == [100] * m + [0] * (8 - m)


def test_a_mode_counts_with_one_good_sample_and_poor_ones_count_for_the_histogram_alone():
    samples = np.array([[1.0, 0.0], [0.0, 0.9], [0.0, 1.1]])
    report = mode_statistics(samples, RING, 0.01)
    assert report.covered == 1
    assert report.high_quality == pytest.approx(1 / 3)
    assert report.counts[[0, 2]].tolist() == [1, 2]
    # PacGAN's protocol: the histogram, and so its reverse KL, is of all samples, good or poor.
    shares = np.array([1, 2]) / 3
    assert report.reverse_kl == pytest.approx(float(shares @ np.log(8 * shares)), abs=1e-12)


def test_the_corner_of_the_square_is_outside_the_disc():
    corner = [[2.9, 2.9], [3.1, 0.0], [0.0, 2.9]]
    assert mode_statistics(corner, [[0, 0]], 1, rule="box").high_quality == pytest.approx(2 / 3)
    assert mode_statistics(corner, [[0, 0]], 1, rule="l2").high_quality == pytest.approx(1 / 3)
    assert mode_statistics(corner, [[0, 0]], 1, rule="l2", radius=5).high_quality == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"samples": [[0.0, 0.0, 0.0]]}, "shape of samples = \\(1, 3\\)"),
        ({"samples": np.empty((0, 2))}, "samples"),
        ({"samples": [[math.nan, 0.0]]}, "samples has 1 non-finite"),
        ({"means": [0.0, 0.0]}, "means"),
        ({"std": 0}, "std = 0"),
        ({"radius": -1}, "radius = -1"),
        ({"rule": "L2"}, "did you mean 'l2'"),
    ],
)
def test_refusals(change, message):
    arguments = {"samples": [[0.0, 0.0]], "means": RING, "std": 0.01} | change
    with pytest.raises(ValueError, match=message):
        mode_statistics(**arguments)
