"""One look for every picture: a colour and a dash for each role, and the layout all share.

Colours are names (see `ganviz.plots.palette`), sizes are pixels at the house's own scale: which
colours those names stand for, and how large a pixel is, belongs to who shows the picture. Every
role also differs by its dash, so that a greyscale print still reads.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

Trace = dict[str, Any]
"""A plotly trace; numpy arrays stand at its ``x``, ``y`` and ``z`` only."""

Picture = dict[str, Any]
"""``{"data": [traces], "layout": {...}}``, plotly's JSON but for the names of its colours."""


@dataclass(frozen=True)
class Role:
    """How one role of the game is drawn as a curve.

    Attributes:
        color: a name of `ganviz.plots.palette`.
        dash: of the line.
        label: its name in a legend; "" leaves it out.
        width: of the line, in pixels.
        area: opacity of what lies between the curve and y = 0, if that is filled.
        over: whether it is drawn over the others of its panel, wherever it stands in the legend.
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
        """The role's colour with an opacity, for areas."""
        return f"{self.color}/{opacity:g}"

    def thin(self, label: str, dash: str | None = None, **changes: Any) -> "Role":
        """The same look for a thinner curve with another label, and another dash if given."""
        return replace(self, **{"label": label, "dash": dash or self.dash, "width": 2.0} | changes)


# p_data is drawn over p_g: where the two are equal, p_g would hide it.
DATA = Role("@data", "dot", "<i>p</i><sub>data</sub>", over=True)
GENERATOR = Role("@generator", "solid", "<i>p</i><sub>g</sub>")
DISCRIMINATOR = Role("@discriminator", "dash", "<i>D</i>")
GRADIENT = Role("@gradient", "solid", "", 2.0)
OPTIMUM = Role("@optimum", "dashdot", "<i>D</i>*", 2.5)
# The curves that every picture of the game over x shares: trace uid -> role, in the legend's order.
GAME = {"d_star": OPTIMUM, "p_data": DATA, "p_g": GENERATOR, "d": DISCRIMINATOR}

INK = "@ink"  # text and axis lines
NOTE = "@note"  # small words beside lines
FAINT = "@faint"  # reference lines
GROUND = "@ground"  # the paper
FONT = "Helvetica Neue, Helvetica, Arial, sans-serif"
HEIGHT = 420  # pixels: what a picture's height is told in

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
    """Return the (shape, annotation) of a thin horizontal line at ``y`` across a panel.

    Args:
        y: where.
        label: its text, on a background, since curves may run under it.
        stands: where the words are, fields of the annotation.
    """
    shape = {
        "type": "line",
        "xref": "x domain",
        "x0": 0,
        "x1": 1,
        "yref": "y",
        "y0": float(y),
        "y1": float(y),
        "line": {"color": FAINT, "width": 1.2, "dash": "dot"},
        "layer": "below",
    }
    words = {"text": label, "xref": "x domain", "yref": "y", "y": float(y), "showarrow": False}
    return shape, {**words, "font": {"size": 12, "color": NOTE}, **HALO, **stands}


HALO = {"bgcolor": "@ground/0.8", "borderpad": 0}
"""What keeps words legible where curves run under them."""


def upright(x: float, color: str = FAINT) -> Trace:
    """Return the shape of a thin vertical line at ``x`` through a panel."""
    return {
        "type": "line",
        "xref": "x",
        "x0": x,
        "x1": x,
        "yref": "y domain",
        "y0": 0,
        "y1": 1,
        "line": {"color": color, "width": 1.2, "dash": "dot"},
        "layer": "below",
    }
