"""Theorem 1, to drag: C(G) by quadrature, by eq. 5, by samples, and bounded by a trained D."""

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np

from ganviz.distributions import Univariate
from ganviz.explore.classifier import COUNTS
from ganviz.explore.explorer import explorer
from ganviz.explore.pair import PairSettings, move_p_g
from ganviz.host import Shot
from ganviz.plots.optimum import optimum as picture
from ganviz.settings import ladder, seed
from ganviz.texts import decimal, text
from ganviz.theory import Routes, routes
from ganviz.toy.fixed_generator import FixedGenerator

PATIENCE = 1_500  # updates of D after each move of p_g
DRAWS = 400  # of D's value that the history keeps


@dataclass(frozen=True)
class OptimumSettings(PairSettings):
    """C(G) by four routes: drag p_g; D is trained on after each move.

    Source: Goodfellow et al. 2014, Theorem 1, eq. 4 to 6.

    Attributes:
        target: p_data by name, one of `ganviz.explore.pair.TARGETS`.
        mean, std: of p_g.
        n: samples of the Monte Carlo route.
        seed: of the run and of the samples.

    Raises:
        ValueError: an unknown name, or a number that is out of range.
    """

    target: str = "gaussian"
    mean: float = 1.0
    std: float = 1.0
    n: int = ladder(1_000, COUNTS, whole=True)
    seed: int = seed()

    def run(self) -> FixedGenerator:
        """A fresh D, to be trained against this p_g."""
        return FixedGenerator(self.p_data, self.p_g, seed=self.seed)


@functools.lru_cache(maxsize=64)
def _routes(p_data: Univariate, p_g: Univariate, n: int, seed: int) -> Routes:
    return routes(p_data, p_g, n=n, seed=seed)


def _follow(old: OptimumSettings, new: OptimumSettings) -> dict[str, Any] | None:
    """D is trained on from where it is, except with another seed."""
    return None if new.seed != old.seed else {"p_data": new.p_data, "p_g": new.p_g}


def _picture(s: OptimumSettings, shot: Shot) -> tuple[dict[str, Any], str]:
    snapshot = shot.snapshot
    found = _routes(snapshot.p_data, snapshot.p_g, s.n, s.seed)
    numbers = {
        "criterion": found.quadrature.value,
        "eq5": found.kl_terms.criterion.value,
        "sampled": found.monte_carlo.value,
        "trained": snapshot.value,
        "half": 1.96 * found.monte_carlo.standard_error,
        "jsd": (found.quadrature.value + float(np.log(4))) / 2,
    }
    readout = text("optimum_readout", **{k: decimal(v) for k, v in numbers.items()})
    return picture(snapshot, found), readout


optimum = explorer(
    "optimum",
    OptimumSettings,
    _picture,
    drag=move_p_g,
    run=OptimumSettings.run,
    follow=_follow,
    advance=PATIENCE,
    capacity=DRAWS,
)
