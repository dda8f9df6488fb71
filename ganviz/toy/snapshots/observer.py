"""Looks at a game in the plane: two networks in, a :class:`PlaneSnapshot` out."""

from collections.abc import Callable
from typing import final

import numpy as np
from scipy.special import expit, log_expit

from ganviz.distributions import Planar
from ganviz.objectives import Objective
from ganviz.toy.prior import Prior
from ganviz.toy.snapshots.lattice import drawn_grid, in_cells, lattice
from ganviz.toy.snapshots.moments import CriticMoment, Losses
from ganviz.toy.snapshots.plane import SHOWN, Plane, PlaneSnapshot, plane_moment
from ganviz.toy.snapshots.points import DiscriminatorMap

NEGLIGIBLE = 1e-6  # mass of a cell, of p_data and p_g together, below which D* is not shown

Seen = tuple[np.ndarray, np.ndarray, np.ndarray]


@final
class PlaneObserver:
    """Holds what stays the same while p_data and p_z do.

    Args:
        p_data, p_z: the distributions.
        plane: the background.
        real: (n, 2) samples of p_data that training does not see.
        z: (n, dim) likewise of p_z.
        rng: for a p_z that cannot be laid out on a lattice.
    """

    def __init__(
        self,
        p_data: Planar,
        p_z: Prior,
        plane: Plane,
        real: np.ndarray,
        z: np.ndarray,
        rng: np.random.Generator,
    ) -> None:
        self.p_data, self.plane = p_data, plane
        self._real, self._m = real, len(plane.x)
        self._lattice = lattice(p_z, rng)
        warp, self._shape = drawn_grid(p_z)
        self._z = np.concatenate([z, warp, self._lattice.z])
        self._ends = np.cumsum([len(z), len(warp)])
        centres = np.stack(np.meshgrid(plane.x, plane.y), -1).reshape(-1, 2)
        self._centres = centres.astype(np.float32)

    def fakes(self, generator: Callable[[np.ndarray], np.ndarray]) -> Seen:
        """G of the samples, of the drawn grid and of the lattice of z."""
        fake, warp, nodes = np.split(generator(self._z), self._ends)
        return fake, warp, nodes

    def look(
        self, step: int, seen: Seen, d: DiscriminatorMap, objective: Objective, losses: Losses
    ) -> PlaneSnapshot:
        """The moment ``step`` of a run, with ``seen`` from :meth:`fakes`."""
        fake, warp, nodes = seen
        plane, m = self.plane, self._m
        masses = self._lattice.cell_masses(in_cells(nodes, plane.box, m), m)
        p_g, p_data = masses[:-1].reshape(m, m), plane.p_data * plane.cell_area
        both = p_g + p_data
        d_star = np.divide(p_data, both, out=np.full_like(both, np.nan), where=both > NEGLIGIBLE)
        real_logits, fake_logits = d.real(self._real), d.fake(fake)
        critic = CriticMoment(
            d=expit(d.points(self._centres)).reshape(m, m),
            d_star=d_star,
            push=self._push(fake[:SHOWN], d, objective),
            value=float(log_expit(real_logits).mean() + log_expit(-fake_logits).mean()),
            d_accuracy=float(((real_logits > 0).mean() + (fake_logits < 0).mean()) / 2),
            **vars(losses),
        )
        return plane_moment(
            plane,
            step=step,
            real=self._real,
            fake=fake,
            p_g=p_g / plane.cell_area,
            warp=warp.reshape(*self._shape, 2),
            critic=critic,
        )

    def _push(self, fake: np.ndarray, d: DiscriminatorMap, objective: Objective) -> np.ndarray:
        """Minus the slope of G's loss at each fake, times their number."""
        logits, real = d.fake(fake), d.real(self._real[:SHOWN])
        with np.errstate(all="ignore"):
            slope = objective.g_slope(logits, real=real)
        return -len(logits) * d.fake_slopes(fake, slope)
