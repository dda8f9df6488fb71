"""Min max beside max min: what G makes in each order, and what the game is worth."""

import math
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from ganviz.plots import old_style as style
from ganviz.texts import text
from ganviz.theory.orders import GRID, Order

VIEW, TALLEST = (-3.6, 3.6), 1.75
COLUMNS = ((0.0, 0.28), (0.32, 0.6))
VALUES = (0.72, 1.0)
UPPER, LOWER = (0.42, 0.89), (0.0, 0.34)
CORNER = {"x": 1, "xanchor": "right", "y": UPPER[1], "yanchor": "top", "orientation": "v"}
"""Where the legend of the values lies: V is far below after a few steps."""
DARKEST = 0.8  # density that is drawn in full green
_INK_OF_P_G = [[0, style.GENERATOR.fill(0)], [1, style.GENERATOR.fill(1)]]


def orders(min_max: Order, max_min: Order, step: int, *, height: int = 450) -> go.Figure:
    """Return both orders of one game after ``step`` steps of the outer player.

    Each has a column: the densities and D at that step, and below all that G has made until then.
    On the right, coloured by the outer player, V at every step, which encloses the value of the
    game from above and from below, and how far p_g is from p_data.

    Args:
        min_max, max_min: as long as each other.
        step: which moment is shown.
        height: pixels.
    """
    last = len(min_max.value) - 1
    drawn: list[Any] = []
    axes: dict[str, Any] = {}
    for i, (play, column) in enumerate(zip((min_max, max_min), COLUMNS, strict=True)):
        top, below = ("", "3") if i == 0 else ("2", "4")
        drawn += [*_moment(play, step, top), _past(play, step, below)]
        axes |= _column(column, last, top, below, named=i == 0)
    shape, note = style.reference(-math.log(4), "−log 4", xref="x5", yref="y5")
    headings = [_heading(key, c) for key, c in zip(("min_max", "max_min"), COLUMNS, strict=True)]
    return style.figure(
        [*drawn, *_values(min_max, max_min, step)],
        height,
        **axes,
        xaxis5=style.axis(range=[0, last], domain=VALUES, anchor="y5", showticklabels=False),
        yaxis5=style.axis(
            "<i>V</i>(<i>G</i>, <i>D</i>)", range=[-2.3, -0.5], domain=UPPER, anchor="x5"
        ),
        xaxis6=style.axis(text("orders_axis_steps"), range=[0, last], domain=VALUES, anchor="y6"),
        yaxis6=style.axis("JSD", range=[0, 0.6], domain=LOWER, anchor="x6"),
        shapes=[shape],
        annotations=[*headings, note],
        legend={"y": 1.02},
        legend2=style.legend(1, 1) | CORNER | {"font": {"size": 12}},
        margin={"l": 56, "r": 14, "t": 40, "b": 46},
    )


def _moment(play: Order, step: int, axis: str) -> list[go.Scatter]:
    """The densities and D; the first column speaks for both in the legend."""
    arrays = {
        "p_data": (GRID.x, GRID.density(play.p_data)),
        "p_g": (GRID.x, GRID.density(play.p_g[step])),
        "d": (GRID.x, play.d[step]),
    }
    lines = style.curves(arrays, {uid: style.GAME[uid] for uid in arrays})
    for line in lines:
        line.update(
            uid=f"{line.uid}{axis}", xaxis=f"x{axis}", yaxis=f"y{axis}", showlegend=not axis
        )
    return lines


def _past(play: Order, step: int, axis: str) -> go.Heatmap:
    """What G has made at each step until now: a row for each."""
    density = GRID.density(play.p_g).astype(np.float32)
    density[step + 1 :] = 0
    return go.Heatmap(
        uid=f"past{axis}",
        x0=GRID.x[0],
        dx=GRID.width,
        y0=0,
        dy=1,
        z=density,
        zmin=0,
        zmax=DARKEST,
        colorscale=_INK_OF_P_G,
        showscale=False,
        xaxis=f"x{axis}",
        yaxis=f"y{axis}",
        hoverinfo="skip",
    )


def _column(
    domain: tuple[float, float], last: int, top: str, below: str, *, named: bool
) -> dict[str, Any]:
    """The axes of an order's two pictures, which share their x."""
    density, steps = (text("axis_density_d"), text("orders_axis_steps")) if named else ("", "")
    x: dict[str, Any] = {"range": list(VIEW), "domain": list(domain)}
    y: dict[str, Any] = {"showticklabels": named, "showgrid": False}
    return {
        f"xaxis{top}": style.axis(**x, anchor=f"y{top}", showticklabels=False),
        f"yaxis{top}": style.axis(density, range=[0, TALLEST], domain=UPPER, anchor=f"x{top}", **y),
        f"xaxis{below}": style.axis("<i>x</i>", **x, anchor=f"y{below}", showgrid=False),
        f"yaxis{below}": style.axis(
            steps, range=[last + 0.5, -0.5], domain=LOWER, anchor=f"x{below}", **y
        ),
    }


def _heading(key: str, column: tuple[float, float]) -> dict[str, Any]:
    return {
        "text": text(f"orders_{key}"),
        "xref": "paper",
        "yref": "paper",
        "x": column[0] + 0.006,
        "y": UPPER[1] + 0.006,
        "xanchor": "left",
        "yanchor": "bottom",
        "align": "left",
        "showarrow": False,
        "font": {"size": 13},
    }


def _values(min_max: Order, max_min: Order, step: int) -> list[go.Scatter]:
    """V and JSD over the steps, and where they are now."""
    green, blue = style.GENERATOR, style.DISCRIMINATOR
    steps = np.arange(len(min_max.value))
    average = style.role(blue, text("orders_average"), "dot")
    lines = {
        "upper": (min_max.value, "5", style.role(green, text("orders_outside_g"))),
        "lower": (max_min.value, "5", style.role(blue, text("orders_outside_d"))),
        "jsd_min_max": (min_max.jsd, "6", style.role(green, "")),
        "jsd_max_min": (max_min.jsd, "6", style.role(blue, "")),
        "jsd_average": (max_min.average_jsd, "6", average),
    }
    made = []
    for uid, (y, axis, look) in lines.items():
        place = {"xaxis": f"x{axis}", "yaxis": f"y{axis}", "legend": "legend2"}
        made.append(_line(uid, steps, y, look, **place))
        made.append(_dot(f"{uid}_now", steps[step], y[step], look, **place))
    return made


def _line(uid: str, x: NDArray[Any], y: NDArray[Any], look: style.Role, **place: Any) -> go.Scatter:
    return go.Scatter(
        uid=uid,
        x=x,
        y=y,
        mode="lines",
        line=look.line,
        name=look.label,
        showlegend=bool(look.label),
        hovertemplate="%{y:.3f}<extra></extra>",
        **place,
    )


def _dot(uid: str, x: int, y: float, look: style.Role, **place: Any) -> go.Scatter:
    marker = {"color": look.color, "size": 9}
    return go.Scatter(
        uid=uid,
        x=[x],
        y=[y],
        mode="markers",
        marker=marker,
        showlegend=False,
        hoverinfo="skip",
        **place,
    )
