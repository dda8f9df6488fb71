"""The plane of a 2-D game, in layers: what D says, what it should say, samples, and where they go.

A layer is one trace, and its name is the trace's uid; its word in the legend switches it. The heat
maps of D and D* are white at 1/2, blue where they say real and amber where they say fake: amber, so
that the green of G's samples and the vermilion of their gradients stay legible on it.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from ganviz.plots import old_style as style
from ganviz.plots.lines import Line, joined, level_lines
from ganviz.texts import text

Arrays = dict[str, Line | NDArray[Any]]

LAYERS = ("d", "d_star", "difference", "p_g", "p_data", "warp", "trails", "real", "fake", "push")
"""Every layer, from the bottom up."""

WORDS = ("real", "fake", "push", "trails", "warp", "p_data", "p_g", "d", "d_star", "difference")
"""The same layers as the legend names them, from left to right."""

SHOWN = frozenset({"d", "real", "fake", "push"})
"""What is shown at first."""

STATIC = frozenset({"p_data"})
"""What a run does not change."""

PARTICLES = 128  # fakes that have an arrow and a trail: more would hide the rest
REACH = 0.09  # of the plane's width: the longest arrow
HALF_WAY = (
    4.0  # nats over the plane's width: a gradient this steep has an arrow of half that length
)
LEVELS = (0.1, 0.4, 0.8)  # of the peak of p_data
AMBER = "#E69F00"


def tint(color: str, strength: float) -> str:
    """Return a colour mixed with white.

    >>> tint("#000000", 0.2)
    'rgb(204,204,204)'
    """
    channels = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgb({','.join(str(round(255 + strength * (c - 255))) for c in channels)})"


JUDGED = [
    [0, tint(AMBER, 0.6)],
    [0.5, "rgb(255,255,255)"],
    [1, tint(style.DISCRIMINATOR.color, 0.6)],
]
"""D and D*, from fake to real."""
_OFF = [
    [0, tint(style.OPTIMUM.color, 0.9)],
    [0.5, "rgb(255,255,255)"],
    [1, tint(style.DISCRIMINATOR.color, 0.9)],
]
_MASS = [[0, style.GENERATOR.fill(0)], [1, style.GENERATOR.fill(0.9)]]


def layers(
    snapshot: Any,
    plane: Any,
    *,
    only: Collection[str] = LAYERS,
    earlier: Sequence[NDArray[Any]] = (),
) -> Arrays:
    """Return what each layer draws: (x, y) of points and lines, or z (m, m) of a heat map.

    Args:
        snapshot: a `ganviz.toy.PlaneSnapshot`.
        plane: the `ganviz.toy.Plane` of its run.
        only: the layers that are wanted, of `LAYERS`.
        earlier: where the same fakes were before, (n, 2) each, the oldest first: the trails.
    """
    made: dict[str, Callable[[], Line | NDArray[Any]]] = {
        "d": lambda: snapshot.d,
        "d_star": lambda: snapshot.d_star,
        "difference": lambda: snapshot.d - snapshot.d_star,
        "p_g": lambda: snapshot.p_g,
        "p_data": lambda: contours(plane),
        "warp": lambda: mesh(snapshot.warp),
        "trails": lambda: trails([*earlier, snapshot.fake]),
        "real": lambda: (snapshot.real[:, 0], snapshot.real[:, 1]),
        "fake": lambda: (snapshot.fake[:, 0], snapshot.fake[:, 1]),
        "push": lambda: arrows(snapshot.fake, snapshot.push, float(plane.box.width[0])),
    }
    return {name: made[name]() for name in LAYERS if name in only}


def contours(plane: Any) -> Line:
    """Return the lines on which p_data is `LEVELS` of its peak."""
    levels = float(plane.p_data.max()) * np.asarray(LEVELS)
    return level_lines(plane.x, plane.y, plane.p_data, levels)


def mesh(lattice: NDArray[Any]) -> Line:
    """Return the two families of lines of a lattice (u, v, 2); one line where v = 1.

    >>> mesh(np.zeros((3, 4, 2)))[0].size == 3 * (4 + 1) + 4 * (3 + 1)
    True
    """
    along = [line for line in lattice if len(line) > 1]
    across = list(lattice.transpose(1, 0, 2))
    return joined([*along, *across])


def trails(positions: Sequence[NDArray[Any]]) -> Line:
    """Return the path of each of the first `PARTICLES` points through (n, 2) positions in time."""
    paths = np.stack([each[:PARTICLES] for each in positions], axis=1)
    return joined(list(paths)) if len(positions) > 1 else joined([])


def arrows(points: NDArray[Any], push: NDArray[Any], width: float) -> Line:
    """Return an arrow (tail, head, gap) for each of the first `PARTICLES` points.

    Its length grows with the gradient and levels off at `REACH` of the plane's ``width``, so that
    weak and strong gradients are both seen.
    """
    points, push = points[:PARTICLES], push[:PARTICLES]
    steepness = width * np.hypot(*push.T)[:, None]
    ends = points + REACH * width**2 * push / (HALF_WAY + steepness)
    x, y = np.stack([points, ends, np.full_like(points, np.nan)], axis=1).reshape(-1, 2).T
    return x, y


def traces(arrays: Arrays, plane: Any, shown: Collection[str], axis: str = "") -> list[Any]:
    """Return a trace for every layer; one without arrays is empty, to be filled when it is on.

    Args:
        arrays: of :func:`layers`.
        plane: the `ganviz.toy.Plane`.
        shown: the layers that are on; the others are a grey word in the legend.
        axis: the number of the subplot's axes, "" for the first.
    """
    peak = float(plane.p_data.max())
    heats = {
        "d": (JUDGED, (0, 1), 0.5, style.DISCRIMINATOR.label),
        "d_star": (JUDGED, (0, 1), 0.5, style.OPTIMUM.label),
        "difference": (_OFF, (-1, 1), 0.0, text("layer_difference")),
        "p_g": (_MASS, (0, peak), 0.0, style.GENERATOR.label),
    }
    made: list[Any] = []
    for name in LAYERS:
        shared = {
            "uid": name,
            "xaxis": f"x{axis}",
            "yaxis": f"y{axis}",
            "visible": True if name in shown else "legendonly",
            "legendrank": WORDS.index(name),
            "legendgroup": name,
        }
        if name in heats:
            scale, ends, neutral, label = heats[name]
            z = arrays.get(name, np.array([[neutral]]))  # without a number plotly drops the word
            made.append(heat(plane, z, scale, ends, name=label, **shared))
        else:
            x, y = arrays.get(name, joined([]))
            made.append(go.Scatter(x=x, y=y, hoverinfo="skip", **_looks(name, len(x)), **shared))
    return made


def heat(plane: Any, z: Any, scale: list, ends: tuple[float, float], **look: Any) -> go.Heatmap:
    """Return a heat map z (m, m) over the cells of a plane, on a colour scale between ``ends``."""
    return go.Heatmap(
        x0=plane.x[0],
        dx=plane.x[1] - plane.x[0],
        y0=plane.y[0],
        dy=plane.y[1] - plane.y[0],
        z=z,
        zmin=ends[0],
        zmax=ends[1],
        colorscale=scale,
        zsmooth="fast",
        showscale=False,
        showlegend=True,
        hovertemplate="%{z:.3f}",
        **look,
    )


def _looks(name: str, points: int) -> dict[str, Any]:
    """How the points and lines of a layer look."""
    green, orange = style.GENERATOR.color, style.GRADIENT.color
    head = {"symbol": "arrow", "angleref": "previous", "color": orange, "opacity": 1}
    head["line"] = {"width": 0}
    looks: dict[str, dict[str, Any]] = {
        "p_data": {
            "name": style.DATA.label,
            "mode": "lines",
            "line": replace(style.DATA, width=1.5).line,
        },
        "warp": {
            "name": text("layer_warp"),
            "mode": "lines",
            "line": {"color": green, "width": 1},
            "opacity": 0.6,
        },
        "trails": {
            "name": text("layer_trails"),
            "mode": "lines",
            "line": {"color": green, "width": 1},
            "opacity": 0.45,
        },
        "real": {
            "name": text("real"),
            "mode": "markers",
            "marker": {"color": style.DATA.color, "size": 4.5},
            "opacity": 0.55,
            "meta": {"draw": "free"},
        },
        "fake": {
            "name": text("fake"),
            "mode": "markers",
            "marker": {"color": green, "size": 5.5},
            "opacity": 0.9,
        },
        "push": {
            "name": text("layer_push"),
            "mode": "lines+markers",
            "line": {"color": orange, "width": 1.2},
            "marker": head | {"size": np.resize([0, 7, 0], points)},
            "meta": {"kind": "arrows"},
        },
    }
    return looks[name]


def axes(plane: Any, x: Sequence[float], y: Sequence[float], axis: str = "") -> dict[str, Any]:
    """Return the axes of a plane within the domains ``x`` and ``y``: a circle is round."""
    low, high = plane.box.low, plane.box.high
    shared = {"showgrid": False, "tickfont": {"size": 11}, "nticks": 5, "constrain": "domain"}
    frame = {"mirror": True, "linecolor": style.FAINT, "ticklen": 3}
    return {
        f"xaxis{axis}": style.axis(
            range=[low[0], high[0]], domain=list(x), anchor=f"y{axis}", **shared, **frame
        ),
        f"yaxis{axis}": style.axis(
            range=[low[1], high[1]],
            domain=list(y),
            anchor=f"x{axis}",
            scaleanchor=f"x{axis}",
            constraintoward="top",
            **shared,
            **frame,
        ),
    }
