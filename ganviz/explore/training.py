"""A network D trained while G stands still: Proposition 1 as a run."""

from dataclasses import dataclass
from typing import Any

from ganviz.explore.explorer import TOY_SPEED, explorer, follows
from ganviz.explore.pair import PairSettings
from ganviz.host import Shot
from ganviz.plots.training import CURVES
from ganviz.plots.training import training as picture
from ganviz.settings import seed
from ganviz.texts import text
from ganviz.toy import NetworkSettings
from ganviz.toy.runs.fixed_generator import D_PLAYER, FixedGenerator


@dataclass(frozen=True)
class TrainingSettings(PairSettings):
    """A live D on its way to D*, with V(G, D) on its way to C(G), while p_g stands still.

    Source: Goodfellow et al. 2014, Proposition 1 and Figure 1 (b).

    Attributes:
        target: p_data by name, one of `ganviz.explore.pair.TARGETS`.
        mean, std: of p_g.
        network: of D, and its optimiser.
        seed: of the run.

    Raises:
        ValueError: an unknown name, or a number that is out of range.
    """

    network: NetworkSettings = D_PLAYER
    seed: int = seed()

    def run(self) -> FixedGenerator:
        """A fresh D, to be trained against this p_g."""
        return FixedGenerator(self.p_data, self.p_g, self.network, seed=self.seed)


def _picture(_: TrainingSettings, shot: Shot) -> tuple[dict[str, Any], str]:
    now = shot.snapshot
    readout = text("training_readout", now=now, gap=now.criterion - now.value)
    return picture(now, shot.curves, last=shot.last_step), readout


training = explorer(
    "training",
    TrainingSettings,
    _picture,
    run=TrainingSettings.run,
    curves=CURVES,
    follow=follows(anew=("network", "seed"), takes=("p_data", "p_g")),
    speed=TOY_SPEED,
)
