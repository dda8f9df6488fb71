"""Minimax or maximin: swap the order of the two optimisations, and watch G go to one mode."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import plotly.graph_objects as go

from ganviz import _check, plots
from ganviz.explore import fields
from ganviz.explore.theory import TheoryExplorer
from ganviz.texts import decimal, text
from ganviz.theory import Order, bumpy_data, max_min, min_max

STEPS = 40
MODES = (1, 6)
PACES = (0.0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5)


@dataclass(frozen=True)
class OrdersSettings:
    """The data's modes, how fast D follows G where D is in the outer loop, and the step shown.

    Raises:
        ValueError: modes outside 1 to 6, pace outside [0, 0.5], or a step outside 0 to 40.
    """

    modes: int = 3
    pace: float = 0.2
    step: int = 25

    def __post_init__(self) -> None:
        _check.integer("modes", self.modes, at_least=MODES[0], at_most=MODES[1])
        _check.number("pace", self.pace, at_least=PACES[0], at_most=PACES[-1])
        _check.integer("step", self.step, at_least=0, at_most=STEPS)


def orders(settings: OrdersSettings | None = None) -> TheoryExplorer:
    """Return min max beside max min, for a G that can make any mixture of bumps.

    Source: Goodfellow 2016, NIPS 2016 tutorial, section 5.1.1.
    """
    settings = settings or OrdersSettings()
    controls: dict[str, Any] = {
        "modes": fields.whole("orders_modes", settings.modes, *MODES),
        "pace": fields.ladder("orders_pace", settings.pace, PACES),
        "step": fields.whole("orders_step", settings.step, 0, STEPS),
    }
    return TheoryExplorer("orders", settings, _picture, controls)


@lru_cache(maxsize=8)
def _min_max(modes: int) -> Order:
    return min_max(bumpy_data(modes), STEPS)


@lru_cache(maxsize=32)
def _max_min(modes: int, pace: float) -> Order:
    return max_min(bumpy_data(modes), STEPS, pace)


def _picture(s: OrdersSettings) -> tuple[go.Figure, str]:
    outside_g, outside_d = _min_max(s.modes), _max_min(s.modes, s.pace)
    readout = text(
        "orders_readout",
        upper=decimal(outside_g.value[s.step], 3),
        lower=decimal(outside_d.value[s.step], 3),
        jsd_g=decimal(outside_g.jsd[s.step], 3),
        jsd_d=decimal(outside_d.jsd[s.step], 3),
        average=decimal(outside_d.average_jsd[s.step], 3),
    )
    return plots.orders(outside_g, outside_d, s.step), readout
