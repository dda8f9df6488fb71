"""The lemma inside Proposition 1: a log y + b log(1 - y) is largest at y = a / (a + b)."""

import numpy as np

from ganviz.plots import style
from ganviz.plots.marks import dots, line
from ganviz.plots.panels import Panel, axis, figure
from ganviz.plots.style import Picture
from ganviz.texts import text
from ganviz.theory import pointwise_argmax, pointwise_value

FLOOR = -4.0  # lower end of the axis; the curve goes to -inf at both ends
FORMULA = "<i>a</i> log <i>y</i> + <i>b</i> log(1 − <i>y</i>)"
NAMES = [
    "<i>a</i><br><i>p</i><sub>data</sub>(<i>x</i>)",
    "<i>b</i><br><i>p</i><sub>g</sub>(<i>x</i>)",
]
_Y = np.linspace(0.001, 0.999, 400)


def lemma(a: float, b: float, y: float) -> Picture:
    """The lemma for weights ``a``, ``b`` and a guess ``y``.

    Left, the two weights a = p_data(x) and b = p_g(x) at one x (handles to drag up and down).
    Right, the curve over y = D(x) with the guess (a handle to drag sideways), its maximum at
    a / (a + b), and the difference of the two.

    Args:
        a, b: >= 0 and not both 0.
        y: in (0, 1).

    Raises:
        ValueError: as `ganviz.theory.pointwise_value` does.
    """
    best = float(pointwise_argmax(a, b))
    reached, top = float(pointwise_value(a, b, y)), float(pointwise_value(a, b, best))
    return figure([_weights(a, b), _curve(a, b, (y, reached), (best, top))], 360)


def _weights(a: float, b: float) -> Panel:
    colors = [style.DATA.color, style.GENERATOR.color]
    handles = {"meta": {"drag": "y"}, "hovertext": ["<i>a</i>", "<i>b</i>"]}
    handles["hover"] = "%{y:.3f}<extra></extra>"
    return Panel(
        (0, 0.24),
        x=axis((-0.6, 1.6), tickvals=[0, 1], ticktext=NAMES, showgrid=False),
        y=axis((0, 1.05), text("axis_weight")),
        traces=[
            line("stems", ([0, 0, np.nan, 1, 1], [0, a, np.nan, 0, b]), style.FAINT, 2),
            dots("weights", ([0, 1], [a, b]), colors, 18, **handles),
        ],
        legend=None,
    )


def _curve(a: float, b: float, guess: tuple[float, float], best: tuple[float, float]) -> Panel:
    blue, says = style.DISCRIMINATOR.color, "%{x:.3f}, %{y:.3f}<extra></extra>"
    gap = [guess[0], guess[0]], [guess[1], best[1]]
    formula = {"name": "<i>a</i>/(<i>a</i> + <i>b</i>)", "symbol": "diamond"}
    mine = {"name": "<i>D</i>(<i>x</i>)", "meta": {"drag": "x"}}
    return Panel(
        (0.34, 1),
        x=axis((0, 1), "<i>y</i> = <i>D</i>(<i>x</i>)"),
        y=axis((FLOOR, 0.1), text("axis_nats")),
        curves={
            "curve": (_Y, pointwise_value(a, b, _Y), style.Role(style.INK, "solid", FORMULA, 2.5))
        },
        traces=[
            line("shortfall", gap, style.GRADIENT.color, 3, name=text("shortfall")),
            dots("best", ([best[0]], [best[1]]), style.OPTIMUM.color, 16, hover=says, **formula),
            dots("guess", ([guess[0]], [guess[1]]), blue, 16, hover=says, **mine),
        ],
        legend={"font": {"size": 15}},
    )
