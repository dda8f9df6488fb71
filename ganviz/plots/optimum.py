"""Theorem 1 as a picture: C(G) computed in independent ways, on one axis of nats."""

from typing import Any

from ganviz.plots import style
from ganviz.plots.figure1 import LOG4
from ganviz.plots.marks import dots, handles, line
from ganviz.plots.panels import Panel, axis, figure
from ganviz.plots.style import Picture, Trace
from ganviz.plots.training import d_panel
from ganviz.texts import text
from ganviz.theory import Routes

ROWS = {"quadrature": 4, "divergences": 3, "monte_carlo": 2, "trained": 1}


def optimum(snapshot: Any, routes: Routes) -> Picture:
    """The densities with D and D*, and C(G) by quadrature, eq. 5, samples and training.

    Args:
        snapshot: a `ganviz.toy.FixedSnapshot` with the trained D; its p_g is a Gaussian, with
            handles to drag.
        routes: C(G) from `ganviz.theory.routes`.
    """
    left = d_panel(snapshot, (0, 0.4), handles(snapshot.p_g))
    least = {"text": "−log 4", "x": -LOG4, "y": 4.5, "yanchor": "bottom", "showarrow": False}
    right = Panel(
        (0.65, 1),
        x=axis((-1.62, 0.12), text("axis_nats")),
        y=axis(
            (0.5, 4.5),
            tickvals=list(ROWS.values()),
            ticktext=[text(f"route_{row}") for row in ROWS],
            ticks="",
        ),
        traces=_nats(snapshot, routes),
        shapes=[style.upright(-LOG4)],
        notes=[least | {"font": {"size": 13, "color": style.NOTE}}],
        legend=None,
    )
    return figure([left, right], 430)


def _nats(snapshot: Any, routes: Routes) -> list[Trace]:
    """The marks on the axis of nats, in a row for each way."""
    top = routes.quadrature.value
    middle, whole = routes.kl_terms.kl_data.value - LOG4, routes.kl_terms.criterion.value
    sampled, half = routes.monte_carlo.value, 1.96 * routes.monte_carlo.standard_error
    orange, says = style.GRADIENT.color, "%{x:.6f} nats<extra></extra>"

    def point(uid: str, x: float, color: str, symbol: str) -> Trace:
        return dots(uid, ([x], [ROWS[uid]]), color, 13, symbol=symbol, hover=says)

    return [
        line("c", ([top, top], [0.5, 4.5]), style.OPTIMUM.color, 1.5, "dashdot"),
        line("kl_data", ([-LOG4, middle], [3, 3]), style.DATA.color, 9),
        line("kl_g", ([middle, whole], [3, 3]), style.GENERATOR.color, 9),
        line("interval", ([sampled - half, sampled + half], [2, 2]), orange, 3),
        point("quadrature", top, style.OPTIMUM.color, "diamond"),
        point("monte_carlo", sampled, orange, "circle"),
        point("trained", snapshot.value, style.DISCRIMINATOR.color, "triangle-right"),
    ]
