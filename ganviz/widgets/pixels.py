"""Images as the outputs of cells."""

import math
from typing import Any

import numpy as np
from IPython.display import Image

SMALLEST = 300  # least width of a PNG in pixels, since browsers blur images that they enlarge


def picture(pixels: np.ndarray, alt: str, *, width: int = 480) -> Image:
    """An image as a PNG without blurred pixels, for the last line of a cell.

    Args:
        pixels: uint8 (h, w, 1 or 3), such as `ganviz.images.grid` returns.
        alt: a description for people who cannot see it.
        width: its width on the page, in pixels.

    >>> picture(np.zeros((8, 8, 1), np.uint8), "black").width
    480
    """
    from ganviz.images import figures

    options: dict[str, Any] = {"format": "png", "width": width, "alt": alt}
    return Image(figures.png(pixels, math.ceil(SMALLEST / pixels.shape[1])), **options)
