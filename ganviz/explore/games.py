"""Two-parameter games, to play: phase portrait, spectrum and distance, all linked."""

import dataclasses
import functools
from dataclasses import dataclass, replace
from typing import Any, ClassVar, final

import ipywidgets
import numpy as np

from ganviz import _check, plots
from ganviz.explore import fields
from ganviz.explore.explorer import Explorer
from ganviz.games import (
    GAMES,
    METHODS,
    REGULARISERS,
    Field,
    Method,
    Spectrum,
    field,
    spectrum,
    trajectory,
)
from ganviz.plots.games import VIEW
from ganviz.texts import decimal, text
from ganviz.widgets import FigureView

STEPS = 200
MENUS = {"game": GAMES, "regulariser": REGULARISERS, "method": METHODS}
SLIDERS = {  # name -> low, high, step; whole numbers stay whole
    "gamma": (0.0, 4.0, 0.01),
    "sigma": (0.0, 2.0, 0.01),
    "clip": (0.05, 2.0, 0.05),
    "h": (0.01, 2.0, 0.01),
    "ratio": (0.1, 10.0, 0.1),
    "k": (1, 10),
    "k_g": (1, 10),
    "momentum": (-0.95, 0.95, 0.05),
    "depth": (0, 8),
}


@dataclass(frozen=True)
class GamesSettings:
    """A game, its regulariser, a method by name; the start; and what they are set to.

    Attributes:
        game, regulariser, method: names of `ganviz.games.GAMES`, `REGULARISERS` and `METHODS`.
        theta, psi: the start.
        gamma, sigma, clip: the regularisers' parameters: the one that is chosen uses its own.
        h, ratio, k, k_g, momentum, depth: the methods' parameters, likewise.

    Raises:
        ValueError: an unknown name (the nearest is suggested), or a number out of its range.
    """

    game: str = "dirac"
    regulariser: str = "none"
    method: str = "simultaneous"
    theta: float = 1.0
    psi: float = 1.0
    gamma: float = 0.5
    sigma: float = 0.7
    clip: float = 0.5
    h: float = 0.2
    ratio: float = 1.0
    k: int = 1
    k_g: int = 1
    momentum: float = 0.0
    depth: int = 3

    def __post_init__(self) -> None:
        for name, choices in MENUS.items():
            _check.one_of(name, getattr(self, name), choices)
        for name in ("theta", "psi"):
            _check.number(name, getattr(self, name), at_least=VIEW[0], at_most=VIEW[1])
        for name, (low, high, *step) in SLIDERS.items():
            check: Any = _check.number if step else _check.integer
            check(name, getattr(self, name), at_least=low, at_most=high)

    @property
    def asked(self) -> tuple[str, ...]:
        """The parameters that the chosen regulariser and method have."""
        own = REGULARISERS[self.regulariser].parameter
        return *([own] if own else []), *(f.name for f in dataclasses.fields(METHODS[self.method]))

    @property
    def field(self) -> Field:
        """The regularised game."""
        own = REGULARISERS[self.regulariser].parameter
        strength = {own: getattr(self, own)} if own else {}
        return field(self.game, self.regulariser, **strength)

    @property
    def player(self) -> Method:
        """The method with its parameters."""
        cls = METHODS[self.method]
        return cls(**{f.name: getattr(self, f.name) for f in dataclasses.fields(cls)})


def games(settings: GamesSettings | None = None) -> "Games":
    """Return the explorer of two-parameter games: drag the start, or click where it shall be.

    Source: Mescheder, Geiger and Nowozin 2018, "Which training methods for GANs do actually
    converge?"
    """
    return Games(settings or GamesSettings())


@final
class Games(Explorer):
    """The explorer that `games` returns."""

    name: ClassVar[str] = "games"

    def __init__(self, settings: GamesSettings) -> None:
        super().__init__()
        self._settings = settings
        figure, readout = _picture(settings)
        self.view = FigureView(figure, alt=text("games_alt"), readout=readout)
        guard = self.message.guard
        self.view.on_drag(guard(lambda uid, index, x, y: self.set(theta=x, psi=y)))
        self.view.on_click(guard(lambda uid, x, y: self.set(theta=x, psi=y)))
        self._controls = _controls(settings)
        for key, control in self._controls.items():
            move = functools.partial(self._moved, key)
            control.observe(guard(lambda change, move=move: move(change["new"])), "value")
        self._column = ipywidgets.VBox(self._shown())
        self._arrange([self._column])

    @property
    def settings(self) -> GamesSettings:
        """All that a person has set."""
        return self._settings

    def set(self, **changes: Any) -> None:
        """Change fields of the settings, as a control or the mouse would.

        Raises:
            ValueError: a value that is not allowed; then nothing has changed.
        """
        settings = replace(self._settings, **changes)
        figure, readout = _picture(settings)
        self._settings = settings
        for key, control in self._controls.items():
            if control.value != getattr(settings, key):
                control.value = getattr(settings, key)
        self.view.figure, self.view.readout = figure, readout
        if self._column.children != (shown := self._shown()):
            self._column.children = shown

    def _moved(self, key: str, value: Any) -> None:
        """A control has moved; the controls that `set` itself moves change nothing more."""
        if getattr(self._settings, key) != value:
            self.set(**{key: value})

    def _shown(self) -> tuple[Any, ...]:
        """The controls that the choice has."""
        return tuple(self._controls[key] for key in (*MENUS, *self._settings.asked))


def _controls(settings: GamesSettings) -> dict[str, Any]:
    made: dict[str, Any] = {
        name: fields.choice(f"games_{name}", getattr(settings, name), tuple(choices))
        for name, choices in MENUS.items()
    }
    for name, (low, high, *step) in SLIDERS.items():
        new: Any = fields.slider if step else fields.whole
        made[name] = new(f"games_{name}", getattr(settings, name), low, high, *step)
    return made


def _listed(found: Spectrum) -> str:
    """The eigenvalues, the largest first; conjugate ones as one."""
    upper = found.eigenvalues[np.imag(found.eigenvalues) >= 0]
    listed = ", ".join(map(_figures, sorted(upper, key=abs, reverse=True)))
    return text("games_eigenvalues", listed=listed) if listed else ""


def _figures(value: complex) -> str:
    imaginary = f" ± {decimal(value.imag, 3)} <i>i</i>" if value.imag else ""
    return decimal(value.real + 0.0, 3) + imaginary


def _picture(s: GamesSettings) -> tuple[Any, str]:
    played, method = s.field, s.player
    found = spectrum(played, method)
    path = trajectory(played, method, s.theta, s.psi, STEPS)
    rate = "games_abscissa" if found.continuous else "games_radius"
    readout = text(
        "games_readout",
        eigenvalues=_listed(found),
        rate=text(rate, value=decimal(found.rate + 0.0, 5)),
        stability=text(f"games_stability_{found.stability}"),
        n=len(path.distance) - 1,
        first=f"{path.distance[0]:.3g}",
        last=f"{path.distance[-1]:.3g}",
    )
    return plots.games(played, method, path, found, STEPS), readout
