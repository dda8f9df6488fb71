"""Pictures are made of panels: a panel has a place, two axes, and what is drawn on them.

`figure` numbers the axes and sets their anchors, domains and legends. The fields of an axis are
plotly's, except that ``title`` may be a string. Shapes, notes and ``scaleanchor`` refer to the
panel's own axes as x and y.

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
"""x and y, (n,) each, with nan for a gap, and the curve's look."""

STANDS: dict[str, dict[str, Any]] = {
    "above": {"x": 1, "xanchor": "right", "yanchor": "bottom"},
    "below": {"x": 1, "xanchor": "right", "yanchor": "top"},
    "outside": {"x": 1.01, "xanchor": "left", "yanchor": "middle"},
}
"""Places of a level's label, relative to its line, as fields of an annotation."""


@dataclass(frozen=True)
class Panel:
    """A pair of axes, and what is drawn on them.

    Attributes:
        across, up: (left, right) and (bottom, top), as parts of the figure.
        x, y: fields of the axes; x may also be an earlier panel, whose x axis is then shared.
        under: traces below the curves.
        curves: uid -> curve, in the order of the legend.
        traces: further traces, above the curves.
        levels: label -> y of a thin horizontal line.
        stand: place of the labels of the levels: a key of `STANDS`, or fields of an annotation.
        shapes, notes: further shapes and annotations.
        legend: fields of its own legend, which is above the panel; or an earlier panel, whose
            legend is shared; or None for no legend.
        hover: the text of a curve under the mouse, a plotly template, or None.
        draw: uid of the curve that a person can draw.
        suffix: added to all uids, if several panels have the same ones; a name in the legend then
            switches the curves of all of them.
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
    """The panels as one picture, with the layout that all pictures share.

    Args:
        panels: at least one.
        height: in pixels at scale 1; the width is that of the page.
        second: the number of the second panel's axes; further panels have the next numbers.
        margin: margins that differ from the usual ones.
        layout: further fields of the plotly layout.
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
    """The fields of an axis: its range, its title if it has one, and further ones.

    >>> axis((0, 1), "<i>x</i>", nticks=4)
    {'range': (0, 1), 'title': '<i>x</i>', 'nticks': 4}
    """
    return {"range": ends} | ({} if title is None else {"title": title}) | more


def names(
    values: Sequence[str], title: Any = None, *, down: bool = False, **more: Any
) -> dict[str, Any]:
    """The fields of an axis with a name at each of 0, 1 ..., as a table has it.

    Args:
        values: the names.
        title: of the axis.
        down: whether the first is above.
        more: further fields.

    >>> names(["a", "b"])["range"], names(["a", "b"], down=True)["range"]
    ((-0.5, 1.5), (1.5, -0.5))
    """
    first, last = -0.5, len(values) - 0.5
    plain = {"showgrid": False, "showline": False, "ticks": "", "tickfont": style.SMALL}
    at = {"tickvals": list(range(len(values))), "ticktext": list(values)}
    ends = (last, first) if down else (first, last)
    return axis(ends, title, **(at | plain | more))


def game(x: Any, **y: Any) -> dict[str, Curve]:
    """Curves over ``x`` by uid, those of `style.GAME` that are given.

    >>> list(game(0, p_g=1, p_data=2))
    ['p_data', 'p_g']
    """
    return {uid: (x, y[uid], role) for uid, role in style.GAME.items() if uid in y}


def pair(x: Any, p_data: Univariate, p_g: Univariate, **d: Any) -> dict[str, Curve]:
    """Two densities over ``x``, (n,), and their D*; also D, if ``d=`` has its values, (n,).

    >>> from ganviz.distributions import Gaussian
    >>> list(pair([0.0], Gaussian(), Gaussian(1, 1)))
    ['d_star', 'p_data', 'p_g']
    """
    d_star = optimal_discriminator(p_data, p_g)(x)
    return game(x, d_star=d_star, p_data=p_data.pdf(x), p_g=p_g.pdf(x), **d)


def arrays(picture: Picture) -> dict[str, Any]:
    """The data of a picture's traces: uid -> (x, y), or z for a heat map or contour."""
    return {
        trace["uid"]: trace["z"] if "z" in trace else (trace["x"], trace["y"])
        for trace in picture["data"]
    }


def _traces(panel: Panel, on: Trace, repeated: bool) -> list[Trace]:
    """The panel's traces from the bottom up."""
    curves = list(panel.curves.items())
    top = [item for item in curves if item[1][2].over]
    ranks: dict[str, int] = {}
    if top and top != curves[-len(top) :]:  # the legend has another order than the traces
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
    """The plotly axis from the fields that a panel has for it."""
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
    """A reference to the panel's axis, "x" or "x domain", with the number of the axis."""
    return ref[0] + (x if ref[0] == "x" else y) + ref[1:]


def _placed(thing: Trace, x: str, y: str) -> Trace:
    """A shape or an annotation with numbered references to its axes."""
    refs = {key: thing.get(key, key[0]) for key in ("xref", "yref")}
    return thing | {k: ref if ref == "paper" else _here(ref, x, y) for k, ref in refs.items()}


def _legend(panel: Panel, number: str) -> dict[str, Any]:
    """The panel's legend; its font is smaller from the second panel on."""
    legend = style.LEGEND | {"x": panel.across[0], "y": round(panel.up[1] + 0.01, 6)}
    return legend | ({"font": {"size": 13}} if number else {}) | dict(panel.legend or {})  # type: ignore[arg-type]
