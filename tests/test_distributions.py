"""Every distribution against scipy, plain sums and its own samples."""

import copy
import inspect
import math
import pickle
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from profiles import share
from scipy import integrate, stats

from ganviz import distributions as d
from ganviz import theory
from ganviz.distributions import named
from ganviz.distributions.base import FEW, pick

LINE = {name: named(name) for name in d.NAMES_1D} | {
    "cauchy": d.StudentT(1.0, 0.3, 2.0),
    "t_half": d.StudentT(0.5),
    "needle": d.Gaussian(40, 1e-3),
    "histogram": d.PiecewiseConstant([-1, 0, 0.5, 2, 3], [0.25, 0.0, 0.5, 0.25]),
    "drawn": d.PiecewiseLinear([-2, -1, 0, 1, 2, 3], [1, 0, 0, 2, 1, 4]),
    "nested": d.Mixture(
        [d.Mixture([d.Laplace(), d.Uniform(1, 2)]), d.StudentT(5), d.Gaussian()], [0.5, 0.5, 0]
    ),
    "wide_kernel": d.Empirical([0.0, 1.0, 5.0], bandwidth=3.0),
}
PLANE = {name: named(name) for name in d.NAMES_2D} | {
    "one_bump": d.GaussianMixture2D([[1, 2]], 0.5),
    "uneven": d.GaussianMixture2D([[1, 2], [0, 0], [9, 9]], 0.5, [0.2, 0.8, 0]),
    "small_board": d.Checkerboard(3, -1, 2),
}
ALL = LINE | PLANE

line = pytest.mark.parametrize("p", LINE.values(), ids=LINE)
plane = pytest.mark.parametrize("p", PLANE.values(), ids=PLANE)
every = pytest.mark.parametrize("p", ALL.values(), ids=ALL)


def midpoints(p, bins):
    """Midpoints (m, 2) of small cells of p's support, their area, and cells per bin and axis."""
    low, width = np.array(p.support.low), np.array(p.support.width)
    step = {d.GaussianMixture2D: lambda: p.std / 2, d.Empirical2D: lambda: min(p.bandwidth) / 2}
    fine = step.get(type(p), lambda: width[0] / (p.cells * bins))()
    per_bin = max(8, math.ceil(max(width) / bins / fine))
    t = (np.arange(bins * per_bin) + 0.5) / (bins * per_bin)
    x = np.stack(np.meshgrid(*(low[:, None] + width[:, None] * t), indexing="ij"), axis=-1)
    return x.reshape(-1, 2), width.prod() / t.size**2, per_bin


@line
def test_integrates_to_one_on_the_line(p):
    # In x = sinh(t) heavy tails end, so that scipy's quad reaches them.
    edges = np.arcsinh(np.r_[-1e40, p.breaks[0], 1e40])
    edges = edges[np.r_[True, np.diff(edges) > 0]]
    total = sum(
        integrate.quad(lambda t: float(p.pdf(np.sinh(t))) * np.cosh(t), a, b, limit=200)[0]
        for a, b in pairwise(edges)
    )
    assert total == pytest.approx(1, abs=1e-6)


@plane
def test_integrates_to_one_in_the_plane(p):
    x, area, _ = midpoints(p, 36)
    assert p.pdf(x).sum() * area == pytest.approx(1, abs=1e-6)


@line
def test_samples_pass_kolmogorov_smirnov(p):
    x = p.sample(20_000, np.random.default_rng(1))
    assert x.shape == (20_000,)
    assert stats.kstest(x, p.cdf).pvalue > 1e-3


@plane
def test_samples_pass_a_binned_chi_square(p):
    n, bins = 50_000, 12
    cells, area, per_bin = midpoints(p, bins)
    mass = p.pdf(cells).reshape(bins, per_bin, bins, per_bin).sum(axis=(1, 3)).ravel() * area
    low, high = p.support.low, p.support.high
    ranges = list(zip(low, high, strict=True))
    x = p.sample(n, np.random.default_rng(4))
    assert x.shape == (n, 2)
    seen = np.histogram2d(*x.T, bins=bins, range=ranges)[0].ravel()
    some = mass * n >= 5
    observed = np.r_[seen[some], n - seen[some].sum()]
    expected = np.r_[mass[some], max(1 - mass[some].sum(), 1e-9)] * n
    keep = expected > 1e-3
    expected = expected[keep] * (observed[keep].sum() / expected[keep].sum())
    assert stats.chisquare(observed[keep], expected).pvalue > 1e-3


@every
def test_pdf_is_exp_of_log_pdf_and_vanishes_exactly_outside_the_domain(p):
    x = p.sample(500, np.random.default_rng(3))
    np.testing.assert_allclose(p.pdf(x), np.exp(p.log_pdf(x)), rtol=1e-12)
    assert (p.pdf(x) > 0).all()
    low, width = np.array(p.support.low), np.array(p.support.width)
    far = (low + 40 * width) * np.ones((1, p.dim))
    far = far[:, 0] if p.dim == 1 else far
    inside = p.domain.contains(far)
    assert np.isfinite(p.log_pdf(far)).tolist() == inside.tolist()


@line
def test_support_leaves_a_billionth_on_the_line(p):
    (low,), (high,) = p.support.low, p.support.high
    assert float(p.cdf(low)) + float(p.sf(high)) <= 1.0001e-9


@plane
def test_support_leaves_a_billionth_in_the_plane(p):
    if isinstance(p, d.Checkerboard):
        assert p.support == p.domain
        return
    bumps = p._bumps
    z = [(np.array(e) - bumps.centres) / bumps.std for e in (p.support.low, p.support.high)]
    outside = (stats.norm.cdf(z[0]) + stats.norm.sf(z[1])).sum(axis=1) @ bumps.weights
    assert outside <= 1e-9


@pytest.mark.parametrize("k", [1, 2, 8, FEW, FEW + 1])
def test_parts_are_picked_as_numpy_s_choice_does(k):
    shares = np.random.default_rng(k).random(k)
    shares[k // 2 :: 3] *= k == 1  # some are never picked
    shares /= shares.sum()
    expected = np.random.default_rng(1).choice(k, 10_000, p=shares)
    assert np.array_equal(pick(shares, 10_000, np.random.default_rng(1)), expected)


@every
def test_samples_are_seeded(p):
    a, b, c = (p.sample(8, np.random.default_rng(seed)) for seed in (5, 5, 6))
    assert np.array_equal(a, b)
    assert not np.array_equal(a, c)


@line
def test_cdf_is_the_integral_of_the_pdf(p):
    a, b = p.quantile([0.2, 0.7])
    inner = p.breaks[0][(p.breaks[0] > a) & (p.breaks[0] < b)]
    edges = np.r_[a, inner, b]
    mass = sum(
        integrate.quad(lambda x: float(p.pdf(x)), s, t, epsabs=1e-12)[0] for s, t in pairwise(edges)
    )
    assert mass == pytest.approx(0.5, abs=1e-8)


@line
def test_quantile_inverts_cdf(p):
    u = np.linspace(0.001, 0.999, 301)
    x = p.quantile(u)
    np.testing.assert_allclose(p.cdf(x), u, atol=1e-12)
    np.testing.assert_allclose(p.cdf(x) + p.sf(x), 1, atol=1e-14)
    assert (np.diff(x) > 0).all()
    np.testing.assert_allclose(
        p.quantile([0.0, 1.0]), [p.domain.low[0], p.domain.high[0]], atol=1e-7
    )


@pytest.mark.parametrize(
    ("p", "reference"),
    [
        (d.Gaussian(1, 2), stats.norm(1, 2)),
        (d.Uniform(-1, 3), stats.uniform(-1, 4)),
        (d.Laplace(1, 2), stats.laplace(1, 2)),
        (d.StudentT(3, 1, 2), stats.t(3, 1, 2)),
        (d.StudentT(1e9), stats.norm()),
    ],
)
def test_agrees_with_scipy(p, reference):
    x = np.linspace(-0.9, 2.9, 50)
    np.testing.assert_allclose(p.log_pdf(x), reference.logpdf(x), rtol=1e-7)
    np.testing.assert_allclose(p.cdf(x), reference.cdf(x), rtol=1e-7)
    np.testing.assert_allclose(p.sf(x), reference.sf(x), rtol=1e-7)


def test_log_pdf_is_exact_far_in_the_tails():
    x = np.array([-40.0, 40.0])
    expected = stats.norm.logpdf(x)
    np.testing.assert_allclose(d.Gaussian().log_pdf(x), expected, rtol=1e-14)
    twice = d.Mixture([d.Gaussian(), d.Gaussian()])
    np.testing.assert_allclose(twice.log_pdf(x), expected, rtol=1e-14)
    flat = d.GaussianMixture2D([[0, 0], [0, 0]], 1)
    points = np.stack([x, x], axis=1)
    np.testing.assert_allclose(flat.log_pdf(points), 2 * expected, rtol=1e-13)


@share(0.5)
@given(
    st.lists(st.floats(-5, 5), min_size=1, max_size=5),
    st.floats(0.01, 3),
    st.floats(0.0, 1.0),
)
def test_any_mixture_quantile_is_within_rounding(means, std, u):
    p = d.Mixture([d.Gaussian(m, std) for m in means])
    x = p.quantile(np.array([u]))
    if 1e-300 < u < 1:
        assert abs(float(p.cdf(x)[0]) - u) <= 1e-13 + 1e-13 * u / std
    else:
        assert np.isinf(x).all() or u > 0


def test_a_mixture_has_the_heaviest_of_its_tails():
    light, heavy = d.Gaussian(0, 1), d.StudentT(1.5)
    mixed = d.Mixture([light, heavy, d.Laplace()], [0.5, 0.25, 0.25])
    assert mixed.moment_order == heavy.moment_order == 1.5
    assert mixed.tail_power == heavy.tail_power == 0
    assert d.Mixture([light, d.Laplace()]).moment_order == math.inf
    assert d.Mixture([light, heavy], [1, 0]).moment_order == math.inf
    assert float(theory.kl_divergence(mixed, light)) == math.inf


def test_curves_have_no_ripple():
    p = d.two_moons(radius=100.0, std=1.0)  # nearly straight on the scale of the noise
    angle = np.linspace(1.0, 2.0, 3001)
    moon = 100.0 * np.stack([np.cos(angle) - 0.5, np.sin(angle) - 0.25], axis=1)
    ridge = p.pdf(moon)
    assert np.ptp(ridge) / ridge.mean() < 1.2e-8


def test_equal_arc_length_along_the_spiral():
    means = d.spiral().means
    arm = means[: len(means) // 2]
    gaps = np.hypot(*np.diff(arm, axis=0).T)
    assert np.ptp(gaps) / gaps.mean() < 0.02


def test_paper_benchmarks_have_the_published_settings():
    ring, grid = named("ring"), named("grid")
    assert (len(ring.means), ring.std) == (8, 0.01)
    np.testing.assert_allclose(np.hypot(*ring.means.T), 1)
    assert (len(grid.means), grid.std) == (25, 0.05)
    assert sorted(set(grid.means.ravel())) == [-4, -2, 0, 2, 4]


def test_menu():
    assert d.NAMES_1D[0] == "two_modes"
    assert named("two_modes") == d.Mixture([d.Gaussian(-1.5, 0.5), d.Gaussian(1.5, 0.5)])
    assert all(named(n).dim == 1 for n in d.NAMES_1D)
    assert all(named(n).dim == 2 for n in d.NAMES_2D)
    for name in set(d.NAMES_1D) - {"iris_petal_length"}:
        p = named(name)
        assert p.cdf(4.0) - p.cdf(-4.0) > 0.99
    with pytest.raises(ValueError, match="did you mean 'swiss_roll'"):
        named("swissroll")


@every
def test_values_compare_print_and_copy(p):
    assert p == copy.deepcopy(p)
    assert p == pickle.loads(pickle.dumps(p))
    assert hash(p) == hash(pickle.loads(pickle.dumps(p)))
    assert p != d.Gaussian(123, 4)
    assert repr(p).startswith(type(p).__name__ + "(")
    assert len(repr(p)) < 600


@every
def test_every_method_is_described_here_or_where_it_is_declared(p):
    described = dict(inspect.getmembers(type(p), lambda m: callable(m) or isinstance(m, property)))
    assert {"pdf", "sample"} < set(described)
    assert all(inspect.getdoc(m) for name, m in described.items() if not name.startswith("_"))


def test_arrays_inside_cannot_be_written():
    masses = np.array([0.5, 0.5])
    p = d.PiecewiseConstant([0, 1, 2], masses)
    masses[0] = 7
    assert p.masses[0] == 0.5
    with pytest.raises(ValueError, match="read-only"):
        p.masses[0] = 1


def test_piecewise_pushes_mass_where_it_belongs():
    p = d.PiecewiseConstant([0, 1, 1.5, 3], [0.5, 0.0, 0.5])
    np.testing.assert_allclose(
        p.pdf([-0.1, 0, 0.5, 1.2, 2, 3, 3.1]), [0, 0.5, 0.5, 0, 1 / 3, 1 / 3, 0]
    )
    assert p.log_pdf([1.2])[0] == -math.inf
    np.testing.assert_allclose(p.quantile([0, 0.25, 0.5, 0.75, 1]), [0, 0.5, 1, 2.25, 3])
    q = d.PiecewiseLinear([0, 1, 2], [0, 3, 0])
    np.testing.assert_allclose(q.quantile([0.125, 0.5, 0.875]), [0.5, 1, 1.5])


def test_box():
    box = d.Box((0, -math.inf), (1, math.inf))
    assert box.width == (1, math.inf)
    assert box.contains([[0.5, 7], [2, 0], [1, 0]]).tolist() == [True, False, True]
    with pytest.raises(ValueError, match="low < high"):
        d.Box((1.0,), (1.0,))
    with pytest.raises(ValueError, match="dimension 2"):
        box.union(d.Box((0,), (1,)))


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: d.Gaussian(0, -1), "std = -1 .* > 0"),
        (lambda: d.Gaussian(0, 0), "std = 0 "),
        (lambda: d.Gaussian(math.nan, 1), "mean = nan"),
        (lambda: d.Uniform(1, 1), "high = 1 .* > 1"),
        (lambda: d.Laplace(0, 0), "scale = 0"),
        (lambda: d.StudentT(0), "df = 0"),
        (lambda: d.StudentT(3, 0, math.inf), "scale = inf"),
        (lambda: d.Mixture([]), "at least one"),
        (lambda: d.Mixture([d.Gaussian(), d.ring()]), r"components\[1\] = .* 1-D"),
        (lambda: d.Mixture([d.Gaussian()] * 2, [0.5, 0.6]), "weights = .* sum 1"),
        (lambda: d.Mixture([d.Gaussian()] * 2, [1.5, -0.5]), "weights = .* >= 0"),
        (lambda: d.Mixture([d.Gaussian()] * 2, [1.0]), "weights = .* 2 numbers"),
        (lambda: d.PiecewiseConstant([0, 1, 1], [0.5, 0.5]), "edges = .* increasing"),
        (lambda: d.PiecewiseConstant([0, 1, 2], [0.5, 0.4]), "masses = .* sum 1"),
        (lambda: d.PiecewiseLinear([0, 1], [0, 0]), "y = .* not all 0"),
        (lambda: d.PiecewiseLinear([0, 1], [1, -1]), "y = .* >= 0"),
        (lambda: d.PiecewiseLinear([0], [1]), "x = .* at least 2"),
        (lambda: d.PiecewiseLinear([0, 1], [0, math.nan]), "y has 1 non-finite"),
        (lambda: d.GaussianMixture2D([[0, 0, 0]], 1), "means"),
        (lambda: d.GaussianMixture2D([[0, 0]], 0), "std = 0"),
        (lambda: d.ring(0), "n = 0"),
        (lambda: d.ring(8, -1), "radius = -1"),
        (lambda: d.spiral(std=0), "std = 0"),
        (lambda: d.spiral(turns=-1), "turns = -1"),
        (lambda: d.Checkerboard(1), "cells = 1"),
        (lambda: d.Checkerboard(4, 1, 0), "high = 0"),
        (lambda: d.Gaussian().sample(0, np.random.default_rng(0)), "n = 0"),
        (lambda: d.Gaussian().sample(3, 0), "rng = 0 .* Generator"),
        (lambda: d.Gaussian().quantile([1.5]), "u = .* between 0 and 1"),
        (lambda: d.Gaussian().pdf([[0.0, 1.0]]), r"shape of x = \(1, 2\) .* \(n,\)"),
        (lambda: d.ring().pdf([0.0, 1.0]), r"shape of x = \(2,\) .* \(n, 2\)"),
    ],
)
def test_bad_input_is_refused_by_name(make, says):
    with pytest.raises(ValueError, match=says):
        make()
