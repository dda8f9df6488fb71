"""One fixed point for all costs: what G descends under each, lowest at p_g = p_data."""

from dataclasses import dataclass
from typing import Any

from ganviz.distributions import Gaussian
from ganviz.explore.explorer import explorer
from ganviz.plots.costs import compared
from ganviz.plots.fixed_point import MEANS
from ganviz.plots.fixed_point import fixed_point as picture
from ganviz.settings import Settings, choice, number
from ganviz.texts import text
from ganviz.theory import IMPLIED

P_DATA, STEP = Gaussian(0, 1), 1e-4


@dataclass(frozen=True)
class FixedPointSettings(Settings):
    """What G descends with D at its best, over the mean of p_g, for p_data = N(0, 1).

    Source: Goodfellow et al. 2014, section 3: the same fixed point, other gradients.

    Attributes:
        objective: what is compared with the tutorial's three, a name of `ganviz.theory.IMPLIED`.
        mean: of p_g = N(mean, 1).

    Raises:
        ValueError: an unknown name (the nearest is suggested), or a mean outside [-3, 3].
    """

    objective: str = choice("wasserstein", tuple(IMPLIED), label="compared", words="objective")
    mean: float = number(2.0, *MEANS, step=0.05)


def _picture(s: FixedPointSettings) -> tuple[dict[str, Any], str]:
    slopes = {name: slope(name, s.mean) for name in compared(s.objective)}
    readout = text(
        "fixed_point_readout",
        name=text(f"objective_{s.objective}"),
        measures=text(f"measures_{s.objective}"),
        descends=text(f"descends_{s.objective}"),
        slope=slopes[s.objective],
    )
    return picture(s.objective, P_DATA, Gaussian(s.mean, 1), slopes), readout


def slope(name: str, mean: float) -> float:
    """The derivative of what G descends in the mean of p_g = N(mean, 1)."""
    high, low = (IMPLIED[name].descends(P_DATA, Gaussian(mean + h, 1)) for h in (STEP, -STEP))
    return (high - low) / (2 * STEP)


fixed_point = explorer(
    "fixed_point", FixedPointSettings, _picture, drag=lambda s, uid, index, x, y: {"mean": x}
)
