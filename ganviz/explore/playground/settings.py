"""What a person sets in the playground: the target, z, and the whole game, as one short text."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

import numpy as np

from ganviz import _check
from ganviz.distributions import NAMES_2D, Box, Empirical, Planar, named
from ganviz.settings import Settings, choice, from_json, to_short_json
from ganviz.settings import difference as differing
from ganviz.toy import Noise, ToyGAN, ToySettings, default_box, live_changes
from ganviz.toy.runs.lanes import MOST

DRAWN, OWN = "drawn", "own"
TARGETS = (*NAMES_2D, DRAWN)
POINTS = 2_000  # that a drawing may have
BRUSH = 0.12  # bandwidth of a drawn target
PAPER = default_box(named("soft_ring"))  # type: ignore[arg-type]  # what is drawn on


@dataclass(frozen=True)
class PlaygroundSettings(Settings):
    """One game in the plane.

    Attributes:
        target: p_data by name (`ganviz.distributions.NAMES_2D`), "drawn", or "own" for the data
            that `ganviz.explore.playground` was given.
        drawn: points (x, y) of the target that was drawn; a bump of width `BRUSH` lies on each.
        noise: the prior of z.
        toy: the players, the objective, the cures, k, the seed.

    Raises:
        ValueError: an unknown name (the nearest is suggested), or a drawing that is no target.

    >>> settings = PlaygroundSettings("two_moons").but(k=2, **{"generator.lr": 0.01})
    >>> settings.toy.k, settings.toy.generator.lr
    (2, 0.01)
    """

    target: str = choice("soft_ring", TARGETS, allowed=(OWN,))
    drawn: tuple[tuple[float, float], ...] = ()
    noise: Noise = field(default=Noise("gaussian", 2))
    toy: ToySettings = field(default=ToySettings())

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "drawn", _points(self.drawn))

    def p_data(self, own: Planar | None = None) -> Planar:
        """Return the target; ``own`` is what "own" stands for."""
        if self.target == OWN:
            if own is None:
                raise _check.refuse("target", OWN, "rule_target_own")
            return own
        return self._drawn if self.target == DRAWN else named(self.target)  # type: ignore[return-value]

    @cached_property
    def _drawn(self) -> Planar:
        if len(self.drawn) < 2:
            return named("soft_ring")  # type: ignore[return-value]  # until something is drawn
        return Empirical(np.array(self.drawn), BRUSH)  # type: ignore[return-value]

    def view(self, own: Planar | None = None) -> Box:
        """Return what is seen of the plane: `PAPER`, which stays while one draws on it, or what
        fits the target."""
        on_paper = self.target == DRAWN and (not self.drawn or PAPER.contains(self.drawn).all())
        return PAPER if on_paper else default_box(self.p_data(own))

    def aimed_at(self, p_data: Planar, own: Planar | None = None) -> Self:
        """Return the same game with this target: one with a name, ``own``, or one that was drawn.

        >>> PlaygroundSettings("grid").aimed_at(named("spiral")).target
        'spiral'
        """
        if p_data is self.p_data(own):
            return self
        for name in NAMES_2D:
            if named(name) is p_data:
                return self.but(target=name)
        if p_data is own:
            return self.but(target=OWN)
        return self.but(target=DRAWN, drawn=p_data.data)  # type: ignore[attr-defined]

    def as_then(self, state: dict[str, Any], own: Planar | None = None) -> Self:
        """Return the game as it was at a moment: with the settings and target of its ``state``."""
        return self.but(toy=state["settings"]).aimed_at(state["p_data"], own)

    def live_changes(self, old: Self, own: Planar | None = None) -> dict[str, Any] | None:
        """Return what a run of the game ``old`` takes to become this one; None if it cannot."""
        live = live_changes(old.toy, self.toy)
        if live is None or self.noise != old.noise:
            return None
        if (self.target, self.drawn) != (old.target, old.drawn):
            live |= {"p_data": self.p_data(own), "view": self.view(own)}
        return live

    def run(self, own: Planar | None = None) -> ToyGAN:
        """Return a fresh run of this game."""
        return ToyGAN(self.p_data(own), self.noise, self.toy, view=self.view(own))

    def to_json(self) -> str:
        """Return what differs from the defaults as one line of JSON, to paste and share."""
        return to_short_json(self)


def difference(a: PlaygroundSettings, b: PlaygroundSettings) -> dict[str, tuple[Any, Any]]:
    """Return path -> (value in a, value in b) for all that two games differ in.

    >>> a = PlaygroundSettings()
    >>> difference(a, a.but(**{"regularisation.r1": 1.0}))
    {'regularisation.r1': (0.0, 1.0)}
    """
    return {path.removeprefix("toy."): pair for path, pair in differing(a, b).items()}


def _points(drawn: Iterable[Any]) -> tuple[tuple[float, float], ...]:
    if not isinstance(drawn, Iterable):
        raise _check.refuse("drawn", drawn, "rule_points")
    if not len(drawn := tuple(drawn)):
        return ()
    points = _check.finite_array("drawn", drawn, ndim=2)
    if points.shape[1] != 2 or len(points) > POINTS:
        raise _check.refuse("drawn", points.shape, "refused_drawn", most=POINTS)
    return tuple((round(float(x), 3), round(float(y), 3)) for x, y in points)


@dataclass(frozen=True)
class SideBySide:
    """Two to four games that are played in step.

    Raises:
        ValueError: another number of games.
    """

    games: tuple[PlaygroundSettings, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "games", tuple(self.games))
        if not 2 <= len(self.games) <= MOST:
            raise _check.refuse("games", len(self.games), "refused_games", least=2, most=MOST)

    def to_json(self) -> str:
        """Return the games, each as what differs from the defaults, as one line of JSON."""
        return f'{{"games": [{", ".join(game.to_json() for game in self.games)}]}}'


def parse(text: str) -> tuple[PlaygroundSettings, ...]:
    """Return the games that a pasted text describes: one, or several side by side.

    Raises:
        ValueError: not the JSON of settings.

    >>> [game.toy.k for game in parse('{"games": [{}, {"toy": {"k": 3}}]}')]
    [1, 3]
    """
    if '"games"' in text:
        return from_json(SideBySide, text).games
    return (PlaygroundSettings.from_json(text),)
