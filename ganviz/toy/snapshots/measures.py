"""V(G, D), C(G) and JSD for a p_g that is constant on cells, by a fixed quadrature rule.

``ganviz.theory`` gives the same numbers with an error estimate; this rule is for thirty pictures a
second. It takes Gauss-Legendre nodes on panels that end wherever p_g or p_data may jump, and so
agrees with the adaptive one to 1e-6 (a test holds it to that).
"""

from typing import final

import numpy as np
from scipy.special import log_expit, rel_entr

from ganviz.distributions import Univariate

NODES, WEIGHTS = np.polynomial.legendre.leggauss(4)


@final
class CellQuadrature:
    """Integrals over x of p_data and of a density that is constant between ``edges``, (m + 1,).

    Attributes:
        edges: the cells.
        x: (n,) nodes, where D has to be known.
    """

    def __init__(self, p_data: Univariate, edges: np.ndarray) -> None:
        self.edges = edges
        breaks = p_data.breaks[0]
        inside = breaks[(breaks > edges[0]) & (breaks < edges[-1])]
        ends = np.union1d(edges, inside)
        half = np.diff(ends)[:, None] / 2
        centre = ends[:-1, None] + half
        self.x = (centre + half * NODES).ravel()
        self._weight = (half * WEIGHTS).ravel()
        self._p_data = p_data.pdf(self.x)
        self._cell = np.searchsorted(edges, centre[:, 0]).repeat(len(NODES)) - 1

    def at_nodes(self, masses: np.ndarray) -> np.ndarray:
        """The density of cell masses (m,) at the nodes, (n,)."""
        return (masses / np.diff(self.edges))[self._cell]

    def value(self, p_g: np.ndarray, logits: np.ndarray) -> float:
        """V(G, D), eq. 1, in nats, from p_g and the logits of D at the nodes."""
        integrand = self._p_data * log_expit(logits) + p_g * log_expit(-logits)
        return float(self._weight @ integrand)

    def criterion(self, p_g: np.ndarray) -> float:
        """C(G) = V(G, D*), eq. 4, in nats, from p_g at the nodes."""
        both = self._p_data + p_g
        return float(self._weight @ (rel_entr(self._p_data, both) + rel_entr(p_g, both)))
