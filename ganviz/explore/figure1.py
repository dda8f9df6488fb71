"""The live Figure 1: a GAN on the line to play, pause, turn back and change while it runs."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ganviz.distributions import NAMES_1D, Gaussian, PiecewiseLinear, Uniform, Univariate, named
from ganviz.explore.explorer import TOY_SPEED, explorer
from ganviz.explore.moments import BUTTONS
from ganviz.host import Group, Shot, Shown
from ganviz.plots.figure1 import CURVES
from ganviz.plots.figure1 import figure1 as picture
from ganviz.settings import Choice, Settings, choice, numbers
from ganviz.texts import text
from ganviz.toy import ToyGAN, ToySettings, default_view, live_changes

PRIORS: dict[str, Univariate] = {"gaussian": Gaussian(0, 1), "uniform": Uniform(-1, 1)}
DRAWN = "drawn"
VIEW = (-4.0, 4.0)
KNOTS = np.linspace(*VIEW, 81)  # of a density drawn by hand
MOMENTS = 256  # that the history keeps: more points than a small panel has pixels are not seen
SIZES = {"8": (8,), "32": (32,), "16 · 16": (16, 16), "32 · 32": (32, 32), "64 · 64": (64, 64)}


@dataclass(frozen=True)
class Figure1Settings(Settings):
    """The live Figure 1 of the paper: play it, change it while it runs, go back in time.

    Source: Goodfellow et al. 2014, Figure 1 and Algorithm 1.

    Attributes:
        target: p_data by name (`ganviz.distributions.NAMES_1D`), or "drawn".
        prior: p_z, "gaussian" N(0, 1) or "uniform" on [-1, 1], as the paper draws it.
        toy: the game: objective, k, players, seed.
        drawn: heights at 81 equal steps over [-4, 4]: the density drawn by hand.

    Raises:
        ValueError: an unknown name (the nearest is suggested), or heights that are no density.
    """

    target: str = choice("two_modes", (*NAMES_1D, DRAWN))
    prior: str = choice("gaussian", tuple(PRIORS))
    toy: ToySettings = field(default=ToySettings())
    drawn: tuple[float, ...] = numbers()

    def __post_init__(self) -> None:
        super().__post_init__()
        _ = self.p_data

    @property
    def p_data(self) -> Univariate:
        """The target."""
        if self.target != DRAWN:
            return named(self.target)  # type: ignore[return-value]
        heights = self.drawn or tuple(1 - abs(KNOTS) / 4)
        return PiecewiseLinear(np.linspace(*VIEW, len(heights)), heights)

    @property
    def view(self) -> tuple[float, float]:
        """The ends of the x axis: [-4, 4], unless the data lie elsewhere."""
        low, high = self.p_data.quantile(np.array([0.01, 0.99]))
        return VIEW if low >= VIEW[0] and high <= VIEW[1] else default_view(self.p_data)

    def run(self) -> ToyGAN:
        """A fresh run with these settings."""
        return ToyGAN(self.p_data, PRIORS[self.prior], self.toy, view=self.view)


def _follow(old: Figure1Settings, new: Figure1Settings) -> dict[str, Any] | None:
    """What the run takes as it goes; None where it begins anew."""
    live = live_changes(old.toy, new.toy)
    if live is None or new.prior != old.prior or new.view != old.view:
        return None
    return {"p_data": new.p_data, **live}


def _draw(_: Figure1Settings, uid: str, x: np.ndarray, y: np.ndarray) -> dict[str, Any]:
    heights = np.interp(KNOTS, x, y, left=0, right=0)
    return {"target": DRAWN, "drawn": np.maximum(heights, 0).round(4)}


def _picture(_: Figure1Settings, shot: Shot) -> tuple[dict[str, Any], str]:
    drawn = picture(shot.snapshot, shot.curves, last=shot.last_step)
    return drawn, text("figure1_readout", now=shot.snapshot)


_USUAL = (
    *("target", "prior", "toy.objective", "toy.k"),
    Shown("toy.discriminator.lr", "d_lr"),
    Shown("toy.generator.lr", "g_lr"),
    "toy.seed",
    Group("panels", BUTTONS),
)
_RARE = (
    Shown("toy.discriminator.hidden", "d_size", Choice(options=SIZES)),
    Shown("toy.generator.hidden", "g_size", Choice(options=SIZES)),
    Shown("toy.generator.optimizer", also=("toy.discriminator.optimizer",)),
    "toy.batch",
    "toy.update",
)

figure1 = explorer(
    "figure1",
    Figure1Settings,
    _picture,
    controls=(*_USUAL, Group("more", _RARE, "fold")),
    draw=_draw,
    draws=lambda s: "p_data" if s.target == DRAWN else None,
    run=Figure1Settings.run,
    curves=CURVES,
    follow=_follow,
    only={"D": ToyGAN.step_discriminator, "G": ToyGAN.step_generator},
    speed=TOY_SPEED,
    capacity=MOMENTS,
)
