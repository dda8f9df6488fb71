"""MNIST (LeCun, Cortes, Burges), and other data sets that come as the same four IDX files.

IDX: a magic number, the shape (big endian), then the bytes. Source:
http://yann.lecun.com/exdb/mnist/, "The IDX file format".
"""

import gzip
import hashlib
import math
import zlib
from io import BufferedIOBase
from pathlib import Path

import numpy as np

from ganviz import _check
from ganviz.images.data.container import SPLITS, ImageData, damaged, parts_of_file
from ganviz.images.data.fetch import fetch, find, home
from ganviz.texts import text

MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist",
    "https://storage.googleapis.com/cvdf-datasets/mnist",
)
# SHA-256 of the content, not of the .gz, since mirrors compress it in different ways.
SHA256 = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
# The paper trains on the first 50,000 and chooses sigma on the rest.
VALIDATION_FROM = 50_000
_SLICES = parts_of_file(VALIDATION_FROM)


_UNSIGNED_BYTES = 0x0800  # the magic number of an IDX file is this plus its number of axes
_MOST_BYTES = 1 << 33


def load(split: str, root: str | Path | None) -> ImageData:
    """MNIST: 28x28 grey, ten digits.

    Splits: ``"train"`` is images 0..49,999 of the training file, ``"validation"`` 50,000..59,999,
    ``"train+validation"`` all 60,000, ``"test"`` the 10,000 of the test file. The files are
    searched in ``root`` and in its folder ``mnist``, with or without .gz; otherwise they are
    downloaded into ``mnist``.

    Raises:
        ValueError: a wrong split, or a file that is missing, damaged or not MNIST's.
    """
    _check.one_of("split", split, SPLITS)
    above = home(root)
    folder, paths = above / "mnist", {}
    for name in _names(split):
        found = find([folder, above], (name, f"{name}.gz"))
        paths[name] = found or fetch(
            f"{name}.gz", MIRRORS, SHA256[name], folder, gzipped_content=True
        )
    arrays = read_pair(*paths.values())
    for (name, path), array in zip(paths.items(), arrays, strict=True):
        content = hashlib.sha256(idx_header(array.shape))
        content.update(array.data)
        if (found := content.hexdigest()) != SHA256[name]:
            hashes = {"found": found, "sha256": SHA256[name]}
            raise damaged(path, text("data_not_mnist", shape=array.shape, **hashes))
    return _data(f"mnist {split}", *(array[_SLICES[split]] for array in arrays))


def load_folder(folder: Path, split: str) -> ImageData:
    """Four files with MNIST's names and format; the splits are ``"train"`` and ``"test"``.

    Raises:
        ValueError: a wrong split, or a file that is missing or damaged.
    """
    _check.one_of("split", split, ("train", "test"))
    paths = []
    for name in _names(split):
        path = find([folder], (name, f"{name}.gz"))
        if path is None:
            raise damaged(folder / name, text("data_idx_missing"))
        paths.append(path)
    return _data(f"{folder.name} {split}", *read_pair(*paths))


def is_idx_folder(folder: Path) -> bool:
    """Whether the folder has a file with one of MNIST's names."""
    return find([folder], [name + end for name in SHA256 for end in ("", ".gz")]) is not None


def read_pair(images_path: Path, labels_path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Images (n, h, w) and labels (n,), both uint8, of two IDX files that belong together.

    Raises:
        DataError: a damaged file, or a different number of images and labels.
    """
    images, labels = read_idx(images_path, 3), read_idx(labels_path, 1)
    if len(images) != len(labels):
        counts = {"labels": len(labels), "images": len(images)}
        raise damaged(labels_path, text("data_idx_pair", file=images_path.name, **counts))
    return images, labels


def _names(split: str) -> list[str]:
    """The names of the split's files: images, then labels."""
    return [name for name in SHA256 if name.startswith("t10k" if split == "test" else "train")]


def _data(name: str, images: np.ndarray, labels: np.ndarray) -> ImageData:
    classes = tuple(str(k) for k in range(int(labels.max()) + 1))
    return ImageData(name, images[..., None], labels.astype(np.int64), classes)


def read_idx(path: Path, ndim: int) -> np.ndarray:
    """The array of an IDX file of unsigned bytes, compressed by gzip or not.

    Args:
        path: the file; its first bytes tell whether it is compressed.
        ndim: number of axes that it must have: 3 for images, 1 for labels.

    Returns:
        uint8 array of the shape that the file states.

    Raises:
        DataError: a damaged gzip stream, another magic number, or more or fewer bytes than stated.
    """
    with path.open("rb") as raw:
        compressed = raw.read(2) == b"\x1f\x8b"
    try:
        with gzip.open(path) if compressed else path.open("rb") as stream:
            return _parse(stream, path, ndim)
    except EOFError as error:
        raise damaged(path, text("data_gzip_short")) from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise damaged(path, text("data_gzip_damaged", error=error)) from error


def idx_header(shape: tuple[int, ...]) -> bytes:
    """The bytes before the data of an IDX file of unsigned bytes.

    >>> idx_header((5,)).hex(" ", 4)
    '00000801 00000005'
    """
    return np.array([_UNSIGNED_BYTES + len(shape), *shape], dtype=">i4").tobytes()


def _parse(stream: BufferedIOBase, path: Path, ndim: int) -> np.ndarray:
    """The array of an unpacked IDX file."""
    start, magic = stream.read(4 + 4 * ndim), _UNSIGNED_BYTES + ndim
    if len(start) < 4 + 4 * ndim:
        raise damaged(path, text("data_idx_short", n=len(start)))
    found, *shape = (int(n) for n in np.frombuffer(start, dtype=">u4"))
    if found != magic:
        raise damaged(path, text("data_idx_magic", found=found, magic=magic, ndim=ndim))
    shape, size = tuple(shape), math.prod(shape)
    if not 0 < size <= _MOST_BYTES:
        raise damaged(path, text("data_idx_shape", shape=shape))
    data = stream.read(size + 1)
    if len(data) < size:
        raise damaged(path, text("data_idx_fewer", shape=shape, size=size, held=len(data)))
    if len(data) > size:
        raise damaged(path, text("data_idx_more", shape=shape, size=size))
    # A copy, since torch shares memory with writable arrays only.
    return np.frombuffer(data, dtype=np.uint8).reshape(shape).copy()
