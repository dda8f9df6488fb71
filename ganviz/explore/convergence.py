"""Proposition 2, live: p_g itself follows the subgradient of C(G), and flows to p_data."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from ganviz.distributions import Gaussian, PiecewiseLinear, Uniform, Univariate
from ganviz.explore.explorer import explorer, follows
from ganviz.explore.pair import TargetSettings
from ganviz.host import Shot
from ganviz.plots.convergence import CURVES
from ganviz.plots.convergence import convergence as picture
from ganviz.settings import choice, ladder, numbers
from ganviz.texts import text
from ganviz.theory import METHODS, DensityFlow

STARTS: dict[str, Univariate] = {
    "broad": Gaussian(0, 2),
    "left": Gaussian(-2, 0.6),
    "box": Uniform(-2, 2),
}
DRAWN = "drawn"
KNOTS = np.linspace(-5, 5, 101)
FULL = 1e-3  # a hand-drawn p_g stays above this: it has to have full support
STEP_SIZES = tuple(float(f"{digit}e{power}") for power in range(-5, 1) for digit in (1, 2, 5))
SPEED = 100  # steps a second to begin with: at full speed the descent is too short to watch


@dataclass(frozen=True)
class ConvergenceSettings(TargetSettings):
    """Proposition 2: play the descent of p_g, and move p_data while it runs.

    Source: Goodfellow et al. 2014, section 4.2, Proposition 2.

    Attributes:
        target: p_data, one of `ganviz.explore.pair.TARGETS`.
        start: "broad", "left", "box" (no full support) or "drawn".
        method: a name of `ganviz.theory.METHODS`.
        step_size: of the descent, from 1e-05 to 5.
        drawn: heights at 101 equal steps over [-5, 5], each >= 0.001: the start drawn by
            hand; flat before that.

    Raises:
        ValueError: an unknown name, a step size out of range, or other heights than these.

    >>> ConvergenceSettings().but(method="projected").step_size == METHODS["projected"].step_size
    True
    """

    start: str = choice("broad", (*STARTS, DRAWN), label="convergence_start")
    method: str = choice("mirror", tuple(METHODS), label="convergence_method")
    step_size: float = ladder(
        METHODS["mirror"].step_size, STEP_SIZES, label="convergence_step_size"
    )
    drawn: tuple[float, ...] = numbers(count=KNOTS.size, low=FULL)

    def but(self, **changes: Any) -> Self:
        """These settings with changes; another method that comes alone brings its step size."""
        method = changes.get("method", self.method)
        if method != self.method and method in METHODS:
            changes = {"step_size": METHODS[method].step_size} | changes
        return super().but(**changes)

    @property
    def p_g(self) -> Univariate:
        """Where p_g starts."""
        if self.start != DRAWN:
            return STARTS[self.start]
        return PiecewiseLinear(KNOTS, self.drawn or np.ones(KNOTS.size))

    def run(self) -> DensityFlow:
        """A fresh descent."""
        return DensityFlow(self.p_data, self.p_g, self.method, self.step_size)


def _draw(_: ConvergenceSettings, uid: str, x: np.ndarray, y: np.ndarray) -> dict[str, Any]:
    return {"start": DRAWN, "drawn": np.interp(KNOTS, x, y, left=0, right=0).round(4)}


def _picture(_: ConvergenceSettings, shot: Shot) -> tuple[dict[str, Any], str]:
    drawn = picture(shot.snapshot, shot.curves, last=shot.last_step)
    return drawn, text("convergence_readout", now=shot.snapshot)


convergence = explorer(
    "convergence",
    ConvergenceSettings,
    _picture,
    draw=_draw,
    draws=lambda s: "p_g" if s.start == DRAWN else None,
    run=ConvergenceSettings.run,
    curves=CURVES,
    follow=follows(anew=("start", "drawn"), takes=("p_data", "method", "step_size")),
    speed=SPEED,
    words={"step_tip": "convergence_step_tip"},
)
