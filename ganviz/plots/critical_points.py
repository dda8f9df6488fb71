"""Descent on C(G) in two parameters of G, which has several critical points, and in p_g itself."""

import math
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganviz.plots import style
from ganviz.plots.figure1 import MINIMUM
from ganviz.plots.lines import level_lines
from ganviz.plots.marks import dots, handle, relief, scatter
from ganviz.plots.panels import Panel, axis, figure
from ganviz.plots.style import Picture, Trace
from ganviz.texts import text
from ganviz.theory import Descent, ParametricDescent, TwoBumps, mass_jsd

LIMIT = 3.5
MEANS = np.linspace(-LIMIT, LIMIT, 43)
VIEW = (-4.0, 4.0)
ENDS, LEVELS = (-1.4, 0.0), np.arange(-1.35, 0.0, 0.1)
LEFT, RIGHT = (0.0, 0.5), (0.6, 1.0)


@lru_cache(maxsize=8)
def surface(bumps: TwoBumps, theta_data: tuple[float, float]) -> tuple[NDArray[Any], Any]:
    """C(G) on `MEANS` x `MEANS`, (43, 43), in nats, and its level lines.

    ``theta_data``: the parameters of p_data.
    """
    p_data = bumps.masses(theta_data)
    c = np.empty((MEANS.size, MEANS.size), dtype=np.float32)
    for i, first in enumerate(MEANS):  # C(G) is symmetric in the two bumps
        for j, second in enumerate(MEANS[: i + 1]):
            p_g = bumps.masses([first, second])
            c[i, j] = c[j, i] = 2 * mass_jsd(p_data, p_g) - math.log(4)
    return c, level_lines(MEANS, MEANS, c, LEVELS)


def critical_points(
    bumps: TwoBumps,
    theta_data: tuple[float, float],
    through: ParametricDescent,
    free: Descent,
    step: int,
) -> Picture:
    """Two descents from the same start after ``step`` steps: of theta, and of p_g itself.

    Left: the densities of both, and C(G) over the steps. Right: C(G) over the two parameters, with
    the path of theta; its start is a handle to drag.

    Args:
        bumps: the generator.
        theta_data: the parameters for which p_g = p_data.
        through: the descent in the parameters.
        free: the descent of p_g, with as many steps.
        step: the moment that is shown.
    """
    x, density = bumps.grid.x, bumps.grid.density
    until = slice(step + 1)
    steps = np.arange(len(through.jsd))
    by_itself = style.OPTIMUM.thin(text("critical_points_free"))
    by_theta = style.Role("@generator", "solid", text("critical_points_through"))
    above = Panel(
        LEFT,
        (0.52, 1),
        axis(VIEW, "<i>x</i>"),
        axis((0, 0.9), text("axis_density")),
        curves={
            "free": (x, density(free.p_g[step]), by_itself),
            "p_data": (x, density(free.p_data), style.DATA),
            "p_g": (x, density(through.p_g[step]), by_theta),
        },
    )
    below = Panel(
        LEFT,
        (0, 0.34),
        axis((0, int(steps[-1])), text("axis_steps")),
        axis((-1.7, 0), "<i>C</i>(<i>G</i>)"),
        curves={
            "c_free": (steps[until], free.criterion[until], by_itself),
            "c_through": (steps[until], through.criterion[until], by_theta),
        },
        levels=MINIMUM,
        stand="below",
        legend=None,
    )
    beside = Panel(
        RIGHT,
        x=axis((-LIMIT, LIMIT), "<i>θ</i><sub>1</sub>"),
        y=axis((-LIMIT, LIMIT), "<i>θ</i><sub>2</sub>"),
        traces=_map(bumps, theta_data, through.theta[until]),
    )
    return figure([above, below, beside], 450)


def _map(bumps: TwoBumps, theta_data: tuple[float, float], path: NDArray[Any]) -> list[Trace]:
    """C(G) over theta, and the path of theta."""
    c, levels = surface(bumps, theta_data)
    says = "<i>C</i>(<i>G</i>) = %{z:.3f}<extra></extra>"
    green, data = style.GENERATOR, np.array([theta_data, theta_data[::-1]])
    way = {"line": green.line, "name": text("critical_points_path")}
    return [
        *relief("surface", c, MEANS, MEANS, ENDS, levels, hover=says),
        dots("theta_data", data.T, "@data", 12, symbol="x", name=style.DATA.label),
        scatter("path", path.T, "lines", **way),
        dots("reached", path[-1:].T, green.color, 13),
        handle("theta", path[:1].T, green, [text("critical_points_handle")], drag="xy"),
    ]
