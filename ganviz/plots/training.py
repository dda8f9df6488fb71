"""D in training while G stands still: its curve on the way to D*, its value on the way to C(G)."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from ganviz.plots import style
from ganviz.plots.figure1 import Arrays, step_range, view_of
from ganviz.texts import text
from ganviz.theory import optimal_discriminator

CURVES = ("value", "criterion")


def traces(snapshot: Any, curves: Mapping[str, NDArray[Any]]) -> Arrays:
    """Return what the live picture draws: trace uid -> (x, y).

    Args:
        snapshot: a `ganviz.toy.FixedSnapshot`.
        curves: ``step`` and each of `CURVES`, arrays of one length: the history of the run.
    """
    x = snapshot.x
    return {
        "d_star": (x, optimal_discriminator(snapshot.p_data, snapshot.p_g)(x)),
        "p_data": (x, snapshot.p_data.pdf(x)),
        "p_g": (x, snapshot.p_g.pdf(x)),
        "d": (x, snapshot.d),
    } | {name: (curves["step"], curves[name]) for name in CURVES}


def training(snapshot: Any, curves: Mapping[str, NDArray[Any]], *, height: int = 380) -> go.Figure:
    """Return D beside D* over x, and V(G, D) beside C(G) over the updates of D.

    The arguments are those of `traces`.
    """
    arrays = traces(snapshot, curves)
    values = {
        "criterion": style.role(style.OPTIMUM, "<i>C</i>(<i>G</i>)", "solid"),
        "value": style.role(style.DISCRIMINATOR, "<i>V</i>(<i>G</i>, <i>D</i>)"),
    }
    right = style.curves(arrays, values)
    for trace in right:
        trace.update(xaxis="x2", yaxis="y2", legend="legend2")
    shape, note = style.reference(-math.log(4), "−log 4", xref="x2", yref="y2")
    return style.figure(
        [*style.curves(arrays, style.GAME), *right],
        height,
        xaxis=style.axis("<i>x</i>", range=list(view_of(snapshot)), domain=[0, 0.6]),
        yaxis=style.axis(text("axis_density_d"), range=[0, 1.05]),
        xaxis2=style.axis(
            text("axis_updates"),
            range=step_range(float(snapshot.step)),
            domain=[0.7, 1],
            anchor="y2",
        ),
        yaxis2=style.axis(text("axis_nats"), range=[-1.6, 0.05], anchor="x2"),
        legend2=style.legend(0.7, 1.01),
        shapes=[shape],
        annotations=[note],
    )


def value_bars(
    p_data: Any, p_g: Any, D: Any, terms: tuple[float, float], *, height: int = 360
) -> go.Figure:
    """Return one D against one G: the densities with D, and the two terms of V as bars.

    Args:
        p_data, p_g: 1-D distributions.
        D: x (n,) -> probabilities (n,).
        terms: E_data[log D(x)] and E_g[log(1 - D(x))], in nats.
        height: pixels.
    """
    x = np.linspace(-4, 4, 241)
    arrays = {"p_data": (x, p_data.pdf(x)), "p_g": (x, p_g.pdf(x)), "d": (x, D(x))}
    roles = {"p_data": style.DATA, "p_g": style.GENERATOR, "d": style.DISCRIMINATOR}
    handle = go.Scatter(
        uid="handle",
        x=[p_g.mean],
        y=p_g.pdf([p_g.mean]),
        mode="markers",
        marker=style.handle(style.GENERATOR),
        meta={"drag": "x"},
        showlegend=False,
        hovertext=text("handle_mean"),
        hoverinfo="text",
    )
    names = ["E<sub>data</sub><br>log <i>D</i>", "E<sub>g</sub><br>log(1 − <i>D</i>)", "<i>V</i>"]
    bars = go.Bar(
        x=names,
        y=[*terms, sum(terms)],
        xaxis="x2",
        yaxis="y2",
        marker={"color": [style.DATA.color, style.GENERATOR.color, style.DISCRIMINATOR.color]},
        width=0.5,
        showlegend=False,
        hovertemplate="%{y:.4f} nats<extra></extra>",
    )
    shape, note = style.reference(-math.log(4), "−log 4", xref="x2", yref="y2")
    return style.figure(
        [*style.curves(arrays, roles), handle, bars],
        height,
        xaxis=style.axis("<i>x</i>", range=[-4, 4], domain=[0, 0.6]),
        yaxis=style.axis(text("axis_density_d"), range=[0, 1.05]),
        xaxis2=style.axis(
            domain=[0.7, 1],
            anchor="y2",
            side="top",
            showgrid=False,
            tickangle=0,
            tickfont={"size": 13},
        ),
        yaxis2=style.axis(text("axis_nats"), range=[-3, 0], anchor="x2"),
        shapes=[shape],
        annotations=[note],
        margin=style.HOUSE["margin"] | {"t": 46},  # the names of the bars have two lines
    )
