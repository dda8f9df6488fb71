"""All texts of the page and of refusals: TOML files, a folder per language, a file per explorer.

A key must be in one file of its language only. In a text, ``{names}`` are blanks that `text` fills
in, with Python's formats for numbers, ``{jsd:.4f}``. A line break counts as a space; a list is a
text of several lines.
"""

import difflib
import re
import string
import tomllib
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ganviz import _check

FOLDER = Path(__file__).parent
LANGUAGES = tuple(sorted(path.name for path in FOLDER.iterdir() if any(path.glob("*.toml"))))
"""The languages that have a folder here."""

ENGLISH = "en"
PAGE = "page"
"""The file of the texts that the page's JavaScript shows by itself."""

_language = ENGLISH


def set_language(name: str) -> None:
    """Use the texts of this language from now on.

    >>> set_language("en")
    >>> set_language("eng")
    Traceback (most recent call last):
        ...
    ganviz.Refusal: language = 'eng' is not allowed: it must be one of en (did you mean 'en'?)
    """
    global _language
    _language = _check.one_of("language", name, LANGUAGES)


def language() -> str:
    """The language that is used now.

    >>> language()
    'en'
    """
    return _language


def text(key: str, **values: object) -> str:
    """The text of this key in the current language, with its ``{names}`` filled in.

    Without values the text is not changed, since formulas may contain braces. Numbers whose blank
    has a format are written by `number`.

    >>> text("play")
    'Play'
    >>> text("at_step", step=3)
    'step 3'
    >>> text("paly")
    Traceback (most recent call last):
        ...
    ganviz.Refusal: text = 'paly' is not allowed: it must be a key of the catalogue, such as 'play'
    """
    words = catalogue(_language)
    if key not in words:
        near = difflib.get_close_matches(key, words, n=1, cutoff=0.0)
        raise _check.refuse("text", key, "rule_known_text", near=near[0])
    return _BLANKS.vformat(words[key], (), values) if values else words[key]


def page_words() -> dict[str, str]:
    """Key -> text, with unfilled blanks, for the texts that the page's JavaScript shows by itself.

    >>> page_words()["kernel_gone"]
    'The kernel has stopped: run the cell again.'
    """
    return {key: catalogue(_language)[key] for key in _read(FOLDER / ENGLISH)[PAGE]}


@cache
def catalogue(language: str) -> MappingProxyType[str, str]:
    """Key -> text of a language; in English if the language does not have the key."""
    own = _flat(_read(FOLDER / language))
    return MappingProxyType(own if language == ENGLISH else {**catalogue(ENGLISH), **own})


def missing(language: str) -> list[str]:
    """The keys that a language does not have, and whose English text is shown.

    >>> missing("en")
    []
    """
    return sorted(catalogue(ENGLISH).keys() - _flat(_read(FOLDER / language)).keys())


@cache
def _read(folder: Path) -> dict[str, dict[str, str]]:
    """Name of a file -> its texts by key."""
    files = sorted(folder.rglob("*.toml"))
    return {
        file.relative_to(folder).with_suffix("").as_posix(): {
            key: _plain(words)
            for key, words in tomllib.loads(file.read_text(encoding="utf-8")).items()
        }
        for file in files
    }


def _plain(words: str | list[str]) -> str:
    if isinstance(words, list):
        return "\n".join(map(_plain, words))
    return re.sub(r"\s*\n\s*", " ", words.strip("\n"))


def _flat(files: dict[str, dict[str, str]]) -> dict[str, str]:
    """The texts of all files by key.

    Raises:
        ValueError: a key is in two files.
    """
    texts: dict[str, str] = {}
    for name, part in files.items():
        if twice := texts.keys() & part.keys():
            raise ValueError(f"the key {min(twice)!r} of {name}.toml stands in another file too")
        texts |= part
    return texts


def number(value: float, form: str) -> str:
    """A number in a Python format, with the typographic minus sign, – for nan, ∞, and no −0.

    After the sign that ``+`` asks for stands a space, as in a formula. After ``~`` a number is not
    rounded to 0: where no decimal would be left, it has one digit and a power of ten.

    >>> number(-1.3862943611, ".4f"), number(-0.00001, ".4f"), number(1.2e-06, ".2g")
    ('−1.3863', '0.0000', '1.2e−06')
    >>> number(0.25, "+.1f"), number(2e-17, "~.4f"), number(0, "~.4f")
    ('+ 0.2', '2e−17', '0.0000')
    """
    if value != value:
        return "–"
    sign, plain = "+" * form.startswith("+"), form.lstrip("+~")
    said = format(value, f"{sign}z{plain}" if form[-1] in "efg%" else plain)
    if form.startswith("~") and value and not float(said):
        said = f"{value:.0e}"
    if sign:
        said = f"{said[0]} {said[1:]}"
    return said.replace("-", "−").replace("inf", "∞")


def decimal(value: float, digits: int = 4) -> str:
    """A number with this number of decimals, written by `number`.

    >>> decimal(-1.3862943611), decimal(float("inf"))
    ('−1.3863', '∞')
    """
    return number(value, f".{digits}f")


def duration(seconds: float) -> str:
    """A time for the eye, to the second; a dash for nan.

    >>> duration(35), duration(3725), duration(float("nan"))
    ('0:35', '1:02:05', '–')
    """
    if seconds != seconds:
        return "–"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class _Blanks(string.Formatter):
    """Fills in the blanks of a text."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, str) or not format_spec:
            return format(value, format_spec)  # a path keeps its hyphens
        return number(value, format_spec)


_BLANKS = _Blanks()
