"""The four panels (a) to (d) of Figure 1 side by side."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ganviz.plots import style
from ganviz.plots.figure1 import game_panels, view_of
from ganviz.plots.panels import Panel, figure
from ganviz.plots.style import Picture
from ganviz.texts import text

GAP = 0.035
UPS = (0.19, 0.31)  # the strips are low, to leave room for the numbers of the x axis


def four_panels(moments: Sequence[Any]) -> Picture:
    """A row of panels as in Figure 1: the curves over x, and below them arrows from z to x.

    Args:
        moments: objects with ``letter`` and ``snapshot``, from `ganviz.toy.runs.four_panels`.
    """
    panels: list[Panel] = []
    width = (1 + GAP) / len(moments)
    for index, moment in enumerate(moments):
        across = (index * width, (index + 1) * width - GAP)
        first = index == 0
        name = text("axis_density_d") if first else ""
        above, strip = game_panels(
            moment.snapshot,
            across,
            UPS,
            x={"range": view_of(moment.snapshot), "tickfont": style.SMALL, "nticks": 5},
            y={"title": name, "range": (0, 1.1), "nticks": 5, "showticklabels": first},
            legend={} if first else None,
            suffix=str(index),
        )
        panels += [above, replace(strip, notes=[_letter(moment.letter)])]
    return figure(panels, 330, margin={"b": 64})


def _letter(letter: str) -> dict[str, Any]:
    place = {"xref": "x domain", "x": 0.5, "yref": "paper", "y": -0.14, "yanchor": "top"}
    return place | {"text": f"({letter})", "showarrow": False, "font": {"size": 16}}
