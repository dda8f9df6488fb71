"""Nearest neighbours, Table 1 and the baselines."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.spatial.distance import cdist

from ganviz import metrics
from ganviz.metrics import nearest as nearest_function
from ganviz.metrics.table1 import PAPER, Row, Score, table1


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@given(n=st.integers(1, 30), m=st.integers(1, 60), d=st.integers(1, 12), seed=st.integers(0, 999))
def test_nearest_is_the_direct_search(n, m, d, seed):
    rng = np.random.default_rng(seed)
    samples, training = rng.normal(size=(n, d)), rng.normal(size=(m, d))
    found = nearest_function(samples, training)
    expected = cdist(samples, training)
    np.testing.assert_array_equal(found.index, expected.argmin(1))
    np.testing.assert_allclose(found.distance, expected.min(1), rtol=1e-12, atol=1e-13)


@given(n=st.integers(1, 20), m=st.integers(1, 60), seed=st.integers(0, 999))
def test_ties_go_to_the_first(n, m, seed):
    """Few integer values in few dimensions: ties everywhere, with copies."""
    rng = np.random.default_rng(seed)
    samples, training = rng.integers(0, 3, (n, 3)), rng.integers(0, 3, (m, 3))
    d2 = ((samples[:, None] - training[None]) ** 2).sum(2)
    found = nearest_function(samples.astype(np.uint8), training.astype(np.uint8))
    np.testing.assert_array_equal(found.index, d2.argmin(1))
    np.testing.assert_allclose(found.distance**2, d2.min(1), atol=1e-12)


def test_many_blocks_and_images():
    rng = np.random.default_rng(0)
    training = rng.integers(0, 256, (9000, 4, 4, 3), dtype=np.uint8)
    index = rng.integers(0, 9000, 300)
    found = nearest_function(training[index], training)
    first = np.array([np.flatnonzero((training == training[i]).all((1, 2, 3)))[0] for i in index])
    np.testing.assert_array_equal(found.index, first)
    assert not found.distance.any()


def test_all_ties():
    """Every pair is a candidate for the second look; the first index wins, in bounded memory."""
    found = nearest_function(np.zeros((30, 5)), np.ones((5000, 5)))
    assert not found.index.any()
    np.testing.assert_allclose(found.distance, np.sqrt(5), rtol=1e-15)


def test_differences_below_the_rounding_of_the_matrix_product():
    """Far from the origin and 1e-9 apart: |x|^2 - 2 x.y + |y|^2 alone could not tell."""
    rng = np.random.default_rng(1)
    close = rng.normal(size=(1, 8)) + 1e-9 * rng.normal(size=(50, 8))
    training = np.concatenate([close, 1e3 * rng.normal(size=(50, 8))])
    samples = training[:50] + 1e-10 * rng.normal(size=(50, 8))
    found = nearest_function(samples, training)
    centre = training.mean(0)
    np.testing.assert_array_equal(found.index, cdist(samples - centre, training - centre).argmin(1))


@pytest.mark.parametrize(
    ("samples", "training", "message"),
    [
        (np.zeros((2, 3)), np.zeros((2, 4)), r"training of shape \(2, 4\)"),
        (np.zeros((2, 3)), np.zeros((2, 3), np.uint8), "training of dtype torch.uint8"),
        (np.zeros((0, 3)), np.zeros((2, 3)), r"samples of shape \(0, 3\)"),
        (torch.full((1, 3), torch.nan), np.zeros((2, 3)), "samples has 3 non-finite"),
    ],
)
def test_bad_neighbours_are_named(samples, training, message):
    with pytest.raises(ValueError, match=message):
        nearest_function(samples, training)


def test_table1_is_markdown_with_the_papers_rows_first():
    text = table1([Row("a|b", mnist=Score(-59.13, 0.98)), Row("c", tfd=Score(2000.04, 26.2))])
    lines = text.splitlines()
    assert len({len(line) for line in lines}) == 1
    cells = [[c.strip() for c in line.strip("|").split(" | ")] for line in lines]
    assert cells[0] == ["model", "MNIST", "TFD", "source"]
    assert [row[1:3] for row in cells[2:6]] == [
        ["138 ± 2", "1909 ± 66"],
        ["121 ± 1.6", "2110 ± 50"],
        ["214 ± 1.1", "1890 ± 29"],
        ["225 ± 2", "2057 ± 26"],
    ]
    assert cells[6:] == [
        ["a\\|b", "-59.1 ± 1.0", "", "measured here"],
        ["c", "", "2000.0 ± 26.2", "measured here"],
    ]
    assert len(PAPER) == 4


def test_table1_takes_an_estimate_as_it_is():
    estimate = metrics.parzen_log_likelihood(np.zeros((1, 2)), [[1.0, 1.0], [1.0, 1.1]], 1.0)
    assert "-2.9 ± 0.04" in str(estimate)
    assert "| -2.9 ± 0.04 |" in table1([Row("ours", mnist=estimate)])


def test_baselines():
    rng = np.random.default_rng(2)
    images = rng.random((200, 4, 4, 1)).astype(np.float32)
    drawn = metrics.real_images(images, 50, rng)
    found = metrics.nearest(drawn, images)
    assert not found.distance.any()
    assert len(set(found.index)) == 50
    np.testing.assert_allclose(metrics.mean_image(images)[0], images.mean(0), atol=1e-6)
    binary = metrics.binarised(images)
    assert set(np.unique(binary)) == {0.0, 1.0}
    assert np.abs(binary - images).max() <= 0.5
    centres = metrics.kmeans_centres(images, 7)
    assert centres.shape == (7, 4, 4, 1)
    label = metrics.nearest(images, centres).index
    assert len(set(label)) == 7
    spread = np.square(images - centres[label]).sum()
    assert spread < np.square(images - images.mean(0)).sum()
    np.testing.assert_array_equal(centres, metrics.kmeans_centres(images, 7))


@pytest.mark.parametrize("n", [0, 201, 1.5])
def test_baseline_sizes_are_checked(n):
    images = np.zeros((200, 4))
    with pytest.raises(ValueError, match="n = "):
        metrics.real_images(images, n, np.random.default_rng(0))
    with pytest.raises(ValueError, match="k = "):
        metrics.kmeans_centres(images, n)


def test_an_interval_is_students_and_leaves_out_what_is_not_finite():
    values = np.random.default_rng(0).standard_normal((200, 4))
    values[0, 1], values[1, 1:], values[2] = np.inf, np.nan, np.nan
    mean, half = metrics.mean_interval(values)
    for row, at, width in zip(values[3:], mean[3:], half[3:], strict=True):
        low, high = stats.t.interval(0.95, 3, row.mean(), stats.sem(row))
        np.testing.assert_allclose([at - width, at + width], [low, high])
    np.testing.assert_allclose(mean[0], values[0, [0, 2, 3]].mean())
    assert mean[1] == values[1, 0]
    assert np.isnan(half[1:3]).all()
    assert np.isnan(mean[2])
