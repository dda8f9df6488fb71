import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from profiles import share
from scipy.stats import chisquare, norm

from ganviz.distributions import Gaussian, Laplace, Mixture, Uniform
from ganviz.toy import ACTIVATIONS, NetworkSettings
from ganviz.toy.network import Perceptron, start
from ganviz.toy.snapshots.points import PointMap
from ganviz.toy.snapshots.push_forward import cell_masses, cover, prior_nodes, push_forward

EDGES = np.linspace(-4, 4, 241)
PRIORS = {
    "uniform": Uniform(-1, 1),
    "gaussian": Gaussian(),
    "laplace": Laplace(),
    "mixture": Mixture([Gaussian(-3, 0.1), Gaussian(2, 0.5)]),
}


@pytest.mark.parametrize("prior", PRIORS)
def test_prior_nodes_carry_the_prior(prior):
    p_z = PRIORS[prior]
    z, masses = prior_nodes(p_z)
    assert np.all(np.diff(z) > 0)
    assert masses.sum() == pytest.approx(1, abs=1e-14)
    assert masses.max() < 0.003
    assert np.abs(np.cumsum(masses) - p_z.cdf(z[1:])).max() < 1e-9


def test_affine_of_uniform_is_uniform():
    p_g = push_forward(lambda z: 0.7 - 1.3 * z, Uniform(-1, 1), EDGES)
    x = np.linspace(-1, 2.5, 300)
    inside = EDGES[(EDGES > -0.6) & (EDGES < 2)]
    assert np.abs(p_g.cdf(inside) - Uniform(-0.6, 2).cdf(inside)).max() < 1e-12
    assert np.abs(p_g.cdf(x) - Uniform(-0.6, 2).cdf(x)).max() < 1 / 60  # half a cell at the ends


def test_affine_of_gaussian_is_gaussian():
    p_g = push_forward(lambda z: 0.3 + 0.8 * z, Gaussian(), EDGES)
    assert np.abs(p_g.cdf(EDGES) - norm(0.3, 0.8).cdf(EDGES)).max() < 1e-6


def test_square_folds():
    p_g = push_forward(lambda z: z**2, Uniform(-1, 1), np.linspace(0, 1, 241))
    assert np.abs(p_g.cdf(p_g.edges) - np.sqrt(p_g.edges)).max() < 1e-5


def test_sine_of_gaussian_against_its_series():
    p_g = push_forward(np.sin, Gaussian(), np.linspace(-1, 1, 401))
    s = p_g.edges[3:-3]
    k = 2 * np.pi * np.arange(-4, 5)[:, None]  # P(sin Z <= s), one period after another
    exact = (norm.cdf(np.arcsin(s) + k) - norm.cdf(-np.pi - np.arcsin(s) + k)).sum(0)
    assert np.abs(p_g.cdf(s) - exact).max() < 2e-5


@pytest.mark.parametrize("constant", [0.0, 0.01, EDGES[100], 17.5])
def test_collapsed_generator_is_an_atom_in_one_cell(constant):
    p_g = push_forward(lambda z: np.full_like(z, constant), Gaussian(), EDGES)
    (cell,) = np.flatnonzero(p_g.masses)
    assert p_g.masses[cell] == 1
    assert p_g.edges[cell] <= constant <= p_g.edges[cell + 1]
    free = push_forward(lambda z: np.full_like(z, constant), Gaussian())
    assert abs(free.quantile(np.array([0.5]))[0] - constant) < 1e-5 * max(1, constant)


@pytest.mark.long
@pytest.mark.parametrize("prior", ["uniform", "gaussian"])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_networks_against_a_million_samples(activation, prior):
    rng = np.random.default_rng(7)
    form = NetworkSettings((16, 16), activation), 1, 1
    theta, _ = start(*form, rng)
    net = PointMap(Perceptron(*form, 3.0 * theta.astype(float)))  # folds, flats and steep slopes
    p_z = PRIORS[prior]

    def g(z):
        return net(z[:, None])[:, 0]

    samples = g(p_z.sample(1_000_000, rng))
    low, high = samples.min(), samples.max()
    p_g = push_forward(g, p_z, np.linspace(low, high, 101))
    counts = np.histogram(samples, p_g.edges)[0]
    expected = p_g.masses * counts.sum()
    seen = expected > 10
    expected, counts = expected[seen], counts[seen]
    assert chisquare(counts, expected * counts.sum() / expected.sum()).pvalue > 1e-4
    assert expected.sum() > 999_000


@share(0.8)
@given(
    st.lists(st.floats(-1e6, 1e6, allow_subnormal=False), min_size=2, max_size=30),
    st.integers(1, 40),
)
def test_no_mass_is_lost_and_none_is_negative(g, cells):
    g = np.array(g)
    edges = cover(np.linspace(-1, 1, cells + 1), g.min(), g.max())
    masses = cell_masses(g, np.full(len(g) - 1, 1 / (len(g) - 1)), edges)
    assert masses.min() >= 0
    assert masses.sum() == pytest.approx(1, abs=1e-12)


@share(0.6)
@given(st.lists(st.floats(-3, 3), min_size=2, max_size=20), st.floats(-3, 3))
def test_cell_masses_against_the_definition(g, edge):
    """The share of each segment below an edge, one segment at a time."""
    g = np.array(g)
    edges = np.unique([-3.0, edge, 3.0])
    masses = cell_masses(g, np.full(len(g) - 1, 1 / (len(g) - 1)), edges)
    shares = []
    for a, b in itertools.pairwise(g):
        low, high = min(a, b), max(a, b)
        inside = np.clip((edge - low) / (high - low), 0, 1) if high > low else float(low < edge)
        shares.append(inside)
    atom = np.any((g[:-1] == g[1:]) & (g[:-1] == edge))
    if len(edges) == 3 and not atom:
        assert masses[0] == pytest.approx(np.mean(shares), abs=1e-9)


@pytest.mark.parametrize(("low", "high"), [(-1, 2), (-3, 8), (0.2, 0.4), (-1e9, 1), (0, 2 + 1e-13)])
def test_cover_keeps_the_edges_and_reaches_out(low, high):
    edges = np.linspace(-1, 2, 31)
    wide = cover(edges, low, high)
    assert np.all(np.diff(wide) > 0)
    assert np.isin(edges, wide).all()
    assert wide[0] == min(low, -1)
    assert wide[-1] == max(high, 2)
    assert len(wide) < 31 + 60


def test_bad_edges_and_generators_are_refused():
    with pytest.raises(ValueError, match=r"edges = .*ascending"):
        push_forward(np.tanh, Gaussian(), np.array([0.0, 0.0, 1.0]))
    with pytest.raises(ValueError, match=r"G\(z\) has .* non-finite"):
        push_forward(lambda z: z * np.nan, Gaussian())
