"""Figure 1 of the paper, with the curves of a run.

Left: D (dashed blue), p_data (dotted black) and p_g (solid green) over x, and below them the z axis
with arrows z -> x = G(z). Right: V and C(G), the Jensen-Shannon divergence and the two losses over
the rounds of Algorithm 1, with -log 4 and log 2 as reference lines.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganviz.plots import panels, style
from ganviz.plots.marks import arrows, dots, segments
from ganviz.plots.panels import Panel, axis, figure
from ganviz.plots.style import Picture, Trace
from ganviz.texts import text

Curves = Mapping[str, NDArray[Any]]
"""The history of a run: ``step`` and further numbers by name, arrays of the same length."""

CURVES = ("value", "criterion", "jsd", "d_loss", "g_loss")
LOG2, LOG4 = math.log(2), math.log(4)
LEFT, RIGHT = (0.0, 0.62), (0.71, 1.0)
MINIMUM = {"−log 4": -LOG4}
"""The minimum of C(G), for ``levels`` of a panel."""
CRITERION = style.OPTIMUM.thin("<i>C</i>(<i>G</i>)", "solid")
DIVERGENCE = style.OPTIMUM.thin("JSD(<i>p</i><sub>data</sub>, <i>p</i><sub>g</sub>)", "solid")
VALUE = style.DISCRIMINATOR.thin("<i>V</i>(<i>G</i>, <i>D</i>)")


def figure1(snapshot: Any, curves: Curves, *, last: float | None = None) -> Picture:
    """Figure 1 for a snapshot, and the history of the run.

    Args:
        snapshot: a `ganviz.toy.Snapshot`.
        curves: ``step`` and each of `CURVES`, arrays of one length.
        last: a step that the axis of rounds must include; by default the snapshot's.
    """
    names = axis_names(LEFT[1], 0.31)
    steps = reached(snapshot.step, last)
    return figure([*game_panels(snapshot, notes=names), *history(curves, steps)], 430)


def game_panels(
    snapshot: Any,
    across: tuple[float, float] = LEFT,
    ups: tuple[float, float] = (0.235, 0.31),
    **look: Any,
) -> tuple[Panel, Panel]:
    """The panel of curves over x, and below it the strip with the arrows from z.

    Args:
        snapshot: a `ganviz.toy.Snapshot`.
        across: left and right end of both.
        ups: the top of the strip, and the bottom of the curves.
        look: further fields of the upper panel.
    """
    box, z, g_z = view_of(snapshot), snapshot.z, snapshot.g_z
    if z is None:  # the model has no z
        z = g_z = np.empty(0)
    found = {uid: getattr(snapshot, uid) for uid in style.GAME}
    curves = {uid: y for uid, y in found.items() if y is not None}
    usual = {
        "x": axis(box, tickfont=style.SMALL),
        "y": axis((0, 1.1), text("axis_density_d")),
        "curves": panels.game(snapshot.x, **curves),
        "draw": "p_data",
    }
    above = Panel(across, (ups[1], 1.0), **usual | look)
    ends = (float(z[0]), float(z[-1])) if len(z) else (-1.0, 1.0)
    return above, strip(z, g_z, ends, box, across, ups[0], above.suffix)


def strip(
    z: NDArray[Any],
    g_z: NDArray[Any],
    ends: tuple[float, float],
    box: tuple[float, float],
    across: tuple[float, float],
    top: float,
    suffix: str = "",
) -> Panel:
    """The panel of the z axis with arrows z -> x = G(z); z takes the same width as x.

    Args:
        z, g_z: (n,) each.
        ends: ends of the z axis.
        box: ends of the x axis.
        across: left and right end of the strip.
        top: its upper edge.
        suffix: suffix of the uids.
    """
    marks: list[Trace] = []
    if len(z):  # plotly.js fails for arrows without points
        foot = z_to_axis(z, ends, box)
        way, feet = segments((foot, g_z), (0.0, 1.0)), (foot, np.zeros(len(foot)))
        marks.append(arrows("arrows", way, style.GENERATOR.color, head=8, width=1))
        marks.append(dots("z", feet, style.GENERATOR.color, 4))
    ticks = z_ticks(ends[1])
    below = axis(
        box,
        tickvals=z_to_axis(ticks, ends, box).tolist(),
        ticktext=[f"{tick:g}".replace("-", "−") for tick in ticks],
        tickfont=style.SMALL,
        showgrid=False,
    )
    hidden = axis((0, 1), visible=False)
    return Panel(across, (0.0, top), below, hidden, traces=marks, legend=None, suffix=suffix)


def axis_names(right: float, level: float) -> list[Trace]:
    """The letters x and z at the right ends of their axes, as in the paper.

    Args:
        right: the right end of the axes, as a part of the figure's width.
        level: the height of the x axis; that of the z axis is 0.
    """
    at = {"xref": "paper", "yref": "paper", "x": right + 0.008, "xanchor": "left"}
    at |= {"yanchor": "middle", "showarrow": False, "font": {"size": 17}}
    return [at | {"text": "<i>x</i>", "y": level}, at | {"text": "<i>z</i>", "y": 0.0}]


def view_of(snapshot: Any) -> tuple[float, float]:
    """The ends of the x axis: the outer edges of the snapshot's cells."""
    half = (snapshot.x[1] - snapshot.x[0]) / 2
    return float(snapshot.x[0] - half), float(snapshot.x[-1] + half)


def z_to_axis(z: NDArray[Any], ends: tuple[float, float], box: tuple[float, float]) -> NDArray[Any]:
    """Map ``z`` linearly so that ``ends`` fall 4% inside ``box``."""
    inset = 0.04 * (box[1] - box[0])
    left, right = box[0] + inset, box[1] - inset
    return left + (np.asarray(z) - ends[0]) / (ends[1] - ends[0]) * (right - left)


def z_ticks(high: float) -> NDArray[Any]:
    """Round numbers, symmetric about 0, of which the largest is at most ``high``.

    >>> z_ticks(0.97)
    array([-0.5,  0. ,  0.5])
    """
    step = next((s for s in (0.5, 1.0, 2.0) if high / s < 3), 5.0)
    count = int(high / step)
    return step * np.arange(-count, count + 1)


def step_range(step: float) -> tuple[float, float]:
    """A range of the axis of steps that contains ``step`` and seldom changes.

    >>> step_range(700), step_range(1200)
    ((0.0, 1000.0), (0.0, 2000.0))
    """
    return 0.0, max(500.0, ceiling(step))


def ceiling(value: float) -> float:
    """The smallest of 0, 1, 2, 5, 10, 20, 50 ... that is at least ``value``."""
    if value <= 0:
        return 0.0
    power = max(1.0, 10.0 ** math.floor(math.log10(value)))
    return next(m * power for m in (1, 2, 5, 10) if m * power >= value)


def reached(step: float, last: float | None) -> tuple[float, float]:
    """The range of an axis of steps, up to ``last``, or to ``step`` if that is None."""
    return step_range(float(step if last is None else last))


def over(step: Any, curves: Curves, **looks: style.Role) -> dict[str, panels.Curve]:
    """Curves over the steps by uid, each with its look."""
    return {uid: (step, curves[uid], look) for uid, look in looks.items()}


def loss_roles() -> dict[str, style.Role]:
    """The looks of both players' losses."""
    return {
        "d_loss": style.DISCRIMINATOR.thin(text("d_loss")),
        "g_loss": style.GENERATOR.thin(text("g_loss")),
    }


def history(curves: Curves, steps: tuple[float, float]) -> list[Panel]:
    """Small panels over the rounds: V and C(G), JSD, and the losses."""
    step = curves["step"]
    rows = [
        ((0.73, 1.0), (-2.6, 0), over(step, curves, criterion=CRITERION, value=VALUE), MINIMUM),
        ((0.38, 0.62), (0, 0.8), over(step, curves, jsd=DIVERGENCE), {"log 2": LOG2}),
        ((0.0, 0.27), (0, 3), over(step, curves, **loss_roles()), {"log 4": LOG4, "log 2": LOG2}),
    ]
    x = axis(steps, tickfont=style.SMALL)
    return stacked(rows, RIGHT, x, {"tickfont": style.SMALL, "nticks": 4})


def stacked(
    rows: Sequence[tuple[Any, Any, Mapping[str, panels.Curve], Mapping[str, float]]],
    across: tuple[float, float],
    x: Mapping[str, Any],
    y: Mapping[str, Any],
    *,
    under: Sequence[Trace] = (),
    **look: Any,
) -> list[Panel]:
    """Panels above each other that share one x axis.

    Args:
        rows: for each panel, from the top: (bottom, top), the ends of its y axis, its curves and
            its levels.
        across: left and right end of all panels.
        x: the shared axis.
        y: fields of all y axes.
        under: traces below the curves of the first panel.
        look: further fields of each panel.
    """
    made: list[Panel] = []
    for up, ends, curves, levels in rows:
        own = {"curves": curves, "levels": levels, "under": () if made else under}
        made.append(Panel(across, up, made[0] if made else x, axis(ends, **y), **own, **look))
    return made
