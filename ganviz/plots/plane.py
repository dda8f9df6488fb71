"""The plane of a 2-D game, in layers: D and D*, samples, and their gradients.

A layer is one trace, and its name is the trace's uid; its word in the legend switches it. The heat
maps of D and D* are white at 1/2, blue towards 1 (real) and amber towards 0 (fake): amber, so
that the green of G's samples and the vermilion of their gradients stay legible on it.
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
"""The same layers as the legend names them, from left to right."""

OF_CRITIC = frozenset({"d", "d_star", "difference", "push"})
"""What only a D has to show."""

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
JUDGED = [(0, "@judged_fake"), (0.5, style.GROUND), (1, "@judged_real")]
"""D and D*, from fake to real."""
_OFF = [(0, "@too_low"), (0.5, style.GROUND), (1, "@too_high")]
_MASS = [(0, style.GENERATOR.fill(0)), (1, style.GENERATOR.fill(0.9))]


def layers(
    snapshot: Any,
    plane: Any,
    *,
    only: Collection[str] = LAYERS,
    earlier: Sequence[NDArray[Any]] = (),
) -> Arrays:
    """Return what each layer draws: (x, y) of points and lines, or z (m, m) of a heat map.

    Those of `missing` are left out.

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
    there = set(only) - missing(snapshot)
    return {name: made[name]() for name in LAYERS if name in there}


def missing(snapshot: Any) -> frozenset[str]:
    """Return the layers that a model does not have: those of a D, or the grid of z."""
    without_d = OF_CRITIC if snapshot.critic is None else frozenset()
    return without_d | (frozenset({"warp"}) if snapshot.warp is None else frozenset())


@lru_cache(maxsize=8)
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
    return segments((points[:, 0], ends[:, 0]), (points[:, 1], ends[:, 1]))


def panel(
    arrays: Arrays,
    plane: Any,
    shown: Collection[str],
    across: tuple[float, float] = (0.0, 1.0),
    without: Collection[str] = (),
    **look: Any,
) -> Panel:
    """Return a plane as high as the figure, in which a circle is round.

    Args:
        arrays, plane, shown, without: as for `traces`.
        across: where it lies.
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
    """Return a trace for every layer; one without arrays is empty, to be filled when it is on.

    Args:
        arrays: of :func:`layers`.
        plane: the `ganviz.toy.Plane`.
        shown: the layers that are on; the others are a grey word in the legend.
        without: layers that are not there at all.
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
            z = arrays.get(name, np.array([[neutral]]))  # without a number plotly drops the word
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
