"""Saturation measured: D in training ahead of G, and G's gradient under two costs."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from ganviz.plots import old_style as style
from ganviz.plots.costs import cost_roles
from ganviz.plots.old_figure1 import Arrays, step_range, view_of
from ganviz.texts import text

CURVES = ("minimax", "non_saturating")
DECADES = (-5, 2)


def traces(snapshot: Any, curves: Mapping[str, NDArray[Any]]) -> Arrays:
    """Return what the live picture draws: trace uid -> (x, y), norms as powers of ten.

    Args:
        snapshot: a `ganviz.toy.saturation.SaturationSnapshot`.
        curves: ``step`` and each of `CURVES`, arrays of one length: the history of the run.
    """
    game = {uid: (snapshot.x, getattr(snapshot, uid)) for uid in style.GAME}
    norms = {name: np.maximum(curves[name], 10.0 ** DECADES[0]) for name in CURVES}
    return game | {name: (curves["step"], np.log10(norms[name])) for name in CURVES}


def saturation(
    snapshot: Any, curves: Mapping[str, NDArray[Any]], *, height: int = 400
) -> go.Figure:
    """Return D beside D* over x, and the norms of G's gradient over the updates of D.

    The arguments are those of `traces`.
    """
    arrays = traces(snapshot, curves)
    norms = style.curves(arrays, cost_roles(CURVES))
    for trace in norms:
        trace.update(
            xaxis="x2",
            yaxis="y2",
            legend="legend2",
            hovertemplate="10<sup>%{y:.2f}</sup>",
        )
    powers = list(range(DECADES[0], DECADES[1] + 1))
    return style.figure(
        [*style.curves(arrays, style.GAME), *norms],
        height,
        xaxis=style.axis("<i>x</i>", range=list(view_of(snapshot)), domain=[0, 0.52]),
        yaxis=style.axis(text("axis_density_d"), range=[0, 1.05]),
        xaxis2=style.axis(
            text("axis_updates"),
            range=step_range(float(snapshot.step)),
            domain=[0.64, 1],
            anchor="y2",
        ),
        yaxis2=style.axis(
            text("axis_gradient_norm"),
            range=list(DECADES),
            tickvals=powers,
            ticktext=[f"10<sup>{power}</sup>".replace("-", "−") for power in powers],
            anchor="x2",
        ),
        legend2=style.legend(0.64, 1.01),
    )
