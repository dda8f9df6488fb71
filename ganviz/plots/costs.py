"""How the costs of G are drawn: green as all that is G's, told apart by their dashes."""

from collections.abc import Iterable

from ganviz.plots import style
from ganviz.texts import text

TUTORIAL = ("minimax", "non_saturating", "maximum_likelihood")
"""The three costs that the tutorial compares in its Figure 16."""

_DASHES = {"minimax": "dash", "non_saturating": "solid", "maximum_likelihood": "dot"}


def cost_roles(names: Iterable[str]) -> dict[str, style.Role]:
    """Return the look of each cost: green for the tutorial's three, dark for any other."""
    return {
        name: style.Role(
            style.GENERATOR.color if name in _DASHES else style.INK,
            _DASHES.get(name, "solid"),
            text(f"objective_{name}"),
            2.5,
        )
        for name in names
    }


def compared(name: str) -> tuple[str, ...]:
    """Return the tutorial's three costs, and ``name`` where it is another.

    >>> compared("hinge")
    ('minimax', 'non_saturating', 'maximum_likelihood', 'hinge')
    >>> compared("minimax")
    ('minimax', 'non_saturating', 'maximum_likelihood')
    """
    return TUTORIAL if name in TUTORIAL else (*TUTORIAL, name)
