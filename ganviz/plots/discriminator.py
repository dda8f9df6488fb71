"""Proposition 1 as a picture: a D compared with D*."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganviz.distributions import Gaussian, Univariate
from ganviz.plots import style
from ganviz.plots.marks import area, handles
from ganviz.plots.panels import Panel, axis, figure, game
from ganviz.plots.style import Picture
from ganviz.texts import text
from ganviz.theory import optimal_discriminator, pointwise_value

Discriminator = Callable[[NDArray[Any]], NDArray[Any]]
INTEGRAND_FLOOR = -0.9  # lower end of its axis, in nats per unit of x
VIEW = (-4.0, 4.0)
_X = np.linspace(*VIEW, 241)


def discriminator(p_data: Univariate, p_g: Univariate, D: Discriminator) -> Picture:
    """p_data, p_g, D and D* over x; below, the integrands of V(G, D) and of V(G, D*).

    The integrand is p_data(x) log D(x) + p_g(x) log(1 - D(x)): a log y + b log(1 - y) at every x.
    The area between the two lower curves is V(G, D*) - V(G, D). D can be drawn by hand, and a
    Gaussian p_g has handles.

    Args:
        p_data, p_g: 1-D distributions.
        D: x of shape (n,) -> probabilities of shape (n,).
    """
    a, b = p_data.pdf(_X), p_g.pdf(_X)
    d, d_star = D(_X), optimal_discriminator(p_data, p_g)(_X)
    best = np.where(np.isnan(d_star), 0.0, pointwise_value(a, b, np.nan_to_num(d_star)))
    reached = np.maximum(pointwise_value(a, b, d), 10 * INTEGRAND_FLOOR)
    above = Panel(
        up=(0.42, 1),
        x=axis(VIEW, showticklabels=False),
        y=axis((0, 1.05), text("axis_density_d")),
        curves=game(_X, d_star=d_star, p_data=a, p_g=b, d=d),
        traces=[handles(p_g)] if isinstance(p_g, Gaussian) else [],
        draw="d",
    )
    below = Panel(
        up=(0, 0.36),
        x=axis(VIEW, "<i>x</i>"),
        y=axis((INTEGRAND_FLOOR, 0.05), text("axis_integrand")),
        under=[area("shortfall", _X, best, reached, style.GRADIENT.fill(0.25))],
        curves={
            "reached": (_X, reached, style.DISCRIMINATOR),
            "best": (_X, best, style.OPTIMUM),
        },
        legend=None,
    )
    return figure([above, below], 440)
