"""Proposition 2, live: p_g itself follows the subgradient of C(G), and flows to p_data."""

from dataclasses import dataclass, replace
from typing import Any, ClassVar, final

import numpy as np

from ganviz import _check, plots
from ganviz.distributions import Gaussian, PiecewiseLinear, Uniform, Univariate, named
from ganviz.explore import fields
from ganviz.explore.chart import Chart
from ganviz.explore.explorer import Controlled, threads_show
from ganviz.explore.pair import TARGETS
from ganviz.plots.convergence import CURVES, traces
from ganviz.texts import decimal, text
from ganviz.theory import METHODS, Flow
from ganviz.widgets import FigureView, Frame, Player, Transport

STARTS: dict[str, Univariate] = {
    "broad": Gaussian(0, 2),
    "left": Gaussian(-2, 0.6),
    "box": Uniform(-2, 2),
}
DRAWN = "drawn"
KNOTS = np.linspace(-5, 5, 101)
FULL = 1e-3  # a hand-drawn p_g stays above this: it has to have full support
STEP_SIZES = tuple(float(f"{digit}e{power}") for power in range(-5, 1) for digit in (1, 2, 5))
SPEED = 100  # steps a second to begin with


@dataclass(frozen=True)
class ConvergenceSettings:
    """p_data by name, the p_g to start from, and how it descends.

    Attributes:
        target: p_data, a name of `ganviz.distributions.NAMES_1D` that lives on [-4, 4].
        start: "broad", "left", "box" (no full support) or "drawn".
        method: a name of `ganviz.theory.METHODS`.
        step_size: 1, 2 or 5 times a power of ten, from 1e-05 to 5.
        drawn: heights at 101 equal steps over [-5, 5], each >= 0.001: the start drawn by
            hand; flat before that.

    Raises:
        ValueError: an unknown name, another step size, or other heights than these.
    """

    target: str = "two_modes"
    start: str = "broad"
    method: str = "mirror"
    step_size: float = METHODS["mirror"].step_size
    drawn: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        _check.one_of("target", self.target, TARGETS)
        _check.one_of("start", self.start, [*STARTS, DRAWN])
        _check.one_of("method", self.method, METHODS)
        if self.step_size not in STEP_SIZES:
            allowed = "1, 2 or 5 times a power of ten, from 1e-05 to 5"
            raise _check.refuse("step_size", self.step_size, allowed)
        object.__setattr__(self, "drawn", tuple(self.drawn))
        if self.drawn and (len(self.drawn) != KNOTS.size or not min(self.drawn) >= FULL):
            raise _check.refuse("drawn", "an array", f"{KNOTS.size} heights >= {FULL}")

    @property
    def p_data(self) -> Univariate:
        """Where p_g should go."""
        return named(self.target)  # type: ignore[return-value]

    @property
    def p_g(self) -> Univariate:
        """Where p_g starts."""
        if self.start != DRAWN:
            return STARTS[self.start]
        return PiecewiseLinear(KNOTS, self.drawn or np.ones(KNOTS.size))

    def run(self) -> Flow:
        """A fresh descent."""
        return Flow(self.p_data, self.p_g, self.method, self.step_size)


def convergence(settings: ConvergenceSettings | None = None) -> "Convergence":
    """Return the explorer of Proposition 2: play it, and move p_data while it runs.

    Source: Goodfellow et al. 2014, section 4.2, Proposition 2.
    """
    return Convergence(settings or ConvergenceSettings())


@final
class Convergence(Controlled):
    """The explorer that `convergence` returns."""

    name: ClassVar[str] = "convergence"
    player: Player

    def __init__(self, settings: ConvergenceSettings) -> None:
        super().__init__()
        self._settings = settings
        self.player = Player(settings.run, threaded=threads_show())
        snapshot = self.player.frame.snapshot
        self.view = FigureView(
            plots.convergence(snapshot, self.player.curves(*CURVES)),
            alt=text("convergence_alt"),
            readout=_readout(snapshot),
        )
        self._follow(
            {
                "target": fields.choice("target", settings.target, TARGETS),
                "start": fields.choice("convergence_start", settings.start, [*STARTS, DRAWN]),
                "method": fields.choice("convergence_method", settings.method, tuple(METHODS)),
                "step_size": fields.rate("convergence_step_size", settings.step_size),
            }
        )
        self.view.on_draw(self.message.guard(self._drawn))
        self._arrange([*self._controls.values()], [self._transport()])
        self.player.on_frame(self._draw, now=False)

    def set(self, **changes: Any) -> None:
        """Change the settings: another start begins anew, all else moves the run as it goes.

        A method that comes without a step size brings its own.

        Raises:
            ValueError: a value that is not allowed; then nothing has changed.
        """
        if "method" in changes and "step_size" not in changes:
            method = _check.one_of("method", changes["method"], METHODS)
            changes["step_size"] = METHODS[method].step_size
        old, new = self._settings, replace(self._settings, **changes)
        self._settings = new
        self._refresh()
        if (new.start, new.drawn) != (old.start, old.drawn):
            self.player.reset(new.run)
        else:
            self.player.configure(p_data=new.p_data, method=new.method, step_size=new.step_size)
        self.view.draw_uid = "p_g" if new.start == DRAWN else None

    def _drawn(self, uid: str, x: np.ndarray, y: np.ndarray) -> None:
        heights = np.interp(KNOTS, x, y, left=0, right=0)
        self.set(start=DRAWN, drawn=tuple(np.maximum(heights, FULL).round(4).tolist()))

    def _transport(self) -> Transport:
        """The bar, at a speed that shows the way: at full speed all is over in a blink."""
        bar = Transport(self.player, self.message)
        bar.step.tooltip = text("convergence_step_tip")
        if self.player.threaded:
            bar.speed.value = SPEED
        return bar

    def _draw(self, frame: Frame) -> None:
        """On the player's thread."""
        _CHART.draw(self.view, self.player, frame)


def _readout(snapshot: Any) -> str:
    return text(
        "convergence_readout",
        step=f"{snapshot.step:,}",
        criterion=decimal(snapshot.criterion),
        gap=short(snapshot.gap),
        bound=short(snapshot.bound),
        rate=decimal(snapshot.rate),
    )


_CHART = Chart(CURVES, traces, _readout, ["xaxis3", "xaxis4"])


def short(nats: float) -> str:
    """Two digits of a number of any size, with a true minus sign; a dash for nan.

    >>> short(0.00000123)
    '1.2e−06'
    """
    return "–" if nats != nats else f"{nats:.2g}".replace("-", "−").replace("inf", "∞")
