"""One Gaussian fitted to two modes: which fit each divergence prefers."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganviz.distributions import Mixture
from ganviz.plots import style
from ganviz.plots.lines import gapped, level_lines
from ganviz.plots.marks import dots, handle, relief
from ganviz.plots.panels import Panel, axis, figure
from ganviz.plots.style import Picture, Trace
from ganviz.texts import text
from ganviz.theory.fitting import MEANS, STDS, Divergence, Fit, Minimum, tabulate

VIEW = (-5.0, 5.0)
HIGHEST, LEVELS = 3.0, 15  # the landscape shows up to e^3 times the lowest value, in 15 levels
TOPS = (0.1, 0.3, 1.0, 3.0)
NOTHING = 1e-3  # smaller divergences count as this one, so that ratios stay meaningful
SPLIT = 0.56
_X = np.linspace(*VIEW, 301)


def fitting(p_data: Mixture, divergence: Divergence, fit: Fit) -> Picture:
    """p_data and the best Gaussian, the integrand of the divergence, and its landscape.

    The modes of p_data have handles: circles for the mean, diamonds for the width.

    Args:
        p_data: a mixture of Gaussians.
        divergence: the divergence that was minimised.
        fit: its minima, from `ganviz.theory.fitting.fit_gaussian`.
    """
    q = fit.best
    cost = np.abs(divergence.cost(tabulate(p_data, _X), tabulate(q, _X)))
    others = style.Role("@generator/0.45", "solid", text("fitting_others"), 1.5)
    best = style.Role("@generator", "solid", text("fitting_best"))
    dear = style.Role("@optimum", "solid", "", 2.0, area=0.35)
    view = axis(VIEW)
    above = Panel(
        (0, SPLIT),
        (0.4, 1),
        view | {"showticklabels": False},
        axis((0, 1.05), text("axis_density")),
        curves={
            "p_data": (_X, p_data.pdf(_X), style.DATA),
            "p_g": (_X, q.pdf(_X), best),
            "others": (*gapped(_X, [minimum.q.pdf(_X) for minimum in fit.minima[1:]]), others),
        },
        traces=[_modes(p_data)],
    )
    below = Panel(
        (0, SPLIT),
        (0, 0.32),
        view | {"title": "<i>x</i>"},
        axis((0, least_top(cost)), text("fitting_cost")),
        curves={"cost": (_X, np.minimum(cost, 100.0), dear)},
        hover="%{y:.3f}<extra></extra>",
        legend=None,
    )
    beside = Panel(
        (SPLIT + 0.09, 1),
        x=axis((float(MEANS[0]), float(MEANS[-1])), text("fitting_mean")),
        y=axis((float(STDS[0]), float(STDS[-1])), text("fitting_std")),
        traces=_landscape(fit),
        legend=None,
    )
    return figure([above, below, beside], 470)


def least_top(values: NDArray[Any]) -> float:
    """The smallest of a few fixed ends of an axis that contains all values, or the largest end.

    >>> least_top(np.array([0.04, -0.2]))
    0.3
    """
    highest = np.abs(values).max()
    return next((top for top in TOPS if highest < top), TOPS[-1])


def mode_points(p_data: Mixture) -> tuple[NDArray[Any], NDArray[Any]]:
    """The points of the modes' handles: at each mean, then one std to the right of each mean."""
    means, stds = np.array([(g.mean, g.std) for g in p_data.components]).T  # type: ignore[attr-defined]
    x = np.concatenate([means, means + stds])
    return x, np.minimum(p_data.pdf(x), 1.0)


def _modes(p_data: Mixture) -> Trace:
    n = len(p_data.components)
    says = [text("handle_mean")] * n + [text("handle_std")] * n
    symbols = ["circle"] * n + ["diamond"] * n
    return handle("modes", mode_points(p_data), style.DATA, says, symbol=symbols)


def _landscape(fit: Fit) -> list[Trace]:
    """The logarithm of the divergence divided by its minimum, and all minima."""
    surface = fit.surface[np.isfinite(fit.surface)]
    # Pearson's chi2 may fall towards the edge of the region where it is finite.
    least = fit.minima[0].value if math.isfinite(fit.minima[0].value) else surface.min()
    heights = np.log(np.clip(fit.surface, NOTHING, None) / max(least, NOTHING))
    shown = np.clip(heights, 0, HIGHEST).astype(np.float32)
    ticks = range(int(HIGHEST) + 1)
    scale = {
        "thickness": 10,
        "tickvals": list(ticks),
        "ticktext": [f"×{math.exp(t):.2g}" for t in ticks],
        "tickfont": {"size": 11},
    }
    bar = {"showscale": True, "colorbar": scale}
    levels = level_lines(MEANS, STDS, shown, np.arange(LEVELS) / LEVELS * HIGHEST)
    return [
        *relief("landscape", shown, MEANS, STDS, (0, HIGHEST), levels, **bar),
        _minima("minima", fit.minima[1:], "circle-open"),
        _minima("minimum", fit.minima[:1], "circle"),
    ]


def _minima(uid: str, minima: tuple[Minimum, ...], symbol: str) -> Trace:
    at = [each.q.mean for each in minima], [each.q.std for each in minima]
    edge = {"width": 3, "color": "@generator"}
    look = {"symbol": symbol, "edge": edge, "hover": "%{x:.3f}, %{y:.3f}<extra></extra>"}
    return dots(uid, at, "@generator", 14, **look)
