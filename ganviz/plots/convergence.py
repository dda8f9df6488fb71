"""Proposition 2 as a picture: p_g descends to p_data, and C(G) to its minimum."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganviz.plots import style
from ganviz.plots.figure1 import CRITERION, LOG2, MINIMUM, Curves, reached
from ganviz.plots.panels import Panel, axis, figure, game
from ganviz.plots.style import Picture
from ganviz.texts import text

VIEW = (-4.0, 4.0)
CURVES = ("criterion", "gap", "bound")
FLOOR = -8  # the smallest power of ten on the axis of C(G) + log 4
LEFT, RIGHT = (0.0, 0.58), (0.68, 1.0)
SUBGRADIENT = style.GRADIENT.thin("log(1 − <i>D</i>*)")
GAP = style.OPTIMUM.thin("<i>C</i>(<i>G</i>) + log 4", "solid")


def convergence(snapshot: Any, curves: Curves, *, last: float | None = None) -> Picture:
    """The descent of p_g: densities, subgradient, and C(G).

    Left: the densities and D*, and below them the subgradient log(1 - D*): mass moves from where it
    is high to where it is low, until it is -log 2 everywhere. Right: C(G) over the steps, and
    C(G) + log 4 on a logarithmic axis, with its upper bound.

    Args:
        snapshot: a `ganviz.theory.FlowSnapshot`.
        curves: ``step`` and each of `CURVES`, arrays of one length.
        last: a step that the axes of steps must include; by default the snapshot's.
    """
    x, step = snapshot.x, curves["step"]
    start = f"{style.GENERATOR.label}, {text('convergence_start')}"
    steps = axis(reached(snapshot.step, last))
    now = game(x, d_star=snapshot.d_star, p_data=snapshot.p_data, p_g=snapshot.p_g)
    densities = Panel(
        LEFT,
        (0.4, 1),
        axis(VIEW, showticklabels=False),
        axis((0, 1.05), text("axis_density_d_star")),
        curves={"start": (x, snapshot.start, style.GENERATOR.thin(start, "dot")), **now},
        draw="p_g",
    )
    subgradient = Panel(
        LEFT,
        (0, 0.27),
        axis(VIEW, "<i>x</i>"),
        axis((-3, 0.1), text("axis_nats"), nticks=4),
        curves={"subgradient": (x, np.maximum(snapshot.subgradient, -99.0), SUBGRADIENT)},
        levels={"−log 2": -LOG2},
        stand="below",
    )
    criterion = Panel(
        RIGHT,
        (0.62, 1),
        steps | {"showticklabels": False},
        axis((-1.7, 0), tickfont=style.SMALL, nticks=4),
        curves={"criterion": (step, curves["criterion"], CRITERION)},
        levels=MINIMUM,
        stand="below",
    )
    gap = Panel(
        RIGHT,
        (0, 0.47),
        steps | {"title": text("axis_steps"), "tickfont": style.SMALL},
        powers(FLOOR, 0, 2) | axis((FLOOR, 0.5), tickfont=style.SMALL),
        curves={
            "bound": (
                step,
                _logarithm(curves["bound"]),
                style.OPTIMUM.thin(text("convergence_bound")),
            ),
            "gap": (step, _logarithm(curves["gap"]), GAP),
        },
        hover="10^%{y:.2f}",
    )
    return figure([densities, subgradient, criterion, gap], 430)


def powers(low: int, high: int, step: int = 1) -> dict[str, list[Any]]:
    """The ticks of an axis whose values are logarithms to base 10.

    >>> powers(-1, 0)
    {'tickvals': [-1, 0], 'ticktext': ['10<sup>−1</sup>', '1']}
    """
    at = list(range(low, high + 1, step))
    words = [f"10<sup>{p}</sup>".replace("-", "−") if p else "1" for p in at]
    return {"tickvals": at, "ticktext": words}


def _logarithm(nats: NDArray[Any]) -> NDArray[Any]:
    """Logarithms to base 10, clipped far outside the panel."""
    return np.log10(np.clip(nats, 10.0 ** (2 * FLOOR), 1e9))
