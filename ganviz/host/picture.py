"""A picture on its way to the page: only what has moved since the last one travels.

A picture is a plain dict of plotly JSON whose arrays stand at ``x``, ``y`` and ``z`` of its traces.
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from ganviz.host.link import Link
from ganviz.host.packing import Arrays, Spans, pack

Picture = dict[str, Any]
Send = Callable[[dict[str, Any], list[bytes]], None]

RARE = 3
"""Over a narrow link heat maps, the largest arrays, travel with every third picture."""

_MOVABLE = ("shapes", "annotations")
_FILLS = (None, "none", "tozeroy", "toself")


@dataclass(frozen=True)
class Split:
    """A picture, split.

    Attributes:
        fixed: everything that only plotly draws.
        arrays: those of all traces.
        layout: what a relayout moves at little cost: ranges of axes, shapes, annotations, and the
            pictures (data URLs) that stand in it.
        painted: uids of the traces that the page's canvas paints as plotly does.
        spans: the ends of all traces' axes (x and y, if they are linear), and of their scales of
            colours (z).
    """

    fixed: dict[str, Any]
    arrays: Arrays
    layout: dict[str, Any]
    painted: frozenset[str]
    spans: Spans


def split(picture: Picture) -> Split:
    """Split a picture.

    >>> line = {"type": "scatter", "uid": "p_g", "mode": "lines", "x": np.arange(2.0)}
    >>> found = split({"data": [line], "layout": {"xaxis": {"range": [0, 1]}}})
    >>> found.arrays, found.layout
    ({'p_g': {'x': array([0., 1.])}}, {'xaxis.range': [0.0, 1.0]})
    """
    layout = dict(picture["layout"])
    moving = {key: layout.pop(key) for key in _MOVABLE if key in layout}
    for name, axis in picture["layout"].items():
        if name.startswith(("xaxis", "yaxis")) and "range" in axis:
            moving[f"{name}.range"] = [float(end) for end in axis["range"]]
            layout[name] = {key: value for key, value in axis.items() if key != "range"}
    if "images" in layout:
        for i, image in enumerate(layout["images"]):
            moving[f"images[{i}].source"] = image["source"]
        layout["images"] = [image | {"source": ""} for image in layout["images"]]
    arrays: Arrays = {}
    looks = []
    for trace in picture["data"]:
        own = {key: trace[key] for key in "xyz" if isinstance(trace.get(key), np.ndarray)}
        arrays[trace["uid"]] = own
        looks.append({key: value for key, value in trace.items() if key not in own})
    painted = frozenset(t["uid"] for t in picture["data"] if _is_painted(t, moving))
    spans = {t["uid"]: _spans(t, picture["layout"]) for t in picture["data"]}
    return Split({"data": looks, "layout": layout}, arrays, moving, painted, spans)


def moved(before: Split, after: Split) -> tuple[Arrays, dict[str, Any]] | None:
    """The arrays and the layout that have moved; None if plotly has to draw anew.

    A trace whose x stays has only its y here.

    >>> def figure(top): return split({"data": [], "layout": {"yaxis": {"range": [0, top]}}})
    >>> moved(figure(1), figure(2))
    ({}, {'yaxis.range': [0.0, 2.0]})
    """
    if before.fixed != after.fixed or before.layout.keys() != after.layout.keys():
        return None
    arrays = {
        uid: new
        for uid, own in after.arrays.items()
        if (new := {k: a for k, a in own.items() if not same(before.arrays[uid].get(k), a)})
    }
    if not arrays.keys() <= after.painted:
        return None
    return arrays, {k: v for k, v in after.layout.items() if v != before.layout[k]}


@final
class Screen:
    """What a page shows, or is about to: of pictures that it is not ready for, the newest wins."""

    def __init__(self, send: Send, clock: Callable[[], float] = time.monotonic) -> None:
        self._send, self._link = send, Link(clock)
        self._lock = threading.RLock()
        self._shown: Split | None = None  # what the page holds, or is about to
        self._latest: tuple[Split, dict[str, Any]] | None = None
        self._waits = False

    def show(self, picture: Picture, *, final: bool = True, **about: Any) -> None:
        """Send a picture with what is said of it; those that are ``final`` always go."""
        new = split(picture)
        with self._lock:
            self._latest, self._waits = (new, {"final": final, **about}), True
            self._flush(final)

    def heard(self, n: int, waited: float = 0.0) -> None:
        """The page has painted all up to picture ``n``, ``waited`` seconds before it said so."""
        with self._lock:
            self._link.painted(n, waited)
            self._flush()

    def again(self) -> None:
        """Send the latest picture whole: for a page that is new, or loaded again."""
        with self._lock:
            self._link.forget()
            self._shown = None
            self._waits = self._latest is not None
            self._flush(True)

    def _flush(self, force: bool = False) -> None:
        if self._latest is None or not self._waits or not (force or self._link.free):
            return
        (new, about), self._waits = self._latest, False
        n, live, old = self._link.send(), not about["final"], self._shown
        change = moved(old, new) if old else None
        if change is None:
            old, arrays = None, new.arrays
            message = {"kind": "picture", "picture": _joined(new)}
        else:
            arrays, layout = change
            message = {"kind": "frame", "layout": layout}
        if live and old and self._link.narrow and n % RARE:
            arrays = {
                uid: {k: a for k, a in own.items() if a.ndim == 1} for uid, own in arrays.items()
            }
        header, buffer, held = pack(arrays, old and old.arrays, new.spans if live else None)
        there = old.arrays if old else new.arrays
        self._shown = replace(new, arrays={uid: there[uid] | held.get(uid, {}) for uid in there})
        self._send(message | {"n": n, "header": header, **about}, [buffer])


def _joined(picture: Split) -> Picture:
    """The picture without its arrays, but with what can move in its layout."""
    layout = dict(picture.fixed["layout"])
    if "images" in layout:
        layout["images"] = [dict(image) for image in layout["images"]]
    for path, value in picture.layout.items():
        if path in _MOVABLE:
            layout[path] = value
        elif path.endswith(".range"):
            name = path.removesuffix(".range")
            layout[name] = layout[name] | {"range": value}
        else:
            number = int(path.removeprefix("images[").removesuffix("].source"))
            layout["images"][number]["source"] = value
    return {"data": picture.fixed["data"], "layout": layout}


def _is_painted(trace: Mapping[str, Any], layout: Mapping[str, Any]) -> bool:
    """Whether the canvas paints such a trace as plotly does, wherever its points are."""
    axes = [trace.get(f"{letter}axis", letter).replace(letter, f"{letter}axis") for letter in "xy"]
    if any(f"{axis}.range" not in layout for axis in axes):
        return False
    if trace["type"] == "heatmap":
        return "zmin" in trace and "zmax" in trace
    straight = trace.get("line", {}).get("shape", "linear") == "linear"
    plain = "text" not in trace.get("mode", "text") and trace.get("fill") in _FILLS
    return trace["type"] == "scatter" and plain and straight


def _spans(trace: Mapping[str, Any], layout: Mapping[str, Any]) -> dict[str, tuple[float, float]]:
    spans = {"z": (trace["zmin"], trace["zmax"])} if "zmin" in trace and "zmax" in trace else {}
    for letter in "xy":
        axis = layout.get(trace.get(f"{letter}axis", letter).replace(letter, f"{letter}axis"), {})
        if "range" in axis and axis.get("type", "linear") == "linear":
            spans[letter] = tuple(axis["range"])
    return spans


def same(before: NDArray[Any] | None, after: NDArray[Any]) -> bool:
    """Whether two arrays of a trace hold the same numbers; nan equals nan."""
    if before is None or before is after:
        return before is after
    return np.array_equal(before, after, equal_nan=before.dtype.kind == after.dtype.kind == "f")
