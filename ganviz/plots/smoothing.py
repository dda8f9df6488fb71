"""Label smoothing as a picture: the D that it aims at, and what a sample feels of it."""

from dataclasses import replace
from typing import Any

import numpy as np
import plotly.graph_objects as go

from ganviz.distributions import Gaussian, Univariate
from ganviz.plots import style
from ganviz.plots.handles import handles
from ganviz.texts import text
from ganviz.theory import optimal_discriminator, sample_push, smoothed_discriminator

VIEW, PUSHES = (-4.0, 4.0), (-8.0, 8.0)
_X = np.linspace(*VIEW, 321)


def smoothing(
    p_data: Univariate, p_g: Gaussian, *, real: float, fake: float, height: int = 470
) -> go.Figure:
    """Return D* with and without smoothed labels and, below, where each sends samples.

    Above, D aims at ``fake`` and ``1 - real`` in place of 0 and 1. Below, d/dx log D(x): the pull
    of the non-saturating cost on a sample at x; with ``fake`` = 0 it is that of D*. p_g has handles
    to drag.

    Args:
        p_data, p_g: the densities.
        real, fake: the shares of wrong labels, alpha and beta.
        height: pixels.

    Raises:
        ValueError: as `ganviz.theory.smoothed_discriminator` does.
    """
    judges = {
        "d_star": optimal_discriminator(p_data, p_g),
        "d": smoothed_discriminator(p_data, p_g, real=real, fake=fake),
    }
    roles = {
        "d_star": style.OPTIMUM,
        "d": replace(style.DISCRIMINATOR, label=text("d_smoothed")),
    }
    above = {uid: (_X, D(_X)) for uid, D in judges.items()} | {
        "p_data": (_X, p_data.pdf(_X)),
        "p_g": (_X, p_g.pdf(_X)),
    }
    below = {uid: (_X, sample_push(D, _X)) for uid, D in judges.items()}
    drawn: list[Any] = []
    drawn.extend(style.curves(above, roles | {uid: style.GAME[uid] for uid in ("p_data", "p_g")}))
    for trace in style.curves(below, roles):
        drawn.append(
            trace.update(uid=f"push_{trace.uid}", xaxis="x2", yaxis="y2", showlegend=False)
        )
    drawn.append(handles(p_g))
    marks = [style.reference(1 - real, "1 − <i>α</i>")] if real else []
    marks += [style.reference(fake, "<i>β</i>")] if fake else []
    return style.figure(
        drawn,
        height,
        xaxis=style.axis(range=list(VIEW), anchor="y", showticklabels=False),
        yaxis=style.axis(text("axis_density_d"), range=[0, 1.05], domain=[0.45, 1]),
        xaxis2=style.axis("<i>x</i>", range=list(VIEW), anchor="y2"),
        yaxis2=style.axis(
            "d/d<i>x</i> log <i>D</i>",
            range=list(PUSHES),
            domain=[0, 0.38],
            anchor="x2",
            zeroline=True,
        ),
        shapes=[shape for shape, _ in marks],
        annotations=[note for _, note in marks],
    )
