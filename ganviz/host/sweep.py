"""What a recording of settings goes through: one or two settings, and the values of each."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ganviz import _check
from ganviz.host.controls import Knob
from ganviz.host.session import Session
from ganviz.settings import Choice, Control, Number, Toggle

PLACES = (41, 21)
"""Values of a slider without values of its own, where one or two are swept."""
MOST = 2000
"""Pictures of a recording, at most: its page holds all of them."""


def values_of(session: Session, asked: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Path -> values, of one or two settings, or of none: then there is one picture.

    Args:
        session: of the explorer.
        asked: setting -> (first, last, how many), a list of values, or None for those of its
            control on the page.

    Raises:
        ValueError: no control of this name, more than two settings, a value that is not allowed, or
            more than `MOST` pictures.

    >>> from ganviz import explore
    >>> values_of(explore.fitting.session(), {"alpha": (0, 1, 3), "divergence": None})
    {'alpha': [0.0, 0.5, 1.0], 'divergence': ['alpha', 'js', ...]}
    """
    knobs: dict[str, tuple[Knob, Any]] = {}
    for name, values in asked.items():
        paths = [p for p in session.knobs if p == name or p.endswith(f".{name}")]
        path = paths[0] if len(paths) == 1 else _check.one_of("sweep", name, session.knobs)
        knobs[path] = session.knobs[path], values
    if len(knobs) > len(PLACES):
        raise _check.refuse("sweep", list(knobs), "rule_one_or_two")
    most = PLACES[max(0, len(knobs) - 1)]
    found = {path: _values(path, own, told, most) for path, (own, told) in knobs.items()}
    n = math.prod(map(len, found.values()))
    if n > MOST:
        raise _check.refuse("sweep", n, "rule_most_pictures", most=MOST)
    return found


def _values(path: str, knob: Knob, told: Any, most: int) -> list[Any]:
    """The values of a setting: those that were told, or else those of its control on the page."""
    control = knob.control
    if told is None:
        return _own_values(path, control, most)
    if isinstance(control, Number) and isinstance(told, tuple):
        if len(told) != 3 or not isinstance(told[2], int | np.integer) or told[2] < 2:
            raise _check.refuse(path, told, "rule_sweep")
        first, last = (control.check(path, end) for end in told[:2])
        values = np.linspace(first, last, told[2])
        return _each(path, control, values.round() if control.whole else values)
    if isinstance(told, str) or not isinstance(told, Sequence | np.ndarray) or not len(told):
        raise _check.refuse(path, told, "rule_sweep")
    return _each(path, control, told)


def _own_values(path: str, control: Control, most: int) -> list[Any]:
    if isinstance(control, Choice):
        return list(control.values)
    if isinstance(control, Toggle):
        return [False, True]
    if not isinstance(control, Number):
        raise _check.refuse(path, None, "rule_sweep")
    if control.values:
        chosen = np.linspace(0, len(control.values) - 1, min(most, len(control.values)))
        return [control.values[i] for i in chosen.round().astype(int)]
    low, high = control.ends or (control.low, control.high)
    if not math.isfinite(high - low):
        raise _check.refuse(path, None, "rule_sweep_ends")
    steps = max(1, round((high - low) / control.step))
    places = np.linspace(low, high, min(most, steps + 1))
    places = places[places > low] if control.above and low == control.low else places
    return _each(path, control, places.round() if control.whole else places)


def _each(path: str, control: Control, values: Any) -> list[Any]:
    """Each value as the field takes it, once; without the last digits of a sum such as .1 + .2."""
    found = []
    for value in values.tolist() if isinstance(values, np.ndarray) else values:
        if isinstance(control, Number) and isinstance(value, float):
            value = round(value, 10)
            value = int(value) if control.whole and value.is_integer() else value
        found.append(control.check(path, value))
    return list(dict.fromkeys(found))


def control_of(entry: Mapping[str, Any], values: list[Any]) -> dict[str, Any]:
    """The control of a swept setting: it has the recorded values, and no others.

    Args:
        entry: in the schema.
        values: as the page tells them.

    >>> control_of({"name": "alpha", "kind": "slider", "min": 0, "max": 1}, [0.0, 0.5, 1.0])
    {'name': 'alpha', 'kind': 'slider', 'min': 0.0, 'max': 1.0, 'step': 0.5}
    """
    found = {key: value for key, value in entry.items() if key not in ("limits", "values", "hides")}
    if entry["kind"] == "toggle":
        return found
    if entry["kind"] in ("choice", "text", "area"):
        words = {key: label for label, key in entry.get("options", [])}
        return found | {"kind": "choice", "options": [[words.get(v, v), v] for v in values]}
    places = sorted(values)
    found |= {"min": places[0], "max": places[-1]}
    if entry["kind"] == "ladder":
        return found | {"values": places}
    gaps = np.diff(places)
    if len(gaps) and np.allclose(gaps, gaps[0], rtol=1e-6):
        kind = "whole" if entry["kind"] == "whole" else "slider"
        return found | {"kind": kind} | {"step": float(f"{gaps[0]:.10g}")}
    return found | {"kind": "ladder", "values": places}
