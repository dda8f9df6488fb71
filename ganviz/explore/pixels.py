"""Images as cell outputs and as widgets: arrays of bytes to PNG."""

import math
from typing import Any

import numpy as np
from IPython.display import Image

SMALLEST = 300  # pixels of a PNG's width: a browser blurs what it has to enlarge


def png(pixels: np.ndarray) -> bytes:
    """An image as PNG, each pixel enlarged by a whole number until it is `SMALLEST` wide.

    Args:
        pixels: uint8 (h, w, 1 or 3).
    """
    from ganviz.images import figures

    return figures.png(pixels, math.ceil(SMALLEST / pixels.shape[1]))


def picture(pixels: np.ndarray, alt: str, *, width: int = 480) -> Image:
    """Return an image for the last line of a cell.

    Args:
        pixels: uint8 (h, w, 1 or 3), such as `ganviz.images.grid` returns.
        alt: what it shows, for those who cannot see it.
        width: on the page, in pixels.

    >>> picture(np.zeros((8, 8, 1), np.uint8), "black").width
    480
    """
    options: dict[str, Any] = {"format": "png", "width": width, "alt": alt}
    return Image(png(pixels), **options)
