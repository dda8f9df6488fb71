"""What Proposition 2 does not promise: a descent on the parameters of G can get stuck."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ganviz.explore.explorer import explorer
from ganviz.plots.critical_points import LIMIT
from ganviz.plots.critical_points import critical_points as picture
from ganviz.settings import Settings, number, whole
from ganviz.texts import text
from ganviz.theory import Descent, ParametricDescent, TwoBumps, descend, descend_parameters

BUMPS = TwoBumps()
THETA_DATA = (-1.5, 1.5)
STEPS = 200
THETA_STEP, P_G_STEP = 0.8, 0.05


@dataclass(frozen=True)
class CriticalPointsSettings(Settings):
    """The descent on two parameters of G beside that of p_g itself: drag the start of both.

    Source: Goodfellow et al. 2014, section 4.2: "multiple critical points in parameter space".

    Attributes:
        first, second: where both bumps of G start.
        step: how many steps have been taken.

    Raises:
        ValueError: a mean outside [-3.5, 3.5], or a step outside 0 ... 200.
    """

    first: float = number(0.8, -LIMIT, LIMIT, step=0.05, label="critical_points_first")
    second: float = number(2.5, -LIMIT, LIMIT, step=0.05, label="critical_points_second")
    step: int = whole(STEPS, 0, STEPS, label="critical_points_step")


@lru_cache(maxsize=8)
def descents(first: float, second: float) -> tuple[ParametricDescent, Descent]:
    """Both descents from one start: of theta, and of p_g itself."""
    p_data, theta = BUMPS.p_g(THETA_DATA), (first, second)
    start, target = BUMPS.masses(theta), BUMPS.masses(THETA_DATA)
    return (
        descend_parameters(p_data, theta, BUMPS, THETA_STEP, STEPS),
        descend(target, start, step_size=P_G_STEP, steps=STEPS),
    )


def _picture(s: CriticalPointsSettings) -> tuple[dict[str, Any], str]:
    through, free = descents(s.first, s.second)
    readout = text(
        "critical_points_readout",
        step=s.step,
        through=through.criterion[s.step],
        gradient=through.gradient[s.step],
        free=free.criterion[s.step],
    )
    return picture(BUMPS, THETA_DATA, through, free, s.step), readout


critical_points = explorer(
    "critical_points",
    CriticalPointsSettings,
    _picture,
    drag=lambda s, uid, index, x, y: {"first": x, "second": y},
)
