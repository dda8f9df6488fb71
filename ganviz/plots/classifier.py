"""D as a classifier: the posterior P(Y = 1 | x), and what a labelled sample says about it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from ganviz.distributions import Univariate
from ganviz.plots import old_style as style
from ganviz.texts import text
from ganviz.theory import optimal_discriminator


@dataclass(frozen=True)
class Labelled:
    """Points with their labels: Y = 1 drawn from p_data, Y = 0 drawn from p_g, half each.

    Attributes:
        x: (n,) the points.
        y: (n,) 1 for real, 0 for fake.
    """

    x: NDArray[Any]
    y: NDArray[Any]


def classifier(
    p_data: Univariate,
    p_g: Univariate,
    sample: Labelled,
    *,
    view: tuple[float, float] = (-4.0, 4.0),
    bins: int = 32,
    height: int = 400,
) -> go.Figure:
    """Return D* as the posterior of Y, over the share of real points counted in bins of x.

    Args:
        p_data, p_g: 1-D distributions, mixed half and half.
        sample: labelled points of the mixture.
        view: ends of the x axis.
        bins: how many bins the share is counted in.
        height: pixels.
    """
    drawn: list[Any] = []
    x = np.linspace(*view, 241)
    edges = np.linspace(*view, bins + 1)
    real, _ = np.histogram(sample.x[sample.y == 1], edges)
    fake, _ = np.histogram(sample.x[sample.y == 0], edges)
    count = real + fake
    share = np.divide(real, count, out=np.full(bins, np.nan), where=count > 0)
    drawn.append(
        go.Bar(
            x=(edges[1:] + edges[:-1]) / 2,
            y=share,
            width=edges[1] - edges[0],
            marker={"color": style.DISCRIMINATOR.fill(0.22), "line": {"width": 0}},
            name=text("share_real"),
            hovertemplate="%{y:.2f}<extra></extra>",
        )
    )
    posterior = optimal_discriminator(p_data, p_g)(x)
    drawn.extend(
        [
            _curve(x, posterior, style.OPTIMUM, "<i>P</i>(<i>Y</i> = 1 | <i>x</i>) = <i>D</i>*"),
            _curve(x, p_data.pdf(x), style.DATA, style.DATA.label),
            _curve(x, p_g.pdf(x), style.GENERATOR, style.GENERATOR.label),
            _rug(sample, 1, 1.10, style.DATA),
            _rug(sample, 0, -0.10, style.GENERATOR),
        ]
    )
    return style.figure(
        drawn,
        height,
        xaxis=style.axis("<i>x</i>", range=list(view)),
        yaxis=style.axis(
            text("axis_probability"), range=[-0.16, 1.16], tickvals=[0, 0.25, 0.5, 0.75, 1]
        ),
        bargap=0,
    )


def _curve(x: NDArray[Any], y: NDArray[Any], role: style.Role, name: str) -> go.Scatter:
    return go.Scatter(
        x=x, y=y, mode="lines", line=role.line, name=name, hovertemplate="%{y:.3f}<extra></extra>"
    )


def _rug(sample: Labelled, label: int, height: float, role: style.Role) -> go.Scatter:
    x = sample.x[sample.y == label][:200]
    return go.Scatter(
        x=x,
        y=np.full(len(x), height),
        mode="markers",
        marker={"symbol": "line-ns", "size": 12, "line": {"width": 1.2, "color": role.color}},
        showlegend=False,
        hoverinfo="skip",
    )
