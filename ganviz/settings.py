"""Settings: frozen dataclasses whose fields say once what is allowed and how it is set.

A field made by `number`, `whole`, `rate`, `ladder`, `choice` or `toggle` carries a `Control`: data
from which follow the check of a value, the control on a page, the clamp of a drag, and the refusal.
A settings class derives from `Settings`, which checks every such field:

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

import abc
import functools
import json
import math
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass, replace
from types import MappingProxyType
from typing import Any, Self, TypeVar, final, get_args, get_type_hints

from ganviz import _check

S = TypeVar("S")

USUAL_RATES = tuple(float(f"{digit}e{power}") for power in range(-5, 1) for digit in (1, 2, 5))
"""Learning rates that people try: 1, 2 and 5 times powers of ten."""


@dataclass(frozen=True, kw_only=True)
class Control(abc.ABC):
    """What is allowed in a field, and how a person sets it.

    Attributes:
        label: key of the text beside the control, if it is not the field's name; ``label + "_tip"``
            explains it.
        when: settings -> whether the field has a meaning now; without it the control is grey.
        live: whether a run takes a new value as it goes.
    """

    label: str = ""
    when: Callable[[Any], bool] | None = None
    live: bool = False

    @abc.abstractmethod
    def check(self, name: str, value: Any) -> Any:
        """The value in the field's own type; ValueError if it is not allowed."""

    def clamp(self, value: Any) -> Any:
        """The nearest value that is allowed: what a drag beyond the end leads to."""
        return value

    def read(self, text: str) -> Any:
        """What a typed text means; the text itself, for `check` to refuse, if it means nothing."""
        return text


@final
@dataclass(frozen=True, kw_only=True)
class Number(Control):
    """A number in [low, high], or in (low, high] where ``above``.

    Attributes:
        whole: a whole number.
        step: of the slider.
        ends: of the slider, where they are not those of the field.
        values: where the slider has only these places; others can be typed.
        only: no others can.
        typed: a box to type into, without a slider.
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
        """The nearest place of the slider's range."""
        low, high = self.ends or (self.low, self.high)
        held = min(max(value, low), high)
        return round(held) if self.whole else held

    def read(self, text: str) -> int | float | str:
        """A number as Python writes it: ``.001``, ``+1``, ``2e-4``."""
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
        options: names, whose labels are texts (``label_name``), or label -> value.
        allowed: further values that the menu does not offer.
        words: what the keys of the names' texts begin with, where that is not the label.
    """

    options: Collection[Any] | Mapping[str, Any]
    allowed: Collection[Any] = ()
    words: str = ""

    @property
    def values(self) -> tuple[Any, ...]:
        """What the menu offers."""
        offered = self.options.values() if isinstance(self.options, Mapping) else self.options
        return tuple(offered)

    def check(self, name: str, value: Any) -> Any:
        """The value, as the field holds it."""
        allowed = (*self.values, *self.allowed)
        if not isinstance(self.options, Mapping):
            return _check.one_of(name, value, allowed)
        found = [each for each in allowed if each == value]
        if not found or isinstance(value, bool) != isinstance(found[0], bool):
            raise _check.refuse(name, value, "rule_one_of", choices=", ".join(map(_short, allowed)))
        return found[0]

    def read(self, text: str) -> Any:
        """The value that is written so."""
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
    """A text to type: one line, or as many as ``rows``."""

    rows: int = 1

    def check(self, name: str, value: Any) -> str:
        """The text."""
        if not isinstance(value, str):
            raise _check.refuse(name, value, "rule_text")
        return value


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
    """A field for the seed of a run: a whole number >= 0, to be typed."""
    return whole(default, 0, typed=True, **more)


def rate(default: float, **more: Any) -> Any:
    """A field for a learning rate > 0; the slider has `USUAL_RATES`."""
    return ladder(default, USUAL_RATES, **{"low": 0, "high": math.inf, "above": True} | more)


def ladder(default: float, values: Iterable[float], **more: Any) -> Any:
    """A field for a number whose slider has only these places; others between can be typed."""
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


class Settings:
    """The base of all settings: checks every field as its control says, and converts it."""

    def __post_init__(self) -> None:
        for name, control in controls_of(type(self)).items():
            object.__setattr__(self, name, control.check(name, getattr(self, name)))

    def but(self, **changes: Any) -> Self:
        """Return these settings with changes, each by its path.

        Raises:
            ValueError: an unknown path (the nearest is suggested), or a value that is not allowed.
        """
        return change(self, changes)

    def at(self, path: str) -> Any:
        """The value at a path, as `look_up` finds it."""
        return look_up(self, path)

    def control(self, path: str) -> Control | None:
        """The control of the field at a path, if it has one."""
        return control_at(self, path)

    def to_json(self) -> str:
        """The settings as one line of JSON, to paste and share."""
        return to_json(self)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The settings that a line of JSON describes; what it leaves out keeps its default.

        Raises:
            ValueError: not a JSON object, an unknown field (the nearest is suggested), a bad value.
        """
        return from_json(cls, text)


class Kind(Settings):
    """The base of a family of settings, of which a part may hold any; their names are known."""

    @classmethod
    def kinds(cls) -> dict[str, type[Self]]:
        """The classes of the family that can be made, by name."""
        below = {name: kind for sub in cls.__subclasses__() for name, kind in sub.kinds().items()}
        return below or {cls.__name__: cls}


@functools.cache
def controls_of(cls: Any) -> Mapping[str, Control]:
    """The controls of a settings class by field, those without one left out.

    A class that only gives an inherited field another default keeps its control:

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


# Paths: "k", "generator.lr".


def _inside(value: Any) -> dict[str, Any]:
    """What paths can reach in a value: a part's fields by name, a tuple's parts by position."""
    if is_dataclass(value):
        return {f.name: getattr(value, f.name) for f in fields(value)}
    parts = isinstance(value, tuple) and all(map(is_dataclass, value))
    return {str(i): part for i, part in enumerate(value)} if parts else {}


def paths(settings: Any, prefix: str = "") -> list[str]:
    """The paths of all fields, parts and what is in them."""
    found = []
    for name, value in _inside(settings).items():
        found += [prefix + name, *paths(value, f"{prefix}{name}.")]
    return found


def full_path(settings: Any, path: str) -> str:
    """The whole path of a field whose part may be left out: "k" is "toy.k" where only toy has a k.

    Raises:
        ValueError: there is no such path; the nearest is suggested.
    """
    known = paths(settings)
    if path in known:
        return path
    inner = [p for p in known if p.endswith(f".{path}") and p.count(".") == path.count(".") + 1]
    if len(inner) == 1:
        return inner[0]
    start, dot, name = path.rpartition(".")
    if not dot:
        short = [p.partition(".")[2] for p in known if p.count(".") == 1]
        clear = [p for p in short if short.count(p) == 1]
        top = [p for p in known if "." not in p]
        raise _check.refuse_name("changes", path, dict.fromkeys([*top, *inner, *clear]))
    if beside := _inside(look_up(settings, start)):
        raise _check.refuse_name(f"change of {start}", name, beside)
    raise _check.refuse("changes", path, "rule_no_parts", part=start)


def look_up(settings: Any, path: str) -> Any:
    """The value at a path: ``look_up(toy, "generator.lr")``."""
    for name in full_path(settings, path).split("."):
        settings = _inside(settings)[name]
    return settings


def control_at(settings: Any, path: str) -> Control | None:
    """The control of the field at a path, if it has one."""
    start, _, name = full_path(settings, path).rpartition(".")
    part = look_up(settings, start) if start else settings
    return controls_of(type(part)).get(name) if is_dataclass(part) else None


def change(settings: S, changes: Mapping[str, Any]) -> S:
    """Return settings with changes by path, all checked together.

    Raises:
        ValueError: an unknown path (the nearest is suggested), or a value that is not allowed.
    """
    return _changed(settings, {full_path(settings, path): v for path, v in changes.items()})


def _changed(settings: Any, changes: Mapping[str, Any]) -> Any:
    direct = {path: value for path, value in changes.items() if "." not in path}
    for part in {path.partition(".")[0] for path in changes if "." in path}:
        start = f"{part}."
        inner = {p.removeprefix(start): v for p, v in changes.items() if p.startswith(start)}
        direct[part] = _changed(direct.get(part, _inside(settings)[part]), inner)
    if isinstance(settings, tuple):
        return tuple((_inside(settings) | direct).values())
    return replace(settings, **direct)


def change_by_text(settings: S, changes: Iterable[str]) -> S:
    """Return settings with changes as a command line has them, ``path=value``, one after the other.

    A number, a toggle or a choice is read by its control; a part is JSON, or the name of its class.

    Raises:
        ValueError: no ``=``, an unknown path, or a value that is not allowed.

    >>> from ganviz.toy import ToySettings
    >>> change_by_text(ToySettings(), ["generator.lr=.001", "k = 3"]).k
    3
    """
    for given in changes:
        path, equals, text = (part.strip() for part in given.partition("="))
        if not equals:
            raise _check.refuse("change", given, "rule_written_change")
        settings = change(settings, {path: _read(settings, full_path(settings, path), text)})
    return settings


def _read(settings: Any, path: str, text: str) -> Any:
    """What ``text`` means at a path."""
    if control := control_at(settings, path):
        return control.read(text)
    start, _, name = path.rpartition(".")
    part = look_up(settings, start) if start else settings
    hint = get_type_hints(type(part))[name] if is_dataclass(part) else type(part[int(name)])
    named = {name.lower(): name for name in hint.kinds()} if _is_kind(hint) else {}
    if text.lower() in named:
        return _build(hint, name, {"kind": named[text.lower()]}, None)
    try:
        return _value(hint, name, json.loads(text), None)
    except json.JSONDecodeError:
        return text if hint is str else _value(hint, name, text, None)


def difference(a: Any, b: Any) -> dict[str, tuple[Any, Any]]:
    """Path -> (value in a, value in b), for all that two settings of one class differ in.

    >>> from ganviz.toy import ToySettings
    >>> difference(ToySettings(), ToySettings(k=3))
    {'k': (1, 3)}
    """
    found: dict[str, tuple[Any, Any]] = {}
    for name, one in _inside(a).items():
        other = _inside(b)[name]
        if one != other:
            alike = type(one) is type(other) and _inside(one).keys() == _inside(other).keys()
            inner = difference(one, other) if alike else {}
            deeper = {f"{name}.{path}": pair for path, pair in inner.items()}
            found |= deeper or {name: (one, other)}
    return found


# JSON.


def to_json(settings: Any) -> str:
    """Return a dataclass as one line of JSON.

    >>> from ganviz.toy import ToySettings
    >>> to_json(ToySettings())[:32]
    '{"objective": "non_saturating", '
    """
    return json.dumps(plain(settings), ensure_ascii=False)


def plain(value: Any) -> Any:
    """Settings as dicts, lists and plain values."""
    if is_dataclass(value):
        kind = {"kind": type(value).__name__} if isinstance(value, Kind) else {}
        return kind | {name: plain(inner) for name, inner in _inside(value).items()}
    return [plain(item) for item in value] if isinstance(value, tuple | list) else value


def to_short_json(settings: Any) -> str:
    """Return only what differs from the defaults, as one line of JSON; `from_json` reads it.

    A part is short against its own place's default.

    >>> from ganviz.toy import ToySettings
    >>> to_short_json(ToySettings(k=3))
    '{"k": 3}'
    """
    return json.dumps(_beside(settings, type(settings)()), ensure_ascii=False)


def _beside(settings: Any, default: Any) -> dict[str, Any]:
    """Field -> value, for all that is not as in ``default``."""
    found = {}
    for f in fields(settings):
        value, usual = getattr(settings, f.name), getattr(default, f.name)
        if value != usual:
            short = is_dataclass(value) and not isinstance(value, Kind)
            found[f.name] = _beside(value, usual) if short else plain(value)
    return found


def from_json(cls: type[S], text: str) -> S:
    """Return the dataclass ``cls`` that ``text`` describes; what it leaves out keeps its default.

    Raises:
        ValueError: not a JSON object, an unknown field (the nearest is suggested), a bad value.
    """
    try:
        given = json.loads(text)
    except json.JSONDecodeError as error:
        raise _check.refuse("settings", text, "rule_json_object_but", error=error) from error
    return _build(cls, "settings", given, None)


def _build(cls: Any, name: str, given: Any, base: Any) -> Any:
    """A dataclass out of a JSON object; what that leaves out is as in ``base``, if there is one."""
    if not isinstance(given, dict):
        raise _check.refuse(name, given, "rule_json_object")
    if _is_kind(cls):
        kinds, given = cls.kinds(), dict(given)
        cls, base = kinds[_check.one_of(f"{name}.kind", given.pop("kind", None), kinds)], None
    hints, own = get_type_hints(cls), {f.name: f for f in fields(cls)}
    values = {}
    for key, value in given.items():
        _check.one_of(name, key, own)
        usual = _default(own[key]) if base is None else getattr(base, key)
        values[key] = _value(hints[key], key, value, usual)
    if base is not None:
        return replace(base, **values)
    needed = [f.name for f in own.values() if f.default is f.default_factory is MISSING]
    if missing := [key for key in needed if key not in values]:
        raise _check.refuse(name, given, "rule_given_with", fields=", ".join(missing))
    return cls(**values)


def _value(hint: Any, name: str, value: Any, usual: Any) -> Any:
    """A field: a dataclass, a tuple of dataclasses, or a plain value."""
    if is_dataclass(hint) or _is_kind(hint):
        return _build(hint, name, value, usual)
    if is_dataclass(usual) and isinstance(value, dict):  # of an open type: as its default
        return _build(type(usual), name, value, usual)
    first, *_ = (*get_args(hint), None)
    if is_dataclass(first) or _is_kind(first):
        if not isinstance(value, list):
            raise _check.refuse(name, value, "rule_list")
        return tuple(_build(first, f"{name}[{i}]", each, None) for i, each in enumerate(value))
    return value


def _is_kind(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Kind)


def _default(f: Field) -> Any:
    """What a field is if nothing is given; None for one that must be given."""
    if f.default_factory is not MISSING:
        return f.default_factory()
    return None if f.default is MISSING else f.default
