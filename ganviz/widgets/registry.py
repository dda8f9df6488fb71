"""Closes the explorers of a cell when the cell runs again."""

from collections.abc import Hashable
from typing import Any, Protocol


class Closable(Protocol):
    """An object that must be closed when its cell runs again, such as a player or a widget."""

    def close(self) -> Any:
        """End it."""


_claims: dict[Hashable, tuple[Closable, ...]] = {}


def cell_key(name: str) -> tuple[str, str | None]:
    """The name of an explorer and the id of the running cell, None if that is not known.

    >>> cell_key("figure1")
    ('figure1', None)
    """
    try:
        from IPython.core.getipython import get_ipython

        parent = get_ipython().get_parent()  # type: ignore[union-attr]
        return name, parent["metadata"].get("cellId")
    except (ImportError, AttributeError, KeyError):
        return name, None


def claim(key: Hashable, *things: Closable) -> None:
    """Store ``things`` under ``key``, and close those that were stored there before.

    >>> class Thing:
    ...     def close(self): print("closed")
    >>> claim("example", Thing())
    >>> claim("example")
    closed
    """
    for thing in _claims.pop(key, ()):
        thing.close()
    _claims[key] = things
