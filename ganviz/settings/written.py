"""Settings as JSON, and changes of settings from a command line."""

import json
from collections.abc import Iterable
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from typing import Any, TypeVar, get_args, get_type_hints

from ganviz import _check
from ganviz.settings.paths import change, control_at, full_path, inside, look_up

S = TypeVar("S")


def to_json(settings: Any) -> str:
    """A dataclass as one line of JSON.

    >>> from ganviz.toy import ToySettings
    >>> to_json(ToySettings())[:32]
    '{"objective": "non_saturating", '
    """
    return json.dumps(plain(settings), ensure_ascii=False)


def plain(value: Any) -> Any:
    """Settings as dicts, lists and plain values."""
    if is_dataclass(value):
        kind = {"kind": type(value).__name__} if _is_kind(type(value)) else {}
        return kind | {name: plain(inner) for name, inner in inside(value).items()}
    return [plain(item) for item in value] if isinstance(value, tuple | list) else value


def to_short_json(settings: Any) -> str:
    """The fields that differ from their defaults, as one line of JSON, which `from_json` reads.

    In a part, too, only the fields are written that differ from the part's default.

    >>> from ganviz.toy import ToySettings
    >>> to_short_json(ToySettings(k=3))
    '{"k": 3}'
    """
    return json.dumps(_beside(settings, type(settings)()), ensure_ascii=False)


def _beside(settings: Any, default: Any) -> dict[str, Any]:
    """Field -> value, for the fields that differ from those of ``default``."""
    found = {}
    for f in fields(settings):
        value, usual = getattr(settings, f.name), getattr(default, f.name)
        if value != usual:
            short = is_dataclass(value) and not _is_kind(type(value))
            found[f.name] = _beside(value, usual) if short else plain(value)
    return found


def from_json(cls: type[S], text: str) -> S:
    """The dataclass ``cls`` that ``text`` describes; missing fields have their defaults.

    Raises:
        ValueError: not a JSON object, an unknown field (the nearest is suggested), a bad value, or
            a missing field without a default.
    """
    try:
        given = json.loads(text)
    except json.JSONDecodeError as error:
        raise _check.refuse("settings", text, "rule_json_object_but", error=error) from error
    return _build(cls, "settings", given, None)


def _build(cls: Any, name: str, given: Any, base: Any) -> Any:
    """A dataclass from a JSON object; missing fields are as in ``base``, or have their defaults."""
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
    """The value of a field: a dataclass, a tuple of dataclasses, or a plain value."""
    if is_dataclass(hint) or _is_kind(hint):
        return _build(hint, name, value, usual)
    if is_dataclass(usual) and isinstance(value, dict):  # the hint is no class: use the default's
        return _build(type(usual), name, value, usual)
    first, *_ = (*get_args(hint), None)
    if is_dataclass(first) or _is_kind(first):
        if not isinstance(value, list):
            raise _check.refuse(name, value, "rule_list")
        return tuple(_build(first, f"{name}[{i}]", each, None) for i, each in enumerate(value))
    return value


def _is_kind(hint: Any) -> bool:
    """Whether a part may be one of several classes: see `ganviz.settings.Kind`."""
    return isinstance(hint, type) and hasattr(hint, "kinds")


def _default(f: Field) -> Any:
    """The default of a field; None if it has none."""
    if f.default_factory is not MISSING:
        return f.default_factory()
    return None if f.default is MISSING else f.default


def change_by_text(settings: S, changes: Iterable[str]) -> S:
    """A copy of settings with changes ``path=value``, made one after the other.

    A field with a control is read by it; other fields are JSON, or the name of a part's class.

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
    """The value that ``text`` stands for at a path."""
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
