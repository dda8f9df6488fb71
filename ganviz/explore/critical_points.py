"""What Proposition 2 does not promise: through the parameters of G the descent can get stuck."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import plotly.graph_objects as go

from ganviz import _check, plots
from ganviz.explore import fields
from ganviz.explore.convergence import short
from ganviz.explore.theory import TheoryExplorer
from ganviz.plots.critical_points import LIMIT
from ganviz.texts import decimal, text
from ganviz.theory import Descent, ParametricDescent, TwoBumps, descend, descend_parameters

BUMPS = TwoBumps()
THETA_DATA = (-1.5, 1.5)
STEPS = 200
THETA_STEP, P_G_STEP = 0.8, 0.05


@dataclass(frozen=True)
class CriticalPointsSettings:
    """Where both bumps of G start, and how many steps have been taken.

    Raises:
        ValueError: a mean outside [-3.5, 3.5], or a step outside 0 ... 200.
    """

    first: float = 0.8
    second: float = 2.5
    step: int = STEPS

    def __post_init__(self) -> None:
        for name in ("first", "second"):
            _check.number(name, getattr(self, name), at_least=-LIMIT, at_most=LIMIT)
        _check.integer("step", self.step, at_least=0, at_most=STEPS)


def critical_points(settings: CriticalPointsSettings | None = None) -> TheoryExplorer:
    """Return the descent on two parameters beside that of p_g: drag the start of both.

    Source: Goodfellow et al. 2014, section 4.2: "multiple critical points in parameter space".
    """
    settings = settings or CriticalPointsSettings()
    controls: dict[str, Any] = {
        name: fields.slider(f"critical_points_{name}", getattr(settings, name), -LIMIT, LIMIT, 0.05)
        for name in ("first", "second")
    }
    controls["step"] = fields.whole("critical_points_step", settings.step, 0, STEPS)
    explorer = TheoryExplorer("critical_points", settings, _picture, controls, drag=_drag)
    return explorer


@lru_cache(maxsize=8)
def descents(first: float, second: float) -> tuple[ParametricDescent, Descent]:
    """Both descents from one start: of theta, and of p_g itself."""
    p_data, theta = BUMPS.p_g(THETA_DATA), (first, second)
    start, target = BUMPS.masses(theta), BUMPS.masses(THETA_DATA)
    return (
        descend_parameters(p_data, theta, BUMPS, THETA_STEP, STEPS),
        descend(target, start, step_size=P_G_STEP, steps=STEPS),
    )


def _picture(s: CriticalPointsSettings) -> tuple[go.Figure, str]:
    through, free = descents(s.first, s.second)
    readout = text(
        "critical_points_readout",
        step=s.step,
        through=decimal(through.criterion[s.step]),
        gradient=short(through.gradient[s.step]),
        free=decimal(free.criterion[s.step]),
    )
    return plots.critical_points(BUMPS, THETA_DATA, through, free, s.step), readout


def _drag(_: Any, uid: str, index: int, x: float, y: float) -> dict[str, float]:
    return {"first": min(max(x, -LIMIT), LIMIT), "second": min(max(y, -LIMIT), LIMIT)}
