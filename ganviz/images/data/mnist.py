"""MNIST (LeCun, Cortes, Burges), and whatever else comes as the same four IDX files."""

import hashlib
from pathlib import Path

import numpy as np

from ganviz import _check
from ganviz.images.data import idx
from ganviz.images.data.container import ImageData, damaged
from ganviz.images.data.fetch import fetch, find, home
from ganviz.images.data.splits import SPLITS

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
_SLICES = {
    "train": slice(0, VALIDATION_FROM),
    "validation": slice(VALIDATION_FROM, None),
    "test": slice(None),
    "train+validation": slice(None),
}


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
    images, labels = idx.read(images_path, 3), idx.read(labels_path, 1)
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
    content = hashlib.sha256(idx.header(array.shape))
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
