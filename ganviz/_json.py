"""Settings as short JSON text: any frozen dataclass of plain values, nested ones included."""

import json
from dataclasses import asdict, fields, is_dataclass
from typing import Any, TypeVar, get_type_hints

from ganviz import _check

S = TypeVar("S")


def to_json(settings: Any) -> str:
    """Return a dataclass as one line of JSON.

    >>> from ganviz.toy import ToySettings
    >>> to_json(ToySettings())[:32]
    '{"objective": "non_saturating", '
    """
    return json.dumps(asdict(settings), ensure_ascii=False)


def from_json(cls: type[S], text: str) -> S:
    """Return the dataclass ``cls`` that ``text`` describes; what it leaves out keeps its default.

    Raises:
        ValueError: not a JSON object, an unknown field (the nearest is suggested), a bad value.
    """
    try:
        given = json.loads(text)
    except json.JSONDecodeError as error:
        raise _check.refuse("settings", text, f"a JSON object ({error})") from error
    return _build(cls, "settings", given)


def _build(cls: Any, name: str, given: Any) -> Any:
    if not isinstance(given, dict):
        raise _check.refuse(name, given, "a JSON object")
    hints = get_type_hints(cls)
    for key in given:
        _check.one_of(name, key, [field.name for field in fields(cls)])
    return cls(
        **{
            key: _build(hints[key], key, value) if is_dataclass(hints[key]) else value
            for key, value in given.items()
        }
    )
