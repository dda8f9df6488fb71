"""Disjoint supports and instance noise: drag p_g away, and see which divergence still notices."""

from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from ganviz import _check, plots
from ganviz.explore import fields
from ganviz.explore.theory import TheoryExplorer
from ganviz.texts import decimal, text
from ganviz.theory.supports import Translation

LIMITS = {"theta": (-3.0, 3.0), "width": (0.0, 2.0), "sigma": (0.0, 1.0)}
LEAST_NOISE = 0.05


@dataclass(frozen=True)
class SupportsSettings:
    """Two boxes of one width, one theta away from the other, both with noise.

    Raises:
        ValueError: a number out of range, or sigma between 0 and 0.05.
    """

    theta: float = 1.5
    width: float = 0.6
    sigma: float = 0.0

    def __post_init__(self) -> None:
        for name, (low, high) in LIMITS.items():
            _check.number(name, getattr(self, name), at_least=low, at_most=high)
        if 0 < self.sigma < LEAST_NOISE:
            raise _check.refuse("sigma", self.sigma, f"0, or at least {LEAST_NOISE}")

    @property
    def pair(self) -> Translation:
        """Both densities, at every theta."""
        return Translation(self.width, self.sigma)


def supports(settings: SupportsSettings | None = None) -> TheoryExplorer:
    """Return the explorer of disjoint supports: drag p_g, then add noise.

    Source: Arjovsky, Chintala and Bottou 2017, Example 1 (width 0, no noise); Sønderby et al. 2017
    and Arjovsky and Bottou 2017 for the noise.
    """
    settings = settings or SupportsSettings()
    controls = {
        name: fields.slider(name, getattr(settings, name), *limits, 0.05)
        for name, limits in LIMITS.items()
    }
    explorer = TheoryExplorer("supports", settings, _picture, controls, drag=_drag)
    return explorer


def _picture(s: SupportsSettings) -> tuple[go.Figure, str]:
    here = np.array([s.theta])
    found, slopes = s.pair.distances(here), s.pair.slopes(here)
    readout = text(
        "supports_readout",
        theta=decimal(s.theta, 2),
        js=decimal(found.js[0]),
        slope=decimal(slopes.js[0] + 0.0),  # no -0.0000
        kl=decimal(found.kl[0]) if np.isfinite(found.kl[0]) else "∞",
        tv=decimal(found.total_variation[0]),
        w=decimal(found.wasserstein1[0]),
        w_slope=decimal(slopes.wasserstein1[0], 0),
    )
    return plots.supports(s.pair, s.theta), readout


def _drag(_: SupportsSettings, uid: str, index: int, x: float, y: float) -> dict[str, float]:
    return {"theta": min(max(x, LIMITS["theta"][0]), LIMITS["theta"][1])}
