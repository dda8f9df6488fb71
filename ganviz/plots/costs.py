"""The lines and points of G's costs, for pictures that compare them."""

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
    """The look of each cost: green for the tutorial's three, dark for others."""
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
    """The names of the tutorial's three costs, and ``name`` if it is another one.

    >>> compared("hinge")
    ('minimax', 'non_saturating', 'maximum_likelihood', 'hinge')
    >>> compared("minimax")
    ('minimax', 'non_saturating', 'maximum_likelihood')
    """
    return TUTORIAL if name in TUTORIAL else (*TUTORIAL, name)


def tangents(
    x: float, y: Sequence[float], slopes: Sequence[float], *, half: float, rise: float, **look: Any
) -> Trace:
    """Short tangents of several curves at x, all of about the same length on the screen.

    Args:
        x: the point.
        y, slopes: value and slope of each curve at x.
        half: half the length of a horizontal tangent, in units of x.
        rise: the number of units of y that are as long on the screen as one of x.
        look: further fields of the trace, such as its name.
    """
    slope = np.array(slopes)[:, None]
    reach = half / np.hypot(1, slope / rise) * np.array([-1, 1, np.nan])
    points = (x + reach).ravel(), (np.array(y)[:, None] + slope * reach).ravel()
    return scatter("tangents", points, "lines", line=style.GRADIENT.line | {"width": 4}, **look)


def points(uid: str, x: float, y: Sequence[float]) -> Trace:
    """A dot on each of several curves, at (x, y)."""
    says = "%{y:.4f}<extra></extra>"
    return dots(uid, ([x] * len(y), y), style.GRADIENT.color, 9, hover=says)
