"""CIFAR-10 (Krizhevsky 2009) from its authors' binary archive, packed or unpacked.

Source: https://www.cs.toronto.edu/~kriz/cifar.html, "Binary version": records of 3,073 bytes, a
label and then 32x32 levels of red, of green and of blue, row by row; 10,000 records a file.
"""

import gzip
import tarfile
import zlib
from pathlib import Path
from typing import IO

import numpy as np

from ganviz import _check
from ganviz.images.data.container import SPLITS, ImageData, damaged, parts_of_file
from ganviz.images.data.fetch import fetch, find, home
from ganviz.texts import text

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
    archive or its unpacked folder is searched in ``root`` and in its folder ``cifar10``; otherwise
    the archive is downloaded into ``cifar10``. A download is checked by its SHA-256, other files by
    their structure.

    Raises:
        ValueError: a wrong split, files that are missing or damaged, or the pickled version.
    """
    _check.one_of("split", split, SPLITS)
    folder = home(root) / "cifar10"
    places = (folder, home(root))
    found = find([*(p / FOLDER for p in places), *places], _TRAIN_FILES + _TEST_FILES)
    path = found.parent if found else find(places, (ARCHIVE,))
    path = path or find(places, _PICKLED) or fetch(ARCHIVE, MIRRORS, SHA256, folder)
    return load_path(path, split)


def is_cifar10(path: Path) -> bool:
    """Whether the path is CIFAR-10's archive or its unpacked folder, binary or pickled."""
    within = _TRAIN_FILES + _TEST_FILES + _PICKLED
    return path.name in (ARCHIVE, *_PICKLED) or find([path], within) is not None


def load_path(path: Path, split: str) -> ImageData:
    """A split of the archive, or of the folder with its .bin files.

    Raises:
        ValueError: a wrong split, a file that is missing or damaged, or the pickled version.
    """
    _check.one_of("split", split, SPLITS)
    names = _TEST_FILES if split == "test" else _TRAIN_FILES
    if path.name in _PICKLED or (find([path], _PICKLED) and not find([path], names)):
        raise damaged(path, text("data_pickled", archive=ARCHIVE))
    files = _read_archive(path, names) if path.is_file() else _read_folder(path, names)
    if missing := ", ".join(name for name in names if name not in files):
        place = "data_missing_in_archive" if path.is_file() else "data_missing"
        raise damaged(path, text(place, names=missing))
    records = np.concatenate([_records(path / name, files[name]) for name in names])
    records = records[_SLICES[split]]
    images = records[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
    labels = records[:, 0].astype(np.int64)
    return ImageData(f"cifar10 {split}", np.ascontiguousarray(images), labels, CLASSES)


def _records(where: Path, content: bytes) -> np.ndarray:
    """The records of one file, (10,000, 3,073)."""
    if len(content) != _RECORDS * _RECORD:
        size = {"records": _RECORDS, "size": _RECORD}
        raise damaged(where, text("data_records", n=len(content), **size))
    records = np.frombuffer(content, np.uint8).reshape(_RECORDS, _RECORD)
    if (label := records[:, 0].max()) >= len(CLASSES):
        raise damaged(where, text("data_label", label=label))
    return records


def _read(stream: IO[bytes]) -> bytes:
    """The whole file; if it is too long, only one byte more than it should have."""
    return stream.read(_RECORDS * _RECORD + 1)


def _read_folder(path: Path, names: tuple[str, ...]) -> dict[str, bytes]:
    """Name -> content of the files that exist."""
    files = {}
    for name in names:
        if (path / name).is_file():
            with (path / name).open("rb") as stream:
                files[name] = _read(stream)
    return files


def _read_archive(path: Path, names: tuple[str, ...]) -> dict[str, bytes]:
    """Name -> content of the files that exist; nothing is unpacked to the disk."""
    files = {}
    try:
        with gzip.open(path) as unpacked, tarfile.open(fileobj=unpacked, mode="r:") as archive:
            for member in archive:
                if member.isfile() and Path(member.name).name in names:
                    stream = archive.extractfile(member)
                    assert stream is not None, "a regular file has content"
                    files[Path(member.name).name] = _read(stream)
            # Read to the end, where gzip checks the sum of the content.
            while unpacked.read(1 << 20):
                pass
    except EOFError as error:
        raise damaged(path, text("data_gzip_short")) from error
    except (gzip.BadGzipFile, zlib.error, tarfile.TarError) as error:
        raise damaged(path, text("data_tar_damaged", error=error)) from error
    return files
