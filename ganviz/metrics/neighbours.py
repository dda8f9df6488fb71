"""Nearest training examples: did G memorise? The last column of the paper's Figure 2."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from ganviz import _check
from ganviz.metrics._rows import (
    ROUNDING,
    Device,
    Examples,
    centre_of,
    device_for,
    moved,
    numbers,
    same_layout,
    squared_distances,
)

_SAMPLES, _TRAINING = 256, 4096  # rows of a block: 8 MB of distances
_PAIRS = 4096  # pairs measured directly at a time


@dataclass(frozen=True, eq=False)
class Nearest:
    """The nearest training example of every sample.

    Attributes:
        index: (n,) int64 into the training set; of equally near examples the first.
        distance: (n,) float64, Euclidean; exactly 0 for a copy.
    """

    index: np.ndarray
    distance: np.ndarray


def nearest(samples: Examples, training: Examples, *, device: Device = None) -> Nearest:
    """For each sample, the training example at the smallest L2 distance.

    A matrix product finds the candidates; where its rounding error leaves several, ``|x - y|`` is
    computed directly in float64. So the result is that of a direct search. The work is done in
    blocks, so that memory does not grow with the training set.

    Args:
        samples: (n, ...) examples, flattened to d numbers.
        training: (m, ...) examples on the same scale: both floats or both bytes.
        device: where to compute; by default where ``samples`` are.

    Raises:
        ValueError: empty or non-finite arrays, examples of different shapes, floats with bytes.

    Reference: Goodfellow et al. (2014), Figure 2.

    >>> found = nearest([[0.0, 1.0], [5.0, 5.0]], [[5.0, 4.0], [0.0, 1.0]])
    >>> found.index.tolist(), found.distance.tolist()
    ([1, 0], [0.0, 1.0])
    """
    x, y = numbers("samples", samples), numbers("training", training)
    if x.is_floating_point() != y.is_floating_point():
        raise _check.refuse(
            "training", y.dtype, "refused_dtype_beside", other="samples", dtype=x.dtype
        )
    x, y = same_layout(("samples", "training"), x, y)
    where = device_for(x, device)
    centre = centre_of(y.split(_TRAINING), where)
    found = [_search(block.to(where), y, centre) for block in x.split(_SAMPLES)]
    index = torch.cat([index for index, _ in found])
    d2 = torch.cat([d2 for _, d2 in found])
    return Nearest(index.cpu().numpy(), d2.sqrt().cpu().numpy())


def _search(x: Tensor, training: Tensor, centre: Tensor) -> tuple[Tensor, Tensor]:
    """Index and squared distance of the nearest training row for each row of x; ties: the first."""
    best = torch.full((len(x),), torch.inf, dtype=torch.float64, device=x.device)
    index = torch.zeros(len(x), dtype=torch.int64, device=x.device)
    for start, block in zip(
        range(0, len(training), _TRAINING), training.split(_TRAINING), strict=True
    ):
        d2 = _exact_near_minimum(x, block.to(x.device), centre)
        column = d2.argmin(1)
        value = d2.gather(1, column[:, None])[:, 0]
        nearer = value < best
        best = torch.where(nearer, value, best)
        index = torch.where(nearer, column + start, index)
    return index, best


def _exact_near_minimum(x: Tensor, y: Tensor, centre: Tensor) -> Tensor:
    """``|x - y|^2``, computed directly where it may be the minimum of its row, else inf."""
    x_moved, y_moved = moved(x, centre), moved(y, centre)
    d2 = squared_distances(x_moved, y_moved)
    scale = x_moved.square().sum(1) + y_moved.square().sum(1).max()
    error = ROUNDING * (x.shape[1] + 2) * scale
    candidates = (d2 <= (d2.amin(1) + 2 * error)[:, None]).nonzero()
    d2.fill_(torch.inf)
    for row, column in (pairs.unbind(1) for pairs in candidates.split(_PAIRS)):
        d2[row, column] = (x[row].double() - y[column].double()).square().sum(1)
    return d2
