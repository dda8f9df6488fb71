"""Who owns a cell's output: running the cell again closes what its earlier run left behind."""

from collections.abc import Hashable
from typing import Any, Protocol


class Closable(Protocol):
    """A player, a view, a widget: whatever must end when its cell runs again."""

    def close(self) -> Any:
        """End it."""


_claims: dict[Hashable, tuple[Closable, ...]] = {}


def cell_key(name: str) -> tuple[str, str | None]:
    """The name of an explorer and the id of the cell that runs, None where that is not known.

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
    """Keep ``things`` under ``key``, and close those that were kept under it before.

    >>> class Thing:
    ...     def close(self): print("closed")
    >>> claim("example", Thing())
    >>> claim("example")
    closed
    """
    for thing in _claims.pop(key, ()):
        thing.close()
    _claims[key] = things
