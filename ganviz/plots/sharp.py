"""Data on a curve: what a generator makes of them, and what a Markov chain pays for mixing."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from ganviz.plots import old_style as style
from ganviz.plots.plane import AMBER
from ganviz.texts import text
from ganviz.theory.chains import PARTS, Blurring

VIEW = (-1.75, 1.75)
PLANES = ((0.0, 0.3), (0.335, 0.635))
TRADE = (0.73, 1.0)
DISTANCES = (-2.3, -0.2)  # powers of ten
SHOWN = 400  # samples in each plane
CHAIN = style.Role(AMBER, "solid", "", 1.5)


def sharp(
    curve: NDArray[Any],
    fake: NDArray[Any],
    off: float,
    visited: float,
    chains: Blurring,
    chosen: int,
    *,
    height: int = 400,
) -> go.Figure:
    """Return a generator's curve, the path of a chain, and what every blur gains and costs.

    Args:
        curve: (u, 2) G over its one-dimensional z.
        fake: (n, 2) samples of G.
        off: their mean distance from the unit circle.
        visited: how many parts of the circle as many samples are in as the chain has.
        chains: a chain for each blur.
        chosen: which of them is drawn.
        height: pixels.
    """
    angle = np.linspace(0, 2 * np.pi, 181)
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    path = chains.path[:, chosen]
    thin = path[:: max(1, len(path) // SHOWN)]
    green = style.GENERATOR
    drawn = [
        _points("p_data", circle, "", mode="lines", line=style.DATA.line, name=style.DATA.label),
        _points("curve", curve, "", mode="lines", line=green.line, name=text("sharp_curve")),
        _dots("fake", fake[:SHOWN], "", green.color, text("fake")),
        _points("p_data2", circle, "2", mode="lines", line=style.DATA.line, showlegend=False),
        _points("path", path, "2", mode="lines", line=CHAIN.line, opacity=0.45, showlegend=False),
        _dots("visits", thin, "2", CHAIN.color, text("sharp_chain")),
        *_trade(off, visited, chains, chosen),
    ]
    return style.figure(
        drawn,
        height,
        **_plane(PLANES[0], ""),
        **_plane(PLANES[1], "2"),
        xaxis3=style.axis(
            text("sharp_axis_off"),
            type="log",
            range=list(DISTANCES),
            domain=list(TRADE),
            anchor="y3",
            dtick=1,
        ),
        yaxis3=style.axis(text("sharp_axis_visited"), range=[0, PARTS + 0.5], dtick=2, anchor="x3"),
    )


def _trade(off: float, visited: float, chains: Blurring, chosen: int) -> list[go.Scatter]:
    """Distance from the curve against mixing, for every blur and for the generator."""
    place = {"xaxis": "x3", "yaxis": "y3", "showlegend": False}
    return [
        go.Scatter(
            uid="blurs",
            x=chains.off,
            y=chains.visited,
            mode="lines+markers",
            line=CHAIN.line,
            marker={"color": CHAIN.color, "size": 7},
            customdata=chains.blur,
            hovertemplate="%{customdata:.2f}<extra></extra>",
            **place,
        ),
        go.Scatter(
            uid="chosen",
            x=chains.off[[chosen]],
            y=chains.visited[[chosen]],
            mode="markers",
            marker={"color": CHAIN.color, "size": 15, "line": {"color": style.INK, "width": 1.5}},
            hoverinfo="skip",
            **place,
        ),
        go.Scatter(
            uid="generator",
            x=[off],
            y=[visited],
            mode="markers+text",
            marker={"color": style.GENERATOR.color, "size": 15, "symbol": "diamond"},
            text=["<i>G</i>"],
            textposition="bottom center",
            textfont={"color": style.GENERATOR.color, "size": 15},
            hoverinfo="skip",
            **place,
        ),
    ]


def _points(uid: str, x: NDArray[Any], axis: str, **look: Any) -> go.Scatter:
    a, b = x.T
    return go.Scatter(
        uid=uid, x=a, y=b, xaxis=f"x{axis}", yaxis=f"y{axis}", hoverinfo="skip", **look
    )


def _dots(uid: str, x: NDArray[Any], axis: str, color: str, name: str) -> go.Scatter:
    return _points(uid, x, axis, mode="markers", marker={"color": color, "size": 5}, name=name)


def _plane(domain: tuple[float, float], axis: str) -> dict[str, Any]:
    frame = {"range": list(VIEW), "showgrid": False, "mirror": True, "constrain": "domain"}
    return {
        f"xaxis{axis}": style.axis("<i>x</i><sub>1</sub>", domain=list(domain), **frame)
        | {"anchor": f"y{axis}"},
        f"yaxis{axis}": style.axis(
            "" if axis else "<i>x</i><sub>2</sub>",
            showticklabels=not axis,
            scaleanchor=f"x{axis}",
            anchor=f"x{axis}",
            **frame,
        ),
    }
