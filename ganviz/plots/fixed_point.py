"""What G descends under each objective, all of it lowest at p_g = p_data."""

from functools import lru_cache
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from ganviz.distributions import Gaussian
from ganviz.plots import old_style as style
from ganviz.plots.costs import compared, cost_roles, dots, tangents
from ganviz.texts import text
from ganviz.theory import IMPLIED, optimal_discriminator

VIEW, MEANS, HEIGHT = (-5.0, 5.0), (-3.0, 3.0), (-0.4, 4.0)
# Where the second legend lies: no curve is there.
IN_THE_VALLEY = {
    "orientation": "v",
    "xanchor": "center",
    "yanchor": "top",
    "font": {"size": 12},
}
_X, _GRID = np.linspace(*VIEW, 241), np.linspace(*MEANS, 49)


def fixed_point(
    name: str, p_data: Gaussian, p_g: Gaussian, slopes: dict[str, float], *, height: int = 430
) -> go.Figure:
    """Return the two densities with D*, and what G descends over the mean of p_g, with tangents.

    Args:
        name: a key of `ganviz.theory.IMPLIED`, drawn beside the tutorial's three.
        p_data, p_g: Gaussians; p_g has a handle to drag.
        slopes: of what G descends by the mean of p_g, for each of `compared(name)`.
        height: pixels.

    Raises:
        ValueError: an unknown name.
    """
    roles = cost_roles(compared(name))
    curves = {cost: (_GRID, _valley(cost, p_data, p_g.std)) for cost in roles}
    right = {"xaxis": "x2", "yaxis": "y2"}
    y = [IMPLIED[cost].descends(p_data, p_g) for cost in roles]
    steep = [slopes[cost] for cost in roles]
    game = {
        "d_star": (_X, optimal_discriminator(p_data, p_g)(_X)),
        "p_data": (_X, p_data.pdf(_X)),
        "p_g": (_X, p_g.pdf(_X)),
    }
    drawn: list[Any] = []
    drawn.extend(style.curves(game, {uid: style.GAME[uid] for uid in game}))
    drawn.append(_handle(p_g))
    for trace in style.curves(curves, roles):
        drawn.append(trace.update({"legend": "legend2"} | right))
    drawn.append(tangents(p_g.mean, y, steep, half=0.5, rise=1, showlegend=False, **right))
    drawn.append(dots("here", p_g.mean, y, **right))
    return style.figure(
        drawn,
        height,
        xaxis=style.axis("<i>x</i>", range=list(VIEW), domain=[0, 0.4]),
        yaxis=style.axis(text("axis_density_d"), range=[0, 1.05]),
        xaxis2=style.axis(text("axis_mean_g"), range=list(MEANS), domain=[0.5, 1], anchor="y2"),
        yaxis2=style.axis(text("axis_descends"), range=list(HEIGHT), anchor="x2"),
        legend2=style.legend(0.75, 1) | IN_THE_VALLEY,
    )


@lru_cache(maxsize=64)
def _valley(name: str, p_data: Gaussian, std: float) -> NDArray[Any]:
    """What G descends, over a grid of means of p_g."""
    return np.array([IMPLIED[name].descends(p_data, Gaussian(m, std)) for m in _GRID])


def _handle(p_g: Gaussian) -> go.Scatter:
    return go.Scatter(
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
