"""Theorem 1 as a picture: C(G) by independent routes, on one line of nats."""

import math
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from ganviz.plots import old_style as style
from ganviz.plots.old_figure1 import Arrays, view_of
from ganviz.plots.old_handles import handle_points, handles
from ganviz.texts import text
from ganviz.theory import Routes, optimal_discriminator

LOG4 = math.log(4)
ROWS = {"quadrature": 4.0, "divergences": 3.0, "monte_carlo": 2.0, "trained": 1.0}


def traces(snapshot: Any, routes: Routes) -> Arrays:
    """Return the curves over x and the marks on the line of nats: trace uid -> (x, y).

    Args:
        snapshot: a `ganviz.toy.FixedSnapshot` whose p_g is a Gaussian: the D trained for it.
        routes: C(G) by each route, of `ganviz.theory.routes`.
    """
    p_data, p_g, x = snapshot.p_data, snapshot.p_g, snapshot.x
    top = routes.quadrature.value
    middle = routes.kl_terms.kl_data.value - LOG4
    sampled, half = routes.monte_carlo.value, 1.96 * routes.monte_carlo.standard_error
    return {
        "d_star": (x, optimal_discriminator(p_data, p_g)(x)),
        "p_data": (x, p_data.pdf(x)),
        "p_g": (x, p_g.pdf(x)),
        "d": (x, snapshot.d),
        "handles": handle_points(p_g),
        "c": _mark([top, top], [0.5, 4.5]),
        "quadrature": _mark([top], [4]),
        "kl_data": _mark([-LOG4, middle], [3, 3]),
        "kl_g": _mark([middle, routes.kl_terms.criterion.value], [3, 3]),
        "interval": _mark([sampled - half, sampled + half], [2, 2]),
        "monte_carlo": _mark([sampled], [2]),
        "trained": _mark([snapshot.value], [1]),
    }


def optimum(snapshot: Any, routes: Routes, *, height: int = 430) -> go.Figure:
    """Return the densities with D and D*, and C(G) by quadrature, eq. 5, samples and training.

    The arguments are those of `traces`; p_g has handles to drag.
    """
    drawn: list[Any] = []
    arrays = traces(snapshot, routes)
    drawn.extend(style.curves(arrays, style.GAME))
    drawn.extend(_nats(arrays))
    drawn.append(handles(snapshot.p_g))
    return style.figure(
        drawn,
        height,
        xaxis=style.axis("<i>x</i>", range=list(view_of(snapshot)), domain=[0, 0.47]),
        yaxis=style.axis(text("axis_density_d"), range=[0, 1.05]),
        xaxis2=style.axis(text("axis_nats"), range=[-1.62, 0.12], domain=[0.65, 1], anchor="y2"),
        yaxis2=style.axis(
            range=[0.5, 4.5],
            tickvals=list(ROWS.values()),
            ticktext=[text(f"route_{row}") for row in ROWS],
            anchor="x2",
            ticks="",
        ),
        shapes=[_vertical(-LOG4)],
        annotations=[
            {
                "text": "−log 4",
                "x": -LOG4,
                "xref": "x2",
                "y": 4.5,
                "yref": "y2",
                "yanchor": "bottom",
                "showarrow": False,
                "font": {"size": 13, "color": style.FAINT},
            }
        ],
    )


def _nats(arrays: Arrays) -> list[go.Scatter]:
    purple, blue = style.OPTIMUM.color, style.DISCRIMINATOR.color
    lines = {
        "c": {"color": purple, "width": 1.5, "dash": "dashdot"},
        "kl_data": {"color": style.DATA.color, "width": 9},
        "kl_g": {"color": style.GENERATOR.color, "width": 9},
        "interval": {"color": style.GRADIENT.color, "width": 3},
    }
    points = {
        "quadrature": (purple, "diamond"),
        "monte_carlo": (style.GRADIENT.color, "circle"),
        "trained": (blue, "triangle-right"),
    }
    segments = [_line(uid, arrays, line) for uid, line in lines.items()]
    dots = [
        go.Scatter(
            uid=uid,
            x=arrays[uid][0],
            y=arrays[uid][1],
            xaxis="x2",
            yaxis="y2",
            mode="markers",
            marker={"color": color, "symbol": symbol, "size": 13},
            showlegend=False,
            hovertemplate="%{x:.6f} nats<extra></extra>",
        )
        for uid, (color, symbol) in points.items()
    ]
    return segments + dots


def _line(uid: str, arrays: Arrays, line: dict[str, Any]) -> go.Scatter:
    return go.Scatter(
        uid=uid,
        x=arrays[uid][0],
        y=arrays[uid][1],
        xaxis="x2",
        yaxis="y2",
        mode="lines",
        line=line,
        showlegend=False,
        hoverinfo="skip",
    )


def _mark(x: list[float], y: list[float]) -> tuple[NDArray[Any], NDArray[Any]]:
    return np.array(x), np.array(y)


def _vertical(x: float) -> dict[str, Any]:
    return {
        "type": "line",
        "xref": "x2",
        "x0": x,
        "x1": x,
        "yref": "y2 domain",
        "y0": 0,
        "y1": 1,
        "line": {"color": style.FAINT, "width": 1.2, "dash": "dot"},
        "layer": "below",
    }
