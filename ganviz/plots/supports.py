"""A density and its translate: the divergences over their distance, and what slope G would get."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from ganviz.plots import old_style as style
from ganviz.texts import text
from ganviz.theory.supports import Distances, Translation

VIEW = (-3.5, 3.5)
HALF = np.linspace(0.0, 3.0, 61)  # the other half of all curves is its mirror image
TOP = {"density": 2.2, "distance": 3.0, "slope": 1.5}
LOOKS = {
    "js": style.Role(style.OPTIMUM.color, "solid", "JSD", 3.5),
    "wasserstein1": style.Role(style.INK, "dash", "<i>W</i><sub>1</sub>", 2.5),
    "total_variation": style.Role(style.FAINT, "dot", "TV", 2.5),
    "kl": style.Role(style.FAINT, "longdash", "KL", 2.0),
}


def supports(pair: Translation, theta: float, *, height: int = 470) -> go.Figure:
    """Return p_data and p_g, a handle on p_g, and four divergences over theta with their slopes.

    Where a divergence is infinite its curve is missing.

    Args:
        pair: the densities, at every theta.
        theta: where p_g is, in [-3, 3].
        height: pixels.
    """
    here = np.array([theta])
    half = _thetas(pair)
    drawn: list[Any] = _densities(pair, theta)
    drawn.extend(_curves(half, pair.distances(half), "3", 1.0))
    drawn.extend(_curves(half, pair.slopes(half), "4", -1.0))
    drawn.extend(_marks(pair.distances(here), pair.slopes(here), theta))
    left, right = [0, 0.46], [0.55, 1]
    return style.figure(
        drawn,
        height,
        legend3=style.legend(right[0], 1.0),
        xaxis=style.axis("<i>x</i>", range=list(VIEW), domain=left),
        yaxis=style.axis(text("axis_density"), range=[0, TOP["density"]]),
        xaxis3=style.axis(range=[-3, 3], domain=right, anchor="y3", showticklabels=False),
        yaxis3=style.axis(
            text("supports_distance"), range=[0, TOP["distance"]], domain=[0.45, 1], anchor="x3"
        ),
        xaxis4=style.axis("<i>θ</i>", range=[-3, 3], domain=right, anchor="y4"),
        yaxis4=style.axis(
            text("supports_slope"),
            range=[-TOP["slope"], TOP["slope"]],
            domain=[0, 0.39],
            anchor="x4",
        ),
    )


def _densities(pair: Translation, theta: float) -> list[go.Scatter]:
    x = np.linspace(*VIEW, 561)
    curves = {"p_data": _density(pair, 0.0, x), "p_g": _density(pair, theta, x)}
    lines = style.curves(curves, {"p_data": style.DATA, "p_g": style.GENERATOR})
    for curve in lines:
        curve.update(line_simplify=False)  # else plotly draws a wide bump with corners
    height = float(np.interp(theta, *_density(pair, theta, x)))
    handle = go.Scatter(
        uid="theta",
        x=[theta],
        y=[min(height, TOP["density"] - 0.1)],
        mode="markers",
        marker=style.handle(style.GENERATOR),
        meta={"drag": "x"},
        showlegend=False,
        hovertext=[text("supports_handle")],
        hoverinfo="text",
    )
    return [*lines, handle]


def _density(pair: Translation, theta: float, x: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """The curve of the density; of a point, a spike."""
    density = pair.density(theta)
    if density is None:
        return np.array([theta, theta]), np.array([0.0, TOP["density"]])
    edges = density.breaks[0]
    beside = np.nextafter(edges, -np.inf), np.nextafter(edges, np.inf)
    x = np.unique(np.concatenate([x, edges, *beside]))
    return x, density.pdf(x)


def _thetas(pair: Translation) -> NDArray[Any]:
    """Distances >= 0 for the curves, two at each jump; the other half is their mirror image."""
    return np.union1d(HALF, [1e-6, pair.width * (1 - 1e-6), pair.width])


def _curves(half: NDArray[Any], found: Distances, panel: str, mirror: float) -> list[go.Scatter]:
    """One line for each divergence; `mirror` is its sign on the left."""
    drawn = []
    for name, role in LOOKS.items():
        right = np.where(np.isfinite(getattr(found, name)), getattr(found, name), np.nan)
        drawn.append(
            go.Scatter(
                uid=f"{name}{panel}",
                x=np.concatenate([-half[:0:-1], half]),
                y=np.concatenate([mirror * right[:0:-1], right]),
                xaxis=f"x{panel}",
                yaxis=f"y{panel}",
                mode="lines",
                line=role.line | {"simplify": False},
                name=role.label,
                legend="legend3",
                showlegend=panel == "3",
                connectgaps=False,
                hovertemplate="%{y:.3f}",
            )
        )
    return drawn


def _marks(distances: Distances, slopes: Distances, theta: float) -> list[go.Scatter]:
    """A dot on every curve at this theta, where it is finite."""
    drawn = []
    names = list(LOOKS)[::-1]  # the first on top
    for panel, found in (("3", distances), ("4", slopes)):
        values = np.array([getattr(found, name)[0] for name in names])
        drawn.append(
            go.Scatter(
                uid=f"marks{panel}",
                x=np.full(len(names), theta),
                y=np.where(np.isfinite(values), values, np.nan),
                xaxis=f"x{panel}",
                yaxis=f"y{panel}",
                mode="markers",
                marker={"size": 11, "color": [LOOKS[name].color for name in names]},
                showlegend=False,
                hovertemplate="%{y:.4f}<extra></extra>",
            )
        )
    return drawn
