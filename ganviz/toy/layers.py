"""The layers of a toy network; each gets its parameters handed in at every call."""

import abc
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import final

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

Map = Callable[[Tensor], Tensor]

MAXOUT_PIECES = 5


def maxout(x: Tensor) -> Tensor:
    """The largest of five pieces of w columns: (n, 5 w) -> (n, w) (Goodfellow et al. 2013).

    Piece by piece, so that the maximum runs over whole rows: faster than over neighbours.
    """
    return x.unflatten(-1, (MAXOUT_PIECES, -1)).amax(-2)


ACTIVATIONS: dict[str, Map] = {
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": functional.leaky_relu,
    "elu": functional.elu,
    "sigmoid": torch.sigmoid,
    "maxout": maxout,
}
"""Every activation by name."""

PIECES = {"maxout": MAXOUT_PIECES}
"""How many affine maps a hidden unit takes, where it is more than one."""


@dataclass(frozen=True)
class Parameter:
    """A tensor that is learned: its shape, and the interval centre ± bound in which it starts."""

    shape: tuple[int, ...]
    bound: float
    centre: float = 0.0


class ToyLayer(abc.ABC):
    """A differentiable map of a minibatch, (n, a) -> (n, b).

    Attributes:
        parameters: what it learns; tensors of these shapes come in at every call.
        pointwise: whether a row of the output depends on the same row of the input alone.
    """

    parameters: tuple[Parameter, ...] = ()
    pointwise: bool = True

    @abc.abstractmethod
    def __call__(self, x: Tensor, weights: Sequence[Tensor]) -> Tensor:
        """The layer in training."""

    def settled(self, x: Tensor, weights: Sequence[Tensor]) -> Map:
        """The layer as a map of single points, with the minibatch ``x`` for company."""
        return lambda points: self(points, weights)


class Stateful(ToyLayer):
    """A layer that remembers something besides its parameters.

    Attributes:
        state: what it remembers, replaced as a whole.
    """

    state: Tensor

    @abc.abstractmethod
    def refresh(self, weights: Sequence[Tensor]) -> None:
        """Bring the state up to date with changed parameters."""


@final
class Affine(ToyLayer):
    """x W + b, started as ``torch.nn.Linear`` does: uniform in ±1/sqrt(fan_in)."""

    def __init__(self, fan_in: int, fan_out: int) -> None:
        bound = 1 / math.sqrt(fan_in)
        self.parameters = (Parameter((fan_in, fan_out), bound), Parameter((fan_out,), bound))

    def __call__(self, x: Tensor, weights: Sequence[Tensor]) -> Tensor:
        """(n, fan_in) -> (n, fan_out)."""
        matrix, bias = weights
        return torch.addmm(bias, x, matrix)


@final
class SpectralAffine(Stateful):
    """x W / sigma(W) + b, with sigma the largest singular value.

    One power iteration after every update follows sigma (Miyato et al. 2018, algorithm 1); its
    state is the left singular vector. The gradient goes through sigma as well.
    """

    WARM_UP = 20

    def __init__(self, fan_in: int, fan_out: int, rng: np.random.Generator) -> None:
        self.parameters = Affine(fan_in, fan_out).parameters
        self.state = torch.from_numpy(rng.standard_normal(fan_in).astype(np.float32))

    def __call__(self, x: Tensor, weights: Sequence[Tensor]) -> Tensor:
        """(n, fan_in) -> (n, fan_out)."""
        matrix, bias = weights
        return torch.addmm(bias, x, matrix / self.sigma(matrix))

    def sigma(self, matrix: Tensor) -> Tensor:
        """The largest singular value as it is known now."""
        left = self.state.to(matrix.dtype)
        right = functional.normalize(left @ matrix.detach(), dim=0)
        return left @ matrix @ right

    def refresh(self, weights: Sequence[Tensor]) -> None:
        """One power iteration."""
        matrix = weights[0]
        right = functional.normalize(self.state @ matrix, dim=0)
        self.state = functional.normalize(matrix @ right, dim=0)


@final
class Elementwise(ToyLayer):
    """A nonlinearity."""

    def __init__(self, activation: str) -> None:
        self._function = ACTIVATIONS[activation]

    def __call__(self, x: Tensor, weights: Sequence[Tensor]) -> Tensor:
        """Its value, unit by unit."""
        return self._function(x)


@final
class BatchNorm(ToyLayer):
    """Every unit standardised over the minibatch, then scaled and shifted (Ioffe & Szegedy 2015).

    Settled, it takes mean and variance of its company: no running averages, which would lag behind
    the parameters and mix old ones in.
    """

    pointwise = False
    EPSILON = 1e-5

    def __init__(self, width: int) -> None:
        self.parameters = (Parameter((width,), 0.0, 1.0), Parameter((width,), 0.0))

    def __call__(self, x: Tensor, weights: Sequence[Tensor]) -> Tensor:
        """(n, width) -> (n, width)."""
        gain, shift = weights
        return functional.batch_norm(x, None, None, gain, shift, training=True, eps=self.EPSILON)

    def settled(self, x: Tensor, weights: Sequence[Tensor]) -> Map:
        """Standardise by the mean and the variance of ``x``."""
        variance, mean = torch.var_mean(x, 0, correction=0)
        slope = weights[0] / torch.sqrt(variance + self.EPSILON)
        return lambda points: (points - mean) * slope + weights[1]


@final
class MinibatchFeatures(ToyLayer):
    """Appends to every sample how near the others of its minibatch are (Salimans et al. 2016).

    Feature b of sample i is the mean over the others j of exp(-|M_ib - M_jb|_1), where M maps the
    input to `DIM` numbers per feature. The paper takes the sum; the mean does not depend on the
    size of the minibatch. Can be differentiated once, not twice.
    """

    pointwise = False
    DIM = 5

    def __init__(self, width: int, features: int) -> None:
        self._features = features
        self.parameters = (Parameter((width, features * self.DIM), 1 / math.sqrt(width)),)

    def __call__(self, x: Tensor, weights: Sequence[Tensor]) -> Tensor:
        """(n, width) -> (n, width + features)."""
        mapped = self._map(x, weights)
        near = self._near(mapped, mapped).sum(1) - 1  # every sample is near itself
        return torch.cat([x, near / max(len(x) - 1, 1)], 1)

    def settled(self, x: Tensor, weights: Sequence[Tensor]) -> Map:
        """Compare with the samples ``x``."""
        company = self._map(x, weights)

        def look(points: Tensor) -> Tensor:
            return torch.cat([points, self._near(self._map(points, weights), company).mean(1)], 1)

        return look

    def _map(self, x: Tensor, weights: Sequence[Tensor]) -> Tensor:
        """M of every sample, (features, n, DIM)."""
        return (x @ weights[0]).unflatten(1, (self._features, self.DIM)).transpose(0, 1)

    def _near(self, a: Tensor, b: Tensor) -> Tensor:
        """(features, n, DIM), (features, m, DIM) -> (n, m, features)."""
        return torch.exp(-torch.cdist(a, b, p=1)).permute(1, 2, 0)
