"""Nested frozen dataclasses as JSON, and changed field by field from text.

A dataclass whose field may hold one of several classes (a kind of network, of layer, of optimiser)
writes the class down under "kind".
"""

import json
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from typing import Any, Union, get_args, get_origin, get_type_hints

from ganviz import _check
from ganviz.images.networks import (
    DCGANDiscriminator,
    DCGANGenerator,
    Deconvolution,
    Dense,
    Maxout,
    MaxoutConvolution,
    Stack,
)
from ganviz.images.optimizers import Adam, Momentum

KINDS: dict[str, type] = {
    kind.__name__: kind
    for kind in (
        Adam,
        DCGANDiscriminator,
        DCGANGenerator,
        Deconvolution,
        Dense,
        Maxout,
        MaxoutConvolution,
        Momentum,
        Stack,
    )
}
"""The classes that a recipe may hold, by name."""


def to_plain(value: Any) -> Any:
    """Dataclasses, tuples and plain values as dicts, lists and plain values."""
    if is_dataclass(value):
        kind = {"kind": type(value).__name__} if type(value) in KINDS.values() else {}
        return kind | {f.name: to_plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    return value


def from_plain(cls: type, given: Any, name: str) -> Any:
    """An instance of ``cls``, or of the kind that ``given`` names, out of :func:`to_plain`'s form.

    Raises:
        ValueError: an unknown field or kind (the nearest one is named), or a value that is refused.
    """
    if not isinstance(given, Mapping):
        raise _check.refuse(name, given, f"a JSON object with the fields of {cls.__name__}")
    given = dict(given)
    kinds = _kinds(cls)
    if kinds:
        cls = KINDS[_check.one_of(f"{name}.kind", given.pop("kind", None), kinds)]
    hints = get_type_hints(cls)
    known = [f.name for f in fields(cls)]
    for key in given:
        _check.one_of(f"{name} field", key, known)
    missing = [f.name for f in fields(cls) if f.default is MISSING and f.name not in given]
    if missing:
        raise _check.refuse(name, given, f"given with its {', '.join(missing)}")
    return cls(**{key: _convert(hints[key], v, f"{name}.{key}") for key, v in given.items()})


def _kinds(cls: Any) -> list[str]:
    """The names of the classes that a field of type ``cls`` may hold."""
    return [name for name, kind in KINDS.items() if isinstance(cls, type) and issubclass(kind, cls)]


def _convert(hint: Any, value: Any, name: str) -> Any:
    """``value``, as JSON gives it, as the type that a field asks for."""
    if isinstance(value, Mapping) and _kinds(hint):
        return from_plain(hint, value, name)
    if isinstance(value, list) and get_origin(hint) is tuple:
        inner = get_args(hint)[0]
        return tuple(_convert(inner, v, f"{name}[{i}]") for i, v in enumerate(value))
    if get_origin(hint) in (Union, types.UnionType):
        chosen = next(arm for arm in get_args(hint) if arm is not type(None))
        return None if value is None else _convert(chosen, value, name)
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if (
        isinstance(hint, type)
        and isinstance(value, hint)
        and isinstance(value, bool) == (hint is bool)
    ):
        return value
    raise _check.refuse(name, value, f"{_words(hint)}")


def _words(hint: Any) -> str:
    plain = {int: "a whole number", float: "a number", bool: "true or false", str: "text"}
    return plain.get(hint, f"of type {getattr(hint, '__name__', hint)}")


def override(settings: Any, path: str, text: str, name: str = "") -> Any:
    """A copy of ``settings`` in which the field at ``path`` is what ``text`` says.

    Args:
        settings: a dataclass.
        path: a field, or fields and positions with dots: ``generator.layers.0.units``.
        text: read as the type of the field.
        name: what to call the settings in a refusal.

    Raises:
        ValueError: an unknown field (the nearest one is named), or text of the wrong type.

    >>> override(Adam(), "beta1", "0.9")
    Adam(beta1=0.9, beta2=0.999, eps=1e-08, decay=1.0)
    >>> override(Adam(), "beta_1", "0.9")
    Traceback (most recent call last):
        ...
    ganviz.Refusal: field = 'beta_1' is not allowed: ... (did you mean 'beta1'?)
    """
    head, _, rest = path.partition(".")
    if isinstance(settings, tuple):
        index = int(head) if head.isdigit() else -1
        allowed = [str(i) for i in range(len(settings))]
        _check.one_of(f"{name or 'list'} position", head, allowed)
        changed = override(settings[index], rest, text, path)
        return (*settings[:index], changed, *settings[index + 1 :])
    if not is_dataclass(type(settings)):
        raise _check.refuse("field", f"{name}.{path}", f"{name} alone: it has no fields")
    known = [f.name for f in fields(settings)]
    _check.one_of("field" if not name else f"{name} field", head, known)
    if rest:
        return replace(settings, **{head: override(getattr(settings, head), rest, text, head)})
    return replace(settings, **{head: _parse(get_type_hints(type(settings))[head], text, head)})


def _parse(hint: Any, text: str, name: str) -> Any:
    if hint is str:
        return text
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise _check.refuse(name, text, _words(hint)) from error
    return _convert(hint, value, name)
