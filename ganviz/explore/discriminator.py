"""Proposition 1 by hand: drag p_g, draw a D, and see how far V(G, D) falls short of V(G, D*)."""

from dataclasses import dataclass
from typing import Any

import ipywidgets
import numpy as np
import plotly.graph_objects as go
from scipy.special import expit

from ganviz import _check, plots
from ganviz.explore import fields
from ganviz.explore.pair import VIEW, Pair, move_p_g, pair_controls
from ganviz.explore.theory import TheoryExplorer
from ganviz.texts import decimal, text
from ganviz.theory import criterion, optimal_discriminator, value
from ganviz.widgets import button

KNOTS = np.linspace(*VIEW, 161)
MARGIN = 1e-3  # a hand-drawn D stays this far from 0 and 1, where V would be -inf


@dataclass(frozen=True)
class DiscriminatorSettings(Pair):
    """What a person sets: p_data by name, the Gaussian p_g, and D.

    Attributes:
        target, mean, std: of p_data and p_g, see `Pair`.
        d: D at 161 equal steps over [-4, 4], each in [0.001, 0.999]; constant beyond.

    Raises:
        ValueError: an unknown name, std <= 0, or d of another length or outside its bounds.
    """

    d: tuple[float, ...] = tuple(expit(-KNOTS).round(4).tolist())

    def __post_init__(self) -> None:
        super().__post_init__()
        d = _check.finite_array("d", self.d, ndim=1)
        if d.shape != KNOTS.shape or d.min() < MARGIN or d.max() > 1 - MARGIN:
            raise _check.refuse(
                "d", "an array", f"{KNOTS.size} numbers in [{MARGIN}, {1 - MARGIN}]"
            )
        object.__setattr__(self, "d", tuple(d.tolist()))

    def D(self, x: np.ndarray) -> np.ndarray:
        """The discriminator: x (n,) -> probabilities (n,)."""
        return np.interp(x, KNOTS, self.d)


def discriminator(settings: DiscriminatorSettings | None = None) -> TheoryExplorer:
    """Return the explorer of Proposition 1: drag p_g by its handles, draw D with the mouse.

    Source: Goodfellow et al. 2014, Proposition 1, eq. 2 and 3.
    """
    settings = settings or DiscriminatorSettings()
    controls = pair_controls(settings)
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
