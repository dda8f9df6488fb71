"""Settings: frozen dataclasses whose fields carry their limits and their control on a page.

A field made by `number`, `whole`, `rate`, `ladder`, `choice`, `toggle`, ... has a `Control` in its
metadata. It is used to check a value, to draw the control on a page, to limit a drag, and to say
what is allowed. A settings class derives from `Settings`, which checks every such field:

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

A field may hold further settings, here called a part: ``but(**{"generator.lr": 0.01})`` changes a
field of the part ``generator``. The part's name can be left out if no other part has that field.
The parts of a tuple are named by position, ``layers.0.units``. If a part may be one of several
classes, they derive from `Kind`, and JSON has the class's name under "kind". `change_by_text` reads
changes from a command line.
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
from ganviz.settings.paths import (
    by_path,
    change,
    control_at,
    difference,
    full_path,
    look_up,
    paths,
)
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
    "by_path",
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
