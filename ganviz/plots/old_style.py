"""One look for every picture: a colour and a dash for each role, and the layout all share.

The colours are those of the paper's Figure 1, taken from the palette of Okabe and Ito, which
people with the common colour deficiencies can tell apart. Every role also differs by its dash, so
that a greyscale print still reads.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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
        look = {"color": self.color, "dash": self.dash, "width": self.width}
        return look | {"simplify": False}  # plotly would draw a wide bump with corners

    def fill(self, opacity: float) -> str:
        """The role's colour as a CSS rgba string, for areas."""
        red, green, blue = (int(self.color[i : i + 2], 16) for i in (1, 3, 5))
        return f"rgba({red},{green},{blue},{opacity:g})"


DATA = Role("#000000", "dot", "<i>p</i><sub>data</sub>")
GENERATOR = Role("#009E73", "solid", "<i>p</i><sub>g</sub>")
DISCRIMINATOR = Role("#0072B2", "dash", "<i>D</i>")
GRADIENT = Role("#D55E00", "solid", "gradient", 2.0)
OPTIMUM = Role("#CC79A7", "dashdot", "<i>D</i>*", 2.5)
# The curves that every picture of the game over x shares: trace uid -> role, in drawing order.
GAME = {"d_star": OPTIMUM, "p_data": DATA, "p_g": GENERATOR, "d": DISCRIMINATOR}

INK = "#222222"  # text and axis lines
FAINT = "#8a8a8a"  # reference lines and their labels
GRID = "#ececec"
FONT = "Helvetica Neue, Helvetica, Arial, sans-serif"

LEGEND = {
    "orientation": "h",
    "x": 0,
    "y": 1.01,
    "yanchor": "bottom",
    "font": {"size": 15},
    "traceorder": "normal",
    "bgcolor": "rgba(255,255,255,0)",
}
HOUSE = {
    "margin": {"l": 60, "r": 22, "t": 34, "b": 46},
    "paper_bgcolor": "white",
    "plot_bgcolor": "white",
    "font": {"family": FONT, "size": 14, "color": INK},
    "hoverlabel": {"font": {"family": FONT}},
    "dragmode": False,
    "template": "none",
}
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
}


def figure(
    traces: Sequence[Any],
    height: int = 420,
    *,
    legend: Mapping[str, Any] | None = None,
    **layout: Any,
) -> go.Figure:
    """Return a figure in the house style.

    Built in one go: plotly takes ten times longer over the same layout as an update.

    Args:
        traces: plotly traces.
        height: pixels; the width follows the page.
        legend: what differs from the house's legend.
        layout: axes, shapes and whatever else a plotly layout holds.

    >>> figure([], 300, xaxis=axis("<i>x</i>")).layout.height
    300
    """
    return go.Figure(
        traces, layout=HOUSE | {"height": height, "legend": LEGEND | dict(legend or {})} | layout
    )


def axis(title: str = "", **changes: Any) -> dict[str, Any]:
    """Return a plotly axis in the house style, with ``changes`` on top.

    >>> axis("<i>x</i>", range=[-4, 4])["title"]["text"]
    '<i>x</i>'
    """
    return AXIS | {"title": {"text": title, "standoff": 10}} | changes


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


def role(of: Role, label: str, dash: str | None = None) -> Role:
    """Return a role's look for a thinner curve with another label, and another dash if given."""
    return replace(of, label=label, dash=dash or of.dash, width=2.0)


def curves(arrays: Mapping[str, Any], roles: Mapping[str, Role]) -> list[go.Scatter]:
    """Return one line for each of ``roles``: its uid is the key, its points ``arrays[uid]``."""
    return [
        go.Scatter(
            uid=uid,
            x=arrays[uid][0],
            y=arrays[uid][1],
            mode="lines",
            line=role.line,
            name=role.label,
            hovertemplate="%{y:.3f}",
        )
        for uid, role in roles.items()
    ]


def legend(x: float, y: float) -> dict[str, Any]:
    """Return a small further legend whose lower left corner is at (x, y) of the figure."""
    return LEGEND | {"x": x, "y": y, "font": {"size": 13}}


def handle(role: Role, symbol: str | list[str] = "circle") -> dict[str, Any]:
    """Return the plotly marker of something that a person can drag."""
    return {
        "color": "#ffffff",
        "size": 15,
        "symbol": symbol,
        "line": {"color": role.color, "width": 3},
    }
