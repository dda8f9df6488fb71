"""Settings as short JSON text: any frozen dataclass of plain values, nested ones included."""

import json
from dataclasses import MISSING, Field, asdict, fields, is_dataclass, replace
from typing import Any, TypeVar, get_args, get_type_hints

from ganviz import _check

S = TypeVar("S")


def to_json(settings: Any) -> str:
    """Return a dataclass as one line of JSON.

    >>> from ganviz.toy import ToySettings
    >>> to_json(ToySettings())[:32]
    '{"objective": "non_saturating", '
    """
    return json.dumps(asdict(settings), ensure_ascii=False)


def to_short_json(settings: Any) -> str:
    """Return only what differs from the defaults, as one line of JSON; `from_json` reads it.

    A nested dataclass is short against its own place's default.

    >>> from ganviz.toy import ToySettings
    >>> to_short_json(ToySettings(k=3))
    '{"k": 3}'
    """
    return json.dumps(_differences(settings, type(settings)()), ensure_ascii=False)


def _differences(settings: Any, default: Any) -> dict[str, Any]:
    """Field -> value, for all that is not as in ``default``."""
    found = {}
    for field in fields(settings):
        value, usual = getattr(settings, field.name), getattr(default, field.name)
        if value == usual:
            continue
        if is_dataclass(value):
            found[field.name] = _differences(value, usual)
        else:
            found[field.name] = value
    return found


def from_json(cls: type[S], text: str) -> S:
    """Return the dataclass ``cls`` that ``text`` describes; what it leaves out keeps its default.

    Raises:
        ValueError: not a JSON object, an unknown field (the nearest is suggested), a bad value.
    """
    try:
        given = json.loads(text)
    except json.JSONDecodeError as error:
        raise _check.refuse("settings", text, f"a JSON object ({error})") from error
    return _build(cls, "settings", given, None)


def _build(cls: Any, name: str, given: Any, base: Any) -> Any:
    """A dataclass out of a JSON object; what that leaves out is as in ``base``, if there is one."""
    if not isinstance(given, dict):
        raise _check.refuse(name, given, "a JSON object")
    hints, own = get_type_hints(cls), {field.name: field for field in fields(cls)}
    values = {}
    for key, value in given.items():
        _check.one_of(name, key, own)
        usual = _default(own[key]) if base is None else getattr(base, key)
        values[key] = _value(hints[key], key, value, usual)
    return cls(**values) if base is None else replace(base, **values)


def _value(hint: Any, name: str, value: Any, usual: Any) -> Any:
    """A field: a dataclass, a tuple of dataclasses, or a plain value."""
    if is_dataclass(hint):
        return _build(hint, name, value, usual)
    first, *_ = (*get_args(hint), None)
    if is_dataclass(first):
        if not isinstance(value, list):
            raise _check.refuse(name, value, "a list")
        return tuple(_build(first, name, each, None) for each in value)
    return value


def _default(field: Field) -> Any:
    """What a field is if nothing is given; None for one that must be given."""
    if field.default_factory is not MISSING:
        return field.default_factory()
    return None if field.default is MISSING else field.default
