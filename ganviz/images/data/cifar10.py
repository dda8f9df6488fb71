"""CIFAR-10 (Krizhevsky 2009) as its authors' binary archive, packed or unpacked.

Source: https://www.cs.toronto.edu/~kriz/cifar.html, "Binary version": records of 3,073 bytes, a
label and then 32x32 levels of red, of green and of blue, row by row; 10,000 records a file.
"""

import gzip
import tarfile
import zlib
from pathlib import Path

import numpy as np

from ganviz import _check
from ganviz.images.data.container import SPLITS, ImageData, damaged, parts_of_file
from ganviz.images.data.fetch import fetch, find, home

CLASSES = (
    *("airplane", "automobile", "bird", "cat", "deer"),
    *("dog", "frog", "horse", "ship", "truck"),
)
MIRRORS = (
    "https://www.cs.toronto.edu/~kriz",
    "https://storage.googleapis.com/s4tf-hosted-binaries/datasets/CIFAR10",
)
ARCHIVE = "cifar-10-binary.tar.gz"
SHA256 = "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"
FOLDER = "cifar-10-batches-bin"
# The paper's released code trains on the first 40,000.
VALIDATION_FROM = 40_000

_TRAIN_FILES = tuple(f"data_batch_{k}.bin" for k in range(1, 6))
_TEST_FILES = ("test_batch.bin",)
_PICKLED = ("cifar-10-python.tar.gz", "cifar-10-batches-py", "data_batch_1", "test_batch")
_SLICES = parts_of_file(VALIDATION_FROM)
_RECORDS = 10_000
_RECORD = 1 + 3 * 32 * 32


def load(split: str, root: str | Path | None) -> ImageData:
    """CIFAR-10: 32x32 RGB, ten classes.

    Splits: ``"train"`` is images 0..39,999 of the five training files, ``"validation"``
    40,000..49,999, ``"train+validation"`` all 50,000, ``"test"`` the 10,000 of the test file. The
    archive or its unpacked folder is sought in ``root`` and in its folder ``cifar10``, and the
    archive is fetched into the latter. A download is checked by its SHA-256, what lies there
    already by its structure.

    Raises:
        ValueError: a wrong split, files that are missing or damaged, or the pickled edition.
    """
    _check.one_of("split", split, SPLITS)
    folder = home(root) / "cifar10"
    places = (folder, home(root))
    found = find([*(p / FOLDER for p in places), *places], _TRAIN_FILES + _TEST_FILES)
    path = found.parent if found else find(places, (ARCHIVE,))
    path = path or find(places, _PICKLED) or fetch(ARCHIVE, MIRRORS, SHA256, folder)
    return load_path(path, split)


def is_cifar10(path: Path) -> bool:
    """Whether the path is CIFAR-10's archive or its unpacked folder, in whichever edition."""
    within = _TRAIN_FILES + _TEST_FILES + _PICKLED
    return path.name in (ARCHIVE, *_PICKLED) or find([path], within) is not None


def load_path(path: Path, split: str) -> ImageData:
    """A split of the archive, or of the folder with its .bin files.

    Raises:
        ValueError: a wrong split, a file that is missing or damaged, or the pickled edition.
    """
    _check.one_of("split", split, SPLITS)
    names = _TEST_FILES if split == "test" else _TRAIN_FILES
    if path.name in _PICKLED or (find([path], _PICKLED) and not find([path], names)):
        raise damaged(
            path,
            "this is the Python edition of CIFAR-10, which is pickled: to unpickle a file is to "
            f"run whatever code it holds. Take the binary edition instead, {ARCHIVE}",
        )
    contents = _read_archive(path, names) if path.is_file() else _read_folder(path, names)
    records = np.concatenate([_records(path, name, contents[name]) for name in names])
    records = records[_SLICES[split]]
    images = records[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
    labels = records[:, 0].astype(np.int64)
    return ImageData(f"cifar10 {split}", np.ascontiguousarray(images), labels, CLASSES)


def _records(path: Path, name: str, content: bytes) -> np.ndarray:
    if len(content) != _RECORDS * _RECORD:
        raise damaged(
            path / name,
            f"it holds {len(content):,} bytes, not {_RECORDS:,} records of {_RECORD:,}",
        )
    records = np.frombuffer(content, np.uint8).reshape(_RECORDS, _RECORD)
    if records[:, 0].max() >= len(CLASSES):
        raise damaged(path / name, f"it holds the label {records[:, 0].max()}: they go from 0 to 9")
    return records


def _read_folder(path: Path, names: tuple[str, ...]) -> dict[str, bytes]:
    missing = [name for name in names if not (path / name).is_file()]
    if missing:
        raise damaged(path, f"{', '.join(missing)} is missing")
    return {name: _read_file(path / name) for name in names}


def _read_file(path: Path) -> bytes:
    # One byte too many tells a file that is too long without reading all of it.
    with path.open("rb") as stream:
        return stream.read(_RECORDS * _RECORD + 1)


def _read_archive(path: Path, names: tuple[str, ...]) -> dict[str, bytes]:
    """The files of these names, read in memory: nothing is unpacked to disk."""
    contents = {}
    try:
        with gzip.open(path) as unpacked, tarfile.open(fileobj=unpacked, mode="r:") as archive:
            for member in archive:
                if member.isfile() and Path(member.name).name in names:
                    stream = archive.extractfile(member)
                    assert stream is not None, "a regular file has content"
                    contents[Path(member.name).name] = stream.read(_RECORDS * _RECORD + 1)
            # The checksum of gzip comes last, behind what tar reads.
            while unpacked.read(1 << 20):
                pass
    except EOFError as error:
        raise damaged(path, "the gzip stream is cut short") from error
    except (gzip.BadGzipFile, zlib.error, tarfile.TarError) as error:
        raise damaged(path, f"it is not a whole .tar.gz archive ({error})") from error
    missing = [name for name in names if name not in contents]
    if missing:
        raise damaged(path, f"{', '.join(missing)} is missing in the archive")
    return contents
