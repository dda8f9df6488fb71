"""The tutorial's Figure 16: what G pays for a sample, against D(G(z)), and how steep that is."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
from scipy.special import logit

from ganviz.plots import style
from ganviz.plots.costs import compared, cost_roles
from ganviz.texts import text
from ganviz.theory.critics import cost_of_log_ratio, cost_slope

COSTS, SLOPES = (-5.0, 5.0), (0.0, 2.0)
_GRID = np.linspace(0.002, 0.998, 250)


def losses(name: str, d: float, *, height: int = 430) -> go.Figure:
    """Return the costs of G over D(G(z)) with tangents at ``d``, and their slopes by the logit.

    Left, the tutorial's three costs and ``name``, with a handle on D(G(z)) to drag; the tangents
    are slopes by D. Right, how much each cost changes with D's logit: what reaches G.

    Args:
        name: a key of `ganviz.theory.CRITICS`.
        d: D(G(z)), in (0, 1).
        height: pixels.

    Raises:
        ValueError: an unknown name.

    Source: the NIPS 2016 tutorial, Figure 16, without its factors of 1/2.
    """
    roles = cost_roles(compared(name))
    at = np.array([logit(d)])
    drawn: list[Any] = []
    points, tangents = [], []
    for cost in roles:
        y = float(cost_of_log_ratio(cost, at)[0])
        slope = float(cost_slope(cost, at)[0])
        points.append((y, abs(slope)))
        tangents.append(_tangent(d, y, slope / (d * (1 - d))))
    costs = {cost: (_GRID, cost_of_log_ratio(cost, logit(_GRID))) for cost in roles}
    slopes = {cost: (_GRID, np.abs(cost_slope(cost, logit(_GRID)))) for cost in roles}
    drawn.extend(style.curves(costs, roles))
    drawn.extend(_right(style.curves(slopes, roles)))
    drawn.append(_line(*np.concatenate(tangents, axis=1)))
    drawn.extend(_dots(d, points))
    drawn.append(_handle(d))
    axis = {"range": [0, 1], "dtick": 0.25}
    return style.figure(
        drawn,
        height,
        xaxis=style.axis("<i>D</i>(<i>G</i>(<i>z</i>))", domain=[0, 0.54], **axis),
        yaxis=style.axis(text("axis_cost"), range=list(COSTS), zeroline=True),
        xaxis2=style.axis("<i>D</i>(<i>G</i>(<i>z</i>))", domain=[0.66, 1], anchor="y2", **axis),
        yaxis2=style.axis(text("axis_slope_by_logit"), range=list(SLOPES), anchor="x2"),
        shapes=[_upright(d, ""), _upright(d, "2")],
    )


def _tangent(x: float, y: float, slope: float) -> np.ndarray:
    """A piece of the tangent, about as long on the screen whatever its slope: (2, 3)."""
    half = 0.07 / np.hypot(1, slope / 6)
    reach = np.array([-half, half, np.nan])
    return np.stack([x + reach, y + slope * reach])


def _line(x: np.ndarray, y: np.ndarray) -> go.Scatter:
    return go.Scatter(
        uid="tangents",
        x=x,
        y=y,
        mode="lines",
        line=style.GRADIENT.line | {"width": 4},
        name=text("slope_by_d"),
        hoverinfo="skip",
    )


def _right(traces: list[go.Scatter]) -> list[go.Scatter]:
    for trace in traces:
        trace.update(uid=f"slope_{trace.uid}", xaxis="x2", yaxis="y2", showlegend=False)
    return traces


def _dots(d: float, points: list[tuple[float, float]]) -> list[go.Scatter]:
    marker = {"color": style.GRADIENT.color, "size": 9}
    y, slopes = zip(*points, strict=True)
    look = {"mode": "markers", "marker": marker, "showlegend": False, "hoverinfo": "skip"}
    return [
        go.Scatter(uid="costs", x=[d] * len(y), y=y, **look),
        go.Scatter(uid="slopes", x=[d] * len(y), y=slopes, xaxis="x2", yaxis="y2", **look),
    ]


def _handle(d: float) -> go.Scatter:
    return go.Scatter(
        uid="handle",
        x=[d],
        y=[COSTS[0] + 0.3],
        mode="markers",
        marker=style.handle(style.DISCRIMINATOR),
        meta={"drag": "x"},
        showlegend=False,
        hoverinfo="skip",
    )


def _upright(x: float, panel: str) -> dict[str, Any]:
    return {
        "type": "line",
        "xref": f"x{panel}",
        "x0": x,
        "x1": x,
        "yref": f"y{panel} domain",
        "y0": 0,
        "y1": 1,
        "line": {"color": style.DISCRIMINATOR.color, "width": 1.2, "dash": "dot"},
        "layer": "below",
    }
