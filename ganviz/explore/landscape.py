"""C(G) over all Gaussian generators: drag p_g to the only minimum, p_g = p_data."""

from dataclasses import dataclass
from typing import Any

from ganviz.distributions import Gaussian
from ganviz.explore.explorer import explorer
from ganviz.plots.landscape import landscape as picture
from ganviz.settings import Settings, number
from ganviz.texts import text
from ganviz.theory import criterion

P_DATA = Gaussian(0, 1)


@dataclass(frozen=True)
class LandscapeSettings(Settings):
    """C(G) as a map over the mean and the std of a Gaussian p_g, for p_data = N(0, 1).

    Source: Goodfellow et al. 2014, Theorem 1: the minimum -log 4 is at p_g = p_data only.

    Raises:
        ValueError: mean outside [-3, 3] or std outside [0.2, 3].
    """

    mean: float = number(1.5, -3, 3)
    std: float = number(0.6, 0.2, 3)


def _picture(s: LandscapeSettings) -> tuple[dict[str, Any], str]:
    p_g = Gaussian(s.mean, s.std)
    readout = text(
        "landscape_readout",
        mean=s.mean,
        std=s.std,
        criterion=criterion(P_DATA, p_g).value,
    )
    return picture(P_DATA, p_g), readout


landscape = explorer(
    "landscape", LandscapeSettings, _picture, drag=lambda s, uid, index, x, y: {"mean": x, "std": y}
)
