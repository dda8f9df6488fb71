"""C(G) on the line between two densities: below its chord, and above each of its tangents."""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganviz.distributions import Gaussian, Univariate
from ganviz.plots import style
from ganviz.plots.figure1 import MINIMUM
from ganviz.plots.marks import handle, handles
from ganviz.plots.panels import Panel, axis, figure, pair
from ganviz.plots.style import Picture
from ganviz.texts import text
from ganviz.theory import between, criterion_between, tangent_between

SHARES = np.linspace(0, 1, 51)
VIEW = (-4.0, 4.0)
LEAST = -1e3  # stands for -inf at the end of a tangent
ENDS = style.GENERATOR.thin("<i>p</i>", "dash"), style.GENERATOR.thin("<i>q</i>", "dot")
_X = np.linspace(*VIEW, 241)


def convexity(p_data: Univariate, p: Univariate, q: Univariate, share: float) -> Picture:
    """p, q and their mixture with ``share``, and C on the whole line from p to q.

    C is convex: it is below its chord, and above its tangent at ``share``. The tangent is V(G, D)
    for the D that is optimal at ``share``; its slope is the subgradient of Proposition 2.

    Args:
        p_data: the density of the data.
        p, q: the ends; a Gaussian has handles to drag.
        share: the share of q, in [0, 1]; it has a handle, on C.

    Raises:
        ValueError: a share outside [0, 1].
    """
    middle = between(p, q, share)
    ends = {uid: (_X, f.pdf(_X), look) for uid, f, look in zip("pq", (p, q), ENDS, strict=True)}
    left = Panel(
        (0, 0.53),
        x=axis(VIEW, "<i>x</i>"),
        y=axis((0, 1.05), text("axis_density_d_star")),
        curves=ends | pair(_X, p_data, middle),
        traces=[
            handles(end, f"{uid}_handles")
            for uid, end in (("p", p), ("q", q))
            if isinstance(end, Gaussian)
        ],
    )
    return figure([left, _nats(p_data, p, q, share)], 430)


@lru_cache(maxsize=16)
def _whole(p_data: Univariate, p: Univariate, q: Univariate) -> NDArray[Any]:
    """C at all `SHARES`."""
    return criterion_between(p_data, p, q, SHARES)


@lru_cache(maxsize=64)
def _at(p_data: Univariate, p: Univariate, q: Univariate, share: float) -> list[float]:
    """C at ``share``, and the ends of its tangent."""
    here = criterion_between(p_data, p, q, [share])
    return [float(here[0]), *(max(float(t), LEAST) for t in tangent_between(p_data, p, q, share))]


def _nats(p_data: Univariate, p: Univariate, q: Univariate, share: float) -> Panel:
    """The panel of C over the share of q, with its chord and a tangent."""
    c, (here, *tangent) = _whole(p_data, p, q), _at(p_data, p, q, share)
    ends = SHARES[[0, -1]]
    return Panel(
        (0.64, 1),
        x=axis((-0.02, 1.02), text("convexity_axis_share")),
        y=axis((-1.5, 0), text("axis_nats")),
        curves={
            "chord": (ends, c[[0, -1]], style.Role(style.INK, "dot", text("convexity_chord"), 2.0)),
            "tangent": (
                ends,
                np.array(tangent),
                style.GRADIENT.thin(text("convexity_tangent"), "dash"),
            ),
            "c": (SHARES, c, style.OPTIMUM.thin("<i>C</i>", "solid", width=3.0)),
        },
        traces=[handle("share", ([share], [here]), style.OPTIMUM, [text("convexity_handle")])],
        levels=MINIMUM,
        stand="below",
    )
