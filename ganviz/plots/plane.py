"""The plane of a 2-D game, in layers: D and D*, samples, and their gradients.

A layer is one trace, and its name is the trace's uid; a click on the legend switches it. The heat
maps of D and D* are white at 1/2, blue towards 1 (real) and amber towards 0 (fake), so that G's
green samples and their vermilion gradients are visible on them.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganviz.plots import style
from ganviz.plots.lines import Line, joined, level_lines
from ganviz.plots.marks import arrows as arrow_heads
from ganviz.plots.marks import dots, heat, line, scatter, segments
from ganviz.plots.panels import Panel
from ganviz.plots.style import Trace
from ganviz.texts import text

Arrays = dict[str, Line | NDArray[Any]]

LAYERS = ("d", "d_star", "difference", "p_g", "p_data", "warp", "trails", "real", "fake", "push")
"""Every layer, from the bottom up."""

WORDS = ("real", "fake", "push", "trails", "warp", "p_data", "p_g", "d", "d_star", "difference")
"""The layers in the order of the legend, from left to right."""

OF_CRITIC = frozenset({"d", "d_star", "difference", "push"})
"""The layers of a model with a D."""

SHOWN = frozenset({"d", "real", "fake", "push"})
"""The layers that are visible at first."""

STATIC = frozenset({"p_data"})
"""The layers that do not change during a run."""

TRAIL = 8  # earlier moments in a trail
PARTICLES = 128  # number of fakes with an arrow and a trail; more would hide the rest
REACH = 0.09  # the longest arrow, as a part of the plane's width
HALF_WAY = 4.0  # the gradient of an arrow of half that length, in nats per plane's width
LEVELS = (0.1, 0.4, 0.8)  # level lines of p_data, as parts of its maximum
JUDGED = [(0, "@judged_fake"), (0.5, style.GROUND), (1, "@judged_real")]
"""Colour scale of D and D*, from fake to real."""
_OFF = [(0, "@too_low"), (0.5, style.GROUND), (1, "@too_high")]
_MASS = [(0, style.GENERATOR.fill(0)), (1, style.GENERATOR.fill(0.9))]


def layers(
    snapshot: Any,
    plane: Any,
    *,
    only: Collection[str] = LAYERS,
    earlier: Sequence[NDArray[Any]] = (),
) -> Arrays:
    """The data of the layers: (x, y) of points and lines, or z (m, m) of a heat map.

    The layers in `missing` are left out.

    Args:
        snapshot: a `ganviz.toy.PlaneSnapshot`.
        plane: the `ganviz.toy.Plane` of its run.
        only: the layers to return, of `LAYERS`.
        earlier: earlier positions of the same fakes, for trails, (n, 2) each, the oldest first.
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
    there = set(only) - missing(snapshot)
    return {name: made[name]() for name in LAYERS if name in there}


def missing(snapshot: Any) -> frozenset[str]:
    """The layers that the model does not have, without a D or without a lattice of z."""
    without_d = OF_CRITIC if snapshot.critic is None else frozenset()
    return without_d | (frozenset({"warp"}) if snapshot.warp is None else frozenset())


@lru_cache(maxsize=8)
def contours(plane: Any) -> Line:
    """The lines where p_data is `LEVELS` times its maximum."""
    levels = float(plane.p_data.max()) * np.asarray(LEVELS)
    return level_lines(plane.x, plane.y, plane.p_data, levels)


def mesh(lattice: NDArray[Any]) -> Line:
    """The two families of lines of a lattice (u, v, 2), as one line with gaps.

    >>> mesh(np.zeros((3, 4, 2)))[0].size == 3 * (4 + 1) + 4 * (3 + 1)
    True
    """
    along = [line for line in lattice if len(line) > 1]
    across = list(lattice.transpose(1, 0, 2))
    return joined([*along, *across])


def trails(positions: Sequence[NDArray[Any]]) -> Line:
    """The paths of the first `PARTICLES` points through successive positions, (n, 2) each."""
    paths = np.stack([each[:PARTICLES] for each in positions], axis=1)
    return joined(list(paths)) if len(positions) > 1 else joined([])


def arrows(points: NDArray[Any], push: NDArray[Any], width: float) -> Line:
    """An arrow (tail, head, gap) for each of the first `PARTICLES` points.

    Its length increases with the gradient up to `REACH` of the plane's ``width``, so that both weak
    and strong gradients are visible.
    """
    points, push = points[:PARTICLES], push[:PARTICLES]
    steepness = width * np.hypot(*push.T)[:, None]
    ends = points + REACH * width**2 * push / (HALF_WAY + steepness)
    return segments((points[:, 0], ends[:, 0]), (points[:, 1], ends[:, 1]))


def panel(
    arrays: Arrays,
    plane: Any,
    shown: Collection[str],
    across: tuple[float, float] = (0.0, 1.0),
    without: Collection[str] = (),
    **look: Any,
) -> Panel:
    """The panel of a plane, as high as the figure, with equal scales on both axes.

    Args:
        arrays, plane, shown, without: as for `traces`.
        across: left and right end.
        look: further fields of the panel.
    """
    low, high = plane.box.low, plane.box.high
    frame = {
        "showgrid": False,
        "tickfont": {"size": 11},
        "nticks": 5,
        "constrain": "domain",
        "mirror": True,
        "linecolor": style.FAINT,
        "ticklen": 3,
    }
    return Panel(
        across,
        x=frame | {"range": (float(low[0]), float(high[0]))},
        y=frame
        | {"range": (float(low[1]), float(high[1])), "scaleanchor": "x", "constraintoward": "top"},
        traces=traces(arrays, plane, shown, without),
        **look,
    )


def traces(
    arrays: Arrays, plane: Any, shown: Collection[str], without: Collection[str] = ()
) -> list[Trace]:
    """A trace for every layer; without arrays it is empty, until the layer is switched on.

    Args:
        arrays: from :func:`layers`.
        plane: the `ganviz.toy.Plane`.
        shown: the visible layers; the others have a grey name in the legend.
        without: layers to leave out.
    """
    peak = _peak(plane)
    heats = {
        "d": (JUDGED, (0, 1), 0.5, style.DISCRIMINATOR.label),
        "d_star": (JUDGED, (0, 1), 0.5, style.OPTIMUM.label),
        "difference": (_OFF, (-1, 1), 0.0, text("layer_difference")),
        "p_g": (_MASS, (0, peak), 0.0, style.GENERATOR.label),
    }
    made: list[Trace] = []
    for name in LAYERS:
        if name in without:
            continue
        look = {
            "visible": True if name in shown else "legendonly",
            "legendrank": _RANKS[name],
            "legendgroup": name,
        }
        if name in heats:
            scale, ends, neutral, label = heats[name]
            z = arrays.get(name, np.array([[neutral]]))  # plotly needs a number for the legend
            look |= {"name": label, "zsmooth": "fast", "showlegend": True, "hover": "%{z:.3f}"}
            made.append(heat(name, z, plane.x, plane.y, scale, ends, **look))
        else:
            made.append(_points(name, arrays.get(name, _NOTHING), look))  # type: ignore[arg-type]
    return made


_RANKS = {name: rank for rank, name in enumerate(WORDS)}
_NOTHING = joined([])


@lru_cache(maxsize=8)
def _peak(plane: Any) -> float:
    return float(plane.p_data.max())


def _points(name: str, points: Line, look: dict[str, Any]) -> Trace:
    """The trace of a layer of points or lines."""
    green, orange = style.GENERATOR.color, style.GRADIENT.color
    if name == "p_data":
        edge = replace(style.DATA, width=1.5).line
        return scatter(name, points, "lines", name=style.DATA.label, line=edge, **look)
    if name in ("warp", "trails"):
        pale = {"warp": 0.6, "trails": 0.45}[name]
        return line(name, points, green, 1, name=text(f"layer_{name}"), opacity=pale, **look)
    if name == "push":
        return arrow_heads(name, points, orange, head=7, width=1.2, name=text("layer_push"), **look)
    if name == "real":
        look = look | {"opacity": 0.55, "meta": {"draw": "free"}}
        return dots(name, points, style.DATA.color, 4.5, name=text("real"), **look)
    return dots(name, points, green, 5.5, name=text("fake"), opacity=0.9, **look)
