"""The model graph: what feeds what in a GAN, with a live thumbnail in every node.

z -> G -> G(z), and with real x into D, which gives both losses; dotted, the way back, on which each
player learns. After GAN Lab (Kahng et al. 2019). The whole graph is one subplot, in pixels.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from ganviz import _check
from ganviz.plots import old_style as style
from ganviz.plots.lines import Line, joined
from ganviz.plots.plane import JUDGED, Arrays, mesh
from ganviz.texts import text

SIZE = (236.0, 388.0)
SIDE = 72.0  # of a node
NODES = {
    "z": (10.0, 298.0),
    "g": (154.0, 298.0),
    "real": (10.0, 200.0),
    "fake": (154.0, 200.0),
    "d": (82.0, 102.0),
    "d_loss": (10.0, 4.0),
    "g_loss": (154.0, 4.0),
}
"""The lower left corner of each node."""

DOTS = 100  # in a thumbnail
RECENT = 64  # moments of a loss in its node


def arrays(
    snapshot: Any,
    plane: Any,
    curves: Mapping[str, NDArray[Any]],
    losses: tuple[float, float],
    active: str | None = None,
) -> Arrays:
    """Return what is live in the graph: trace uid -> (x, y), or z of D's thumbnail.

    Args:
        snapshot: a `ganviz.toy.PlaneSnapshot`.
        plane: the `ganviz.toy.Plane` of its run.
        curves: ``d_loss`` and ``g_loss`` among them, the history of the run.
        losses: the ends of the losses' axes.
        active: the node that is at work now, of `NODES`, or None.

    Raises:
        ValueError: an unknown node.
    """
    box = np.array([plane.box.low, plane.box.high], dtype=np.float32)
    lattice = snapshot.warp[:: _skip(snapshot.warp, 0), :: _skip(snapshot.warp, 1)]
    return {
        "node_d": snapshot.d[::2, ::2],
        "node_g": _inside("g", np.stack(mesh(lattice), axis=1), box),
        "node_real": _inside("real", snapshot.real[:DOTS], box),
        "node_fake": _inside("fake", snapshot.fake[:DOTS], box),
        "node_d_loss": _recent("d_loss", curves["d_loss"], losses),
        "node_g_loss": _recent("g_loss", curves["g_loss"], losses),
        "active": _frames([active] if active else [], margin=2),
    }


def _skip(lattice: NDArray[Any], axis: int) -> int:
    return max(1, (lattice.shape[axis] - 1) // 8)


def _inside(node: str, points: NDArray[Any], box: NDArray[Any]) -> Line:
    """The points (n, 2) of the plane's ``box``, in a node; nan for those outside it."""
    part = (points - box[0]) / (box[1] - box[0])
    part = np.where(((part >= 0) & (part <= 1)).all(axis=1, keepdims=True), part, np.nan)
    x, y = (np.array(NODES[node], dtype=np.float32) + SIDE * part).T
    return x, y


def _recent(node: str, curve: NDArray[Any], ends: tuple[float, float]) -> Line:
    """The last moments of a curve, from the left edge of a node to its right."""
    part = (curve[-RECENT:] - ends[0]) / (ends[1] - ends[0])
    left, bottom = NODES[node]
    return left + SIDE * np.linspace(0, 1, len(part)), bottom + SIDE * np.clip(part, 0, 1)


def _frames(nodes: list[str], margin: float = 0.0) -> Line:
    """A closed square around each of ``nodes``."""
    corners = np.array([[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]])
    lower = [np.array(NODES[_check.one_of("active", node, NODES)]) for node in nodes]
    return joined([low - margin + (SIDE + 2 * margin) * corners for low in lower])


def traces(live: Arrays, snapshot: Any, axis: str) -> list[Any]:
    """Return the graph's traces on the axes numbered ``axis``; ``live`` is of :func:`arrays`."""
    at: dict[str, Any] = {"xaxis": f"x{axis}", "yaxis": f"y{axis}", "showlegend": False}
    at |= {"hoverinfo": "skip"}
    green, blue, ink = style.GENERATOR.color, style.DISCRIMINATOR.color, style.INK

    def line(uid: str, points: Any, color: str, width: float, **more: Any) -> go.Scatter:
        x, y = points
        look = {"color": color, "width": width, "dash": more.pop("dash", "solid")}
        return go.Scatter(uid=uid, x=x, y=y, mode="lines", line=look, **more, **at)

    def dots(uid: str, color: str) -> go.Scatter:
        x, y = live[uid]
        marker = {"color": color, "size": 2.6}
        return go.Scatter(uid=uid, x=x, y=y, mode="markers", marker=marker, **at)

    return [
        _thumbnail(live["node_d"], at),
        line("node_z", _prior(snapshot.warp), green, 1),
        line("node_g", live["node_g"], green, 1),
        dots("node_real", style.DATA.color),
        dots("node_fake", green),
        line("node_d_loss", live["node_d_loss"], blue, 1.5),
        line("node_g_loss", live["node_g_loss"], green, 1.5),
        line("nodes", _frames(list(NODES)), style.FAINT, 1, meta={"click": True}),
        _links("links", _FORWARD, style.INK, at),
        line("learning", joined(_BACK), style.GRADIENT.color, 1.5, dash="2px,3px"),
        _links("learning_tips", [path[-2:] for path in _BACK], style.GRADIENT.color, at, width=0),
        line("active", live["active"], ink, 2.5),
    ]


def _thumbnail(z: Any, at: dict[str, Any]) -> go.Heatmap:
    """D's heat map in its node."""
    left, bottom = NODES["d"]
    cell = SIDE / len(z)
    return go.Heatmap(
        uid="node_d",
        z=z,
        x0=left + cell / 2,
        dx=cell,
        y0=bottom + cell / 2,
        dy=cell,
        zmin=0,
        zmax=1,
        colorscale=JUDGED,
        zsmooth="fast",
        showscale=False,
        **at,
    )


def _prior(warp: NDArray[Any]) -> Line:
    """The lattice of z before G bends it: equal steps of mass; a line where z has one dimension."""
    counts = (len(range(0, warp.shape[axis], _skip(warp, axis))) for axis in (0, 1))
    steps = [np.linspace(0.08, 0.92, n, dtype=np.float32) if n > 1 else [0.5] for n in counts]
    x, y = mesh(np.stack(np.meshgrid(*steps, indexing="ij"), axis=-1))
    left, bottom = NODES["z"]
    return left + SIDE * x, bottom + SIDE * y


def _point(node: str, across: float, up: float) -> tuple[float, float]:
    """A point of a node, or near it: (0, 0) is its lower left corner, (1, 1) its upper right."""
    left, bottom = NODES[node]
    return left + across * SIDE, bottom + up * SIDE


_FORWARD = [
    np.array([_point("z", 1.04, 0.5), _point("g", -0.05, 0.5)]),
    np.array([_point("g", 0.25, -0.04), _point("fake", 0.25, 1.05)]),
    np.array([_point("real", 0.6, -0.04), _point("d", -0.05, 0.62)]),
    np.array([_point("fake", 0.4, -0.04), _point("d", 1.05, 0.62)]),
    np.array([_point("d", 0.25, -0.04), _point("d_loss", 0.75, 1.06)]),
    np.array([_point("d", 0.75, -0.04), _point("g_loss", 0.25, 1.06)]),
]
_BACK = [
    np.array([_point("d_loss", 0.2, 1.3), _point("d_loss", 0.2, 1.66), _point("d", -0.05, 0.3)]),
    np.array(
        [
            _point("g_loss", 1.0, 0.5),
            _point("g_loss", 1.11, 0.5),
            _point("g", 1.11, 0.5),
            _point("g", 1.0, 0.5),
        ]
    ),
]


def node_at(x: float, y: float) -> str | None:
    """Return the node that a point of the graph lies in, or None.

    >>> node_at(100, 120), node_at(120, 300)
    ('d', None)
    """
    return next(
        (
            node
            for node, (left, bottom) in NODES.items()
            if left <= x <= left + SIDE and bottom <= y <= bottom + SIDE
        ),
        None,
    )


def _links(
    uid: str, lines: list[NDArray[Any]], color: str, at: dict[str, Any], width: float = 1.3
) -> go.Scatter:
    """Arrows along straight lines."""
    x, y = joined(lines)
    marker = {
        "symbol": "arrow",
        "angleref": "previous",
        "color": color,
        "size": np.resize([0, 9, 0], len(x)),
        "opacity": 1,
        "line": {"width": 0},
    }
    return go.Scatter(
        uid=uid,
        x=x,
        y=y,
        mode="lines+markers",
        line={"color": color, "width": width},
        marker=marker,
        meta={"kind": "arrows"},
        **at,
    )


def axes(x: tuple[float, float], axis: str) -> dict[str, Any]:
    """Return the graph's axes, within the domain ``x`` of the width and the whole height."""
    shared = {"visible": False, "fixedrange": True, "constrain": "domain"}
    return {
        f"xaxis{axis}": shared
        | {
            "range": [0, SIZE[0]],
            "domain": list(x),
            "anchor": f"y{axis}",
            "constraintoward": "left",
        },
        f"yaxis{axis}": shared
        | {
            "range": [0, SIZE[1]],
            "anchor": f"x{axis}",
            "scaleanchor": f"x{axis}",
            "constraintoward": "top",
        },
    }


def words(axis: str) -> list[dict[str, Any]]:
    """Return the name of each node, above it, on its outer side."""
    names = {
        "z": "<i>z</i>",
        "g": "<i>G</i>",
        "real": text("node_real"),
        "fake": text("node_fake"),
        "d": "<i>D</i>",
        "d_loss": text("d_loss"),
        "g_loss": text("g_loss"),
    }
    anchors = {0: "left", 1: "center", 2: "right"}
    made = []
    for node, name in names.items():
        left, bottom = NODES[node]
        column = round((left - NODES["z"][0]) / SIDE)
        made.append(
            {
                "text": name,
                "xref": f"x{axis}",
                "yref": f"y{axis}",
                "x": left + SIDE * column / 2,
                "y": bottom + SIDE + 1,
                "xanchor": anchors[column],
                "yanchor": "bottom",
                "showarrow": False,
                "font": {"size": 13},
            }
        )
    return made
