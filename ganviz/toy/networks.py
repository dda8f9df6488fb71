"""Multilayer perceptrons whose parameters are one flat vector.

One vector makes an optimiser's update one call instead of one per weight matrix, and a copy of a
network one copy. The weight matrices are views of it.
"""

import itertools
import math
from collections.abc import Callable, Sequence
from typing import final

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": functional.leaky_relu,
    "elu": functional.elu,
    "sigmoid": torch.sigmoid,
}
"""Every activation by name."""


@final
class MLP:
    """A perceptron from R to R: layers of the given widths, linear at the end.

    Weights and biases start uniform in ±1/sqrt(fan-in), as ``torch.nn.Linear`` does.

    Attributes:
        theta: all parameters, shape (P,), changed in place by training.
        weights: the same memory as leaves of autograd, matrix and bias of each layer in turn.

    >>> net = MLP((32, 32), "tanh", np.random.default_rng(0))
    >>> net.theta.shape, net(torch.zeros(5, 1)).shape
    (torch.Size([1153]), torch.Size([5, 1]))
    """

    def __init__(self, hidden: Sequence[int], activation: str, rng: np.random.Generator) -> None:
        sizes = (1, *hidden, 1)
        shapes, bounds = [], []
        for fan_in, fan_out in itertools.pairwise(sizes):
            shapes += [(fan_in, fan_out), (fan_out,)]
            bounds += [1 / math.sqrt(fan_in)] * 2
        counts = [math.prod(shape) for shape in shapes]
        start = rng.uniform(-1, 1, sum(counts)) * np.repeat(bounds, counts)
        self.theta = torch.from_numpy(start.astype(np.float32))
        self._activation = ACTIVATIONS[activation]
        parts = zip(self.theta.split(counts), shapes, strict=True)
        self._frozen = [part.view(shape) for part, shape in parts]
        self.weights = [part.detach().requires_grad_() for part in self._frozen]

    def __call__(self, x: Tensor) -> Tensor:
        """Map x, (n, 1) -> (n, 1), differentiable in the parameters and in x."""
        return self._forward(x, self.weights)

    def frozen(self, x: Tensor) -> Tensor:
        """The same map, differentiable in x only: this player stands still."""
        return self._forward(x, self._frozen)

    def at(self, x: np.ndarray) -> np.ndarray:
        """The same map on an array (n,) -> (n,), in float64."""
        inputs = torch.from_numpy(np.asarray(x, dtype=np.float64)).unsqueeze(-1)
        return self._forward(inputs, [part.double() for part in self._frozen]).squeeze(-1).numpy()

    def _forward(self, x: Tensor, weights: Sequence[Tensor]) -> Tensor:
        *below, matrix, bias = weights
        for w, b in zip(below[::2], below[1::2], strict=True):
            x = self._activation(torch.addmm(b, x, w))
        return torch.addmm(bias, x, matrix)
