"""What a person sets in the playground: the target, z, and the whole game, as one short text."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import cached_property
from typing import Any, Self

import numpy as np

from ganviz import _check, _json
from ganviz.distributions import NAMES_2D, Box, Empirical, Planar, named
from ganviz.toy import Noise, ToyGAN, ToySettings, default_box
from ganviz.toy.lanes import MOST

DRAWN, OWN = "drawn", "own"
TARGETS = (*NAMES_2D, DRAWN)
POINTS = 2_000  # that a drawing may have
BRUSH = 0.12  # bandwidth of a drawn target
PAPER = default_box(named("soft_ring"))  # type: ignore[arg-type]  # what is drawn on


@dataclass(frozen=True)
class PlaygroundSettings:
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

    target: str = "soft_ring"
    drawn: tuple[tuple[float, float], ...] = ()
    noise: Noise = field(default=Noise("gaussian", 2))
    toy: ToySettings = field(default=ToySettings())

    def __post_init__(self) -> None:
        _check.one_of("target", self.target, [*TARGETS, OWN])
        object.__setattr__(self, "drawn", _points(self.drawn))

    def p_data(self, own: Planar | None = None) -> Planar:
        """Return the target; ``own`` is what "own" stands for."""
        if self.target == OWN:
            if own is None:
                raise _check.refuse("target", OWN, "another name, or playground(data=...)")
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

    def run(self, own: Planar | None = None) -> ToyGAN:
        """Return a fresh run of this game."""
        return ToyGAN(self.p_data(own), self.noise, self.toy, view=self.view(own))

    def to_json(self) -> str:
        """Return what differs from the defaults as one line of JSON, to paste and share."""
        return _json.to_short_json(self)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the settings that a line of JSON describes; what it leaves out is the default.

        Raises:
            ValueError: not a JSON object, an unknown field (the nearest is suggested), a bad value.
        """
        return _json.from_json(cls, text)

    def but(self, **changes: Any) -> Self:
        """Return these settings with changes; "generator.lr" reaches into a part of the game.

        Args:
            changes: fields of this class or of `ToySettings`, or of its parts after a dot.

        Raises:
            ValueError: an unknown field (the nearest is suggested) or a value that is not allowed.
        """
        own = {f.name for f in fields(self)}
        for name in changes:
            _check.one_of("changes", name, [*paths(self), *paths(self.toy)])
        whole = {n if n.split(".")[0] in own else f"toy.{n}": v for n, v in changes.items()}
        return _with(self, whole)


def paths(settings: Any, prefix: str = "") -> list[str]:
    """Return the names of all fields, those of a part after a dot.

    >>> "discriminator.lr" in paths(ToySettings())
    True
    """
    found = []
    for f in fields(settings):
        value = getattr(settings, f.name)
        found.append(prefix + f.name)
        if is_dataclass(value):
            found += paths(value, f"{prefix}{f.name}.")
    return found


def look_up(settings: Any, path: str) -> Any:
    """Return the field at ``path``: ``look_up(toy, "generator.lr")``."""
    for name in path.split("."):
        settings = getattr(settings, name)
    return settings


def difference(a: PlaygroundSettings, b: PlaygroundSettings) -> dict[str, tuple[Any, Any]]:
    """Return path -> (value in a, value in b) for all that the two differ in, parts field by field.

    >>> a = PlaygroundSettings()
    >>> difference(a, a.but(**{"regularisation.r1": 1.0}))
    {'regularisation.r1': (0.0, 1.0)}
    """
    leaves = [p for p in paths(a) if not is_dataclass(look_up(a, p))]
    pairs = {p.removeprefix("toy."): (look_up(a, p), look_up(b, p)) for p in leaves}
    return {path: pair for path, pair in pairs.items() if pair[0] != pair[1]}


def _with(settings: Any, changes: dict[str, Any]) -> Any:
    """Replace fields, those of parts by "part.field"."""
    direct = {name: value for name, value in changes.items() if "." not in name}
    for part in {name.split(".")[0] for name in changes if "." in name}:
        inner = {n.split(".", 1)[1]: v for n, v in changes.items() if n.startswith(f"{part}.")}
        direct[part] = _with(direct.get(part, getattr(settings, part)), inner)
    return replace(settings, **direct)


def _points(drawn: Iterable[Any]) -> tuple[tuple[float, float], ...]:
    if not isinstance(drawn, Iterable):
        raise _check.refuse("drawn", drawn, "points (x, y)")
    if not len(drawn := tuple(drawn)):
        return ()
    points = _check.finite_array("drawn", drawn, ndim=2)
    if points.shape[1] != 2 or len(points) > POINTS:
        raise _check.refuse("shape of drawn", points.shape, f"(n, 2), n <= {POINTS}")
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
            raise _check.refuse("number of games", len(self.games), f"2 to {MOST}")

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
        return _json.from_json(SideBySide, text).games
    return (PlaygroundSettings.from_json(text),)
