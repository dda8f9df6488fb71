"""How the costs of G are drawn: in G's green, with a dash for each."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from ganviz.plots import style
from ganviz.plots.marks import dots, scatter
from ganviz.plots.style import Trace
from ganviz.texts import text

TUTORIAL = ("minimax", "non_saturating", "maximum_likelihood")
"""The three costs that the tutorial compares in its Figure 16."""

_DASHES = {"minimax": "dash", "non_saturating": "solid", "maximum_likelihood": "dot"}


def cost_roles(names: Iterable[str]) -> dict[str, style.Role]:
    """Return the look of each cost: green for the tutorial's three, dark for any other."""
    return {
        name: style.Role(
            style.GENERATOR.color if name in _DASHES else style.INK,
            _DASHES.get(name, "solid"),
            text(f"objective_{name}"),
            2.5,
        )
        for name in names
    }


def compared(name: str) -> tuple[str, ...]:
    """Return the tutorial's three costs, and ``name`` where it is another.

    >>> compared("hinge")
    ('minimax', 'non_saturating', 'maximum_likelihood', 'hinge')
    >>> compared("minimax")
    ('minimax', 'non_saturating', 'maximum_likelihood')
    """
    return TUTORIAL if name in TUTORIAL else (*TUTORIAL, name)


def tangents(
    x: float, y: Sequence[float], slopes: Sequence[float], *, half: float, rise: float, **look: Any
) -> Trace:
    """Return pieces of the tangents at (x, y), about as long on the screen whatever their slopes.

    Args:
        x: where.
        y, slopes: of each curve there.
        half: half the length of a flat piece, in units of x.
        rise: how many units of y are as long on the screen as one of x.
        look: further fields of the trace, such as its name.
    """
    slope = np.array(slopes)[:, None]
    reach = half / np.hypot(1, slope / rise) * np.array([-1, 1, np.nan])
    points = (x + reach).ravel(), (np.array(y)[:, None] + slope * reach).ravel()
    return scatter("tangents", points, "lines", line=style.GRADIENT.line | {"width": 4}, **look)


def points(uid: str, x: float, y: Sequence[float]) -> Trace:
    """Return the points at (x, y) of several curves."""
    says = "%{y:.4f}<extra></extra>"
    return dots(uid, ([x] * len(y), y), style.GRADIENT.color, 9, hover=says)
