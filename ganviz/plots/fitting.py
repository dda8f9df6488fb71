"""One Gaussian fitted to two modes: what a divergence makes of a model that is too small."""

import math
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from ganviz.distributions import Gaussian, Mixture
from ganviz.plots import style
from ganviz.plots.lines import level_lines
from ganviz.texts import text
from ganviz.theory.fitting import MEANS, STDS, Divergence, Fit, tabulate

VIEW = (-5.0, 5.0)
HIGHEST, LEVELS = 3.0, 15  # the landscape shows at most e^3 times the lowest value, in 15 steps
TOPS = (0.1, 0.3, 1.0, 3.0)
NOTHING = 1e-3  # nats below which a fit is as good as perfect


def fitting(p_data: Mixture, divergence: Divergence, fit: Fit, *, height: int = 470) -> go.Figure:
    """Return p_data and the best Gaussian, what each x costs, and the landscape with all minima.

    The modes of p_data have handles: circles move them, diamonds widen them.

    Args:
        p_data: a mixture of Gaussians.
        divergence: what was minimised.
        fit: its minima, of `ganviz.theory.fitting.fit_gaussian`.
        height: pixels.
    """
    x = np.linspace(*VIEW, 301)
    q = fit.best
    cost = np.abs(divergence.cost(tabulate(p_data, x), tabulate(q, x)))
    others = style.role(style.GENERATOR, text("fitting_others"))
    curves = {"p_data": (x, p_data.pdf(x)), "p_g": (x, q.pdf(x)), "others": _gapped(x, fit)}
    best = style.Role(style.GENERATOR.color, "solid", text("fitting_best"))
    drawn: list[Any] = style.curves(curves, {"p_data": style.DATA, "p_g": best, "others": others})
    for curve in drawn:
        curve.update(line_simplify=False)  # else plotly draws a wide bump with corners
    drawn[-1].update(opacity=0.45, line_width=1.5)
    drawn.append(_cost(x, cost))
    drawn.append(_modes(p_data))
    drawn.extend(_landscape(fit))
    split = 0.56
    return style.figure(
        drawn,
        height,
        xaxis=style.axis(range=list(VIEW), domain=[0, split], showticklabels=False),
        yaxis=style.axis(text("axis_density"), range=[0, 1.05], domain=[0.4, 1]),
        xaxis2=style.axis("<i>x</i>", range=list(VIEW), domain=[0, split], anchor="y2"),
        yaxis2=style.axis(
            text("fitting_cost"), range=[0, least_top(cost)], domain=[0, 0.32], anchor="x2"
        ),
        xaxis3=style.axis(
            text("fitting_mean"), range=[MEANS[0], MEANS[-1]], domain=[split + 0.09, 1], anchor="y3"
        ),
        yaxis3=style.axis(text("fitting_std"), range=[STDS[0], STDS[-1]], anchor="x3"),
    )


def least_top(values: NDArray[Any]) -> float:
    """Return the least of a few fixed ends of an axis that holds all values, or the greatest.

    >>> least_top(np.array([0.04, -0.2]))
    0.3
    """
    highest = np.abs(values).max()
    return next((top for top in TOPS if highest < top), TOPS[-1])


def _gapped(x: NDArray[Any], fit: Fit) -> tuple[NDArray[Any], NDArray[Any]]:
    """The densities of the other local minima as one line with gaps; empty if there are none."""
    ends = np.append(x, np.nan)
    densities = [np.append(minimum.q.pdf(x), np.nan) for minimum in fit.minima[1:]]
    return np.tile(ends, len(densities)), np.concatenate([[], *densities])


def _cost(x: NDArray[Any], cost: NDArray[Any]) -> go.Scatter:
    return go.Scatter(
        uid="cost",
        x=x,
        y=np.minimum(cost, 100.0),
        xaxis="x2",
        yaxis="y2",
        mode="lines",
        fill="tozeroy",
        line={"color": style.OPTIMUM.color, "width": 2, "simplify": False},
        fillcolor=style.OPTIMUM.fill(0.35),
        showlegend=False,
        hovertemplate="%{y:.3f}<extra></extra>",
    )


def mode_points(p_data: Mixture) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return where the handles of the modes are: at each mean, then one std to its right."""
    means, stds = np.array([(g.mean, g.std) for g in p_data.components]).T  # type: ignore[attr-defined]
    x = np.concatenate([means, means + stds])
    return x, np.minimum(p_data.pdf(x), 1.0)


def _modes(p_data: Mixture) -> go.Scatter:
    x, y = mode_points(p_data)
    half = x.size // 2
    return go.Scatter(
        uid="modes",
        x=x,
        y=y,
        mode="markers",
        marker=style.handle(style.DATA, ["circle"] * half + ["diamond"] * half),
        meta={"drag": "x"},
        showlegend=False,
        hovertext=[text("handle_mean")] * half + [text("handle_std")] * half,
        hoverinfo="text",
    )


def _landscape(fit: Fit) -> list[Any]:
    """How many times its least value the divergence is, as the logarithm; and all minima."""
    surface = fit.surface[np.isfinite(fit.surface)]
    # Pearson's chi2 can be least at the edge of where it is finite, and infinite there.
    least = fit.minima[0].value if math.isfinite(fit.minima[0].value) else surface.min()
    heights = np.log(np.clip(fit.surface, NOTHING, None) / max(least, NOTHING))
    shown = np.clip(heights, 0, HIGHEST).astype(np.float32)
    on: dict[str, Any] = {"xaxis": "x3", "yaxis": "y3", "hoverinfo": "skip"}
    ticks = np.arange(HIGHEST + 1)
    heat = go.Heatmap(
        uid="landscape",
        x0=MEANS[0],
        dx=MEANS[1] - MEANS[0],
        y0=STDS[0],
        dy=STDS[1] - STDS[0],
        z=shown,
        zmin=0,
        zmax=HIGHEST,
        zsmooth="best",
        colorscale=[[0, "#ffffff"], [1, style.OPTIMUM.color]],
        colorbar={
            "thickness": 10,
            "tickvals": ticks,
            "ticktext": [f"×{math.exp(t):.2g}" for t in ticks],
            "tickfont": {"size": 11},
        },
        **on,
    )
    x, y = level_lines(MEANS, STDS, shown, np.arange(LEVELS) / LEVELS * HIGHEST)
    faint = {"width": 0.7, "color": style.FAINT, "simplify": False}
    lines = go.Scatter(uid="levels", x=x, y=y, mode="lines", line=faint, showlegend=False, **on)
    best, rest = fit.minima[:1], fit.minima[1:]
    minima = [_minima("minima", rest, "circle-open"), _minima("minimum", best, "circle")]
    return [heat, lines, *minima]


def _minima(uid: str, minima: Any, symbol: str) -> go.Scatter:
    gaussians: list[Gaussian] = [minimum.q for minimum in minima]
    return go.Scatter(
        uid=uid,
        x=[q.mean for q in gaussians],
        y=[q.std for q in gaussians],
        xaxis="x3",
        yaxis="y3",
        mode="markers",
        marker={
            "color": style.GENERATOR.color,
            "symbol": symbol,
            "size": 14,
            "line": {"width": 3, "color": style.GENERATOR.color},
        },
        showlegend=False,
        hovertemplate="%{x:.3f}, %{y:.3f}<extra></extra>",
    )
