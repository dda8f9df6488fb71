"""What the names of colours stand for: "@data", "@generator/0.35" and so on, by light and by dark.

A picture names roles, never colours. ``palette.json`` holds the values of both palettes, for the
page's JavaScript too: those of the paper's Figure 1, by Okabe and Ito, which people with the common
colour deficiencies tell apart, and their like on a dark ground.
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
    """Return the CSS colour of a name, such as "@data" or, with an opacity, "@data/0.35".

    Args:
        name: "@" and a role of `PALETTES`; after a slash its opacity in [0, 1].
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
    """Return a picture, or a part of one, with the colours of a theme in place of their names.

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
