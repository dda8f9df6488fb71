"""One view for every picture: a plotly figure, and a canvas over it for what is live."""

import gzip
import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import plotly.graph_objects as go
import traitlets
from ipywidgets import widget_serialization
from numpy.typing import ArrayLike
from plotly.utils import PlotlyJSONEncoder

from ganviz import _check
from ganviz.widgets.sketch import Sketch

_STATIC = Path(__file__).parent / "static"

HEIGHT = 420
"""Pixels, of a figure that does not say how high it is."""

Arrays = Mapping[str, tuple[ArrayLike, ArrayLike] | np.ndarray]
Ranges = Mapping[str, tuple[float, float]]


class PlotlyLibrary(anywidget.AnyWidget):
    """The hidden widget that carries plotly.js to the page: one a kernel for all its views."""

    _esm = (_STATIC / "loader.js").read_text(encoding="utf-8")
    key = traitlets.Unicode().tag(sync=True)
    source = traitlets.Bytes().tag(sync=True)

    _instance: "PlotlyLibrary | None" = None

    @classmethod
    def shared(cls) -> "PlotlyLibrary":
        """The kernel's one instance; a new one if the earlier one was closed."""
        if cls._instance is None or cls._instance.comm is None:
            code = (_STATIC / "library.js").read_bytes()
            key = f"ganviz-{hashlib.sha256(code).hexdigest()[:12]}"
            cls._instance = cls(key=key, source=gzip.compress(code, 6, mtime=0))
        return cls._instance


_ARGUMENTS: dict[str, Callable[[Any], tuple]] = {
    "drag": lambda said: (said["uid"], said["index"], said["x"], said["y"]),
    "draw": lambda said: (said["uid"], np.array(said["x"]), np.array(said["y"])),
    "click": lambda said: (said["uid"], said["x"], said["y"]),
}
"""What the page says a person did -> what the callbacks are told."""


def _json(figure: go.Figure) -> str:
    """As `plotly.io.to_json`, less its escapes for HTML: a "/" of base64 would be six letters."""
    return json.dumps(figure.to_dict(), cls=PlotlyJSONEncoder, separators=(",", ":"))


def _off(traces: Any) -> list[str]:
    return [trace.uid for trace in traces if trace.uid and trace.visible in (False, "legendonly")]


def pack(arrays: Arrays) -> tuple[list[dict[str, Any]], bytes]:
    """Lay all arrays into one float32 buffer; the header says which numbers are whose.

    >>> header, buffer = pack({"p_g": ([0, 1, 2], [1, float("nan"), 3]), "d": np.ones((1, 2))})
    >>> header
    [{'uid': 'p_g', 'x': 3, 'y': 3}, {'uid': 'd', 'z': [1, 2]}]
    >>> np.frombuffer(buffer, np.float32)
    array([ 0.,  1.,  2.,  1., nan,  3.,  1.,  1.], dtype=float32)
    """
    header, parts = [], []
    with np.errstate(over="ignore"):  # beyond float32: off the picture in any case
        for uid, values in arrays.items():
            if isinstance(values, np.ndarray):
                z = np.asarray(values, dtype=np.float32)
                if z.ndim != 2:
                    raise ValueError(
                        f"arrays[{uid!r}] has shape {z.shape}: z must be (rows, columns)"
                    )
                header.append({"uid": uid, "z": list(z.shape)})
                parts.append(z)
                continue
            x, y = (np.asarray(each, dtype=np.float32) for each in values)
            if x.ndim != 1 or x.shape != y.shape:
                raise ValueError(
                    f"arrays[{uid!r}] has shapes {x.shape} and {y.shape}: "
                    "x and y must be one-dimensional and equally long"
                )
            header.append({"uid": uid, "x": x.size, "y": y.size})
            parts += [x, y]
    return header, b"".join(part.tobytes() for part in parts)


class FigureView(anywidget.AnyWidget):
    """Shows a plotly figure, as wide as its container, over a line of text.

    Where a narrow page wraps the figure's legend upwards, the figure grows by the rows.

    A picture that sliders move sets ``figure`` anew each time. A picture that lives calls
    ``stream`` many times a second: the arrays are painted on a canvas, in the style that the
    figure gives its traces, and on pause ``settle`` puts them into the figure itself, where hover,
    zoom and the PNG button find them. A new figure in which only points, ranges, shapes and
    annotations have moved is settled, too: plotly draws the rest once the hand is still. All three
    may be called from any thread.

    What a trace can be told in its ``meta``:

    - ``{"drag": "x" | "y" | "xy"}``: a person can drag its markers, see ``on_drag``; their hover
      text, or else the trace's name, is what a screen reader calls them;
    - ``{"draw": True}``: a person can draw it while ``draw_uid`` is its uid, see ``on_draw``;
    - ``{"draw": "free"}``: the same for points in the plane: the pointer leaves points, and takes
      them away with shift or the right button;
    - ``{"click": True}``: a person can click anywhere in its subplot, see ``on_click``; in a heat
      map with words in its cells 0, 1, 2 ... arrow keys and Enter do the same;
    - ``{"kind": "arrows"}``: it holds segments start, end, nan, ... with arrow heads at their ends.

    A live heat map covers what plotly has drawn in its subplot, so the canvas paints the scatter
    and heat map traces there too, named in a frame or not. Contours must be scatter lines.

    Attributes:
        readout: HTML of the line of text.
        alt: what a screen reader says.
        draw_uid: the trace that a person draws now, or None.
        hidden: uids of the traces that a person has switched off in the legend, as the page
            reports them: nothing need be sent for these.

    >>> view = FigureView(go.Figure(go.Scatter(uid="p_g", x=[0, 1], y=[0, 1])), alt="a line")
    >>> view.stream({"p_g": ([0, 1], [1, 0])}, readout="step 1", step=1)
    >>> view.stream({"p_h": ([0, 1], [1, 0])})
    Traceback (most recent call last):
        ...
    ganviz.Refusal: uid = 'p_h' is not allowed: it must be one of p_g (did you mean 'p_g'?)
    """

    _esm = (_STATIC / "view.js").read_text(encoding="utf-8")
    _css = (_STATIC / "view.css").read_text(encoding="utf-8")
    _loader = traitlets.Instance(PlotlyLibrary).tag(sync=True, **widget_serialization)
    _key = traitlets.Unicode().tag(sync=True)
    _spec = traitlets.Unicode().tag(sync=True)
    height = traitlets.Int(HEIGHT).tag(sync=True)
    readout = traitlets.Unicode("").tag(sync=True)
    alt = traitlets.Unicode("").tag(sync=True)
    draw_uid = traitlets.Unicode(None, allow_none=True).tag(sync=True)
    hidden = traitlets.List(traitlets.Unicode()).tag(sync=True)

    def __init__(self, figure: go.Figure, *, alt: str = "", readout: str = "") -> None:
        self._last: tuple[dict[str, Any], list[bytes]] | None = None
        self._callbacks: dict[str, list[Callable[..., object]]] = {
            "drag": [],
            "draw": [],
            "click": [],
            "error": [],
        }
        self._drawn = self._take(figure)
        self._stale: tuple[set[str], set[str]] = set(), set()
        library = PlotlyLibrary.shared()
        super().__init__(
            _loader=library,
            _key=library.key,
            _spec=_json(figure),
            height=int(figure.to_dict()["layout"].get("height", HEIGHT)),
            alt=alt,
            readout=readout,
            hidden=_off(figure.data),
        )
        self.on_msg(self._receive)

    @property
    def figure(self) -> go.Figure:
        """The figure as it was last set (what was streamed since is not in it)."""
        return self._figure

    @figure.setter
    def figure(self, figure: go.Figure) -> None:
        sketch = self._take(figure)
        if (moved := self._drawn.moved(sketch)) is not None:
            uids, keys = (stale | new.keys() for stale, new in zip(self._stale, moved, strict=True))
            if uids <= sketch.points.keys() and keys <= sketch.layout.keys():
                points = {uid: sketch.points[uid] for uid in sketch.points if uid in uids}
                self._paint("settle", points, {key: sketch.layout[key] for key in keys})
                return
        self._drawn, self._stale = sketch, (set(), set())
        self._spec = _json(figure)
        if self._last is not None:  # what was sent goes, even if the figure is the same as ever
            self._last = None
            self.send({"kind": "clear"})

    def _take(self, figure: go.Figure) -> Sketch:
        """Keep a figure, and what each frame needs of it: plotly objects are slow to ask."""
        self._figure = figure
        traces: Any = figure.data
        self._is_heat = {t.uid: t.type == "heatmap" for t in traces if t.uid is not None}
        return Sketch.of(figure)

    def stream(
        self,
        arrays: Arrays,
        readout: str | None = None,
        ranges: Ranges | None = None,
        step: int | None = None,
    ) -> None:
        """Paint these arrays, ``{uid: (x, y)}``, on the live layer; nan is a gap in a line.

        Args:
            arrays: trace uid -> (x, y), each (n,), or for a heat map z, a numpy array of
                (rows, columns) on equal cells, the lowest row first, nan where it is transparent;
                the cells, zmin, zmax and the colour scale are the figure's. Traces that are not
                named stay as they are.
            readout: HTML for the line under the figure, or None to leave it.
            ranges: axis name -> (low, high), e.g. ``{"xaxis2": (0, 1024)}``; a range equal to
                the one before costs nothing and leaves a person's zoom alone.
            step: a number for the view's ``data-step`` attribute.

        Raises:
            ValueError: a uid that the figure lacks, x and y of different shapes, or z for a trace
                that is no heat map.
        """
        self._show("frame", arrays, readout, ranges, step)

    def settle(
        self,
        arrays: Arrays,
        readout: str | None = None,
        ranges: Ranges | None = None,
        step: int | None = None,
    ) -> None:
        """Like ``stream``, but into the figure's own traces: for hover, zoom and PNG on pause."""
        self._show("settle", arrays, readout, ranges, step)

    def on_drag(self, callback: Callable[[str, int, float, float], object]) -> None:
        """Call ``callback(uid, index, x, y)`` while a person drags marker ``index`` of a trace."""
        self._callbacks["drag"].append(callback)

    def on_draw(self, callback: Callable[[str, np.ndarray, np.ndarray], object]) -> None:
        """Call ``callback(uid, x, y)`` with the whole curve, sorted in x, while it is drawn.

        Points in the plane come in the order in which they were drawn.
        """
        self._callbacks["draw"].append(callback)

    def on_click(self, callback: Callable[[str, float, float], object]) -> None:
        """Call ``callback(uid, x, y)`` when a person clicks in the subplot of a trace."""
        self._callbacks["click"].append(callback)

    def on_error(self, callback: Callable[[Exception], object]) -> None:
        """Call ``callback(error)`` for an exception in a drag, draw or click callback.

        It is shown in the view's own line in any case.
        """
        self._callbacks["error"].append(callback)

    def _show(
        self,
        kind: str,
        arrays: Arrays,
        readout: str | None,
        ranges: Ranges | None,
        step: int | None,
    ) -> None:
        for uid, values in arrays.items():
            _check.one_of("uid", uid, self._is_heat)
            if isinstance(values, np.ndarray) != self._is_heat[uid]:
                kind = "a numpy array z" if self._is_heat[uid] else "a pair x, y"
                raise ValueError(f"arrays[{uid!r}] does not fit its trace: it must be {kind}")
        layout = {f"{axis}.range": list(map(float, pair)) for axis, pair in (ranges or {}).items()}
        self._paint(kind, arrays, layout, readout, step)

    def _paint(
        self,
        kind: str,
        arrays: Arrays,
        layout: Mapping[str, Any],
        readout: str | None = None,
        step: int | None = None,
    ) -> None:
        """Send arrays and layout, and remember which are no longer those of the figure drawn."""
        uids, keys = self._stale
        uids.update(arrays)
        keys.update(layout)
        header, buffer = pack(arrays)
        content = {
            "kind": kind,
            "traces": header,
            "readout": readout,
            "layout": layout,
            "step": step,
        }
        self._last = (content, [buffer])
        self.send(content, [buffer])

    def _receive(self, _: object, content: dict[str, Any], __: object) -> None:
        """What the page says: it is new, lacks the library, or a person drags, draws or clicks."""
        kind = content["type"]
        if kind == "hello":
            if self._last is not None:
                self.send(*self._last)
            return
        if kind == "library":
            self.send({"kind": "library"}, [self._loader.source])
            return
        try:
            arguments = _ARGUMENTS[kind](content)
            for callback in self._callbacks[kind]:
                callback(*arguments)
        except Exception as error:  # the page is the only place where a person would see it
            self.send({"kind": "error", "text": str(error) or type(error).__name__})
            for callback in self._callbacks["error"]:
                callback(error)
        finally:
            self.send({"kind": "answer", "view": content["view"], "final": content["final"]})
