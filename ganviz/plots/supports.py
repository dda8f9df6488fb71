"""A density and its shifted copy: divergences over the shift, and their slopes."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganviz.plots import style
from ganviz.plots.marks import dots, handle
from ganviz.plots.panels import Curve, Panel, axis, figure
from ganviz.plots.style import Picture, Trace
from ganviz.texts import text
from ganviz.theory.supports import Distances, Translation

VIEW = (-3.5, 3.5)
HALF = np.linspace(0.0, 3.0, 61)  # curves are symmetric, so that half of them is computed
TOP = {"density": 2.2, "distance": 3.0, "slope": 1.5}
LEFT, RIGHT = (0.0, 0.46), (0.55, 1.0)
LOOKS = {
    "js": style.Role("@optimum", "solid", "JSD", 3.5),
    "wasserstein1": style.Role("@ink", "dash", "<i>W</i><sub>1</sub>", 2.5),
    "total_variation": style.Role("@faint", "dot", "TV", 2.5),
    "kl": style.Role("@faint", "longdash", "KL", 2.0),
}
_X = np.linspace(*VIEW, 561)


def supports(pair: Translation, theta: float) -> Picture:
    """p_data and p_g, with a handle on p_g, and four divergences over theta with their slopes.

    A curve has a gap where its divergence is infinite.

    Args:
        pair: the densities for every theta.
        theta: the shift of p_g, in [-3, 3].
    """
    here, half = np.array([theta]), _thetas(pair)
    x, y = _density(pair, theta)
    top = min(float(np.interp(theta, x, y)), TOP["density"] - 0.1)
    left = Panel(
        LEFT,
        x=axis(VIEW, "<i>x</i>"),
        y=axis((0, TOP["density"]), text("axis_density")),
        curves={"p_data": (*_density(pair, 0.0), style.DATA), "p_g": (x, y, style.GENERATOR)},
        traces=[handle("theta", ([theta], [top]), style.GENERATOR, [text("supports_handle")])],
    )
    distances = Panel(
        RIGHT,
        (0.45, 1),
        axis((-3, 3), showticklabels=False),
        axis((0, TOP["distance"]), text("supports_distance")),
        curves=_curves(half, pair.distances(half), "", 1.0),
        traces=[_marks("marks", pair.distances(here), theta)],
    )
    slopes = Panel(
        RIGHT,
        (0, 0.39),
        axis((-3, 3), "<i>θ</i>"),
        axis((-TOP["slope"], TOP["slope"]), text("supports_slope")),
        curves=_curves(half, pair.slopes(half), "_slope", -1.0),
        traces=[_marks("marks_slope", pair.slopes(here), theta)],
        legend=None,
    )
    return figure([left, distances, slopes], 470)


def _density(pair: Translation, theta: float) -> tuple[NDArray[Any], NDArray[Any]]:
    """The curve of the density; for a point, a vertical line."""
    density = pair.density(theta)
    if density is None:
        return np.array([theta, theta]), np.array([0.0, TOP["density"]])
    edges = density.breaks[0]
    beside = np.nextafter(edges, -np.inf), np.nextafter(edges, np.inf)
    x = np.unique(np.concatenate([_X, edges, *beside]))
    return x, density.pdf(x)


def _thetas(pair: Translation) -> NDArray[Any]:
    """Shifts theta >= 0 for the curves, with two values at each jump."""
    return np.union1d(HALF, [1e-6, pair.width * (1 - 1e-6), pair.width])


def _curves(half: NDArray[Any], found: Distances, end: str, mirror: float) -> dict[str, Curve]:
    """A curve for each divergence; for theta < 0 it is mirrored, times ``mirror``."""
    theta = np.concatenate([-half[:0:-1], half])
    made = {}
    for name, role in LOOKS.items():
        right = _finite(getattr(found, name))
        made[name + end] = (theta, np.concatenate([mirror * right[:0:-1], right]), role)
    return made


def _marks(uid: str, found: Distances, theta: float) -> Trace:
    """A dot on every curve at theta, if it is finite; that of the first curve is on top."""
    names = list(LOOKS)[::-1]
    y = _finite(np.array([getattr(found, name)[0] for name in names]))
    colors = [LOOKS[name].color for name in names]
    return dots(uid, (np.full(y.size, theta), y), colors, 11, hover="%{y:.4f}<extra></extra>")


def _finite(values: NDArray[Any]) -> NDArray[Any]:
    return np.where(np.isfinite(values), values, np.nan)
