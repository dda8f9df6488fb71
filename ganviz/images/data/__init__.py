"""Images as uint8 arrays in memory, from named sets, folders and archives, through one loader.

Where the named sets lie: in the folder that ``root=`` names, or else the environment variable
GANVIZ_DATA, or else in the user's cache. What is there already is never fetched again.

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

# Name of a set -> its loader, which takes the split, the root and the size.
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
        source: a name out of :data:`SOURCES`, or the path of a folder or zip of images, of
            CIFAR-10's archive or its unpacked folder, of a .mat file of TFD, or of a folder with
            IDX files named like MNIST's (as Fashion-MNIST or KMNIST come).
        split: "train", "validation", "test" or "train+validation" for the labelled sets;
            "unlabelled" or "train-1" to "test-5" for TFD; for images, "train" is everything unless
            a folder "train" lies beside "validation" (or "val") or "test". The loaders in this
            package say what each holds.
        root: the folder of the named sets, see above; a path as ``source`` needs none.
        size: side in pixels to which the images are brought: the largest central square, resampled
            (bicubic). None leaves them.

    Returns:
        ImageData with images uint8 (n, h, w, c).

    Raises:
        ValueError: an unknown source or split, or (as its subclass DataError, which names the file
            and the reason) files that are missing, damaged or not what they should be.

    >>> load("digits", size=16).images.shape
    (1444, 16, 16, 1)
    """
    if size is not None:
        _check.integer("size", size, at_least=1)
    data = _load(source, split, root, size)
    return data if size is None else replace(data, images=resize(data.images, size))


def absolute(source: str) -> str:
    """A source that means the same wherever one stands: names, and what is not there, as given."""
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
