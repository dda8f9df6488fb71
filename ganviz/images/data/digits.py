"""The real 8x8 digits that are part of scikit-learn: no download needed."""

from typing import Any

import numpy as np

from ganviz import _check
from ganviz.images.data.container import PARTS, SPLITS, ImageData

CLASSES = tuple("0123456789")


def load(split: str) -> ImageData:
    """The 1,797 digits of 8x8 pixels from the UCI "optical recognition of handwritten digits".

    Their levels 0..16 are scaled to 0..255. Of every ten images of a class, in the order of the
    file, the ninth is in ``"validation"`` (177), the tenth in ``"test"`` (176) and the others in
    ``"train"`` (1,444), so that every split has the same writers and classes.

    >>> data = load("train")
    >>> data.images.shape, int(data.images.max()), np.bincount(data.labels).tolist()
    ((1444, 8, 8, 1), 255, [144, 146, 143, 147, 145, 146, 145, 144, 140, 144])
    """
    from sklearn.datasets import load_digits

    _check.one_of("split", split, SPLITS)
    bunch: Any = load_digits()
    labels = bunch.target.astype(np.int64)
    place = np.empty_like(labels)
    for k in range(len(CLASSES)):
        of_class = labels == k
        place[of_class] = np.arange(of_class.sum()) % 10
    part = np.where(place == 8, "validation", np.where(place == 9, "test", "train"))
    chosen = np.isin(part, PARTS[split])
    images = np.rint(bunch.images[chosen] * (255 / 16)).astype(np.uint8)[..., None]
    return ImageData(f"digits {split}", images, labels[chosen], CLASSES)
