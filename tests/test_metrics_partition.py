"""Cells of about equal mass: what a partition must be, and that narrow modes are seen on it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from profiles import share
from scipy.special import ndtr

from ganviz.metrics.cells import cell_divergences
from ganviz.metrics.partition import AT_LEAST, BACKGROUND, equal_cells

ANGLE = 2 * np.pi * np.arange(8) / 8
MEANS = np.stack([np.cos(ANGLE), np.sin(ANGLE)], axis=1)
STD, LOW, WIDTH, SIDE = 0.01, -1.5, 3.0, 512


def ring_masses():
    edges = LOW + WIDTH / SIDE * np.arange(SIDE + 1)
    x, y = (np.diff(ndtr((edges[:, None] - c) / STD), axis=0) for c in MEANS.T)
    return y @ x.T / 8


def draw(n, scale=1.0, shift=0.0, seed=0):
    rng = np.random.default_rng(seed)
    x = MEANS[rng.integers(8, size=n)] + scale * STD * rng.standard_normal((n, 2))
    return x + np.array([shift * STD, 0])


@pytest.fixture(scope="module")
def ring():
    return equal_cells(ring_masses(), (LOW, LOW), (WIDTH, WIDTH))


def test_cells_share_the_mass_and_the_background_is_where_p_data_is_least(ring):
    masses = ring_masses()
    assert set(ring.labels.ravel()) == set(range(len(ring.masses)))
    assert ring.masses.sum() == pytest.approx(1)
    summed = np.bincount(ring.labels.ravel(), masses.ravel())
    assert ring.masses[1:] == pytest.approx(summed[1:], abs=1e-9)
    assert 0.9 * BACKGROUND < ring.masses[0] <= BACKGROUND
    assert masses[ring.labels == 0].max() <= masses[ring.labels > 0].min()
    assert np.median(ring.masses) == pytest.approx(AT_LEAST, rel=0.5)
    assert ring.masses.max() < 3 * AT_LEAST


def test_where_parts_are_fine_enough_all_cells_have_enough():
    t = np.linspace(-5, 5, 513)
    bell = np.diff(ndtr(t))
    cells = equal_cells(np.outer(bell, bell), (-5, -5), (10, 10))
    assert cells.masses.min() >= 0.95 * AT_LEAST
    assert cells.masses[1:].max() < 2 * AT_LEAST


def test_cells_of_equal_density_have_no_background():
    cells = equal_cells(np.full((8, 8), 1 / 64), (0, 0), (1, 2), at_least=1 / 16)
    assert cells.masses[0] == 0
    assert np.unique(cells.masses[1:]) == pytest.approx([1 / 16])
    assert cells.counts([[0.1, 1.9], [0.1, 2.1]])[0] == 1, "outside"


def test_counts_are_those_of_a_direct_search(ring):
    samples = np.concatenate([draw(500), [[-1.5, -1.5], [1.5, 0], [-1.51, 0], [9, 9]]])
    counts = ring.counts(samples)
    expected = np.zeros(len(ring.masses), dtype=int)
    for x, y in samples:
        column, row = ((a - LOW) / WIDTH * SIDE for a in (x, y))
        inside = 0 <= column < SIDE and 0 <= row < SIDE
        expected[ring.labels[int(row), int(column)] if inside else 0] += 1
    assert counts.tolist() == expected.tolist()
    assert counts[0] >= 4, "three outside, and a corner"


def test_a_perfect_sampler_agrees_with_the_masses(ring):
    n = 200_000
    counts = ring.counts(draw(n))
    seen = ring.masses * n > 5
    expected = n * ring.masses[seen]
    chi2 = ((counts[seen] - expected) ** 2 / expected).sum()
    assert abs(chi2 - len(expected)) < 5 * np.sqrt(2 * len(expected))


TRUTH = {  # JSD of two Gaussians in the plane, by quadrature; the modes do not overlap
    "half as wide": ((0.5, 0.0), 0.17331535),
    "twice as wide": ((2.0, 0.0), 0.17331535),
    "one std aside": ((1.0, 1.0), 0.11142148),
}


@pytest.mark.parametrize("what", TRUTH)
def test_the_shape_of_narrow_modes_is_seen(ring, what):
    (scale, shift), truth = TRUTH[what]
    found = cell_divergences(ring.masses, ring.counts(draw(4096, scale, shift)))
    assert 0.75 * truth <= found.jsd <= truth + found.jsd_error


def test_a_perfect_sampler_reads_0(ring):
    found = [cell_divergences(ring.masses, ring.counts(draw(4096, seed=s))) for s in range(100)]
    assert np.mean([d.jsd <= d.jsd_error for d in found]) >= 0.95


@share(0.5)
@given(m=st.integers(1, 20), at_least=st.floats(1e-4, 1), seed=st.integers(0, 2**32 - 1))
def test_labels_are_complete_and_masses_are_kept(m, at_least, seed):
    masses = 0.9 * np.random.default_rng(seed).dirichlet(np.full(m * m, 0.1)).reshape(m, m)
    cells = equal_cells(masses, (0, 0), (2.0, 1.0), at_least=at_least)
    assert set(cells.labels.ravel()) | {0} == set(range(len(cells.masses)))
    summed = np.bincount(cells.labels.ravel(), masses.ravel(), minlength=len(cells.masses))
    summed[0] += 0.1
    assert cells.masses == pytest.approx(summed, abs=1e-12)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"masses": np.full((2, 4), 0.1)}, r"shape of masses = \(2, 4\)"),
        ({"masses": [[1.5]]}, "masses"),
        ({"masses": [[-0.5]]}, "masses"),
        ({"low": (0, 0, 0)}, "low = "),
        ({"width": (1, 0)}, "width = 0"),
        ({"at_least": 0}, "at_least = 0"),
    ],
)
def test_refusals(change, message):
    arguments = {"masses": [[1.0]], "low": (0, 0), "width": (1.0, 1.0)} | change
    with pytest.raises(ValueError, match=message):
        equal_cells(**arguments)
