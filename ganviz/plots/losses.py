"""The tutorial's Figure 16: what G pays for a sample, against D(G(z)), and how steep that is."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
from scipy.special import logit

from ganviz.plots import old_style as style
from ganviz.plots.costs import compared, cost_roles, dots, tangents
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
    right = {"xaxis": "x2", "yaxis": "y2"}
    curves = {cost: (_GRID, cost_of_log_ratio(cost, logit(_GRID))) for cost in roles}
    steepness = {cost: (_GRID, np.abs(cost_slope(cost, logit(_GRID)))) for cost in roles}
    y = [float(cost_of_log_ratio(cost, logit(d))) for cost in roles]
    slopes = [float(cost_slope(cost, logit(d))) for cost in roles]
    by_d = [slope / (d * (1 - d)) for slope in slopes]
    drawn: list[Any] = []
    drawn.extend(style.curves(curves, roles))
    for trace in style.curves(steepness, roles):
        drawn.append(trace.update({"uid": f"slope_{trace.uid}", "showlegend": False} | right))
    drawn.append(tangents(d, y, by_d, half=0.07, rise=6, name=text("slope_by_d")))
    drawn.append(dots("costs", d, y))
    drawn.append(dots("slopes", d, [abs(slope) for slope in slopes], **right))
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


def _handle(d: float) -> go.Scatter:
    return go.Scatter(
        uid="handle",
        x=[d],
        y=[COSTS[0] + 0.3],
        mode="markers",
        marker=style.handle(style.DISCRIMINATOR),
        meta={"drag": "x"},
        showlegend=False,
        hovertext=text("losses_handle"),
        hoverinfo="text",
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
