"""What stands in a panel beside its curves: points, lines, handles to drag, arrows, heat maps.

Points are a pair (x, y), (n,) each, or an array (2, n); nan is a gap.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganviz.distributions import Gaussian
from ganviz.plots.style import FAINT, GENERATOR, GROUND, Role, Trace
from ganviz.texts import text


def scatter(uid: str, xy: Any, mode: str, *, hover: str | None = None, **look: Any) -> Trace:
    """Return a trace of points; without a name it is in no legend.

    Args:
        uid: of the trace.
        xy: the points.
        mode: "lines", "markers" or both.
        hover: what it says under the mouse, a template of plotly's.
        look: further fields.
    """
    x, y = (v if isinstance(v, np.ndarray) else np.asarray(v, dtype=float) for v in xy)
    return {"type": "scatter", "uid": uid, "x": x, "y": y, "mode": mode} | _told(hover, look)


def _told(hover: str | None, look: Trace) -> Trace:
    said: Trace = {"hovertemplate": hover} if hover else {"hoverinfo": "skip"}
    return said | ({} if look.get("name") else {"showlegend": False}) | look


def line(uid: str, xy: Any, color: str, width: float, dash: str = "solid", **more: Any) -> Trace:
    """Return a line in its own look, as `scatter` does."""
    look = {"color": color, "width": width, "dash": dash, "simplify": False}
    return scatter(uid, xy, "lines", line=look, **more)


def dots(uid: str, xy: Any, color: Any, size: float, **more: Any) -> Trace:
    """Return markers, as `scatter` does; ``symbol`` and the line around them, ``edge``, too."""
    marker = {"color": color, "size": size}
    if "symbol" in more:
        marker["symbol"] = more.pop("symbol")
    if "edge" in more:
        marker["line"] = more.pop("edge")
    return scatter(uid, xy, "markers", marker=marker, **more)


def handle(uid: str, xy: Any, role: Role, says: Any = None, drag: str = "x", **more: Any) -> Trace:
    """Return points that a person can drag.

    Args:
        uid: of the trace.
        xy: the points.
        role: whose handles they are.
        says: what the mouse and a screen reader say of all, or a list: of each.
        drag: "x", "y" or "xy", the way they go.
        more: further fields, as for `dots`.
    """
    look = {"edge": {"color": role.color, "width": 3}, "meta": {"drag": drag}}
    if says:
        look |= {"hovertext": says, "hoverinfo": "text"}
    return dots(uid, xy, GROUND, **{"size": 15, "symbol": "circle"} | look | more)


def handles(p_g: Gaussian, uid: str = "handles") -> Trace:
    """Return the two handles of a Gaussian: the circle moves its mean, the diamond its std."""
    x = np.array([p_g.mean, p_g.mean + p_g.std])
    says = [text("handle_mean"), text("handle_std")]
    top = x, np.minimum(p_g.pdf(x), 1.0)
    return handle(uid, top, GENERATOR, says, symbol=["circle", "diamond"])


def arrows(uid: str, xy: Any, color: str, *, head: float, width: float, **more: Any) -> Trace:
    """Return segments (tail, head, gap, ...) of 3 n points as arrows with heads of one size."""
    marker = {"symbol": "arrow", "angleref": "previous", "size": head, "color": color}
    marker |= {"opacity": 1, "line": {"width": 0}}  # plotly makes markers of many sizes paler
    look = {"line": {"color": color, "width": width}, "marker": marker, "meta": {"kind": "arrows"}}
    return scatter(uid, xy, "lines+markers", **look, **more)


def segments(x: tuple[Any, Any], y: tuple[Any, Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return segments from (x[0], y[0]) to (x[1], y[1]), (n,) or numbers each, with gaps.

    >>> segments((np.zeros(1), np.ones(1)), (2.0, 3.0))
    (array([ 0.,  1., nan]), array([ 2.,  3., nan]))
    """
    ends = np.full((2, np.size(x[0]), 3), np.nan)
    for axis, pair in zip(ends, (x, y), strict=True):
        axis[:, 0], axis[:, 1] = pair
    return ends[0].ravel(), ends[1].ravel()


def area(uid: str, x: Any, there: Any, back: Any, color: str) -> Trace:
    """Return what lies between two curves over one x, (n,) each."""
    around = np.r_[x, x[::-1]], np.r_[there, back[::-1]]
    look = {"fill": "toself", "fillcolor": color, "line": {"width": 0}}
    return scatter(uid, around, "lines", **look)


def bars(uid: str, at: Any, heights: Any, width: float, color: str, **more: Any) -> Trace:
    """Return bars from y = 0 to each height, as areas of one line, which a drag can move.

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
    """Return a heat map z (rows, columns) on equal cells.

    Args:
        uid: of the trace.
        z: the lowest row first; nan is transparent.
        x, y: where the first two columns and rows are.
        scale: (part, name of a colour), from 0 to 1.
        ends: z at both ends of the scale.
        hover: what it says under the mouse, a template of plotly's.
        more: further fields of the trace.
    """
    cells = {"x0": float(x[0]), "dx": float(x[1] - x[0])}
    cells |= {"y0": float(y[0]), "dy": float(y[1] - y[0])}
    look = {"zmin": ends[0], "zmax": ends[1], "colorscale": [list(stop) for stop in scale]}
    whole = {"type": "heatmap", "uid": uid, "z": z, "showscale": False}
    return whole | cells | look | _told(hover, more)


def relief(
    uid: str, z: Any, x: Any, y: Any, ends: tuple[float, float], levels: Any, **more: Any
) -> list[Trace]:
    """Return a map of heights z, the higher the darker, and its level lines, ``levels``.

    The other arguments are those of `heat`.
    """
    scale = [(0.0, GROUND), (1.0, "@optimum")]
    return [
        heat(uid, z, x, y, scale, ends, zsmooth="best", **more),
        line("levels", levels, FAINT, 0.7),
    ]
