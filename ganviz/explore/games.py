"""Two-parameter games, to play: phase portrait, spectrum, and distance to the equilibrium."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from ganviz.explore.explorer import explorer
from ganviz.games import (
    GAMES,
    METHODS,
    REGULARISERS,
    Field,
    GameRun,
    Method,
    Spectrum,
    Trajectory,
    field,
    spectrum,
    trajectory,
)
from ganviz.host import Shot, Shown
from ganviz.plots.games import VIEW
from ganviz.plots.games import games as picture
from ganviz.settings import Settings, choice, number, whole
from ganviz.texts import decimal, text

STEPS = 200  # of the trajectory, and as many more as are played
SPEED = 10.0  # rounds a second: slow enough to watch


def _own(kind: Callable[..., Any], name: str, default: float, *ends: float, **more: Any) -> Any:
    """A number that only some regularisers or methods have."""
    when = {"when": lambda s: name in s.asked}
    return kind(default, *ends, label=f"games_{name}", **when, **more)


@dataclass(frozen=True)
class GamesSettings(Settings):
    """A game of two parameters: drag the start, or click where it is to be, and press Play.

    Source: Mescheder, Geiger and Nowozin 2018, "Which training methods for GANs do actually
    converge?"

    Attributes:
        game, regulariser, method: names of `ganviz.games.GAMES`, `REGULARISERS` and `METHODS`.
        theta, psi: the start.
        gamma, sigma, clip: the regularisers' parameters: the one that is chosen uses its own.
        h, ratio, k, k_g, momentum, depth: the methods' parameters, likewise.

    Raises:
        ValueError: an unknown name (the nearest is suggested), or a number out of its range.
    """

    game: str = choice("dirac", tuple(GAMES), label="games_game")
    regulariser: str = choice("none", tuple(REGULARISERS), label="games_regulariser")
    method: str = choice("simultaneous", tuple(METHODS), label="games_method")
    theta: float = number(1.0, *VIEW)
    psi: float = number(1.0, *VIEW)
    gamma: float = _own(number, "gamma", 0.5, 0, 4)
    sigma: float = _own(number, "sigma", 0.7, 0, 2)
    clip: float = _own(number, "clip", 0.5, 0.05, 2, step=0.05)
    h: float = _own(number, "h", 0.2, 0.01, 2)
    ratio: float = _own(number, "ratio", 1.0, 0.1, 10, step=0.1)
    k: int = _own(whole, "k", 1, 1, 10)
    k_g: int = _own(whole, "k_g", 1, 1, 10)
    momentum: float = _own(number, "momentum", 0.0, -0.95, 0.95, step=0.05)
    depth: int = _own(whole, "depth", 3, 0, 8)

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

    def run(self) -> GameRun:
        """A point at the start, to be played."""
        return GameRun(self.field, self.player, self.theta, self.psi)


@lru_cache(maxsize=8)
def _solved(s: GamesSettings, n: int) -> tuple[Spectrum, Trajectory]:
    """The spectrum, and n steps from the start."""
    return spectrum(s.field, s.player), trajectory(s.field, s.player, s.theta, s.psi, n)


def _picture(s: GamesSettings, shot: Shot) -> tuple[dict[str, Any], str]:
    n = STEPS
    while n < shot.last_step:
        n *= 2
    found, path = _solved(s, n)
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
    return picture(s.field, s.player, path, found, n, shot.snapshot), readout


def _listed(found: Spectrum) -> str:
    """The eigenvalues, the largest first; conjugate ones as one."""
    upper = found.eigenvalues[np.imag(found.eigenvalues) >= 0]
    listed = ", ".join(map(_figures, sorted(upper, key=abs, reverse=True)))
    return text("games_eigenvalues", listed=listed) if listed else ""


def _figures(value: complex) -> str:
    imaginary = f" ± {decimal(value.imag, 3)} <i>i</i>" if value.imag else ""
    return decimal(value.real + 0.0, 3) + imaginary


_NUMBERS = ("gamma", "sigma", "clip", "h", "ratio", "k", "k_g", "momentum", "depth")

games = explorer(
    "games",
    GamesSettings,
    _picture,
    controls=("game", "regulariser", "method", *(Shown(name, hides=True) for name in _NUMBERS)),
    drag=lambda s, uid, index, x, y: {"theta": x, "psi": y},
    click=lambda s, uid, x, y: {"theta": x, "psi": y},
    run=GamesSettings.run,
    speed=SPEED,
)
