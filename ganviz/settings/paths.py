"""Fields of settings by path: "k", "generator.lr", "layers.0.units"."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from ganviz import _check
from ganviz.settings.controls import Control, controls_of

S = TypeVar("S")


def inside(value: Any) -> dict[str, Any]:
    """Name -> value: the fields of a dataclass, or the dataclasses of a tuple by position."""
    if is_dataclass(value):
        return {f.name: getattr(value, f.name) for f in fields(value)}
    parts = isinstance(value, tuple) and all(map(is_dataclass, value))
    return {str(i): part for i, part in enumerate(value)} if parts else {}


def by_path(settings: Any, prefix: str = "") -> dict[str, Any]:
    """Path -> value of all fields, including those inside parts.

    >>> from ganviz.toy import Noise
    >>> by_path(Noise(dim=3))
    {'kind': 'gaussian', 'dim': 3}
    """
    found: dict[str, Any] = {}
    for name, value in inside(settings).items():
        found |= {prefix + name: value, **by_path(value, f"{prefix}{name}.")}
    return found


def paths(settings: Any) -> list[str]:
    """The paths of all fields, including those inside parts."""
    return list(by_path(settings))


def full_path(settings: Any, path: str) -> str:
    """The full path: "k" becomes "toy.k" if the part toy is the only one with a field k.

    Raises:
        ValueError: there is no such path, or more than one; the nearest is suggested.
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
    if beside := inside(look_up(settings, start)):
        raise _check.refuse_name(f"change of {start}", name, beside)
    raise _check.refuse("changes", path, "rule_no_parts", part=start)


def look_up(settings: Any, path: str) -> Any:
    """The value at a path: ``look_up(toy, "generator.lr")``."""
    return by_path(settings)[full_path(settings, path)]


def control_at(settings: Any, path: str) -> Control | None:
    """The control of the field at a path, if it has one."""
    start, _, name = full_path(settings, path).rpartition(".")
    part = look_up(settings, start) if start else settings
    return controls_of(type(part)).get(name) if is_dataclass(part) else None


def change(settings: S, changes: Mapping[str, Any]) -> S:
    """A copy of settings with changes, path -> value, made and checked together.

    Raises:
        ValueError: an unknown path (the nearest is suggested), or a value that is not allowed.
    """
    return _changed(settings, {full_path(settings, path): v for path, v in changes.items()})


def _changed(settings: Any, changes: Mapping[str, Any]) -> Any:
    """A copy of a dataclass, or a tuple of them, with changes by full path."""
    direct = {path: value for path, value in changes.items() if "." not in path}
    for part in {path.partition(".")[0] for path in changes if "." in path}:
        start = f"{part}."
        inner = {p.removeprefix(start): v for p, v in changes.items() if p.startswith(start)}
        direct[part] = _changed(direct.get(part, inside(settings)[part]), inner)
    if isinstance(settings, tuple):
        return tuple((inside(settings) | direct).values())
    return replace(settings, **direct)


def difference(a: Any, b: Any) -> dict[str, tuple[Any, Any]]:
    """Path -> (value in a, value in b), where two settings of the same class differ.

    >>> from ganviz.toy import ToySettings
    >>> difference(ToySettings(), ToySettings(k=3))
    {'k': (1, 3)}
    """
    found: dict[str, tuple[Any, Any]] = {}
    for name, one in inside(a).items():
        other = inside(b)[name]
        if one != other:
            alike = type(one) is type(other) and inside(one).keys() == inside(other).keys()
            inner = difference(one, other) if alike else {}
            deeper = {f"{name}.{path}": pair for path, pair in inner.items()}
            found |= deeper or {name: (one, other)}
    return found
