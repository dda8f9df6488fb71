"""The controls of a setting: compact ipywidgets whose words come from the catalogue.

The key of a control names its label; ``key + "_tip"`` explains it to the mouse.
"""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import ipywidgets

from ganviz.texts import text

Control = TypeVar("Control", bound=Any)


def slider(key: str, value: float, low: float, high: float, step: float) -> ipywidgets.FloatSlider:
    """A slider over [low, high] that reports while it moves."""
    made = ipywidgets.FloatSlider(value, min=low, max=high, step=step, readout_format=".2f")
    return _labelled(made, key)


def log_slider(key: str, value: float, low: int, high: int) -> ipywidgets.FloatLogSlider:
    """A slider from 10^low to 10^high."""
    made = ipywidgets.FloatLogSlider(
        value, base=10, min=low, max=high, step=0.05, readout_format=".1e"
    )
    return _labelled(made, key)


def whole(key: str, value: int, low: int, high: int) -> ipywidgets.IntSlider:
    """A slider over whole numbers."""
    return _labelled(ipywidgets.IntSlider(value, min=low, max=high), key)


def number(key: str, value: int) -> ipywidgets.IntText:
    """A box to type a whole number into."""
    return _labelled(ipywidgets.IntText(value), key)


def choice(key: str, value: Any, options: Iterable[str] | Mapping[str, Any]) -> ipywidgets.Dropdown:
    """A menu: names whose labels are in the catalogue, or label -> value."""
    pairs = (
        list(options.items())
        if isinstance(options, Mapping)
        else [(text(f"{key}_{name}"), name) for name in options]
    )
    return _labelled(ipywidgets.Dropdown(options=pairs, value=value), key)


def _labelled(control: Control, key: str) -> Control:
    control.description, control.tooltip = text(key), text(f"{key}_tip")
    control.layout = ipywidgets.Layout(width="98%", margin="1px 0")
    control.style.description_width = "78px"
    return control
