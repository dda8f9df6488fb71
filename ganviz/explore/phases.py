"""Phase diagrams: how a game ends, over two of its settings; a click plays that very run."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

import numpy as np

from ganviz import _check
from ganviz.explore.explorer import explorer
from ganviz.explore.playground import PlaygroundSettings
from ganviz.host import Player, Session, Shot
from ganviz.plots.phases import interval
from ganviz.plots.phases import phases as picture
from ganviz.settings import Settings, choice
from ganviz.texts import text
from ganviz.toy.sweeps.phase_map import MapMoment, MapRun, PhaseMap
from ganviz.toy.sweeps.players import Row
from ganviz.toy.sweeps.tables import MAPS, path_of

LIVE = "here"
"""The map that is computed while one looks; those of all others are kept in files."""
OUTCOMES: dict[str, tuple[tuple[float, float], bool]] = {
    "modes": ((0.0, 8.0), True),
    "high_quality": ((0.0, 1.0), True),
    "jsd": ((0.0, 0.693), False),
    "mode_collapse": ((0.0, 1.0), False),
    "oscillation": ((0.0, 1.0), False),
}
"""What a map can show -> its least and largest value, and whether the largest is the best."""


class PlaysRuns(Protocol):
    """Where a clicked run is played: an open `ganviz.explore.playground`, or its session."""

    @property
    def player(self) -> Player | None: ...  # noqa: D102

    def begin(self, *games: PlaygroundSettings) -> None: ...  # noqa: D102


@dataclass(frozen=True)
class PhasesSettings(Settings):
    """How a game on eight modes ends, over two of its settings and over seeds: click a cell.

    Attributes:
        map: one of `ganviz.toy.sweeps.tables.MAPS`.
        outcome: what the colours show, one of `OUTCOMES`.
        place: (row, column, seed) of the run that is framed, in the map or the nearest there is.

    Raises:
        ValueError: an unknown name, or a place that is not three whole numbers from 0.
    """

    map: str = choice(LIVE, tuple(MAPS), label="phases_map")
    outcome: str = choice("modes", tuple(OUTCOMES), label="phases_outcome")
    place: tuple[int, int, int] = (0, 0, 0)

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "place", tuple(self.place))
        for i, value in enumerate(self.place):
            _check.integer(f"place[{i}]", value, at_least=0)
        if len(self.place) != 3:
            raise _check.refuse("place", self.place, "rule_place")

    @property
    def phases(self) -> PhaseMap:
        """The map."""
        return MAPS[self.map]

    @property
    def chosen(self) -> tuple[int, int, int]:
        """The place, within the map."""
        row, column, seed = np.minimum(self.place, np.subtract(self.phases.shape, 1)).tolist()
        return row, column, seed

    @property
    def game(self) -> PlaygroundSettings:
        """The game of the run that is framed."""
        return PlaygroundSettings(self.phases.target, toy=self.phases.at(*self.chosen))

    def run(self) -> MapRun:
        """The map: to be computed, or with all that its file has."""
        return MapRun(self.phases, () if self.map == LIVE else _kept(self.map))


@cache
def _kept(name: str) -> list[Row]:
    return MAPS[name].read(path_of(name))


def _picture(s: PhasesSettings, shot: Shot) -> tuple[dict[str, Any], str]:
    now: MapMoment = shot.snapshot
    values, (row, column, seed) = now.values(s.outcome), s.chosen
    stopped = now.values("diverged") == 1
    ends, best = OUTCOMES[s.outcome]
    x, y = (_axis(s, name) for name in "xy")
    drawn = picture(
        values,
        stopped,
        x,
        y,
        outcome=text(f"phases_outcome_{s.outcome}"),
        ends=ends,
        best=best,
        place=(row, column),
        seed=seed,
    )
    mean, half = interval(values[row, column])
    here = {"x": x[0], "x_value": x[1][column], "y": y[0], "y_value": y[1][row]}
    readout = text(
        "phases_readout",
        **here,
        mean=mean,
        half=half,
        seed=seed,
        one=values[s.chosen],
        n=len(now.rows),
        of=values.size,
        rounds=s.phases.rounds,
    )
    return drawn, readout


def _axis(s: PhasesSettings, name: str) -> tuple[str, list[str]]:
    """What an axis is called, and its values."""
    return text(f"phases_{s.map}_{name}"), [_said(v) for v in getattr(s.phases, f"{name}s")]


def _said(value: Any) -> str:
    if isinstance(value, str):
        return text(f"objective_{value}")
    return f"{value[0] if isinstance(value, tuple) else value:g}"


def _clicked(s: PhasesSettings, uid: str, x: float, y: float) -> dict[str, Any]:
    """Another cell, or the next seed of the same one."""
    row, column, seed = s.chosen
    if (row, column) != (cell := (round(y), round(x))):
        return {"place": (*cell, 0)}
    return {"place": (row, column, (seed + 1) % s.phases.seeds)}


def _note(_: PhasesSettings, shot: Shot) -> str:
    return text("phases_known" if shot.frame.finished else "phases_live")


def _play_in(session: Session, laboratory: PlaysRuns) -> None:
    """From now on, play each run that is framed in a laboratory, as long as it was for the map."""
    shown = session.settings.game

    def follow() -> None:
        nonlocal shown
        if (game := session.settings.game) != shown:
            shown = game
            laboratory.begin(game)
            laboratory.player.advance(session.settings.phases.rounds)  # type: ignore[union-attr]

    session.watchers.append(follow)


phases = explorer(
    "phases",
    PhasesSettings,
    _picture,
    run=PhasesSettings.run,
    follow=lambda old, new: None if old.map != new.map else {},
    click=_clicked,
    note=_note,
    verbs={"play_in": _play_in},
    per_click=4,
)
