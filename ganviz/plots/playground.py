"""The 2-D laboratory in one picture: the model graph, the plane, and the curves of the run.

The three parts are `ganviz.plots.model_graph`, `ganviz.plots.plane` and, here, small panels over
the rounds of Algorithm 1: JSD with the interval of its estimate, V and C(G), the losses, and how
much of the target is covered. `compare` sets up to four planes side by side.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from ganviz import _check
from ganviz.plots import model_graph
from ganviz.plots import old_style as style
from ganviz.plots import plane as planes_
from ganviz.plots.old_figure1 import step_range
from ganviz.plots.plane import LAYERS, SHOWN, STATIC, Arrays
from ganviz.texts import text

CURVES = (
    "value",
    "criterion",
    "jsd",
    "jsd_error",
    "d_loss",
    "g_loss",
    "modes",
    "high_quality",
)
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
    curves: Mapping[str, NDArray[Any]],
    *,
    shown: Collection[str] = SHOWN,
    earlier: Sequence[NDArray[Any]] = (),
    active: str | None = None,
) -> go.Figure:
    """Return the whole picture for one moment of a run and the history that led to it.

    Args:
        snapshot: a `ganviz.toy.PlaneSnapshot`.
        plane: the `ganviz.toy.Plane` of its run.
        curves: ``step`` and each of `CURVES`, arrays of one length.
        shown: the layers that are on, of `ganviz.plots.plane.LAYERS`; the others are words in
            the legend without data, which :func:`traces` gives once they are switched on.
        earlier: where the same fakes were before, (n, 2) each, the oldest first.
        active: the node of the model graph that is framed, or None.

    Raises:
        ValueError: an unknown layer or node.
    """
    for name in shown:
        _check.one_of("shown", name, LAYERS)
    only = STATIC | set(shown)
    drawn = planes_.layers(snapshot, plane, only=only, earlier=earlier)
    graph = model_graph.arrays(snapshot, plane, curves, loss_range(curves), active)
    references = _references()
    return style.figure(
        [
            *planes_.traces(drawn, plane, shown),
            *model_graph.traces(graph, snapshot, "2"),
            *curve_traces(curve_arrays(curves, plane)),
        ],
        HEIGHT,
        **planes_.axes(plane, (PLANE_START, PLANE_END), (0, 1)),
        **model_graph.axes((0, GRAPH_END), "2"),
        **_curve_axes(curves),
        shapes=[shape for shape, _ in references],
        annotations=[*model_graph.words("2"), *(note for _, note in references)],
        legend={"font": {"size": 13}, "y": 1.01},
        margin={"l": 4, "r": 12, "t": 30, "b": 28, "autoexpand": False},
        plot_bgcolor="rgba(0,0,0,0)",  # the subplots are no cards: nothing hides behind one
        uirevision="layers",  # a new figure leaves on what a person has switched on
    )


def traces(
    snapshot: Any,
    plane: Any,
    curves: Mapping[str, NDArray[Any]],
    *,
    shown: Collection[str] = SHOWN,
    earlier: Sequence[NDArray[Any]] = (),
    active: str | None = None,
) -> Arrays:
    """Return what the live picture draws: trace uid -> (x, y), or z of a heat map.

    The arguments are those of :func:`playground`; what does not change in a run is left out.
    """
    only = set(shown) - STATIC
    return (
        planes_.layers(snapshot, plane, only=only, earlier=earlier)
        | model_graph.arrays(snapshot, plane, curves, loss_range(curves), active)
        | curve_arrays(curves, plane)
    )


def ranges(curves: Mapping[str, NDArray[Any]]) -> dict[str, tuple[float, float]]:
    """Return the ranges of the axes that grow with the run, for `FigureView.stream`."""
    return {"xaxis3": step_range(float(curves["step"][-1])), "yaxis5": loss_range(curves)}


def loss_range(curves: Mapping[str, NDArray[Any]]) -> tuple[float, float]:
    """Return round ends of an axis that hold both losses so far, and `LOSSES` at least.

    >>> loss_range({"d_loss": np.array([np.nan, 1.2]), "g_loss": np.array([4.1, -0.3])})
    (-1.0, 5.0)
    """
    both = np.concatenate([curves["d_loss"], curves["g_loss"]])
    both = both[np.isfinite(both)]
    low, high = min(both, default=0.0), max(both, default=0.0)
    return min(LOSSES[0], -_ceiling(-low)), max(LOSSES[1], _ceiling(high))


def _ceiling(value: float) -> float:
    """The least of 0, 1, 2, 5, 10, 20 ... that is not below ``value``."""
    if value <= 0:
        return 0.0
    power = max(1.0, 10.0 ** math.floor(math.log10(value)))
    return next(m * power for m in (1, 2, 5, 10) if m * power >= value)


def curve_arrays(curves: Mapping[str, NDArray[Any]], plane: Any) -> Arrays:
    """Return the curves over the rounds: trace uid -> (x, y)."""
    step, jsd, error = curves["step"], curves["jsd"], curves["jsd_error"]
    there_and_back = np.concatenate([step, step[::-1]])
    band = np.concatenate([jsd - error, (jsd + error)[::-1]])
    lines = ("jsd", "value", "criterion", "d_loss", "g_loss", "high_quality")
    return {
        "jsd_band": (there_and_back, band),
        **{name: (step, curves[name]) for name in lines},
        "covered": (step, curves["modes"] / max(1, len(plane.means))),
    }


def curve_traces(arrays: Arrays) -> list[go.Scatter]:
    """Return the curves of the right side, each on its own small axes."""
    jsd = "JSD(<i>p</i><sub>data</sub>, <i>p</i><sub>g</sub>)"
    looks = {
        "jsd": ("3", style.role(style.OPTIMUM, jsd, "solid")),
        "criterion": ("4", style.role(style.OPTIMUM, "<i>C</i>(<i>G</i>)", "solid")),
        "value": ("4", style.role(style.DISCRIMINATOR, "<i>V</i>(<i>G</i>, <i>D</i>)")),
        "d_loss": ("5", style.role(style.DISCRIMINATOR, text("d_loss"))),
        "g_loss": ("5", style.role(style.GENERATOR, text("g_loss"))),
        "covered": ("6", style.role(style.GENERATOR, text("share_covered"), "dot")),
        "high_quality": ("6", style.role(style.GENERATOR, text("share_good"))),
    }
    made = style.curves(arrays, {uid: role for uid, (_, role) in looks.items()})
    x, y = arrays["jsd_band"]
    band = go.Scatter(
        uid="jsd_band",
        x=x,
        y=y,
        mode="lines",
        line={"width": 0},
        fill="toself",
        fillcolor=style.OPTIMUM.fill(0.3),
        hoverinfo="skip",
        showlegend=False,
    )
    for trace in (band, *made):
        panel = looks.get(str(trace.uid), ("3",))[0]
        trace.update(xaxis="x3", yaxis=f"y{panel}", legend=f"legend{panel}")
    return [band, *made]


_PANELS: dict[str, tuple[tuple[float, float], ...]] = {  # domain of the height, range
    "3": ((0.74, 0.9), (0, 0.75)),
    "4": ((0.49, 0.65), (-2.6, 0)),
    "5": ((0.245, 0.405), LOSSES),
    "6": ((0.0, 0.16), (0, 1.05)),
}


def _curve_axes(curves: Mapping[str, NDArray[Any]]) -> dict[str, Any]:
    """The axes of the right side, with a small legend above each panel."""
    grown = ranges(curves)
    small = {"tickfont": {"size": 11}, "ticklen": 3}
    made: dict[str, Any] = {
        "xaxis3": style.axis(
            range=grown["xaxis3"], domain=[CURVES_START, 1], anchor="y6", nticks=4, **small
        )
    }
    for panel, (domain, limits) in _PANELS.items():
        limits = grown.get(f"yaxis{panel}", limits)
        made[f"yaxis{panel}"] = style.axis(
            range=list(limits), domain=list(domain), anchor="x3", nticks=4, **small
        )
        words = style.legend(WORDS_START, domain[1])
        made[f"legend{panel}"] = words | {"font": {"size": 12}}
    return made


def _references() -> list[tuple[dict, dict]]:
    return [
        style.reference(math.log(2), "log 2", xref="x3", yref="y3"),
        style.reference(-math.log(4), "−log 4", xref="x3", yref="y4"),
    ]


def compare(
    snapshots: Sequence[Any],
    planes: Sequence[Any],
    *,
    names: Sequence[str] = (),
    shown: Collection[str] = COMPARED,
) -> go.Figure:
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
    made, layout, titles = [], {}, []
    for i, (snapshot, plane) in enumerate(zip(snapshots, planes, strict=True)):
        axis = str(i + 11) if i else ""  # plotly would remember how axes 2 to 6 were squeezed
        only = STATIC | set(shown)
        for trace in planes_.traces(planes_.layers(snapshot, plane, only=only), plane, shown, axis):
            made.append(trace.update(uid=f"{trace.uid}_{i}", showlegend=i == 0))
        left = i * (width + GAP)
        layout |= planes_.axes(plane, (left, left + width), (0, 1), axis)
        if names:
            titles.append(_title(names[i], axis))
    height = min(HEIGHT, round(side) + margin["t"] + margin["b"])
    return style.figure(
        made,
        height,
        **layout,
        annotations=titles,
        legend={"font": {"size": 13}, "y": 1 + TITLE / (height - margin["t"] - margin["b"])},
        margin=margin | {"autoexpand": False},
        uirevision="layers",
    )


def compare_traces(
    snapshots: Sequence[Any], planes: Sequence[Any], *, shown: Collection[str] = COMPARED
) -> Arrays:
    """Return what the live :func:`compare` draws: trace uid -> (x, y), or z of a heat map."""
    only = set(shown) - STATIC
    return {
        f"{uid}_{i}": array
        for i, (snapshot, plane) in enumerate(zip(snapshots, planes, strict=True))
        for uid, array in planes_.layers(snapshot, plane, only=only).items()
    }


def _title(name: str, axis: str) -> dict[str, Any]:
    """A run's name above its plane."""
    return {
        "text": name,
        "xref": f"x{axis} domain",
        "x": 0.5,
        "yref": f"y{axis} domain",
        "y": 1.0,
        "yanchor": "bottom",
        "showarrow": False,
    }
