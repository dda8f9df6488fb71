"""The tutorial's Figure 16, to drag: what G pays against D(G(z)), and how steep it is."""

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
from scipy.special import logit

from ganviz import _check, plots
from ganviz.explore import fields
from ganviz.explore.theory import TheoryExplorer
from ganviz.texts import decimal, text
from ganviz.theory.critics import CRITICS, cost_slope

LIMITS = (0.005, 0.995)
BESIDE = ("minimax", "non_saturating")  # whose slopes are told with those of the chosen one


@dataclass(frozen=True)
class LossesSettings:
    """An objective to compare with the tutorial's three, and what D says of a sample.

    Raises:
        ValueError: an unknown name (the nearest is suggested), or d outside [0.005, 0.995].
    """

    objective: str = "maximum_likelihood"
    d: float = 0.1

    def __post_init__(self) -> None:
        _check.one_of("objective", self.objective, CRITICS)
        _check.number("d", self.d, at_least=LIMITS[0], at_most=LIMITS[1])


def losses(settings: LossesSettings | None = None) -> TheoryExplorer:
    """Return G's costs against D(G(z)), with slopes by D and by D's logit.

    Source: the NIPS 2016 tutorial, section 3.2 and Figure 16.
    """
    settings = settings or LossesSettings()
    menu = {text(f"objective_{name}"): name for name in CRITICS}
    controls = {
        "objective": fields.choice("compared", settings.objective, menu),
        "d": fields.slider("d_of_fake", settings.d, *LIMITS, 0.005),
    }
    return TheoryExplorer("losses", settings, _picture, controls, drag=_drag)


def _picture(s: LossesSettings) -> tuple[go.Figure, str]:
    at = logit(s.d)
    slopes = {name: float(cost_slope(name, at)) for name in (s.objective, *BESIDE)}
    parts = [
        text(
            "losses_slope",
            name=text(f"objective_{name}"),
            by_logit=decimal(slope, 3),
            by_d=decimal(slope / (s.d * (1 - s.d)), 3),
        )
        for name, slope in slopes.items()
    ]
    readout = text("losses_readout", slopes=" &ensp;·&ensp; ".join(parts))
    return plots.losses(s.objective, s.d), readout


def _drag(_: LossesSettings, uid: str, index: int, x: float, y: float) -> dict[str, Any]:
    return {"d": min(max(x, LIMITS[0]), LIMITS[1])}
