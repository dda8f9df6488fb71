"""What a view draws and what time travel keeps: one moment of a run, as plain numbers."""

import math
from dataclasses import dataclass, fields
from typing import Any, final

import numpy as np
from scipy.special import expit

from ganviz.distributions import Univariate
from ganviz.toy.measures import CellQuadrature
from ganviz.toy.push_forward import CELLS, ArrayMap, cell_masses, cover, prior_nodes

ARROWS = 33
START = (-1.0, 1.0)
"""About where an untrained generator puts its mass."""


@dataclass(frozen=True, eq=False)
class Snapshot:
    """One moment of a run; arrays are float32 and read-only, numbers are in nats.

    Attributes:
        step: rounds, lone D updates and lone G updates so far.
        x: (m,) centres of equal cells that fill the view.
        d: (m,) D(x).
        p_data: (m,) the target's density.
        p_g: (m,) the exact density of G(z): cell masses over cell width.
        d_star: (m,) p_data / (p_data + p_g), eq. 2; nan where both vanish.
        z: (n,) equal-mass points of p_z, each of them stands for 1/n of the mass.
        g_z: (n,) G(z).
        value: V(G, D), eq. 1.
        criterion: C(G) = V(G, D*), eq. 4.
        jsd: JSD(p_data, p_g), within [0, log 2]; mass outside the view counts too.
        d_loss, g_loss: losses of the last minibatches; nan before the first.
        d_grad_norm, g_grad_norm: Euclidean norms of the last gradients; nan before the first.
    """

    step: int
    x: np.ndarray
    d: np.ndarray
    p_data: np.ndarray
    p_g: np.ndarray
    d_star: np.ndarray
    z: np.ndarray
    g_z: np.ndarray
    value: float
    criterion: float
    jsd: float
    d_loss: float
    g_loss: float
    d_grad_norm: float
    g_grad_norm: float

    def __post_init__(self) -> None:
        freeze(self)


def freeze(snapshot: Any) -> None:
    """Make every array field of a new frozen dataclass float32 and read-only."""
    for f in fields(snapshot):
        given = getattr(snapshot, f.name)
        if isinstance(given, np.ndarray):
            array = given.astype(np.float32)
            array.flags.writeable = False
            object.__setattr__(snapshot, f.name, array)


@dataclass(frozen=True)
class Losses:
    """What a minibatch said last: losses in nats and norms of the gradients."""

    d_loss: float
    g_loss: float
    d_grad_norm: float
    g_grad_norm: float


def default_view(p_data: Univariate) -> tuple[float, float]:
    """An interval of x with room around the bulk of p_data and for a generator's start.

    >>> from ganviz.distributions import Gaussian
    >>> low, high = default_view(Gaussian(2, 1))
    >>> round(low, 2), round(high, 2)
    (-2.64, 6.64)
    """
    low, high = p_data.quantile(np.array([0.001, 0.999]))
    margin = (high - low) / 4
    return min(START[0], float(low - margin)), max(START[1], float(high + margin))


@final
class Observer:
    """Makes a :class:`Snapshot` of two networks; holds what is the same in all of them."""

    def __init__(self, p_data: Univariate, p_z: Univariate, view: tuple[float, float]) -> None:
        edges = np.linspace(*view, CELLS + 1)
        support = p_data.support.low[0], p_data.support.high[0]
        self.p_data = p_data
        self._x = (edges[:-1] + edges[1:]) / 2
        self._p_data_x = p_data.pdf(self._x)
        self._quadrature = CellQuadrature(p_data, cover(edges, *support))
        self._in_view = slice(*np.searchsorted(self._quadrature.edges, view))
        self._nodes, self._masses = prior_nodes(p_z)
        self._z = p_z.quantile((np.arange(ARROWS) + 0.5) / ARROWS)

    def look(self, step: int, generator: ArrayMap, logits: ArrayMap, losses: Losses) -> Snapshot:
        """The moment ``step`` of a run, with G and the logits of D as maps (n,) -> (n,)."""
        g_z, g = np.split(generator(np.append(self._z, self._nodes)), [ARROWS])
        quadrature = self._quadrature
        edges = cover(quadrature.edges, g.min(), g.max())
        before = int(np.searchsorted(edges, quadrature.edges[0]))
        if len(edges) > len(quadrature.edges):
            quadrature = CellQuadrature(self.p_data, edges)
        masses = cell_masses(g, self._masses, edges)
        density = masses / np.diff(edges)
        p_g = density[before + self._in_view.start : before + self._in_view.stop]
        in_view, at_nodes = np.split(logits(np.append(self._x, quadrature.x)), [len(self._x)])
        p_g_nodes = quadrature.at_nodes(masses)
        criterion = quadrature.criterion(p_g_nodes)
        both = self._p_data_x + p_g
        return Snapshot(
            step=step,
            x=self._x,
            d=expit(in_view),
            p_data=self._p_data_x,
            p_g=p_g,
            d_star=np.divide(self._p_data_x, both, out=np.full_like(both, np.nan), where=both > 0),
            z=self._z,
            g_z=g_z,
            value=quadrature.value(p_g_nodes, at_nodes),
            criterion=criterion,
            jsd=min(max((criterion + math.log(4)) / 2, 0.0), math.log(2)),
            **vars(losses),
        )
