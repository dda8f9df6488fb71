"""The lemma inside Proposition 1: a log y + b log(1 - y) is largest at y = a / (a + b)."""

from typing import Any

import numpy as np
import plotly.graph_objects as go

from ganviz.plots import old_style as style
from ganviz.texts import text
from ganviz.theory import pointwise_argmax, pointwise_value

FLOOR = -4.0  # where the picture is cut: the curve goes to -inf at both ends


def lemma(a: float, b: float, y: float, *, height: int = 360) -> go.Figure:
    """Return the picture of the lemma for weights ``a``, ``b`` and a person's guess ``y``.

    Left, the two weights (handles to drag up and down): a = p_data(x) and b = p_g(x) at one x.
    Right, the curve over D(x) = y with the guess (a handle to drag sideways), its maximum at
    a / (a + b), and the shortfall between the two.

    Args:
        a, b: >= 0 and not both 0.
        y: in (0, 1).
        height: pixels.

    Raises:
        ValueError: as `ganviz.theory.pointwise_value` does.
    """
    drawn: list[Any] = []
    best = pointwise_argmax(a, b)
    grid = np.linspace(0.001, 0.999, 400)
    reached, top = float(pointwise_value(a, b, y)), float(pointwise_value(a, b, best))
    drawn.extend(_weights(a, b))
    drawn.append(
        go.Scatter(
            uid="curve",
            x=grid,
            y=pointwise_value(a, b, grid),
            xaxis="x2",
            yaxis="y2",
            mode="lines",
            line={"color": style.INK, "width": 2.5},
            name="<i>a</i> log <i>y</i> + <i>b</i> log(1 − <i>y</i>)",
        )
    )
    drawn.append(_segment([y, y], [reached, top], style.GRADIENT.color, text("shortfall")))
    drawn.append(
        _point("best", best, top, style.OPTIMUM.color, "diamond", "<i>a</i>/(<i>a</i> + <i>b</i>)")
    )
    guess = _point("guess", y, reached, style.DISCRIMINATOR.color, "circle", "<i>D</i>(<i>x</i>)")
    drawn.append(guess.update(meta={"drag": "x"}))
    return style.figure(
        drawn,
        height,
        xaxis=style.axis(
            tickvals=[0, 1],
            ticktext=[
                "<i>a</i> = <i>p</i><sub>data</sub>(<i>x</i>)",
                "<i>b</i> = <i>p</i><sub>g</sub>(<i>x</i>)",
            ],
            range=[-0.6, 1.6],
            domain=[0, 0.24],
            showgrid=False,
        ),
        yaxis=style.axis(text("axis_weight"), range=[0, 1.05]),
        xaxis2=style.axis(
            "<i>y</i> = <i>D</i>(<i>x</i>)", range=[0, 1], domain=[0.34, 1], anchor="y2"
        ),
        yaxis2=style.axis(text("axis_nats"), range=[FLOOR, 0.1], anchor="x2"),
        legend={"x": 0.34},
    )


def _weights(a: float, b: float) -> list[go.Scatter]:
    stems = go.Scatter(
        uid="stems",
        x=[0, 0, None, 1, 1],
        y=[0, a, None, 0, b],
        mode="lines",
        line={"color": style.FAINT, "width": 2},
        showlegend=False,
        hoverinfo="skip",
    )
    handles = go.Scatter(
        uid="weights",
        x=[0, 1],
        y=[a, b],
        mode="markers",
        marker={"color": [style.DATA.color, style.GENERATOR.color], "size": 18},
        meta={"drag": "y"},
        showlegend=False,
        hovertext=["<i>a</i>", "<i>b</i>"],
        hovertemplate="%{y:.3f}<extra></extra>",
    )
    return [stems, handles]


def _segment(x: list[float], y: list[float], color: str, name: str) -> go.Scatter:
    return go.Scatter(
        uid="shortfall",
        x=x,
        y=y,
        xaxis="x2",
        yaxis="y2",
        mode="lines",
        line={"color": color, "width": 3},
        name=name,
        hoverinfo="skip",
    )


def _point(uid: str, x: float, y: float, color: str, symbol: str, name: str) -> go.Scatter:
    return go.Scatter(
        uid=uid,
        x=[x],
        y=[y],
        xaxis="x2",
        yaxis="y2",
        mode="markers",
        marker={"color": color, "size": 16, "symbol": symbol},
        name=name,
        hovertemplate="%{x:.3f}, %{y:.3f}<extra></extra>",
    )
