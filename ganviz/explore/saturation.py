"""Saturation, measured live: D is trained ahead of a young G, and G's gradient watched."""

from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, final

from ganviz import _check, plots
from ganviz.distributions import NAMES_1D, Gaussian, Univariate, named
from ganviz.explore import fields
from ganviz.explore.chart import Chart
from ganviz.explore.explorer import Controlled, threads_show
from ganviz.plots.figure1 import view_of
from ganviz.plots.saturation import CURVES, traces
from ganviz.texts import text
from ganviz.toy import ToySettings
from ganviz.toy.saturation import Saturation as Run
from ganviz.toy.saturation import SaturationSnapshot
from ganviz.widgets import FigureView, Frame, Player, Transport

ROUNDS = (0, 10, 20, 50, 100, 500, 2_000)


@dataclass(frozen=True)
class SaturationSettings:
    """How early in a toy run G stands still while D is trained on.

    Attributes:
        target: p_data by name.
        rounds: of Algorithm 1 that are played before.
        toy: the game; a large minibatch keeps the noise of the norms low.

    Raises:
        ValueError: an unknown name, or rounds outside [0, 2000].
    """

    target: str = "far_modes"
    rounds: int = 20
    toy: ToySettings = field(default_factory=lambda: ToySettings(batch=512))

    def __post_init__(self) -> None:
        _check.one_of("target", self.target, NAMES_1D)
        _check.integer("rounds", self.rounds, at_least=0, at_most=ROUNDS[-1])

    @property
    def seed(self) -> int:
        """That of the game."""
        return self.toy.seed

    @property
    def p_data(self) -> Univariate:
        """The target."""
        return named(self.target)  # type: ignore[return-value]

    def run(self) -> Run:
        """A fresh run, played for ``rounds``."""
        return Run(self.p_data, Gaussian(0, 1), self.toy, rounds=self.rounds)


def saturation(settings: SaturationSettings | None = None) -> "Saturation":
    """Return a live D that leaves G behind, with G's gradient under two costs.

    Source: Goodfellow et al. 2014, section 3: early in learning log(1 - D(G(z))) saturates.
    """
    return Saturation(settings or SaturationSettings())


@final
class Saturation(Controlled):
    """The explorer that `saturation` returns."""

    name: ClassVar[str] = "saturation"
    player: Player

    def __init__(self, settings: SaturationSettings) -> None:
        super().__init__()
        self._settings = settings
        self.player = Player(settings.run, threaded=threads_show())
        snapshot = self.player.frame.snapshot
        self._axes = view_of(snapshot)
        self.view = FigureView(
            plots.saturation(snapshot, self.player.curves(*CURVES)),
            alt=text("saturation_alt"),
            readout=_readout(snapshot),
        )
        self._follow(
            {
                "target": fields.choice("target", settings.target, NAMES_1D),
                "rounds": fields.choice("rounds", settings.rounds, {f"{n:,}": n for n in ROUNDS}),
                "seed": fields.number("seed", settings.toy.seed),
            }
        )
        self.player.on_frame(self._draw, now=False)
        self._arrange([*self._controls.values()], [Transport(self.player, self.message)])

    def set(self, **changes: Any) -> None:
        """Change fields of the settings; G and D begin again.

        Raises:
            ValueError: a value that is not allowed; then nothing has changed.
        """
        self._settings = replace(self._settings, **changes)
        self.player.reset(self._settings.run)

    def _moved(self, field: str, value: Any) -> None:
        if getattr(self._settings, field) != value:
            change = {"toy": replace(self._settings.toy, seed=value)} if field == "seed" else {}
            self._set_or_refresh(**change or {field: value})

    def _draw(self, frame: Frame) -> None:
        """On the player's thread."""
        snapshot = frame.snapshot
        if view_of(snapshot) != self._axes:
            self._axes = view_of(snapshot)
            self.view.figure = plots.saturation(snapshot, self.player.curves(*CURVES))
        _CHART.draw(self.view, self.player, frame)


def _readout(snapshot: SaturationSnapshot) -> str:
    return text(
        "saturation_readout",
        step=f"{snapshot.step:,}",
        d_fake=f"{snapshot.d_fake:.2g}",
        minimax=f"{snapshot.minimax:.2g}",
        non_saturating=f"{snapshot.non_saturating:.2g}",
        ratio=f"{snapshot.ratio:,.0f}" if snapshot.ratio >= 10 else f"{snapshot.ratio:.1f}",
    )


_CHART = Chart(CURVES, traces, _readout, ["xaxis2"])
