"""The look of all pictures: a colour and a dash for each role, and the shared layout.

Colours are names (see `ganviz.plots.palette`), and sizes are pixels at scale 1; the page chooses
the theme and the scale. Roles differ by their dash too, so that a greyscale print is readable.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

Trace = dict[str, Any]
"""A plotly trace; only its ``x``, ``y`` and ``z`` may be numpy arrays."""

Picture = dict[str, Any]
"""``{"data": [traces], "layout": {...}}``: plotly's JSON, with names instead of colours."""


@dataclass(frozen=True)
class Role:
    """The look of a curve.

    Attributes:
        color: a name of `ganviz.plots.palette`.
        dash: dash of the line, as in plotly.
        label: its name in the legend; "" for none.
        width: width of the line, in pixels.
        area: opacity of the area between the curve and y = 0; 0 for no fill.
        over: whether it is drawn above the other curves of its panel, at any place in the legend.
    """

    color: str
    dash: str
    label: str
    width: float = 3.0
    area: float = 0.0
    over: bool = False

    @property
    def line(self) -> dict[str, Any]:
        """The plotly line of this role."""
        look = {"color": self.color, "dash": self.dash, "width": self.width}
        return look | {"simplify": False}  # plotly would draw a wide bump with corners

    def fill(self, opacity: float) -> str:
        """The colour with an opacity."""
        return f"{self.color}/{opacity:g}"

    def thin(self, label: str, dash: str | None = None, **changes: Any) -> "Role":
        """The look for a thinner curve with another label, and another dash if given."""
        return replace(self, **{"label": label, "dash": dash or self.dash, "width": 2.0} | changes)


# p_data is drawn over p_g, which would hide it where the two are equal.
DATA = Role("@data", "dot", "<i>p</i><sub>data</sub>", over=True)
GENERATOR = Role("@generator", "solid", "<i>p</i><sub>g</sub>")
DISCRIMINATOR = Role("@discriminator", "dash", "<i>D</i>")
GRADIENT = Role("@gradient", "solid", "", 2.0)
OPTIMUM = Role("@optimum", "dashdot", "<i>D</i>*", 2.5)
# The curves of a game over x: trace uid -> role, in the order of the legend.
GAME = {"d_star": OPTIMUM, "p_data": DATA, "p_g": GENERATOR, "d": DISCRIMINATOR}

INK = "@ink"  # text and axis lines
NOTE = "@note"  # labels of lines
FAINT = "@faint"  # reference lines
GROUND = "@ground"  # the background
FONT = "Helvetica Neue, Helvetica, Arial, sans-serif"
HEIGHT = 420  # pixels of a picture whose height is 1

LEGEND = {
    "orientation": "h",
    "yanchor": "bottom",
    "font": {"size": 15},
    "traceorder": "normal",
    "bgcolor": "@ground/0",
}
HOUSE = {
    "margin": {"l": 60, "r": 22, "t": 34, "b": 46},
    "paper_bgcolor": GROUND,
    "plot_bgcolor": GROUND,
    "font": {"family": FONT, "size": 14, "color": INK},
    "hoverlabel": {"font": {"family": FONT}},
    "dragmode": False,
}
AXIS = {
    "showline": True,
    "linecolor": INK,
    "linewidth": 1,
    "ticks": "outside",
    "ticklen": 4,
    "tickcolor": INK,
    "gridcolor": "@grid",
    "zeroline": False,
    "fixedrange": True,
}
SMALL = {"size": 12}
"""The font of numbers on a small panel's axes."""


def reference(y: float, label: str, stands: Mapping[str, Any]) -> tuple[Trace, Trace]:
    """The shape and the annotation of a thin horizontal line at ``y`` across a panel.

    Args:
        y: height of the line.
        label: its text, on a background, since curves may be under it.
        stands: the place of the label, as fields of the annotation.
    """
    ends = {"xref": "x domain", "x0": 0, "x1": 1, "yref": "y", "y0": float(y), "y1": float(y)}
    shape = _thin(FAINT) | ends
    words = {"text": label, "xref": "x domain", "yref": "y", "y": float(y), "showarrow": False}
    return shape, {**words, "font": {"size": 12, "color": NOTE}, **HALO, **stands}


HALO = {"bgcolor": "@ground/0.8", "borderpad": 0}
"""A background for labels that curves may be under."""


def upright(x: float, color: str = FAINT) -> Trace:
    """The shape of a thin vertical line at ``x`` through a panel."""
    ends = {"xref": "x", "x0": x, "x1": x, "yref": "y domain", "y0": 0, "y1": 1}
    return _thin(color) | ends


def _thin(color: str) -> Trace:
    line = {"color": color, "width": 1.2, "dash": "dot"}
    return {"type": "line", "line": line, "layer": "below"}
