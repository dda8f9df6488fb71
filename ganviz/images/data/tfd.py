"""The Toronto Face Database (Susskind, Anderson, Hinton 2010), available from its authors.

The files ``TFD_48x48.mat`` and ``TFD_96x96.mat`` hold, for each of n faces,

- ``images``, uint8 of shape (n, 48, 48) or (n, 96, 96): grey levels;
- ``labs_ex``, (n, 1): the expression, 1..7, or -1 if it is unlabelled;
- ``folds``, (n, 5): its use in each of the five official folds, 1 for training, 2 for validation,
  3 for test; 0 in every fold if it is unlabelled.
"""

from pathlib import Path
from typing import Any

import numpy as np

from ganviz import _check
from ganviz.images.data.container import DataError, ImageData, damaged
from ganviz.images.data.fetch import find, home
from ganviz.texts import text

CLASSES = ("anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral")
FILES = ("TFD_48x48.mat", "TFD_96x96.mat")
_FOLDS = 5
_PARTS = {"train": 1, "validation": 2, "test": 3}
SPLITS = (
    "unlabelled",
    *(f"{part}-{fold}" for fold in range(1, _FOLDS + 1) for part in _PARTS),
)


def load(split: str, root: str | Path | None, size: int | None) -> ImageData:
    """A split of TFD, from the .mat file in ``root`` or in its folder ``tfd``.

    Splits: ``"unlabelled"``, which the paper trains on, and ``"train-1"``, ``"validation-1"``,
    ``"test-1"`` to ``"test-5"`` of the five folds. If both files exist, the 96x96 one is used for a
    ``size`` above 48.

    Raises:
        ValueError: a wrong split, no file, or a file that is damaged or not TFD's.
    """
    _check.one_of("split", split, SPLITS)
    names = FILES[::-1] if size is not None and size > 48 else FILES
    path = find([home(root) / "tfd", home(root)], names)
    if path is None:
        files = text("data_and").join(FILES)
        raise DataError(text("data_tfd_none", files=files, home=home(root)))
    return load_file(path, split)


def load_file(path: Path, split: str) -> ImageData:
    """A split, named as in :func:`load`, of one .mat file.

    Raises:
        ValueError: a wrong split, or a file that is damaged or not TFD's.
    """
    _check.one_of("split", split, SPLITS)
    fields = _read(path)
    images, labels, folds = fields["images"], fields["labs_ex"].ravel(), fields["folds"]
    _check_fields(path, images, labels, folds)
    if split == "unlabelled":
        chosen = np.all(folds == 0, axis=1)
    else:
        part, fold = split.split("-")
        chosen = folds[:, int(fold) - 1] == _PARTS[part]
    if not chosen.any():
        raise damaged(path, text("data_tfd_no_image", split=split))
    pixels = np.ascontiguousarray(images[chosen])[..., None]
    if split == "unlabelled":
        return ImageData(f"tfd {split}", pixels)
    expressions = labels[chosen].astype(np.int64) - 1
    if expressions.min() < 0 or expressions.max() >= len(CLASSES):
        raise damaged(path, text("data_tfd_expressions", split=split, n=len(CLASSES)))
    return ImageData(f"tfd {split}", pixels, expressions, CLASSES)


def _read(path: Path) -> dict[str, Any]:
    from scipy.io import loadmat

    wanted = ("images", "labs_ex", "folds")
    try:
        fields = loadmat(path, variable_names=wanted)
    except NotImplementedError as error:
        raise damaged(path, text("data_mat_73")) from error
    # The parser's errors have no common base class.
    except Exception as error:
        raise damaged(path, text("data_mat_damaged", error=error)) from error
    missing = [name for name in wanted if name not in fields]
    if missing:
        raise damaged(path, text("data_tfd_fields", names=", ".join(missing)))
    return fields


def _check_fields(path: Path, images: np.ndarray, labels: np.ndarray, folds: np.ndarray) -> None:
    n = len(images)
    if images.dtype != np.uint8 or images.shape[1:] not in ((48, 48), (96, 96)):
        found = {"dtype": images.dtype, "shape": images.shape}
        raise damaged(path, text("data_tfd_images", **found))
    if labels.shape != (n,) or folds.shape != (n, _FOLDS):
        found = {"labels": len(labels), "folds": folds.shape}
        raise damaged(path, text("data_tfd_counts", n=n, wanted=_FOLDS, **found))
