"""Pictures as plotly figures. No other module of the package imports plotly."""

import functools
import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ParamSpec

import numpy as np

from ganviz.plots import style
from ganviz.plots.palette import painted
from ganviz.plots.style import Picture, Trace

if TYPE_CHECKING:
    import plotly.graph_objects as go

_P = ParamSpec("_P")


def to_figure(picture: Picture, theme: str = "light") -> "go.Figure":
    """A picture as a plotly figure, with the colours of a theme.

    Args:
        picture: a picture from a module of `ganviz.plots`.
        theme: "light" or "dark".

    Raises:
        ValueError: an unknown theme, or a field that plotly does not know.
    """
    import plotly.graph_objects as go

    layout = painted(picture["layout"], theme) | {"template": "none"}
    height = round(style.HEIGHT * layout["meta"]["height"])
    return go.Figure(
        [_pointed(painted(t, theme)) for t in picture["data"]], layout | {"height": height}
    )


def public(picture: Callable[_P, Picture]) -> "Callable[_P, go.Figure]":
    """The function with the same arguments that returns a plotly figure."""

    @functools.wraps(picture)
    def drawn(*args: _P.args, **kwargs: _P.kwargs) -> "go.Figure":
        return to_figure(picture(*args, **kwargs))

    says = "plotly.graph_objects.Figure"
    drawn.__annotations__ = picture.__annotations__ | {"return": says}
    drawn.__signature__ = inspect.signature(picture).replace(return_annotation=says)  # type: ignore[attr-defined]
    return drawn


def _pointed(trace: Trace) -> Trace:
    """The trace; arrows (tail, head, gap) get a marker size for each point, as plotly needs."""
    if (trace.get("meta") or {}).get("kind") != "arrows":
        return trace
    marker: dict[str, Any] = trace["marker"]
    sizes = np.resize([0, marker["size"], 0], len(trace["x"]))
    return trace | {"marker": marker | {"size": sizes}}
