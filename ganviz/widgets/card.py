"""The card of a graded exercise: a form of ipywidgets, with texts and verdict in HTML."""

import html
from collections.abc import Callable
from typing import Any, ClassVar, final

import ipywidgets
from IPython.core.getipython import get_ipython
from IPython.display import display

from ganviz import _check, exercises
from ganviz.exercises import EXERCISES, Verdict
from ganviz.texts import text
from ganviz.widgets.registry import cell_key, claim

TALLEST = "460px"  # height above which the words over the buttons scroll
_PROSE = "max-width:860px;line-height:1.55;font-size:15px;margin:6px 0"
_CODE = (  # in the colours of the page's theme, if it has one
    "padding:8px 12px;background:var(--jp-layout-color2,rgba(127,127,127,.12));color:inherit;"
    "line-height:1.4;max-width:860px;overflow-x:auto"
)
_SAYS = {  # sign and style of a ValueError, and of another exception
    "warning": ("⚠", "color:var(--ganviz-warning, #8a5a00)"),
    "error": ("✕", "color:#d55e00;font-weight:600"),
}


@final
class Card:
    """The card of an exercise; a notebook displays it. `ganviz.explore.exercise` returns one.

    Args:
        settings: a `ganviz.explore.ExerciseSettings`: the exercise, and what of it is shown.

    Attributes:
        message: the line where errors appear.
        widget: the widget of the whole card, for use in another layout.
    """

    name: ClassVar[str] = "exercise"

    def __init__(self, settings: Any) -> None:
        self._settings = settings
        self._exercise = EXERCISES[settings.name]
        self.message = ipywidgets.HTML(layout=_kept(min_height="24px", margin="0 12px"))
        self._words = ipywidgets.HTMLMath(layout=_kept(margin="0"))
        self._verdict = ipywidgets.HTML(layout=_kept(margin="2px 0"))
        named = self._exercise.name
        self._check = _button("exercise_check", "check", "auto", name=named)
        self._check.button_style = "primary"
        self._hint = _button("exercise_hint", "lightbulb-o", "170px")
        self._solve = _button("exercise_solve", "eye", "110px")
        self._check.on_click(self._guard(lambda: self.check(_written(named))))
        self._hint.on_click(self._guard(lambda: self.set(hints=self._settings.hints + 1)))
        self._solve.on_click(self._guard(lambda: self.set(solution=not self._settings.solution)))
        self._arrange()
        self.set()

    @property
    def settings(self) -> Any:
        """The exercise, and what of it is shown."""
        return self._settings

    def to_json(self) -> str:
        """The settings as one line of JSON, which `ganviz.explore.from_json` reads."""
        return self._settings.to_json()

    def set(self, **changes: Any) -> None:
        """Show more or fewer hints, or the solution; the exercise stays the same.

        Raises:
            ValueError: a value that is not allowed; then nothing has changed.
        """
        if changes.get("name", self._settings.name) != self._settings.name:
            raise _check.refuse("name", changes["name"], "rule_as_made", made=self._settings.name)
        self._settings = self._settings.but(**changes)
        left = len(self._exercise.hints) - self._settings.hints
        self._hint.description = text("exercise_hint", left=left)
        self._hint.disabled = left == 0 or self._settings.solution
        self._words.value = self._page()

    def check(self, answer: Any) -> Verdict:
        """Check an answer and show the verdict; see `ganviz.exercises.check`."""
        verdict = exercises.check(self._settings.name, answer)
        self._verdict.value = verdict._repr_html_()
        return verdict

    def close(self) -> None:
        """Remove the card from the page."""
        for words in (self.message, self._words, self._verdict):
            words.style.close()  # each has its own, and closing it does not
        for row in self.widget.children:
            for part in (*getattr(row, "children", ()), row):
                part.close()
        self.widget.close()

    def _guard(self, act: Callable[[], object]) -> Callable[[Any], None]:
        """The callback of a button, with exceptions shown on the message line."""

        def pressed(_: Any) -> None:
            self.message.value = ""
            try:
                act()
            except Exception as error:
                said = html.escape(str(error) or type(error).__name__)
                sign, look = _SAYS["warning" if isinstance(error, ValueError) else "error"]
                self.message.value = f'<span role="status" style="{look}">{sign} {said}</span>'

        return pressed

    def _page(self) -> str:
        """The text above the buttons, as HTML with formulas."""
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
        words = _kept(max_height=TALLEST, overflow="auto", padding="0 12px")
        bar = _kept(padding="0 8px")
        below = _kept(padding="0 12px")
        self.widget = ipywidgets.VBox(
            [
                ipywidgets.Box([self._words], layout=words),
                ipywidgets.HBox([self._check, self._hint, self._solve], layout=bar),
                ipywidgets.Box([self._verdict], layout=below),
                self.message,
            ],
            layout=_kept(width="100%"),
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
    """The notebook's variable of this name, the answer; None if there is none."""
    shell = get_ipython()
    return None if shell is None else shell.user_ns.get(name)


_shared: dict[tuple, ipywidgets.Widget] = {}


def _kept(cls: Any = ipywidgets.Layout, **state: str) -> Any:
    """A layout or style that is shared by all with the same fields, since each is a widget."""
    key = (cls, *sorted(state.items()))
    if key not in _shared or _shared[key].comm is None:  # None if it was closed
        _shared[key] = cls(**state)
    return _shared[key]


def _button(key: str, icon: str, width: str, **values: str) -> ipywidgets.Button:
    """A button with the texts of ``key`` and ``key_tip``."""
    return ipywidgets.Button(
        description=text(key),
        tooltip=text(f"{key}_tip", **values),
        icon=icon,
        layout=_kept(width=width, min_width="36px", margin="2px", flex="0 0 auto"),
        style=_kept(ipywidgets.ButtonStyle),
    )
