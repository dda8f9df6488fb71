"""A picture is panels: each has a place, two axes and what is drawn on them.

Numbers of axes, anchors, domains and legends come by themselves. What a panel is told about an axis
is plotly's own words, but that a title is a text; its shapes, notes and ``scaleanchor`` call the
panel's axes x and y.

>>> import numpy as np
>>> x = np.linspace(0, 1, 3)
>>> above = Panel(up=(0.5, 1), curves={"p_g": (x, x, style.GENERATOR)}, levels={"1/2": 0.5})
>>> below = Panel(up=(0, 0.4), x={"title": "<i>x</i>", "range": (0, 1)}, legend=None)
>>> picture = figure([above, below], height=210)
>>> picture["data"][0]["uid"], picture["layout"]["meta"]["height"]
('p_g', 0.5)
>>> picture["layout"]["xaxis2"]["anchor"], picture["layout"]["yaxis2"]["domain"]
('y2', [0, 0.4])
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ganviz.distributions import Univariate
from ganviz.plots import style
from ganviz.plots.style import Picture, Role, Trace
from ganviz.theory import optimal_discriminator

Curve = tuple[Any, Any, Role]
"""x and y, (n,) each, nan where there is a gap, and how it looks."""

STANDS: dict[str, dict[str, Any]] = {
    "above": {"x": 1, "xanchor": "right", "yanchor": "bottom"},
    "below": {"x": 1, "xanchor": "right", "yanchor": "top"},
    "outside": {"x": 1.01, "xanchor": "left", "yanchor": "middle"},
}
"""Where the word of a level stands to its line."""


@dataclass(frozen=True)
class Panel:
    """One pair of axes, and what is drawn on them.

    Attributes:
        across, up: (left, right) and (bottom, top), as parts of the figure.
        x, y: the axes; for x also an earlier panel, whose x axis then serves both.
        under: traces below the curves.
        curves: uid -> curve, in the order of the legend.
        traces: further traces, over the curves.
        levels: label -> y of a thin line.
        stand: where the labels of the levels are: a key of `STANDS`, or fields of an annotation.
        shapes, notes: further shapes and annotations.
        legend: changes of its own legend, which lies above it; or an earlier panel, in whose legend
            its words are; or None, for no words.
        hover: what a curve says under the mouse, or None.
        draw: uid of the curve that a person can draw.
        suffix: what is added to all uids where panels repeat each other; the legend's words then
            switch the curves of all of them.
    """

    across: tuple[float, float] = (0.0, 1.0)
    up: tuple[float, float] = (0.0, 1.0)
    x: "Mapping[str, Any] | Panel" = field(default_factory=dict)
    y: Mapping[str, Any] = field(default_factory=dict)
    under: Sequence[Trace] = ()
    curves: Mapping[str, Curve] = field(default_factory=dict)
    traces: Sequence[Trace] = ()
    levels: Mapping[str, float] = field(default_factory=dict)
    stand: str | Mapping[str, Any] = "above"
    shapes: Sequence[Trace] = ()
    notes: Sequence[Trace] = ()
    legend: "Mapping[str, Any] | Panel | None" = field(default_factory=dict)
    hover: str | None = "%{y:.3f}"
    draw: str | None = None
    suffix: str = ""


def figure(
    panels: Sequence[Panel],
    height: float = style.HEIGHT,
    *,
    second: int = 2,
    margin: Mapping[str, float] | None = None,
    **layout: Any,
) -> Picture:
    """Return the panels as one picture in the house style.

    Args:
        panels: at least one.
        height: pixels at scale 1; the width follows the page.
        second: the number of the second panel's axes; the next are numbered from there.
        margin: what differs from the house's margins.
        layout: whatever else a plotly layout holds.
    """
    repeated = any(panel.suffix for panel in panels)
    ids = {id(panel): str(second + i - 1) if i else "" for i, panel in enumerate(panels)}
    lowest: dict[int, Panel] = {}
    for panel in panels:
        owner = id(panel.x) if isinstance(panel.x, Panel) else id(panel)
        if owner not in lowest or panel.up < lowest[owner].up:
            lowest[owner] = panel
    traces: list[Trace] = []
    shapes: list[Trace] = []
    notes: list[Trace] = []
    axes: dict[str, Any] = {}
    for panel in panels:
        y = ids[id(panel)]
        x = ids[id(panel.x)] if isinstance(panel.x, Panel) else y
        legend = ids[id(panel.legend)] if isinstance(panel.legend, Panel) else y
        on: Trace = {"xaxis": f"x{x}", "yaxis": f"y{y}"} if y else {}
        if legend and panel.legend is not None:
            on["legend"] = f"legend{legend}"
        traces += _traces(panel, on, repeated)
        stand = STANDS[panel.stand] if isinstance(panel.stand, str) else panel.stand
        for label, level in panel.levels.items():
            shape, note = style.reference(level, label, stand)
            shapes.append(_placed(shape, x, y))
            notes.append(_placed(note, x, y))
        shapes += [_placed(shape, x, y) for shape in panel.shapes]
        notes += [_placed(note, x, y) for note in panel.notes]
        if not isinstance(panel.x, Panel):
            low = ids[id(lowest[id(panel)])]
            axes[f"xaxis{x}"] = _axis(panel.x, panel.across, f"y{low}", x, y)
        axes[f"yaxis{y}"] = _axis(panel.y, panel.up, f"x{x}", x, y)
        if panel.legend is not None and not isinstance(panel.legend, Panel):
            axes[f"legend{y}"] = _legend(panel, y)
    whole = {"meta": {"height": height / style.HEIGHT}, "shapes": shapes, "annotations": notes}
    if margin is not None:
        layout["margin"] = style.HOUSE["margin"] | dict(margin)
    return {"data": traces, "layout": style.HOUSE | whole | axes | layout}


def axis(ends: tuple[float, float], title: Any = None, **more: Any) -> dict[str, Any]:
    """Return an axis between two ends, with its title if it has one, and further fields.

    >>> axis((0, 1), "<i>x</i>", nticks=4)
    {'range': (0, 1), 'title': '<i>x</i>', 'nticks': 4}
    """
    return {"range": ends} | ({} if title is None else {"title": title}) | more


def game(x: Any, **y: Any) -> dict[str, Curve]:
    """Return those of the game's curves over ``x`` that are given, by uid.

    >>> list(game(0, p_g=1, p_data=2))
    ['p_data', 'p_g']
    """
    return {uid: (x, y[uid], role) for uid, role in style.GAME.items() if uid in y}


def pair(x: Any, p_data: Univariate, p_g: Univariate, **d: Any) -> dict[str, Curve]:
    """Return two densities over ``x``, (n,), and their D*; and D, where ``d`` is given.

    >>> from ganviz.distributions import Gaussian
    >>> list(pair([0.0], Gaussian(), Gaussian(1, 1)))
    ['d_star', 'p_data', 'p_g']
    """
    d_star = optimal_discriminator(p_data, p_g)(x)
    return game(x, d_star=d_star, p_data=p_data.pdf(x), p_g=p_g.pdf(x), **d)


def arrays(picture: Picture) -> dict[str, Any]:
    """Return what a picture's traces draw: uid -> (x, y), or z of a heat map or contour."""
    return {
        trace["uid"]: trace["z"] if "z" in trace else (trace["x"], trace["y"])
        for trace in picture["data"]
    }


def _traces(panel: Panel, on: Trace, repeated: bool) -> list[Trace]:
    """The panel's traces from the bottom up."""
    curves = list(panel.curves.items())
    top = [item for item in curves if item[1][2].over]
    ranks: dict[str, int] = {}
    if top and top != curves[-len(top) :]:  # the legend keeps its order
        ranks = {uid: i + 1 for i, (uid, _) in enumerate(curves)}
        curves = [item for item in curves if not item[1][2].over] + top
    made = [*panel.under, *(_curve(panel, uid, *curve) for uid, curve in curves), *panel.traces]
    if panel.legend is None:
        on = on | {"showlegend": False}
    drawn = []
    for trace in made:
        uid, own = trace["uid"], trace | on
        if uid in ranks:
            own["legendrank"] = ranks[uid]
        if repeated:
            own |= {"legendgroup": uid, "uid": uid + panel.suffix}
        drawn.append(own)
    return drawn


def _curve(panel: Panel, uid: str, x: Any, y: Any, role: Role) -> Trace:
    curve = {"type": "scatter", "uid": uid, "x": x, "y": y, "mode": "lines", "line": role.line}
    if role.label:
        curve["name"] = role.label
    else:
        curve["showlegend"] = False
    if panel.hover is None:
        curve["hoverinfo"] = "skip"
    else:
        curve["hovertemplate"] = panel.hover
    if role.area:
        curve |= {"fill": "tozeroy", "fillcolor": role.fill(role.area)}
    if uid == panel.draw:
        curve["meta"] = {"draw": True}
    return curve


def _axis(
    said: Mapping[str, Any], domain: tuple[float, float], anchor: str, x: str, y: str
) -> dict[str, Any]:
    axis = {"domain": list(domain), "anchor": anchor, **said}
    if "range" in axis:
        axis["range"] = list(axis["range"])
    if "scaleanchor" in axis:
        axis["scaleanchor"] = _here(axis["scaleanchor"], x, y)
    if axis.get("visible") is False:
        return {"fixedrange": True} | axis
    title = axis.get("title", "")
    if isinstance(title, str):
        axis["title"] = {"text": title, "standoff": 10}
    return style.AXIS | axis


def _here(ref: str, x: str, y: str) -> str:
    """The panel's axis x or y, and what follows it, under its own number."""
    return ref[0] + (x if ref[0] == "x" else y) + ref[1:]


def _placed(thing: Trace, x: str, y: str) -> Trace:
    refs = {key: thing.get(key, key[0]) for key in ("xref", "yref")}
    return thing | {k: ref if ref == "paper" else _here(ref, x, y) for k, ref in refs.items()}


def _legend(panel: Panel, number: str) -> dict[str, Any]:
    """The first one is the figure's, the others are smaller."""
    legend = style.LEGEND | {"x": panel.across[0], "y": round(panel.up[1] + 0.01, 6)}
    return legend | ({"font": {"size": 13}} if number else {}) | dict(panel.legend or {})  # type: ignore[arg-type]
