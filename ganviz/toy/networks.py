"""Networks whose parameters are one flat vector.

One vector makes an optimiser's update one call instead of one per weight matrix, and a copy of a
network one copy. The weight matrices are views of it.
"""

import abc
import itertools
import math
from collections.abc import Callable, Sequence
from typing import final

import numpy as np
import torch
from torch import Tensor

from ganviz.toy.layers import (
    PIECES,
    Affine,
    BatchNorm,
    Elementwise,
    Map,
    MinibatchFeatures,
    SpectralAffine,
    Stateful,
    ToyLayer,
)


class FlatNetwork(abc.ABC):
    """A map of minibatches, (n, inputs) -> (n, outputs).

    Attributes:
        inputs: the dimension that it takes.
        theta: all parameters, shape (P,), changed in place by training.
        weights: the same memory as leaves of autograd, the parameters of each layer in turn.
        pointwise: whether an output depends on its own input alone, not on the minibatch.
    """

    inputs: int
    theta: Tensor
    weights: list[Tensor]
    pointwise: bool

    def _lay_out(self, theta: Tensor, shapes: Sequence[tuple[int, ...]]) -> None:
        """Let ``theta`` be the parameters, one after the other in these shapes."""
        self.theta, self._shapes = theta, list(shapes)
        self._counts = [math.prod(shape) for shape in shapes]
        self._frozen = self.views(theta)
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
        """The parameters in ``theta``, (P,), as tensors of their shapes."""
        parts = zip(theta.split(self._counts), self._shapes, strict=True)
        return [part.view(shape) for part, shape in parts]

    @abc.abstractmethod
    def refresh(self) -> None:
        """Bring what layers remember up to date after the parameters have changed."""

    @property
    @abc.abstractmethod
    def memory(self) -> list[Tensor]:
        """What layers remember."""

    @abc.abstractmethod
    def remember(self, memory: Sequence[Tensor]) -> None:
        """Let layers remember this."""

    @abc.abstractmethod
    def run(self, x: Tensor, weights: Sequence[Tensor]) -> Tensor:
        """The map with these parameters, in the shapes of ``weights``."""


@final
class MLP(FlatNetwork):
    """A perceptron from R^inputs to R^outputs: layers of the given widths, linear at the end.

    Weights and biases start uniform in ±1/sqrt(fan-in), as ``torch.nn.Linear`` does.

    Args:
        hidden: widths.
        activation: a key of :data:`ganviz.toy.ACTIVATIONS`.
        rng: of the initial parameters.
        inputs, outputs: dimensions.
        batch_norm, spectral_norm, minibatch_features: see :class:`ganviz.toy.NetworkSettings`; the
            features come before the last affine map.

    Attributes:
        stateful: the layers that remember something, each with the place of its parameters.

    >>> net = MLP((32, 32), "tanh", np.random.default_rng(0))
    >>> net.theta.shape, net(torch.zeros(5, 1)).shape
    (torch.Size([1153]), torch.Size([5, 1]))
    """

    def __init__(
        self,
        hidden: Sequence[int],
        activation: str,
        rng: np.random.Generator,
        *,
        inputs: int = 1,
        outputs: int = 1,
        batch_norm: bool = False,
        spectral_norm: bool = False,
        minibatch_features: int = 0,
    ) -> None:
        def affine(fan_in: int, fan_out: int) -> ToyLayer:
            if spectral_norm:
                return SpectralAffine(fan_in, fan_out, rng)
            return Affine(fan_in, fan_out)

        self.inputs = inputs
        layers: list[ToyLayer] = []
        for fan_in, width in itertools.pairwise((inputs, *hidden)):
            units = width * PIECES.get(activation, 1)
            layers.append(affine(fan_in, units))
            if batch_norm:
                layers.append(BatchNorm(units))
            layers.append(Elementwise(activation))
        last = (inputs, *hidden)[-1]
        if minibatch_features:
            layers.append(MinibatchFeatures(last, minibatch_features))
        layers.append(affine(last + minibatch_features, outputs))
        self._begin(layers, rng)

    def _begin(self, layers: Sequence[ToyLayer], rng: np.random.Generator) -> None:
        parameters = [p for layer in layers for p in layer.parameters]
        counts = [math.prod(p.shape) for p in parameters]
        bounds = np.repeat([p.bound for p in parameters], counts)
        centres = np.repeat([p.centre for p in parameters], counts)
        start = rng.uniform(-1, 1, sum(counts)) * bounds + centres
        self._lay_out(torch.from_numpy(start.astype(np.float32)), [p.shape for p in parameters])
        ends = np.cumsum([0, *(len(layer.parameters) for layer in layers)]).tolist()
        own = itertools.starmap(slice, itertools.pairwise(ends))
        self._plan = list(zip(layers, own, strict=True))
        self.pointwise = all(layer.pointwise for layer in layers)
        self.stateful = [(layer, own) for layer, own in self._plan if isinstance(layer, Stateful)]
        for _ in range(SpectralAffine.WARM_UP):
            self.refresh()

    def settled(self, company: Tensor, theta: Tensor | None = None) -> Map:
        """The network as a map of single points.

        Layers that look at a whole minibatch look at ``company`` instead, (m, inputs); its dtype is
        that of the map.

        Args:
            company: what stands for the rest of a minibatch.
            theta: other parameters than its own.
        """
        source = self._frozen if theta is None else self.views(theta)
        weights = [part.to(company.dtype) for part in source]
        if self.pointwise:
            return lambda x: self.run(x, weights)
        maps: list[Map] = []
        for layer, own in self._plan:
            maps.append(layer.settled(company, weights[own]))
            company = maps[-1](company)
        return _composed(maps)

    def at(self, x: np.ndarray) -> np.ndarray:
        """The map of a pointwise network from R to R on an array (n,) -> (n,), in float64."""
        inputs = torch.from_numpy(np.asarray(x, dtype=np.float64)).unsqueeze(-1)
        return self.settled(inputs)(inputs).squeeze(-1).numpy()

    def refresh(self) -> None:
        """Bring what layers remember up to date after the parameters have changed."""
        for layer, own in self.stateful:
            layer.refresh(self._frozen[own])

    @property
    def memory(self) -> list[Tensor]:
        """What layers remember."""
        return [layer.state for layer, _ in self.stateful]

    def remember(self, memory: Sequence[Tensor]) -> None:
        """Let layers remember this."""
        for (layer, _), state in zip(self.stateful, memory, strict=True):
            layer.state = state

    def run(self, x: Tensor, weights: Sequence[Tensor]) -> Tensor:
        """The map with these parameters, in the shapes of ``weights``."""
        for layer, own in self._plan:
            x = layer(x, weights[own])
        return x


def _composed(maps: Sequence[Map]) -> Callable[[Tensor], Tensor]:
    def run(x: Tensor) -> Tensor:
        for step in maps:
            x = step(x)
        return x

    return run
