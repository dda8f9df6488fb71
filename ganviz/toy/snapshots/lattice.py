"""p_g of a generator into the plane, on cells, as `push_forward` has it on the line.

G is evaluated on a lattice of z and taken as linear (z in 1-D) or bilinear (z in 2-D) between its
nodes. Each piece carries the exact mass of p_z there, spread over many points that are counted into
the cells of the plane. No sampling, so nothing flickers; where z has more dimensions, or p_z has no
quantiles, the points are a fixed sample of z.
"""

from dataclasses import dataclass

import numpy as np

from ganviz.distributions import Box, Univariate
from ganviz.toy.prior import Noise, Prior
from ganviz.toy.snapshots.push_forward import prior_nodes

NODES = 65  # per axis of a two-dimensional z
POINTS = 1 << 18  # in all
SAMPLES = 1 << 14  # where there is no lattice
LINES = 24  # of the grid of z that is drawn, per axis
ALONG = 256  # nodes of a one-dimensional z that are drawn


@dataclass(frozen=True)
class Lattice:
    """Pieces of z between nodes.

    Attributes:
        z: (N, dim) nodes, float32.
        corners: (C, c) which nodes bound each piece.
        weights: (c, S) how the points inside a piece mix its corners.
        masses: (C * S,) mass of each point.
    """

    z: np.ndarray
    corners: np.ndarray
    weights: np.ndarray
    masses: np.ndarray

    def cell_masses(self, cells: np.ndarray, m: int) -> np.ndarray:
        """Mass in each of m * m cells, row by row, and outside: (m * m + 1,), sum 1.

        Args:
            cells: (N, 2) where G sends the nodes, in units of cells from the corner of the grid.
            m: cells per axis.
        """
        x, y = (axis[self.corners] @ self.weights for axis in cells.T)
        return histogram(x.ravel(), y.ravel(), m, self.masses)


def histogram(x: np.ndarray, y: np.ndarray, m: int, masses: np.ndarray) -> np.ndarray:
    """Points weighed in m * m unit cells, row by row; last, those outside. Overwrites x and y."""
    # A border one cell wide takes those outside: no mask is needed. Floats hold the index exactly.
    for axis in (x, y):
        axis += 1
        np.clip(axis, 0, m + 1, out=axis)
        np.floor(axis, out=axis)
    y *= m + 2
    y += x
    found = np.bincount(y.astype(np.intp), masses, minlength=(m + 2) ** 2).reshape(m + 2, m + 2)
    inside = found[1:-1, 1:-1].ravel()
    return np.append(inside, max(found.sum() - inside.sum(), 0))


def in_cells(x: np.ndarray, box: Box, m: int) -> np.ndarray:
    """Points of the plane, (n, 2), in units of cells from the lower left corner of ``box``."""
    low, width = (np.array(pair, np.float32) for pair in (box.low, box.width))
    return (x - low) * (m / width)


def lattice(p_z: Prior, rng: np.random.Generator) -> Lattice:
    """The pieces of z that follow p_z; ``rng`` serves where they have to be a sample."""
    if isinstance(p_z, Noise) and p_z.dim == 2:
        return _grid(*prior_nodes(p_z.coordinate, NODES))
    line = p_z.coordinate if isinstance(p_z, Noise) else p_z
    if p_z.dim == 1 and isinstance(line, Univariate):
        return _segments(*prior_nodes(line))
    z = _float32(p_z.sample(SAMPLES, rng).reshape(SAMPLES, -1))
    own = np.arange(SAMPLES)[:, None]
    return Lattice(z, own, np.ones((1, 1), np.float32), np.full(SAMPLES, 1 / SAMPLES))


def _segments(z: np.ndarray, masses: np.ndarray) -> Lattice:
    share = POINTS // len(masses)
    t = (np.arange(share) + 0.5) / share
    start = np.arange(len(masses))
    return Lattice(
        _float32(z[:, None]),
        np.stack([start, start + 1], 1),
        _float32(np.stack([1 - t, t])),
        np.repeat(masses / share, share),
    )


def _grid(z: np.ndarray, masses: np.ndarray) -> Lattice:
    """Squares between the nodes; the points inside are a Hammersley set, so no moire appears."""
    n = len(z)
    bits = (POINTS // len(masses) ** 2).bit_length() - 1
    i = np.arange(1 << bits)
    s = (i + 0.5) / len(i)
    t = sum(((i >> b) & 1) / 2 ** (b + 1) for b in range(bits)) + 0.5 / len(i)
    first = np.arange(n * n).reshape(n, n)
    corners = [first[:-1, :-1], first[:-1, 1:], first[1:, :-1], first[1:, 1:]]
    return Lattice(
        _float32(np.stack(np.meshgrid(z, z, indexing="ij"), -1).reshape(-1, 2)),
        np.stack(corners, -1).reshape(-1, 4),
        _float32(np.stack([(1 - s) * (1 - t), (1 - s) * t, s * (1 - t), s * t])),
        np.repeat(np.outer(masses, masses).ravel() / len(i), len(i)),
    )


def drawn_grid(p_z: Prior) -> tuple[np.ndarray, tuple[int, int]]:
    """The grid of z that a view warps: nodes (u * v, dim), and (u, v).

    Lines of equal mass where p_z has quantiles, else evenly over its support. A z of one dimension
    gives one line; of a z of more than two, the others are at their medians.
    """
    if p_z.dim == 1:
        line = p_z.coordinate if isinstance(p_z, Noise) else p_z
        assert isinstance(line, Univariate)
        return _float32(line.quantile(_levels(ALONG))[:, None]), (ALONG, 1)
    if isinstance(p_z, Noise):
        axes = [p_z.quantile(_levels(LINES))] * 2
        rest = p_z.quantile(np.full(p_z.dim - 2, 0.5))
    else:
        box = p_z.support
        axes = [np.linspace(a, b, LINES) for a, b in zip(box.low, box.high, strict=True)]
        rest = np.empty(0)
    plane = np.stack(np.meshgrid(*axes, indexing="ij"), -1).reshape(-1, 2)
    return _float32(np.hstack([plane, np.tile(rest, (len(plane), 1))])), (LINES, LINES)


def _levels(n: int) -> np.ndarray:
    return (np.arange(n) + 0.5) / n


def _float32(array: np.ndarray) -> np.ndarray:
    return array.astype(np.float32)
