"""The class of image data that every loader returns, its error, and resizing."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from ganviz import _check

# Split of a labelled data set -> the parts that it consists of.
PARTS = {
    "train": ("train",),
    "validation": ("validation",),
    "test": ("test",),
    "train+validation": ("train", "validation"),
}
SPLITS = tuple(PARTS)


def parts_of_file(validation_from: int) -> dict[str, slice]:
    """Split -> its images in their file; the training file's last images are for validation."""
    whole = slice(None)
    train, validation = slice(0, validation_from), slice(validation_from, None)
    return {"train": train, "validation": validation, "test": whole, "train+validation": whole}


class DataError(ValueError):
    """A file or folder that cannot be used as data; the message names it and the reason."""


def damaged(path: Path | str, reason: str) -> DataError:
    """The error ``PATH: REASON``, for the caller to raise.

    >>> raise damaged("train-images-idx3-ubyte.gz", "it is cut short")
    Traceback (most recent call last):
        ...
    ganviz.images.data.container.DataError: train-images-idx3-ubyte.gz: it is cut short
    """
    return DataError(f"{path}: {reason}")


@dataclass(frozen=True, eq=False)
class ImageData:
    """Images in memory, as bytes.

    Attributes:
        name: source and split, for logs.
        images: uint8 of shape (n, h, w, c), c = 1 (grey) or 3 (RGB); 0 is black, 255 is white.
        labels: int64 of shape (n,), indices into ``classes``; None if there are none.
        classes: names of the classes; empty if there are no labels.
        sha256: hash of the shape, the images and the labels, which does not depend on the file.

    Raises:
        ValueError: arrays of another type or shape, or labels without a class.

    >>> data = ImageData("black", np.zeros((2, 8, 8, 1), np.uint8), np.array([0, 1]), ("a", "b"))
    >>> len(data), data.sha256[:8]
    (2, 'ff2e4288')
    """

    name: str
    images: np.ndarray
    labels: np.ndarray | None = None
    classes: tuple[str, ...] = ()
    sha256: str = field(init=False)

    def __post_init__(self) -> None:
        images, labels = self.images, self.labels
        if images.dtype != np.uint8 or images.ndim != 4 or images.shape[3] not in (1, 3):
            raise _check.refuse("images", images.shape, "refused_images", dtype=images.dtype)
        if labels is not None:
            if labels.dtype != np.int64 or labels.shape != images.shape[:1]:
                raise _check.refuse(
                    "labels", labels.shape, "refused_labels", dtype=labels.dtype, n=len(images)
                )
            if labels.size and not (labels.min() >= 0 and labels.max() < len(self.classes)):
                given = f"{labels.min()} to {labels.max()}"
                raise _check.refuse("labels", given, "refused_classes", n=len(self.classes))
        object.__setattr__(self, "sha256", _content_hash(images, labels))

    def __len__(self) -> int:
        return len(self.images)


def _content_hash(images: np.ndarray, labels: np.ndarray | None) -> str:
    content = hashlib.sha256(repr((images.shape, labels is not None)).encode())
    content.update(np.ascontiguousarray(images).data)
    if labels is not None:
        content.update(np.ascontiguousarray(labels, dtype="<i8").data)
    return content.hexdigest()


def fit(picture: Image.Image, size: int) -> Image.Image:
    """The largest central square of a picture, resampled (bicubic) to size x size pixels."""
    if picture.size == (size, size):
        return picture
    return ImageOps.fit(picture, (size, size), method=Image.Resampling.BICUBIC)


def resize(images: np.ndarray, size: int) -> np.ndarray:
    """:func:`fit` for each of the images (n, h, w, c), uint8.

    >>> resize(np.full((2, 28, 28, 1), 7, np.uint8), 32).shape
    (2, 32, 32, 1)
    """
    n, h, w, c = images.shape
    if (h, w) == (size, size):
        return images
    resized = np.empty((n, size, size, c), np.uint8)
    for one, image in zip(resized, images, strict=True):
        # Pillow's grey pictures have two axes.
        picture = Image.fromarray(image[..., 0] if c == 1 else image)
        one[:] = np.asarray(fit(picture, size)).reshape(size, size, c)
    return resized
