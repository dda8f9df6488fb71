"""Every public name of ganviz with its signature, as JSON: ``python tests/tools/public_names.py``.

A public name stands in the ``__all__`` of the package or of one of its subpackages, or is a public
method or property of a class that does. ``tests/data/public_names.json`` is what this printed for
release 0.1.0; `tests/test_public_names.py` compares. Annotations are left out: a call that worked
goes on working when a class has moved to another file.
"""

import functools
import importlib
import inspect
import json
import pkgutil
from collections.abc import Mapping
from dataclasses import is_dataclass
from types import ModuleType
from typing import Any

import ganviz


def public_names() -> dict[str, str]:
    """Dotted name -> signature, ``"keys: a, b"``, ``"module"``, ``"property"`` or ``"value"``."""
    names: dict[str, str] = {}
    for module in _modules():
        for name in module.__all__:
            found = getattr(module, name)
            path = f"{module.__name__}.{name}"
            names[path] = described(found)
            if inspect.isclass(found):
                for member in _members(found):
                    names[f"{path}.{member}"] = described(inspect.getattr_static(found, member))
    return dict(sorted(names.items()))


def described(found: Any) -> str:
    """What kind of thing this is; of what can be called, how.

    >>> described(lambda x, /, n=3, *, loud=False: x)
    '(x, /, n=3, *, loud=False)'
    """
    if isinstance(found, ModuleType):
        return "module"
    if isinstance(found, property | functools.cached_property):
        return "property"
    if isinstance(found, classmethod):
        found = functools.partial(found.__func__, None)  # called without its class
    if isinstance(found, staticmethod):
        found = found.__func__
    keyed = isinstance(found, Mapping | tuple | list) and len(found) > 0
    if keyed and all(isinstance(key, str) for key in found):
        return f"keys: {', '.join(sorted(found))}"
    if not callable(found):
        return "value"
    try:
        signature = inspect.signature(found)
    except ValueError:
        return "callable"
    parameters = [
        p.replace(annotation=p.empty, default=p.empty if p.default is p.empty else _Text(p.default))
        for p in signature.parameters.values()
    ]
    return str(signature.replace(parameters=parameters, return_annotation=signature.empty))


class _Text:
    """A default whose repr is the same in every process."""

    def __init__(self, value: Any) -> None:
        if repr(value) == "<factory>" or is_dataclass(value):
            self.text = "..."  # settings within settings, however their default is made
            return
        ordered = isinstance(value, set | frozenset) and len(value) > 0
        self.text = f"{{{', '.join(map(repr, sorted(value)))}}}" if ordered else repr(value)
        if " at 0x" in self.text:
            self.text = getattr(value, "__qualname__", type(value).__name__)

    def __repr__(self) -> str:
        return self.text


def _modules() -> list[ModuleType]:
    """ganviz and every public subpackage or module below it that says what it offers."""
    found = [ganviz]
    for info in pkgutil.walk_packages(ganviz.__path__, "ganviz."):
        if not any(part.startswith("_") for part in info.name.split(".")):
            module = importlib.import_module(info.name)
            if hasattr(module, "__all__"):
                found.append(module)
    return found


def _members(cls: type) -> list[str]:
    """Public methods and properties that a class of ours defines or inherits from one of ours."""
    own = [base for base in cls.__mro__ if base.__module__.split(".")[0] == "ganviz"]
    names = {name for base in own for name in vars(base) if not name.startswith("_")}
    return sorted(
        name
        for name in names
        if described(inspect.getattr_static(cls, name)).startswith(("(", "property"))
    )


if __name__ == "__main__":
    print(json.dumps(public_names(), indent=0, ensure_ascii=False))
