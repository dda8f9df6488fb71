"""Eq. 1 as a game to play by hand: one control moves G (counterfeits), two move D (the police)."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import expit

from ganviz.distributions import Gaussian
from ganviz.explore.explorer import explorer
from ganviz.host import Button
from ganviz.plots.training import value_bars as picture
from ganviz.settings import Settings, number
from ganviz.texts import text
from ganviz.theory import criterion, value_terms

P_DATA = Gaussian(1.0, 0.7)
SLOPES = (-9.0, 9.0)


@dataclass(frozen=True)
class ValueSettings(Settings):
    """V(G, D) as a game: G has one parameter, D has two, and both sides can be played.

    Source: Goodfellow et al. 2014, eq. 1 and the counterfeiters of section 1.

    Attributes:
        mean: of p_g, a Gaussian as wide as p_data: where the counterfeits are.
        slope, threshold: of D(x) = sigmoid(slope (x - threshold)): how the police tell them.

    Raises:
        ValueError: a number that is out of range.
    """

    mean: float = number(-1.2, -3, 3, step=0.05, label="value_mean")
    slope: float = number(1.0, *SLOPES, step=0.05, label="value_slope")
    threshold: float = number(-0.5, -3, 3, step=0.05, label="value_threshold")

    @property
    def p_g(self) -> Gaussian:
        """The density of the counterfeits."""
        return Gaussian(self.mean, P_DATA.std)

    def logit(self, x: np.ndarray) -> np.ndarray:
        """The logit of D(x), (n,) -> (n,)."""
        return self.slope * (x - self.threshold)

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """D(x), (n,) -> (n,)."""
        return expit(self.logit(x))


def best_police(s: ValueSettings) -> dict[str, float]:
    """The slope and the threshold of D*: two Gaussians of one width have a logistic D*."""
    return {
        "slope": float(np.clip((P_DATA.mean - s.mean) / P_DATA.std**2, *SLOPES)),
        "threshold": (P_DATA.mean + s.mean) / 2,
    }


def _picture(s: ValueSettings) -> tuple[dict[str, Any], str]:
    terms = value_terms(P_DATA, s.p_g, s)
    readout = text(
        "value_readout",
        real=terms[0].value,
        fake=terms[1].value,
        value=terms[0].value + terms[1].value,
        best=criterion(P_DATA, s.p_g).value,
    )
    return picture(P_DATA, s.p_g, s, (terms[0].value, terms[1].value)), readout


value = explorer(
    "value",
    ValueSettings,
    _picture,
    drag=lambda s, uid, index, x, y: {"mean": x},
    controls=(
        *("mean", "slope", "threshold"),
        Button("best_police", lambda session: session.set(**best_police(session.settings))),
    ),
)
