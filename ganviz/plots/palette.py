"""The colours of names such as "@data" and "@generator/0.35", in a light and a dark theme.

Pictures contain names of roles instead of colours. ``palette.json`` has the colours, also for the
page's JavaScript: those of the paper's Figure 1 in the palette of Okabe and Ito, which people with
common colour vision deficiencies can distinguish, and similar ones for a dark background.
"""

import json
import re
from pathlib import Path
from typing import Any

from ganviz import _check

PALETTES: dict[str, dict[str, str]] = json.loads(
    Path(__file__).with_suffix(".json").read_text(encoding="utf-8")
)
"""Theme -> role -> "#rrggbb"."""

_NAME = re.compile(r"@(\w+)(?:/([\d.]+))?")


def css(name: str, theme: str = "light") -> str:
    """The CSS colour of a name.

    Args:
        name: "@" and a role of `PALETTES`; optionally a slash and an opacity in [0, 1].
        theme: "light" or "dark".

    Raises:
        ValueError: an unknown role or theme.

    >>> css("@generator"), css("@generator/0.35"), css("@ground", "dark")
    ('#009E73', 'rgba(0,158,115,0.35)', '#111111')
    """
    palette = PALETTES[_check.one_of("theme", theme, PALETTES)]
    found = _NAME.fullmatch(name)
    role, opacity = found.groups() if found else (name, None)
    color = palette[_check.one_of("name", role, palette)]
    if opacity is None:
        return color
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def painted(value: Any, theme: str = "light") -> Any:
    """A picture, or a part of one, with the colours of a theme instead of their names.

    >>> painted({"line": {"color": "@data"}, "name": "p"})
    {'line': {'color': '#000000'}, 'name': 'p'}
    """
    if isinstance(value, dict):
        return {key: painted(each, theme) for key, each in value.items()}
    if isinstance(value, list):
        return [painted(each, theme) for each in value]
    if isinstance(value, str) and value.startswith("@"):
        return css(value, theme)
    return value
