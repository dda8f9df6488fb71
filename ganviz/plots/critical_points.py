"""Two parameters of G, several critical points: their path down C(G), and that of p_g itself."""

import math
from functools import lru_cache
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from ganviz.plots import old_style as style
from ganviz.texts import text
from ganviz.theory import Descent, ParametricDescent, TwoBumps, mass_jsd

LIMIT = 3.5
MEANS = np.linspace(-LIMIT, LIMIT, 43)
VIEW = (-4.0, 4.0)


@lru_cache(maxsize=8)
def surface(bumps: TwoBumps, theta_data: tuple[float, float]) -> NDArray[Any]:
    """Return C(G) on `MEANS` x `MEANS`, (43, 43), in nats, where theta_data gives p_data."""
    p_data = bumps.masses(theta_data)
    c = np.empty((MEANS.size, MEANS.size))
    for i, first in enumerate(MEANS):  # G does not care which bump is which
        for j, second in enumerate(MEANS[: i + 1]):
            p_g = bumps.masses([first, second])
            c[i, j] = c[j, i] = 2 * mass_jsd(p_data, p_g) - math.log(4)
    return c


def critical_points(
    bumps: TwoBumps,
    theta_data: tuple[float, float],
    through: ParametricDescent,
    free: Descent,
    step: int,
    *,
    height: int = 450,
) -> go.Figure:
    """Return two descents from one start after ``step`` steps: of theta, and of p_g itself.

    Left: the densities that both have reached, and C(G) over the steps. Right: C(G) over the two
    parameters with the path of theta; its start is a handle to drag.

    Args:
        bumps: the generator.
        theta_data: the parameters at which p_g = p_data.
        through: the descent on the parameters.
        free: the descent of p_g, as long.
        step: which moment is shown.
        height: pixels.
    """
    shape, note = style.reference(-math.log(4), "−log 4", xref="x2", yref="y2")
    steps = np.arange(len(through.jsd))
    until = slice(step + 1)
    arrays = {
        "free": (bumps.grid.x, bumps.grid.density(free.p_g[step])),
        "p_data": (bumps.grid.x, bumps.grid.density(free.p_data)),
        "p_g": (bumps.grid.x, bumps.grid.density(through.p_g[step])),
        "c_free": (steps[until], free.criterion[until]),
        "c_through": (steps[until], through.criterion[until]),
    }
    left = [0, 0.5]
    return style.figure(
        [*_lines(arrays), *_map(bumps, theta_data, through.theta[until])],
        height,
        xaxis=style.axis("<i>x</i>", range=VIEW, domain=left),
        yaxis=style.axis(text("convergence_axis_density"), range=[0, 0.9], domain=[0.52, 1]),
        xaxis2=style.axis(
            text("convergence_axis_steps"), range=[0, steps[-1]], domain=left, anchor="y2"
        ),
        yaxis2=style.axis("<i>C</i>(<i>G</i>)", range=[-1.7, 0], domain=[0, 0.34], anchor="x2"),
        xaxis3=style.axis(
            "<i>θ</i><sub>1</sub>", range=[-LIMIT, LIMIT], domain=[0.6, 1], anchor="y3"
        ),
        yaxis3=style.axis("<i>θ</i><sub>2</sub>", range=[-LIMIT, LIMIT], anchor="x3"),
        legend3=style.legend(0.6, 1.01),
        shapes=[shape],
        annotations=[note | {"yanchor": "top"}],
    )


def _lines(arrays: dict[str, tuple[NDArray[Any], NDArray[Any]]]) -> list[go.Scatter]:
    free = style.role(style.OPTIMUM, text("critical_points_free"))
    through = style.Role(style.GENERATOR.color, "solid", text("critical_points_through"))
    roles = {"free": free, "p_data": style.DATA, "p_g": through, "c_free": free}
    drawn = style.curves(arrays, roles | {"c_through": through})
    for trace in drawn[3:]:
        trace.update(xaxis="x2", yaxis="y2", showlegend=False)
    return drawn


def _map(bumps: TwoBumps, theta_data: tuple[float, float], path: NDArray[Any]) -> list[Any]:
    contour = go.Contour(
        x=MEANS,
        y=MEANS,
        z=surface(bumps, theta_data).astype(np.float32),
        colorscale=[[0, "#ffffff"], [1, style.OPTIMUM.color]],
        contours={"start": -1.35, "end": -0.05, "size": 0.1},
        line={"width": 1, "color": style.FAINT},
        showscale=False,
        xaxis="x3",
        yaxis="y3",
        hovertemplate="<i>C</i>(<i>G</i>) = %{z:.3f}<extra></extra>",
    )
    green = style.GENERATOR
    data = np.array([theta_data, theta_data[::-1]])
    cross = {"color": style.DATA.color, "symbol": "x", "size": 12}
    return [
        contour,
        _on_map("theta_data", data, mode="markers", marker=cross, name=style.DATA.label),
        _on_map("path", path, mode="lines", line=green.line, name=text("critical_points_path")),
        _on_map("reached", path[-1:], mode="markers", marker={"color": green.color, "size": 13}),
        _on_map(
            "theta",
            path[:1],
            mode="markers",
            marker=style.handle(green),
            meta={"drag": "xy"},
            hovertext=[text("critical_points_handle")],
            hoverinfo="text",
        ),
    ]


def _on_map(uid: str, theta: NDArray[Any], name: str = "", **look: Any) -> go.Scatter:
    look = {"hoverinfo": "skip", "showlegend": bool(name), "name": name} | look
    x, y = theta.T
    return go.Scatter(uid=uid, x=x, y=y, xaxis="x3", yaxis="y3", legend="legend3", **look)
