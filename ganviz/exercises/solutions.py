"""Worked solutions: prose and code, shown on demand."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, final

from ganviz import _check
from ganviz.exercises.catalogue import EXERCISES


@final
@dataclass(frozen=True)
class Solution:
    """A worked solution; a notebook displays it.

    Attributes:
        answer: the solution as a function, to call or to check.
        explanation: how it is found, as HTML with formulas between dollar signs.
        code: the source of `answer`, which needs `math` and `np`.
    """

    answer: Callable[..., Any]
    explanation: str
    code: str

    def __str__(self) -> str:
        return self.code

    def _repr_markdown_(self) -> str:
        return f"{self.explanation}\n\n```python\n{self.code}```"


def solution(name: str) -> Solution:
    """The worked solution of the exercise of this name; ValueError if there is none.

    >>> print(solution("growth_factor"))
    def growth_factor(h):
        \"\"\"The factor by which the distance to (0, 0) grows in one simultaneous step.\"\"\"
        return math.sqrt(1 + h**2)
    <BLANKLINE>
    """
    exercise = EXERCISES[_check.one_of("name", name, EXERCISES)]
    return Solution(exercise.solution, exercise.explanation, exercise.code)
