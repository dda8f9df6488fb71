"""Controls: which values a field allows and how a person sets it, kept in the field's metadata."""

import abc
import functools
import math
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any, final

import numpy as np

from ganviz import _check

USUAL_RATES = tuple(float(f"{digit}e{power}") for power in range(-5, 1) for digit in (1, 2, 5))
"""The usual learning rates: 1, 2 and 5 times powers of ten, from 1e-5 to 5."""


@dataclass(frozen=True, kw_only=True)
class Control(abc.ABC):
    """Which values a field allows, and how a person sets it.

    Attributes:
        label: key of the control's text, by default the field's name; ``label + "_tip"`` is the key
            of its explanation.
        when: settings -> whether the field has an effect; if not, the control is grey.
        live: whether the field can be changed while a run goes on.
    """

    label: str = ""
    when: Callable[[Any], bool] | None = None
    live: bool = False

    @abc.abstractmethod
    def check(self, name: str, value: Any) -> Any:
        """The value in the field's type; ValueError if it is not allowed."""

    def clamp(self, value: Any) -> Any:
        """The nearest allowed value, for a drag beyond the limits."""
        return value

    def read(self, text: str) -> Any:
        """The value that a typed text stands for; if none, the text, which `check` refuses."""
        return text


@final
@dataclass(frozen=True, kw_only=True)
class Number(Control):
    """A number in [low, high], or in (low, high] if ``above``.

    Attributes:
        whole: whether it is a whole number.
        step: step of the slider.
        ends: ends of the slider, by default low and high.
        values: the only values of the slider, if given; others can be typed.
        only: whether values other than ``values`` are refused.
        typed: whether there is a box to type into instead of a slider.
    """

    low: float = -math.inf
    high: float = math.inf
    above: bool = False
    whole: bool = False
    step: float = 0.01
    ends: tuple[float, float] | None = None
    values: tuple[float, ...] = ()
    only: bool = False
    typed: bool = False

    def check(self, name: str, value: Any) -> Any:
        """The value as an int or a float."""
        if self.only and value not in self.values:
            listed = ", ".join(map(_short, self.values))
            raise _check.refuse(name, value, "rule_one_of", choices=listed)
        if self.whole:
            most = None if self.high == math.inf else int(self.high)
            return _check.integer(name, value, at_least=int(self.low), at_most=most)
        low = {"above" if self.above else "at_least": self.low}
        return _check.number(name, value, at_most=self.high, **low)

    def clamp(self, value: float) -> float:
        """The nearest value in the slider's range."""
        low, high = self.ends or (self.low, self.high)
        held = min(max(value, low), high)
        return round(held) if self.whole else held

    def read(self, text: str) -> int | float | str:
        """A number in Python's notation: ``.001``, ``+1``, ``2e-4``."""
        for kind in (int, float):
            try:
                return kind(text)
            except ValueError:
                pass
        return text


@final
@dataclass(frozen=True, kw_only=True)
class Choice(Control):
    """One of a few values.

    Attributes:
        options: names, whose texts have the keys ``label_name``; or a mapping label -> value.
        allowed: further values, which are not in the menu.
        words: prefix of the keys of the names' texts, by default the label.
    """

    options: Collection[Any] | Mapping[str, Any]
    allowed: Collection[Any] = ()
    words: str = ""

    @property
    def values(self) -> tuple[Any, ...]:
        """The values in the menu."""
        offered = self.options.values() if isinstance(self.options, Mapping) else self.options
        return tuple(offered)

    def check(self, name: str, value: Any) -> Any:
        """The value, as it stands in the options."""
        allowed = (*self.values, *self.allowed)
        if not isinstance(self.options, Mapping):
            return _check.one_of(name, value, allowed)
        found = [each for each in allowed if each == value]
        if not found or isinstance(value, bool) != isinstance(found[0], bool):
            raise _check.refuse(name, value, "rule_one_of", choices=", ".join(map(_short, allowed)))
        return found[0]

    def read(self, text: str) -> Any:
        """The allowed value with this text."""
        allowed = (*self.values, *self.allowed)
        return next((value for value in allowed if str(value) == text), text)


@final
@dataclass(frozen=True, kw_only=True)
class Toggle(Control):
    """True or False."""

    def check(self, name: str, value: Any) -> bool:
        """The value."""
        if not isinstance(value, bool):
            raise _check.refuse(name, value, "rule_true_or_false")
        return value

    def read(self, text: str) -> bool | str:
        """``true`` or ``false``, in any case."""
        return {"true": True, "false": False}.get(text.lower(), text)


@final
@dataclass(frozen=True, kw_only=True)
class Words(Control):
    """A text to type, in a box of ``rows`` lines."""

    rows: int = 1

    def check(self, name: str, value: Any) -> str:
        """The text."""
        if not isinstance(value, str):
            raise _check.refuse(name, value, "rule_text")
        return value


@final
@dataclass(frozen=True, kw_only=True)
class Numbers(Control):
    """Several numbers, such as a curve that the mouse draws: no control of the page sets them.

    Attributes:
        count: how many there must be; 0 allows any number of them.
        low, high: they lie in [low, high].
        none: whether there may be none at all.

    >>> Numbers(count=2, low=0).check("d", [0, 1])
    (0.0, 1.0)
    >>> Numbers(count=2, low=0).check("d", [0, 1, 2])
    Traceback (most recent call last):
        ...
    ganviz.Refusal: d = (3,) is not allowed: it must be 2 numbers from 0 to ∞
    >>> Numbers(low=0).check("d", [-1])
    Traceback (most recent call last):
        ...
    ganviz.Refusal: d = (1,) is not allowed: it must be numbers from 0 to ∞
    """

    count: int = 0
    low: float = -math.inf
    high: float = math.inf
    none: bool = True

    def check(self, name: str, value: Any) -> tuple[float, ...]:
        """The numbers as a tuple."""
        if self.none and np.size(value) == 0:
            return ()
        found = _check.finite_array(name, value, ndim=1)
        wrong = self.count not in (0, found.size)
        if wrong or found.min() < self.low or found.max() > self.high:
            rule = "rule_numbers" if self.count else "rule_any_numbers"
            said = {"n": self.count, "low": self.low, "high": self.high}
            raise _check.refuse(name, found.shape, rule, **said)
        return tuple(found.tolist())

    def clamp(self, value: Any) -> Any:
        """Each at the nearest place of [low, high]."""
        return np.clip(value, self.low, self.high)


def _short(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else f"{value}"


def _field(default: Any, control: Control) -> Any:
    return field(default=default, metadata={"control": control})


def number(default: float, low: float, high: float = math.inf, **more: Any) -> Any:
    """A field for a number in [low, high]; ``more`` as for `Number`."""
    return _field(default, Number(low=low, high=high, **more))


def whole(default: int, low: int, high: float = math.inf, **more: Any) -> Any:
    """A field for a whole number in [low, high]; ``more`` as for `Number`."""
    return _field(default, Number(low=low, high=high, whole=True, step=1, **more))


def seed(default: int = 0, **more: Any) -> Any:
    """A field for the seed of a run: a whole number >= 0, typed."""
    return whole(default, 0, typed=True, **more)


def rate(default: float, **more: Any) -> Any:
    """A field for a learning rate > 0; the slider has the values `USUAL_RATES`."""
    return ladder(default, USUAL_RATES, **{"low": 0, "high": math.inf, "above": True} | more)


def ladder(default: float, values: Iterable[float], **more: Any) -> Any:
    """A field for a number whose slider has only ``values``; others between them can be typed."""
    places = tuple(values)
    said: dict[str, Any] = {"low": min(places), "high": max(places), "values": places} | more
    return _field(default, Number(**said))


def choice(default: Any, options: Collection[Any] | Mapping[str, Any], **more: Any) -> Any:
    """A field for one of a few values; ``options`` and ``more`` as for `Choice`."""
    return _field(default, Choice(options=options, **more))


def toggle(default: bool, **more: Any) -> Any:
    """A field for True or False."""
    return _field(default, Toggle(**more))


def words(default: str, **more: Any) -> Any:
    """A field for a text."""
    return _field(default, Words(**more))


def numbers(default: tuple[float, ...] = (), **more: Any) -> Any:
    """A field for several numbers; ``more`` as for `Numbers`."""
    return _field(default, Numbers(**more))


@functools.cache
def controls_of(cls: Any) -> Mapping[str, Control]:
    """The controls of a settings class by field, for the fields that have one.

    A field that a subclass gives another default keeps its control:

    >>> from ganviz.settings import Settings
    >>> @dataclass(frozen=True)
    ... class Bump(Settings):
    ...     mean: float = number(0.0, -4, 4)
    >>> @dataclass(frozen=True)
    ... class Shifted(Bump):
    ...     mean: float = 2.0
    >>> controls_of(Shifted)["mean"] is controls_of(Bump)["mean"]
    True
    """
    found = {}
    for name in (f.name for f in fields(cls)):
        own = (vars(base).get("__dataclass_fields__", {}).get(name) for base in cls.__mro__)
        told = [f.metadata["control"] for f in own if f is not None and "control" in f.metadata]
        if told:
            found[name] = told[0]
    return MappingProxyType(found)
