"""The paper's image figures as arrays: samples with nearest neighbours, and interpolations."""

import base64
import io
import math
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from ganviz import _check
from ganviz.images.trained import TrainedGenerator

_PAD, _GAP = 1, 4  # pixels between images, and before the column of neighbours


def to_uint8(images: np.ndarray) -> np.ndarray:
    """Images in [0, 1] as bytes; nan becomes black; bytes are returned unchanged.

    >>> to_uint8(np.array([0.0, 0.5, 1.2, np.nan]))
    array([  0, 128, 255,   0], dtype=uint8)
    """
    if images.dtype == np.uint8:
        return images
    return np.rint(np.clip(np.nan_to_num(images), 0, 1) * 255).astype(np.uint8)


def grid(images: np.ndarray, columns: int) -> np.ndarray:
    """Images side by side, row by row, with a black line between neighbours.

    Args:
        images: (n, h, w, c), bytes or floats in [0, 1].
        columns: number of columns; an incomplete last row is filled with black.

    Returns:
        uint8 (rows * (h + 1) - 1, columns * (w + 1) - 1, c).

    >>> grid(np.ones((3, 8, 8, 1)), 2).shape
    (17, 17, 1)
    """
    columns = _check.integer("columns", columns, at_least=1)
    n, h, w, c = images.shape
    rows = -(-n // columns)
    cells = np.zeros((rows * columns, h + _PAD, w + _PAD, c), np.uint8)
    cells[:n, :h, :w] = to_uint8(images)
    table = cells.reshape(rows, columns, h + _PAD, w + _PAD, c).swapaxes(1, 2)
    return table.reshape(rows * (h + _PAD), columns * (w + _PAD), c)[:-_PAD, :-_PAD]


def figure2(samples: np.ndarray, training: np.ndarray, columns: int = 5) -> np.ndarray:
    """Figure 2 of the paper: rows of samples, each followed by the training image nearest to its
    last sample.

    Args:
        samples: (n, h, w, c) of G; an incomplete last row is left out.
        training: (m, h, w, c), bytes or floats in [0, 1].
        columns: samples in a row.

    Returns:
        uint8 image; a white line separates the last column.
    """
    from ganviz.metrics import nearest

    columns = _check.integer("columns", columns, at_least=1)
    rows = len(samples) // columns
    if rows == 0:
        raise _check.refuse("samples", len(samples), "rule_a_row", n=columns)
    last = samples[columns - 1 : rows * columns : columns]
    index = nearest(_vectors(last), _vectors(training)).index
    left = grid(samples[: rows * columns], columns)
    right = grid(training[index], 1)
    line = np.full((len(left), _GAP, left.shape[2]), 255, np.uint8)
    return np.concatenate([left, line, right], axis=1)


def _vectors(images: np.ndarray) -> np.ndarray:
    """Images rounded to bytes, as vectors: float32 (n, h * w * c) in [0, 1]."""
    return to_uint8(images).reshape(len(images), -1).astype(np.float32) / 255


def lerp(a: Tensor, b: Tensor, steps: int) -> Tensor:
    """Points on the line from ``a`` to ``b``, both (z_dim,): (steps, z_dim), ends included."""
    return a + torch.linspace(0, 1, steps)[:, None] * (b - a)


def slerp(a: Tensor, b: Tensor, steps: int) -> Tensor:
    """Points on the great circle from ``a`` to ``b``, (steps, z_dim); the norm changes linearly.

    A Gaussian z of high dimension lies close to a sphere, which a straight line would leave.

    >>> slerp(torch.tensor([1.0, 0.0]), torch.tensor([0.0, 1.0]), 3)[1].round(decimals=4)
    tensor([0.7071, 0.7071])
    """
    t = torch.linspace(0, 1, steps)[:, None]
    u, v = a / a.norm(), b / b.norm()
    angle = torch.arccos((u @ v).clamp(-1, 1))
    if angle.sin() < 1e-4:
        return lerp(a, b, steps)
    direction = (((1 - t) * angle).sin() * u + (t * angle).sin() * v) / angle.sin()
    return direction * ((1 - t) * a.norm() + t * b.norm())


PATHS = {"linear": lerp, "spherical": slerp}
"""Paths between two points of z, by name: (a, b, steps) -> (steps, z_dim)."""


def figure3(
    trained: TrainedGenerator, rows: int = 2, steps: int = 10, seed: int = 0, path: str = "linear"
) -> np.ndarray:
    """Figure 3 of the paper: G along a path between two points of z, one pair per row.

    Args:
        trained: from :func:`ganviz.images.load_trained`.
        rows: pairs of points.
        steps: images in a row, both ends included.
        seed: seed of the points.
        path: ``"linear"``, as in the paper, or ``"spherical"``.

    Returns:
        uint8 image.
    """
    rows = _check.integer("rows", rows, at_least=1)
    steps = _check.integer("steps", steps, at_least=2)
    way = PATHS[_check.one_of("path", path, PATHS)]
    ends = trained.z(2 * rows, seed).view(rows, 2, -1)
    z = torch.cat([way(a, b, steps) for a, b in ends])
    return grid(trained.images(z), steps)


def png(image: np.ndarray, scale: int = 1, level: int = 6) -> bytes:
    """An image (h, w, 1 or 3) of bytes as PNG, enlarged ``scale`` times.

    ``level``: of compression. 1 is several times faster than 6, for a tenth more bytes.

    >>> png(np.zeros((8, 8, 1), np.uint8))[:4]
    b'\\x89PNG'
    """
    from PIL import Image

    big = image.repeat(scale, axis=0).repeat(scale, axis=1)
    file = io.BytesIO()
    Image.fromarray(big[..., 0] if big.shape[2] == 1 else big).save(
        file, "png", compress_level=level
    )
    return file.getvalue()


def data_url(image: np.ndarray, width: int) -> str:
    """An image (h, w, 1 or 3) of bytes as a data URL of a PNG for a page.

    It is enlarged to ``width`` pixels or more, since browsers blur images that they enlarge.

    >>> data_url(np.zeros((8, 8, 1), np.uint8), 16)[:22]
    'data:image/png;base64,'
    """
    pixels = png(image, math.ceil(width / image.shape[1]), level=1)
    return f"data:image/png;base64,{base64.b64encode(pixels).decode()}"


def save_png(image: np.ndarray, path: str | Path, scale: int = 1) -> Path:
    """Write an image as :func:`png` does, and return the path; missing folders are made."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(png(image, scale))
    return path
