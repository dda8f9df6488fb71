"""The controls of a setting: compact ipywidgets whose words come from the catalogue.

The key of a control names its label; ``key + "_tip"`` explains it to the mouse.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import ipywidgets

from ganviz.texts import text

_LAYOUT = {"width": "98%", "margin": "1px 0"}
_STYLE = {"description_width": "78px"}


def slider(key: str, value: float, low: float, high: float, step: float) -> ipywidgets.FloatSlider:
    """A slider over [low, high] that reports while it moves."""
    return ipywidgets.FloatSlider(
        value, min=low, max=high, step=step, readout_format=".2f", **_common(key)
    )


def log_slider(key: str, value: float, low: int, high: int) -> ipywidgets.FloatLogSlider:
    """A slider from 10^low to 10^high."""
    return ipywidgets.FloatLogSlider(
        value, base=10, min=low, max=high, step=0.05, readout_format=".1e", **_common(key)
    )


def whole(key: str, value: int, low: int, high: int) -> ipywidgets.IntSlider:
    """A slider over whole numbers."""
    return ipywidgets.IntSlider(value, min=low, max=high, **_common(key))


def number(key: str, value: int) -> ipywidgets.IntText:
    """A box to type a whole number into."""
    return ipywidgets.IntText(value, **_common(key))


def choice(key: str, value: Any, options: Iterable[str] | Mapping[str, Any]) -> ipywidgets.Dropdown:
    """A menu: names whose labels are in the catalogue, or label -> value."""
    pairs = (
        list(options.items())
        if isinstance(options, Mapping)
        else [(text(f"{key}_{name}"), name) for name in options]
    )
    return ipywidgets.Dropdown(options=pairs, value=value, **_common(key))


def _common(key: str) -> dict[str, Any]:
    return {
        "description": text(key),
        "description_tooltip": text(f"{key}_tip"),
        "layout": dict(_LAYOUT),
        "style": dict(_STYLE),
    }
