"""C(G) over all Gaussian generators: drag p_g down the bowl to its only lowest point."""

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from ganviz import _check, plots
from ganviz.distributions import Gaussian
from ganviz.explore import fields
from ganviz.explore.theory import TheoryExplorer
from ganviz.texts import decimal, text
from ganviz.theory import criterion

P_DATA = Gaussian(0, 1)
LIMITS = {"mean": (-3.0, 3.0), "std": (0.2, 3.0)}


@dataclass(frozen=True)
class LandscapeSettings:
    """The Gaussian p_g.

    Raises:
        ValueError: mean outside [-3, 3] or std outside [0.2, 3].
    """

    mean: float = 1.5
    std: float = 0.6

    def __post_init__(self) -> None:
        for name, (low, high) in LIMITS.items():
            _check.number(name, getattr(self, name), at_least=low, at_most=high)


def landscape(settings: LandscapeSettings | None = None) -> TheoryExplorer:
    """Return C(G) as a map over the mean and the std of p_g, for p_data = N(0, 1).

    Source: Goodfellow et al. 2014, Theorem 1: the minimum -log 4 is at p_g = p_data only.
    """
    settings = settings or LandscapeSettings()
    controls = {
        name: fields.slider(name, getattr(settings, name), *limits, 0.01)
        for name, limits in LIMITS.items()
    }
    return TheoryExplorer("landscape", settings, _picture, controls, drag=_drag)


def _picture(s: LandscapeSettings) -> tuple[go.Figure, str]:
    p_g = Gaussian(s.mean, s.std)
    c = criterion(P_DATA, p_g).value
    readout = text(
        "landscape_readout",
        mean=decimal(s.mean, 2),
        std=decimal(s.std, 2),
        criterion=decimal(c, 6),
    )
    return plots.landscape(P_DATA, p_g), readout


def _drag(_: LandscapeSettings, uid: str, index: int, x: float, y: float) -> dict[str, Any]:
    moved = {"mean": x, "std": y}
    return {name: min(max(moved[name], low), high) for name, (low, high) in LIMITS.items()}
