"""What an exercise is: a question, inputs to try answers on, and the mistakes that people make."""

import inspect
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, final

import numpy as np

from ganviz import _check
from ganviz.texts import text

Case = tuple[Any, ...]
"""Inputs of one question: numbers, distributions, and tuples that stand for arrays."""

LEVELS = ("warm-up", "standard", "hard")


class Unanswered(Exception):
    """The answer is not written yet: it is, or returns, None or Ellipsis."""


def given_by(answer: Any, *inputs: Any) -> Any:
    """The value of an answer at these inputs; one that is not a function has it everywhere.

    >>> given_by(max, 2, 3), given_by(0.5, 2, 3)
    (3, 0.5)
    """
    said = answer(*inputs) if callable(answer) else answer
    if said is None or said is ...:
        raise Unanswered
    return said


def drawn(n: int, *bounds: tuple[float, float], seed: int = 0) -> tuple[Case, ...]:
    """n seeded cases, one number between each pair of bounds, with two decimals to be readable.

    >>> drawn(2, (0, 1), (5, 6))
    ((0.64, 5.27), (0.04, 5.02))
    """
    low, high = np.transpose(bounds)
    draws = np.random.default_rng(seed).uniform(low, high, (n, len(bounds)))
    return tuple(tuple(row) for row in draws.round(2).tolist())


@final
@dataclass(frozen=True)
class Exercise:
    """One exercise. Its words are in the catalogue, under its name.

    Attributes:
        level: one of `LEVELS`.
        solution: the reference solution, written as a student would write it; its name is that of
            the exercise, its signature and docstring are the starter.
        right: the exact theory: inputs -> a number or an array, by other means than the solution.
        cases: what answers are tried on, simplest first, so that the first failure is the simplest.
        mistakes: name -> an answer that is typically given, and wrong.
        measure: (answer, *inputs) -> what is compared with `right`; by default the answer's value.
        witness: (value, *inputs) -> numbers that prove a value wrong without the right one; they
            fill the text ``exercise_witness_NAME``. None where they prove nothing.
        rtol: how near an answer must be, relative to the right one.

    ValueError if the level is unknown.
    """

    level: str
    solution: Callable[..., Any]
    right: Callable[..., Any]
    cases: tuple[Case, ...]
    mistakes: Mapping[str, Any] = field(repr=False)
    measure: Callable[..., Any] = field(default=given_by, repr=False)
    witness: Callable[..., dict[str, float] | None] | None = field(default=None, repr=False)
    rtol: float = 1e-6

    def __post_init__(self) -> None:
        _check.one_of("level", self.level, LEVELS)

    @property
    def name(self) -> str:
        """What `check` and the notebook call it."""
        return self.solution.__name__

    @property
    def title(self) -> str:
        """A line of text."""
        return text(f"exercise_{self.name}_title")

    @property
    def source(self) -> str:
        """Which part of which paper it is about."""
        return text(f"exercise_{self.name}_source")

    @property
    def statement(self) -> str:
        """The question: HTML with formulas between dollar signs, as are hints and explanation."""
        return text(f"exercise_{self.name}_statement")

    @property
    def hints(self) -> tuple[str, ...]:
        """Steps towards the answer, one at a time."""
        return tuple(text(f"exercise_{self.name}_hints").splitlines())

    @property
    def explanation(self) -> str:
        """How the solution is found."""
        return text(f"exercise_{self.name}_explanation")

    def remark(self, mistake: str) -> str:
        """What to say to someone who makes this mistake."""
        return text(f"exercise_{self.name}_mistake_{mistake}")

    @property
    def code(self) -> str:
        """The reference solution as text; it needs `math` and `np`."""
        return textwrap.dedent(inspect.getsource(self.solution))

    @property
    def starter(self) -> str:
        """What a student begins with: a function to write, or a value where there are no inputs.

        >>> from ganviz.exercises import EXERCISES
        >>> print(EXERCISES["growth_factor"].starter)
        def growth_factor(h):
            \"\"\"The factor by which the distance to (0, 0) grows in one simultaneous step.\"\"\"
            ...
        """
        signature = inspect.signature(self.solution)
        doc = inspect.getdoc(self.solution)
        if not signature.parameters:
            return f"# {doc}\n{self.name} = ..."
        return f'def {self.name}{signature}:\n    """{doc}"""\n    ...'

    def inputs(self, case: Case) -> dict[str, Any]:
        """The inputs of a case by name; arrays are fresh ones, for an answer may write to them."""
        names = inspect.signature(self.right).parameters
        fresh = (np.array(v, dtype=float) if isinstance(v, tuple) else v for v in case)
        return dict(zip(names, fresh, strict=True))
