"""C(G) along the line between two densities: below its chord, and above each of its tangents."""

import math

import numpy as np
import plotly.graph_objects as go

from ganviz.distributions import Gaussian, Univariate
from ganviz.plots import old_style as style
from ganviz.plots.old_figure1 import Arrays
from ganviz.plots.old_handles import handles
from ganviz.texts import text
from ganviz.theory import between, criterion_between, optimal_discriminator, tangent_between

SHARES = np.linspace(0, 1, 51)
VIEW = (-4.0, 4.0)
LEAST = -1e3  # where an infinite end of a tangent is drawn
ENDS = {
    "p": style.role(style.GENERATOR, "<i>p</i>", "dash"),
    "q": style.role(style.GENERATOR, "<i>q</i>", "dot"),
}


def traces(p_data: Univariate, p: Univariate, q: Univariate, share: float) -> Arrays:
    """Return the densities over x and, over the share of q, C with its chord and a tangent."""
    x = np.linspace(*VIEW, 241)
    middle = between(p, q, share)
    c = criterion_between(p_data, p, q, np.r_[SHARES, share])
    ends = [max(float(end), LEAST) for end in tangent_between(p_data, p, q, share)]
    return {
        "p": (x, p.pdf(x)),
        "q": (x, q.pdf(x)),
        "d_star": (x, optimal_discriminator(p_data, middle)(x)),
        "p_data": (x, p_data.pdf(x)),
        "p_g": (x, middle.pdf(x)),
        "chord": (SHARES[[0, -1]], c[[0, -2]]),
        "tangent": (SHARES[[0, -1]], np.array(ends)),
        "c": (SHARES, c[:-1]),
        "share": (np.array([share]), c[-1:]),
    }


def convexity(
    p_data: Univariate, p: Univariate, q: Univariate, share: float, *, height: int = 430
) -> go.Figure:
    """Return p, q and the density at ``share`` between them, and C along the whole line.

    C stays below its chord, which is convexity, and above the straight line that V(G, D) makes for
    the one D that is best at ``share``: the slope of that line is the subgradient of Proposition 2.

    Args:
        p_data: the data.
        p, q: the ends; a Gaussian has handles to drag.
        share: of q, in [0, 1]; a handle on C.
        height: pixels.

    Raises:
        ValueError: a share outside [0, 1].
    """
    arrays = traces(p_data, p, q, share)
    shape, note = style.reference(-math.log(4), "−log 4", xref="x2", yref="y2")
    densities = ENDS | {uid: style.GAME[uid] for uid in ("d_star", "p_data", "p_g")}
    bumps = [
        handles(end, f"{uid}_handles")
        for uid, end in (("p", p), ("q", q))
        if isinstance(end, Gaussian)
    ]
    return style.figure(
        [*style.curves(arrays, densities), *_nats(arrays), *bumps],
        height,
        xaxis=style.axis("<i>x</i>", range=VIEW, domain=[0, 0.53]),
        yaxis=style.axis(text("convergence_axis_d_star"), range=[0, 1.05]),
        xaxis2=style.axis(
            text("convexity_axis_share"), range=[-0.02, 1.02], domain=[0.64, 1], anchor="y2"
        ),
        yaxis2=style.axis(text("axis_nats"), range=[-1.5, 0], anchor="x2"),
        legend2=style.legend(0.64, 1.0),
        shapes=[shape],
        annotations=[note | {"yanchor": "top"}],
    )


def _nats(arrays: Arrays) -> list[go.Scatter]:
    roles = {
        "chord": style.Role(style.INK, "dot", text("convexity_chord"), 2.0),
        "tangent": style.role(style.GRADIENT, text("convexity_tangent"), "dash"),
        "c": style.Role(style.OPTIMUM.color, "solid", "<i>C</i>"),
    }
    lines = style.curves(arrays, roles)
    for line in lines:
        line.update(xaxis="x2", yaxis="y2", legend="legend2")
    point = go.Scatter(
        uid="share",
        x=arrays["share"][0],
        y=arrays["share"][1],
        xaxis="x2",
        yaxis="y2",
        mode="markers",
        marker=style.handle(style.OPTIMUM),
        meta={"drag": "x"},
        showlegend=False,
        hovertext=[text("convexity_handle")],
        hoverinfo="text",
    )
    return [*lines, point]
