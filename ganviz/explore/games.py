"""Two-parameter games, to play: phase portrait, spectrum, and distance to the equilibrium."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ganviz import games as library
from ganviz.explore.explorer import explorer
from ganviz.host import Shot, Shown
from ganviz.plots.games import VIEW
from ganviz.plots.games import games as picture
from ganviz.settings import Settings, choice, number, whole
from ganviz.texts import decimal, text

STEPS = 200  # of the trajectory, and as many more as are played
_trajectory = lru_cache(maxsize=8)(library.trajectory)


def _own(kind: Any, name: str, default: float, *ends: float, **more: Any) -> Any:
    """A number that only some regularisers or methods have."""
    return kind(default, *ends, label=f"games_{name}", when=lambda s: name in s.asked, **more)


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

    game: str = choice("dirac", tuple(library.GAMES), label="games_game")
    regulariser: str = choice("none", tuple(library.REGULARISERS), label="games_regulariser")
    method: str = choice("simultaneous", tuple(library.METHODS), label="games_method")
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
        return *library.REGULARISERS[self.regulariser].strength(self), *vars(self.player)

    @property
    def field(self) -> library.Field:
        """The regularised game."""
        strength = library.REGULARISERS[self.regulariser].strength(self)
        return library.field(self.game, self.regulariser, **strength)

    @property
    def player(self) -> library.Method:
        """The method with its parameters."""
        return library.METHODS[self.method].out_of(self)

    def run(self) -> library.GameRun:
        """A point at the start, to be played."""
        return library.GameRun(self.field, self.player, self.theta, self.psi)


def _picture(s: GamesSettings, shot: Shot) -> tuple[dict[str, Any], str]:
    n = STEPS
    while n < shot.last_step:
        n *= 2
    found = library.spectrum(s.field, s.player)
    path = _trajectory(s.field, s.player, s.theta, s.psi, n)
    values = [text("games_pair", v=v) if v.imag else decimal(v.real, 3) for v in found.distinct]
    readout = text(
        "games_readout",
        eigenvalues=", ".join(values) or "–",
        rate=text("games_abscissa" if found.continuous else "games_radius", value=found.rate),
        stability=text(f"games_stability_{found.stability}"),
        n=len(path.distance) - 1,
        first=path.distance[0],
        last=path.distance[-1],
    )
    return picture(s.field, s.player, path, found, n, shot.snapshot), readout


_NUMBERS = ("gamma", "sigma", "clip", "h", "ratio", "k", "k_g", "momentum", "depth")

games = explorer(
    "games",
    GamesSettings,
    _picture,
    controls=("game", "regulariser", "method", *(Shown(name, hides=True) for name in _NUMBERS)),
    drag=lambda s, uid, index, x, y: {"theta": x, "psi": y},
    click=lambda s, uid, x, y: {"theta": x, "psi": y},
    run=GamesSettings.run,
    speed=10,  # steps a second: slow enough to watch
)
