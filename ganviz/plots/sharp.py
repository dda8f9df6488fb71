"""Data on a curve: samples of a generator, and the blur that a Markov chain needs to mix."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganviz.plots import style
from ganviz.plots.marks import dots, scatter
from ganviz.plots.panels import Panel, axis, figure
from ganviz.plots.style import Picture
from ganviz.texts import text
from ganviz.theory.chains import PARTS, Blurring

VIEW = (-1.75, 1.75)
DISTANCES = (-2.3, -0.2)  # powers of ten
SHOWN = 400  # number of samples in each plane
CHAIN = style.Role("@chain", "solid", "", 1.5)
_ANGLE = np.linspace(0, 2 * np.pi, 181)
_CIRCLE = np.cos(_ANGLE), np.sin(_ANGLE)


def sharp(
    curve: NDArray[Any],
    fake: NDArray[Any],
    off: float,
    visited: float,
    chains: Blurring,
    chosen: int,
) -> Picture:
    """A generator's curve, the path of a chain, and mixing against error for every blur.

    Args:
        curve: (u, 2) G over its one-dimensional z.
        fake: (n, 2) samples of G.
        off: their mean distance from the unit circle.
        visited: the number of parts of the circle that contain samples, with as many samples as the
            chain has.
        chains: the chains for each blur.
        chosen: index of the blur whose chain is drawn.
    """
    path = chains.path[:, chosen]
    thin = path[:: max(1, len(path) // SHOWN)]
    generated = _plane(
        (0, 0.3),
        curves={
            "p_data": (*_CIRCLE, style.DATA),
            "curve": (*curve.T, replace(style.GENERATOR, label=text("sharp_curve"))),
        },
        traces=[dots("fake", fake[:SHOWN].T, style.GENERATOR.color, 5, name=text("fake"))],
    )
    walked = _plane(
        (0.335, 0.635),
        curves={
            "p_data2": (*_CIRCLE, replace(style.DATA, label="")),
            "path": (*path.T, replace(CHAIN, color="@chain/0.45")),
        },
        traces=[dots("visits", thin.T, CHAIN.color, 5, name=text("sharp_chain"))],
        legend=generated,
    )
    trade = Panel(
        (0.73, 1),
        x=axis(DISTANCES, text("sharp_axis_off"), type="log", dtick=1),
        y=axis((0, PARTS + 0.5), text("sharp_axis_visited"), dtick=2),
        traces=_trade(off, visited, chains, chosen),
        legend=None,
    )
    return figure([generated, walked, trade], 400)


def _trade(off: float, visited: float, chains: Blurring, chosen: int) -> list[style.Trace]:
    """Parts visited over the distance from the circle, for every blur and for the generator."""
    here = slice(chosen, chosen + 1)
    green = style.GENERATOR.color
    words = {"textposition": "bottom center", "textfont": {"color": green, "size": 15}}
    return [
        scatter(
            "blurs",
            (chains.off, chains.visited),
            "lines+markers",
            line=CHAIN.line,
            marker={"color": CHAIN.color, "size": 7},
            customdata=[float(blur) for blur in chains.blur],
            hover="%{customdata:.2f}<extra></extra>",
        ),
        dots(
            "chosen",
            (chains.off[here], chains.visited[here]),
            CHAIN.color,
            15,
            edge={"color": style.INK, "width": 1.5},
        ),
        scatter(
            "generator",
            ([off], [visited]),
            "markers+text",
            marker={"color": green, "size": 15, "symbol": "diamond"},
            text=["<i>G</i>"],
            **words,
        ),
    ]


def _plane(across: tuple[float, float], **drawn: Any) -> Panel:
    """A square of the plane; only the left one has numbers on its y axis."""
    first = across[0] == 0
    frame = axis(VIEW, showgrid=False, mirror=True, constrain="domain")
    side = {"title": "<i>x</i><sub>2</sub>" if first else "", "showticklabels": first}
    return Panel(
        across,
        x=frame | {"title": "<i>x</i><sub>1</sub>"},
        y=frame | side | {"scaleanchor": "x"},
        hover=None,
        **drawn,
    )
