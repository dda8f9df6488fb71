"""Maximum likelihood as in the tutorial's Figure 8: data push p(x) up, normalisation down."""

from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganviz.distributions import Gaussian, Mixture, Univariate
from ganviz.plots import style
from ganviz.plots.fitting import least_top
from ganviz.plots.lines import gapped
from ganviz.plots.marks import arrows, handle, handles, segments
from ganviz.plots.panels import Panel, axis, figure
from ganviz.plots.style import Picture, Trace
from ganviz.texts import text
from ganviz.theory.likelihood import density_change

VIEW = (-4.5, 4.5)
SPACING = 0.3  # distance of the arrows that point down
TOP = 0.95
MODEL = replace(style.GENERATOR, label="<i>p</i><sub>model</sub>")
_X = np.linspace(*VIEW, 241)


def likelihood(p_data: Univariate, model: Gaussian | Mixture, data: NDArray[Any]) -> Picture:
    """The model and its data with arrows up and down, and below the change of the density.

    Arrows up have the length 1/n at each data point, arrows down p(x) times their distance: both
    add up to 1. Below, the rate of change of p(x) in a step of gradient ascent on the likelihood,
    and the part of each point. The data have handles, and so has a Gaussian model.

    Args:
        p_data: the density that the data came from.
        model: a Gaussian or a mixture of Gaussians.
        data: (n,).
    """
    change = _change(model, tuple(data.tolist()))
    whole = change.sum(axis=0)
    top = max(least_top(change), least_top(whole))
    above = Panel(
        up=(0.38, 1),
        x=axis(VIEW, showticklabels=False),
        y=axis((-0.06, TOP), text("axis_density")),
        curves={
            "p_data": (_X, p_data.pdf(_X), style.DATA.thin(style.DATA.label)),
            "p_g": (_X, model.pdf(_X), MODEL),
        },
        traces=[
            *_forces(model, data),
            _points(data),
            *([handles(model)] if isinstance(model, Gaussian) else []),
        ],
    )
    sum_ = style.GRADIENT.thin(text("likelihood_sum"), width=3.0, area=0.25)
    part = style.Role("@faint", "solid", text("likelihood_part"), 1)
    below = Panel(
        up=(0, 0.32),
        x=axis(VIEW, "<i>x</i>"),
        y=axis((-top, top), text("likelihood_change"), nticks=4),
        curves={
            "parts": (*gapped(_X, change), part),
            "change": (_X, whole, sum_),
        },
        legend=above,
        hover=None,
    )
    return figure([above, below], 470)


@lru_cache(maxsize=64)
def _change(model: Gaussian | Mixture, data: tuple[float, ...]) -> NDArray[Any]:
    """`density_change` on the points of the picture, (n, 241)."""
    return density_change(model, data, _X)


def _forces(model: Univariate, data: NDArray[Any]) -> list[Trace]:
    """The arrows up at the data and down on a grid."""
    grid = np.arange(VIEW[0] + SPACING, VIEW[1], SPACING)
    held = model.pdf(grid)
    seen = held > 0.01  # no arrows shorter than their heads
    grid, held = grid[seen], held[seen]
    here = np.minimum(model.pdf(data), TOP - 1 / data.size)
    up = segments((data, data), (here, here + 1 / data.size))
    down = segments((grid, grid), (held, held * (1 - SPACING)))
    look = {"head": 9, "width": 2}
    return [
        arrows("up", up, style.GRADIENT.color, name=text("likelihood_up"), **look),
        arrows("down", down, style.GENERATOR.color, name=text("likelihood_down"), **look),
    ]


def _points(data: NDArray[Any]) -> Trace:
    look = {"size": 13, "name": text("likelihood_data"), "hover": "%{x:.2f}<extra></extra>"}
    return handle("data", (data, np.zeros_like(data)), style.DATA, **look)
