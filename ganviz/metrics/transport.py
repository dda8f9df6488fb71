"""The Wasserstein distance between two sets of samples."""

import numpy as np
from numpy.typing import ArrayLike

from ganviz import _check

STEPS = 10_000_000
"""Limit on the steps of the network simplex algorithm, far above what it needs in practice."""

MATCHED = 512
"""Samples of each kind that are matched by scipy, in less time than it takes to load POT."""


def wasserstein(x: ArrayLike, y: ArrayLike) -> float:
    """W_1 of the empirical distributions of x and y, exact: the least mean distance mass travels.

    For two sets of n samples of the same distribution in the plane it is not 0; it falls like
    ``1 / sqrt(n)``, up to logarithms. It takes .01 s for n = 256 and .7 s for 2,000.

    Args:
        x: (n, d) samples, or (n,) on the line, each of mass 1/n.
        y: (m, d) samples likewise, each of mass 1/m.

    Raises:
        ValueError: empty or non-finite arrays, or points of different dimensions.
        ImportError: POT is needed and not installed.

    Source: Villani 2009, *Optimal Transport*, definition 6.1. On the line it is the distance of the
    quantile functions. As many samples here as there, up to `MATCHED`, are matched one to one by
    scipy (Birkhoff's theorem); else POT solves the transport (Flamary et al. 2021).

    >>> x = np.random.default_rng(0).normal(size=(50, 2))
    >>> round(wasserstein(x, x + [3, 4]), 9)
    5.0
    """
    a, b = (_rows(name, value) for name, value in (("x", x), ("y", y)))
    if a.shape[1] != b.shape[1]:
        raise _check.refuse("y", b.shape, "refused_shape_as", shape=f"(m, {a.shape[1]})", other="x")
    if a.shape[1] == 1:
        from scipy.stats import wasserstein_distance

        return float(wasserstein_distance(a[:, 0], b[:, 0]))
    from scipy.spatial.distance import cdist

    distances = cdist(a, b)
    if len(a) == len(b) <= MATCHED:
        from scipy.optimize import linear_sum_assignment

        return float(distances[linear_sum_assignment(distances)].mean())
    try:
        import ot
    except ImportError as error:
        raise ImportError("wasserstein needs POT: pip install POT") from error
    return np.asarray(ot.emd2([], [], distances, numItermax=STEPS)).item()


def _rows(name: str, value: ArrayLike) -> np.ndarray:
    array = _check.finite_array(name, value, ndim=(1, 2))
    return array.reshape(len(array), -1)
