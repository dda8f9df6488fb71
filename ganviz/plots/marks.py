"""What stands in a panel beside its curves: points, lines, handles to drag, arrows, heat maps."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ganviz.distributions import Gaussian
from ganviz.plots.style import GENERATOR, GROUND, Role, Trace
from ganviz.texts import text


def scatter(uid: str, x: ArrayLike, y: ArrayLike, mode: str, **look: Any) -> Trace:
    """Return a trace of points (n,); it is in a legend if it has a name, and says ``hover``.

    Args:
        uid: of the trace.
        x, y: (n,) each; None and nan are gaps.
        mode: "lines", "markers" or both.
        look: further fields; ``hover`` is a hover template, and without one the trace is silent.
    """
    said = look.pop("hover", None)
    tells: Trace = {"hovertemplate": said} if said else {"hoverinfo": "skip"}
    if not look.get("name"):
        tells["showlegend"] = False
    return (
        {"type": "scatter", "uid": uid, "x": _array(x), "y": _array(y), "mode": mode} | tells | look
    )


def _array(values: ArrayLike) -> NDArray[Any]:
    return values if isinstance(values, np.ndarray) else np.asarray(values, dtype=float)


def line(
    uid: str, x: ArrayLike, y: ArrayLike, color: str, width: float, dash: str = "solid", **more: Any
) -> Trace:
    """Return a line in its own look, as `scatter` does."""
    look = {"color": color, "width": width, "dash": dash, "simplify": False}
    return scatter(uid, x, y, "lines", line=look, **more)


def dots(
    uid: str, x: ArrayLike, y: ArrayLike, color: str | list[str], size: float, **more: Any
) -> Trace:
    """Return points; ``symbol`` and ``edge``, a line around them, are the marker's."""
    marker: dict[str, Any] = {"color": color, "size": size}
    marker |= {ours: more.pop(ours) for ours in ("symbol",) if ours in more}
    if "edge" in more:
        marker["line"] = more.pop("edge")
    return scatter(uid, x, y, "markers", marker=marker, **more)


def handle(
    uid: str,
    x: ArrayLike,
    y: ArrayLike,
    role: Role,
    says: str | list[str] = "",
    *,
    drag: str = "x",
    symbol: str | list[str] = "circle",
    size: float = 15,
    **more: Any,
) -> Trace:
    """Return points that a person can drag.

    Args:
        uid: of the trace.
        x, y: (n,) each.
        role: whose handles they are.
        says: what the mouse and a screen reader say of each, or of all.
        drag: "x", "y" or "xy", the way they go.
        symbol, size: of the markers.
        more: further fields, as for `scatter`; with ``hover`` the words are for screen readers.
    """
    edge = {"color": role.color, "width": 3}
    tells: Trace = {} if "hover" in more or not says else {"hoverinfo": "text"}
    if says:
        tells["hovertext"] = says
    look = {"symbol": symbol, "edge": edge, "meta": {"drag": drag}} | tells | more
    return dots(uid, x, y, GROUND, size, **look)


def handles(p_g: Gaussian, uid: str = "handles") -> Trace:
    """Return the two handles of a Gaussian: the circle moves its mean, the diamond its std."""
    x = np.array([p_g.mean, p_g.mean + p_g.std])
    says = [text("handle_mean"), text("handle_std")]
    top = np.minimum(p_g.pdf(x), 1.0)
    return handle(uid, x, top, GENERATOR, says, symbol=["circle", "diamond"])


def arrows(
    uid: str,
    x: NDArray[Any],
    y: NDArray[Any],
    color: str,
    *,
    head: float,
    width: float,
    **more: Any,
) -> Trace:
    """Return segments (tail, head, gap, ...), (3 n,) each, as arrows with heads of one size."""
    marker = {
        "symbol": "arrow",
        "angleref": "previous",
        "size": head,
        "color": color,
        "opacity": 1,  # plotly would make many heads paler
        "line": {"width": 0},
    }
    look = {"line": {"color": color, "width": width}, "marker": marker, "meta": {"kind": "arrows"}}
    return scatter(uid, x, y, "lines+markers", **look, **more)


def segments(x: tuple[Any, Any], y: tuple[Any, Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return segments from (x[0], y[0]) to (x[1], y[1]), (n,) or numbers each, with gaps.

    >>> segments((np.zeros(1), np.ones(1)), (2.0, 3.0))
    (array([ 0.,  1., nan]), array([ 2.,  3., nan]))
    """
    ends = np.full((2, np.size(x[0]), 3), np.nan)
    for axis, pair in enumerate((x, y)):
        ends[axis, :, 0], ends[axis, :, 1] = pair
    return ends[0].ravel(), ends[1].ravel()


def heat(
    uid: str,
    z: Any,
    x: Sequence[float] | NDArray[Any],
    y: Sequence[float] | NDArray[Any],
    scale: Sequence[tuple[float, str]] | list[list[Any]],
    ends: tuple[float, float],
    **more: Any,
) -> Trace:
    """Return a heat map z (rows, columns) on equal cells.

    Args:
        uid: of the trace.
        z: the lowest row first; nan is transparent.
        x, y: where the first two columns and rows are.
        scale: (part, name of a colour), from 0 to 1.
        ends: z at both ends of the scale.
        more: further fields of the trace.
    """
    tells: Trace = (
        {"hovertemplate": more.pop("hover")} if "hover" in more else {"hoverinfo": "skip"}
    )
    if not more.get("name"):
        tells["showlegend"] = False
    cells = {
        "x0": float(x[0]),
        "dx": float(x[1] - x[0]),
        "y0": float(y[0]),
        "dy": float(y[1] - y[0]),
    }
    look = {"zmin": ends[0], "zmax": ends[1], "colorscale": [list(stop) for stop in scale]}
    return {"type": "heatmap", "uid": uid, "z": z, "showscale": False} | cells | look | tells | more
