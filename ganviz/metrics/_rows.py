"""Arrays of examples as checked (n, d) rows, and distances between rows by matrix product."""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import Tensor

from ganviz import _check

Examples: TypeAlias = "ArrayLike | Tensor"
"""A numpy array, a tensor or nested lists, one example along the first axis."""

Device: TypeAlias = "str | torch.device | None"

ROUNDING = 2 * torch.finfo(torch.float64).eps
"""Worst relative error of a term of a dot product, for :func:`squared_distances`."""


def _tensor(name: str, value: Any) -> Tensor:
    if isinstance(value, Tensor):
        return value.detach()
    array = np.asarray(value)
    if array.dtype.kind not in "fiub":
        raise _check.refuse(name, array.dtype, "refused_dtype")
    return torch.from_numpy(np.require(array, requirements=["C", "W"]))


def floats(name: str, value: Examples) -> Tensor:
    """``value`` with its shape (n, ...) kept, non-empty, finite and of a floating dtype.

    Integers are refused: 0..255 in place of 0..1 would shift a log density by ``d log 255``.
    """
    x = _tensor(name, value)
    if not x.is_floating_point():
        raise _check.refuse(name, x.dtype, "refused_dtype_pixels")
    return numbers(name, x)


def numbers(name: str, value: Examples) -> Tensor:
    """``value`` with its shape (n, ...) kept, non-empty and finite, floats or bytes alike."""
    x = _tensor(name, value)
    if x.ndim == 0 or x.numel() == 0:
        raise _check.refuse(name, tuple(x.shape), "refused_examples")
    bad = int((~torch.isfinite(x)).sum())
    if bad:
        raise _check.refuse(name, bad, "refused_not_finite")
    return x


def same_layout(names: tuple[str, str], a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """Both as (n, d) rows; refused where d differs, or where two images differ in layout."""
    size_a, size_b = ([n for n in x.shape[1:] if n != 1] for x in (a, b))
    images = len(size_a) > 1 and len(size_b) > 1
    rows_a, rows_b = a.reshape(len(a), -1), b.reshape(len(b), -1)
    if rows_a.shape[1] != rows_b.shape[1] or (images and size_a != size_b):
        shapes = tuple(a.shape), tuple(b.shape)
        raise _check.refuse(
            names[1], shapes[1], "refused_shape_beside", other=names[0], shape=shapes[0]
        )
    return rows_a, rows_b


def device_for(x: Tensor, device: Device) -> torch.device:
    """``device``, by default where ``x`` is; Apple's MPS has no float64, so there the CPU."""
    if device is not None:
        return torch.device(device)
    return torch.device("cpu") if x.device.type == "mps" else x.device


def squared_distances(x: Tensor, y: Tensor) -> Tensor:
    """``|x_i - y_j|^2`` of float64 rows (n, d), (m, d) -> (n, m), by one matrix product.

    Rounding costs up to ``ROUNDING (d + 2) (|x|^2 + |y|^2)``: centre the rows first.
    """
    d2 = torch.addmm(y.square().sum(1), x, y.T, alpha=-2.0)
    return d2.add_(x.square().sum(1, keepdim=True)).clamp_(min=0.0)


def centre_of(blocks: Sequence[Tensor], device: torch.device) -> Tensor:
    """Mean row, float64 (d,), summed block by block so that no float64 copy of all is made."""
    sums = torch.stack([block.to(device, torch.float64).sum(0) for block in blocks])
    return sums.sum(0) / sum(len(block) for block in blocks)


def moved(block: Tensor, centre: Tensor) -> Tensor:
    """A block of rows as float64, relative to ``centre`` and on its device."""
    return block.to(centre.device, torch.float64) - centre
