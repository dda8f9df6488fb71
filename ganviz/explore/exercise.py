"""A graded exercise as a card: statement, hints one at a time, worked solution, verdict."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ganviz import _check
from ganviz.exercises import EXERCISES
from ganviz.settings import Settings, choice, toggle, whole

if TYPE_CHECKING:
    from ganviz.widgets.card import Card


@dataclass(frozen=True)
class ExerciseSettings(Settings):
    """Which exercise, how many of its hints are shown, and whether its solution is, in their place.

    Raises:
        ValueError: an unknown name, or more hints than there are.
    """

    name: str = choice("optimal_strategy", tuple(EXERCISES))
    hints: int = whole(0, 0)
    solution: bool = toggle(False)

    def __post_init__(self) -> None:
        super().__post_init__()
        _check.integer("hints", self.hints, at_least=0, at_most=len(EXERCISES[self.name].hints))


def exercise(name: str = "optimal_strategy", settings: ExerciseSettings | None = None) -> "Card":
    """Return the card of one exercise; the answer is written into a cell of its own.

    Args:
        name: a key of `ganviz.exercises.EXERCISES`.
        settings: what is shown, in place of a name.

    Raises:
        ValueError: an unknown name; the nearest is suggested.
    """
    from ganviz.widgets.card import Card

    return Card(settings or ExerciseSettings(name))
