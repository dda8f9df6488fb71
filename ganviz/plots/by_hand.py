"""Algorithm 1 by hand: D over x, a minibatch on the x axis, and its noise on the z axis."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganviz.plots import style
from ganviz.plots.figure1 import axis_names, strip
from ganviz.plots.marks import dots
from ganviz.plots.panels import Panel, axis, figure, game
from ganviz.plots.style import Picture, Trace
from ganviz.texts import text

VIEW = (-3.0, 3.0)
ACROSS, LEVEL = (0.0, 0.96), 0.36
_X = np.linspace(*VIEW, 241)


def by_hand(parameters: Any, z: NDArray[Any], x: NDArray[Any], *, p_data: Any) -> Picture:
    """D(x), the real examples, and the fakes G(z) with arrows from z.

    Args:
        parameters: a `ganviz.toy.runs.by_hand.Parameters`.
        z: (m,) noise in [-1, 1], or empty.
        x: (m,) real examples, or empty.
        p_data: the data's density.
    """
    fake = parameters.G(z)
    above = Panel(
        ACROSS,
        (LEVEL, 1),
        x=axis(VIEW),
        y=axis((0, 1.05), text("axis_density_d")),
        curves=game(_X, p_data=p_data.pdf(_X), d=parameters.D(_X)),
        traces=[
            _points("real", x, parameters.D(x), style.DATA, "x-thin", text("real")),
            _points("fake", fake, parameters.D(fake), style.GENERATOR, "circle", text("fake")),
        ],
        notes=axis_names(ACROSS[1], LEVEL),
    )
    return figure([above, strip(z, fake, (-1.0, 1.0), VIEW, ACROSS, 0.26)], 310)


def _points(
    uid: str, x: NDArray[Any], y: NDArray[Any], role: style.Role, symbol: str, name: str
) -> Trace:
    edge = {"width": 3, "color": role.color}
    says = "<i>x</i> = %{x:.3f}, <i>D</i> = %{y:.3f}<extra></extra>"
    return dots(uid, (x, y), role.color, 11, symbol=symbol, edge=edge, name=name, hover=says)
