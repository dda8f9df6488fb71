"""Divergences between an exact p_data and samples of p_g, both binned into cells.

A partition turns p_data into K exact masses and n samples of p_g into K counts. The functions here
estimate the divergence of these two binned distributions. By the data-processing inequality it is
at most that of p_data and p_g; finer cells bring it closer.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import rel_entr

from ganviz import _check

EXPECTED = 10.0
"""Cells in which p_data expects fewer samples are pooled, as for a chi-squared test: below about 10
the first-order bias corrections leave a bias that is larger than the confidence interval."""

_NORMAL = 1.959963984540054  # the 97.5% quantile of the standard normal


@dataclass(frozen=True)
class CellDivergences:
    """Divergences in nats, each with the half-width of its 95% interval.

    Attributes:
        jsd, jsd_error: JSD(p_data, p_g), within [0, log 2].
        kl, kl_error: KL(p_data || p_g). Where a cell has mass under p_data but no sample, p_g
            may be arbitrarily small: ``kl`` is then a lower bound, and its error infinite.
        reverse_kl, reverse_kl_error: KL(p_g || p_data); infinite, with error 0, where a sample lies
            in a cell that p_data never visits.
    """

    jsd: float
    jsd_error: float
    kl: float
    kl_error: float
    reverse_kl: float
    reverse_kl_error: float


def cell_divergences(p: ArrayLike, counts: ArrayLike) -> CellDivergences:
    """Estimate the divergences of p_data and p_g from exact masses and from counts.

    First, cells in which p_data expects fewer than :data:`EXPECTED` samples are pooled, in order of
    mass. With q = counts / n, JSD and reverse KL are the plug-in estimates minus their jackknife
    bias (Quenouille 1956), with Tukey's variance. The plug-in KL is infinite if a cell is empty, so
    half a count is added to each: ``sum p log(n p / (counts + 1/2))``. This also removes the bias
    to first order; the error is by the delta method. If a cell is empty, ``kl`` is the lower end of
    the interval.

    Intervals are wide near q = p, where the first derivative vanishes: for a perfect generator the
    interval contains 0 in about 99 of 100 trials. Elsewhere it contains the true value in 90 to 97.
    Estimates are clipped to the range of the divergence.

    Args:
        p: (K,) masses of the cells under p_data.
        counts: (K,) whole numbers: the n samples of p_g by cell.

    Raises:
        ValueError: shapes differ, a mass or a count is negative, the masses do not sum to 1, a
            count is not whole, or there are fewer than two samples.

    >>> found = cell_divergences(np.full(8, 1 / 8), [500, 500, 500, 500, 0, 0, 0, 0])
    >>> round(found.jsd, 2), round(found.reverse_kl, 2)  # exactly: .2158, log 2
    (0.22, 0.69)
    >>> found.kl_error
    inf
    """
    p, x = _masses(p), _counts(counts)
    if p.shape != x.shape:
        raise _check.refuse("counts", x.shape, "refused_shape_that_of", other="p", shape=p.shape)
    escaped = x[p == 0].any()
    seen = (p > 0) | (x > 0)  # a cell with neither mass nor sample adds nothing
    p, x = p[seen], x[seen]
    pools = _pools(x.sum() * p)
    p, x = np.bincount(pools, p), np.bincount(pools, x)
    jsd, jsd_error = _jackknife(_jsd, p / (p + x / x.sum()) / 4, p, x)
    kl, kl_error = _kl(p, x)
    reverse_kl, reverse_kl_error = math.inf, 0.0
    if not escaped:
        reverse_kl, reverse_kl_error = _jackknife(_reverse_kl, np.full(len(p), 0.5), p, x)
    return CellDivergences(
        jsd=min(jsd, math.log(2)),
        jsd_error=jsd_error,
        kl=kl,
        kl_error=kl_error,
        reverse_kl=reverse_kl,
        reverse_kl_error=reverse_kl_error,
    )


def _jsd(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """The term of each cell in JSD(p, q)."""
    both = p + q  # not halved: half of the least double would be 0
    return (rel_entr(2 * p, both) + rel_entr(2 * q, both)) / 4


def _reverse_kl(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """The term of each cell in KL(q || p)."""
    return rel_entr(q, p)


def _jackknife(
    terms: Callable[[np.ndarray, np.ndarray], np.ndarray],
    curvature: np.ndarray,
    p: np.ndarray,
    x: np.ndarray,
) -> tuple[float, float]:
    """The jackknife estimate of ``terms`` summed, and half its 95% interval.

    ``curvature`` is q times half the second derivative of each term with respect to q.
    """
    n = x.sum()
    kept = terms(p, x / (n - 1))
    change = terms(p, np.maximum(x - 1, 0) / (n - 1)) - kept  # when one sample is left out
    mean = x @ change / n
    value = n * terms(p, x / n).sum() - (n - 1) * (kept.sum() + mean)
    variance = (n - 1) / n * (x @ (change - mean) ** 2)
    return max(float(value), 0.0), _half(variance, curvature * (x > 0) * (1 - x / n) / n)


def _kl(p: np.ndarray, x: np.ndarray) -> tuple[float, float]:
    """KL(p || q) and half its 95% interval; with an empty cell, its lower end and inf."""
    n = x.sum()
    q = (x + 0.5) / n
    ratio = p / q
    total = q.sum()
    away = ratio - q @ ratio / total
    value, half = float(rel_entr(p, q).sum()), _half(q @ away**2 / total / n, ratio / (2 * n))
    if x[p > 0].all():
        return max(value, 0.0), half
    return max(value - half, 0.0), math.inf


def _half(variance: float, bias: np.ndarray) -> float:
    """Half a 95% interval, from the variance to first or to second order, whichever is larger.

    Near q = p the first order vanishes, and each cell contributes a squared deviation of its count:
    with mean ``bias``, and variance twice the square of that.
    """
    return _NORMAL * math.sqrt(max(variance, 2 * bias @ bias))


def _pools(expected: np.ndarray) -> np.ndarray:
    """The number of each cell's pool: rare cells share pools, from the rarest up; others do not.

    It depends on p and n only, so that the counts of the pools are multinomial too.
    """
    order = np.argsort(expected, kind="stable")
    rising = expected[order]
    rare = int(np.searchsorted(rising, EXPECTED))
    before = np.cumsum(rising[:rare]) - rising[:rare]
    last = max(int(rising[:rare].sum() / EXPECTED) - 1, 0)
    group = np.minimum(before // EXPECTED, last)
    starts = np.ones(len(order), dtype=int)
    starts[1:rare] = np.diff(group) > 0
    pools = np.empty(len(order), dtype=int)
    pools[order] = np.cumsum(starts) - 1
    return pools


def _masses(value: ArrayLike) -> np.ndarray:
    p = _check.finite_array("p", value, ndim=1)
    if p.min() < 0 or abs(p.sum() - 1) > 1e-6:
        raise _check.refuse("p", value, "rule_masses")
    return p


def _counts(value: ArrayLike) -> np.ndarray:
    x = _check.finite_array("counts", value, ndim=1)
    if x.min() < 0 or np.any(x != np.rint(x)) or x.sum() < 2:
        raise _check.refuse("counts", value, "rule_counts")
    return x
