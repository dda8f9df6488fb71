"""What the tests of the host show: one picture with all that a person can do to a figure."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ganviz.explore.explorer import explorer
from ganviz.settings import Settings, number, toggle

GREEN, BLUE, RED, BLACK = "#009E73", "#0072B2", "#FF0000", "#000000"


@dataclass(frozen=True)
class Plane(Settings):
    """What a person has done."""

    left: float = number(0.0, -2, 2, label="mode_left")
    draws: bool = toggle(False, label="full_screen")
    points: tuple[tuple[float, ...], ...] = ((1.0,), (-1.0,))
    clicks: tuple[tuple[float, float], ...] = ()


def picture(s: Plane) -> tuple[dict[str, Any], str]:
    """A heat map, a line, points to draw or click, a handle, a known dot, an arrow and a table."""
    waves = np.linspace(-2, 2, 41)
    x, y = (np.array(each, dtype=float) for each in s.points)
    beside = {"xaxis": "x2", "yaxis": "y2"}
    below = {"xaxis": "x3", "yaxis": "y3"}
    cells = {"x0": -1.5, "dx": 1, "y0": -1.5, "dy": 1, "zmin": 0, "zmax": 1, "showscale": False}
    scale = [[0, "#0000ff"], [0.5, "#ffffff"], [1, "#ff0000"]]
    heat = {"type": "heatmap", "colorscale": scale, "showlegend": True, **cells}
    line = {"color": BLACK, "width": 3}
    data = [
        {"uid": "d", "name": "D", "z": np.full((4, 4), 0.5), **heat},
        _line("line", np.array([-2.0, 2.0]), np.array([1.0, 1.0]), line=line, showlegend=False),
        _dots("own", x, y, GREEN, 8, meta={"draw": "free", "click": True}),
        _dots("handle", np.array([s.left]), np.zeros(1), BLUE, 14, meta={"drag": "x"}),
        _dots("known", np.ones(1), np.full(1, 0.5), RED, 9, **beside),
        _line("wave", waves, 0.5 + waves / 5, line={"color": GREEN, "dash": "dash"}, **beside),
        _line("area", waves, 0.2 * np.ones(41), fill="tozeroy", fillcolor="@optimum/0.4", **beside),
        _dots("open", waves, 0.8 + 0 * waves, BLUE, 9, symbol="circle-open", **beside),
        {**_line("arrows", *np.zeros((2, 3)), **beside), **ARROWS},
        {
            "uid": "table",
            "type": "heatmap",
            "z": np.zeros((2, 2)),
            "text": [["a", "b"], ["c", "d"]],
            "texttemplate": "%{text}",
            "meta": {"click": True},
            **{"colorscale": scale, "showscale": False, "zmin": -1, "zmax": 1, **below},
        },
    ]
    names = {"tickvals": [0, 1], "ticktext": ["first", "second"]}
    layout = {
        "meta": {"height": 0.9},
        "margin": {"l": 50, "r": 16, "t": 30, "b": 40},
        "paper_bgcolor": "@ground",
        "plot_bgcolor": "@ground",
        "font": {"size": 13, "color": "@ink"},
        "legend": {"orientation": "h", "x": 0, "y": 1.01, "yanchor": "bottom"},
        "xaxis": {"domain": [0, 0.45], "range": [-2.0, 2.0], "fixedrange": True},
        "yaxis": {"range": [-2.0, 2.0], "fixedrange": True},
        "xaxis2": {"domain": [0.52, 1], "range": [-2.0, 2.0], "anchor": "y2"},
        "yaxis2": {"domain": [0.4, 1], "range": [0.0, 1.0], "anchor": "x2"},
        "xaxis3": {"domain": [0.52, 1], "anchor": "y3", **names},
        "yaxis3": {"domain": [0, 0.28], "anchor": "x3", **names},
    }
    return {"data": data, "layout": layout}, f"left = {s.left:.2f}"


ARROWS = {
    "mode": "lines+markers",
    "meta": {"kind": "arrows"},
    "line": {"color": "@gradient", "width": 1},
    "marker": {"symbol": "arrow", "angleref": "previous", "size": 10, "color": "@gradient"},
}


def _line(uid: str, x: Any, y: Any, **more: Any) -> dict[str, Any]:
    return {"type": "scatter", "uid": uid, "name": uid, "mode": "lines", "x": x, "y": y, **more}


def _dots(uid: str, x: Any, y: Any, color: str, size: int, **more: Any) -> dict[str, Any]:
    marker = {"color": color, "size": size, "symbol": more.pop("symbol", "circle")}
    return {**_line(uid, x, y, showlegend=False, **more), "mode": "markers", "marker": marker}


plane = explorer(
    "fitting",
    Plane,
    picture,
    drag=lambda s, uid, index, x, y: {"left": x},
    draw=lambda s, uid, x, y: {"points": (tuple(x), tuple(y))},
    draws=lambda s: "own" if s.draws else None,
    click=lambda s, uid, x, y: {"clicks": (*s.clicks, (x, y))},
)
MOVED = {
    "d": {"z": np.array([[0, 1, 0.5, np.nan]] + [[0.25] * 4] * 3)},
    "wave": {"y": 0.5 + 0.3 * np.sin(np.linspace(-6, 6, 41))},
    "area": {"y": 0.2 + 0.1 * np.cos(np.linspace(-6, 6, 41))},
    "open": {"y": np.linspace(0.6, 0.95, 41)},
    "arrows": {"x": np.array([-1, 1, np.nan, 1, 1.5]), "y": np.array([0.4, 0.6, np.nan, 0.4, 0.9])},
}


def stream(shown: Any, *, final: bool = False, **arrays: dict[str, Any]) -> None:
    """Show these arrays, as a run that plays does; ``final`` as one that pauses."""
    data = [trace | arrays.get(trace["uid"], {}) for trace in shown.session.picture["data"]]
    shown.session.picture = shown.session.picture | {"data": data}
    shown.session._screen.show(shown.session.picture, final=final, readout=None)
