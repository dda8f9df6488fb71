"""Proposition 1 by hand: drag p_g, draw D, and see how far V(G, D) is below V(G, D*)."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import expit

from ganviz.explore.explorer import explorer
from ganviz.explore.pair import VIEW, PairSettings, move_p_g
from ganviz.host import Button, Session
from ganviz.plots.discriminator import discriminator as picture
from ganviz.settings import numbers, toggle
from ganviz.texts import text
from ganviz.theory import criterion, optimal_discriminator, value

KNOTS = np.linspace(*VIEW, 161)
MARGIN = 1e-3  # a hand-drawn D stays this far from 0 and 1, where V would be -inf


@dataclass(frozen=True)
class DiscriminatorSettings(PairSettings):
    """Proposition 1: drag p_g by its handles, draw D with the mouse.

    Source: Goodfellow et al. 2014, Proposition 1, eq. 2 and 3.

    Attributes:
        target, mean, std: of p_data and p_g, see `PairSettings`.
        d: D at 161 equal steps over [-4, 4], each in [0.001, 0.999]; constant beyond.
        drawing: whether the mouse draws D now.

    Raises:
        ValueError: an unknown name, a mean or std out of range, or d of another length or outside
            its bounds.
    """

    d: tuple[float, ...] = numbers(
        tuple(expit(-KNOTS).round(4).tolist()),
        count=KNOTS.size,
        low=MARGIN,
        high=1 - MARGIN,
        none=False,
    )
    drawing: bool = toggle(False, label="draw_d")

    def D(self, x: np.ndarray) -> np.ndarray:
        """The discriminator: x (n,) -> probabilities (n,)."""
        return np.interp(x, KNOTS, self.d)


def _picture(s: DiscriminatorSettings) -> tuple[dict[str, Any], str]:
    reached, best = value(s.p_data, s.p_g, s.D), criterion(s.p_data, s.p_g)
    readout = text(
        "discriminator_readout",
        value=reached.value,
        criterion=best.value,
        shortfall=best.value - reached.value,
    )
    return picture(s.p_data, s.p_g, s.D), readout


def _optimal(session: Session) -> None:
    s = session.settings
    best = np.nan_to_num(optimal_discriminator(s.p_data, s.p_g)(KNOTS), nan=0.5)
    session.set(d=np.clip(best, MARGIN, 1 - MARGIN))


discriminator = explorer(
    "discriminator",
    DiscriminatorSettings,
    _picture,
    drag=move_p_g,
    draw=lambda s, uid, x, y: {"d": np.interp(KNOTS, x, y)},
    draws=lambda s: "d" if s.drawing else None,
    controls=(
        *("target", "mean", "std", "drawing"),
        Button("d_half", lambda session: session.set(d=(0.5,) * KNOTS.size)),
        Button("d_star", _optimal),
    ),
)
