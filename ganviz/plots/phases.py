"""A phase diagram: an outcome over two settings, and along one row of it for every seed."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from ganviz.plots import style
from ganviz.plots.marks import dots, heat, line
from ganviz.plots.panels import Panel, axis, figure
from ganviz.plots.style import Picture, Trace
from ganviz.texts import text

Values = NDArray[np.float64]
LEFT, RIGHT = (0.0, 0.58), (0.7, 1.0)
SCALE = ((0.0, "@gradient/0.55"), (0.5, style.GROUND), (1.0, "@optimum/0.75"))


def interval(values: Values) -> tuple[float, float]:
    """The mean of the numbers in ``values``, and half its 95% interval by Student's t.

    Without a number both are nan; of one alone, the second.

    >>> mean, half = interval(np.array([7.0, 8.0, 8.0]))
    >>> f"{mean:.1f} ± {half:.1f}"
    '7.7 ± 1.4'
    """
    known = values[np.isfinite(values)]
    if not len(known):
        return math.nan, math.nan
    if len(known) < 2:
        return float(known[0]), math.nan
    error = known.std(ddof=1) / math.sqrt(len(known))
    return float(known.mean()), float(stdtrit(len(known) - 1, 0.975) * error)


def phases(
    values: Values,
    stopped: NDArray[np.bool_],
    x: tuple[str, Sequence[str]],
    y: tuple[str, Sequence[str]],
    *,
    outcome: str,
    ends: tuple[float, float],
    best: bool,
    place: tuple[int, int],
    seed: int,
) -> Picture:
    """Return a map of means over seeds, and its row through ``place`` with every seed.

    Args:
        values: of the outcome, (rows, columns, seeds); nan where it is not known, or is none.
        stopped: whether each run diverged, in the same shape; it has no other outcome then.
        x, y: what varies from left to right, and from below: its name, and the name of each value.
        outcome: its name.
        ends: its least and its largest value.
        best: whether the largest is the best, and not the least.
        place: (row, column) of the cell with a frame around it.
        seed: which of its runs is marked.
    """
    (row, column), means = place, np.array([[interval(cell)[0] for cell in r] for r in values])
    scale = SCALE if best else tuple((1 - at, color) for at, color in reversed(SCALE))
    room = ends[1] - ends[0]
    chosen = {"x0": column - 0.5, "x1": column + 0.5, "y0": row - 0.5, "y1": row + 0.5}
    cells = heat(
        "cells",
        means,
        (0, 1),
        (0, 1),
        scale,
        ends,
        hover="%{hovertext}<extra></extra>",
        hovertext=[
            [_told(values[i, j], stopped[i, j], x, y, (i, j)) for j in range(len(x[1]))]
            for i in range(len(y[1]))
        ],
        text=[
            [_short(mean, stop) for mean, stop in zip(*pair, strict=True)]
            for pair in zip(means.tolist(), np.all(stopped, axis=2).tolist(), strict=True)
        ],
        texttemplate="%{text}",
        textfont={"size": 11, "color": style.INK},
        xgap=1,
        ygap=1,
        meta={"click": True},
    )
    frame = {"type": "rect", "line": {"color": style.INK, "width": 2}} | chosen
    left = Panel(
        LEFT,
        x=_named(*x),
        y=_named(*y, automargin=True),
        traces=[cells],
        shapes=[frame],
        legend=None,
    )
    right = Panel(
        RIGHT,
        x=_named(*x),
        y=axis((ends[0] - 0.05 * room, ends[1] + 0.05 * room), outcome),
        traces=_slice(values[row], means[row], column, seed),
        notes=[_title(text("phases_row", name=y[0], value=y[1][row]))],
        legend=None,
    )
    return figure([left, right], margin={"l": 80, "b": 62})


def _slice(values: Values, means: Values, column: int, seed: int) -> list[Trace]:
    """Every seed of one row, their means, and the run that is marked."""
    n, seeds = values.shape
    at = np.repeat(np.arange(n), seeds) + np.tile(np.linspace(-0.2, 0.2, seeds), n)
    marked = [at[column * seeds + seed]], [values[column, seed]]
    return [
        line("means", (np.arange(n), means), "@optimum", 2.5),
        dots("seeds", (at, values.ravel()), "@note", 6, hover="%{y:.3g}<extra></extra>"),
        dots("marked", marked, style.GROUND, 11, edge={"color": style.INK, "width": 2}),
    ]


def _short(mean: float, stopped: bool) -> str:
    """What stands in a cell."""
    if math.isnan(mean):
        return "✗" if stopped else ""
    return f"{mean:.2g}"


def _told(cell: Values, stopped: Any, x: Any, y: Any, place: tuple[int, int]) -> str:
    """What the mouse is told of a cell."""
    mean, half = interval(cell)
    here = {"x": x[0], "y": y[0], "x_value": x[1][place[1]], "y_value": y[1][place[0]]}
    if math.isnan(mean):
        return text("phases_stopped" if stopped.all() else "phases_unknown", **here)
    each = ", ".join(f"{value:.3g}" for value in cell)
    return text("phases_cell", **here, mean=mean, half=half, each=each)


def _named(name: str, values: Sequence[str], **more: Any) -> dict[str, Any]:
    """An axis with a name for each value."""
    at = {"tickvals": list(range(len(values))), "ticktext": list(values), "tickfont": style.SMALL}
    return axis((-0.5, len(values) - 0.5), name, showgrid=False, ticks="", **at, **more)


def _title(words: str) -> Trace:
    where = {"x": 0.5, "y": 1.02, "xref": "x domain", "yref": "y domain", "yanchor": "bottom"}
    return {"text": words, "showarrow": False, "font": {"size": 13, "color": style.NOTE}} | where
