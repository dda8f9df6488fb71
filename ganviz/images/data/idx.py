"""IDX, the format of MNIST: a magic number, the shape (big endian), then the bytes.

Source: http://yann.lecun.com/exdb/mnist/, "The IDX file format".
"""

import gzip
import math
import zlib
from io import BufferedIOBase
from pathlib import Path

import numpy as np

from ganviz.images.data.container import damaged

_UNSIGNED_BYTES = 0x08
_MOST_BYTES = 1 << 33


def read(path: Path, ndim: int) -> np.ndarray:
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


def header(shape: tuple[int, ...]) -> bytes:
    """The bytes before the data of an IDX file of unsigned bytes.

    >>> header((5,)).hex(" ", 4)
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
