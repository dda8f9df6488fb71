"""Traces of a panel other than its curves: points, lines, handles to drag, arrows, heat maps.

Points are a pair (x, y), (n,) each, or an array (2, n); nan is a gap.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganviz.distributions import Gaussian
from ganviz.plots.style import FAINT, GENERATOR, GROUND, INK, Role, Trace
from ganviz.texts import text


def scatter(uid: str, xy: Any, mode: str, *, hover: str | None = None, **look: Any) -> Trace:
    """A trace of points; without a ``name`` it is not in the legend.

    Args:
        uid: uid of the trace.
        xy: the points.
        mode: "lines", "markers" or "lines+markers".
        hover: the text under the mouse, a plotly template.
        look: further fields.
    """
    x, y = (v if isinstance(v, np.ndarray) else np.asarray(v, dtype=float) for v in xy)
    return {"type": "scatter", "uid": uid, "x": x, "y": y, "mode": mode} | _told(hover, look)


def _told(hover: str | None, look: Trace) -> Trace:
    """The fields ``look``, and those of hover and legend."""
    said: Trace = {"hovertemplate": hover} if hover else {"hoverinfo": "skip"}
    return said | ({} if look.get("name") else {"showlegend": False}) | look


def line(uid: str, xy: Any, color: str, width: float, dash: str = "solid", **more: Any) -> Trace:
    """A line; further arguments are those of `scatter`."""
    look = {"color": color, "width": width, "dash": dash, "simplify": False}
    return scatter(uid, xy, "lines", line=look, **more)


def dots(uid: str, xy: Any, color: Any, size: float, **more: Any) -> Trace:
    """Markers, with ``symbol`` and outline ``edge``; further arguments are those of `scatter`."""
    marker = {"color": color, "size": size}
    if "symbol" in more:
        marker["symbol"] = more.pop("symbol")
    if "edge" in more:
        marker["line"] = more.pop("edge")
    return scatter(uid, xy, "markers", marker=marker, **more)


def handle(uid: str, xy: Any, role: Role, says: Any = None, drag: str = "x", **more: Any) -> Trace:
    """Points that a person can drag.

    Args:
        uid: uid of the trace.
        xy: the points.
        role: the role that gives their colour.
        says: the text under the mouse and for screen readers, or a list with one for each point.
        drag: "x", "y" or "xy", the direction.
        more: further arguments of `dots`.
    """
    look = {"edge": {"color": role.color, "width": 3}, "meta": {"drag": drag}}
    if says:
        look |= {"hovertext": says, "hoverinfo": "text"}
    return dots(uid, xy, GROUND, **{"size": 15, "symbol": "circle"} | look | more)


def handles(p_g: Gaussian, uid: str = "handles") -> Trace:
    """The two handles of a Gaussian: the circle moves its mean, the diamond its std."""
    x = np.array([p_g.mean, p_g.mean + p_g.std])
    says = [text("handle_mean"), text("handle_std")]
    top = x, np.minimum(p_g.pdf(x), 1.0)
    return handle(uid, top, GENERATOR, says, symbol=["circle", "diamond"])


def arrows(uid: str, xy: Any, color: str, *, head: float, width: float, **more: Any) -> Trace:
    """Segments (tail, head, gap, ...), 3 n points, as arrows with heads of one size."""
    marker = {"symbol": "arrow", "angleref": "previous", "size": head, "color": color}
    marker |= {"opacity": 1, "line": {"width": 0}}  # plotly makes markers of many sizes paler
    look = {"line": {"color": color, "width": width}, "marker": marker, "meta": {"kind": "arrows"}}
    return scatter(uid, xy, "lines+markers", **look, **more)


def segments(x: tuple[Any, Any], y: tuple[Any, Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Segments from (x[0], y[0]) to (x[1], y[1]), (n,) or numbers each, with gaps.

    >>> segments((np.zeros(1), np.ones(1)), (2.0, 3.0))
    (array([ 0.,  1., nan]), array([ 2.,  3., nan]))
    """
    ends = np.full((2, np.size(x[0]), 3), np.nan)
    for axis, pair in zip(ends, (x, y), strict=True):
        axis[:, 0], axis[:, 1] = pair
    return ends[0].ravel(), ends[1].ravel()


def area(uid: str, x: Any, there: Any, back: Any, color: str) -> Trace:
    """The area between two curves over the same x, (n,) each."""
    around = np.r_[x, x[::-1]], np.r_[there, back[::-1]]
    look = {"fill": "toself", "fillcolor": color, "line": {"width": 0}}
    return scatter(uid, around, "lines", **look)


def bars(uid: str, at: Any, heights: Any, width: float, color: str, **more: Any) -> Trace:
    """Bars from y = 0 to each height, as one filled line.

    >>> bars("count", [1.0], [2.0], 0.5, "@data")["x"]
    array([0.75, 0.75, 1.25, 1.25,  nan])
    """
    x, y = np.full((2, np.size(at), 5), np.nan)
    x[:, :4] = np.asarray(at)[:, None] + width / 2 * np.array([-1, -1, 1, 1])
    y[:, :4] = np.asarray(heights)[:, None] * np.array([0, 1, 1, 0])
    look = {"fill": "toself", "fillcolor": color, "line": {"width": 0}}
    return scatter(uid, (x.ravel(), y.ravel()), "lines", **look, **more)


def heat(
    uid: str,
    z: Any,
    x: Any,
    y: Any,
    scale: Sequence[tuple[float, str]],
    ends: tuple[float, float],
    *,
    hover: str | None = None,
    **more: Any,
) -> Trace:
    """A heat map of z (rows, columns) on equal cells.

    Args:
        uid: uid of the trace.
        z: the lowest row first; nan is transparent.
        x, y: positions of the columns and rows; only the first two are read.
        scale: pairs (part, name of a colour), with part from 0 to 1.
        ends: z at both ends of the scale.
        hover: the text under the mouse, a plotly template.
        more: further fields of the trace.
    """
    cells = {"x0": float(x[0]), "dx": float(x[1] - x[0])}
    cells |= {"y0": float(y[0]), "dy": float(y[1] - y[0])}
    look = {"zmin": ends[0], "zmax": ends[1], "colorscale": [list(stop) for stop in scale]}
    whole = {"type": "heatmap", "uid": uid, "z": z, "showscale": False}
    return whole | cells | look | _told(hover, more)


def cell_frame(row: int, column: int) -> Trace:
    """The shape of a frame around a cell of a heat map on cells 0, 1 ... wide and high."""
    sides = {"x0": column - 0.5, "x1": column + 0.5, "y0": row - 0.5, "y1": row + 0.5}
    return {"type": "rect", "line": {"color": INK, "width": 2}} | sides


def relief(
    uid: str, z: Any, x: Any, y: Any, ends: tuple[float, float], levels: Any, **more: Any
) -> list[Trace]:
    """A heat map of z, darker for larger values, with its level lines ``levels``.

    The other arguments are those of `heat`.
    """
    scale = [(0.0, GROUND), (1.0, "@optimum")]
    return [
        heat(uid, z, x, y, scale, ends, zsmooth="best", **more),
        line("levels", levels, FAINT, 0.7),
    ]
