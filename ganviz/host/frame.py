"""What a player publishes."""

from dataclasses import dataclass
from typing import Any, Literal

from ganviz.run import Run as Run  # it used to stand here

Level = Literal["info", "warning", "error"]


@dataclass(frozen=True)
class Frame:
    """What a player publishes.

    Attributes:
        snapshot: the snapshot to show.
        position: its place in the history, 0 ... length - 1.
        length: number of snapshots in the history.
        playing: whether the run goes on.
        rounds_per_second: measured over the last second of play, 0 on pause.
        message: what a person should read, or "".
        level: "info", "warning" (a refused setting) or "error" (the run stopped).
        finished: whether the run has come to its own end, so that there is nothing left to play.
    """

    snapshot: Any
    position: int
    length: int
    playing: bool = False
    rounds_per_second: float = 0.0
    message: str = ""
    level: Level = "info"
    finished: bool = False
