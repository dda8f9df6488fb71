"""The two orders of the game: min over G of max over D, and max over D of min over G.

G may make any mixture of bumps, a bump for each place on a grid, and the data are such a mixture.
V(G, D) is linear in the mixture and concave in D, so both orders have the same value, -log 4, and
yet they ask different things of G: in the second, V is lowest at a single bump.

Goodfellow 2016, *NIPS 2016 tutorial*, section 5.1.1; Metz et al. 2017, *Unrolled GANs*.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from scipy.special import xlog1py, xlogy

from ganviz import _check
from ganviz.distributions import Gaussian
from ganviz.distributions.base import read_only
from ganviz.theory.descent import mirror, rows_jsd, subgradient
from ganviz.theory.game import pointwise_argmax
from ganviz.theory.simplex import Grid

BUMP = 0.25  # standard deviation of every bump
GRID = Grid(-4.0, 4.0, 160)
START = Gaussian(0.2, 1.5)  # of p_g, a little to one side: no two bumps are ever equally good


@lru_cache(maxsize=1)
def bumps() -> np.ndarray:
    """The masses of a bump at the middle of each cell, (n, n), one bump a row."""
    return read_only(np.stack([GRID.masses(Gaussian(m, BUMP)) for m in GRID.x]))


def bumpy_data(modes: int) -> np.ndarray:
    """p_data with so many equal modes, evenly spaced: masses (n,).

    Raises:
        ValueError: not 1 to 6 modes.

    >>> round(float(bumpy_data(2).sum()), 9)
    1.0
    """
    _check.integer("modes", modes, at_least=1, at_most=6)
    ends = 2.4 * (modes > 1)
    cells = np.searchsorted(GRID.edges, np.linspace(-ends, ends, modes), side="right") - 1
    return bumps()[cells].mean(axis=0)


@dataclass(frozen=True, eq=False)
class Order:
    """A game that is played with one player in the outer loop and the best answer in the inner one.

    Attributes:
        p_data: (n,) masses on the cells of `GRID`.
        p_g: (t, n) what G makes at each moment.
        d: (t, n) D(x) at each moment.
        value: (t,) V(G, D) in nats. D outside: a lower bound of -log 4; G outside: an upper one.
    """

    p_data: np.ndarray
    p_g: np.ndarray
    d: np.ndarray
    value: np.ndarray

    @cached_property
    def jsd(self) -> np.ndarray:
        """JSD(p_data, p_g) at each moment, (t,), in nats."""
        return rows_jsd(self.p_data, self.p_g)

    @cached_property
    def average_jsd(self) -> np.ndarray:
        """The same of all that G has made so far, (t,)."""
        moments = np.arange(1, len(self.p_g) + 1)[:, None]
        return rows_jsd(self.p_data, np.cumsum(self.p_g, 0) / moments)


def game_value(p_data: np.ndarray, p_g: np.ndarray, d: np.ndarray) -> float:
    """V(G, D) of masses p_data and p_g and probabilities D, (n,) each, in nats.

    >>> half = np.full(160, 0.5)
    >>> round(float(game_value(bumpy_data(2), bumpy_data(3), half) / np.log(4)), 9)
    -1.0
    """
    return float((xlogy(p_data, d) + xlog1py(p_g, -d)).sum())


def best_generator(d: np.ndarray) -> np.ndarray:
    """The p_g that minimises V(G, D) for a D that stands still: one bump, (n,).

    V is linear in p_g, hence lowest at a corner: where the bump's mean of log(1 - D) is lowest.
    """
    return bumps()[np.argmin(bumps() @ np.log1p(-d))]


def min_max(p_data: np.ndarray, steps: int) -> Order:
    """G outside: each step of G goes down C(G) = max_D V(G, D), where D has already answered.

    Mirror descent with a step of 1 on the mixture's weights, as `ganviz.theory.mirror`: C falls at
    every step, to -log 4.

    Args:
        p_data: of `bumpy_data`.
        steps: of G.

    Raises:
        ValueError: steps < 0.

    >>> float(min_max(bumpy_data(2), 100).jsd[-1]) < 0.01
    True
    """
    weights = GRID.masses(START)
    seen = []
    for _ in range(_check.integer("steps", steps, at_least=0) + 1):
        p_g = weights @ bumps()
        seen.append(p_g)
        weights = mirror(weights, bumps() @ subgradient(p_data, p_g), 1.0)
    return _order(p_data, seen, seen)


def max_min(p_data: np.ndarray, steps: int, pace: float) -> Order:
    """D outside: G answers each D by the single bump that is best against it.

    D is the best answer to what it remembers: a mean of p_g in which the latest one weighs
    ``pace``. D plays Brown's fictitious play with a memory that fades; G answers the latest D only.

    Args:
        p_data: of `bumpy_data`.
        steps: of D.
        pace: 0 leaves D as it is, k = 0.

    Raises:
        ValueError: steps < 0, or pace outside [0, 0.99].

    >>> play = max_min(bumpy_data(2), 20, 0.2)
    >>> bool(play.jsd.min() > 0.2), bool((play.value <= -np.log(4) + 1e-9).all())
    (True, True)
    """
    pace = _check.number("pace", pace, at_least=0, at_most=0.99)
    remembered, answers = [GRID.masses(START)], []
    for _ in range(_check.integer("steps", steps, at_least=0) + 1):
        answers.append(best_generator(pointwise_argmax(p_data, remembered[-1])))
        remembered.append((1 - pace) * remembered[-1] + pace * answers[-1])
    return _order(p_data, answers, remembered[:-1])


def _order(p_data: np.ndarray, p_g: list[np.ndarray], answered: list[np.ndarray]) -> Order:
    """The game in which D, at each moment, is the best answer to ``answered``."""
    d = [pointwise_argmax(p_data, p) for p in answered]
    values = [game_value(p_data, p, each) for p, each in zip(p_g, d, strict=True)]
    return Order(p_data, np.array(p_g), np.array(d), np.array(values))
