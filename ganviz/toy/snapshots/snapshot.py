"""One moment on the line, and what looks at a model there: its density is exact."""

import math
from dataclasses import dataclass
from typing import Any, final

import numpy as np
from scipy.special import expit

from ganviz.distributions import Univariate
from ganviz.toy.snapshots.measures import CellQuadrature
from ganviz.toy.snapshots.moments import CriticMoment, GenerativeMoment, Losses
from ganviz.toy.snapshots.push_forward import CELLS, ArrayMap, cell_masses, cover, prior_nodes

ARROWS = 33
START = (-1.0, 1.0)
"""About where an untrained generator puts its mass."""


@final
@dataclass(frozen=True, eq=False, kw_only=True)
class Snapshot(GenerativeMoment):
    """One moment on the line; arrays are float32 and read-only, numbers are in nats.

    Attributes:
        step: rounds, lone D updates and lone G updates so far.
        x: (m,) centres of equal cells that fill the view.
        p_data: (m,) the target's density.
        p_g: (m,) the exact density of the model: cell masses over cell width.
        z: (n,) equal-mass points of p_z, each of them stands for 1/n of the mass; None where the
            model has no z on the line.
        g_z: (n,) G(z), or None.
        criterion: C(G) = V(G, D*), eq. 4.
        jsd: JSD(p_data, p_g), within [0, log 2]; mass outside the view counts too.
        critic: what D shows, or None.
    """

    x: np.ndarray
    p_data: np.ndarray
    z: np.ndarray | None = None
    g_z: np.ndarray | None = None


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
    """Looks at a model on the line; holds what stays the same meanwhile.

    Args:
        p_data: the target.
        p_z: the prior of z; None for a model that has none.
        view: (low, high), what snapshots show of x.

    >>> from ganviz.distributions import Gaussian
    >>> seen = Observer(Gaussian(), None, (-5, 5)).look_at(0, Gaussian(1, 1))
    >>> round(seen.jsd, 3), seen.critic is None
    (0.111, True)
    """

    def __init__(
        self, p_data: Univariate, p_z: Univariate | None, view: tuple[float, float]
    ) -> None:
        edges = np.linspace(*view, CELLS + 1)
        support = p_data.support.low[0], p_data.support.high[0]
        self.p_data = p_data
        self._x = (edges[:-1] + edges[1:]) / 2
        self._p_data_x = p_data.pdf(self._x)
        self._quadrature = CellQuadrature(p_data, cover(edges, *support))
        self._in_view = slice(*np.searchsorted(self._quadrature.edges, view))
        if p_z is not None:
            self._nodes, self._masses = prior_nodes(p_z)
            self._z = p_z.quantile((np.arange(ARROWS) + 0.5) / ARROWS)

    def look(self, step: int, generator: ArrayMap, logits: ArrayMap, losses: Losses) -> Snapshot:
        """The moment ``step`` of a game, with G and the logits of D as maps (n,) -> (n,)."""
        g_z, g = np.split(generator(np.append(self._z, self._nodes)), [ARROWS])
        quadrature = self._cells(g.min(), g.max())
        masses = cell_masses(g, self._masses, quadrature.edges)
        seen = self._seen(step, quadrature, masses)
        in_view, at_nodes = np.split(logits(np.append(self._x, quadrature.x)), [len(self._x)])
        p_g, p_data, d = seen["p_g"], self._p_data_x, expit(in_view)
        both = p_data + p_g
        right = p_data @ (d > 0.5), p_g @ (d < 0.5)
        critic = CriticMoment(
            d=d,
            d_star=np.divide(p_data, both, out=np.full_like(both, np.nan), where=both > 0),
            value=quadrature.value(quadrature.at_nodes(masses), at_nodes),
            d_accuracy=float(np.mean(right) * (self._x[1] - self._x[0])),
            **vars(losses),
        )
        return Snapshot(**seen, z=self._z, g_z=g_z, critic=critic)

    def look_at(self, step: int, p_g: Univariate) -> Snapshot:
        """The moment ``step`` of a model without D whose density is known."""
        quadrature = self._cells(*p_g.quantile(np.array([1e-12, 1 - 1e-12])))
        masses = np.diff(p_g.cdf(quadrature.edges))
        return Snapshot(**self._seen(step, quadrature, masses / masses.sum()))

    def _cells(self, low: float, high: float) -> CellQuadrature:
        """Cells on which p_data and all between ``low`` and ``high`` have their place."""
        edges = cover(self._quadrature.edges, low, high)
        if len(edges) == len(self._quadrature.edges):
            return self._quadrature
        return CellQuadrature(self.p_data, edges)

    def _seen(self, step: int, quadrature: CellQuadrature, masses: np.ndarray) -> dict[str, Any]:
        """What a model shows whose cells hold these masses."""
        before = int(np.searchsorted(quadrature.edges, self._quadrature.edges[0]))
        density = masses / np.diff(quadrature.edges)
        criterion = quadrature.criterion(quadrature.at_nodes(masses))
        return {
            "step": step,
            "x": self._x,
            "p_data": self._p_data_x,
            "p_g": density[before + self._in_view.start : before + self._in_view.stop],
            "criterion": criterion,
            "jsd": min(max((criterion + math.log(4)) / 2, 0.0), math.log(2)),
        }
