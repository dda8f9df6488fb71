"""The four panels (a) to (d) of Figure 1 side by side."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from ganviz.plots import old_style as style
from ganviz.plots.old_figure1 import density_traces, game_axes, game_traces, strip_traces

GAP = 0.035


def four_panels(moments: Sequence[Any], *, height: int = 330) -> go.Figure:
    """Return one row of panels, each drawn as Figure 1: the curves over x, and z -> x below.

    Args:
        moments: with ``letter`` and ``snapshot``, of `ganviz.toy.four_panels`.
        height: pixels.
    """
    drawn, layout, letters = [], {}, []
    width = (1 + GAP) / len(moments)
    for index, moment in enumerate(moments):
        left = index * width
        domain = (left, left + width - GAP)
        drawn += _traces(index, moment)
        layout |= _axes(index, moment, domain)
        letters.append(_letter(moment.letter, sum(domain) / 2))
    margin = style.HOUSE["margin"] | {"l": 40, "b": 64}
    return style.figure(drawn, height, margin=margin, annotations=letters, **layout)


def _traces(index: int, moment: Any) -> list[go.Scatter]:
    """The left half of Figure 1 on the axes of one panel: x, x2 become x1 + 2i, x2 + 2i."""
    names = {"x": f"x{2 * index + 1}", "x2": f"x{2 * index + 2}"}
    made = game_traces(density_traces(moment.snapshot) | strip_traces(moment.snapshot))
    for trace in made:
        xaxis = names[str(trace.xaxis or "x")]
        trace.update(xaxis=xaxis, yaxis=xaxis.replace("x", "y"), uid=f"{trace.uid}{index}")
        if trace.showlegend is not False:
            trace.update(legendgroup=trace.name, showlegend=index == 0)
    return made


def _axes(index: int, moment: Any, domain: tuple[float, float]) -> dict[str, Any]:
    axes = {}
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
        axes[f"{kind}{number if number > 1 else ''}"] = axis | changes
    return axes


def _letter(letter: str, x: float) -> dict[str, Any]:
    return {
        "text": f"({letter})",
        "x": x,
        "xref": "paper",
        "y": -0.14,
        "yref": "paper",
        "yanchor": "top",
        "showarrow": False,
        "font": {"size": 16},
    }
