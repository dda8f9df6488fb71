"""The 2-D laboratory in one picture: the model graph, the plane, and the curves of the run.

The three parts are `ganviz.plots.model_graph`, `ganviz.plots.plane` and, here, small panels over
the rounds of Algorithm 1: JSD with the interval of its estimate, V and C(G), the losses, and how
much of the target is covered. `compare` sets up to four planes side by side.
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
"""Fields of a `ganviz.toy.PlaneSnapshot` that are drawn over the rounds."""

COMPARED = SHOWN - {"push"}
"""The layers that `compare` shows at first."""

HEIGHT = 440
GAP = 0.045  # of the width, between two planes
LOSSES = (0.0, 3.0)  # at least this much of the losses' axis is shown
GRAPH_END, PLANE_START, PLANE_END, CURVES_START = 0.255, 0.295, 0.715, 0.775  # of the width
TITLE = 24  # pixels between a plane and the legend, for the name of its run
WORDS_START = 0.73  # of the curves' legends: left of their axes, else a narrow page cuts them off
WIDTH = 930  # pixels, of a page of 1280 beside the controls: as wide as `compare` is meant for


def playground(
    snapshot: Any,
    plane: Any,
    curves: Curves,
    *,
    shown: Collection[str] = SHOWN,
    earlier: Sequence[NDArray[Any]] = (),
    active: str | None = None,
) -> Picture:
    """Return the whole picture for one moment of a run and the history that led to it.

    A model without D has neither model graph nor layers of D, and its curves have no V and losses.

    Args:
        snapshot: a `ganviz.toy.PlaneSnapshot`.
        plane: the `ganviz.toy.Plane` of its run.
        curves: ``step`` and each of `CURVES`, arrays of one length.
        shown: the layers that are on, of `ganviz.plots.plane.LAYERS`; the others are words in
            the legend without data.
        earlier: where the same fakes were before, (n, 2) each, the oldest first.
        active: the node of the model graph that is framed, or None.

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
        plot_bgcolor="@ground/0",  # the subplots are no cards: nothing hides behind one
        uirevision="layers",  # a new figure leaves on what a person has switched on
    )


def loss_range(curves: Curves) -> tuple[float, float]:
    """Return round ends of an axis that hold both losses so far, and `LOSSES` at least.

    >>> loss_range({"d_loss": np.array([np.nan, 1.2]), "g_loss": np.array([4.1, -0.3])})
    (-1.0, 5.0)
    """
    both = np.concatenate([curves["d_loss"], curves["g_loss"]])
    both = both[np.isfinite(both)]
    low, high = min(both, default=0.0), max(both, default=0.0)
    return -ceiling(-low) if low < LOSSES[0] else LOSSES[0], max(LOSSES[1], ceiling(high))


def _history(curves: Curves, losses: tuple[float, float], modes: int) -> list[Panel]:
    """The small panels of the right side, each with its own legend above it.

    Args:
        curves: ``step`` and each of `CURVES`.
        losses: the ends of their axis.
        modes: how many the target has.
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
    """Return two to four planes side by side, under one legend.

    Args:
        snapshots: `ganviz.toy.PlaneSnapshot`s, one a run.
        planes: the `ganviz.toy.Plane` of each run.
        names: a title for each plane, or none.
        shown: the layers that are on, of `ganviz.plots.plane.LAYERS`.

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
        second=12,  # plotly would remember how axes 2 to 6 were squeezed
        margin=margin | {"autoexpand": False},
        uirevision="layers",
    )


def _title(name: str) -> Trace:
    """A run's name above its plane."""
    place = {"xref": "x domain", "x": 0.5, "yref": "y domain", "y": 1.0, "yanchor": "bottom"}
    return place | {"text": name, "showarrow": False}
