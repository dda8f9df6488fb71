"""Proposition 1 by hand: drag p_g, draw a D, and see how far V(G, D) falls short of V(G, D*)."""

from dataclasses import dataclass
from typing import Any

import ipywidgets
import numpy as np
import plotly.graph_objects as go
from scipy.special import expit

from ganviz import _check, plots
from ganviz.distributions import NAMES_1D, Gaussian, Univariate, named
from ganviz.explore import fields
from ganviz.explore.theory import TheoryExplorer
from ganviz.texts import decimal, text
from ganviz.theory import criterion, optimal_discriminator, value
from ganviz.widgets import button

VIEW = (-4.0, 4.0)
KNOTS = np.linspace(*VIEW, 161)
MARGIN = 1e-3  # a hand-drawn D stays this far from 0 and 1, where V would be -inf
TARGETS = tuple(name for name in NAMES_1D if not name.startswith("iris"))


@dataclass(frozen=True)
class DiscriminatorSettings:
    """What a person sets: p_data by name, the Gaussian p_g, and D.

    Attributes:
        target: p_data, a name of `ganviz.distributions.NAMES_1D` that lives on [-4, 4].
        mean, std: of p_g.
        d: D at 161 equal steps over [-4, 4], each in [0.001, 0.999]; constant beyond.

    Raises:
        ValueError: an unknown name, std <= 0, or d of another length or outside its bounds.
    """

    target: str = "two_modes"
    mean: float = 0.5
    std: float = 1.2
    d: tuple[float, ...] = tuple(expit(-KNOTS).round(4).tolist())

    def __post_init__(self) -> None:
        _check.one_of("target", self.target, TARGETS)
        _check.number("mean", self.mean, at_least=VIEW[0], at_most=VIEW[1])
        _check.number("std", self.std, at_least=0.1, at_most=4)
        d = _check.finite_array("d", self.d, ndim=1)
        if d.shape != KNOTS.shape or d.min() < MARGIN or d.max() > 1 - MARGIN:
            raise _check.refuse(
                "d", "an array", f"{KNOTS.size} numbers in [{MARGIN}, {1 - MARGIN}]"
            )
        object.__setattr__(self, "d", tuple(d.tolist()))

    @property
    def p_data(self) -> Univariate:
        """The data's density."""
        return named(self.target)  # type: ignore[return-value]

    @property
    def p_g(self) -> Gaussian:
        """The generator's density."""
        return Gaussian(self.mean, self.std)

    def D(self, x: np.ndarray) -> np.ndarray:
        """The discriminator: x (n,) -> probabilities (n,)."""
        return np.interp(x, KNOTS, self.d)


def discriminator(settings: DiscriminatorSettings | None = None) -> TheoryExplorer:
    """Return the explorer of Proposition 1: drag p_g by its handles, draw D with the mouse.

    Source: Goodfellow et al. 2014, Proposition 1, eq. 2 and 3.
    """
    settings = settings or DiscriminatorSettings()
    controls = {
        "target": fields.choice("target", settings.target, TARGETS),
        "mean": fields.slider("mean", settings.mean, *VIEW, 0.05),
        "std": fields.slider("std", settings.std, 0.1, 4, 0.05),
    }
    explorer = TheoryExplorer(
        "discriminator", settings, _picture, controls, drag=move_p_g, draw=_draw, extra=_drawing
    )
    explorer.view.draw_uid = None
    return explorer


def _picture(s: DiscriminatorSettings) -> tuple[go.Figure, str]:
    reached, best = value(s.p_data, s.p_g, s.D), criterion(s.p_data, s.p_g)
    readout = text(
        "discriminator_readout",
        value=decimal(reached.value),
        criterion=decimal(best.value),
        shortfall=decimal(best.value - reached.value),
    )
    return plots.discriminator(s.p_data, s.p_g, s.D), readout


def move_p_g(s: Any, uid: str, index: int, x: float, y: float) -> dict[str, float]:
    """The fields that a handle of p_g changes: 0 moves the mean, 1 the standard deviation."""
    if index == 0:
        return {"mean": min(max(x, VIEW[0]), VIEW[1])}
    return {"std": min(max(abs(x - s.mean), 0.1), 4.0)}


def _draw(_: Any, uid: str, x: np.ndarray, y: np.ndarray) -> dict[str, Any]:
    d = np.interp(KNOTS, x, y)
    return {"d": tuple(np.clip(d, MARGIN, 1 - MARGIN).tolist())}


def _drawing(explorer: TheoryExplorer) -> list[ipywidgets.Widget]:
    """Buttons: draw D by hand, or take a D that is half everywhere, or D* itself."""
    draw = fields.toggle("draw_d", icon="pencil")
    half = button(text("d_half"), text("d_half_tip"))
    best = button(text("d_star"), text("d_star_tip"))
    guard = explorer.message.guard
    draw.observe(
        lambda change: setattr(explorer.view, "draw_uid", "d" if change["new"] else None), "value"
    )
    half.on_click(guard(lambda _: explorer.set(d=(0.5,) * KNOTS.size)))
    best.on_click(guard(lambda _: explorer.set(d=_optimal(explorer.settings))))
    return [draw, ipywidgets.HBox([half, best])]


def _optimal(s: DiscriminatorSettings) -> tuple[float, ...]:
    d = np.nan_to_num(optimal_discriminator(s.p_data, s.p_g)(KNOTS), nan=0.5)
    return tuple(np.clip(d, MARGIN, 1 - MARGIN).tolist())
