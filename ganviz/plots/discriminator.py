"""Proposition 1 as a picture: any D falls short of D*, and one sees where."""

from collections.abc import Callable
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from ganviz.distributions import Gaussian, Univariate
from ganviz.plots import old_style as style
from ganviz.plots.old_figure1 import Arrays
from ganviz.plots.old_handles import handles
from ganviz.texts import text
from ganviz.theory import optimal_discriminator, pointwise_value

Discriminator = Callable[[NDArray[Any]], NDArray[Any]]
INTEGRAND_FLOOR = -0.9  # nats per unit of x


def traces(p_data: Univariate, p_g: Univariate, D: Discriminator, x: NDArray[Any]) -> Arrays:
    """Return the curves over ``x``: densities, D, D*, and the integrand of V for both.

    The integrand is p_data(x) log D(x) + p_g(x) log(1 - D(x)): the lemma's a log y + b log(1 - y)
    at every x at once. The shortfall is the outline of what lies between the two.
    """
    a, b = p_data.pdf(x), p_g.pdf(x)
    d, d_star = D(x), optimal_discriminator(p_data, p_g)(x)
    best = np.where(np.isnan(d_star), 0.0, pointwise_value(a, b, np.nan_to_num(d_star)))
    reached = np.maximum(pointwise_value(a, b, d), 10 * INTEGRAND_FLOOR)
    return {
        "d_star": (x, d_star),
        "p_data": (x, a),
        "p_g": (x, b),
        "d": (x, d),
        "best": (x, best),
        "reached": (x, reached),
        "shortfall": (np.concatenate([x, x[::-1]]), np.concatenate([best, reached[::-1]])),
    }


def discriminator(
    p_data: Univariate,
    p_g: Univariate,
    D: Discriminator,
    *,
    view: tuple[float, float] = (-4.0, 4.0),
    draggable: bool = True,
    height: int = 440,
) -> go.Figure:
    """Return p_data, p_g, D and D* over x and, below, what each x adds to V(G, D).

    The area between the two lower curves is the shortfall V(G, D*) - V(G, D). With ``draggable``
    the picture carries a trace to draw D by hand and, for a Gaussian p_g, handles for its mean and
    its standard deviation.

    Args:
        p_data, p_g: 1-D distributions.
        D: x of shape (n,) -> probabilities of shape (n,).
        view: ends of the x axis.
        draggable: whether a person may change the picture with the mouse.
        height: pixels.
    """
    drawn: list[Any] = []
    arrays = traces(p_data, p_g, D, np.linspace(*view, 241))
    lines = style.curves(arrays, style.GAME)
    if draggable:
        lines[-1].meta = {"draw": True}
    drawn.extend(lines)
    drawn.extend(_integrands(arrays))
    if draggable and isinstance(p_g, Gaussian):
        drawn.append(handles(p_g))
    return style.figure(
        drawn,
        height,
        xaxis=style.axis(range=list(view), anchor="y", showticklabels=False),
        yaxis=style.axis(text("axis_density_d"), range=[0, 1.05], domain=[0.42, 1]),
        xaxis2=style.axis("<i>x</i>", range=list(view), anchor="y2"),
        yaxis2=style.axis(
            text("axis_integrand"), range=[INTEGRAND_FLOOR, 0.05], domain=[0, 0.36], anchor="x2"
        ),
    )


def _integrands(arrays: Arrays) -> list[go.Scatter]:
    told = {"hovertemplate": "%{y:.3f}"}
    looks: dict[str, dict[str, Any]] = {
        "shortfall": {
            "line": {"width": 0},
            "fill": "toself",
            "fillcolor": style.GRADIENT.fill(0.25),
            "hoverinfo": "skip",
        },
        "reached": {"line": style.DISCRIMINATOR.line, "name": "with <i>D</i>"} | told,
        "best": {"line": style.OPTIMUM.line, "name": "with <i>D</i>*"} | told,
    }
    return [
        go.Scatter(
            uid=uid,
            x=arrays[uid][0],
            y=arrays[uid][1],
            xaxis="x2",
            yaxis="y2",
            mode="lines",
            showlegend=False,
            **look,
        )
        for uid, look in looks.items()
    ]
