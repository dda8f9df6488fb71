"""Settings: frozen dataclasses whose fields say once what is allowed and how it is set.

A field made by `number`, `whole`, `rate`, `ladder`, `choice` or `toggle` carries a `Control`: data
from which follow the check of a value, the control on a page, the clamp of a drag, and the refusal.
A settings class derives from `Settings`, which checks every such field:

>>> from dataclasses import dataclass
>>> @dataclass(frozen=True)
... class Bump(Settings):
...     mean: float = number(0.0, -4, 4)
...     shape: str = choice("gaussian", ("gaussian", "laplace"))
>>> Bump(mean=9)
Traceback (most recent call last):
    ...
ganviz.Refusal: mean = 9 is not allowed: it must be a finite number >= -4 and <= 4
>>> Bump().but(mean=1)
Bump(mean=1.0, shape='gaussian')

Settings may have parts, which are settings too: ``but(**{"generator.lr": 0.01})`` reaches into one,
and the name of the part may be left out where that is clear. A tuple of parts is reached by
positions, ``layers.0.units``. Where a part may be one of several classes, they derive from `Kind`,
and JSON names the class under "kind". `change_by_text` reads what a command line says.
"""

from ganviz.settings.base import Kind, Settings
from ganviz.settings.controls import (
    USUAL_RATES,
    Choice,
    Control,
    Number,
    Numbers,
    Toggle,
    Words,
    choice,
    controls_of,
    ladder,
    number,
    numbers,
    rate,
    seed,
    toggle,
    whole,
    words,
)
from ganviz.settings.paths import change, control_at, difference, full_path, look_up, paths
from ganviz.settings.written import change_by_text, from_json, plain, to_json, to_short_json

__all__ = [
    "USUAL_RATES",
    "Choice",
    "Control",
    "Kind",
    "Number",
    "Numbers",
    "Settings",
    "Toggle",
    "Words",
    "change",
    "change_by_text",
    "choice",
    "control_at",
    "controls_of",
    "difference",
    "from_json",
    "full_path",
    "ladder",
    "look_up",
    "number",
    "numbers",
    "paths",
    "plain",
    "rate",
    "seed",
    "to_json",
    "to_short_json",
    "toggle",
    "whole",
    "words",
]
