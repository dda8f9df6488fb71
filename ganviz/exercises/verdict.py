"""The result of a check: right or not, why, and where the answer fails."""

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final

# Green, vermilion and grey, as in ganviz.plots.style, which this module may not import.
_COLOURS = {True: "#009E73", False: "#D55E00", None: "#8a8a8a"}
_MARKS = {True: "✓", False: "✕", None: "…"}


@final
@dataclass(frozen=True)
class Counterexample:
    """Inputs at which an answer fails.

    Attributes:
        inputs: name -> value.
        given: the answer's value, a number or nested lists; None if it is not numbers.
        right: the right value.
    """

    inputs: Mapping[str, Any]
    given: Any
    right: Any


@final
@dataclass(frozen=True)
class Verdict:
    """The result of `check`; a notebook displays it.

    Attributes:
        correct: whether the answer is right for all inputs.
        message: one or a few sentences of plain text.
        counterexample: where the answer fails; None if it is correct or missing.

    >>> print(Verdict(True, "Right."))
    Right.
    """

    correct: bool
    message: str
    counterexample: Counterexample | None = None

    def __str__(self) -> str:
        return self.message

    def _repr_html_(self) -> str:
        state = True if self.correct else None if self.counterexample is None else False
        colour = _COLOURS[state]
        return (
            f'<div role="status" style="border-left:4px solid {colour};padding:4px 12px;'
            f'font-size:14px;line-height:1.5"><b style="color:{colour}">{_MARKS[state]}</b> '
            f"{html.escape(self.message)}</div>"
        )
