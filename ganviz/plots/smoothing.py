"""Label smoothing as a picture: the optimal D, and its gradient at samples."""

from dataclasses import replace

import numpy as np

from ganviz.distributions import Gaussian, Univariate
from ganviz.plots import style
from ganviz.plots.marks import handles
from ganviz.plots.panels import Panel, axis, figure
from ganviz.plots.style import Picture
from ganviz.texts import text
from ganviz.theory import optimal_discriminator, sample_push, smoothed_discriminator

VIEW, PUSHES = (-4.0, 4.0), (-8.0, 8.0)
_X = np.linspace(*VIEW, 321)


def smoothing(p_data: Univariate, p_g: Gaussian, *, real: float, fake: float) -> Picture:
    """The optimal D with and without smoothed labels and, below, its gradient at samples.

    With smoothing, D's targets are ``fake`` and ``1 - real`` instead of 0 and 1. Below is
    d/dx log D(x), the negative gradient of the non-saturating cost for a sample at x; for ``fake``
    = 0 it does not depend on ``real``. p_g has handles to drag.

    Args:
        p_data, p_g: the densities.
        real, fake: the shares of flipped labels.

    Raises:
        ValueError: as `ganviz.theory.smoothed_discriminator` does.
    """
    smooth = smoothed_discriminator(p_data, p_g, real=real, fake=fake)
    aims = {
        "d_star": (optimal_discriminator(p_data, p_g), style.OPTIMUM),
        "d": (smooth, replace(style.DISCRIMINATOR, label=text("d_smoothed"))),
    }
    densities = {"p_data": (p_data.pdf, style.DATA), "p_g": (p_g.pdf, style.GENERATOR)}
    above = Panel(
        up=(0.45, 1),
        x=axis(VIEW, showticklabels=False),
        y=axis((0, 1.05), text("axis_density_d")),
        curves={uid: (_X, f(_X), role) for uid, (f, role) in (aims | densities).items()},
        traces=[handles(p_g)],
        levels=({"1 − <i>α</i>": 1 - real} if real else {}) | ({"<i>β</i>": fake} if fake else {}),
    )
    below = Panel(
        up=(0, 0.38),
        x=axis(VIEW, "<i>x</i>"),
        y=axis(PUSHES, "d/d<i>x</i> log <i>D</i>", zeroline=True),
        curves={f"push_{uid}": (_X, sample_push(D, _X), role) for uid, (D, role) in aims.items()},
        legend=None,
    )
    return figure([above, below], 470)
