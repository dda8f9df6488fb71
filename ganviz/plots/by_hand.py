"""One line of Algorithm 1 by hand: the minibatch on its two axes, and D above it."""

from typing import Any

import numpy as np
import plotly.graph_objects as go

from ganviz.plots import old_style as style
from ganviz.plots.old_figure1 import arrow_trace, axis_names
from ganviz.texts import text

VIEW = (-3.0, 3.0)


def by_hand(
    parameters: Any, z: np.ndarray, x: np.ndarray, *, p_data: Any, height: int = 330
) -> go.Figure:
    """Return D(x), the real examples, and the fakes G(z) with the arrows that make them.

    Args:
        parameters: a `ganviz.toy.by_hand.Parameters`.
        z: (m,) noise in [-1, 1], or empty.
        x: (m,) real examples, or empty.
        p_data: the data's density.
        height: pixels.
    """
    drawn: list[Any] = []
    grid = np.linspace(*VIEW, 241)
    arrays = {"p_data": (grid, p_data.pdf(grid)), "d": (grid, parameters.D(grid))}
    drawn.extend(style.curves(arrays, {"p_data": style.DATA, "d": style.DISCRIMINATOR}))
    fake = parameters.G(z)
    drawn.append(_points("real", x, parameters.D(x), style.DATA, "x-thin", text("real")))
    drawn.append(_points("fake", fake, parameters.D(fake), style.GENERATOR, "circle", text("fake")))
    foot = z * 0.95 * VIEW[1]
    segments = np.stack([foot, fake, np.full_like(foot, np.nan)], axis=1).ravel()
    if len(z):  # plotly.js cannot point an arrow that has no start
        drawn.append(arrow_trace(segments, np.tile([0.0, 1.0, np.nan], len(z))))
    ticks = [-1, -0.5, 0, 0.5, 1]
    return style.figure(
        drawn,
        height,
        xaxis=style.axis(range=list(VIEW), domain=[0, 0.96]),
        yaxis=style.axis(text("axis_density_d"), range=[0, 1.05], domain=[0.36, 1]),
        xaxis2=style.axis(
            anchor="y2",
            range=list(VIEW),
            domain=[0, 0.96],
            tickvals=[t * 0.95 * VIEW[1] for t in ticks],
            ticktext=[f"{t:g}".replace("-", "−") for t in ticks],
            showgrid=False,
        ),
        yaxis2={"range": [0, 1], "domain": [0, 0.26], "visible": False, "fixedrange": True},
        annotations=axis_names(right=0.96, level=0.36),
    )


def _points(
    uid: str, x: np.ndarray, y: np.ndarray, role: style.Role, symbol: str, name: str
) -> go.Scatter:
    return go.Scatter(
        uid=uid,
        x=x,
        y=y,
        mode="markers",
        marker={
            "color": role.color,
            "size": 11,
            "symbol": symbol,
            "line": {"width": 3, "color": role.color},
        },
        name=name,
        hovertemplate="<i>x</i> = %{x:.3f}, <i>D</i> = %{y:.3f}<extra></extra>",
    )
