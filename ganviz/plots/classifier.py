"""D as a classifier: the posterior P(Y = 1 | x), and an estimate of it from a labelled sample."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganviz.distributions import Univariate
from ganviz.plots import style
from ganviz.plots.marks import bars, scatter
from ganviz.plots.panels import Panel, axis, figure, pair
from ganviz.plots.style import Picture, Trace
from ganviz.texts import text

VIEW = (-4.0, 4.0)
BINS = 32
RUG = 200  # number of points shown for each label
POSTERIOR = replace(style.OPTIMUM, label="<i>P</i>(<i>Y</i> = 1 | <i>x</i>) = <i>D</i>*")
_X = np.linspace(*VIEW, 241)
_EDGES = np.linspace(*VIEW, BINS + 1)


@dataclass(frozen=True)
class Labelled:
    """Points with their labels: Y = 1 drawn from p_data, Y = 0 drawn from p_g, half each.

    Attributes:
        x: (n,) the points.
        y: (n,) 1 for real, 0 for fake.
    """

    x: NDArray[Any]
    y: NDArray[Any]


def classifier(p_data: Univariate, p_g: Univariate, sample: Labelled) -> Picture:
    """D* as the posterior of Y, with the share of real points in bins of x.

    Args:
        p_data, p_g: 1-D distributions, mixed in equal parts.
        sample: labelled points of the mixture.
    """
    curves = pair(_X, p_data, p_g)
    panel = Panel(
        x=axis(VIEW, "<i>x</i>"),
        y=axis((-0.16, 1.16), text("axis_probability"), tickvals=[0, 0.25, 0.5, 0.75, 1]),
        under=[_shares(sample)],
        curves={**curves, "d_star": (*curves["d_star"][:2], POSTERIOR)},
        traces=[_rug(sample, 1, 1.10, style.DATA), _rug(sample, 0, -0.10, style.GENERATOR)],
        hover="%{y:.3f}<extra></extra>",
    )
    return figure([panel], 400)


def _shares(sample: Labelled) -> Trace:
    """The share of real points in each bin; nan in an empty one."""
    real, fake = (np.histogram(sample.x[sample.y == y], _EDGES)[0] for y in (1, 0))
    count = real + fake
    share = np.divide(real, count, out=np.full(BINS, np.nan), where=count > 0)
    middles, width = (_EDGES[1:] + _EDGES[:-1]) / 2, float(_EDGES[1] - _EDGES[0])
    look = {"name": text("share_real"), "legendrank": 0}
    return bars("shares", middles, share, width, style.DISCRIMINATOR.fill(0.22), **look)


def _rug(sample: Labelled, label: int, height: float, role: style.Role) -> Trace:
    x = sample.x[sample.y == label][:RUG]
    look = {"symbol": "line-ns", "size": 12, "line": {"width": 1.2, "color": role.color}}
    return scatter(f"rug_{label}", (x, np.full(len(x), height)), "markers", marker=look)
