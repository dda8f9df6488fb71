"""A graded exercise as a card: statement, hints one at a time, worked solution, verdict."""

import html
from dataclasses import dataclass, replace
from typing import Any, ClassVar, final

import ipywidgets
from IPython.core.getipython import get_ipython
from IPython.display import display

from ganviz import _check, exercises
from ganviz._json import to_json
from ganviz.exercises import EXERCISES, Verdict
from ganviz.texts import text
from ganviz.widgets import MessageLine, button, cell_key, claim, kept

TALLEST = "460px"  # of the words above the buttons; beyond that they scroll
_PROSE = "max-width:860px;line-height:1.55;font-size:15px;margin:6px 0"
_CODE = (  # in the colours of the page's theme, where it has one
    "padding:8px 12px;background:var(--jp-layout-color2,rgba(127,127,127,.12));color:inherit;"
    "line-height:1.4;max-width:860px;overflow-x:auto"
)


@dataclass(frozen=True)
class ExerciseSettings:
    """Which exercise, how many of its hints are shown, and whether its solution is, in their place.

    Raises:
        ValueError: an unknown name, or more hints than there are.
    """

    name: str = "optimal_strategy"
    hints: int = 0
    solution: bool = False

    def __post_init__(self) -> None:
        _check.one_of("name", self.name, EXERCISES)
        _check.integer("hints", self.hints, at_least=0, at_most=len(EXERCISES[self.name].hints))


def exercise(name: str = "optimal_strategy", settings: ExerciseSettings | None = None) -> "Card":
    """Return the card of one exercise; the answer is written into a cell of its own.

    Args:
        name: a key of `ganviz.exercises.EXERCISES`.
        settings: what is shown, in place of a name.

    Raises:
        ValueError: an unknown name; the nearest is suggested.
    """
    return Card(settings or ExerciseSettings(name))


@final
class Card:
    """What `exercise` returns; as the last line of a cell it shows itself.

    Attributes:
        message: the line where failures appear.
        widget: the whole, for another layout.
    """

    name: ClassVar[str] = "exercise"

    def __init__(self, settings: ExerciseSettings) -> None:
        self._settings = settings
        self._exercise = EXERCISES[settings.name]
        self.message = MessageLine()
        self._words = ipywidgets.HTMLMath(layout=kept(ipywidgets.Layout, margin="0"))
        self._verdict = ipywidgets.HTML(layout=kept(ipywidgets.Layout, margin="2px 0"))
        named = self._exercise.name
        self._check = button(
            text("exercise_check"), text("exercise_check_tip", name=named), "check"
        )
        self._check.button_style = "primary"
        self._hint = button("", text("exercise_hint_tip"), "lightbulb-o", "170px")
        self._solve = button(text("exercise_solve"), text("exercise_solve_tip"), "eye", "110px")
        guard = self.message.guard
        self._check.on_click(guard(lambda _: self.check(_written(named))))
        self._hint.on_click(guard(lambda _: self.set(hints=self._settings.hints + 1)))
        self._solve.on_click(guard(lambda _: self.set(solution=not self._settings.solution)))
        self._arrange()
        self.set()

    @property
    def settings(self) -> ExerciseSettings:
        """What is shown."""
        return self._settings

    def to_json(self) -> str:
        """The settings as a short text to share; `ganviz.explore.from_json` reads it."""
        return to_json(self._settings)

    def set(self, **changes: Any) -> None:
        """Show more or fewer hints, or the solution; the exercise stays the same.

        Raises:
            ValueError: a value that is not allowed; then nothing has changed.
        """
        if changes.get("name", self._settings.name) != self._settings.name:
            raise _check.refuse("name", changes["name"], f"{self._settings.name!r}, as it was made")
        self._settings = replace(self._settings, **changes)
        left = len(self._exercise.hints) - self._settings.hints
        self._hint.description = text("exercise_hint", left=left)
        self._hint.disabled = left == 0 or self._settings.solution
        self._words.value = self._page()

    def check(self, answer: Any) -> Verdict:
        """Judge an answer and show the verdict; see `ganviz.exercises.check`."""
        verdict = exercises.check(self._settings.name, answer)
        self._verdict.value = verdict._repr_html_()
        return verdict

    def close(self) -> None:
        """Take the card off the page."""
        self.widget.close()

    def _page(self) -> str:
        """All words above the buttons, as HTML with formulas."""
        asked = self._exercise
        level = text(f"exercise_level_{asked.level}")
        parts = [
            f'<div style="font-size:17px;margin:4px 0"><b>{asked.title}</b> &ensp;'
            f'<span style="font-size:13px;opacity:0.75">{level} · {asked.source}</span></div>',
            _paragraph(asked.statement),
        ]
        if self._settings.solution:
            parts += [
                '<hr style="border:none;border-top:1px solid #cccccc;margin:8px 0">',
                _paragraph(asked.explanation),
                f'<pre style="{_CODE}">{html.escape(asked.code)}</pre>',
            ]
        else:
            parts += [_paragraph(f"• {hint}") for hint in asked.hints[: self._settings.hints]]
        return "".join(parts)

    def _arrange(self) -> None:
        words = kept(ipywidgets.Layout, max_height=TALLEST, overflow="auto", padding="0 12px")
        bar = kept(ipywidgets.Layout, padding="0 8px")
        below = kept(ipywidgets.Layout, padding="0 12px")
        self.widget = ipywidgets.VBox(
            [
                ipywidgets.Box([self._words], layout=words),
                ipywidgets.HBox([self._check, self._hint, self._solve], layout=bar),
                ipywidgets.Box([self._verdict], layout=below),
                self.message,
            ],
            layout=kept(ipywidgets.Layout, width="100%"),
        )
        self.widget.add_class(f"ganviz-{self.name}")
        claim(cell_key(f"{self.name}-{self._settings.name}"), self)

    def _ipython_display_(self) -> None:
        display(self.widget)

    def __repr__(self) -> str:
        return f"Card({self._settings})"


def _paragraph(words: str) -> str:
    return f'<div style="{_PROSE}">{words}</div>'


def _written(name: str) -> Any:
    """What the notebook calls by this name: the answer, or None while there is none."""
    shell = get_ipython()
    return None if shell is None else shell.user_ns.get(name)
