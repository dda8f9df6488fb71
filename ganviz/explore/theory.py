"""An explorer without a run: each setting, by slider or by mouse, draws the figure anew."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, final

import ipywidgets
import plotly.graph_objects as go

from ganviz.explore.explorer import Controlled
from ganviz.texts import text
from ganviz.widgets import FigureView

Picture = Callable[[Any], tuple[go.Figure, str]]
Drag = Callable[[Any, str, int, float, float], dict[str, Any]]


@final
class TheoryExplorer(Controlled):
    """A figure that is a pure function of its settings.

    Args:
        name: the explorer's name; the text ``name + "_alt"`` is what a screen reader says.
        settings: a frozen dataclass; its checks decide what is allowed.
        picture: settings -> (figure, readout).
        controls: field of the settings -> the ipywidget that shows and sets it.
        drag: (settings, uid, index, x, y) -> the fields that a drag changes.
        draw: (settings, uid, x, y) -> the fields that a drawn curve changes.
        extra: further widgets under the controls.
    """

    def __init__(
        self,
        name: str,
        settings: Any,
        picture: Picture,
        controls: Mapping[str, Any],
        *,
        drag: Drag | None = None,
        draw: Callable[[Any, str, Any, Any], dict[str, Any]] | None = None,
        extra: Callable[["TheoryExplorer"], list[ipywidgets.Widget]] = lambda _: [],
    ) -> None:
        super().__init__()
        self.name = name  # type: ignore[misc]
        self._settings, self._picture = settings, picture
        figure, readout = picture(settings)
        self.view = FigureView(figure, alt=text(f"{name}_alt"), readout=readout)
        self._follow(controls)
        if drag is not None:
            self.view.on_drag(
                self.message.guard(lambda *event: self.set(**drag(self._settings, *event)))
            )
        if draw is not None:
            self.view.on_draw(
                self.message.guard(lambda *event: self.set(**draw(self._settings, *event)))
            )
        self._arrange([*controls.values(), *extra(self)])

    def set(self, **changes: Any) -> None:
        """Change fields of the settings, as a slider or the mouse would.

        Raises:
            ValueError: a value that is not allowed; then nothing has changed.
        """
        settings = replace(self._settings, **changes)
        figure, readout = self._picture(settings)
        self._settings = settings
        self._refresh()
        self.view.figure = figure
        self.view.readout = readout
