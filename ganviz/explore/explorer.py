"""What every explorer is: a view, its controls, a message line, and at most one player."""

import abc
import functools
import sys
from collections.abc import Sequence
from typing import Any, ClassVar

import ipywidgets
from IPython.display import display

from ganviz._json import to_json
from ganviz.widgets import FigureView, MessageLine, Player, cell_key, claim, kept

SIDE = "256px"


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
        """Lay out the view with its controls beside it and the rest below it, and own the cell."""
        layout = functools.partial(kept, ipywidgets.Layout)
        self.view.layout = layout(flex="1 1 0", min_width="0", width="100%")
        column = ipywidgets.VBox(
            list(side), layout=layout(width=SIDE, flex=f"0 0 {SIDE}", padding="4px 0 0 4px")
        )
        row = ipywidgets.HBox(
            [self.view, column] if side else [self.view], layout=layout(width="100%")
        )
        self.widget = ipywidgets.VBox([row, *below, self.message], layout=layout(width="100%"))
        self.widget.add_class(f"ganviz-{self.name}")
        claim(cell_key(self.name), self)

    def _ipython_display_(self) -> None:
        display(self.widget)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.settings})"
