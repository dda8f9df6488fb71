"""What a figure shows, split into what can move on a canvas and what plotly has to draw."""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.utils import PlotlyJSONEncoder

Points = tuple[NDArray[Any], NDArray[Any]] | NDArray[Any]
"""x and y of a scatter trace, or z of a heat map."""

FILLS = (None, "none", "tozeroy", "toself")
MOVABLE = ("shapes", "annotations")


@dataclass(frozen=True)
class Sketch:
    """A figure, split.

    Attributes:
        fixed: JSON of everything that only plotly draws.
        points: uid -> what the canvas can paint: lines, markers and heat maps on fixed axes.
        layout: what a relayout moves at little cost: ranges of axes, shapes and annotations.
    """

    fixed: str
    points: dict[str, Points]
    layout: dict[str, Any]

    @staticmethod
    def of(figure: go.Figure) -> "Sketch":
        """Split a figure.

        >>> line = go.Scatter(uid="p_g", mode="lines", x=[0, 1], y=[0, 1])
        >>> fixed = {"xaxis": {"range": [0, 1]}, "yaxis": {"range": [0, 1]}}
        >>> Sketch.of(go.Figure(line, fixed)).points
        {'p_g': (array([0, 1]), array([0, 1]))}
        >>> Sketch.of(go.Figure(line)).points  # plotly would choose other ranges
        {}
        """
        said = figure.to_dict()
        layout = dict(said["layout"])
        moving = {key: layout.pop(key) for key in MOVABLE if key in layout}
        for name, axis in layout.items():
            if _is_axis(name) and "range" in axis:
                moving[f"{name}.range"] = list(axis["range"])
                layout[name] = {key: value for key, value in axis.items() if key != "range"}
        points = {
            trace["uid"]: _points(drawn)
            for trace, drawn in zip(said["data"], figure.data, strict=True)
            if _paintable(trace, moving)
        }
        data = [_look(trace) if trace.get("uid") in points else trace for trace in said["data"]]
        return Sketch(_json([data, layout]), points, moving)

    def moved(self, after: "Sketch") -> tuple[dict[str, Points], dict[str, Any]] | None:
        """What has moved until ``after``: points by uid, and layout; None if more has changed.

        >>> def figure(top): return go.Figure(layout={"yaxis": {"range": [0, top]}})
        >>> Sketch.of(figure(1)).moved(Sketch.of(figure(2)))
        ({}, {'yaxis.range': [0, 2]})
        >>> Sketch.of(figure(1)).moved(Sketch.of(figure(1).update_layout(title="D")))
        """
        alike = self.fixed == after.fixed and self.points.keys() == after.points.keys()
        if not alike or self.layout.keys() != after.layout.keys():
            return None
        points = {u: new for u, new in after.points.items() if not _same(self.points[u], new)}
        layout = {k: new for k, new in after.layout.items() if _json(self.layout[k]) != _json(new)}
        return points, layout


def _json(value: Any) -> str:
    return json.dumps(value, cls=PlotlyJSONEncoder, sort_keys=True)


def _is_axis(name: str) -> bool:
    return name.startswith(("xaxis", "yaxis"))


def _paintable(trace: dict[str, Any], layout: dict[str, Any]) -> bool:
    """Whether the canvas paints such a trace as plotly does, wherever its points are."""
    axes = [trace.get(f"{letter}axis", letter).replace(letter, f"{letter}axis") for letter in "xy"]
    if trace.get("uid") is None or any(f"{axis}.range" not in layout for axis in axes):
        return False
    if trace["type"] == "heatmap":
        return "zmin" in trace and "zmax" in trace
    mode, straight = trace.get("mode", "text"), trace.get("line", {}).get("shape", "linear")
    plain = "text" not in mode and straight == "linear" and trace.get("fill") in FILLS
    return trace["type"] == "scatter" and plain


def _points(trace: Any) -> Points:
    if trace.type == "heatmap":
        return np.asarray(trace.z)
    return np.asarray(trace.x), np.asarray(trace.y)


def _look(trace: dict[str, Any]) -> dict[str, Any]:
    """All of a trace but its points; the heads of arrows are as many as there are points."""
    points = ("z",) if trace["type"] == "heatmap" else ("x", "y")
    look = {key: value for key, value in trace.items() if key not in points}
    if (trace.get("meta") or {}).get("kind") == "arrows":
        look["marker"] = {key: v for key, v in look["marker"].items() if key != "size"}
    return look


def _same(before: Points, after: Points) -> bool:
    pair = (before, after) if isinstance(before, tuple) else ((before,), (after,))
    return all(_equal(b, a) for b, a in zip(*pair, strict=True))


def _equal(before: NDArray[Any], after: NDArray[Any]) -> bool:
    floats = before.dtype.kind == after.dtype.kind == "f"
    return np.array_equal(before, after, equal_nan=floats)
