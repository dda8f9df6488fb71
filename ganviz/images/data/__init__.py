"""Images as uint8 arrays in memory, from named sets, folders and archives, through one loader.

>>> data = load("digits", "test")
>>> data.images.shape, data.images.dtype.name, data.classes[3]
((176, 8, 8, 1), 'uint8', '3')
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ganviz import _check
from ganviz.images.data import digits, mnist
from ganviz.images.data.container import DataError, ImageData
from ganviz.images.data.resize import resize

__all__ = ["SOURCES", "DataError", "ImageData", "load"]

# Name of a set -> its loader, which takes the split and the folder of all sets.
SOURCES: dict[str, Callable[[str, str | Path | None], ImageData]] = {
    "digits": lambda split, root: digits.load(split),
    "mnist": mnist.load,
}


def load(
    source: str | Path,
    split: str = "train",
    *,
    root: str | Path | None = None,
    size: int | None = None,
) -> ImageData:
    """Load a split.

    >>> load("digits", size=16).images.shape
    (1444, 16, 16, 1)
    """
    if size is not None:
        _check.integer("size", size, at_least=1)
    name = _check.one_of("source", source, SOURCES)
    data = SOURCES[name](split, root)
    return data if size is None else replace(data, images=resize(data.images, size))
