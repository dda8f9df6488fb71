"""One look for every picture: a colour and a dash for each role, and the layout all share.

The colours are those of the paper's Figure 1, taken from the palette of Okabe and Ito, which
people with the common colour deficiencies can tell apart. Every role also differs by its dash, so
that a greyscale print still reads.
"""

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go


@dataclass(frozen=True)
class Role:
    """How one role of the game is drawn: its colour, its dash and its name in a legend."""

    color: str
    dash: str
    label: str
    width: float = 3.0

    @property
    def line(self) -> dict[str, Any]:
        """The plotly line of this role."""
        return {"color": self.color, "dash": self.dash, "width": self.width}

    def fill(self, opacity: float) -> str:
        """The role's colour as a CSS rgba string, for areas."""
        red, green, blue = (int(self.color[i : i + 2], 16) for i in (1, 3, 5))
        return f"rgba({red},{green},{blue},{opacity:g})"


DATA = Role("#000000", "dot", "<i>p</i><sub>data</sub>")
GENERATOR = Role("#009E73", "solid", "<i>p</i><sub>g</sub>")
DISCRIMINATOR = Role("#0072B2", "dash", "<i>D</i>")
GRADIENT = Role("#D55E00", "solid", "gradient", 2.0)
OPTIMUM = Role("#CC79A7", "dashdot", "<i>D</i>*", 2.5)
ROLES = (DATA, GENERATOR, DISCRIMINATOR, GRADIENT, OPTIMUM)

INK = "#222222"  # text and axis lines
FAINT = "#8a8a8a"  # reference lines and their labels
GRID = "#ececec"
FONT = "Helvetica Neue, Helvetica, Arial, sans-serif"

AXIS = {
    "showline": True,
    "linecolor": INK,
    "linewidth": 1,
    "ticks": "outside",
    "ticklen": 4,
    "tickcolor": INK,
    "gridcolor": GRID,
    "zeroline": False,
    "fixedrange": True,
    "title": {"standoff": 6},
}


def blank(height: int = 420, *, margin: dict[str, int] | None = None) -> go.Figure:
    """Return an empty figure in the house style.

    Args:
        height: pixels; the width follows the page.
        margin: pixels around the axes, overriding the default sides.

    >>> blank(300).layout.height
    300
    """
    return go.Figure(
        layout={
            "height": height,
            "margin": {"l": 52, "r": 16, "t": 34, "b": 44} | (margin or {}),
            "paper_bgcolor": "white",
            "plot_bgcolor": "white",
            "font": {"family": FONT, "size": 14, "color": INK},
            "hoverlabel": {"font": {"family": FONT}},
            "legend": {
                "orientation": "h",
                "x": 0,
                "y": 1.01,
                "yanchor": "bottom",
                "font": {"size": 15},
                "bgcolor": "rgba(255,255,255,0)",
            },
            "dragmode": False,
            "template": "none",
        }
    )


def axis(title: str = "", **changes: Any) -> dict[str, Any]:
    """Return a plotly axis in the house style, with ``changes`` on top.

    >>> axis("<i>x</i>", range=[-4, 4])["title"]["text"]
    '<i>x</i>'
    """
    return AXIS | {"title": {"text": title, "standoff": 6}} | changes


def reference(y: float, label: str, *, xref: str = "x", yref: str = "y") -> tuple[dict, dict]:
    """Return the (shape, annotation) of a thin horizontal line at ``y`` across a subplot."""
    shape = {
        "type": "line",
        "xref": f"{xref} domain",
        "x0": 0,
        "x1": 1,
        "yref": yref,
        "y0": y,
        "y1": y,
        "line": {"color": FAINT, "width": 1.2, "dash": "dot"},
        "layer": "below",
    }
    annotation = {
        "text": label,
        "xref": f"{xref} domain",
        "x": 1,
        "xanchor": "right",
        "yref": yref,
        "y": y,
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": 12, "color": FAINT},
    }
    return shape, annotation
