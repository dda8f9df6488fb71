"""A network in torch over the memory of another: one flat vector of parameters, and its views."""

import math
from collections.abc import Sequence
from typing import final

import torch
from torch import Tensor

from ganviz.toy.autograd.layers import (
    Affine,
    BatchNorm,
    Elementwise,
    Map,
    MinibatchFeatures,
    SpectralAffine,
    ToyLayer,
)
from ganviz.toy.layers import FeaturesPass
from ganviz.toy.network import Perceptron, layout


@final
class MLP:
    """The map of minibatches of a perceptron, (n, inputs) -> (n, outputs), as autograd sees it.

    Args:
        network: whose parameters it shares; what changes one changes the other.

    Attributes:
        theta: all parameters, shape (P,), changed in place by training.
        weights: the same memory as leaves of autograd, the parameters of each layer in turn.
        pointwise: whether an output depends on its own input alone, not on the minibatch.

    >>> import numpy as np
    >>> from ganviz.toy.settings import NetworkSettings
    >>> explicit = Perceptron(NetworkSettings((2,), "relu"), 1, 1, np.ones(7, np.float32))
    >>> MLP(explicit)(torch.tensor([[-5.0], [0.0], [1.0]])).tolist()
    [[1.0], [3.0], [5.0]]
    """

    def __init__(self, network: Perceptron) -> None:
        self.theta, self.pointwise = torch.from_numpy(network.theta), network.pointwise
        player, lefts = network.player, iter(network.lefts)
        layers: list[ToyLayer] = []
        for block in layout(player, network.inputs, network.outputs):
            fan_in, fan_out = block.rows - 1, block.columns
            if block.kind == "affine" and player.spectral_norm:
                layers.append(SpectralAffine(fan_in, fan_out, torch.from_numpy(next(lefts))))
            elif block.kind == "affine":
                layers.append(Affine(fan_in, fan_out))
            elif block.kind == "norm":
                layers.append(BatchNorm(fan_out))
            elif block.kind == "features":
                layers.append(MinibatchFeatures(block.rows, fan_out // FeaturesPass.DIM))
            else:
                layers.append(Elementwise(block.kind))
        self._shapes = [shape for layer in layers for shape in layer.shapes]
        self._counts = [math.prod(shape) for shape in self._shapes]
        self._frozen = self.views(self.theta)
        self.weights = [part.detach().requires_grad_() for part in self._frozen]
        self._plan: list[tuple[ToyLayer, slice]] = []
        used = 0
        for layer in layers:
            first, used = used, used + len(layer.shapes)
            self._plan.append((layer, slice(first, used)))

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
        """The parameters in ``theta``, (P,), as tensors of their shapes."""
        parts = zip(theta.split(self._counts), self._shapes, strict=True)
        return [part.view(shape) for part, shape in parts]

    @property
    def spectral(self) -> list[tuple[SpectralAffine, Tensor]]:
        """The layers with spectral normalisation, each with its matrix."""
        plan = self._plan
        found = [(layer, own) for layer, own in plan if isinstance(layer, SpectralAffine)]
        return [(layer, self._frozen[own.start]) for layer, own in found]

    def refresh(self) -> None:
        """Bring what layers remember up to date after the parameters have changed."""
        for layer, matrix in self.spectral:
            layer.refresh(matrix)

    def run(self, x: Tensor, weights: Sequence[Tensor]) -> Tensor:
        """The map with these parameters, in the shapes of ``weights``."""
        for layer, own in self._plan:
            x = layer(x, weights[own])
        return x
