"""D in training while G is fixed: D approaches D*, and V(G, D) approaches C(G)."""

from typing import Any

import numpy as np

from ganviz.plots import style
from ganviz.plots.figure1 import CRITERION, MINIMUM, VALUE, Curves, over, reached, view_of
from ganviz.plots.marks import bars, handle
from ganviz.plots.panels import Panel, axis, figure, game, pair
from ganviz.plots.style import Picture, Trace
from ganviz.texts import decimal, text

CURVES = ("value", "criterion")
LEFT, RIGHT = (0.0, 0.6), (0.7, 1.0)
LEAST = -3.0  # lower end of the axis of the bars, in nats
_X = np.linspace(-4, 4, 241)


def training(snapshot: Any, curves: Curves, *, last: float | None = None) -> Picture:
    """D and D* over x, and V(G, D) and C(G) over the updates of D.

    Args:
        snapshot: a `ganviz.toy.FixedSnapshot`.
        curves: ``step`` and each of `CURVES`, arrays of one length: the history of the run.
        last: a step that the axis of updates must include; by default the snapshot's.
    """
    right = Panel(
        RIGHT,
        x=axis(reached(snapshot.step, last), text("axis_updates")),
        y=axis((-1.6, 0.05), text("axis_nats")),
        curves=over(curves["step"], curves, criterion=CRITERION, value=VALUE),
        levels=MINIMUM,
    )
    return figure([d_panel(snapshot, LEFT), right], 380)


def d_panel(snapshot: Any, across: tuple[float, float], *traces: Trace) -> Panel:
    """The panel of a `ganviz.toy.FixedSnapshot`: the densities, D and D* over x."""
    return Panel(
        across,
        x=axis(view_of(snapshot), "<i>x</i>"),
        y=axis((0, 1.05), text("axis_density_d")),
        curves=pair(snapshot.x, snapshot.p_data, snapshot.p_g, d=snapshot.d),
        traces=traces,
    )


def value_bars(p_data: Any, p_g: Any, D: Any, terms: tuple[float, float]) -> Picture:
    """The densities with D, and the two terms of V(G, D) as bars.

    Args:
        p_data, p_g: 1-D distributions.
        D: x (n,) -> probabilities (n,).
        terms: E_data[log D(x)] and E_g[log(1 - D(x))], in nats.
    """
    at = [p_g.mean], p_g.pdf([p_g.mean])
    top = handle("handle", at, style.GENERATOR, text("handle_mean"))
    left = Panel(
        LEFT,
        x=axis((-4, 4), "<i>x</i>"),
        y=axis((0, 1.05), text("axis_density_d")),
        curves=game(_X, p_data=p_data.pdf(_X), p_g=p_g.pdf(_X), d=D(_X)),
        traces=[top],
    )
    names = ["E<sub>data</sub><br>log <i>D</i>", "E<sub>g</sub><br>log(1 − <i>D</i>)", "<i>V</i>"]
    heights = {"data": terms[0], "generator": terms[1], "discriminator": sum(terms)}
    right = Panel(
        RIGHT,
        x=axis(
            (-0.5, 2.5),
            side="top",
            tickvals=[0, 1, 2],
            ticktext=names,
            showgrid=False,
            tickangle=0,
            tickfont={"size": 13},
        ),
        y=axis((LEAST, 0), text("axis_nats")),
        traces=[
            bars(f"term_{role}", [i], [height], 0.5, f"@{role}")
            for i, (role, height) in enumerate(heights.items())
        ],
        levels=MINIMUM,
        stand="outside",
        notes=[_height(i, height) for i, height in enumerate(heights.values())],
        legend=None,
    )
    # The names of the bars have two lines.
    return figure([left, right], 360, margin={"t": 46, "r": 52})


def _height(i: int, height: float) -> Trace:
    """The number at the end of a bar; if the bar is too long, inside it, with an arrow."""
    leaves = height < LEAST
    words = f"{decimal(round(height, 2) + 0.0, 2)}{' ▼' if leaves else ''}"
    inside = height < LEAST + 0.2
    look = {"font": {"size": 12, "color": style.GROUND if inside else style.INK}}
    stands = {"x": i, "y": max(height, LEAST), "yanchor": "bottom" if inside else "top"}
    return {"text": words, "showarrow": False, **stands, **look}
