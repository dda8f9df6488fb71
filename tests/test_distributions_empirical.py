"""Real data: the kernel density against scipy and plain sums, CSV files and pandas."""

import csv

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn.datasets import load_iris

from ganviz.distributions import Empirical, Empirical1D, Empirical2D, Univariate, named

PETALS = load_iris().data[:, 2:]


@pytest.fixture
def iris_csv(tmp_path):
    path = tmp_path / "iris.csv"
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["petal_length", "petal_width", "species"])
        writer.writerows([*row, "some"] for row in PETALS)
    return path


def test_the_data_decide_the_class():
    assert type(Empirical(PETALS[:, 0])) is Empirical1D
    assert type(Empirical(PETALS)) is Empirical2D
    assert isinstance(Empirical(PETALS[:, 0]), Univariate)
    assert not isinstance(Empirical(PETALS), Univariate)


def test_silverman_as_scipy_has_it_in_one_dimension():
    x = np.linspace(-1, 9, 200)
    p = named("iris_petal_length")
    reference = stats.gaussian_kde(PETALS[:, 0], bw_method="silverman")
    np.testing.assert_allclose(p.pdf(x), reference(x), rtol=1e-10)
    below = [reference.integrate_box_1d(-np.inf, t) for t in x]
    np.testing.assert_allclose(p.cdf(x), below, atol=1e-12)


def test_silverman_on_each_axis_of_the_plane():
    p = named("iris_petals")
    n = len(PETALS)
    np.testing.assert_allclose(p.bandwidth, PETALS.std(axis=0, ddof=1) * n ** (-1 / 6))
    x = np.random.default_rng(0).normal([4, 1], 1, size=(50, 2))
    bumps = stats.norm.pdf(x[:, None, :], PETALS, p.bandwidth).prod(axis=2)
    np.testing.assert_allclose(p.pdf(x), bumps.mean(axis=1), rtol=1e-10)


def test_a_bandwidth_of_ones_own():
    data = [0.0, 1.0, 1.0]
    p = Empirical(data, bandwidth=0.5)
    expected = (stats.norm.pdf(2, 0, 0.5) + 2 * stats.norm.pdf(2, 1, 0.5)) / 3
    assert p.pdf([2.0])[0] == pytest.approx(expected, rel=1e-13)
    assert Empirical(PETALS, bandwidth=[0.1, 0.2]).bandwidth.tolist() == [0.1, 0.2]


def test_pandas_columns():
    frame = pd.DataFrame(PETALS, columns=["length", "width"])
    assert Empirical(frame["length"]) == named("iris_petal_length")
    assert Empirical(frame) == named("iris_petals")


def test_csv_columns(iris_csv):
    assert Empirical.from_csv(iris_csv, "petal_length") == named("iris_petal_length")
    both = Empirical.from_csv(iris_csv, ["petal_length", "petal_width"])
    assert both == named("iris_petals")
    wide = Empirical.from_csv(iris_csv, "petal_length", bandwidth=2.0)
    assert wide.bandwidth == 2.0


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ("petal_lenght", "did you mean 'petal_length'"),
        (["petal_width", "petals"], "columns = 'petals'"),
        ([], "one name or two"),
        ("species", "species in line 2 = 'some'"),
    ],
)
def test_csv_refusals(iris_csv, columns, says):
    with pytest.raises(ValueError, match=says):
        Empirical.from_csv(iris_csv, columns)


@pytest.mark.parametrize("text", ["", "petal_length\n"])
def test_an_empty_csv_is_refused(tmp_path, text):
    path = tmp_path / "empty.csv"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"columns|non-empty"):
        Empirical.from_csv(path, "petal_length")


@pytest.mark.parametrize(
    ("data", "bandwidth", "says"),
    [
        ([], None, "data = .* non-empty"),
        ([1.0, np.nan], None, "data has 1 non-finite"),
        ([1.0, np.inf], None, "data has 1 non-finite"),
        ([2.0, 2.0], None, "data is constant"),
        ([2.0], None, "data is constant"),
        ([[1.0, 2.0], [1.0, 3.0]], None, "data is constant"),
        ([[1.0, 2.0, 3.0]], None, r"shape of data = \(1, 3\)"),
        (np.zeros((2, 2, 2)), None, "data of shape"),
        (["a", "b"], None, "data = .* numbers"),
        ([1.0, 2.0], 0, "bandwidth = 0"),
        ([1.0, 2.0], [1.0, 2.0], "bandwidth = .* a number > 0"),
        (PETALS, [1.0, -2.0], "one for each axis"),
    ],
)
def test_bad_data_are_refused(data, bandwidth, says):
    with pytest.raises(ValueError, match=says):
        Empirical(data, bandwidth)
