"""The live Figure 1: the game on the line, played, paused, turned back and set while it runs."""

import functools
from dataclasses import dataclass, field, fields, replace
from typing import Any, ClassVar, final

import ipywidgets
import numpy as np

from ganviz import _check
from ganviz.distributions import (
    NAMES_1D,
    Gaussian,
    PiecewiseLinear,
    Uniform,
    Univariate,
    named,
)
from ganviz.explore import fields as controls
from ganviz.explore.chart import Chart
from ganviz.explore.explorer import Explorer, threads_show
from ganviz.objectives import OBJECTIVES
from ganviz.plots import figure1 as picture
from ganviz.plots.figure1 import CURVES, traces, view_of
from ganviz.texts import decimal, text
from ganviz.toy import UPDATES, ToyGAN, ToySettings, default_view, needs_new_run
from ganviz.toy.four_panels import Moment, four_panels
from ganviz.widgets import FigureView, Frame, Player, Transport, button, kept

PRIORS: dict[str, Univariate] = {"gaussian": Gaussian(0, 1), "uniform": Uniform(-1, 1)}
DRAWN = "drawn"
VIEW = (-4.0, 4.0)
KNOTS = 81  # of a density drawn by hand
MOMENTS = 256  # that the history keeps: more points than a small panel has pixels are not seen
SIZES = {"8": (8,), "32": (32,), "16 · 16": (16, 16), "32 · 32": (32, 32), "64 · 64": (64, 64)}


@dataclass(frozen=True)
class Figure1Settings:
    """What a person sets in the live Figure 1.

    Attributes:
        target: p_data by name (`ganviz.distributions.NAMES_1D`), or "drawn".
        prior: p_z, "gaussian" N(0, 1) or "uniform" on [-1, 1], as the paper draws it.
        toy: the game: objective, k, players, seed.
        drawn: heights at `KNOTS` equal steps over [-4, 4]: the density drawn by hand.

    Raises:
        ValueError: an unknown name (the nearest is suggested), or heights that are no density.
    """

    target: str = "two_modes"
    prior: str = "gaussian"
    toy: ToySettings = field(default_factory=ToySettings)
    drawn: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        _check.one_of("target", self.target, [*NAMES_1D, DRAWN])
        _check.one_of("prior", self.prior, PRIORS)
        object.__setattr__(self, "drawn", tuple(self.drawn))
        _ = self.p_data

    @property
    def p_data(self) -> Univariate:
        """The target."""
        if self.target != DRAWN:
            return named(self.target)  # type: ignore[return-value]
        heights = self.drawn or tuple(1.0 - abs(x) / 4 for x in np.linspace(*VIEW, KNOTS))
        return PiecewiseLinear(np.linspace(*VIEW, len(heights)), heights)

    @property
    def view(self) -> tuple[float, float]:
        """The ends of the x axis: [-4, 4], unless the data lie elsewhere."""
        low, high = self.p_data.quantile(np.array([0.01, 0.99]))
        return VIEW if low >= VIEW[0] and high <= VIEW[1] else default_view(self.p_data)

    def run(self) -> ToyGAN:
        """A fresh run with these settings."""
        return ToyGAN(self.p_data, PRIORS[self.prior], self.toy, view=self.view)


def figure1(settings: Figure1Settings | None = None) -> "Figure1":
    """Return the live Figure 1 of the paper; as the last line of a cell it shows itself.

    Args:
        settings: where to begin; every field can be changed on the page.

    Source: Goodfellow et al. 2014, Figure 1 and Algorithm 1.
    """
    return Figure1(settings or Figure1Settings())


@final
class Figure1(Explorer):
    """The explorer that `figure1` returns."""

    name: ClassVar[str] = "figure1"
    player: Player

    def __init__(self, settings: Figure1Settings) -> None:
        super().__init__()
        self._settings = settings
        self.player = Player(settings.run, threaded=threads_show(), capacity=MOMENTS)
        snapshot = self.player.frame.snapshot
        self._axes = _axes(snapshot)
        self.view = FigureView(
            picture(snapshot, self.player.curves(*CURVES)),
            alt=text("figure1_alt"),
            readout=_readout(snapshot),
        )
        self.view.on_draw(self.message.guard(self._drawn))
        only = {"D": ToyGAN.step_discriminator, "G": ToyGAN.step_generator}
        self.player.on_frame(self._draw, now=False)
        self._arrange(self._side(), [Transport(self.player, self.message, only=only)])

    @property
    def settings(self) -> Figure1Settings:
        """All that a person has set."""
        return self._settings

    def set(self, **changes: Any) -> None:
        """Change the settings: while it runs where that can be, else with a fresh run.

        Args:
            changes: fields of `Figure1Settings` or of `ToySettings`.

        Raises:
            ValueError: an unknown field or a value that is not allowed; then nothing has changed.
        """
        own = {f.name for f in fields(Figure1Settings)}
        toy = {name: value for name, value in changes.items() if name not in own}
        for name in toy:
            _check.one_of("changes", name, sorted(own | {f.name for f in fields(ToySettings)}))
        mine = {name: value for name, value in changes.items() if name in own}
        old = self._settings
        new = replace(old, **{"toy": replace(old.toy, **toy)} | mine)
        self._settings = new
        fresh = needs_new_run(old.toy, new.toy) or new.prior != old.prior or new.view != old.view
        if fresh:
            self.player.reset(new.run)
        else:
            live = {f.name: getattr(new.toy, f.name) for f in fields(ToySettings)}
            self.player.configure(p_data=new.p_data, **live)
        self.view.draw_uid = "p_data" if new.target == DRAWN else None

    def panel(self, letter: str) -> None:
        """Show panel (a), (b), (c) or (d) of Figure 1; the run can go on from there."""
        _check.one_of("letter", letter, "abcd")
        settings, letters = self._settings, iter(letter)
        self.message.info(text("panel_busy"))

        def run() -> ToyGAN:
            if not (panel := next(letters, "")):  # a reset after this one begins at round 0
                return settings.run()
            reached = _run_at(settings, panel)
            self.message.clear()
            return reached

        self.player.reset(run)

    def _draw(self, frame: Frame) -> None:
        """On the player's thread."""
        snapshot = frame.snapshot
        if _axes(snapshot) != self._axes:
            self._axes = _axes(snapshot)
            self.view.figure = picture(snapshot, self.player.curves(*CURVES))
        _CHART.draw(self.view, self.player, frame)

    def _drawn(self, uid: str, x: np.ndarray, y: np.ndarray) -> None:
        knots = np.linspace(*VIEW, KNOTS)
        heights = np.maximum(np.interp(knots, x, y, left=0, right=0), 0)
        self.set(target=DRAWN, drawn=tuple(heights.round(4)))

    def _usual(self) -> dict[str, Any]:
        settings, toy = self._settings, self._settings.toy
        return {
            "target": controls.choice("target", settings.target, [*NAMES_1D, DRAWN]),
            "prior": controls.choice("prior", settings.prior, tuple(PRIORS)),
            "objective": controls.choice("objective", toy.objective, tuple(OBJECTIVES)),
            "k": controls.whole("k", toy.k, 1, 10),
            "d_lr": controls.rate("d_lr", toy.discriminator.lr),
            "g_lr": controls.rate("g_lr", toy.generator.lr),
            "seed": controls.number("seed", toy.seed),
        }

    def _rare(self) -> dict[str, Any]:
        toy = self._settings.toy
        return {
            "d_size": controls.choice("d_size", toy.discriminator.hidden, SIZES),
            "g_size": controls.choice("g_size", toy.generator.hidden, SIZES),
            "optimizer": controls.choice("optimizer", toy.generator.optimizer, ("adam", "sgd")),
            "batch": controls.choice("batch", toy.batch, {str(2**n): 2**n for n in range(4, 11)}),
            "update": controls.choice("update", toy.update, UPDATES),
        }

    def _wired(self, made: dict[str, Any]) -> list[Any]:
        for key, control in made.items():
            act = functools.partial(self._moved, key, control)
            control.observe(self.message.guard(lambda change, act=act: act(change["new"])), "value")
        return list(made.values())

    def _moved(self, key: str, control: Any, value: Any) -> None:
        """A control has moved; it goes back if that is refused."""
        if value == (now := self._set_now(key)):
            return
        try:
            self.set(**self._change(key, value))
        except ValueError:
            control.value = now
            raise

    def _set_now(self, key: str) -> Any:
        """What the control of this name shows."""
        players, name = _PLAYER_FIELDS.get(key, ((), key))
        toy = self._settings.toy
        if players:
            return getattr(getattr(toy, players[0]), name)
        return getattr(self._settings if hasattr(self._settings, name) else toy, name)

    def _change(self, key: str, value: Any) -> dict[str, Any]:
        """What `set` has to be told."""
        players, name = _PLAYER_FIELDS.get(key, ((), key))
        if not players:
            return {name: value}
        toy = self._settings.toy
        return {who: replace(getattr(toy, who), **{name: value}) for who in players}

    def _side(self) -> list[ipywidgets.Widget]:
        """The usual controls, the four panels, and what is rarely used behind a button."""
        rare = ipywidgets.VBox(layout=kept(ipywidgets.Layout))
        more = controls.toggle("more")

        def show(change: dict[str, Any]) -> None:
            rare.children = self._wired(self._rare()) if change["new"] else ()

        more.observe(self.message.guard(show), "value")
        panels = [
            button(f"({letter})", text(f"panel_{letter}_tip"), flex="1 1 0") for letter in "abcd"
        ]
        for letter, widget in zip("abcd", panels, strict=True):
            widget.on_click(self.message.guard(lambda _, letter=letter: self.panel(letter)))
        heading = ipywidgets.HTML(f"<small>{text('panels')}</small>")
        return [*self._wired(self._usual()), heading, ipywidgets.HBox(panels), more, rare]


_PLAYER_FIELDS = {
    "d_lr": (("discriminator",), "lr"),
    "g_lr": (("generator",), "lr"),
    "d_size": (("discriminator",), "hidden"),
    "g_size": (("generator",), "hidden"),
    "optimizer": (("discriminator", "generator"), "optimizer"),
}


@functools.lru_cache(maxsize=4)
def moments(settings: Figure1Settings) -> tuple[Moment, ...]:
    """The four panels for these settings, trained once."""
    return four_panels(settings.run())


def _run_at(settings: Figure1Settings, letter: str) -> ToyGAN:
    run = settings.run()
    run.load_state_dict(next(m.state for m in moments(settings) if m.letter == letter))
    return run


def _axes(snapshot: Any) -> tuple[float, ...]:
    """What the fixed axes of the picture depend on."""
    return *view_of(snapshot), float(snapshot.z[0]), float(snapshot.z[-1])


def _readout(snapshot: Any) -> str:
    return text(
        "figure1_readout",
        step=f"{snapshot.step:,}",
        value=decimal(snapshot.value, 3),
        criterion=decimal(snapshot.criterion, 3),
        jsd=decimal(snapshot.jsd),
        d_grad=decimal(snapshot.d_grad_norm, 3),
        g_grad=decimal(snapshot.g_grad_norm, 3),
    )


_CHART = Chart(CURVES, traces, _readout, ["xaxis3"])
