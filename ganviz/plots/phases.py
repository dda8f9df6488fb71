"""A phase diagram: an outcome over two settings, and along one row of it for every seed."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ganviz.plots import style
from ganviz.plots.marks import cell_frame, dots, heat, line
from ganviz.plots.panels import Panel, axis, figure, names
from ganviz.plots.style import Picture, Trace
from ganviz.texts import text

Named = tuple[str, Sequence[str]]
"""What a setting is called, and each of its values."""
LEFT, RIGHT = (0.0, 0.58), (0.7, 1.0)
SCALE = ((0.0, "@gradient/0.55"), (0.5, style.GROUND), (1.0, "@optimum/0.75"))


def phases(
    found: Any,
    x: Named,
    y: Named,
    *,
    outcome: str,
    ends: tuple[float, float],
    best: bool,
    place: tuple[int, int, int],
) -> Picture:
    """Return a map of means over seeds, and its row through ``place`` with every seed.

    Args:
        found: a `ganviz.toy.sweeps.phase_map.Outcomes`.
        x, y: what varies from left to right, and from below.
        outcome: its name.
        ends: its least and its largest value.
        best: whether the largest is the best, and not the least.
        place: (row, column, seed) of the run that is marked.
    """
    row, column, _ = place
    scale = SCALE if best else tuple((1 - at, color) for at, color in reversed(SCALE))
    left = Panel(
        LEFT,
        x=names(x[1], x[0]),
        y=names(y[1], y[0], automargin=True),
        traces=[_cells(found, x, y, scale, ends)],
        shapes=[cell_frame(row, column)],
        legend=None,
    )
    room = 0.05 * (ends[1] - ends[0])
    right = Panel(
        RIGHT,
        x=names(x[1], x[0], showline=True, **_every_second(x[1])),
        y=axis((ends[0] - room, ends[1] + room), outcome),
        traces=_slice(found, place),
        notes=[_title(text("phases_row", name=y[0], value=y[1][row]))],
        legend=None,
    )
    return figure([left, right], margin={"l": 80, "b": 62})


def _every_second(values: Sequence[str]) -> dict[str, Any]:
    """The ticks of a narrow axis."""
    return {"tickvals": list(range(0, len(values), 2)), "ticktext": list(values[::2])}


def _cells(found: Any, x: Named, y: Named, scale: Any, ends: tuple[float, float]) -> Trace:
    """A coloured cell for each pair of values, with its mean; what stopped has a cross."""
    cells = [[(i, j) for j in range(len(x[1]))] for i in range(len(y[1]))]
    return heat(
        "cells",
        found.mean,
        (0, 1),
        (0, 1),
        scale,
        ends,
        hover="%{hovertext}<extra></extra>",
        hovertext=[[_told(found, x, y, cell) for cell in row] for row in cells],
        text=[[_short(found, cell) for cell in row] for row in cells],
        texttemplate="%{text}",
        textfont={"size": 11, "color": style.INK},
        xgap=1,
        ygap=1,
        meta={"click": True},
    )


def _short(found: Any, cell: tuple[int, int]) -> str:
    """What stands in a cell."""
    if math.isnan(found.mean[cell]):
        return "✗" if found.stopped[cell] else ""
    return f"{found.mean[cell]:.2g}"


def _told(found: Any, x: Named, y: Named, cell: tuple[int, int]) -> str:
    """What the mouse is told of a cell."""
    here = {"x": x[0], "y": y[0], "x_value": x[1][cell[1]], "y_value": y[1][cell[0]]}
    if math.isnan(found.mean[cell]):
        return text("phases_stopped" if found.stopped[cell] else "phases_unknown", **here)
    each = ", ".join(f"{value:.3g}" for value in found.values[cell])
    return text("phases_cell", **here, mean=found.mean[cell], half=found.half[cell], each=each)


def _slice(found: Any, place: tuple[int, int, int]) -> list[Trace]:
    """Every seed of one row, their means, and the run that is marked."""
    row, column, seed = place
    columns, seeds = found.values[row].shape
    at = np.arange(columns)[:, None] + np.linspace(-0.2, 0.2, seeds)
    marked = [at[column, seed]], [found.values[place]]
    each = at.ravel(), found.values[row].ravel()
    return [
        line("means", (np.arange(columns), found.mean[row]), "@optimum", 2.5),
        dots("seeds", each, "@note", 6, hover="%{y:.3g}<extra></extra>"),
        dots("marked", marked, style.GROUND, 11, edge={"color": style.INK, "width": 2}),
    ]


def _title(words: str) -> Trace:
    where = {"x": 0.5, "y": 1.02, "xref": "x domain", "yref": "y domain", "yanchor": "bottom"}
    return {"text": words, "showarrow": False, "font": {"size": 13, "color": style.NOTE}} | where
