"""Minimax or maximin: swap the order of the two optimisations, and watch G go to one mode."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ganviz.explore.explorer import explorer
from ganviz.plots.orders import orders as picture
from ganviz.settings import Settings, ladder, whole
from ganviz.texts import text
from ganviz.theory import Order, bumpy_data, max_min, min_max

STEPS = 40
PACES = (0.0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5)


@dataclass(frozen=True)
class OrdersSettings(Settings):
    """min max beside max min, for a G that can make any mixture of bumps.

    Source: Goodfellow 2016 (tutorial), section 5.1.1.

    Attributes:
        modes: of the data.
        pace: how fast D follows G where D is in the outer loop.
        step: which is shown.

    Raises:
        ValueError: modes outside 1 to 6, pace outside [0, 0.5], or a step outside 0 to 40.
    """

    modes: int = whole(3, 1, 6, label="orders_modes")
    pace: float = ladder(0.2, PACES, label="orders_pace")
    step: int = whole(25, 0, STEPS, label="orders_step")


@lru_cache(maxsize=8)
def _min_max(modes: int) -> Order:
    return min_max(bumpy_data(modes), STEPS)


@lru_cache(maxsize=32)
def _max_min(modes: int, pace: float) -> Order:
    return max_min(bumpy_data(modes), STEPS, pace)


def _picture(s: OrdersSettings) -> tuple[dict[str, Any], str]:
    outside_g, outside_d = _min_max(s.modes), _max_min(s.modes, s.pace)
    readout = text(
        "orders_readout",
        upper=outside_g.value[s.step],
        lower=outside_d.value[s.step],
        jsd_g=outside_g.jsd[s.step],
        jsd_d=outside_d.jsd[s.step],
        average=outside_d.average_jsd[s.step],
    )
    return picture(outside_g, outside_d, s.step), readout


orders = explorer("orders", OrdersSettings, _picture)
