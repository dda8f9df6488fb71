"""The Parzen window: how well the estimate of Table 1 does where the log-likelihood is known."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganviz.distributions import named
from ganviz.explore.explorer import explorer
from ganviz.host import Button, Session
from ganviz.plots.parzen import parzen as picture
from ganviz.settings import Settings, choice, ladder, number, seed
from ganviz.texts import text
from ganviz.theory.parzen import ParzenTable, parzen_table, product_sample, window_log_pdf

NAMES = ("two_modes", "gaussian", "uniform", "three_modes", "skewed", "rare_mode", "two_boxes")
DENSITIES: dict[str, Any] = {name: named(name) for name in NAMES}
COUNTS = (10, 30, 100, 300, 1_000)
DIMENSIONS = (1, 2, 5, 10, 20, 50)
SIGMAS = np.geomspace(0.03, 3, 25)
HELD_OUT = 100


@dataclass(frozen=True)
class ParzenSettings(Settings):
    """A Parzen window on samples of a known density: slide its width, then n and d.

    Source: Goodfellow et al. 2014, section 5, on its variance and on high dimensions.

    Attributes:
        target: the density of data and samples, one of `NAMES`.
        n: how many samples carry a window, one of `COUNTS`.
        d: how many independent coordinates have that density, one of `DIMENSIONS`.
        sigma: the width of the windows.
        seed: of samples and held-out data.

    Raises:
        ValueError: an unknown name, or a number that is not offered or out of range.
    """

    target: str = choice("two_modes", NAMES)
    n: int = ladder(30, COUNTS, whole=True, only=True, label="parzen_n")
    d: int = ladder(1, DIMENSIONS, whole=True, only=True, label="parzen_d")
    sigma: float = number(0.1, SIGMAS[0], SIGMAS[-1], label="parzen_sigma")
    seed: int = seed()

    @property
    def drawn(self) -> tuple[NDArray[np.float64], ...]:
        """Held-out data (HELD_OUT, d), samples (n, d), and their score at each of `SIGMAS`."""
        return _drawn(self.target, self.n, self.d, self.seed)


@lru_cache(maxsize=16)
def _drawn(target: str, n: int, d: int, seed: int) -> tuple[NDArray[np.float64], ...]:
    p, rng = DENSITIES[target], np.random.default_rng(seed)
    whole = product_sample(p, HELD_OUT + COUNTS[-1], DIMENSIONS[-1], rng)
    data, samples, _ = np.split(whole[:, :d], [HELD_OUT, HELD_OUT + n])
    return data, samples, window_log_pdf(samples, data, SIGMAS)[0].mean(axis=1)


@lru_cache(maxsize=8)
def _table(target: str) -> ParzenTable:
    """Scores for every n and d, on other draws than those that are shown."""
    p, rng = DENSITIES[target], np.random.default_rng([0, 1])
    return parzen_table(p, COUNTS, DIMENSIONS, SIGMAS, rng, held_out=HELD_OUT)


def _picture(s: ParzenSettings) -> tuple[dict[str, Any], str]:
    (data, samples, scores), table = s.drawn, _table(s.target)
    each = window_log_pdf(samples, data, [s.sigma])[0, 0]
    row, column = place = DIMENSIONS.index(s.d), COUNTS.index(s.n)
    estimates = table.estimate[:, row, column]
    readout = text(
        "parzen_readout",
        sigma=s.sigma,
        score=each.mean(),
        error=each.std() / np.sqrt(HELD_OUT),
        best=SIGMAS[scores.argmax()],
        top=scores.max(),
        truth=table.truth[row],
        mean=estimates.mean(),
        spread=estimates.std(),
    )
    p, score = DENSITIES[s.target], float(each.mean())
    return picture(p, samples[:, 0], s.sigma, score, scores, table, place), readout


def _best(session: Session) -> None:
    session.set(sigma=float(SIGMAS[session.settings.drawn[2].argmax()]))


parzen = explorer(
    "parzen",
    ParzenSettings,
    _picture,
    drag=lambda s, uid, index, x, y: {"sigma": 10.0 ** min(x, 1.0)},
    controls=(
        *("target", "n", "d", "sigma"),
        Button("parzen_best", _best),
        Button("parzen_again", lambda session: session.set(seed=session.settings.seed + 1)),
        "seed",
    ),
)
