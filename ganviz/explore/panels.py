"""The four panels (a) to (d) of Figure 1 as one figure."""

from ganviz import plots
from ganviz.explore.figure1 import Figure1Settings, moments
from ganviz.texts import text
from ganviz.widgets import FigureView


def panels(settings: Figure1Settings | None = None) -> FigureView:
    """Train one pair through the story of Figure 1 (a few seconds) and return its four panels.

    Args:
        settings: the game that is played, as for `ganviz.explore.figure1`.

    Source: Goodfellow et al. 2014, Figure 1.
    """
    figure = plots.four_panels(moments(settings or Figure1Settings()))
    return FigureView(figure, alt=text("panels_alt"))
