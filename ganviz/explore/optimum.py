"""Theorem 1, to drag: C(G) by quadrature, by eq. 5, by samples, and bounded by a trained D."""

import functools
from dataclasses import dataclass, replace
from typing import Any, ClassVar, final

import numpy as np

from ganviz import _check, plots
from ganviz.distributions import Gaussian, Univariate, named
from ganviz.explore import fields
from ganviz.explore.classifier import COUNTS
from ganviz.explore.discriminator import TARGETS, VIEW, move_p_g
from ganviz.explore.explorer import Explorer, threads_show
from ganviz.plots.optimum import traces
from ganviz.texts import decimal, text
from ganviz.theory import Routes, routes
from ganviz.toy.fixed_generator import FixedGenerator
from ganviz.widgets import FigureView, Frame, Player, Transport

PATIENCE = 1_500  # updates of D after each move of p_g
DRAWS = 400  # of D's value that the history keeps


@dataclass(frozen=True)
class OptimumSettings:
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
        _check.one_of("target", self.target, TARGETS)
        _check.number("mean", self.mean, at_least=VIEW[0], at_most=VIEW[1])
        _check.number("std", self.std, at_least=0.1, at_most=4)
        _check.integer("n", self.n, at_least=COUNTS[0], at_most=COUNTS[-1])
        _check.integer("seed", self.seed, at_least=0)

    @property
    def p_data(self) -> Univariate:
        """The data's density."""
        return named(self.target)  # type: ignore[return-value]

    @property
    def p_g(self) -> Gaussian:
        """The generator's density."""
        return Gaussian(self.mean, self.std)

    def run(self) -> FixedGenerator:
        """A fresh D, to be trained against this p_g."""
        return FixedGenerator(self.p_data, self.p_g, seed=self.seed)


def optimum(settings: OptimumSettings | None = None) -> "Optimum":
    """Return the explorer of Theorem 1: drag p_g; D is trained anew after each move.

    Source: Goodfellow et al. 2014, Theorem 1, eq. 4 to 6.
    """
    return Optimum(settings or OptimumSettings())


@functools.lru_cache(maxsize=64)
def _routes(p_data: Univariate, p_g: Univariate, n: int, seed: int) -> Routes:
    return routes(p_data, p_g, n=n, seed=seed)


@final
class Optimum(Explorer):
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
        self._controls: dict[str, Any] = {
            "target": fields.choice("target", settings.target, TARGETS),
            "mean": fields.slider("mean", settings.mean, *VIEW, 0.05),
            "std": fields.slider("std", settings.std, 0.1, 4, 0.05),
            "n": fields.choice("n", settings.n, {f"{n:,}": n for n in COUNTS}),
            "seed": fields.number("seed", settings.seed),
        }
        for key, control in self._controls.items():
            move = functools.partial(self._moved, key)
            control.observe(
                self.message.guard(lambda change, move=move: move(change["new"])), "value"
            )
        self.player.on_frame(self._draw)
        self._arrange([*self._controls.values()], [Transport(self.player, self.message)])
        self.player.advance(PATIENCE)

    @property
    def settings(self) -> OptimumSettings:
        """All that a person has set."""
        return self._settings

    def set(self, **changes: Any) -> None:
        """Change the settings; D is trained on from where it is.

        Raises:
            ValueError: a value that is not allowed; then nothing has changed.
        """
        old, new = self._settings, replace(self._settings, **changes)
        self._settings = new
        for key, control in self._controls.items():
            if control.value != getattr(new, key):
                control.value = getattr(new, key)
        self.player.pause()  # what was left of the training before the move
        if new.seed != old.seed:
            self.player.reset(new.run)
        else:
            self.player.configure(p_data=new.p_data, p_g=new.p_g)
        self.player.advance(PATIENCE)

    def _moved(self, key: str, value: Any) -> None:
        if getattr(self._settings, key) != value:
            self.set(**{key: value})

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
