"""The Wasserstein distance: quantiles on the line, POT and scipy in the plane, translations."""

import builtins
import math

import numpy as np
import ot
import pytest
from hypothesis import given
from hypothesis import strategies as st
from profiles import share
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist

from ganviz.metrics.transport import MATCHED, wasserstein

seeds = st.integers(0, 2**32 - 1)


@share(0.3)
@given(seeds, st.integers(1, 60), st.integers(1, 60))
def test_on_the_line_it_is_the_distance_of_the_quantiles(seed, n, m):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=n), rng.normal(1, 2, size=m)
    quantiles = [np.sort(np.repeat(a, b)) for a, b in ((x, m), (y, n))]
    expected = np.abs(quantiles[0] - quantiles[1]).mean()
    assert wasserstein(x, y) == pytest.approx(expected, abs=1e-12)
    assert wasserstein(x[:, None], y) == pytest.approx(wasserstein(x, y))


@share(0.2)
@given(seeds, st.integers(1, 80))
def test_the_network_simplex_agrees_in_the_plane(seed, n):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(n, 2)), rng.uniform(-3, 3, size=(n, 2))
    assert wasserstein(x, y) == pytest.approx(ot.emd2([], [], cdist(x, y)))
    more = [np.repeat(a, MATCHED // n + 1, axis=0) for a in (x, y)]  # these go to POT
    distances = cdist(x, y)
    expected = distances[linear_sum_assignment(distances)].mean()
    assert wasserstein(*more) == pytest.approx(expected)


@share(0.2)
@given(seeds, st.floats(-5, 5), st.floats(-5, 5))
def test_a_translation_costs_its_length(seed, a, b):
    x = np.random.default_rng(seed).normal(size=(40, 2))
    assert wasserstein(x, x + np.array([a, b])) == pytest.approx(math.hypot(a, b), abs=1e-9)


def test_it_is_symmetric_and_vanishes_on_the_same_points_in_another_order():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(30, 2)), rng.normal(size=(50, 2))
    assert wasserstein(x, y) == pytest.approx(wasserstein(y, x))
    assert wasserstein(x, rng.permutation(x)) == pytest.approx(0, abs=1e-12)


def test_a_missing_mode_costs_the_way_to_it():
    real = np.repeat([[-1.0, 0.0], [1.0, 0.0]], 50, axis=0)
    assert wasserstein(real, np.tile([1.0, 0.0], (100, 1))) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        ([[0.0, 0.0]], [0.0], r"shape of y = \(1, 1\)"),
        ([], [0.0], "x = "),
        ([0.0], [math.inf], "y has 1 non-finite"),
        (np.zeros((1, 1, 1)), [0.0], "x of shape"),
    ],
)
def test_refusals(x, y, message):
    with pytest.raises(ValueError, match=message):
        wasserstein(x, y)


def test_without_pot_the_error_says_what_to_install(monkeypatch):
    load = builtins.__import__

    def refuse(name, *rest, **more):
        if name == "ot":
            raise ImportError(name)
        return load(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(ImportError, match="pip install POT"):
        wasserstein([[0.0, 0.0]], [[1.0, 0.0], [2.0, 0.0]])
