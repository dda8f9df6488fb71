"""Eq. 1 as a game for two hands: one moves the counterfeits, one moves the police's judgement."""

from dataclasses import dataclass
from typing import Any

import ipywidgets
import numpy as np
import plotly.graph_objects as go
from scipy.special import expit

from ganviz import _check, plots
from ganviz.distributions import Gaussian
from ganviz.explore import fields
from ganviz.explore.theory import TheoryExplorer
from ganviz.texts import decimal, text
from ganviz.theory import criterion, value_terms
from ganviz.widgets import button

P_DATA = Gaussian(1.0, 0.7)
LIMITS = {"mean": (-3.0, 3.0), "slope": (-9.0, 9.0), "threshold": (-3.0, 3.0)}


@dataclass(frozen=True)
class ValueSettings:
    """Where the counterfeits are, and how the police tell them from money.

    Attributes:
        mean: of p_g, a Gaussian as wide as p_data.
        slope, threshold: of D(x) = sigmoid(slope (x - threshold)).

    Raises:
        ValueError: a field outside `LIMITS`.
    """

    mean: float = -1.2
    slope: float = 1.0
    threshold: float = -0.5

    def __post_init__(self) -> None:
        for name, (low, high) in LIMITS.items():
            _check.number(name, getattr(self, name), at_least=low, at_most=high)

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


def value(settings: ValueSettings | None = None) -> TheoryExplorer:
    """Return V(G, D) as a game: G has one parameter, D has two, and both sides can be played.

    Source: Goodfellow et al. 2014, eq. 1 and the counterfeiters of section 1.
    """
    settings = settings or ValueSettings()
    controls = {
        name: fields.slider(f"value_{name}", getattr(settings, name), *limits, 0.05)
        for name, limits in LIMITS.items()
    }
    return TheoryExplorer("value", settings, _picture, controls, drag=_drag, extra=_answers)


def best_police(s: ValueSettings) -> dict[str, float]:
    """The slope and the threshold of D*: two Gaussians of one width have a logistic D*."""
    return {
        "slope": float(np.clip((P_DATA.mean - s.mean) / P_DATA.std**2, *LIMITS["slope"])),
        "threshold": (P_DATA.mean + s.mean) / 2,
    }


def _picture(s: ValueSettings) -> tuple[go.Figure, str]:
    terms = value_terms(P_DATA, s.p_g, s)
    readout = text(
        "value_readout",
        real=decimal(terms[0].value),
        fake=decimal(terms[1].value),
        value=decimal(terms[0].value + terms[1].value),
        best=decimal(criterion(P_DATA, s.p_g).value),
    )
    return plots.value_bars(P_DATA, s.p_g, s, (terms[0].value, terms[1].value)), readout


def _drag(_: Any, uid: str, index: int, x: float, y: float) -> dict[str, float]:
    return {"mean": float(np.clip(x, *LIMITS["mean"]))}


def _answers(explorer: TheoryExplorer) -> list[ipywidgets.Widget]:
    police = button(text("best_police"), text("best_police_tip"))
    guard = explorer.message.guard
    police.on_click(guard(lambda _: explorer.set(**best_police(explorer.settings))))
    return [police]
