"""Images as uint8 arrays in memory: named data sets, and folders and archives of images.

Named data sets are in the folder ``root=``, by default that of the environment variable
GANVIZ_DATA, or else the user's cache. Files that are there are not downloaded again.

>>> data = load("digits", "test")
>>> data.images.shape, data.images.dtype.name, data.classes[3]
((176, 8, 8, 1), 'uint8', '3')
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ganviz import _check
from ganviz.images.data import cifar10, digits, mnist, pictures, tfd
from ganviz.images.data.container import DataError, ImageData, resize

__all__ = ["SOURCES", "DataError", "ImageData", "absolute", "load"]

Root = str | Path | None

# Name of a data set -> its loader, which takes the split, the root and the size.
SOURCES: dict[str, Callable[[str, Root, int | None], ImageData]] = {
    "cifar10": lambda split, root, size: cifar10.load(split, root),
    "digits": lambda split, root, size: digits.load(split),
    "mnist": lambda split, root, size: mnist.load(split, root),
    "tfd": tfd.load,
}


def load(
    source: str | Path, split: str = "train", *, root: Root = None, size: int | None = None
) -> ImageData:
    """Load one split of a data set into memory.

    Args:
        source: a name from :data:`SOURCES`, or the path of a folder or zip of images, of
            CIFAR-10's archive or its unpacked folder, of a .mat file of TFD, or of a folder with
            IDX files named like MNIST's (such as Fashion-MNIST or KMNIST).
        split: "train", "validation", "test" or "train+validation" for the labelled sets;
            "unlabelled" or "train-1" to "test-5" for TFD. A folder of images is all "train", unless
            it has folders "train" and "validation" (or "val") or "test". See the loaders.
        root: the folder of the named data sets, see above; not used if ``source`` is a path.
        size: height and width in pixels to which the largest central square of each image is
            resampled (bicubic). None for no change.

    Returns:
        ImageData with images uint8 (n, h, w, c).

    Raises:
        ValueError: an unknown source or split, or (its subclass DataError, which names the file and
            the reason) files that are missing, damaged or of another kind.

    >>> load("digits", size=16).images.shape
    (1444, 16, 16, 1)
    """
    if size is not None:
        _check.integer("size", size, at_least=1)
    data = _load(source, split, root, size)
    return data if size is None else replace(data, images=resize(data.images, size))


def absolute(source: str) -> str:
    """An existing path as an absolute one; names of data sets and other paths are unchanged."""
    path = Path(source).expanduser()
    named = not source or source in SOURCES
    return source if named or not path.exists() else str(path.resolve())


def _load(source: str | Path, split: str, root: Root, size: int | None) -> ImageData:
    if source in SOURCES:
        return SOURCES[str(source)](split, root, size)
    path = Path(source).expanduser()
    if not path.exists():
        raise _check.refuse("source", str(source), "rule_source", sources=", ".join(SOURCES))
    if mnist.is_idx_folder(path):
        return mnist.load_folder(path, split)
    if cifar10.is_cifar10(path):
        return cifar10.load_path(path, split)
    if path.suffix.lower() == ".mat":
        return tfd.load_file(path, split)
    return pictures.load(path, split, size)
