"""The Parzen window as a picture: its width, and its scores for a perfect generator."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganviz.distributions import Univariate
from ganviz.plots import style
from ganviz.plots.lines import gapped
from ganviz.plots.marks import dots, handle, segments
from ganviz.plots.panels import Curve, Panel, axis, figure
from ganviz.plots.style import Picture
from ganviz.texts import text
from ganviz.theory.parzen import ParzenTable, window_log_pdf

VIEW = (-4.0, 4.0)
TICKS = (0.03, 0.1, 0.3, 1.0, 3.0)  # of the width
FEW = 30  # up to this number of samples, each window is drawn
DEPTHS = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)  # possible lower ends of an axis, in -nats
TRUTH = style.OPTIMUM
_X = np.linspace(*VIEW, 241)


def parzen(
    p: Univariate,
    samples: NDArray[Any],
    sigma: float,
    score: float,
    scores: NDArray[Any],
    table: ParzenTable,
    place: tuple[int, int],
) -> Picture:
    """The window in one coordinate, the score over its width, and the score's error.

    The score is the mean log-likelihood of held-out data under the windows. The width is a point on
    its curve, which can be dragged.

    Args:
        p: the density of each of the d coordinates, of data and samples.
        samples: (n,) one coordinate of each sample.
        sigma: the width of the windows.
        score: the score with this width, in nats.
        scores: (s,) the scores with each of the table's widths.
        table: the scores of many draws.
        place: the row (dimensions) and the column (samples) of the table that is shown.
    """
    x = np.log10(table.sigmas)
    d, truth = table.dimensions[place[0]], float(table.truth[place[0]])
    left = Panel(
        (0, 0.27),
        x=axis(VIEW, "<i>x</i><sub>1</sub>"),
        y=axis((-0.06, 0.8), text("axis_density")),
        curves=_on_the_line(p, samples, sigma),
    )
    middle = Panel(
        (0.37, 0.62),
        x=axis(
            (float(x[0]), float(x[-1])),
            text("parzen_axis_sigma"),
            tickvals=np.log10(TICKS).tolist(),
            ticktext=[f"{tick:g}" for tick in TICKS],
        ),
        y=axis((truth - 1.5 * d, truth + 0.3 * d), text("axis_nats")),
        curves={
            "score": (x, scores, style.GENERATOR.thin(text("parzen_held_out"))),
            "endless": (x, table.endless[place[0]], TRUTH.thin(text("parzen_endless"))),
        },
        traces=_widths(np.log10(sigma), max(score, truth - 1.5 * d), x, scores),
        levels={text("parzen_truth"): truth},
    )
    gaps = table.estimate - table.truth[:, None]
    n = f"{table.counts[place[1]]:,}"
    above = _shortfalls("n", gaps[:, place[0]], table.counts, place[1], f"<i>d</i> = {d}")
    below = _shortfalls("d", gaps[:, :, place[1]], table.dimensions, place[0], f"<i>n</i> = {n}")
    return figure([left, middle, above, below], 440)


def _on_the_line(p: Univariate, samples: NDArray[Any], sigma: float) -> dict[str, Curve]:
    """The density, the Parzen estimate, the samples, and their windows if they are few."""
    points = samples[:, None]
    estimate = np.exp(window_log_pdf(points, _X[:, None], [sigma])[0, 0])
    few = points[:FEW] if len(points) <= FEW else points[:0]
    windows = np.exp(-0.5 * ((_X - few) / sigma) ** 2) / (sigma * np.sqrt(2 * np.pi))
    faint = style.Role("@generator/0.4", "solid", "", 1.0)
    return {
        "p_data": (_X, p.pdf(_X), style.DATA),
        "p_g": (_X, estimate, style.Role(style.GENERATOR.color, "solid", text("parzen_window"))),
        "windows": (*gapped(_X, windows / len(points)), faint),
        "samples": (*segments((samples, samples), (-0.05, -0.01)), faint),
    }


def _widths(at: float, score: float, x: NDArray[Any], scores: NDArray[Any]) -> list[style.Trace]:
    """The best width and the chosen one, on a logarithmic axis."""
    best = int(scores.argmax())
    mark = {"symbol": "star", "hover": f"{text('parzen_best')}<extra></extra>"}
    return [
        dots("best", ([x[best]], [scores[best]]), TRUTH.color, 12, **mark),
        handle("sigma", ([at], [score]), style.GENERATOR, text("parzen_handle")),
    ]


def _shortfalls(
    over: str, gaps: NDArray[Any], places: tuple[int, ...], here: int, title: str
) -> Panel:
    """Score minus truth over n or d: each draw, ``gaps`` (draws, places), and the mean."""
    at = np.arange(len(places))
    depth = next((depth for depth in DEPTHS if gaps.min() > -depth), DEPTHS[-1])
    ticks = {"tickvals": at.tolist(), "ticktext": [f"{place:,}" for place in places]}
    ticks |= {"tickfont": style.SMALL, "tickangle": 0}
    says = "%{y:.2f} nats<extra></extra>"
    each = np.tile(at, len(gaps)), gaps.ravel()
    shown = [float(here)], [gaps[:, here].mean()]
    ring = {"symbol": "circle-open", "edge": {"width": 2, "color": style.GENERATOR.color}}
    return Panel(
        (0.75, 1),
        (0.62, 0.95) if over == "n" else (0, 0.33),
        x=axis((-0.4, len(places) - 0.6), f"<i>{over}</i>", **ticks),
        y=axis((-depth, 0.25 * depth), text("parzen_axis_gap")),
        curves={f"mean_{over}": (at, gaps.mean(axis=0), style.GENERATOR.thin(""))},
        traces=[
            dots(f"draws_{over}", each, "@generator/0.45", 7, hover=says),
            dots(f"here_{over}", shown, style.GENERATOR.color, 13, **ring),
        ],
        levels={text("parzen_truth"): 0.0},
        notes=[_title(title)],
        legend=None,
    )


def _title(words: str) -> style.Trace:
    stands = {"xref": "x domain", "yref": "y domain", "x": 0, "y": 1.02}
    return {"text": words, "xanchor": "left", "yanchor": "bottom", "showarrow": False, **stands}
