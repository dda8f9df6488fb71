"""Many lines in one trace, with gaps (nan) between them, which the page can draw fast."""

from collections.abc import Sequence
from typing import Any

import contourpy
import numpy as np
from numpy.typing import NDArray

Line = tuple[NDArray[Any], NDArray[Any]]


def joined(lines: Sequence[NDArray[Any]]) -> Line:
    """Polylines (n, 2) as one line (x, y) with gaps; without polylines it is one gap.

    >>> joined([np.zeros((2, 2)), np.ones((1, 2))])[0]
    array([ 0.,  0., nan,  1., nan])
    """
    gap = np.full((1, 2), np.nan, dtype=np.float32)
    parts = [part for line in lines for part in (line, gap)] or [gap]
    x, y = np.concatenate(parts).T
    return x, y


def gapped(x: NDArray[Any], rows: Any) -> Line:
    """Curves ``rows``, (m, n), over x, (n,), as one line (x, y) with gaps.

    >>> gapped(np.array([0.0, 1.0]), [[2, 3], [4, 5]])[1]
    array([ 2.,  3., nan,  4.,  5., nan])
    """
    y = np.full((len(rows), len(x) + 1), np.nan)
    y[:, :-1] = np.reshape(rows, (len(rows), len(x)))
    return np.tile(np.append(x, np.nan), len(rows)), y.ravel()


def level_lines(x: NDArray[Any], y: NDArray[Any], z: NDArray[Any], levels: Any) -> Line:
    """The lines where z, (len(y), len(x)), has one of the levels, as one line with gaps.

    >>> level_lines(np.arange(3), np.arange(2), np.array([[0, 1, 2], [0, 1, 2]]), [0.5])
    (array([0.5, 0.5, nan], dtype=float32), array([ 1.,  0., nan], dtype=float32))
    """
    found = contourpy.contour_generator(x, y, z)
    lines = [line for level in levels for line in found.lines(level)]
    return joined([np.asarray(line, dtype=np.float32) for line in lines])
