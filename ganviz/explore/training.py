"""A neural D trained while G stands still: Proposition 1 as a run that is played."""

from dataclasses import dataclass, field
from typing import ClassVar, final

from ganviz import _check, plots
from ganviz.explore.chart import Chart
from ganviz.explore.explorer import Explorer, threads_show
from ganviz.explore.pair import Pair
from ganviz.plots.training import CURVES, traces
from ganviz.texts import decimal, text
from ganviz.toy import Player as Network
from ganviz.toy.fixed_generator import D_PLAYER, FixedGenerator, FixedSnapshot
from ganviz.widgets import FigureView, Frame, Player, Transport


@dataclass(frozen=True)
class TrainingSettings(Pair):
    """p_data by name, the Gaussian p_g that stands still, D's network, and a seed.

    Raises:
        ValueError: an unknown name, std <= 0 or a negative seed.
    """

    network: Network = field(default_factory=lambda: D_PLAYER)
    seed: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        _check.integer("seed", self.seed, at_least=0)

    def run(self) -> FixedGenerator:
        """A fresh D, to be trained against this p_g."""
        return FixedGenerator(self.p_data, self.p_g, self.network, seed=self.seed)


def training(settings: TrainingSettings | None = None) -> "Training":
    """Return a live D on its way to D*, with V(G, D) on its way to C(G).

    Source: Goodfellow et al. 2014, Proposition 1 and Figure 1 (b).
    """
    return Training(settings or TrainingSettings())


@final
class Training(Explorer):
    """The explorer that `training` returns."""

    name: ClassVar[str] = "training"
    player: Player

    def __init__(self, settings: TrainingSettings) -> None:
        super().__init__()
        self._settings = settings
        self.player = Player(settings.run, threaded=threads_show())
        figure = plots.training(self.player.frame.snapshot, self.player.curves(*CURVES))
        self.view = FigureView(
            figure, alt=text("training_alt"), readout=_readout(self.player.frame.snapshot)
        )
        self.player.on_frame(self._draw, now=False)
        self._arrange([], [Transport(self.player, self.message)])

    @property
    def settings(self) -> TrainingSettings:
        """All that can be set."""
        return self._settings

    def _draw(self, frame: Frame) -> None:
        """On the player's thread."""
        _CHART.draw(self.view, self.player, frame)


def _readout(snapshot: FixedSnapshot) -> str:
    return text(
        "training_readout",
        step=f"{snapshot.step:,}",
        value=decimal(snapshot.value),
        criterion=decimal(snapshot.criterion),
        gap=decimal(snapshot.criterion - snapshot.value),
    )


_CHART = Chart(CURVES, traces, _readout, ["xaxis2"])
