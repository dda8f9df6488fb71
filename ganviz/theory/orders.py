"""The two orders of the game: min over G of max over D, and max over D of min over G.

p_g is any mixture of narrow Gaussians ("bumps"), one at each cell of a grid; p_data is one such
mixture. V(G, D) is linear in the mixture's weights and concave in D, so both orders have the same
value, -log 4. Yet G answers differently: in the second order, G's best answer is a single bump.

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
START = Gaussian(0.2, 1.5)  # p_g at first; not centred at 0, so that no two bumps are equally good


@lru_cache(maxsize=1)
def bumps() -> np.ndarray:
    """The masses of a bump at the middle of each cell, (n, n), one bump per row."""
    return read_only(np.stack([GRID.masses(Gaussian(m, BUMP)) for m in GRID.x]))


def bumpy_data(modes: int) -> np.ndarray:
    """p_data with ``modes`` equal bumps, evenly spaced: masses (n,) on the cells of `GRID`.

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
    """A game in which one player moves (outer loop) and the other gives the best answer (inner).

    Attributes:
        p_data: (n,) masses on the cells of `GRID`.
        p_g: (t, n) masses of G at each moment.
        d: (t, n) D(x) at each moment.
        value: (t,) V(G, D) in nats: at least -log 4 in `min_max`, at most -log 4 in `max_min`.
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
        """JSD between p_data and the mean of p_g over all moments so far, (t,), in nats."""
        moments = np.arange(1, len(self.p_g) + 1)[:, None]
        return rows_jsd(self.p_data, np.cumsum(self.p_g, 0) / moments)


def game_value(p_data: np.ndarray, p_g: np.ndarray, d: np.ndarray) -> float:
    """V(G, D) in nats, for masses p_data and p_g and probabilities D, (n,) each.

    >>> half = np.full(160, 0.5)
    >>> round(float(game_value(bumpy_data(2), bumpy_data(3), half) / np.log(4)), 9)
    -1.0
    """
    return float((xlogy(p_data, d) + xlog1py(p_g, -d)).sum())


def best_generator(d: np.ndarray) -> np.ndarray:
    """The p_g that minimises V(G, D) for a fixed D, (n,): always a single bump.

    V is linear in the weights, so a minimum is at a corner: the bump with the lowest mean of
    log(1 - D).
    """
    return bumps()[np.argmin(bumps() @ np.log1p(-d))]


def min_max(p_data: np.ndarray, steps: int) -> Order:
    """min over G of max over D: each step of G descends on C(G) = max_D V(G, D).

    Mirror descent with step size 1 on the mixture's weights (`ganviz.theory.descent.mirror`): C
    falls at every step, towards -log 4.

    Args:
        p_data: (n,), from `bumpy_data`.
        steps: number of steps of G.

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
    """max over D of min over G: G answers each D by the single bump that is best against it.

    D is the best answer to a running mean of p_g, in which the latest p_g has weight ``pace``: it
    plays Brown's fictitious play with a fading memory. G answers only the latest D.

    Args:
        p_data: (n,), from `bumpy_data`.
        steps: number of steps of D.
        pace: 0 means that D never changes.

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
    """The `Order` in which D, at each moment, is the best answer to the p_g in ``answered``."""
    d = [pointwise_argmax(p_data, p) for p in answered]
    values = [game_value(p_data, p, each) for p, each in zip(p_g, d, strict=True)]
    return Order(p_data, np.array(p_g), np.array(d), np.array(values))
