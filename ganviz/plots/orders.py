"""Min max compared with max min: p_g in each order, and the value of the game."""

import numpy as np

from ganviz.plots import style
from ganviz.plots.figure1 import MINIMUM
from ganviz.plots.marks import dots, heat
from ganviz.plots.panels import Curve, Panel, axis, figure, game
from ganviz.plots.style import Picture, Trace
from ganviz.texts import text
from ganviz.theory.orders import GRID, Order

VIEW, TALLEST = (-3.6, 3.6), 1.75
COLUMNS = {"min_max": (0.0, 0.28), "max_min": (0.32, 0.6)}
VALUES = (0.72, 1.0)
UPPER, LOWER = (0.42, 0.89), (0.0, 0.34)
DARKEST = 0.8  # the density that is drawn in full green
CORNER = {
    "x": 1,
    "xanchor": "right",
    "y": UPPER[1],
    "yanchor": "top",
    "orientation": "v",
    "font": style.SMALL,
}
"""Place of the legend of V: after a few steps the curves are far below it."""
_CELLS = GRID.x[:2], (0.0, 1.0)
_INK_OF_P_G = [(0, style.GENERATOR.fill(0)), (1, style.GENERATOR.fill(1))]


def orders(min_max: Order, max_min: Order, step: int) -> Picture:
    """Both orders of a game after ``step`` steps of the outer player.

    Each has a column: the densities and D at that step, and below them p_g at all steps so far. On
    the right, in the colour of the outer player, V at every step, an upper and a lower bound of the
    value of the game; and JSD(p_data, p_g).

    Args:
        min_max, max_min: the two orders, with the same number of steps.
        step: the moment that is shown.
    """
    plays = {"min_max": min_max, "max_min": max_min}
    tops = [_moment(key, play, step) for key, play in plays.items()]
    pasts = [_past(key, play, step) for key, play in plays.items()]
    margin = {"l": 56, "r": 14, "t": 40, "b": 46}
    return figure([*tops, *pasts, *_values(min_max, max_min, step)], 450, margin=margin)


def _moment(key: str, play: Order, step: int) -> Panel:
    """The densities and D; only the first column has a legend."""
    first = key == "min_max"
    density = GRID.density
    heading = {"text": text(f"orders_{key}"), "xref": "paper", "yref": "paper", "align": "left"}
    heading |= {"x": COLUMNS[key][0] + 0.006, "y": UPPER[1] + 0.006, "showarrow": False}
    heading |= {"xanchor": "left", "yanchor": "bottom", "font": {"size": 13}}
    return Panel(
        COLUMNS[key],
        UPPER,
        x=axis(VIEW, showticklabels=False),
        y=axis(
            (0, TALLEST),
            text("axis_density_d") if first else "",
            showticklabels=first,
            showgrid=False,
        ),
        curves=game(
            GRID.x, p_data=density(play.p_data), p_g=density(play.p_g[step]), d=play.d[step]
        ),
        notes=[heading],
        legend={"y": 1.02} if first else None,
        suffix="" if first else "2",
    )


def _past(key: str, play: Order, step: int) -> Panel:
    """p_g at each step so far, as a row of a heat map."""
    first = key == "min_max"
    density = GRID.density(play.p_g).astype(np.float32)
    density[step + 1 :] = 0
    past = heat("past3" if first else "past4", density, *_CELLS, _INK_OF_P_G, (0, DARKEST))
    return Panel(
        COLUMNS[key],
        LOWER,
        x=axis(VIEW, "<i>x</i>", showgrid=False),
        y=axis(
            (len(density) - 0.5, -0.5),
            text("axis_steps") if first else "",
            showticklabels=first,
            showgrid=False,
        ),
        traces=[past],
        legend=None,
    )


def _values(min_max: Order, max_min: Order, step: int) -> list[Panel]:
    """V and JSD over the steps, with dots at the present step."""
    green, blue = style.GENERATOR, style.DISCRIMINATOR
    steps = np.arange(len(min_max.value))
    span = (0, len(steps) - 1)
    values = {
        "upper": (steps, min_max.value, green.thin(text("orders_outside_g"))),
        "lower": (steps, max_min.value, blue.thin(text("orders_outside_d"))),
    }
    distances = {
        "jsd_min_max": (steps, min_max.jsd, green.thin("")),
        "jsd_max_min": (steps, max_min.jsd, blue.thin("")),
        "jsd_average": (steps, max_min.average_jsd, blue.thin(text("orders_average"), "dot")),
    }
    shared = {"across": VALUES, "hover": "%{y:.3f}<extra></extra>"}
    above = Panel(
        up=UPPER,
        x=axis(span, showticklabels=False),
        y=axis((-2.3, -0.5), "<i>V</i>(<i>G</i>, <i>D</i>)"),
        curves=values,
        traces=_now(values, step),
        levels=MINIMUM,
        legend=CORNER,
        **shared,
    )
    below = Panel(
        up=LOWER,
        x=axis(span, text("axis_steps")),
        y=axis((0, 0.6), "JSD"),
        curves=distances,
        traces=_now(distances, step),
        legend=above,
        **shared,
    )
    return [above, below]


def _now(curves: dict[str, Curve], step: int) -> list[Trace]:
    """A dot on each curve at the present step."""
    return [
        dots(f"{uid}_now", ([step], y[step : step + 1]), role.color, 9)
        for uid, (_, y, role) in curves.items()
    ]
