"""What two moments of a run show, compared to the bit."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np


def flat(value: Any, name: str = "") -> dict[str, Any]:
    """All arrays, numbers and words in a moment or a state, by their paths."""
    if is_dataclass(value) and not isinstance(value, type):
        parts = {f.name: getattr(value, f.name) for f in fields(value) if f.compare}
    elif isinstance(value, Mapping):
        parts = dict(value)
    elif isinstance(value, list | tuple):
        parts = dict(enumerate(value))
    elif hasattr(value, "detach"):
        return {name: value.detach().cpu().numpy().copy()}
    elif isinstance(value, np.ndarray):
        return {name: value.copy()}
    else:
        return {name: value}
    return {k: v for key, part in parts.items() for k, v in flat(part, f"{name}.{key}").items()}


def same(a: Any, b: Any) -> None:
    """Assert that two moments, or two states, are equal to the bit; nan equals nan."""
    a, b = flat(a), flat(b)
    assert list(a) == list(b)
    for name, value in a.items():
        if isinstance(value, np.ndarray | float | int | np.generic):
            np.testing.assert_array_equal(value, b[name], err_msg=name, strict=True)
        else:
            assert value == b[name], name


def equal(a: Any, b: Any) -> bool:
    """Whether two moments are equal to the bit."""
    try:
        same(a, b)
    except AssertionError:
        return False
    return True
