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
"""Worst relative rounding error of one term of a dot product; see :func:`squared_distances`."""


def _tensor(name: str, value: Any) -> Tensor:
    if isinstance(value, Tensor):
        return value.detach()
    array = np.asarray(value)
    if array.dtype.kind not in "fiub":
        raise _check.refuse(name, array.dtype, "refused_dtype")
    return torch.from_numpy(np.require(array, requirements=["C", "W"]))


def floats(name: str, value: Examples) -> Tensor:
    """``value`` as a tensor (n, ...) of floats; ValueError if it is empty, not finite or integers.

    Pixels 0..255 instead of 0..1 would shift a log density by ``d log 255``.
    """
    x = _tensor(name, value)
    if not x.is_floating_point():
        raise _check.refuse(name, x.dtype, "refused_dtype_pixels")
    return numbers(name, x)


def numbers(name: str, value: Examples) -> Tensor:
    """``value`` as a tensor (n, ...) of floats or integers; ValueError if empty or not finite."""
    x = _tensor(name, value)
    if x.ndim == 0 or x.numel() == 0:
        raise _check.refuse(name, tuple(x.shape), "refused_examples")
    bad = int((~torch.isfinite(x)).sum())
    if bad:
        raise _check.refuse(name, bad, "refused_not_finite")
    return x


def same_layout(names: tuple[str, str], a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """Both as rows, (n, d) and (m, d); ValueError if d or the images' height and width differ."""
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
    """``device``, by default that of ``x``, but the CPU instead of Apple's MPS (no float64)."""
    if device is not None:
        return torch.device(device)
    return torch.device("cpu") if x.device.type == "mps" else x.device


def squared_distances(x: Tensor, y: Tensor) -> Tensor:
    """``|x_i - y_j|^2`` of float64 rows (n, d), (m, d) -> (n, m), by one matrix product.

    The rounding error is at most ``ROUNDING (d + 2) (|x|^2 + |y|^2)``: centre the rows first.
    """
    d2 = torch.addmm(y.square().sum(1), x, y.T, alpha=-2.0)
    return d2.add_(x.square().sum(1, keepdim=True)).clamp_(min=0.0)


def centre_of(blocks: Sequence[Tensor], device: torch.device) -> Tensor:
    """The mean row of all blocks, float64 (d,), without a float64 copy of all rows at once."""
    sums = torch.stack([block.to(device, torch.float64).sum(0) for block in blocks])
    return sums.sum(0) / sum(len(block) for block in blocks)


def moved(block: Tensor, centre: Tensor) -> Tensor:
    """The rows of a block minus ``centre``, float64, on the device of ``centre``."""
    return block.to(centre.device, torch.float64) - centre
