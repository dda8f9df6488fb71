"""The two points by which a person drags a Gaussian."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from ganviz.distributions import Gaussian
from ganviz.plots import old_style as style
from ganviz.texts import text


def handle_points(p_g: Gaussian) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return where the two handles of a Gaussian are: its top (mean) and mean + std."""
    x = np.array([p_g.mean, p_g.mean + p_g.std])
    return x, np.minimum(p_g.pdf(x), 1.0)


def handles(p_g: Gaussian, uid: str = "handles") -> go.Scatter:
    """Return the two handles of a Gaussian: the circle moves its mean, the diamond its std."""
    x, y = handle_points(p_g)
    return go.Scatter(
        uid=uid,
        x=x,
        y=y,
        mode="markers",
        marker=style.handle(style.GENERATOR, ["circle", "diamond"]),
        meta={"drag": "x"},
        showlegend=False,
        hovertext=[text("handle_mean"), text("handle_std")],
        hoverinfo="text",
    )
