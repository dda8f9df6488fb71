"""Checks of arguments: every refusal names the argument, its value and what is allowed."""

import difflib
import math
from collections.abc import Iterable
from numbers import Real
from typing import Any

import numpy as np


def refuse(name: str, value: object, allowed: str) -> ValueError:
    """The one wording of a refusal, to be raised by the caller.

    >>> raise refuse("std", -1, "a positive number")
    Traceback (most recent call last):
        ...
    ValueError: std = -1 is not allowed: it must be a positive number
    """
    return ValueError(f"{name} = {value!r} is not allowed: it must be {allowed}")


def number(
    name: str,
    value: Any,
    *,
    above: float = -math.inf,
    at_least: float = -math.inf,
    at_most: float = math.inf,
) -> float:
    """Return ``value`` as a finite float within the bounds, or raise ValueError.

    >>> number("lr", 0.1, above=0)
    0.1
    >>> number("std", 0, above=0)
    Traceback (most recent call last):
        ...
    ValueError: std = 0 is not allowed: it must be a finite number > 0
    """
    bounds = [f"> {above:g}"] if above > -math.inf else []
    bounds += [f">= {at_least:g}"] if at_least > -math.inf else []
    bounds += [f"<= {at_most:g}"] if at_most < math.inf else []
    allowed = " ".join(["a finite number", " and ".join(bounds)]).strip()
    if isinstance(value, bool) or not isinstance(value, Real) or not math.isfinite(value):
        raise refuse(name, value, allowed)
    result = float(value)
    if not (result > above and at_least <= result <= at_most):
        raise refuse(name, value, allowed)
    return result


def integer(name: str, value: Any, *, at_least: int, at_most: int | None = None) -> int:
    """Return ``value`` as an int within the bounds, or raise ValueError.

    >>> integer("k", 0, at_least=1)
    Traceback (most recent call last):
        ...
    ValueError: k = 0 is not allowed: it must be a whole number >= 1
    """
    upper = "" if at_most is None else f" and <= {at_most}"
    whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    if not whole or value < at_least or (at_most is not None and value > at_most):
        raise refuse(name, value, f"a whole number >= {at_least}{upper}")
    return int(value)


def one_of(name: str, value: Any, choices: Iterable[str]) -> str:
    """Return ``value`` if it is one of ``choices``, else raise with the nearest one.

    >>> one_of("objective", "minmax", ["minimax", "hinge"])
    Traceback (most recent call last):
        ...
    ValueError: objective = 'minmax' is not allowed: it must be one of ... (did you mean 'minimax'?)
    """
    names = list(choices)
    if value in names:
        return value
    raise refuse_name(name, value, names)


def refuse_name(name: str, value: Any, choices: Iterable[str]) -> ValueError:
    """The refusal of what is none of ``choices``, with the nearest one, to be raised."""
    names = list(choices)
    near = difflib.get_close_matches(str(value), names, n=1, cutoff=0.4)
    hint = f" (did you mean {near[0]!r}?)" if near else ""
    return refuse(name, value, f"one of {', '.join(names)}{hint}")


def finite_array(name: str, value: Any, *, ndim: int | tuple[int, ...]) -> np.ndarray:
    """Return ``value`` as a non-empty, finite float64 array with ``ndim`` axes, or raise.

    >>> finite_array("data", [], ndim=1)
    Traceback (most recent call last):
        ...
    ValueError: data = [] is not allowed: it must be a non-empty array
    """
    try:
        array = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise refuse(name, value, "an array of numbers") from error
    dims = (ndim,) if isinstance(ndim, int) else ndim
    if array.ndim not in dims:
        wanted = " or ".join(str(d) for d in dims)
        raise ValueError(
            f"{name} of shape {array.shape} is not allowed: it must have {wanted} axes"
        )
    if array.size == 0:
        raise refuse(name, value, "a non-empty array")
    bad = int(np.count_nonzero(~np.isfinite(array)))
    if bad:
        raise ValueError(f"{name} has {bad} non-finite values: all must be finite")
    return array
