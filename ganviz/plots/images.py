"""An image GAN in training: its losses, and D's probabilities for real and generated images."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganviz.plots import style
from ganviz.plots.figure1 import Curves, loss_roles, over, step_range
from ganviz.plots.panels import Panel, axis, figure
from ganviz.plots.style import Picture
from ganviz.texts import text

CURVES = ("d_loss", "g_loss", "d_real", "d_fake")
BINS = 20
LEFT, MIDDLE, RIGHT = (0.0, 0.36), (0.51, 0.7), (0.75, 1.0)
REAL = style.DATA.thin("<i>D</i>(<i>x</i>)")
FAKE = style.GENERATOR.thin("<i>D</i>(<i>G</i>(<i>z</i>))")
SHARES = {
    "share_real": style.DATA.thin(REAL.label, area=0.16),
    "share_fake": style.GENERATOR.thin(FAKE.label, area=0.16),
}
WORDS = 0.06  # height of the words above each image, as a part of the figure


def images(
    progress: Any,
    curves: Curves,
    undecided: Mapping[str, float],
    shown: Mapping[str, str] | None = None,
) -> Picture:
    """The losses and the means of D over the rounds, histograms of D, and images.

    Args:
        progress: a `ganviz.images.Progress`; its ``d_real`` and ``d_fake`` are D(x) and D(G(z)) of
            one minibatch, (B,) each, or (0,) before the first one.
        curves: ``step`` and each of `CURVES`, arrays of one length: the history of the run.
        undecided: label -> loss for D = 1/2 everywhere, drawn as reference lines.
        shown: label -> an image as a data URL, from top to bottom.

    Source: Goodfellow et al. 2014, Algorithm 1; section 4: at the optimum D = 1/2 everywhere.
    """
    if len(curves["step"]) == 0:  # plotly omits traces without points, also from the legend
        curves = {"step": np.zeros(1), **dict.fromkeys(CURVES, np.full(1, np.nan))}
    step = curves["step"]
    last = min(step_range(float(progress.step))[1], float(progress.steps))
    rounds = axis((0.0, last), tickfont=style.SMALL, nticks=6)
    both = np.concatenate([curves["d_loss"], curves["g_loss"]])
    losses = Panel(
        LEFT,
        (0.55, 1),
        rounds | {"showticklabels": False},
        axis(loss_range(both), text("axis_nats"), nticks=5),
        curves=over(step, curves, **loss_roles()),
        levels=undecided,
        stand="outside",  # since the curves lie on the lines
    )
    means = Panel(
        LEFT,
        (0, 0.4),
        rounds | {"title": text("rounds")},
        axis((0, 1), text("axis_mean_d")),
        curves=over(step, curves, d_real=REAL, d_fake=FAKE),
        levels={"1/2": 0.5},
        stand="outside",
    )
    shares = histogram(progress.d_real), histogram(progress.d_fake)
    top = 0.5 if max(share.max() for _, share in shares) <= 0.5 else 1.0
    stacked, words = _column(shown or {})
    histograms = Panel(
        MIDDLE,
        x=axis((0, 1), "<i>D</i>"),
        y=axis((0, top), text("axis_share"), nticks=6),
        curves={uid: (*xy, role) for (uid, role), xy in zip(SHARES.items(), shares, strict=True)},
        notes=words,
    )
    return figure([losses, means, histograms], 430, margin={"r": 8}, images=stacked)


def _column(shown: Mapping[str, str]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The images below each other, the first twice as high as the others, and their labels."""
    at = {"xref": "paper", "yref": "paper", "xanchor": "left", "x": RIGHT[0]}
    size = {"sizex": RIGHT[1] - RIGHT[0], "sizing": "contain", "yanchor": "top", "layer": "above"}
    look = {"showarrow": False, "font": {"size": 13}, "yanchor": "bottom"}
    part = (1 - WORDS * (len(shown) - 1)) / (len(shown) + 1)
    images, words, top = [], [], 1.0
    for label, source in shown.items():
        height = part if images else 2 * part
        images.append(at | size | {"source": source, "y": top, "sizey": height})
        words.append(at | look | {"text": label, "y": top})
        top -= height + WORDS
    return images, words


def histogram(probabilities: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """The outline, as a line, of a histogram over [0, 1]: the share of each of `BINS` bins.

    >>> x, share = histogram(np.array([0.01, 0.02, 0.99, 1.0]))
    >>> x[:3], share[:3], share[-2:]
    (array([0.  , 0.  , 0.05]), array([0. , 0.5, 0.5]), array([0.5, 0. ]))
    """
    counts, edges = np.histogram(probabilities, BINS, (0, 1))
    share = counts / max(len(probabilities), 1)
    return np.repeat(edges, 2), np.concatenate([[0], np.repeat(share, 2), [0]])


def loss_range(losses: NDArray[Any]) -> tuple[float, float]:
    """A range of the axis that contains all losses and seldom changes.

    Its ends are 0 or powers of two; losses that are not finite are ignored.

    >>> loss_range(np.array([0.7, 1.1])), loss_range(np.array([-0.7, 5.0]))
    ((0.0, 2.0), (-1.0, 8.0))
    """
    finite = losses[np.isfinite(losses)]
    low, high = float(finite.min(initial=0.0)), float(finite.max(initial=2.0))
    floor = 0.0 if low == 0 else -(2.0 ** max(0, math.ceil(math.log2(-low))))
    return floor, 2.0 ** math.ceil(math.log2(high))
