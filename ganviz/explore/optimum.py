"""Theorem 1, to drag: C(G) by quadrature, by eq. 5, by samples, and bounded by a trained D."""

import functools
from dataclasses import dataclass, replace
from typing import Any, ClassVar, final

import numpy as np

from ganviz import _check, plots
from ganviz.distributions import Univariate
from ganviz.explore import fields
from ganviz.explore.classifier import COUNTS
from ganviz.explore.explorer import Controlled, threads_show
from ganviz.explore.pair import Pair, move_p_g, pair_controls
from ganviz.plots.optimum import traces
from ganviz.texts import decimal, text
from ganviz.theory import Routes, routes
from ganviz.toy.fixed_generator import FixedGenerator
from ganviz.widgets import FigureView, Frame, Player, Transport

PATIENCE = 1_500  # updates of D after each move of p_g
DRAWS = 400  # of D's value that the history keeps


@dataclass(frozen=True)
class OptimumSettings(Pair):
    """p_data by name, the Gaussian p_g, the samples of the Monte Carlo route, and a seed.

    Raises:
        ValueError: an unknown name, std <= 0, n out of range or a negative seed.
    """

    target: str = "gaussian"
    mean: float = 1.0
    std: float = 1.0
    n: int = 1_000
    seed: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        _check.integer("n", self.n, at_least=COUNTS[0], at_most=COUNTS[-1])
        _check.integer("seed", self.seed, at_least=0)

    def run(self) -> FixedGenerator:
        """A fresh D, to be trained against this p_g."""
        return FixedGenerator(self.p_data, self.p_g, seed=self.seed)


def optimum(settings: OptimumSettings | None = None) -> "Optimum":
    """Return the explorer of Theorem 1: drag p_g; D is trained on after each move.

    Source: Goodfellow et al. 2014, Theorem 1, eq. 4 to 6.
    """
    return Optimum(settings or OptimumSettings())


@functools.lru_cache(maxsize=64)
def _routes(p_data: Univariate, p_g: Univariate, n: int, seed: int) -> Routes:
    return routes(p_data, p_g, n=n, seed=seed)


@final
class Optimum(Controlled):
    """The explorer that `optimum` returns."""

    name: ClassVar[str] = "optimum"
    player: Player

    def __init__(self, settings: OptimumSettings) -> None:
        super().__init__()
        self._settings = settings
        self.player = Player(settings.run, threaded=threads_show(), capacity=DRAWS)
        snapshot = self.player.frame.snapshot
        self.view = FigureView(
            plots.optimum(snapshot, self._found(snapshot)), alt=text("optimum_alt")
        )
        self.view.on_drag(
            self.message.guard(lambda *event: self.set(**move_p_g(self._settings, *event)))
        )
        self._follow(
            {
                **pair_controls(settings),
                "n": fields.choice("n", settings.n, {f"{n:,}": n for n in COUNTS}),
                "seed": fields.number("seed", settings.seed),
            }
        )
        self.player.on_frame(self._draw)
        self._arrange([*self._controls.values()], [Transport(self.player, self.message)])
        self.player.advance(PATIENCE)

    def set(self, **changes: Any) -> None:
        """Change the settings; D is trained on from where it is.

        Raises:
            ValueError: a value that is not allowed; then nothing has changed.
        """
        old, new = self._settings, replace(self._settings, **changes)
        self._settings = new
        self._refresh()
        self.player.pause()  # what was left of the training before the move
        if new.seed != old.seed:
            self.player.reset(new.run)
        else:
            self.player.configure(p_data=new.p_data, p_g=new.p_g)
        self.player.advance(PATIENCE)

    def _found(self, snapshot: Any) -> Routes:
        return _routes(snapshot.p_data, snapshot.p_g, self._settings.n, self._settings.seed)

    def _draw(self, frame: Frame) -> None:
        """On the player's thread."""
        snapshot, found = frame.snapshot, self._found(frame.snapshot)
        show = self.view.stream if frame.playing else self.view.settle
        show(traces(snapshot, found), readout=_readout(snapshot, found), step=snapshot.step)


def _readout(snapshot: Any, found: Routes) -> str:
    numbers = {
        "criterion": found.quadrature.value,
        "eq5": found.kl_terms.criterion.value,
        "sampled": found.monte_carlo.value,
        "trained": snapshot.value,
        "half": 1.96 * found.monte_carlo.standard_error,
        "jsd": (found.quadrature.value + float(np.log(4))) / 2,
    }
    return text("optimum_readout", **{k: decimal(v) for k, v in numbers.items()})
