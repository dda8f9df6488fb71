"""The tutorial's Figure 16, to drag: G's cost over D(G(z)), and its slope."""

from dataclasses import dataclass
from typing import Any

from scipy.special import logit

from ganviz.explore.explorer import explorer
from ganviz.plots.losses import losses as picture
from ganviz.settings import Settings, choice, number
from ganviz.texts import text
from ganviz.theory.critics import CRITICS, cost_slope

BESIDE = ("minimax", "non_saturating")  # whose slopes are shown beside that of the chosen one


@dataclass(frozen=True)
class LossesSettings(Settings):
    """G's costs against D(G(z)), with slopes by D and by D's logit.

    Source: Goodfellow 2016 (tutorial), section 3.2 and Figure 16.

    Attributes:
        objective: what is compared with the tutorial's three, a name of `ganviz.theory.CRITICS`.
        d: D(G(z)) of a sample.

    Raises:
        ValueError: an unknown name (the nearest is suggested), or d outside [0.005, 0.995].
    """

    objective: str = choice(
        "maximum_likelihood", tuple(CRITICS), label="compared", words="objective"
    )
    d: float = number(0.1, 0.005, 0.995, step=0.005, label="d_of_fake")


def _picture(s: LossesSettings) -> tuple[dict[str, Any], str]:
    at = logit(s.d)
    slopes = {name: float(cost_slope(name, at)) for name in (s.objective, *BESIDE)}
    parts = [
        text(
            "losses_slope",
            name=text(f"objective_{name}"),
            by_logit=slope,
            by_d=slope / (s.d * (1 - s.d)),
        )
        for name, slope in slopes.items()
    ]
    readout = text("losses_readout", slopes=" &ensp;·&ensp; ".join(parts))
    return picture(s.objective, s.d), readout


losses = explorer("losses", LossesSettings, _picture, drag=lambda s, uid, index, x, y: {"d": x})
