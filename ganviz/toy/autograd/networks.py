"""A network in torch over the memory of another one, as autograd sees it."""

from collections.abc import Callable, Sequence
from typing import final

import torch
from torch import Tensor
from torch.nn import functional

from ganviz.toy.features import FeaturesPass
from ganviz.toy.layers import BatchNormPass, MaxoutPass
from ganviz.toy.network import Perceptron, layout

Map = Callable[[Tensor], Tensor]


def maxout(x: Tensor) -> Tensor:
    """The largest of five pieces of w columns: (n, 5 w) -> (n, w) (Goodfellow et al. 2013)."""
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


def with_features(x: Tensor, matrix: Tensor) -> Tensor:
    """(n, a) -> (n, a + features), as `ganviz.toy.features.FeaturesPass`; no second derivatives."""
    mapped = (x @ matrix).unflatten(1, (-1, FeaturesPass.DIM)).transpose(0, 1)
    near = torch.exp(-torch.cdist(mapped, mapped, p=1)).permute(1, 2, 0)
    others = near.sum(1) - 1  # every sample is near itself
    return torch.cat([x, others / max(len(x) - 1, 1)], 1)


def sigma(matrix: Tensor, left: Tensor) -> Tensor:
    """The largest singular value, from its left singular vector as far as that is known."""
    left = left.to(matrix.dtype)
    right = functional.normalize(left @ matrix.detach(), dim=0)
    return left @ matrix @ right


@final
class MLP:
    """The map of minibatches of a perceptron, (n, inputs) -> (n, outputs).

    Args:
        network: whose parameters it shares; what changes one changes the other.

    Attributes:
        theta: all parameters, shape (P,), changed in place by training.
        weights: the same memory as leaves of autograd, a matrix for each layer that has one.
        pointwise: whether an output depends on its own input alone, not on the minibatch.

    >>> import numpy as np
    >>> from ganviz.toy.settings import NetworkSettings
    >>> explicit = Perceptron(NetworkSettings((2,), "relu"), 1, 1, np.ones(7, np.float32))
    >>> MLP(explicit)(torch.tensor([[-5.0], [0.0], [1.0]])).tolist()
    [[1.0], [3.0], [5.0]]
    """

    def __init__(self, network: Perceptron) -> None:
        self.theta, self.pointwise = torch.from_numpy(network.theta), network.pointwise
        self._blocks = layout(network.player, network.inputs, network.outputs)
        self._shapes = [(block.rows, block.columns) for block in self._blocks if block.rows]
        self._lefts = [torch.from_numpy(left) for left in network.lefts]
        self._frozen = self.views(self.theta)
        self.weights = [part.detach().requires_grad_() for part in self._frozen]

    def __call__(self, x: Tensor) -> Tensor:
        """Map x, (n, inputs) -> (n, outputs), differentiable in the parameters and in x."""
        return self.run(x, self.weights)

    def frozen(self, x: Tensor) -> Tensor:
        """The same map, differentiable in x only: this player stands still."""
        return self.run(x, self._frozen)

    def with_theta(self, theta: Tensor) -> Map:
        """The same map with other parameters, (P,), differentiable in them."""
        weights = self.views(theta)
        return lambda x: self.run(x, weights)

    def views(self, theta: Tensor) -> list[Tensor]:
        """The parameters in ``theta``, (P,), as matrices."""
        parts = theta.split([rows * columns for rows, columns in self._shapes])
        return [part.view(shape) for part, shape in zip(parts, self._shapes, strict=True)]

    def run(self, x: Tensor, weights: Sequence[Tensor]) -> Tensor:
        """The map with these matrices in place of ``weights``."""
        matrices, lefts = iter(weights), iter(self._lefts)
        for block in self._blocks:
            if block.kind in FUNCTIONS:
                x = FUNCTIONS[block.kind](x)
            elif block.kind == "affine":
                matrix, left = next(matrices), next(lefts, None)
                seen = matrix[:-1] if left is None else matrix[:-1] / sigma(matrix[:-1], left)
                x = torch.addmm(matrix[-1], x, seen)
            elif block.kind == "norm":
                gain, shift = next(matrices)
                eps = BatchNormPass.EPSILON
                x = functional.batch_norm(x, None, None, gain, shift, training=True, eps=eps)
            else:
                x = with_features(x, next(matrices))
        return x

    @property
    def spectral(self) -> list[tuple[Tensor, Tensor]]:
        """Of layers with spectral normalisation the weights, (a, b), and left singular vector."""
        affine = [block.kind == "affine" for block in self._blocks if block.rows]
        weights = [
            part[:-1] for part, is_affine in zip(self._frozen, affine, strict=True) if is_affine
        ]
        return list(zip(weights, self._lefts, strict=False))

    def refresh(self) -> None:
        """One power iteration after an update, where weights are normalised."""
        for matrix, left in self.spectral:
            right = functional.normalize(left @ matrix, dim=0)
            left.copy_(functional.normalize(matrix @ right, dim=0))
