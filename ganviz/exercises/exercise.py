"""The class of exercises: a question, inputs to try answers on, and common mistakes."""

import inspect
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, final

import numpy as np

from ganviz import _check
from ganviz.texts import text

Case = tuple[Any, ...]
"""The inputs of one case: numbers, distributions, and tuples, which become arrays."""

LEVELS = ("warm-up", "standard", "hard")


class Unanswered(Exception):
    """There is no answer yet: it is, or returns, None or Ellipsis."""


def given_by(answer: Any, *inputs: Any) -> Any:
    """The value of an answer at these inputs; an answer that is no function is its own value.

    >>> given_by(max, 2, 3), given_by(0.5, 2, 3)
    (3, 0.5)
    """
    said = answer(*inputs) if callable(answer) else answer
    if said is None or said is ...:
        raise Unanswered
    return said


def drawn(n: int, *bounds: tuple[float, float], seed: int = 0) -> tuple[Case, ...]:
    """n random cases, with one number between each pair of bounds, rounded to two decimals.

    >>> drawn(2, (0, 1), (5, 6))
    ((0.64, 5.27), (0.04, 5.02))
    """
    low, high = np.transpose(bounds)
    draws = np.random.default_rng(seed).uniform(low, high, (n, len(bounds)))
    return tuple(tuple(row) for row in draws.round(2).tolist())


@final
@dataclass(frozen=True)
class Exercise:
    """One exercise. Its texts are in ``texts/en/exercises``, by keys that contain its name.

    Attributes:
        level: one of `LEVELS`.
        solution: the reference solution, written as a student would write it; its name is that of
            the exercise, its signature and docstring are the starter.
        right: inputs -> the right number or array, computed in another way than by the solution.
        cases: the inputs to try, simplest first, so that the first failure is the simplest.
        mistakes: name -> a typical wrong answer.
        measure: (answer, *inputs) -> what is compared with `right`; by default the answer's value.
        witness: (value, *inputs) -> numbers that prove a value wrong without telling the right one,
            for the text ``exercise_witness_NAME``; None if there is no such proof.
        rtol: allowed relative error of an answer.

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
        """The name for `check` and the notebook."""
        return self.solution.__name__

    @property
    def title(self) -> str:
        """The title, one line."""
        return text(f"exercise_{self.name}_title")

    @property
    def source(self) -> str:
        """The paper and section that it is about."""
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
        """The text for someone who makes this mistake."""
        return text(f"exercise_{self.name}_mistake_{mistake}")

    @property
    def code(self) -> str:
        """The reference solution as text; it needs `math` and `np`."""
        return textwrap.dedent(inspect.getsource(self.solution))

    @property
    def starter(self) -> str:
        """The code that a student completes: a function, or a value if there are no inputs.

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
        """The inputs of a case by name; arrays are new, since an answer may write to them."""
        names = inspect.signature(self.right).parameters
        fresh = (np.array(v, dtype=float) if isinstance(v, tuple) else v for v in case)
        return dict(zip(names, fresh, strict=True))
