"""What is seen of a game in the plane: the fixed background, and one moment of a run."""

import math
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import final

import numpy as np

from ganviz.distributions import Box, GaussianMixture2D, Planar
from ganviz.metrics.cells import cell_divergences
from ganviz.metrics.modes import mode_statistics
from ganviz.metrics.partition import Partition, equal_cells
from ganviz.toy.snapshots.moments import CriticMoment, GenerativeMoment
from ganviz.toy.snapshots.snapshot import START

SHOWN = 256  # samples of each kind that are drawn
CELLS = 64  # per axis, that are drawn
PARTS = 512  # per axis, out of which the partition is made
MARGIN = 0.12  # of the width, on each side
APART = 4.0  # standard deviations between two modes: the density between them has a clear dip


@dataclass(frozen=True, eq=False)
class Plane:
    """The background of a run, which stays the same while p_data does; cells are squares.

    Attributes:
        box: what is seen of the plane.
        x, y: (m,) centres of the cells.
        p_data: (m, m) density of p_data averaged over each cell; rows run along y.
        partition: cells of about equal mass, on which divergences are estimated; they lie where
            p_data does, whatever ``box`` shows.
        means: (k, 2) modes of p_data, (0, 2) where it has no modes that are set apart.
        std: standard deviation of every mode; nan without modes.
    """

    box: Box
    x: np.ndarray
    y: np.ndarray
    p_data: np.ndarray
    partition: Partition
    means: np.ndarray
    std: float

    def __post_init__(self) -> None:
        for f in fields(self):
            if isinstance(given := getattr(self, f.name), np.ndarray):
                given.flags.writeable = False

    @property
    def cell_area(self) -> float:
        """Area of one cell."""
        return float(np.prod(self.box.width)) / self.p_data.size


@final
@dataclass(frozen=True, eq=False, kw_only=True)
class PlaneSnapshot(GenerativeMoment):
    """One moment in the plane; arrays are float32 and read-only, numbers are in nats.

    Divergences are those of p_data and p_g over the partition of :class:`Plane`, estimated from
    samples of the model: see :func:`ganviz.metrics.cells.cell_divergences`. It is judged on samples
    that training does not see, the same ones over the whole run.

    Attributes:
        step: rounds, lone D updates and lone G updates so far.
        real: (n, 2) samples of p_data, the same ones over the whole run.
        fake: (n, 2) samples of the model, out of the same random numbers over the whole run (G(z)
            for the same z), so that particles can be followed.
        p_g: (m, m) density of the model, mass of the cell over its area; rows run along y.
        warp: (u, v, 2) G on a lattice of z; (u, 1, 2) where z is one-dimensional; where z has more
            than two dimensions, a slice through the middle of the others; None without z.
        criterion: C(G) = 2 JSD - log 4, eq. 5, from ``jsd``.
        jsd, jsd_error: JSD(p_data, p_g), and half the width of its 95% interval.
        kl, kl_error: KL(p_data || p_g), likewise; a lower bound where the error is infinite.
        reverse_kl, reverse_kl_error: KL(p_g || p_data), likewise.
        modes: how many modes p_g covers (PacGAN's protocol); nan where p_data has none.
        high_quality: share of fakes within three standard deviations of a mode; nan likewise.
        log_likelihood: mean of log p_g over real samples; nan where only samples of it are known.
        critic: what D shows, or None.
    """

    real: np.ndarray
    fake: np.ndarray
    warp: np.ndarray | None = None
    jsd_error: float
    kl: float
    kl_error: float
    reverse_kl: float
    reverse_kl_error: float
    modes: float
    high_quality: float
    log_likelihood: float = math.nan


def plane_moment(
    plane: Plane,
    *,
    step: int,
    real: np.ndarray,
    fake: np.ndarray,
    p_g: np.ndarray,
    warp: np.ndarray | None = None,
    log_likelihood: float = math.nan,
    critic: CriticMoment | None = None,
) -> PlaneSnapshot:
    """Return the moment of any model in the plane, measured on its samples.

    Args:
        plane: the background of its run.
        step, p_g, warp, log_likelihood, critic: as in `PlaneSnapshot`.
        real, fake: (n, 2) samples, of which a moment shows the first `SHOWN`; the measures take
            all fakes.

    >>> from ganviz.distributions import ring
    >>> p_data, rng = ring(std=0.1), np.random.default_rng(0)
    >>> plane = make_plane(p_data, default_box(p_data))
    >>> real, fake = p_data.sample(4096, rng), p_data.sample(4096, rng)
    >>> moment = plane_moment(plane, step=0, real=real, fake=fake, p_g=plane.p_data)
    >>> moment.modes, moment.jsd < 2 * moment.jsd_error, moment.critic
    (8.0, True, None)
    """
    cells = plane.partition
    divergences = cell_divergences(cells.masses, cells.counts(fake))
    modes = high_quality = math.nan
    if len(plane.means):
        report = mode_statistics(fake, plane.means, plane.std)
        modes, high_quality = float(report.covered), report.high_quality
    return PlaneSnapshot(
        step=step,
        real=real[:SHOWN],
        fake=fake[:SHOWN],
        p_g=p_g,
        warp=warp,
        criterion=2 * divergences.jsd - math.log(4),
        **vars(divergences),
        modes=modes,
        high_quality=high_quality,
        log_likelihood=log_likelihood,
        critic=critic,
    )


def default_box(p_data: Planar) -> Box:
    """A square with room around the bulk of p_data and for a generator's start.

    >>> from ganviz.distributions import ring
    >>> box = default_box(ring(std=0.1))
    >>> [round(a, 1) for a in (*box.low, *box.high)]
    [-1.5, -1.5, 1.5, 1.5]
    """
    bulk = _bulk(p_data).union(Box((START[0],) * 2, (START[1],) * 2))
    half = (1 + 2 * MARGIN) * max(bulk.width) / 2
    middle = [(a + b) / 2 for a, b in zip(bulk.low, bulk.high, strict=True)]
    return Box(tuple(c - half for c in middle), tuple(c + half for c in middle))


def _bulk(p_data: Planar, cells: int = 256) -> Box:
    """Between the .001 and the .999 quantile on each axis, to the width of a cell."""
    x, y = _edges(p_data.support, cells)
    masses = p_data.cell_masses(x, y)
    ends = [
        np.interp((0.001, 0.999), np.append(0, np.cumsum(masses.sum(axis))), edges)
        for axis, edges in enumerate((x, y))
    ]
    return Box(*zip(*ends, strict=True))


@lru_cache(maxsize=4)
def make_plane(p_data: Planar, box: Box, cells: int = CELLS) -> Plane:
    """The background for ``p_data`` in ``box``."""
    edges = _edges(box, cells)
    x, y = ((e[1:] + e[:-1]) / 2 for e in edges)
    area = float(np.prod(box.width)) / cells**2
    density = p_data.cell_masses(*edges) / area
    return Plane(box, x, y, density, partition_of(p_data), *modes_of(p_data))


def partition_of(p_data: Planar) -> Partition:
    """Cells where p_data is, by the scale of each axis, however far off and flat that may be."""
    bulk = _bulk(p_data)
    room = [MARGIN * width for width in bulk.width]
    low = tuple(a - r for a, r in zip(bulk.low, room, strict=True))
    high = tuple(b + r for b, r in zip(bulk.high, room, strict=True))
    masses = p_data.cell_masses(*_edges(Box(low, high), PARTS))
    return equal_cells(masses, low, Box(low, high).width)


def _edges(box: Box, cells: int) -> list[np.ndarray]:
    """Of equal cells along x and along y, (cells + 1,) each."""
    return [np.linspace(a, b, cells + 1) for a, b in zip(box.low, box.high, strict=True)]


def modes_of(p_data: Planar) -> tuple[np.ndarray, float]:
    """Means (k, 2) and standard deviation of p_data's modes, if it has any that are set apart.

    A mixture that draws a curve has many bumps and no modes: bumps count as modes where no two of
    their means are nearer than `APART` standard deviations.
    """
    if not isinstance(p_data, GaussianMixture2D):
        return np.empty((0, 2)), np.nan
    from scipy.spatial.distance import pdist

    means = p_data.means[p_data.weights > 0]
    apart = len(means) < 2 or pdist(means).min() >= APART * p_data.std
    return (means.copy(), p_data.std) if apart else (np.empty((0, 2)), np.nan)
