"""Divergences from counts: bias, coverage and limits on pairs whose divergences are known."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from profiles import share
from scipy.stats import entropy, norm

from ganviz.metrics.cells import EXPECTED, _pools, cell_divergences

TRIALS = 300
NAMES = ("jsd", "kl", "reverse_kl")
Z = norm.ppf(0.975)


def gaussian(side):
    bell = np.exp(-0.5 * np.linspace(-6, 6, side) ** 2)
    p = np.outer(bell, bell).ravel()
    return p / p.sum()


def tilted(p, sigma, seed=5):
    q = p * np.exp(sigma * np.random.default_rng(seed).standard_normal(len(p)))
    return q / q.sum()


TARGETS = {
    "64 equal cells": np.full(64, 1 / 64),
    "4,096 equal cells and nothing outside": np.append(np.full(4096, 1 / 4096), 0.0),
    "a Gaussian on 64 x 64 cells": gaussian(64),
    "uneven": np.random.default_rng(0).dirichlet(np.full(300, 0.2)),
}


def exact(p, q):
    middle = (p + q) / 2
    return (entropy(p, middle) + entropy(q, middle)) / 2, entropy(p, q), entropy(q, p)


def pooled(p, q, n):
    pools = _pools(n * p)
    return np.bincount(pools, p), np.bincount(pools, q)


def trials(p, q, n, seed=1):
    """Estimates and half-widths, (TRIALS, 3) each, in the order of NAMES."""
    rng = np.random.default_rng(seed)
    found = [cell_divergences(p, counts) for counts in rng.multinomial(n, q, size=TRIALS)]
    values = np.array([[getattr(d, name) for name in NAMES] for d in found])
    errors = np.array([[getattr(d, f"{name}_error") for name in NAMES] for d in found])
    return values, errors


@pytest.mark.parametrize("n", [500, 4096])
@pytest.mark.parametrize("target", TARGETS)
def test_a_perfect_generator_reads_0_within_its_interval(target, n):
    p = TARGETS[target]
    values, errors = trials(p, p, n)
    assert ((values <= errors).mean(axis=0) >= 0.95).all()
    # Not by an interval that says nothing: the plug-in's bias alone would be (K - 1) / 8n.
    cells = len(pooled(p, p, n)[0])
    assert errors[:, 0].mean() < 1.3 * math.sqrt(cells) / (2 * n)


def test_estimates_are_unbiased_away_from_0():
    """Where no clip hides it; the plug-ins are off by 63 / 4n, 63 / 2n and 63 / 2n and less."""
    p = np.full(64, 1 / 64)
    q = np.append(0.2, np.full(63, 0.8 / 63))
    n = 2000
    values, _ = trials(p, q, n)
    standard_error = values.std(axis=0) / math.sqrt(TRIALS)
    assert (abs(values.mean(axis=0) - exact(p, q)) < 3 * standard_error + 3e-4).all()


PAIRS = {
    "a Gaussian shifted": lambda p: 0.9 * np.roll(p, len(p) // 20) + 0.1 * p,
    "half uniform": lambda p: (p + 1 / len(p)) / 2,
    "tilted": lambda p: tilted(p, 0.5),
}


@pytest.mark.parametrize("side", [8, 16, 32])
@pytest.mark.parametrize("pair", PAIRS)
def test_intervals_cover_the_binned_divergence(pair, side):
    p = gaussian(side)
    q = PAIRS[pair](p)
    values, errors = trials(p, q, 4096)
    truth = np.array(exact(*pooled(p, q, 4096)))
    coverage = (abs(values - truth) <= errors).mean(axis=0)
    assert (coverage >= 0.9).all(), coverage


@pytest.mark.parametrize("thin", [1e-2, 1e-3, 1e-5])
def test_where_p_g_is_thin_the_interval_of_kl_has_no_upper_end(thin):
    """Half of the cells get a share of ``thin`` of what they should: a few samples, or none."""
    p = np.full(300, 1 / 300)
    q = np.where(np.arange(300) % 2, thin, 1.0) * p
    values, errors = trials(p, q / q.sum(), 4096)
    kl = exact(p, q / q.sum())[1]
    inside = (values[:, 1] - errors[:, 1] <= kl) & (kl <= values[:, 1] + errors[:, 1])
    assert inside.mean() >= 0.95
    assert (values[np.isinf(errors[:, 1]), 1] <= kl).mean() >= 0.95, "a bound from below"


def test_many_cells_with_one_or_two_samples():
    """As under a generator that keeps the modes and blurs them: a bias beyond the first order."""
    p = np.full(370, 1 / 370)
    q = tilted(p, 1.5)
    values, errors = trials(p, q, 4096)
    truth = np.array(exact(p, q))[[0, 2]]
    assert ((abs(values[:, [0, 2]] - truth) <= errors[:, [0, 2]]).mean(axis=0) >= 0.9).all()
    bias = abs(values[:, [0, 2]].mean(axis=0) - truth)
    assert (bias < 0.3 * errors[:, [0, 2]].mean(axis=0)).all()


@pytest.mark.parametrize("per_mode", [1, 32])
@pytest.mark.parametrize("m", range(1, 8))
def test_m_of_8_equal_modes(m, per_mode):
    p = np.full(8 * per_mode, 1 / (8 * per_mode))
    q = np.where(np.arange(len(p)) < m * per_mode, 1 / (m * per_mode), 0.0)
    values, errors = trials(p, q, 4096)
    share = m / 8
    jsd = (math.log(2) + share * math.log(share) - (1 + share) * math.log(1 + share)) / 2
    truth = np.array([jsd + math.log(2) / 2, -math.log(share)])
    assert exact(p, q)[0] == pytest.approx(truth[0])
    hit = abs(values[:, [0, 2]] - truth) <= errors[:, [0, 2]] + 1e-12
    assert (hit.mean(axis=0) >= 0.95).all()
    assert (errors[:, [0, 2]] < 0.01).all()
    # KL is infinite: what is given is a bound from below, by half a count in each empty cell.
    assert np.isinf(errors[:, 1]).all()
    missed = (1 - share) * math.log(2 * 4096 / len(p)) + share * math.log(share)
    assert (values[:, 1] < missed).all()
    assert (values[:, 1] > missed / 2).all()


def test_refining_the_cells_does_not_lower_what_is_estimated():
    fine = gaussian(32)
    q = tilted(fine, 0.7)
    halves = np.arange(len(fine)) // 2
    coarse = np.bincount(halves, fine), np.bincount(halves, q)
    assert np.all(np.array(exact(*coarse)) <= np.array(exact(fine, q)))


def test_a_sample_where_p_data_never_is():
    found = cell_divergences([0.5, 0.5, 0.0], [2000, 2000, 96])
    assert found.reverse_kl == math.inf
    assert found.reverse_kl_error == 0
    assert 0 < found.jsd < 0.03
    nowhere_else = cell_divergences([0.5, 0.5, 0.0], [0, 0, 4096])
    assert nowhere_else.jsd == pytest.approx(math.log(2))
    # Pooled with a rare cell, which has mass, it is still where p_data never is.
    beside_a_rare_one = cell_divergences([0.9, 0.099, 0.001, 0.0], [900, 98, 1, 1])
    assert (beside_a_rare_one.reverse_kl, beside_a_rare_one.reverse_kl_error) == (math.inf, 0)


def term_of_jsd(p, q):
    half = p / 2 * math.log(2 * p / (p + q)) if p else 0.0
    return half + (q / 2 * math.log(2 * q / (p + q)) if q else 0.0)


def term_of_reverse_kl(p, q):
    return (q * (math.log(q) - math.log(p)) if p else math.inf) if q else 0.0


def one_left_out(term, p, counts):
    """The jackknife as it is defined, sample by sample: the estimate and its variance."""
    n = sum(counts)
    samples = [cell for cell, count in enumerate(counts) for _ in range(count)]

    def divergence(kept):
        return math.fsum(term(a, kept.count(cell) / len(kept)) for cell, a in enumerate(p))

    without = [divergence(samples[:i] + samples[i + 1 :]) for i in range(n)]
    mean = math.fsum(without) / n
    variance = (n - 1) / n * math.fsum((value - mean) ** 2 for value in without)
    return n * divergence(samples) - (n - 1) * mean, variance


def curved(second, p, counts):
    """What is left where every slope is 0: a cell adds f'' (q_hat - q)^2 / 2, and q_hat has the
    variance q (1 - q) / n. A square of a normal variable has variance 2."""
    n = sum(counts)
    return 2 * math.fsum(
        (second(a, x / n) / 2 * (x / n) * (1 - x / n) / n) ** 2
        for a, x in zip(p, counts, strict=True)
        if x
    )


def by_definition(p, counts):
    """(value, half-width) of JSD, KL and reverse KL, cell by cell and sample by sample."""
    n = sum(counts)
    jsd, variance = one_left_out(term_of_jsd, p, counts)
    spread = max(variance, curved(lambda p, q: p / (q * (p + q)) / 2, p, counts))
    found = [(min(max(jsd, 0), math.log(2)), Z * math.sqrt(spread))]
    # KL: half a count more in every cell that can say something; delta method for its error.
    cells = [(a, (x + 0.5) / n) for a, x in zip(p, counts, strict=True) if a or x]
    value = math.fsum(a * math.log(a / q) for a, q in cells if a)
    total = math.fsum(q for _, q in cells)
    mean = math.fsum(a for a, _ in cells) / total
    variance = math.fsum(q / total * (a / q - mean) ** 2 for a, q in cells) / n
    half = Z * math.sqrt(max(variance, 2 * math.fsum((a / q / (2 * n)) ** 2 for a, q in cells)))
    empty = any(a and not x for a, x in zip(p, counts, strict=True))
    found.append((max(value - half, 0), math.inf) if empty else (max(value, 0), half))
    if any(x and not a for a, x in zip(p, counts, strict=True)):
        return [*found, (math.inf, 0.0)]
    reverse, variance = one_left_out(term_of_reverse_kl, p, counts)
    spread = max(variance, curved(lambda p, q: 1 / q, p, counts))
    return [*found, (max(reverse, 0), Z * math.sqrt(spread))]


def agree(found, wanted):
    ours = [(getattr(found, name), getattr(found, f"{name}_error")) for name in NAMES]
    np.testing.assert_allclose(ours, wanted, rtol=1e-7, atol=1e-12)


@pytest.mark.parametrize(
    ("p", "counts"),
    [
        ([0.5, 0.5, 0.0], [1, 19, 0]),
        ([0.5, 0.0, 0.5, 0.0, 0.0], [12, 0, 8, 0, 0]),
        ([0.5, 0.5, 0.0], [1, 18, 1]),
        ([0.0, 1.0, 0.0], [0, 20, 0]),
        ([0.0, 1.0], [20, 0]),
        ([0.0, 1.0], [2, 0]),
        ([1.0], [2]),
        ([1.0], [20]),
        ([0.5, 0.5], [20, 0]),
        ([0.25, 0.25, 0.5], [10, 10, 20]),
        ([1 - 2**-40, 2**-40], [19, 1]),
        ([0.5, 0.5, 5e-324], [10, 20, 0]),
        ([0.5, 0.5, 5e-324], [10, 19, 1]),
    ],
    ids=str,
)
def test_small_counts_by_definition(p, counts):
    pools = _pools(sum(counts) * np.array(p))
    wanted = by_definition(
        np.bincount(pools, p).tolist(), np.bincount(pools, counts).astype(int).tolist()
    )
    if any(x and not a for a, x in zip(p, counts, strict=True)):
        wanted[2] = (math.inf, 0.0)  # pooled or not
    agree(cell_divergences(p, counts), wanted)


@given(data=st.data(), cells=st.integers(1, 5), lonely=st.integers(0, 3))
def test_any_counts_by_definition_and_empty_cells_change_nothing(data, cells, lonely):
    """Masses of which each expects ten samples or more, so that nothing is pooled."""
    share = data.draw(st.lists(st.integers(1, 4), min_size=cells, max_size=cells))
    p = [s / sum(share) for s in share]
    n = 11 * sum(share)
    seed = data.draw(st.integers(0, 999))
    counts = np.random.default_rng(seed).multinomial(n, np.random.default_rng(seed).dirichlet(p))
    found = cell_divergences(p, counts)
    agree(found, by_definition(p, counts.tolist()))
    assert cell_divergences([*[0.0] * lonely, *p, 0.0], [*[0] * lonely, *counts, 0]) == found


@share(2)
@given(
    weights=st.lists(st.floats(0, 1), min_size=1, max_size=60).filter(lambda w: sum(w) > 0.01),
    seed=st.integers(0, 2**32 - 1),
    n=st.integers(2, 5000),
)
def test_any_counts_give_divergences_within_their_bounds(weights, seed, n):
    p = np.array(weights) / sum(weights)
    rng = np.random.default_rng(seed)
    found = cell_divergences(p, rng.multinomial(n, rng.dirichlet(np.full(len(p), 0.3))))
    assert 0 <= found.jsd <= math.log(2)
    assert found.kl >= 0
    assert found.reverse_kl >= 0
    for name in NAMES:
        error = getattr(found, f"{name}_error")
        assert error >= 0
        assert math.isfinite(error) or name == "kl"


@share(2)
@given(
    expected=st.lists(st.floats(0, 40), min_size=1, max_size=80),
)
def test_pools_expect_enough_and_follow_the_order_of_mass(expected):
    expected = np.array(expected)
    pools = _pools(expected)
    assert set(pools) == set(range(pools.max() + 1))
    rare = expected < EXPECTED
    assert set(pools[rare]).isdisjoint(pools[~rare])
    assert len(set(pools[~rare])) == np.count_nonzero(~rare)
    total = np.bincount(pools, expected)[: len(set(pools[rare]))]
    # A pool may start late because the one before it ran over, by less than its own first cell.
    assert len(total) <= 1 or total.min() >= EXPECTED / 2 - 1e-9
    order = np.argsort(expected[rare], kind="stable")
    assert (np.diff(pools[rare][order]) >= 0).all()


@pytest.mark.parametrize(
    ("p", "counts", "message"),
    [
        ([0.5, 0.4], [1, 1], "p = .* sum to 1"),
        ([1.5, -0.5], [1, 1], "p = "),
        ([0.5, 0.5], [1, 1, 1], "shape of counts"),
        ([0.5, 0.5], [0, 0], "counts"),
        ([0.5, 0.5], [0, 1], "counts"),
        ([0.5, 0.5], [0.5, 1], "counts"),
        ([0.5, 0.5], [-1, 2], "counts"),
        ([0.5, math.nan], [1, 1], "p has 1 non-finite"),
    ],
)
def test_refusals(p, counts, message):
    with pytest.raises(ValueError, match=message):
        cell_divergences(p, counts)
