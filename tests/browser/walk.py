"""What the browser tests show: a figure like Figure 1, fed by a random walk, and one to edit."""

from dataclasses import dataclass

import ipywidgets
import numpy as np
import plotly.graph_objects as go

from ganviz import ToyGAN, ToySettings, named
from ganviz.plots import playground
from ganviz.plots.figure1 import step_range
from ganviz.plots.panels import arrays as drawn_by
from ganviz.plots.plane import LAYERS
from ganviz.plots.playground import CURVES, loss_range
from ganviz.toy import Noise
from ganviz.widgets import FigureView, MessageLine, Player, Transport, cell_key, claim

BLACK, GREEN, BLUE, GREY, RED = "#000000", "#009E73", "#0072B2", "#555555", "#FF0000"
X = np.linspace(-4, 4, 240)
Z = np.linspace(-2, 2, 33)


@dataclass(frozen=True)
class Snapshot:
    step: int
    mean: float


class Walk:
    def __init__(self):
        self.rng, self.n, self.mean = np.random.default_rng(0), 0, 2.0

    def step(self, n=1):
        for _ in range(n):
            self.n += 1
            self.mean = 0.99 * self.mean + 0.02 * self.rng.standard_normal()

    def snapshot(self):
        return Snapshot(self.n, self.mean)


def bell(mean):
    return np.exp(-((X - mean) ** 2) / 2)


def arrays(snapshot, curves):
    gap = np.full(33, np.nan)
    arrows = np.stack([Z, Z + snapshot.mean, gap], 1).ravel()
    return {
        "p_data": (X, bell(0)),
        "p_g": (X, bell(snapshot.mean)),
        "arrows": (arrows, np.tile([0, 1, np.nan], 33)),
        "mean": (curves["step"], curves["mean"]),
    }


def figure(snapshot):
    start = arrays(snapshot, {"step": [0], "mean": [snapshot.mean]})

    def trace(uid, axis="", **style):
        x, y = start[uid]
        axes = {"xaxis": f"x{axis}", "yaxis": f"y{axis}"}
        return go.Scatter(uid=uid, name=uid, x=x, y=y, **axes, **{"mode": "lines", **style})

    heads = {"symbol": "arrow", "angleref": "previous", "size": [0, 8, 0] * 33, "color": GREY}
    known = {"mode": "markers", "marker": {"size": 9, "color": RED}}
    traces = [
        trace("p_data", line={"color": BLACK, "dash": "dot", "width": 2.5}),
        trace("p_g", line={"color": GREEN, "width": 2.5}),
        trace(
            "arrows",
            "2",
            mode="lines+markers",
            meta={"kind": "arrows"},
            line={"color": GREY, "width": 1},
            marker=heads,
        ),
        trace("mean", "3", line={"color": GREEN, "width": 1.5}),
        go.Scatter(uid="known", name="known", x=[1.0], y=[0.5], **known),
    ]
    layout = {
        "height": 380,
        "template": "plotly_white",
        "margin": {"l": 50, "r": 16, "t": 16, "b": 40},
        "legend": {"x": 0.01, "y": 0.99},
        "xaxis": {"domain": [0, 0.6], "range": [-4, 4]},
        "yaxis": {"domain": [0.3, 1], "range": [0, 1.1]},
        "xaxis2": {"domain": [0, 0.6], "range": [-4, 4], "anchor": "y2"},
        "yaxis2": {"domain": [0, 0.2], "range": [1, 0], "anchor": "x2"},
        "xaxis3": {"domain": [0.7, 1], "range": [0, 1024], "anchor": "y3"},
        "yaxis3": {"range": [-2, 2], "anchor": "x3"},
    }
    return go.Figure(traces, layout)


def explorer():
    player = Player(Walk)
    player.speed(2000)
    view = FigureView(figure(player.frame.snapshot), alt="a random walk")
    line = MessageLine()
    bar = Transport(player, line, only={"D": lambda run: run.step()})

    def draw(frame):
        snapshot = frame.snapshot
        curves = player.curves("mean")
        doublings = np.ceil(np.log2(max(curves["step"][-1], 1024) / 1024))
        show = view.stream if frame.playing else view.settle
        show(
            arrays(snapshot, curves),
            readout=f"mean = {snapshot.mean:.3f}",
            ranges={"xaxis3": (0, 1024 * 2**doublings)},
            step=snapshot.step,
        )

    player.on_frame(draw)
    claim(cell_key("walk"), player, view)
    return player, view, ipywidgets.VBox([view, bar, line])


def editable():
    """A marker to drag along x, and a curve to draw; every call is kept in a list."""
    calls = []
    flat = np.linspace(-2, 2, 41), np.full(41, 0.2)

    def figure(x=0.0, y=0.5, curve=flat):
        handle = {"mode": "markers", "marker": {"size": 12, "color": BLUE}, "meta": {"drag": "x"}}
        own = {"mode": "lines", "line": {"color": BLUE}, "meta": {"draw": True}}
        traces = [
            go.Scatter(uid="handle", x=[x], y=[y], **handle),
            go.Scatter(uid="own", x=curve[0], y=curve[1], **own),
        ]
        layout = {"height": 360, "xaxis_range": [-2, 2], "yaxis_range": [0, 1], "showlegend": False}
        return go.Figure(traces, {"template": "plotly_white", **layout})

    view = FigureView(figure())

    def drag(uid, index, x, y):
        calls.append([uid, index, x, y])
        view.figure = figure(x, y)

    def draw(uid, x, y):
        calls.append([uid, x.tolist(), y.tolist()])
        view.figure = figure(curve=(x, y))

    view.on_drag(drag)
    view.on_draw(draw)
    return view, calls


def plane():
    """A heat map that lives, a line and points that stay as they are; clicks and points drawn."""
    calls = []
    cells = {"x0": -1.5, "dx": 1, "y0": -1.5, "dy": 1, "zmin": 0, "zmax": 1, "showscale": False}
    scale = [[0, "#0000ff"], [0.5, "#ffffff"], [1, "#ff0000"]]
    dots = {"mode": "markers", "marker": {"size": 8, "color": GREEN}}
    traces = [
        go.Heatmap(uid="d", name="d", z=np.full((4, 4), 0.5), colorscale=scale, **cells),
        go.Scatter(
            uid="line", x=[-2, 2], y=[1, 1], mode="lines", line={"color": BLACK, "width": 3}
        ),
        go.Scatter(uid="own", x=[1.0], y=[-1.0], meta={"draw": "free", "click": True}, **dots),
        go.Scatter(uid="beside", x=[0, 1], y=[0, 1], xaxis="x2", yaxis="y2"),
    ]
    traces[0].showlegend = True
    layout = {
        "height": 360,
        "template": "plotly_white",
        "xaxis": {"domain": [0, 0.6], "range": [-2, 2], "fixedrange": True},
        "yaxis": {"range": [-2, 2], "fixedrange": True},
        "xaxis2": {"domain": [0.7, 1], "range": [0, 1], "anchor": "y2"},
        "yaxis2": {"range": [0, 1], "anchor": "x2"},
    }
    view = FigureView(go.Figure(traces, layout))
    view.on_draw(lambda uid, x, y: calls.append([uid, x.tolist(), y.tolist()]))
    view.on_click(lambda uid, x, y: calls.append([uid, x, y]))
    return view, calls


def laboratory():
    """The picture of the 2-D laboratory, and a function that shows a moment of a short run."""
    gan = ToyGAN(named("soft_ring"), Noise("gaussian", 2), ToySettings(seed=0))
    moments = [gan.snapshot()]
    for _ in range(12):
        gan.step(5)
        moments.append(gan.snapshot())
    curves = {name: np.array([getattr(m, name) for m in moments]) for name in ("step", *CURVES)}
    drawn = {"shown": LAYERS, "earlier": [m.fake for m in moments[-6:-1]], "active": "fake"}
    view = FigureView(playground(moments[0], gan.plane, curves, shown=LAYERS))

    def show(kind, **changes):
        now = playground.__wrapped__(moments[-1], gan.plane, curves, **drawn | changes)
        ends = {"xaxis3": step_range(float(curves["step"][-1])), "yaxis5": loss_range(curves)}
        getattr(view, kind)(drawn_by(now), ranges=ends)

    return view, show
