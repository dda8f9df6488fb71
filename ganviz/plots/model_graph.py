"""The model graph: the flow of data in a GAN, with a live thumbnail in every node.

z -> G -> G(z); D takes G(z) and real x, and gives both losses. Dotted lines show how gradients
reach each player. As in GAN Lab (Kahng et al. 2019). The graph is one subplot, in pixels.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganviz import _check
from ganviz.plots import style
from ganviz.plots.lines import Line, joined
from ganviz.plots.marks import arrows, dots, heat, line
from ganviz.plots.panels import Panel, axis
from ganviz.plots.plane import JUDGED, Arrays, mesh
from ganviz.plots.style import Trace
from ganviz.texts import text

SIZE = (236.0, 388.0)
SIDE = 72.0  # side of a node, in pixels
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

DOTS = 100  # number of samples in a thumbnail
RECENT = 64  # number of moments of a loss in its node


def arrays(
    snapshot: Any,
    plane: Any,
    curves: Mapping[str, NDArray[Any]],
    losses: tuple[float, float],
    active: str | None = None,
) -> Arrays:
    """The data of the thumbnails: trace uid -> (x, y), or z for D's.

    Args:
        snapshot: a `ganviz.toy.PlaneSnapshot`.
        plane: the `ganviz.toy.Plane` of its run.
        curves: the history of the run, with ``d_loss`` and ``g_loss``.
        losses: the ends of the losses' axes.
        active: the node of `NODES` that gets a frame, or None.

    Returns:
        An empty dict if the model has no D: it has no such graph.

    Raises:
        ValueError: an unknown node.
    """
    if snapshot.critic is None:
        return {}
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
    """The stride that leaves about 8 cells of a lattice along an axis."""
    return max(1, (lattice.shape[axis] - 1) // 8)


def _inside(node: str, points: NDArray[Any], box: NDArray[Any]) -> Line:
    """The points (n, 2), scaled from the plane's ``box`` to a node; nan if outside the box."""
    part = (points - box[0]) / (box[1] - box[0])
    part = np.where(((part >= 0) & (part <= 1)).all(axis=1, keepdims=True), part, np.nan)
    x, y = (np.array(NODES[node], dtype=np.float32) + SIDE * part).T
    return x, y


def _recent(node: str, curve: NDArray[Any], ends: tuple[float, float]) -> Line:
    """The last moments of a curve, scaled to a node."""
    part = (curve[-RECENT:] - ends[0]) / (ends[1] - ends[0])
    left, bottom = NODES[node]
    return left + SIDE * np.linspace(0, 1, len(part)), bottom + SIDE * np.clip(part, 0, 1)


def _frames(nodes: list[str], margin: float = 0.0) -> Line:
    """A closed square around each of ``nodes``."""
    corners = np.array([[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]])
    lower = [np.array(NODES[_check.one_of("active", node, NODES)]) for node in nodes]
    return joined([low - margin + (SIDE + 2 * margin) * corners for low in lower])


def panel(live: Arrays, snapshot: Any, across: tuple[float, float]) -> Panel:
    """The panel of the graph, as high as the figure; empty if ``live`` is.

    Args:
        live: from :func:`arrays`.
        snapshot: a `ganviz.toy.PlaneSnapshot`.
        across: left and right end.
    """
    hidden = {"visible": False, "constrain": "domain"}
    frame: dict[str, Any] = {
        "x": hidden | axis((0, SIZE[0]), constraintoward="left"),
        "y": hidden | axis((0, SIZE[1]), scaleanchor="x", constraintoward="top"),
    }
    if not live:
        return Panel(across, **frame, legend=None)
    green, blue, red = style.GENERATOR.color, style.DISCRIMINATOR.color, style.GRADIENT.color
    live_: dict[str, Any] = live
    traces = [
        _thumbnail(live["node_d"]),
        line("node_z", _prior(snapshot.warp), green, 1),
        line("node_g", live_["node_g"], green, 1),
        dots("node_real", live_["node_real"], style.DATA.color, 2.6),
        dots("node_fake", live_["node_fake"], green, 2.6),
        line("node_d_loss", live_["node_d_loss"], blue, 1.5),
        line("node_g_loss", live_["node_g_loss"], green, 1.5),
        line("nodes", _ALL, style.FAINT, 1, meta={"click": True}),
        arrows("links", _LINKS, style.INK, head=9, width=1.3),
        line("learning", _LEARNING, red, 1.5, "dot"),
        arrows("learning_tips", _TIPS, red, head=9, width=0),
        line("active", live_["active"], style.INK, 2.5),
    ]
    return Panel(across, **frame, traces=traces, notes=words(), legend=None)


def _thumbnail(z: Any) -> Trace:
    """D's heat map in its node."""
    left, bottom = NODES["d"]
    cell = SIDE / len(z)
    x, y = ((start + cell / 2, start + 1.5 * cell) for start in (left, bottom))
    return heat("node_d", z, x, y, JUDGED, (0, 1), zsmooth="fast")


def _prior(warp: NDArray[Any]) -> Line:
    """The lattice of z, in equal steps of probability; a line if z has one dimension."""
    counts = (len(range(0, warp.shape[axis], _skip(warp, axis))) for axis in (0, 1))
    steps = [np.linspace(0.08, 0.92, n, dtype=np.float32) if n > 1 else [0.5] for n in counts]
    x, y = mesh(np.stack(np.meshgrid(*steps, indexing="ij"), axis=-1))
    left, bottom = NODES["z"]
    return left + SIDE * x, bottom + SIDE * y


def _way(*points: tuple[str, float, float]) -> NDArray[Any]:
    """A path through points (node, x, y), where (0, 0) is the node's lower left corner and (1, 1)
    its upper right one."""
    return np.array([np.add(NODES[node], (SIDE * x, SIDE * y)) for node, x, y in points])


_FORWARD = [
    _way(("z", 1.04, 0.5), ("g", -0.05, 0.5)),
    _way(("g", 0.25, -0.04), ("fake", 0.25, 1.05)),
    _way(("real", 0.6, -0.04), ("d", -0.05, 0.62)),
    _way(("fake", 0.4, -0.04), ("d", 1.05, 0.62)),
    _way(("d", 0.25, -0.04), ("d_loss", 0.75, 1.06)),
    _way(("d", 0.75, -0.04), ("g_loss", 0.25, 1.06)),
]
_BACK = [
    _way(("d_loss", 0.2, 1.3), ("d_loss", 0.2, 1.66), ("d", -0.05, 0.3)),
    _way(("g_loss", 1.0, 0.5), ("g_loss", 1.11, 0.5), ("g", 1.11, 0.5), ("g", 1.0, 0.5)),
]


def node_at(x: float, y: float) -> str | None:
    """The node that contains a point of the graph, or None.

    >>> node_at(100, 120), node_at(120, 300)
    ('d', None)
    """
    inside = (n for n, at in NODES.items() if 0 <= x - at[0] <= SIDE and 0 <= y - at[1] <= SIDE)
    return next(inside, None)


def words() -> list[Trace]:
    """The name above each node, on its outer side."""
    names = {
        "z": "<i>z</i>",
        "g": "<i>G</i>",
        "real": text("node_real"),
        "fake": text("node_fake"),
        "d": "<i>D</i>",
        "d_loss": text("d_loss"),
        "g_loss": text("g_loss"),
    }
    made = []
    for node, name in names.items():
        left, bottom = NODES[node]
        column = round((left - NODES["z"][0]) / SIDE)
        place = {"x": left + SIDE * column / 2, "y": bottom + SIDE + 1}
        anchors = {"xanchor": ("left", "center", "right")[column], "yanchor": "bottom"}
        look = {"text": name, "showarrow": False, "font": {"size": 13}}
        made.append(place | anchors | look)
    return made


_ALL = _frames(list(NODES))
_LINKS = joined(_FORWARD)
_LEARNING = joined(_BACK)
_TIPS = joined([path[-2:] for path in _BACK])
