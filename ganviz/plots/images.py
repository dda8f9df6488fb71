"""An image GAN in training: its losses, and what D says of real and of generated images."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from ganviz.plots import old_style as style
from ganviz.plots.old_figure1 import Arrays, step_range
from ganviz.texts import text

CURVES = ("d_loss", "g_loss", "d_real", "d_fake")
BINS = 20
FILL = 0.16  # opacity under a histogram

_REAL = style.role(style.DATA, "<i>D</i>(<i>x</i>)")
_FAKE = style.role(style.GENERATOR, "<i>D</i>(<i>G</i>(<i>z</i>))")


def traces(progress: Any, curves: Mapping[str, NDArray[Any]]) -> Arrays:
    """Return what the live picture draws: trace uid -> (x, y).

    Args:
        progress: a `ganviz.images.Progress`, of which ``d_real`` and ``d_fake`` are read: D(x) and
            D(G(z)) of one minibatch, (B,) each, or (0,) before the first one.
        curves: ``step`` and each of `CURVES`, arrays of one length: the history of the run.
    """
    shares = {"share_real": histogram(progress.d_real), "share_fake": histogram(progress.d_fake)}
    if len(curves["step"]) == 0:  # plotly leaves a trace without any point out of the figure
        return shares | dict.fromkeys(CURVES, (np.zeros(1), np.full(1, np.nan)))
    return shares | {name: (curves["step"], curves[name]) for name in CURVES}


def histogram(probabilities: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the outline of a histogram over [0, 1] as a line: the share of each of `BINS` bins.

    >>> x, share = histogram(np.array([0.01, 0.02, 0.99, 1.0]))
    >>> x[:3], share[:3], share[-2:]
    (array([0.  , 0.  , 0.05]), array([0. , 0.5, 0.5]), array([0.5, 0. ]))
    """
    counts, edges = np.histogram(probabilities, BINS, (0, 1))
    share = counts / max(len(probabilities), 1)
    return np.repeat(edges, 2), np.concatenate([[0], np.repeat(share, 2), [0]])


def loss_range(losses: NDArray[Any]) -> tuple[float, float]:
    """Return a range for the axis of losses, which holds them and seldom changes.

    Its ends are powers of two; numbers that are not finite are left out.

    >>> loss_range(np.array([0.7, 1.1])), loss_range(np.array([-0.7, 5.0]))
    ((0.0, 2.0), (-1.0, 8.0))
    """
    finite = losses[np.isfinite(losses)]
    low, high = finite.min(initial=0.0), finite.max(initial=2.0)
    floor = 0.0 if low == 0 else -(2.0 ** max(0, math.ceil(math.log2(-low))))
    return floor, 2.0 ** math.ceil(math.log2(high))


def ranges(progress: Any, curves: Mapping[str, NDArray[Any]]) -> dict[str, tuple[float, float]]:
    """Return the ranges of the axes that grow with the run: axis -> (low, high)."""
    rounds = 0.0, min(step_range(float(progress.step))[1], float(progress.steps))
    losses = np.concatenate([curves["d_loss"], curves["g_loss"]])
    tallest = max(histogram(d)[1].max() for d in (progress.d_real, progress.d_fake))
    shares = 0.0, 0.5 if tallest <= 0.5 else 1.0
    return {"xaxis": rounds, "xaxis2": rounds, "yaxis": loss_range(losses), "yaxis3": shares}


def images(
    progress: Any,
    curves: Mapping[str, NDArray[Any]],
    undecided: Mapping[str, float],
    *,
    height: int = 430,
) -> go.Figure:
    """Return the losses and the means of D over the rounds, and the histograms of D.

    Args:
        progress, curves: as for `traces`.
        undecided: label -> loss where D says 1/2 of everything, drawn as reference lines.
        height: pixels.

    Source: Goodfellow et al. 2014, Algorithm 1; section 4: at the optimum D = 1/2 everywhere.
    """
    drawn: list[Any] = []
    arrays = traces(progress, curves)
    drawn.extend([*_loss_traces(arrays), *_mean_traces(arrays), *_histograms(arrays)])
    half = style.reference(0.5, "1/2", xref="x2", yref="y2")
    references = [*(style.reference(y, label) for label, y in undecided.items()), half]
    beside = {"x": 1.01, "xanchor": "left", "yanchor": "middle"}  # the curves lie on the lines
    axes = ranges(progress, curves)
    rounds = {"range": axes["xaxis"], "domain": [0, 0.56], "tickfont": {"size": 12}, "nticks": 6}
    return style.figure(
        drawn,
        height,
        xaxis=style.axis(anchor="y", showticklabels=False, **rounds),
        yaxis=style.axis(text("axis_nats"), range=axes["yaxis"], domain=[0.55, 1], nticks=5),
        xaxis2=style.axis(text("axis_rounds"), anchor="y2", **rounds),
        yaxis2=style.axis(text("axis_mean_d"), range=[0, 1], domain=[0, 0.4], anchor="x2"),
        xaxis3=style.axis("<i>D</i>", range=[0, 1], domain=[0.69, 1], anchor="y3"),
        yaxis3=style.axis(text("axis_share"), range=axes["yaxis3"], anchor="x3", nticks=6),
        legend2=style.legend(0, 0.4),
        legend3=style.legend(0.69, 1),
        shapes=[shape for shape, _ in references],
        annotations=[note | beside for _, note in references],
    )


def _loss_traces(arrays: Arrays) -> list[go.Scatter]:
    roles = {
        "d_loss": style.role(style.DISCRIMINATOR, text("d_loss")),
        "g_loss": style.role(style.GENERATOR, text("g_loss")),
    }
    return style.curves(arrays, roles)


def _mean_traces(arrays: Arrays) -> list[go.Scatter]:
    made = style.curves(arrays, {"d_real": _REAL, "d_fake": _FAKE})
    return [trace.update(xaxis="x2", yaxis="y2", legend="legend2") for trace in made]


def _histograms(arrays: Arrays) -> list[go.Scatter]:
    made = style.curves(arrays, {"share_real": _REAL, "share_fake": _FAKE})
    for trace, role in zip(made, (style.DATA, style.GENERATOR), strict=True):
        trace.update(xaxis="x3", yaxis="y3", legend="legend3")
        trace.update(fill="tozeroy", fillcolor=role.fill(FILL))
    return made
