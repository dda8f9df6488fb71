"""Every word that a widget shows, in one catalogue: the `TEXTS` of a folder for each language."""

import difflib

from ganviz import _check
from ganviz.texts import en

LANGUAGES: dict[str, dict[str, str]] = {"en": en.TEXTS}

_language = LANGUAGES["en"]


def set_language(name: str) -> None:
    """Show the texts of this language in the widgets that are made from now on.

    >>> set_language("en")
    >>> set_language("eng")
    Traceback (most recent call last):
        ...
    ValueError: language = 'eng' is not allowed: it must be one of en (did you mean 'en'?)
    """
    global _language
    _language = LANGUAGES[_check.one_of("language", name, LANGUAGES)]


def text(key: str, **values: object) -> str:
    """The text of this key, its ``{names}`` filled in.

    >>> text("play")
    'Play'
    >>> text("paly")
    Traceback (most recent call last):
        ...
    ValueError: text = 'paly' is not allowed: it must be a key of the catalogue, such as 'play'
    """
    if key not in _language:
        near = difflib.get_close_matches(key, _language, n=1, cutoff=0.0)
        raise _check.refuse("text", key, f"a key of the catalogue, such as {near[0]!r}")
    return _language[key].format(**values)


def decimal(value: float, digits: int = 4) -> str:
    """A number for the eye: a fixed count of decimals, a true minus sign, a dash for nan.

    >>> decimal(-1.3862943611)
    '−1.3863'
    """
    return "–" if value != value else f"{value:.{digits}f}".replace("-", "−")
