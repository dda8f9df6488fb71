"""The tutorial's Figure 16: G's cost of a sample over D(G(z)), and its slope."""

import numpy as np
from scipy.special import logit

from ganviz.plots import style
from ganviz.plots.costs import compared, cost_roles, points, tangents
from ganviz.plots.marks import handle
from ganviz.plots.panels import Panel, axis, figure
from ganviz.plots.style import Picture
from ganviz.texts import text
from ganviz.theory.critics import cost_of_log_ratio, cost_slope

COSTS, SLOPES = (-5.0, 5.0), (0.0, 2.0)
AXIS = axis((0, 1), "<i>D</i>(<i>G</i>(<i>z</i>))", dtick=0.25)
_D = np.linspace(0.002, 0.998, 250)
_LOGIT = logit(_D)


def losses(name: str, d: float) -> Picture:
    """The costs of G over D(G(z)) with tangents at ``d``, and their slopes.

    Left, the tutorial's three costs and ``name``, with a handle on D(G(z)); the tangents have the
    slopes with respect to D. Right, the slopes with respect to D's logit, which reach G.

    Args:
        name: a key of `ganviz.theory.CRITICS`.
        d: D(G(z)), in (0, 1).

    Raises:
        ValueError: an unknown name.

    Source: Goodfellow 2016 (tutorial), Figure 16, without its factors of 1/2.
    """
    roles, at = cost_roles(compared(name)), logit(d)
    y = [float(cost_of_log_ratio(cost, at)) for cost in roles]
    slopes = [float(cost_slope(cost, at)) for cost in roles]
    by_d = [slope / (d * (1 - d)) for slope in slopes]
    here = [style.upright(d, style.DISCRIMINATOR.color)]
    left = Panel(
        (0, 0.54),
        x=AXIS,
        y=axis(COSTS, text("axis_cost"), zeroline=True),
        curves={cost: (_D, cost_of_log_ratio(cost, _LOGIT), role) for cost, role in roles.items()},
        traces=[
            tangents(d, y, by_d, half=0.07, rise=6, name=text("slope_by_d")),
            points("costs", d, y),
            handle("handle", ([d], [COSTS[0] + 0.3]), style.DISCRIMINATOR, text("losses_handle")),
        ],
        shapes=here,
    )
    right = Panel(
        (0.66, 1),
        x=AXIS,
        y=axis(SLOPES, text("axis_slope_by_logit")),
        curves={
            f"slope_{cost}": (_D, np.abs(cost_slope(cost, _LOGIT)), role)
            for cost, role in roles.items()
        },
        traces=[points("slopes", d, np.abs(slopes).tolist())],
        shapes=here,
        legend=None,
    )
    return figure([left, right], 430)
