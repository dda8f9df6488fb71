"""Saturation measured: while D is trained and G is fixed, G's gradient under two costs."""

from typing import Any

import numpy as np

from ganviz.plots import style
from ganviz.plots.convergence import powers
from ganviz.plots.costs import cost_roles
from ganviz.plots.figure1 import Curves, reached, view_of
from ganviz.plots.panels import Panel, axis, figure, game
from ganviz.plots.style import Picture
from ganviz.texts import text

CURVES = ("minimax", "non_saturating")
DECADES = (-5, 2)


def saturation(snapshot: Any, curves: Curves, *, last: float | None = None) -> Picture:
    """D and D* over x, and the norms of G's gradient over the updates of D.

    Args:
        snapshot: a `ganviz.toy.runs.saturation.SaturationSnapshot`.
        curves: ``step`` and each of `CURVES`, arrays of one length: the history of the run.
        last: a step that the axis of updates must include; by default the snapshot's.
    """
    left = Panel(
        (0, 0.52),
        x=axis(view_of(snapshot), "<i>x</i>"),
        y=axis((0, 1.05), text("axis_density_d")),
        curves=game(snapshot.x, **{uid: getattr(snapshot, uid) for uid in style.GAME}),
    )
    floor = 10.0 ** DECADES[0]
    right = Panel(
        (0.64, 1),
        x=axis(reached(snapshot.step, last), text("axis_updates")),
        y=axis(DECADES, text("axis_gradient_norm"), **powers(*DECADES)),
        curves={
            name: (curves["step"], np.log10(np.maximum(curves[name], floor)), role)
            for name, role in cost_roles(CURVES).items()
        },
        hover="10<sup>%{y:.2f}</sup>",
    )
    return figure([left, right], 400)
