"""Divergences between a target known exactly and a generator known by samples, on cells.

A partition turns p_data into K exact masses and n samples of p_g into K counts. What is estimated
is the divergence of these two binned distributions. By the data-processing inequality it is at most
that of p_data and p_g, and the finer the cells, the nearer.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import rel_entr

from ganviz import _check

EXPECTED = 10.0
"""Samples that a cell should expect. Cells that expect fewer are pooled, as for a chi-squared test:
below about 10 the corrections to first order leave a bias that is larger than the interval."""

_NORMAL = 1.959963984540054  # 97.5% of a standard normal lies below


@dataclass(frozen=True)
class CellDivergences:
    """Divergences in nats, each with the half-width of its 95% interval.

    Attributes:
        jsd, jsd_error: JSD(p_data, p_g), within [0, log 2].
        kl, kl_error: KL(p_data || p_g); finite although p_g may miss a mode.
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

    With q = counts / n, JSD and reverse KL are the plug-in less its bias to first order, a sum over
    the cells hit: of ``p (1 - q) / (p + q) / 4n`` for JSD, which for q = p is the familiar
    ``(K - 1) / 8n``; of ``(1 - q) / 2n`` for reverse KL (Miller and Madow 1955). The plug-in of KL
    is infinite as soon as a cell is empty: half a count is added to each, ``sum p log(n p / (counts
    + 1/2))``, which also removes the bias to first order. Cells that expect fewer than
    :data:`EXPECTED` samples are pooled before all that, in order of mass.

    Errors are by the delta method, which is cautious near q = p, where the first derivative
    vanishes: a perfect generator reads 0 within its interval in about 99 of 100 trials. Elsewhere
    the true value is inside in about 95, and in 70 where very many cells hold one or two samples.
    Estimates are clipped to where a divergence can be.

    Args:
        p: (K,) masses of the cells under p_data; by convention the last cell is everything outside.
        counts: (K,) whole numbers, how many of the n samples of p_g lie in each cell.

    Raises:
        ValueError: shapes differ, a mass or a count is negative, the masses do not sum to 1, the
            counts are no whole numbers or all 0.

    >>> found = cell_divergences(np.full(8, 1 / 8), [500, 500, 500, 500, 0, 0, 0, 0])
    >>> round(found.jsd, 2), round(found.reverse_kl, 2)  # half the modes: .2158, log 2
    (0.22, 0.69)
    """
    p, x = _masses(p), _counts(counts)
    if p.shape != x.shape:
        raise _check.refuse("shape of counts", x.shape, f"that of p, {p.shape}")
    n = float(x.sum())
    pools = _pools(n * p)
    p, x = np.bincount(pools, p), np.bincount(pools, x)
    q, half = x / n, (x + 0.5) / n
    middle, ratio, spread = (p + q) / 2, p / half, (1 - q) * (x > 0)
    jsd_bias = np.divide(p * spread, middle, out=np.zeros_like(p), where=x > 0) / (8 * n)
    reverse_bias = spread / (2 * n)
    jsd = (rel_entr(p, middle).sum() + rel_entr(q, middle).sum()) / 2 - jsd_bias.sum()
    kl = rel_entr(p, half).sum()
    reverse = rel_entr(q, p).sum() - reverse_bias.sum()
    log_ratio = np.log(np.maximum(ratio, np.finfo(float).tiny))
    return CellDivergences(
        jsd=min(max(float(jsd), 0.0), math.log(2)),
        jsd_error=_error(q, np.log(2 / (1 + ratio)) / 2, jsd_bias, n),
        kl=max(float(kl), 0.0),
        kl_error=_error(half, ratio, ratio / (2 * n), n),
        reverse_kl=max(float(reverse), 0.0),
        reverse_kl_error=_error(q, log_ratio, reverse_bias, n) if np.isfinite(reverse) else 0.0,
    )


def _error(q: np.ndarray, slope: np.ndarray, bias: np.ndarray, n: float) -> float:
    """Half a 95% interval: by the slopes in q or, where these nearly vanish, by the curvatures.

    A cell's count adds a square to the divergence, whose mean is ``bias`` and whose variance is
    twice the square of that.
    """
    total = q.sum()
    away = slope - q @ slope / total
    return _NORMAL * math.sqrt(max(q @ away**2 / total / n, 2 * bias @ bias))


def _pools(expected: np.ndarray) -> np.ndarray:
    """The pool, 0 ... of each cell: rare ones share one, from the rarest up, the others are alone.

    Depends on p and n only, so that the counts of the pools are multinomial too.
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
        raise _check.refuse("p", value, "masses >= 0 that sum to 1")
    return p


def _counts(value: ArrayLike) -> np.ndarray:
    x = _check.finite_array("counts", value, ndim=1)
    if x.min() < 0 or np.any(x != np.rint(x)) or not x.any():
        raise _check.refuse("counts", value, "whole numbers >= 0, not all 0")
    return x
