"""C(G) over all Gaussian generators: its only minimum is p_g = p_data."""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganviz.distributions import Gaussian
from ganviz.plots import style
from ganviz.plots.lines import level_lines
from ganviz.plots.marks import dots, relief
from ganviz.plots.panels import Panel, axis, figure
from ganviz.plots.style import Picture
from ganviz.texts import text
from ganviz.theory.fitting import criterion_surface

MEANS = np.linspace(-3.0, 3.0, 81)
STDS = np.linspace(0.2, 3.0, 57)
ENDS = (-1.4, 0.0)  # of the colours: from -log 4 (p_g = p_data) to 0 (D is always right)
BAR = [-1.3, -1.0, -0.7, -0.4, -0.1]
LEVELS = np.arange(-1.3, 0.0, 0.15)


@lru_cache(maxsize=8)
def surface(p_data: Gaussian) -> tuple[NDArray[Any], Any]:
    """C(G) for p_g = N(mean, std^2) on `STDS` x `MEANS`, in nats, and its level lines."""
    c = criterion_surface(p_data, MEANS, STDS).astype(np.float32)
    return c, level_lines(MEANS, STDS, c, LEVELS)


def landscape(p_data: Gaussian, p_g: Gaussian) -> Picture:
    """A map of C(G) over the mean and the std of p_g, on which p_g can be dragged.

    Args:
        p_data: density of the data.
        p_g: density of the generator.
    """
    c, levels = surface(p_data)
    bar = {"title": {"text": "<i>C</i>(<i>G</i>)"}, "thickness": 14, "tickvals": BAR}
    says = "%{x:.2f}, %{y:.2f}: %{z:.3f}<extra></extra>"
    more = {"showscale": True, "colorbar": bar, "hover": says}
    panel = Panel(
        x=axis((-3, 3), text("axis_mean_g")),
        y=axis((0.2, 3), text("axis_std_g")),
        traces=[
            *relief("surface", c, MEANS, STDS, ENDS, levels, **more),
            _density("p_data", p_data, style.DATA, symbol="x"),
            _density("p_g", p_g, style.GENERATOR, symbol="circle", meta={"drag": "xy"}),
        ],
    )
    return figure([panel])


def _density(uid: str, density: Gaussian, role: style.Role, **look: Any) -> style.Trace:
    return dots(uid, ([density.mean], [density.std]), role.color, 17, name=role.label, **look)
