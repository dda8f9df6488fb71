"""The 2-D laboratory in one picture: the model graph, the plane, and the curves of the run.

The graph is from `ganviz.plots.model_graph`, the plane from `ganviz.plots.plane`. The curves are
small panels over the rounds of Algorithm 1: JSD with its confidence interval, V and C(G), the
losses, and how much of the target is covered. `compare` puts up to four planes side by side.
"""

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganviz import _check
from ganviz.plots import model_graph, style
from ganviz.plots import plane as planes_
from ganviz.plots.figure1 import (
    CRITERION,
    DIVERGENCE,
    LOG2,
    MINIMUM,
    VALUE,
    Curves,
    ceiling,
    loss_roles,
    over,
    stacked,
    step_range,
)
from ganviz.plots.marks import area
from ganviz.plots.panels import Panel, axis, figure
from ganviz.plots.plane import LAYERS, SHOWN, STATIC
from ganviz.plots.style import Picture, Trace
from ganviz.texts import text

CURVES = ("value", "criterion", "jsd", "jsd_error", "d_loss", "g_loss", "modes", "high_quality")
"""The fields of a `ganviz.toy.PlaneSnapshot` that are drawn over the rounds."""

COMPARED = SHOWN - {"push"}
"""The layers that `compare` shows at first."""

HEIGHT = 440
GAP = 0.045  # of the width, between two planes
LOSSES = (0.0, 3.0)  # the smallest range of the losses' axis
GRAPH_END, PLANE_START, PLANE_END, CURVES_START = 0.255, 0.295, 0.715, 0.775  # of the width
TITLE = 24  # pixels between a plane and the legend, for the name of its run
WORDS_START = 0.73  # left end of the curves' legends, or a narrow page would cut them off
WIDTH = 930  # expected width of `compare` in pixels, on a page of 1280 with controls


def playground(
    snapshot: Any,
    plane: Any,
    curves: Curves,
    *,
    shown: Collection[str] = SHOWN,
    earlier: Sequence[NDArray[Any]] = (),
    active: str | None = None,
) -> Picture:
    """The picture of one moment of a run and its history.

    A model without D has no model graph, no layers of D, and no curves of V and the losses.

    Args:
        snapshot: a `ganviz.toy.PlaneSnapshot`.
        plane: the `ganviz.toy.Plane` of its run.
        curves: ``step`` and each of `CURVES`, arrays of one length.
        shown: the visible layers, of `ganviz.plots.plane.LAYERS`; the others have only a name in
            the legend.
        earlier: earlier positions of the same fakes, (n, 2) each, the oldest first.
        active: the node of the model graph that gets a frame, or None.

    Raises:
        ValueError: an unknown layer or node.
    """
    for name in shown:
        _check.one_of("shown", name, LAYERS)
    drawn = planes_.layers(snapshot, plane, only=STATIC | set(shown), earlier=earlier)
    ends = loss_range(curves)
    graph = model_graph.arrays(snapshot, plane, curves, ends, active)
    where, legend = (PLANE_START, PLANE_END), {"font": {"size": 13}, "x": 0}
    return figure(
        [
            planes_.panel(drawn, plane, shown, where, planes_.missing(snapshot), legend=legend),
            model_graph.panel(graph, snapshot, (0, GRAPH_END)),
            *_history(curves, ends, max(1, len(plane.means))),
        ],
        HEIGHT,
        margin={"l": 4, "r": 12, "t": 30, "b": 28, "autoexpand": False},
        plot_bgcolor="@ground/0",  # so that no subplot hides another
        uirevision="layers",  # a new figure keeps the layers that a person has switched on
    )


def loss_range(curves: Curves) -> tuple[float, float]:
    """Round ends of an axis that contains both losses so far, and `LOSSES`.

    >>> loss_range({"d_loss": np.array([np.nan, 1.2]), "g_loss": np.array([4.1, -0.3])})
    (-1.0, 5.0)
    """
    both = np.concatenate([curves["d_loss"], curves["g_loss"]])
    both = both[np.isfinite(both)]
    low, high = min(both, default=0.0), max(both, default=0.0)
    return min(LOSSES[0], -ceiling(-low)), max(LOSSES[1], ceiling(high))


def _history(curves: Curves, losses: tuple[float, float], modes: int) -> list[Panel]:
    """The small panels of the right side, each with its own legend above it.

    Args:
        curves: ``step`` and each of `CURVES`.
        losses: the ends of the losses' axis.
        modes: number of modes of the target.
    """
    step, jsd, error = curves["step"], curves["jsd"], curves["jsd_error"]
    green, small = style.GENERATOR, {"tickfont": {"size": 11}, "ticklen": 3, "nticks": 4}
    legend = {"x": WORDS_START, "font": style.SMALL}
    covered = {"covered": (step, curves["modes"] / modes, green.thin(text("share_covered"), "dot"))}
    good = over(step, curves, high_quality=green.thin(text("share_good")))
    rows = [
        ((0.74, 0.9), (0, 0.75), over(step, curves, jsd=DIVERGENCE), {"log 2": LOG2}),
        ((0.49, 0.65), (-2.6, 0), over(step, curves, criterion=CRITERION, value=VALUE), MINIMUM),
        ((0.245, 0.405), losses, over(step, curves, **loss_roles()), {}),
        ((0.0, 0.16), (0, 1.05), covered | good, {}),
    ]
    band = [area("jsd_band", step, jsd - error, jsd + error, style.OPTIMUM.fill(0.3))]
    x = axis(step_range(float(step[-1])), **small)
    return stacked(rows, (CURVES_START, 1.0), x, small, legend=legend, under=band)


def compare(
    snapshots: Sequence[Any],
    planes: Sequence[Any],
    *,
    names: Sequence[str] = (),
    shown: Collection[str] = COMPARED,
) -> Picture:
    """Two to four planes side by side, with one legend.

    Args:
        snapshots: `ganviz.toy.PlaneSnapshot`s, one per run.
        planes: the `ganviz.toy.Plane` of each run.
        names: a title for each plane, or none.
        shown: the visible layers, of `ganviz.plots.plane.LAYERS`.

    Raises:
        ValueError: not two to four runs, or an unknown layer.
    """
    runs = _check.integer("number of runs", len(snapshots), at_least=2, at_most=4)
    for name in shown:
        _check.one_of("shown", name, LAYERS)
    width = (1 - GAP * (runs - 1)) / runs
    margin = {"l": 34, "r": 12, "t": 56, "b": 28}
    side = width * (WIDTH - margin["l"] - margin["r"])
    height = min(HEIGHT, round(side) + margin["t"] + margin["b"])
    words = {"font": {"size": 13}, "y": 1 + TITLE / (height - margin["t"] - margin["b"])}
    none_has = frozenset.intersection(*map(planes_.missing, snapshots))  # the first has the legend
    abreast = []
    for i, (snapshot, plane) in enumerate(zip(snapshots, planes, strict=True)):
        left = i * (width + GAP)
        drawn = planes_.layers(snapshot, plane, only=STATIC | set(shown))
        look = {
            "notes": [_title(names[i])] if names else [],
            "legend": None if i else words,
            "suffix": f"_{i}",
        }
        across = left, left + width
        abreast.append(planes_.panel(drawn, plane, shown, across, none_has, **look))
    return figure(
        abreast,
        height,
        second=12,  # new numbers, since plotly remembers the ranges of axes 2 to 6
        margin=margin | {"autoexpand": False},
        uirevision="layers",
    )


def _title(name: str) -> Trace:
    """The title of a run above its plane."""
    place = {"xref": "x domain", "x": 0.5, "yref": "y domain", "y": 1.0, "yanchor": "bottom"}
    return place | {"text": name, "showarrow": False}
