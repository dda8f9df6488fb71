"""The layers of a toy network in torch; each gets its parameters handed in at every call."""

import abc
from collections.abc import Callable, Sequence
from typing import final

import torch
from torch import Tensor
from torch.nn import functional

from ganviz.toy.layers import BatchNormPass, FeaturesPass, MaxoutPass

Map = Callable[[Tensor], Tensor]


def maxout(x: Tensor) -> Tensor:
    """The largest of five pieces of w columns: (n, 5 w) -> (n, w) (Goodfellow et al. 2013).

    Piece by piece, so that the maximum runs over whole rows: faster than over neighbours.
    """
    return x.unflatten(-1, (MaxoutPass.PIECES, -1)).amax(-2)


FUNCTIONS: dict[str, Map] = {
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": functional.leaky_relu,
    "elu": functional.elu,
    "sigmoid": torch.sigmoid,
    "maxout": maxout,
}
"""Every activation by name."""


class ToyLayer(abc.ABC):
    """A differentiable map of a minibatch, (n, a) -> (n, b).

    Attributes:
        shapes: of what it learns; such tensors come in at every call.
    """

    shapes: tuple[tuple[int, ...], ...] = ()

    @abc.abstractmethod
    def __call__(self, x: Tensor, weights: Sequence[Tensor]) -> Tensor:
        """The layer in training."""


@final
class Affine(ToyLayer):
    """x W + b."""

    def __init__(self, fan_in: int, fan_out: int) -> None:
        self.shapes = ((fan_in, fan_out), (fan_out,))

    def __call__(self, x: Tensor, weights: Sequence[Tensor]) -> Tensor:
        """(n, fan_in) -> (n, fan_out)."""
        matrix, bias = weights
        return torch.addmm(bias, x, matrix)


@final
class SpectralAffine(ToyLayer):
    """x W / sigma(W) + b, with sigma the largest singular value.

    One power iteration after every update follows sigma (Miyato et al. 2018, algorithm 1). The
    gradient goes through sigma as well.

    Args:
        fan_in, fan_out: the dimensions.
        left: (fan_in,) the left singular vector as it is known; changed in place.
    """

    def __init__(self, fan_in: int, fan_out: int, left: Tensor) -> None:
        self.shapes, self.left = ((fan_in, fan_out), (fan_out,)), left

    def __call__(self, x: Tensor, weights: Sequence[Tensor]) -> Tensor:
        """(n, fan_in) -> (n, fan_out)."""
        matrix, bias = weights
        return torch.addmm(bias, x, matrix / self.sigma(matrix))

    def sigma(self, matrix: Tensor) -> Tensor:
        """The largest singular value as it is known now."""
        left = self.left.to(matrix.dtype)
        right = functional.normalize(left @ matrix.detach(), dim=0)
        return left @ matrix @ right

    def refresh(self, matrix: Tensor) -> None:
        """One power iteration."""
        right = functional.normalize(self.left @ matrix, dim=0)
        self.left.copy_(functional.normalize(matrix @ right, dim=0))


@final
class Elementwise(ToyLayer):
    """A nonlinearity."""

    def __init__(self, activation: str) -> None:
        self._function = FUNCTIONS[activation]

    def __call__(self, x: Tensor, weights: Sequence[Tensor]) -> Tensor:
        """Its value, unit by unit."""
        return self._function(x)


@final
class BatchNorm(ToyLayer):
    """Every unit standardised over the minibatch, scaled and shifted (Ioffe & Szegedy 2015)."""

    def __init__(self, width: int) -> None:
        self.shapes = ((width,), (width,))

    def __call__(self, x: Tensor, weights: Sequence[Tensor]) -> Tensor:
        """(n, width) -> (n, width)."""
        gain, shift = weights
        eps = BatchNormPass.EPSILON
        return functional.batch_norm(x, None, None, gain, shift, training=True, eps=eps)


@final
class MinibatchFeatures(ToyLayer):
    """Appends to every sample how near the others of its minibatch are (Salimans et al. 2016).

    See `ganviz.toy.layers.FeaturesPass`. Can be differentiated once, not twice.
    """

    def __init__(self, width: int, features: int) -> None:
        self._features = features
        self.shapes = ((width, features * FeaturesPass.DIM),)

    def __call__(self, x: Tensor, weights: Sequence[Tensor]) -> Tensor:
        """(n, width) -> (n, width + features)."""
        mapped = (x @ weights[0]).unflatten(1, (self._features, FeaturesPass.DIM)).transpose(0, 1)
        near = torch.exp(-torch.cdist(mapped, mapped, p=1)).permute(1, 2, 0)
        others = near.sum(1) - 1  # every sample is near itself
        return torch.cat([x, others / max(len(x) - 1, 1)], 1)
