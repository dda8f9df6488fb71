"""Maximum likelihood as the tutorial's Figure 8: data push the density up, Z holds it down."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from ganviz.distributions import Gaussian, Mixture, Univariate
from ganviz.plots import old_style as style
from ganviz.plots.fitting import least_top
from ganviz.plots.old_handles import handles
from ganviz.texts import text
from ganviz.theory.likelihood import density_change

VIEW = (-4.5, 4.5)
SPACING = 0.3  # of the arrows of the partition function
TOP = 0.95


def likelihood(
    p_data: Univariate,
    model: Gaussian | Mixture,
    data: NDArray[Any],
    *,
    draggable: bool = True,
    height: int = 470,
) -> go.Figure:
    """Return the model over its data with all forces, and below what the model makes of them.

    Up, 1/n at each data point; down, p(x) times the spacing of the arrows: both add up to 1. Below,
    the rate at which p(x) changes as the likelihood is climbed, and each point's part in it. The
    data have handles, and a Gaussian model too.

    Args:
        p_data: where the data came from.
        model: the Gaussian or the mixture of Gaussians.
        data: (n,).
        draggable: whether a Gaussian model has handles.
        height: pixels.
    """
    x = np.linspace(*VIEW, 241)
    change = density_change(model, data, x)
    label = style.Role(style.GENERATOR.color, "solid", "<i>p</i><sub>model</sub>")
    curves = {"p_data": (x, p_data.pdf(x)), "p_g": (x, model.pdf(x))}
    drawn: list[Any] = style.curves(
        curves, {"p_data": style.role(style.DATA, style.DATA.label), "p_g": label}
    )
    for curve in drawn:
        curve.update(line_simplify=False)  # else plotly draws a wide bump with corners
    drawn.extend(_forces(model, data))
    drawn.append(_points(data))
    if draggable and isinstance(model, Gaussian):
        drawn.append(handles(model))
    drawn.extend(_changes(x, change))
    top = least_top(np.vstack([change, change.sum(axis=0)]))
    return style.figure(
        drawn,
        height,
        xaxis=style.axis(range=list(VIEW), anchor="y", showticklabels=False),
        yaxis=style.axis(text("axis_density"), range=[-0.06, TOP], domain=[0.38, 1]),
        xaxis2=style.axis("<i>x</i>", range=list(VIEW), anchor="y2"),
        yaxis2=style.axis(
            text("likelihood_change"),
            range=[-top, top],
            domain=[0, 0.32],
            anchor="x2",
            nticks=4,
        ),
    )


def _forces(model: Univariate, data: NDArray[Any]) -> list[go.Scatter]:
    grid = np.arange(VIEW[0] + SPACING, VIEW[1], SPACING)
    held = model.pdf(grid)
    seen = held > 0.01  # an arrow shorter than its head says nothing
    grid, held = grid[seen], held[seen]
    here = np.minimum(model.pdf(data), TOP - 1 / data.size)
    up, down = text("likelihood_up"), text("likelihood_down")
    return [
        _arrows("up", data, here, here + 1 / data.size, style.GRADIENT, up),
        _arrows("down", grid, held, held * (1 - SPACING), style.GENERATOR, down),
    ]


def _arrows(
    uid: str, x: NDArray[Any], tail: NDArray[Any], head: NDArray[Any], role: style.Role, name: str
) -> go.Scatter:
    gap = np.full_like(x, np.nan)
    return go.Scatter(
        uid=uid,
        x=np.stack([x, x, gap], axis=1).ravel(),
        y=np.stack([tail, head, gap], axis=1).ravel(),
        mode="lines+markers",
        line={"color": role.color, "width": 2},
        marker={
            "symbol": "arrow",
            "angleref": "previous",
            "size": np.tile([0, 9, 0], x.size),
            "color": role.color,
            "line": {"width": 0},
        },
        meta={"kind": "arrows"},
        name=name,
        hoverinfo="skip",
    )


def _points(data: NDArray[Any]) -> go.Scatter:
    return go.Scatter(
        uid="data",
        x=data,
        y=np.zeros_like(data),
        mode="markers",
        marker=style.handle(style.DATA) | {"size": 13},
        meta={"drag": "x"},
        name=text("likelihood_data"),
        hovertemplate="%{x:.2f}<extra></extra>",
    )


def _changes(x: NDArray[Any], change: NDArray[Any]) -> list[go.Scatter]:
    """The part of each point as one thin line with gaps, and their sum."""
    ends = np.append(x, np.nan)
    gaps = np.full((len(change), 1), np.nan)
    looks: dict[str, tuple[Any, Any, dict[str, Any]]] = {
        "parts": (
            np.tile(ends, len(change)),
            np.hstack([change, gaps]).ravel(),
            {
                "line": {"color": style.FAINT, "width": 1, "simplify": False},
                "name": text("likelihood_part"),
            },
        ),
        "change": (
            x,
            change.sum(axis=0),
            {
                "line": {"color": style.GRADIENT.color, "width": 3, "simplify": False},
                "fill": "tozeroy",
                "fillcolor": style.GRADIENT.fill(0.25),
                "name": text("likelihood_sum"),
            },
        ),
    }
    return [
        go.Scatter(
            uid=uid, x=px, y=py, xaxis="x2", yaxis="y2", mode="lines", hoverinfo="skip", **look
        )
        for uid, (px, py, look) in looks.items()
    ]
