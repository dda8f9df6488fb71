"""Saturation, measured live: D is trained on while G, early in its training, stands still."""

from dataclasses import dataclass, field
from typing import Any

from ganviz.distributions import NAMES_1D, Gaussian
from ganviz.explore.explorer import TOY_SPEED, explorer
from ganviz.explore.pair import TargetSettings
from ganviz.host import Shot
from ganviz.plots.saturation import CURVES
from ganviz.plots.saturation import saturation as picture
from ganviz.settings import choice, ladder
from ganviz.texts import text
from ganviz.toy import ToySettings
from ganviz.toy.runs.saturation import SaturationRun

ROUNDS = (0, 10, 20, 50, 100, 500, 2_000)


@dataclass(frozen=True)
class SaturationSettings(TargetSettings):
    """D trained on while G stands still early in its training, with G's gradient for two costs.

    Source: Goodfellow et al. 2014, section 3: early in learning log(1 - D(G(z))) saturates.

    Attributes:
        target: p_data, a name of `ganviz.distributions.NAMES_1D`.
        rounds: of Algorithm 1 that are played before G stands still, at most 2000.
        toy: the game; a large minibatch keeps the noise of the norms low.

    Raises:
        ValueError: an unknown name, or rounds outside [0, 2000].
    """

    target: str = choice("far_modes", NAMES_1D)
    rounds: int = ladder(20, ROUNDS, whole=True)
    toy: ToySettings = field(default=ToySettings(batch=512))

    @property
    def seed(self) -> int:
        """That of the game."""
        return self.toy.seed

    def run(self) -> SaturationRun:
        """A fresh run, played for ``rounds``."""
        return SaturationRun(self.p_data, Gaussian(0, 1), self.toy, rounds=self.rounds)


def _picture(_: SaturationSettings, shot: Shot) -> tuple[dict[str, Any], str]:
    snapshot = shot.snapshot
    readout = text(
        "saturation_readout",
        step=snapshot.step,
        d_fake=snapshot.d_fake,
        minimax=snapshot.minimax,
        non_saturating=snapshot.non_saturating,
        ratio=f"{snapshot.ratio:,.0f}" if snapshot.ratio >= 10 else f"{snapshot.ratio:.1f}",
    )
    return picture(snapshot, shot.curves, last=shot.last_step), readout


saturation = explorer(
    "saturation",
    SaturationSettings,
    _picture,
    controls=("target", "rounds", "toy.seed"),
    run=SaturationSettings.run,
    curves=CURVES,
    speed=TOY_SPEED,
)
