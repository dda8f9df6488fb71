"""Disjoint supports and instance noise: drag p_g away, and see which divergences still change."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ganviz import _check
from ganviz.explore.explorer import explorer
from ganviz.plots.supports import supports as picture
from ganviz.settings import Settings, number
from ganviz.texts import text
from ganviz.theory.supports import Translation

LEAST_NOISE = 0.05


@dataclass(frozen=True)
class SupportsSettings(Settings):
    """Disjoint supports: drag p_g away, then add noise.

    Source: Arjovsky, Chintala and Bottou 2017, Example 1 (width 0, no noise); Sønderby et al. 2017
    and Arjovsky and Bottou 2017 for the noise.

    Attributes:
        theta: how far the box of p_g is from that of p_data.
        width: of both boxes; 0 is a single point.
        sigma: of the Gaussian noise on both; 0 is none.

    Raises:
        ValueError: a number out of range, or sigma between 0 and 0.05.
    """

    theta: float = number(1.5, -3, 3, step=0.05)
    width: float = number(0.6, 0, 2, step=0.05)
    sigma: float = number(0.0, 0, 1, step=0.05)

    def __post_init__(self) -> None:
        super().__post_init__()
        if 0 < self.sigma < LEAST_NOISE:
            raise _check.refuse("sigma", self.sigma, "rule_noise", least=LEAST_NOISE)

    @property
    def pair(self) -> Translation:
        """Both densities, at every theta."""
        return Translation(self.width, self.sigma)


def _picture(s: SupportsSettings) -> tuple[dict[str, Any], str]:
    here = np.array([s.theta])
    found, slopes = s.pair.distances(here), s.pair.slopes(here)
    readout = text(
        "supports_readout",
        theta=s.theta,
        js=found.js[0],
        slope=slopes.js[0],
        kl=found.kl[0],
        tv=found.total_variation[0],
        w=found.wasserstein1[0],
        w_slope=slopes.wasserstein1[0],
    )
    return picture(s.pair, s.theta), readout


supports = explorer(
    "supports", SupportsSettings, _picture, drag=lambda s, uid, index, x, y: {"theta": x}
)
