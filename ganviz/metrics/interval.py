"""How well a mean over a few seeds is known."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

LEVEL = 0.95


def mean_interval(values: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The mean over the last axis, and half its 95% interval by Student's t.

    Numbers that are not finite are left out. Of none both results are nan; of one alone the second.

    Args:
        values: (..., n) independent and about Gaussian, such as one outcome with n seeds.

    Returns:
        Mean and half the interval, (...) each.

    Source: Student 1908.

    >>> mean, half = mean_interval([7.0, 8.0, 8.0])
    >>> f"{mean:.1f} ± {half:.1f}"
    '7.7 ± 1.4'
    """
    given = np.asarray(values, dtype=np.float64)
    known = np.isfinite(given)
    n = known.sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):  # of none, and of one alone
        mean = np.where(known, given, 0).sum(axis=-1) / n
        apart = np.where(known, given - mean[..., None], 0)
        error = np.sqrt((apart**2).sum(axis=-1) / (n - 1) / n)
        return mean, stdtrit(n - 1, (1 + LEVEL) / 2) * error
