"""What every explorer is: a view, its controls, a message line, and at most one player."""

import abc
import functools
import sys
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import ipywidgets
from IPython.display import display

from ganviz.settings import to_json
from ganviz.widgets import FigureView, MessageLine, Player, cell_key, claim


def threads_show() -> bool:
    """Whether a page shows what a worker thread sends: everywhere but on Colab."""
    return "google.colab" not in sys.modules


class Explorer(abc.ABC):
    """What an explorer function returns; as the last line of a cell it shows itself.

    Running the cell again closes this explorer and its worker thread.

    Attributes:
        view: the figure.
        message: the line where refusals and failures appear.
        player: owns the run, where there is one.
        widget: the whole, for another layout.
    """

    name: ClassVar[str]
    view: FigureView
    player: Player | None = None
    widget: ipywidgets.Widget

    def __init__(self) -> None:
        self.message = MessageLine()

    @property
    @abc.abstractmethod
    def settings(self) -> Any:
        """All that a person has set, as one frozen dataclass."""

    def to_json(self) -> str:
        """The settings as a short text to share; `ganviz.explore.from_json` reads it."""
        return to_json(self.settings)

    def close(self) -> None:
        """End the worker and take the widgets off the page."""
        if self.player is not None:
            self.player.close()
        self.view.close()
        self.widget.close()

    def _arrange(
        self, side: Sequence[ipywidgets.Widget], below: Sequence[ipywidgets.Widget] = ()
    ) -> None:
        """Lay out the view with its controls beside it and the rest below it, and own the cell.

        Where the page is too narrow for that, the controls go below all else: see view.css.
        """
        self.view.add_class("ganviz-picture")
        column = ipywidgets.VBox(list(side))
        column.add_class("ganviz-side")
        beside = [column] if side else []
        self.widget = ipywidgets.Box([self.view, *beside, *below, self.message])
        self.widget.add_class("ganviz-explorer")
        self.widget.add_class(f"ganviz-{self.name}")
        claim(cell_key(self.name), self)

    def _ipython_display_(self) -> None:
        display(self.widget)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.settings})"


class Controlled(Explorer):
    """An explorer in which each control sets the field of the settings after which it is called."""

    _settings: Any
    _controls: Mapping[str, Any]

    @property
    def settings(self) -> Any:
        """All that a person has set, as one frozen dataclass."""
        return self._settings

    @abc.abstractmethod
    def set(self, **changes: Any) -> None:
        """Change fields of the settings, as a control would."""

    def _follow(self, controls: Mapping[str, Any]) -> None:
        """Follow the controls from now on."""
        self._controls = controls
        for field, control in controls.items():
            move = functools.partial(self._moved, field)
            control.observe(
                self.message.guard(lambda change, move=move: move(change["new"])), "value"
            )

    def _refresh(self) -> None:
        """Let every control say what is set."""
        for field, control in self._controls.items():
            if control.value != (now := getattr(self._settings, field)):
                control.value = now

    def _moved(self, field: str, value: Any) -> None:
        """A control has moved; those that `_refresh` moves change nothing more."""
        if getattr(self._settings, field) != value:
            self._set_or_refresh(**{field: value})

    def _set_or_refresh(self, **changes: Any) -> None:
        """`set`, after a refusal of which the controls go back; raises as it does."""
        try:
            self.set(**changes)
        except ValueError:
            self._refresh()
            raise
