"""Checks of arguments: every refusal names the argument, its value and what is allowed."""

import difflib
import math
from collections.abc import Iterable
from numbers import Real
from typing import Any, final

import numpy as np


@final
class Refusal(ValueError):
    """A value that is not allowed. Its message is a text of `ganviz.texts`.

    Attributes:
        name: the name of the argument or setting: "std", "generator.lr".
        value: the value.
        rule: key of the text that says what is allowed. If it begins with ``rule_``, it ends the
            sentence "NAME = VALUE is not allowed: it must be ..."; else it is a whole sentence.
        values: further blanks of that text.
    """

    def __init__(self, name: str, value: object, rule: str, **values: object) -> None:
        super().__init__(name, value, rule)
        self.name, self.value, self.rule, self.values = name, value, rule, values

    __module__ = "ganviz"  # for tracebacks

    def __str__(self) -> str:
        from ganviz.texts import text  # here, since that module imports this one

        given = {"name": self.name, "value": self.value}
        words = text(self.rule, **given, **self.values)
        return text("refused", **given, rule=words) if self.rule.startswith("rule_") else words


def refuse(name: str, value: object, rule: str, **values: object) -> Refusal:
    """A `Refusal` with these arguments, for the caller to raise.

    >>> raise refuse("momentum", 2, "rule_below", high=1)
    Traceback (most recent call last):
        ...
    ganviz.Refusal: momentum = 2 is not allowed: it must be < 1
    """
    return Refusal(name, value, rule, **values)


def number(
    name: str,
    value: Any,
    *,
    above: float = -math.inf,
    at_least: float = -math.inf,
    at_most: float = math.inf,
) -> float:
    """``value`` as a finite float within the bounds; else `Refusal`.

    >>> number("lr", 0.1, above=0)
    0.1
    >>> number("std", 0, above=0)
    Traceback (most recent call last):
        ...
    ganviz.Refusal: std = 0 is not allowed: it must be a finite number > 0
    """
    real = isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)
    if real and float(value) > above and at_least <= float(value) <= at_most:
        return float(value)
    limits = [f"> {above:g}"] if above > -math.inf else []
    limits += [f">= {at_least:g}"] if at_least > -math.inf else []
    limits += [f"<= {at_most:g}"] if at_most < math.inf else []
    if not limits:
        raise refuse(name, value, "rule_number")
    if len(limits) == 1:
        raise refuse(name, value, "rule_number_limit", limit=limits[0])
    raise refuse(name, value, "rule_number_limits", low=limits[0], high=limits[-1])


def integer(name: str, value: Any, *, at_least: int, at_most: int | None = None) -> int:
    """``value`` as an int within the bounds; else `Refusal`.

    >>> integer("k", 0, at_least=1)
    Traceback (most recent call last):
        ...
    ganviz.Refusal: k = 0 is not allowed: it must be a whole number >= 1
    """
    whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    if whole and value >= at_least and (at_most is None or value <= at_most):
        return int(value)
    if at_most is None:
        raise refuse(name, value, "rule_whole_least", low=at_least)
    raise refuse(name, value, "rule_whole_between", low=at_least, high=at_most)


def one_of(name: str, value: Any, choices: Iterable[str]) -> str:
    """``value`` if it is one of ``choices``; else `Refusal`, which suggests the nearest one.

    >>> one_of("objective", "minmax", ["minimax", "hinge"])
    Traceback (most recent call last):
        ...
    ganviz.Refusal: objective = 'minmax' is not allowed: it ... (did you mean 'minimax'?)
    """
    names = list(choices)
    if value in names:
        return value
    raise refuse_name(name, value, names)


def refuse_name(name: str, value: Any, choices: Iterable[str]) -> ValueError:
    """The `Refusal` of a value that is not in ``choices``, with the nearest one suggested."""
    names = list(choices)
    near = difflib.get_close_matches(str(value), names, n=1, cutoff=0.4)
    listed = ", ".join(names)
    if near:
        return refuse(name, value, "rule_one_of_near", choices=listed, near=near[0])
    return refuse(name, value, "rule_one_of", choices=listed)


def no_others(name: str, given: Iterable[str], known: Iterable[str]) -> None:
    """`Refusal` of the first of ``given`` names that is not among the ``known`` ones.

    >>> no_others("changes", {"std": 1}, ["mean", "sd"])
    Traceback (most recent call last):
        ...
    ganviz.Refusal: changes = 'std' is not allowed: it must be one of mean, sd (did you mean 'sd'?)
    """
    for wrong in given:
        one_of(name, wrong, known)


def kind_of(name: str, value: Any, kind: type, rule: str) -> Any:
    """``value`` if it is an instance of ``kind``; else `Refusal` with this rule.

    >>> kind_of("mean", "high", float, "rule_number")
    Traceback (most recent call last):
        ...
    ganviz.Refusal: mean = 'high' is not allowed: it must be a finite number
    """
    if not isinstance(value, kind):
        raise refuse(name, value, rule)
    return value


def finite_array(name: str, value: Any, *, ndim: int | tuple[int, int]) -> np.ndarray:
    """``value`` as a non-empty, finite float64 array; else `Refusal`.

    Args:
        name, value: name and value of the argument.
        ndim: the number of axes that it must have, or two allowed numbers.

    >>> finite_array("data", [], ndim=1)
    Traceback (most recent call last):
        ...
    ganviz.Refusal: data = [] is not allowed: it must be a non-empty array
    """
    try:
        array = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise refuse(name, value, "rule_array") from error
    if isinstance(ndim, int):
        if array.ndim != ndim:
            raise refuse(name, array.shape, "refused_axes", axes=ndim)
    elif array.ndim not in ndim:
        raise refuse(name, array.shape, "refused_axes_either", few=ndim[0], many=ndim[1])
    if array.size == 0:
        raise refuse(name, value, "rule_not_empty")
    bad = int(np.count_nonzero(~np.isfinite(array)))
    if bad:
        raise refuse(name, bad, "refused_not_finite")
    return array
