"""Figure 1 of the paper, with the curves of the run beside it.

Left: D (dashed blue), p_data (dotted black) and p_g (solid green) over x, and below them the z axis
with arrows z -> x = G(z). Right: V and C(G), the Jensen-Shannon divergence and the two losses over
the rounds of Algorithm 1, with -log 4 and log 2 as reference lines.
"""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from ganviz.plots import old_style as style
from ganviz.texts import text

Arrays = dict[str, tuple[NDArray[Any], NDArray[Any]]]

STRIP_TOP, STRIP_BOTTOM = 1.0, 0.0  # where the arrows end and start in the strip, of 1
CURVES = ("value", "criterion", "jsd", "d_loss", "g_loss")


def traces(snapshot: Any, curves: Mapping[str, NDArray[Any]]) -> Arrays:
    """Return what the live picture draws: trace uid -> (x, y).

    Args:
        snapshot: a `ganviz.toy.Snapshot`.
        curves: ``step`` and each of `CURVES`, arrays of one length: the history of the run.
    """
    game = density_traces(snapshot) | strip_traces(snapshot)
    return game | {name: (curves["step"], curves[name]) for name in CURVES}


def density_traces(snapshot: Any) -> Arrays:
    """Return the curves over x of a snapshot: p_data, p_g, D and D*."""
    x = snapshot.x
    return {
        "p_data": (x, snapshot.p_data),
        "p_g": (x, snapshot.p_g),
        "d": (x, snapshot.d),
        "d_star": (x, snapshot.d_star),
    }


def strip_traces(snapshot: Any) -> Arrays:
    """Return the strip below the axes: the arrows z -> x = G(z), and their feet on the z axis.

    An arrow is a segment (tail, head, nan). z is laid out over the same width as x, as the paper
    draws it.
    """
    foot = z_to_axis(snapshot.z, snapshot.z, view_of(snapshot))
    gap = np.full_like(foot, np.nan)
    x = np.stack([foot, snapshot.g_z, gap], axis=1).ravel()
    y = np.tile([STRIP_BOTTOM, STRIP_TOP, np.nan], len(foot))
    return {"arrows": (x, y), "z": (foot, np.full_like(foot, STRIP_BOTTOM))}


def view_of(snapshot: Any) -> tuple[float, float]:
    """Return the ends of the x axis: the outer edges of the snapshot's cells."""
    half = (snapshot.x[1] - snapshot.x[0]) / 2
    return float(snapshot.x[0] - half), float(snapshot.x[-1] + half)


def z_to_axis(z: NDArray[Any], domain: NDArray[Any], box: tuple[float, float]) -> NDArray[Any]:
    """Map ``z`` linearly so that the ends of ``domain`` fall 4% inside ``box``."""
    low, high = float(domain[0]), float(domain[-1])
    inset = 0.04 * (box[1] - box[0])
    left, right = box[0] + inset, box[1] - inset
    return left + (np.asarray(z) - low) / (high - low) * (right - left)


def z_ticks(high: float) -> NDArray[Any]:
    """Return round numbers symmetric about 0 whose largest is at most ``high``.

    >>> z_ticks(0.97)
    array([-0.5,  0. ,  0.5])
    """
    step = next((s for s in (0.5, 1.0, 2.0) if high / s < 3), 5.0)
    count = int(high / step)
    return step * np.arange(-count, count + 1)


def step_range(step: float) -> tuple[float, float]:
    """Return a fixed range of the step axis that holds ``step``: 1, 2 or 5 times a power of ten.

    >>> step_range(700), step_range(1200)
    ((0.0, 1000.0), (0.0, 2000.0))
    """
    if step <= 500:
        return 0.0, 500.0
    power = 10.0 ** math.floor(math.log10(step))
    return 0.0, next(m * power for m in (1, 2, 5, 10) if m * power >= step)


def figure1(snapshot: Any, curves: Mapping[str, NDArray[Any]], *, height: int = 430) -> go.Figure:
    """Return the whole picture for one snapshot and the history that led to it.

    Args:
        snapshot: a `ganviz.toy.Snapshot`.
        curves: ``step`` and each of `CURVES`, arrays of one length.
        height: pixels.
    """
    arrays = traces(snapshot, curves)
    references = [
        style.reference(-math.log(4), "−log 4", xref="x3", yref="y3"),
        style.reference(math.log(2), "log 2", xref="x3", yref="y4"),
        style.reference(math.log(4), "log 4", xref="x3", yref="y5"),
        style.reference(math.log(2), "log 2", xref="x3", yref="y5"),
    ]
    return style.figure(
        [*game_traces(arrays), *curve_traces(arrays)],
        height,
        **game_axes(snapshot, right=0.62),
        **curve_axes(float(snapshot.step)),
        shapes=[shape for shape, _ in references],
        annotations=[*axis_names(right=0.62), *(note for _, note in references)],
    )


def game_traces(arrays: Arrays) -> list[go.Scatter]:
    """Return the traces of the left half: D*, p_data, p_g, D and the arrows."""
    lines = style.curves(arrays, style.GAME)
    lines[1].meta = {"draw": True}
    feet = go.Scatter(
        uid="z",
        x=arrays["z"][0],
        y=arrays["z"][1],
        xaxis="x2",
        yaxis="y2",
        mode="markers",
        marker={"color": style.GENERATOR.color, "size": 4},
        showlegend=False,
        hoverinfo="skip",
    )
    return [*lines, arrow_trace(*arrays["arrows"]), feet]


def arrow_trace(x: NDArray[Any], y: NDArray[Any]) -> go.Scatter:
    """Return segments (tail, head, nan, ...) as arrows on the strip's axes."""
    return go.Scatter(
        uid="arrows",
        x=x,
        y=y,
        xaxis="x2",
        yaxis="y2",
        mode="lines+markers",
        line={"color": style.GENERATOR.color, "width": 1},
        marker={
            "symbol": "arrow",
            "angleref": "previous",
            "size": np.tile([0, 8, 0], len(x) // 3),
            "color": style.GENERATOR.color,
            "line": {"width": 0},
        },
        meta={"kind": "arrows"},
        showlegend=False,
        hoverinfo="skip",
    )


def game_axes(snapshot: Any, *, right: float) -> dict[str, Any]:
    """Return the axes of the left half, which ends at the fraction ``right`` of the width."""
    box = view_of(snapshot)
    ticks = z_ticks(float(snapshot.z[-1]))
    shared = {"range": list(box), "domain": [0, right]}
    return {
        "xaxis": style.axis(anchor="y", tickfont={"size": 12}, **shared),
        "yaxis": style.axis(text("axis_density_d"), range=[0, 1.1], domain=[0.31, 1]),
        "xaxis2": style.axis(
            anchor="y2",
            tickvals=z_to_axis(ticks, snapshot.z, box),
            ticktext=[f"{tick:g}".replace("-", "−") for tick in ticks],
            tickfont={"size": 12},
            showgrid=False,
            **shared,
        ),
        "yaxis2": {"range": [0, 1], "domain": [0, 0.235], "visible": False, "fixedrange": True},
    }


def axis_names(*, right: float, level: float = 0.31) -> list[dict[str, Any]]:
    """Return the letters x and z at the right end of their lines, as in the paper.

    ``level`` is the height of the x line, a fraction of the figure's.
    """
    at = {"xref": "paper", "x": right + 0.008, "xanchor": "left", "showarrow": False}
    font = {"size": 17}
    return [
        at | {"text": "<i>x</i>", "yref": "paper", "y": level, "yanchor": "middle", "font": font},
        at | {"text": "<i>z</i>", "yref": "paper", "y": 0.0, "yanchor": "middle", "font": font},
    ]


def curve_traces(arrays: Arrays) -> list[go.Scatter]:
    """Return the curves of the right half, each on its own small axes."""
    looks = {
        "criterion": ("3", style.role(style.OPTIMUM, "<i>C</i>(<i>G</i>)", "solid")),
        "value": ("3", style.role(style.DISCRIMINATOR, "<i>V</i>(<i>G</i>, <i>D</i>)")),
        "jsd": (
            "4",
            style.role(
                style.OPTIMUM, "JSD(<i>p</i><sub>data</sub>, <i>p</i><sub>g</sub>)", "solid"
            ),
        ),
        "d_loss": ("5", style.role(style.DISCRIMINATOR, text("d_loss"))),
        "g_loss": ("5", style.role(style.GENERATOR, text("g_loss"))),
    }
    made = style.curves(arrays, {uid: role for uid, (_, role) in looks.items()})
    for trace in made:
        panel = looks[str(trace.uid)][0]
        trace.update(xaxis="x3", yaxis=f"y{panel}", legend=f"legend{panel}")
    return made


def curve_axes(step: float) -> dict[str, Any]:
    """Return the axes of the right half, with a small legend above each panel."""
    left = 0.71
    panels = {
        "3": ([0.73, 1.0], [-2.6, 0]),
        "4": ([0.38, 0.62], [0, 0.8]),
        "5": ([0, 0.27], [0, 3]),
    }
    axes: dict[str, Any] = {
        "xaxis3": style.axis(
            range=step_range(step), domain=[left, 1], anchor="y5", tickfont={"size": 12}
        )
    }
    for panel, (domain, limits) in panels.items():
        axes[f"yaxis{panel}"] = style.axis(
            range=limits, domain=domain, anchor="x3", tickfont={"size": 12}, nticks=4
        )
        axes[f"legend{panel}"] = style.legend(left, domain[1])
    return axes
