"""The four panels (a) to (d) of Figure 1 side by side."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from ganviz.plots import style
from ganviz.plots.figure1 import density_traces, game_axes, game_traces, strip_traces

GAP = 0.035


def four_panels(moments: Sequence[Any], *, height: int = 330) -> go.Figure:
    """Return one row of panels, each drawn as Figure 1: the curves over x, and z -> x below.

    Args:
        moments: with ``letter`` and ``snapshot``, of `ganviz.toy.four_panels`.
        height: pixels.
    """
    figure = style.blank(height, margin={"l": 40, "b": 64})
    width = (1 + GAP) / len(moments)
    for index, moment in enumerate(moments):
        left = index * width
        _panel(figure, index, moment, (left, left + width - GAP))
    return figure


def _panel(figure: go.Figure, index: int, moment: Any, domain: tuple[float, float]) -> None:
    """Move the axes of the left half of Figure 1 to one panel: x, x2 become x1 + 2i, x2 + 2i."""
    names = {"x": f"x{2 * index + 1}", "x2": f"x{2 * index + 2}"}
    for trace in game_traces(density_traces(moment.snapshot) | strip_traces(moment.snapshot)):
        xaxis = names[str(trace.xaxis or "x")]
        trace.update(xaxis=xaxis, yaxis=xaxis.replace("x", "y"), uid=f"{trace.uid}{index}")
        if trace.showlegend is not False:
            trace.update(legendgroup=trace.name, showlegend=index == 0)
        figure.add_trace(trace)
    for key, axis in game_axes(moment.snapshot, right=1.0).items():
        kind, old = key[:5], key[5:] or "1"
        number = 2 * index + int(old)
        changes: dict[str, Any] = {"nticks": 5} if old == "1" else {}
        if key == "yaxis2":  # panels are low: leave room for the numbers of the x axis
            changes["domain"] = [0, 0.19]
        if kind == "xaxis":
            changes |= {"domain": list(domain), "anchor": f"y{number}"}
        else:
            changes |= {"anchor": f"x{number}", "showticklabels": index == 0, "title": None}
        figure.update_layout({f"{kind}{number}": axis | changes})
    figure.add_annotation(
        text=f"({moment.letter})",
        x=sum(domain) / 2,
        xref="paper",
        y=-0.14,
        yref="paper",
        yanchor="top",
        showarrow=False,
        font={"size": 16},
    )
