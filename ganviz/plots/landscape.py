"""C(G) over all Gaussian generators: a bowl whose only lowest point is p_g = p_data."""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganviz.distributions import Gaussian
from ganviz.plots import style
from ganviz.plots.marks import dots
from ganviz.plots.panels import Panel, figure
from ganviz.plots.style import Picture
from ganviz.texts import text
from ganviz.theory import criterion

MEANS = np.linspace(-3.0, 3.0, 25)
STDS = np.linspace(0.2, 3.0, 22)


@lru_cache(maxsize=8)
def surface(p_data: Gaussian) -> NDArray[Any]:
    """Return C(G) for p_g = N(mean, std^2) on `STDS` x `MEANS`: shape (22, 25), in nats."""
    c = [[criterion(p_data, Gaussian(m, s)).value for m in MEANS] for s in STDS]
    return np.array(c, dtype=np.float32)


def landscape(p_data: Gaussian, p_g: Gaussian) -> Picture:
    """Return the contour lines of C(G) over the mean and the std of p_g, with p_g to drag.

    Args:
        p_data: the data, a Gaussian.
        p_g: the generator's density.
    """
    contour = {
        "type": "contour",
        "uid": "surface",
        "x": MEANS,
        "y": STDS,
        "z": surface(p_data),
        "colorscale": [[0, "@ground"], [1, "@optimum"]],
        "contours": {"start": -1.3, "end": -0.1, "size": 0.15},
        "line": {"width": 1, "color": style.FAINT},
        "showlegend": False,
        "colorbar": {"title": {"text": "<i>C</i>(<i>G</i>)"}, "thickness": 14},
        "hovertemplate": "%{x:.2f}, %{y:.2f}: %{z:.3f} nats<extra></extra>",
    }
    panel = Panel(
        x={"title": text("axis_mean_g"), "range": (-3, 3)},
        y={"title": text("axis_std_g"), "range": (0.2, 3)},
        traces=[
            contour,
            _density("p_data", p_data, style.DATA, symbol="x"),
            _density("p_g", p_g, style.GENERATOR, symbol="circle", meta={"drag": "xy"}),
        ],
    )
    return figure([panel])


def _density(uid: str, density: Gaussian, role: style.Role, **look: Any) -> style.Trace:
    return dots(uid, ([density.mean], [density.std]), role.color, 17, name=role.label, **look)
