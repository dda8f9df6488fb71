"""All that a person sets in the laboratory: one to four games, and the lane that is set."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from ganviz import _check
from ganviz.explore.playground.presets import PRESETS
from ganviz.explore.playground.settings import DRAWN, PlaygroundSettings, SideBySide, parse
from ganviz.settings import Choice, Control, Number, Words
from ganviz.toy.runs.lanes import MOST

LETTERS = "ABCD"
WIDTHS = (1, 2, 4, 8, 14, 16, 32, 64, 128, 256)

_SHAPES: Mapping[str, Control] = {
    "layers": Number(low=0, high=8, whole=True, step=1, ends=(0, 5)),
    "width": Number(low=1, high=512, whole=True, values=WIDTHS, label="units"),
}


@dataclass(frozen=True)
class Lab:
    """The games that are played in step, and which of them the controls set.

    Paths are those of the game that is set ("k", "generator.lr", "target"), and besides
    "generator.layers" and "generator.width", the length and the entries of "generator.hidden", in
    the same way for D, "lane", "preset", a name of `PRESETS` or "", and "text", all games as JSON.

    Attributes:
        games: one to four.
        lane: 0, 1 ...

    Raises:
        ValueError: another number of games, or a lane that is not there.

    >>> lab = Lab((PlaygroundSettings(),)).but(k=3, **{"generator.layers": 1})
    >>> lab.game.toy.k, lab.game.toy.generator.hidden
    (3, (32,))
    """

    games: tuple[PlaygroundSettings, ...] = (PlaygroundSettings(),)
    lane: int = 0

    def __post_init__(self) -> None:
        if not 1 <= len(self.games) <= MOST:
            raise _check.refuse("games", len(self.games), "refused_games", least=1, most=MOST)
        _check.integer("lane", self.lane, at_least=0, at_most=len(self.games) - 1)

    @property
    def game(self) -> PlaygroundSettings:
        """The game that the controls set."""
        return self.games[self.lane]

    @property
    def draws(self) -> bool:
        """Whether a person can draw the target now."""
        return len(self.games) == 1 and self.game.target == DRAWN

    @property
    def shared(self) -> PlaygroundSettings | SideBySide:
        """What a person shares: one game, or several side by side."""
        return self.games[0] if len(self.games) == 1 else SideBySide(self.games)

    def at(self, path: str) -> Any:
        """The value at a path."""
        if path == "lane":
            return self.lane
        if path == "preset":
            return next((name for name, games in PRESETS.items() if games == self.games), "")
        if path == "text":
            return self.shared.to_json()
        who, _, part = path.partition(".")
        if part in _SHAPES:
            hidden = self.game.at(f"{who}.hidden")
            return len(hidden) if part == "layers" else max(hidden, default=32)
        return self.game.at(path)

    def but(self, **changes: Any) -> Self:
        """Return the lab with changes by path, all of one game; "lane" says of which.

        Raises:
            ValueError: an unknown path (the nearest is suggested) or a value that is not allowed.
        """
        if preset := changes.pop("preset", ""):
            return type(self)(PRESETS[_check.one_of("preset", preset, PRESETS)])
        if (text := changes.pop("text", None)) is not None:
            return self if text == self.at("text") else type(self)(parse(text))
        lab = replace(self, lane=changes.pop("lane", self.lane))
        for path in [path for path in changes if path.partition(".")[2] in _SHAPES]:
            who, _, part = path.partition(".")
            value = _SHAPES[part].check(path, changes.pop(path))
            layers, width = lab.at(f"{who}.layers"), lab.at(f"{who}.width")
            shape = (width,) * value if part == "layers" else (value,) * layers
            changes[f"{who}.hidden"] = shape
        game = lab.game.but(**changes)
        return lab.with_game(game)

    def with_game(self, game: PlaygroundSettings) -> Self:
        """The lab with another game in the lane that is set."""
        games = (*self.games[: self.lane], game, *self.games[self.lane + 1 :])
        return replace(self, games=games)

    def control(self, path: str) -> Control | None:
        """The control of a path."""
        if path == "lane":
            letters = {letter: i for i, letter in enumerate(LETTERS[: len(self.games)])}
            return Choice(label="lane_set", options=letters, when=lambda lab: len(lab.games) > 1)
        if path == "preset":
            return Choice(options=("", *PRESETS))
        if path == "text":
            return Words(rows=4, label="settings_text")
        return _SHAPES.get(path.partition(".")[2]) or self.game.control(path)
