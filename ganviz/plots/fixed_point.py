"""The functional that G descends under each objective; all have their minimum at p_g = p_data."""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganviz.distributions import Gaussian
from ganviz.plots import style
from ganviz.plots.costs import compared, cost_roles, points, tangents
from ganviz.plots.marks import handle
from ganviz.plots.panels import Panel, axis, figure, pair
from ganviz.plots.style import Picture
from ganviz.texts import text
from ganviz.theory import IMPLIED

VIEW, MEANS, HEIGHT = (-5.0, 5.0), (-3.0, 3.0), (-0.4, 4.0)
# Place of the second legend, where there is no curve.
IN_THE_VALLEY = {
    "orientation": "v",
    "x": 0.75,
    "xanchor": "center",
    "y": 1,
    "yanchor": "top",
    "font": style.SMALL,
}
_X, _GRID = np.linspace(*VIEW, 241), np.linspace(*MEANS, 49)


def fixed_point(name: str, p_data: Gaussian, p_g: Gaussian, slopes: dict[str, float]) -> Picture:
    """The two densities with D*, and the functional that G descends over the mean of p_g.

    Args:
        name: a key of `ganviz.theory.IMPLIED`, drawn with the tutorial's three.
        p_data, p_g: Gaussians; p_g has a handle to drag.
        slopes: the functional's derivative with respect to the mean of p_g, for each of
            `compared(name)`; drawn as tangents.

    Raises:
        ValueError: an unknown name.
    """
    roles = cost_roles(compared(name))
    y = [_descends(cost, p_data, p_g) for cost in roles]
    mean = p_g.mean
    left = Panel(
        (0, 0.4),
        x=axis(VIEW, "<i>x</i>"),
        y=axis((0, 1.05), text("axis_density_d")),
        curves=pair(_X, p_data, p_g),
        traces=[handle("handle", ([mean], p_g.pdf([mean])), style.GENERATOR, text("handle_mean"))],
    )
    right = Panel(
        (0.5, 1),
        x=axis(MEANS, text("axis_mean_g")),
        y=axis(HEIGHT, text("axis_descends")),
        curves={
            cost: (_GRID, _valley(cost, p_data, p_g.std), role) for cost, role in roles.items()
        },
        traces=[
            tangents(mean, y, [slopes[cost] for cost in roles], half=0.5, rise=1),
            points("here", mean, y),
        ],
        legend=IN_THE_VALLEY,
    )
    return figure([left, right], 430)


@lru_cache(maxsize=64)
def _valley(name: str, p_data: Gaussian, std: float) -> NDArray[Any]:
    """The functional that G descends, on a grid of means of p_g."""
    return np.array([_descends(name, p_data, Gaussian(m, std)) for m in _GRID])


@lru_cache(maxsize=4096)
def _descends(name: str, p_data: Gaussian, p_g: Gaussian) -> float:
    return float(IMPLIED[name].descends(p_data, p_g))
