"""Layers as settings: frozen dataclasses that describe a layer and build its torch module."""

import abc
from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf, prod
from typing import final

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ganviz import _check
from ganviz.images.draws import Draws
from ganviz.settings import Kind, Number, choice, number, toggle, whole

ACTIVATIONS = {
    "linear": nn.Identity,
    "relu": nn.ReLU,
    "leaky_relu": lambda: nn.LeakyReLU(0.2),
    "sigmoid": nn.Sigmoid,
    "tanh": nn.Tanh,
}

Shape = tuple[int, ...]

COUNT = {"control": Number(low=1, whole=True)}  # of a field that must be given


@dataclass(frozen=True)
class Tools:
    """What is needed to build a network besides its settings.

    Attributes:
        init: random generator of initial weights; on the CPU, so that a seed gives the same network
            on every device.
        draws: the run's random numbers, for dropout.
        marginals: returns the mean of every pixel of the training images in [0, 1], (c, h, w).
    """

    init: torch.Generator
    draws: Draws
    marginals: Callable[[], Tensor] | None = None


class Layer(Kind, abc.ABC):
    """Settings of one layer."""

    @abc.abstractmethod
    def build(self, shape: Shape, tools: Tools) -> tuple[nn.Module, Shape]:
        """The module for inputs of ``shape``, and the shape of its outputs, without batch axis."""


def _sparse(weight: Tensor, count: int, tools: Tools) -> None:
    """Set ``count`` random weights of every unit to N(0, 1), all others to 0 (Martens 2010)."""
    units, n_in = weight.shape
    count = min(count, n_in)
    chosen = torch.rand(units, n_in, generator=tools.init).topk(count, dim=1).indices
    with torch.no_grad():
        weight.zero_().scatter_(1, chosen, torch.randn(units, count, generator=tools.init))


def logit_of_marginals(marginals: Tensor) -> Tensor:
    """The output bias, flattened, for which a sigmoid generator starts at the mean image."""
    p = marginals.flatten().double().clamp(1e-7, 1 - 1e-7)
    return torch.logit(p).float()


@final
@dataclass(frozen=True)
class Dense(Layer):
    """A fully connected layer and its activation.

    Attributes:
        units: number of outputs.
        activation: a key of :data:`ACTIVATIONS`.
        init: weights start as U(-init, init).
        bias: initial value of every bias, unless ``marginals``.
        marginals: start the bias at the logit of each pixel's mean (for a sigmoid output layer).
        sparse: if positive, this many weights of every unit start as N(0, 1), the others at 0.
        batch_norm: batch norm between the affine map and the activation.
    """

    units: int = field(metadata=COUNT)
    activation: str = choice("linear", tuple(ACTIVATIONS))
    init: float = number(0.05, 0)
    bias: float = number(0.0, -inf)
    marginals: bool = toggle(False)
    sparse: int = whole(0, 0)
    batch_norm: bool = toggle(False)

    def build(self, shape: Shape, tools: Tools) -> tuple[nn.Module, Shape]:
        """(..., in) is flattened; out (units,)."""
        linear = nn.utils.skip_init(nn.Linear, prod(shape), self.units)
        assert isinstance(linear, nn.Linear)
        if self.sparse:
            _sparse(linear.weight, self.sparse, tools)
        else:
            nn.init.uniform_(linear.weight, -self.init, self.init, tools.init)
        nn.init.constant_(linear.bias, self.bias)
        if self.marginals and tools.marginals is not None:
            with torch.no_grad():
                linear.bias.copy_(logit_of_marginals(tools.marginals()))
        norm = [nn.BatchNorm1d(self.units)] if self.batch_norm else []
        module = nn.Sequential(nn.Flatten(), linear, *norm, ACTIVATIONS[self.activation]())
        return module, (self.units,)


@final
class MaxoutLinear(nn.Module):
    """(B, in) -> (B, units): ``h_i = max_j (w_ij . x + b_ij)`` over ``pieces`` affine maps j.

    The ``pieces * units`` rows of the weight are ordered piece by piece: on a CPU the maximum is
    then four times faster.
    """

    def __init__(self, n_in: int, units: int, pieces: int) -> None:
        super().__init__()
        self.units, self.pieces = units, pieces
        self.weight = nn.Parameter(torch.zeros(pieces * units, n_in))
        self.bias = nn.Parameter(torch.zeros(pieces * units))

    def forward(self, x: Tensor) -> Tensor:
        """(B, in) -> (B, units)."""
        return F.linear(x, self.weight, self.bias).unflatten(1, (self.pieces, self.units)).amax(1)


@final
class MaxoutConv(nn.Module):
    """(B, c, h, w) -> (B, channels, h', w'): maxout over the pieces, then over a pooling window.

    The windows overlap if ``pool > stride``. The last one may reach over the edge, as in the
    library of the released code.
    """

    def __init__(self, c_in: int, spec: "MaxoutConvolution") -> None:
        super().__init__()
        self.spec, maps = spec, spec.pieces * spec.channels
        self.weight = nn.Parameter(torch.zeros(maps, c_in, spec.kernel, spec.kernel))
        self.bias = nn.Parameter(torch.zeros(maps))

    def forward(self, x: Tensor) -> Tensor:
        """(B, c, h, w) -> (B, channels, h', w')."""
        spec = self.spec
        pieces = F.conv2d(x, self.weight, self.bias, padding=spec.padding)
        units = pieces.unflatten(1, (spec.pieces, spec.channels)).amax(1)
        return F.max_pool2d(units, spec.pool, spec.stride, ceil_mode=True)

    def size(self, n: int) -> int:
        """The side of the output for a square input of side ``n``."""
        n = n + 2 * self.spec.padding - self.spec.kernel + 1
        return -(-(n - self.spec.pool) // self.spec.stride) + 1


@final
@dataclass(frozen=True)
class Maxout(Layer):
    """Fully connected maxout: ``units`` maxima over ``pieces`` affine maps.

    Weights start as U(-init, init).
    """

    units: int = field(metadata=COUNT)
    pieces: int = field(metadata=COUNT)
    init: float = number(0.005, 0)

    def build(self, shape: Shape, tools: Tools) -> tuple[nn.Module, Shape]:
        """(..., in) is flattened; out (units,)."""
        maxout = MaxoutLinear(prod(shape), self.units, self.pieces)
        nn.init.uniform_(maxout.weight, -self.init, self.init, tools.init)
        return nn.Sequential(nn.Flatten(), maxout), (self.units,)


@final
@dataclass(frozen=True)
class MaxoutConvolution(Layer):
    """A maxout convolution with a bias per channel, then max pooling: see :class:`MaxoutConv`."""

    channels: int = field(metadata=COUNT)
    kernel: int = field(metadata=COUNT)
    padding: int = field(metadata={"control": Number(low=0, whole=True)})
    pool: int = field(metadata=COUNT)
    pieces: int = whole(2, 1)
    stride: int = whole(2, 1)
    init: float = number(0.005, 0)

    def build(self, shape: Shape, tools: Tools) -> tuple[nn.Module, Shape]:
        """(c, n, n) -> (channels, n', n')."""
        c, n, _ = shape
        conv = MaxoutConv(c, self)
        nn.init.uniform_(conv.weight, -self.init, self.init, tools.init)
        return conv, (self.channels, conv.size(n), conv.size(n))


@final
class UntiedConvTranspose(nn.Module):
    """Transposed convolution with one bias per output pixel and channel."""

    def __init__(self, shape: Shape, channels: int, kernel: int, stride: int) -> None:
        super().__init__()
        c, n, _ = shape
        side = stride * (n - 1) + kernel
        self.stride = stride
        self.weight = nn.Parameter(torch.zeros(c, channels, kernel, kernel))
        self.bias = nn.Parameter(torch.zeros(channels, side, side))

    def forward(self, x: Tensor) -> Tensor:
        """(B, c, n, n) -> (B, channels, side, side)."""
        return F.conv_transpose2d(x, self.weight, stride=self.stride) + self.bias


@final
@dataclass(frozen=True)
class Deconvolution(Layer):
    """Transposed convolution without padding, with a bias per pixel and channel.

    Attributes:
        maps: the input is reshaped to this many square maps, as 8000 units to 80 maps of 10 x 10.
        channels: channels of the output.
        kernel, stride: those of the convolution.
        init: weights start as U(-init, init).
    """

    maps: int = field(metadata=COUNT)
    channels: int = field(metadata=COUNT)
    kernel: int = field(metadata=COUNT)
    stride: int = field(metadata=COUNT)
    init: float = number(0.05, 0)

    def build(self, shape: Shape, tools: Tools) -> tuple[nn.Module, Shape]:
        """(maps * n * n,) -> (channels, side, side) with side = stride (n - 1) + kernel."""
        n_in = prod(shape)
        n = round((n_in / self.maps) ** 0.5)
        if self.maps * n * n != n_in:
            raise _check.refuse("maps", self.maps, "rule_splits_into_squares", n=n_in)
        maps = (self.maps, n, n)
        deconv = UntiedConvTranspose(maps, self.channels, self.kernel, self.stride)
        nn.init.uniform_(deconv.weight, -self.init, self.init, tools.init)
        side = deconv.bias.shape[-1]
        return nn.Sequential(nn.Unflatten(1, maps), deconv), (self.channels, side, side)
