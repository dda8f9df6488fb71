"""One fixed point for all costs: what G descends under each, lowest at p_g = p_data."""

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from ganviz import _check, plots
from ganviz.distributions import Gaussian
from ganviz.explore import fields
from ganviz.explore.theory import TheoryExplorer
from ganviz.plots.costs import compared
from ganviz.plots.fixed_point import MEANS
from ganviz.texts import decimal, text
from ganviz.theory import IMPLIED

P_DATA, STEP = Gaussian(0, 1), 1e-4


@dataclass(frozen=True)
class FixedPointSettings:
    """The mean of p_g = N(mean, 1), and an objective to compare with the tutorial's three.

    Raises:
        ValueError: an unknown name (the nearest is suggested), or a mean outside [-3, 3].
    """

    objective: str = "wasserstein"
    mean: float = 2.0

    def __post_init__(self) -> None:
        _check.one_of("objective", self.objective, IMPLIED)
        _check.number("mean", self.mean, at_least=MEANS[0], at_most=MEANS[1])


def fixed_point(settings: FixedPointSettings | None = None) -> TheoryExplorer:
    """Return what G descends with D at its best, over the mean of p_g, for p_data = N(0, 1).

    Source: Goodfellow et al. 2014, section 3: the same fixed point, other gradients.
    """
    settings = settings or FixedPointSettings()
    menu = {text(f"objective_{name}"): name for name in IMPLIED}
    controls = {
        "objective": fields.choice("compared", settings.objective, menu),
        "mean": fields.slider("mean", settings.mean, *MEANS, 0.05),
    }
    return TheoryExplorer("fixed_point", settings, _picture, controls, drag=_drag)


def _picture(s: FixedPointSettings) -> tuple[go.Figure, str]:
    slopes = {name: slope(name, s.mean) for name in compared(s.objective)}
    readout = text(
        "fixed_point_readout",
        name=text(f"objective_{s.objective}"),
        measures=text(f"measures_{s.objective}"),
        descends=text(f"descends_{s.objective}"),
        slope=decimal(slopes[s.objective]),
    )
    return plots.fixed_point(s.objective, P_DATA, Gaussian(s.mean, 1), slopes), readout


def slope(name: str, mean: float) -> float:
    """The derivative of what G descends in the mean of p_g = N(mean, 1)."""
    high, low = (IMPLIED[name].descends(P_DATA, Gaussian(mean + h, 1)) for h in (STEP, -STEP))
    return (high - low) / (2 * STEP)


def _drag(_: FixedPointSettings, uid: str, index: int, x: float, y: float) -> dict[str, Any]:
    return {"mean": min(max(x, MEANS[0]), MEANS[1])}
