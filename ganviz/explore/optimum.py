"""Theorem 1, to drag: C(G) by quadrature, by eq. 5, by samples, and bounded by a trained D."""

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np

from ganviz.distributions import Univariate
from ganviz.explore.classifier import COUNTS
from ganviz.explore.explorer import explorer, follows
from ganviz.explore.pair import PairSettings, move_p_g
from ganviz.host import Shot
from ganviz.plots.optimum import optimum as picture
from ganviz.settings import ladder, seed
from ganviz.texts import text
from ganviz.theory import Routes, routes
from ganviz.toy.runs.fixed_generator import FixedGenerator

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


def _picture(s: OptimumSettings, shot: Shot) -> tuple[dict[str, Any], str]:
    snapshot = shot.snapshot
    found = _routes(snapshot.p_data, snapshot.p_g, s.n, s.seed)
    readout = text(
        "optimum_readout",
        found=found,
        half=1.96 * found.monte_carlo.standard_error,
        trained=snapshot.value,
        jsd=(found.quadrature.value + float(np.log(4))) / 2,
    )
    return picture(snapshot, found), readout


optimum = explorer(
    "optimum",
    OptimumSettings,
    _picture,
    drag=move_p_g,
    run=OptimumSettings.run,
    follow=follows(anew=("seed",), takes=("p_data", "p_g")),
    advance=PATIENCE,
    capacity=DRAWS,
)
