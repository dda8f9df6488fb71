"""Arrays of numpy or of torch, so that one engine computes on either."""

import importlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from ganviz.objectives.arrays import module_of as module_of

Array = Any
"""A numpy array or a torch tensor."""


def empty(like: Array, *shape: int) -> Array:
    """A new array of the kind and the type of ``like``."""
    return np.empty(shape, like.dtype) if isinstance(like, np.ndarray) else like.new_empty(shape)


def converted(values: np.ndarray, like: Array) -> Array:
    """Numbers of the host as a new array of the kind and the type of ``like``."""
    assign(array := empty(like, *values.shape), values)
    return array


def per_member(values: Sequence[float], theta: Array, axes: int = 1) -> Any:
    """A number for each member as an array (M, 1), for a lone ``theta``, (P,), as a number.

    Numbers are computed in float64 and rounded once, so that a member has the bits of a lone run.

    Args:
        values: one for each member.
        theta: (P,) or (M, P), of the kind and the type that is wanted.
        axes: how many axes of length 1 follow M: 2 for numbers that multiply (M, dim, B).
    """
    array = converted(np.array(values).reshape(-1, *[1] * axes), theta)
    return array if theta.ndim == 2 else array[(0,) * array.ndim]


def on_device(array: np.ndarray, device: str | None) -> Array:
    """A new array in numpy, or a tensor on a device of torch's."""
    if device is None:
        return np.array(array)
    torch = importlib.import_module("torch")
    kind = getattr(torch, array.dtype.name)
    assign(tensor := torch.empty(array.shape, dtype=kind, device=device), array)
    return tensor


def on_host(array: Array) -> np.ndarray:
    """A copy in numpy."""
    return array.copy() if isinstance(array, np.ndarray) else array.cpu().numpy().copy()


def assign(array: Array, values: np.ndarray) -> None:
    """Write numbers of the host into an array, wherever that is."""
    if isinstance(array, np.ndarray):
        array[...] = values
        return
    tensor = module_of(array).asarray(values, dtype=array.dtype)
    if array.is_cuda:  # from memory that stays where it is the host need not wait for the copy
        tensor = tensor.pin_memory()
    array.copy_(tensor, non_blocking=array.is_cuda)


def transposed(matrix: Array) -> Array:
    """The last two axes exchanged; a view."""
    return matrix.swapaxes(-1, -2)
