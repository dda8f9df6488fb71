"""What a player plays, and what it publishes."""

from dataclasses import dataclass
from typing import Any, Literal, Protocol

Level = Literal["info", "warning", "error"]


class Run(Protocol):
    """What a player plays; ``snapshot()`` returns an object with a ``step``."""

    def step(self, n: int = 1) -> object:
        """Advance by n rounds."""

    def snapshot(self) -> Any:
        """The state as an immutable object."""

    def state_dict(self) -> dict[str, Any]:
        """Everything that an exact resume needs."""
        ...

    def load_state_dict(self, state: dict[str, Any]) -> object:
        """Resume from ``state_dict()``."""

    def configure(self, **changes: Any) -> object:
        """Change settings between two rounds; ValueError for those not allowed."""


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
    """

    snapshot: Any
    position: int
    length: int
    playing: bool = False
    rounds_per_second: float = 0.0
    message: str = ""
    level: Level = "info"
