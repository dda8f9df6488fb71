"""C(G) over all Gaussian generators: a bowl whose only lowest point is p_g = p_data."""

from functools import lru_cache
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from ganviz.distributions import Gaussian
from ganviz.plots import old_style as style
from ganviz.texts import text
from ganviz.theory import criterion

MEANS = np.linspace(-3.0, 3.0, 25)
STDS = np.linspace(0.2, 3.0, 22)


@lru_cache(maxsize=8)
def surface(p_data: Gaussian) -> NDArray[Any]:
    """Return C(G) for p_g = N(mean, std^2) on `STDS` x `MEANS`: shape (22, 25), in nats."""
    return np.array([[criterion(p_data, Gaussian(m, s)).value for m in MEANS] for s in STDS])


def landscape(p_data: Gaussian, p_g: Gaussian, *, height: int = 420) -> go.Figure:
    """Return the contour lines of C(G) over the mean and the std of p_g, with p_g to drag.

    Args:
        p_data: the data, a Gaussian.
        p_g: the generator's density.
        height: pixels.
    """
    drawn: list[Any] = []
    drawn.append(
        go.Contour(
            x=MEANS,
            y=STDS,
            z=surface(p_data).astype(np.float32),
            colorscale=[[0, "#ffffff"], [1, style.OPTIMUM.color]],
            contours={"start": -1.3, "end": -0.1, "size": 0.15},
            line={"width": 1, "color": style.FAINT},
            colorbar={"title": {"text": "<i>C</i>(<i>G</i>)"}, "thickness": 14},
            hovertemplate="mean %{x:.2f}, std %{y:.2f}: %{z:.3f} nats<extra></extra>",
        )
    )
    points = {
        "p_data": (p_data, style.DATA, "x", "<i>p</i><sub>data</sub>", None),
        "p_g": (p_g, style.GENERATOR, "circle", "<i>p</i><sub>g</sub>", {"drag": "xy"}),
    }
    for uid, (density, role, symbol, name, meta) in points.items():
        drawn.append(
            go.Scatter(
                uid=uid,
                x=[density.mean],
                y=[density.std],
                mode="markers",
                marker={"color": role.color, "symbol": symbol, "size": 17},
                name=name,
                meta=meta,
                hoverinfo="skip",
            )
        )
    return style.figure(
        drawn,
        height,
        xaxis=style.axis(text("axis_mean_g"), range=[-3, 3]),
        yaxis=style.axis(text("axis_std_g"), range=[0.2, 3]),
    )
