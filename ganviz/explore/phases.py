"""Phase diagrams: how a game ends, over two of its settings; a click plays that very run."""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from ganviz.explore.explorer import explorer
from ganviz.explore.playground import PlaygroundSettings
from ganviz.host import Session, Shot
from ganviz.plots.phases import Named
from ganviz.plots.phases import phases as picture
from ganviz.settings import Settings, choice, whole
from ganviz.texts import text
from ganviz.toy.sweeps.phase_map import MapRun, PhaseMap
from ganviz.toy.sweeps.tables import LIVE, MAPS, path_of

if TYPE_CHECKING:
    from ganviz.widgets.explorer import ExplorerWidget

OUTCOMES: dict[str, tuple[tuple[float, float], bool]] = {
    "modes": ((0.0, 8.0), True),
    "high_quality": ((0.0, 1.0), True),
    "jsd": ((0.0, 0.693), False),
    "mode_collapse": ((0.0, 1.0), False),
    "oscillation": ((0.0, 1.0), False),
}
"""What a map can show -> its least and largest value, and whether the largest is the best."""


@dataclass(frozen=True)
class PhasesSettings(Settings):
    """How a game on eight modes ends, over two of its settings and over seeds: click a cell.

    Attributes:
        map: one of `ganviz.toy.sweeps.tables.MAPS`.
        outcome: what the colours show, one of `OUTCOMES`.
        row, column, seed: which run is framed, from 0; in the map, or the nearest there is.

    Raises:
        ValueError: an unknown name, or a number below 0.
    """

    map: str = choice(LIVE, tuple(MAPS), label="phases_map")
    outcome: str = choice("modes", tuple(OUTCOMES), label="phases_outcome")
    row: int = whole(0, 0)
    column: int = whole(0, 0)
    seed: int = whole(0, 0)

    @property
    def phases(self) -> PhaseMap:
        """The map."""
        return MAPS[self.map]

    @property
    def place(self) -> tuple[int, int, int]:
        """Row, column and seed within the map."""
        asked = self.row, self.column, self.seed
        row, column, seed = np.minimum(asked, np.subtract(self.phases.shape, 1)).tolist()
        return row, column, seed

    @property
    def game(self) -> PlaygroundSettings:
        """The game of the run that is framed."""
        return PlaygroundSettings(self.phases.target, toy=self.phases.at(*self.place))

    def run(self) -> MapRun:
        """The map: to be computed, or with all that its file has."""
        return MapRun(self.phases, () if self.map == LIVE else _kept(self.map))


@cache
def _kept(name: str) -> Any:
    return MAPS[name].read(path_of(name))


def _picture(s: PhasesSettings, shot: Shot) -> tuple[dict[str, Any], str]:
    found, (ends, best) = shot.snapshot.outcomes(s.outcome), OUTCOMES[s.outcome]
    x, y = (_named(s, name) for name in "xy")
    name = text(f"phases_outcome_{s.outcome}")
    drawn = picture(found, x, y, outcome=name, ends=ends, best=best, place=s.place)
    row, column, seed = s.place
    known = not np.isnan(found.mean[row, column])
    readout = text(
        "phases_readout" if known else "phases_waits",
        **{"x": x[0], "x_value": x[1][column], "y": y[0], "y_value": y[1][row]},
        mean=found.mean[row, column],
        half=found.half[row, column],
        seed=seed,
        one=found.values[s.place],
        n=len(shot.snapshot.rows),
        of=found.values.size,
        rounds=s.phases.rounds,
    )
    return drawn, readout


def _named(s: PhasesSettings, name: str) -> Named:
    return text(f"phases_{s.map}_{name}"), [_said(v) for v in getattr(s.phases, f"{name}s")]


def _said(value: Any) -> str:
    if isinstance(value, str):
        return text(f"objective_{value}")
    return f"{value[0] if isinstance(value, tuple) else value:g}"


def _clicked(s: PhasesSettings, uid: str, x: float, y: float) -> dict[str, int]:
    """Another cell, or the next seed of the same one."""
    row, column = round(y), round(x)
    again = (row, column) == s.place[:2]
    seed = (s.place[2] + 1) % s.phases.seeds if again else 0
    return {"row": row, "column": column, "seed": seed}


def _note(_: PhasesSettings, shot: Shot) -> str:
    return text("phases_known" if shot.frame.finished else "phases_live")


def _play_in(session: Session, laboratory: "ExplorerWidget") -> None:
    """From now on, play each run that is framed in an open `ganviz.explore.playground`, as long as
    it was played for the map."""
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
    controls=("map", "outcome"),
    run=PhasesSettings.run,
    follow=lambda old, new: None if old.map != new.map else {},
    click=_clicked,
    note=_note,
    verbs={"play_in": _play_in},
    per_click=4,
)
