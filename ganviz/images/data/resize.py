"""Bringing images to another size."""

import numpy as np
from PIL import Image, ImageOps


def fit(picture: Image.Image, size: int) -> Image.Image:
    """The picture as size x size pixels: the largest central square, resampled (bicubic)."""
    if picture.size == (size, size):
        return picture
    return ImageOps.fit(picture, (size, size), method=Image.Resampling.BICUBIC)


def resize(images: np.ndarray, size: int) -> np.ndarray:
    """Every image of (n, h, w, c), uint8, through :func:`fit`.

    >>> resize(np.full((2, 28, 28, 1), 7, np.uint8), 32).shape
    (2, 32, 32, 1)
    """
    n, h, w, c = images.shape
    if (h, w) == (size, size):
        return images
    resized = np.empty((n, size, size, c), np.uint8)
    for one, image in zip(resized, images, strict=True):
        # Pillow has grey pictures with two axes only.
        picture = Image.fromarray(image[..., 0] if c == 1 else image)
        one[:] = np.asarray(fit(picture, size)).reshape(size, size, c)
    return resized
