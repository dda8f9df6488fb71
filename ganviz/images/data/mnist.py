"""MNIST (LeCun, Cortes, Burges), and whatever else comes as the same four IDX files.

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

MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist",
    "https://storage.googleapis.com/cvdf-datasets/mnist",
)
# SHA-256 of the content, not of the .gz: the same content is compressed in different ways.
SHA256 = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
# The paper trains on the first 50,000 and picks sigma on the rest.
VALIDATION_FROM = 50_000
_SLICES = parts_of_file(VALIDATION_FROM)


_UNSIGNED_BYTES = 0x08
_MOST_BYTES = 1 << 33


def load(split: str, root: str | Path | None) -> ImageData:
    """MNIST: 28x28 grey, ten digits.

    Splits: ``"train"`` is images 0..49,999 of the training file, ``"validation"`` 50,000..59,999,
    ``"train+validation"`` all 60,000, ``"test"`` the 10,000 of the test file. The files are sought
    in ``root`` and in its folder ``mnist``, with or without .gz, and fetched into the latter.

    Raises:
        ValueError: a wrong split, or a file that is missing, damaged or not MNIST's.
    """
    _check.one_of("split", split, SPLITS)
    names, folder = _names(split), home(root)
    paths = [_find_or_fetch(name, folder) for name in names]
    arrays = read_pair(*paths)
    for name, path, array in zip(names, paths, arrays, strict=True):
        _check_content(path, array, SHA256[name])
    return _data(f"mnist {split}", *(array[_SLICES[split]] for array in arrays))


def load_folder(folder: Path, split: str) -> ImageData:
    """Four files that are named and built like MNIST's: splits ``"train"`` and ``"test"``, whole.

    Raises:
        ValueError: a wrong split, or a file that is missing or damaged.
    """
    _check.one_of("split", split, ("train", "test"))
    paths = []
    for name in _names(split):
        path = find([folder], (name, f"{name}.gz"))
        if path is None:
            raise damaged(folder / name, "it is missing, with and without .gz")
        paths.append(path)
    return _data(f"{folder.name} {split}", *read_pair(*paths))


def is_idx_folder(folder: Path) -> bool:
    """Whether the folder holds a file under one of MNIST's names."""
    return find([folder], [name + end for name in SHA256 for end in ("", ".gz")]) is not None


def read_pair(images_path: Path, labels_path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Images (n, h, w) and labels (n,), both uint8, of two IDX files that belong together.

    Raises:
        DataError: a damaged file, or a different number of images and labels.
    """
    images, labels = read_idx(images_path, 3), read_idx(labels_path, 1)
    if len(images) != len(labels):
        raise damaged(
            labels_path,
            f"it holds {len(labels):,} labels, but {images_path.name} {len(images):,} images",
        )
    return images, labels


def _names(split: str) -> list[str]:
    """The names of the images and of the labels that hold the split."""
    return [name for name in SHA256 if name.startswith("t10k" if split == "test" else "train")]


def _find_or_fetch(name: str, folder: Path) -> Path:
    found = find([folder / "mnist", folder], (name, f"{name}.gz"))
    return found or fetch(
        f"{name}.gz", MIRRORS, SHA256[name], folder / "mnist", gzipped_content=True
    )


def _check_content(path: Path, array: np.ndarray, sha256: str) -> None:
    content = hashlib.sha256(idx_header(array.shape))
    content.update(array.data)
    if content.hexdigest() != sha256:
        raise damaged(
            path,
            f"its content, of shape {array.shape}, is not MNIST's (SHA-256 {content.hexdigest()}, "
            f"not {sha256}); another data set in these files is loaded by the path of its folder",
        )


def _data(name: str, images: np.ndarray, labels: np.ndarray) -> ImageData:
    classes = tuple(str(k) for k in range(int(labels.max()) + 1))
    return ImageData(name, images[..., None], labels.astype(np.int64), classes)


def read_idx(path: Path, ndim: int) -> np.ndarray:
    """The array of an IDX file of unsigned bytes, compressed by gzip or not.

    Args:
        path: of the file; whether it is compressed is seen from its content.
        ndim: axes that it must have: 3 for images, 1 for labels.

    Returns:
        uint8 array of the shape that the file states.

    Raises:
        DataError: a damaged gzip stream, another magic number, or more or fewer bytes than stated.
    """
    with path.open("rb") as raw:
        compressed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        if not compressed:
            return _parse(raw, path, ndim)
        try:
            with gzip.GzipFile(fileobj=raw) as unpacked:
                return _parse(unpacked, path, ndim)
        except EOFError as error:
            raise damaged(path, "the gzip stream is cut short") from error
        except (gzip.BadGzipFile, zlib.error) as error:
            raise damaged(path, f"the gzip stream is damaged ({error})") from error


def idx_header(shape: tuple[int, ...]) -> bytes:
    """The bytes before the data of an IDX file of unsigned bytes.

    >>> idx_header((5,)).hex(" ", 4)
    '00000801 00000005'
    """
    return np.array([_magic(len(shape)), *shape], dtype=">i4").tobytes()


def _magic(ndim: int) -> int:
    return (_UNSIGNED_BYTES << 8) + ndim


def _parse(stream: BufferedIOBase, path: Path, ndim: int) -> np.ndarray:
    start = stream.read(4 + 4 * ndim)
    magic = int.from_bytes(start[:4], "big")
    if len(start) < 4 + 4 * ndim:
        raise damaged(path, f"it holds {len(start)} bytes, too few for an IDX header")
    if magic != _magic(ndim):
        raise damaged(
            path, f"its magic number is {magic}, not {_magic(ndim)} (unsigned bytes, {ndim} axes)"
        )
    shape = tuple(int(n) for n in np.frombuffer(start[4:], dtype=">u4"))
    size = math.prod(shape)
    if not 0 < size <= _MOST_BYTES:
        raise damaged(path, f"its header states the shape {shape}: empty or absurdly large")
    data = stream.read(size + 1)
    if len(data) != size:
        held = f"only {len(data):,}" if len(data) < size else "more"
        raise damaged(path, f"its header states {shape}, {size:,} bytes, but {held} follow")
    # A writable copy: torch shares memory with writable arrays only.
    return np.frombuffer(data, dtype=np.uint8).reshape(shape).copy()
