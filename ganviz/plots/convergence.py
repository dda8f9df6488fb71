"""Proposition 2 as a picture: p_g flows down log(1 - D*) to p_data, and C(G) to its minimum."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from ganviz.plots import old_style as style
from ganviz.plots.old_figure1 import Arrays, step_range
from ganviz.texts import text

VIEW = (-4.0, 4.0)
CURVES = ("criterion", "gap", "bound")
FLOOR = -8.0  # the least power of ten that the lowest panel shows
START = style.role(style.GENERATOR, "<i>p</i><sub>g</sub>, start", "dot")
SUBGRADIENT = style.role(style.GRADIENT, "log(1 − <i>D</i>*)")


def traces(snapshot: Any, curves: Mapping[str, NDArray[Any]]) -> Arrays:
    """Return what the live picture draws: trace uid -> (x, y).

    Args:
        snapshot: a `ganviz.theory.FlowSnapshot`.
        curves: ``step`` and each of `CURVES`, arrays of one length: the history of the run.
    """
    x, step = snapshot.x, curves["step"]
    return {
        "start": (x, snapshot.start),
        "d_star": (x, snapshot.d_star),
        "p_data": (x, snapshot.p_data),
        "p_g": (x, snapshot.p_g),
        "subgradient": (x, np.maximum(snapshot.subgradient, -99.0)),
        "criterion": (step, curves["criterion"]),
        "gap": (step, _powers(curves["gap"])),
        "bound": (step, _powers(curves["bound"])),
    }


def _powers(nats: NDArray[Any]) -> NDArray[Any]:
    """Logarithms to base 10, cut off well outside the panel."""
    return np.log10(np.clip(nats, 10 ** (2 * FLOOR), 1e9))


def convergence(
    snapshot: Any, curves: Mapping[str, NDArray[Any]], *, height: int = 430
) -> go.Figure:
    """Return p_g on its way to p_data with the subgradient that moves it, and how far C(G) is.

    Left: the densities and D*, and below them log(1 - D*): mass moves from where that is
    high to where it is low, until it is -log 2 everywhere. Right: C(G) over the steps, and
    C(G) + log 4 in powers of ten with the bound that is known for it.

    Args:
        snapshot: a `ganviz.theory.FlowSnapshot`.
        curves: ``step`` and each of `CURVES`, arrays of one length.
        height: pixels.
    """
    references = [
        style.reference(-math.log(2), "−log 2", xref="x2", yref="y2"),
        style.reference(-math.log(4), "−log 4", xref="x3", yref="y3"),
    ]
    return style.figure(
        _lines(traces(snapshot, curves)),
        height,
        **_axes(float(snapshot.step)),
        shapes=[shape for shape, _ in references],
        annotations=[note | {"yanchor": "top"} for _, note in references],
    )


def _lines(arrays: Arrays) -> list[go.Scatter]:
    panels = {
        "1": {"start": START, **{uid: style.GAME[uid] for uid in ("d_star", "p_data", "p_g")}},
        "2": {"subgradient": SUBGRADIENT},
        "3": {"criterion": style.role(style.OPTIMUM, "<i>C</i>(<i>G</i>)", "solid")},
        "4": {
            "bound": style.role(style.OPTIMUM, text("convergence_bound")),
            "gap": style.role(style.OPTIMUM, "<i>C</i>(<i>G</i>) + log 4", "solid"),
        },
    }
    drawn = []
    for panel, roles in panels.items():
        for trace in style.curves(arrays, roles):
            n = "" if panel == "1" else panel
            trace.update(xaxis=f"x{n}", yaxis=f"y{n}", legend=f"legend{n}")
            drawn.append(trace)
    drawn[3].meta = {"draw": True}
    drawn[-1].hovertemplate = drawn[-2].hovertemplate = "10^%{y:.2f}"
    return drawn


def _axes(step: float) -> dict[str, Any]:
    """Return the axes: x twice on the left, the steps twice on the right."""
    left, right, small = [0, 0.58], [0.68, 1], {"size": 12}
    powers = list(range(int(FLOOR), 1, 2))
    return {
        "xaxis": style.axis(range=VIEW, domain=left, anchor="y", showticklabels=False),
        "yaxis": style.axis(text("convergence_axis_d_star"), range=[0, 1.05], domain=[0.4, 1]),
        "xaxis2": style.axis("<i>x</i>", range=VIEW, domain=left, anchor="y2"),
        "yaxis2": style.axis(
            text("axis_nats"), range=[-3, 0.1], domain=[0, 0.27], anchor="x2", nticks=4
        ),
        "xaxis3": style.axis(
            range=step_range(step), domain=right, anchor="y3", showticklabels=False
        ),
        "yaxis3": style.axis(
            range=[-1.7, 0], domain=[0.62, 1], anchor="x3", tickfont=small, nticks=4
        ),
        "xaxis4": style.axis(
            text("convergence_axis_steps"),
            range=step_range(step),
            domain=right,
            anchor="y4",
            tickfont=small,
        ),
        "yaxis4": style.axis(
            range=[FLOOR, 0.5],
            domain=[0, 0.47],
            anchor="x4",
            tickfont=small,
            tickvals=powers,
            ticktext=["1" if p == 0 else f"10<sup>{p}</sup>".replace("-", "−") for p in powers],
        ),
        "legend2": style.legend(0, 0.27),
        "legend3": style.legend(0.68, 1.0),
        "legend4": style.legend(0.68, 0.47),
    }
