"""The controls of a setting: compact ipywidgets whose words come from the catalogue.

The key of a control names its label; ``key + "_tip"`` explains it to the mouse.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import ipywidgets

from ganviz.texts import text
from ganviz.widgets import control

_LAYOUT = {"width": "98%", "margin": "1px 0"}


def slider(key: str, value: float, low: float, high: float, step: float) -> ipywidgets.FloatSlider:
    """A slider over [low, high] that reports while it moves."""
    state = {"min": low, "max": high, "step": step, "readout_format": ".2f"}
    return _labelled(ipywidgets.FloatSlider, key, value=value, **state)


def rate(key: str, value: float) -> ipywidgets.SelectionSlider:
    """A slider over the usual learning rates, 1, 2 and 5 times powers of ten, and ``value``."""
    usual = {float(f"{digit}e{power}") for power in range(-5, 1) for digit in (1, 2, 5)}
    return ladder(key, value, usual)


def ladder(key: str, value: float, steps: Iterable[float]) -> ipywidgets.SelectionSlider:
    """A slider over these numbers, and ``value``; 0 is shown as off."""
    numbers = sorted({*steps, value})
    options = [(f"{number:g}" if number else "–", number) for number in numbers]
    made = _labelled(ipywidgets.SelectionSlider, key, options=options, value=value)
    made.add_class("ganviz-ladder")  # its number cannot be typed over: see view.css and beside.js
    return made


def whole(key: str, value: int, low: int, high: int) -> ipywidgets.IntSlider:
    """A slider over whole numbers."""
    return _labelled(ipywidgets.IntSlider, key, value=value, min=low, max=high)


def number(key: str, value: int) -> ipywidgets.IntText:
    """A box to type a whole number into."""
    return _labelled(ipywidgets.IntText, key, value=value)


def choice(key: str, value: Any, options: Iterable[str] | Mapping[str, Any]) -> ipywidgets.Dropdown:
    """A menu: names whose labels are in the catalogue, or label -> value."""
    pairs = (
        list(options.items())
        if isinstance(options, Mapping)
        else [(text(f"{key}_{name}"), name) for name in options]
    )
    return _labelled(ipywidgets.Dropdown, key, options=pairs, value=value)


def toggle(key: str, **state: Any) -> ipywidgets.ToggleButton:
    """A button that stays down, as wide as its column."""
    return control(
        ipywidgets.ToggleButton, text(f"{key}_tip"), _LAYOUT, description=text(key), **state
    )


def _labelled(cls: type, key: str, **state: Any) -> Any:
    return control(
        cls,
        text(f"{key}_tip"),
        _LAYOUT,
        description=text(key),
        style_description_width="90px",
        **state,
    )
