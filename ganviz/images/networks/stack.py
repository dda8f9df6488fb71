"""Networks as lists of layers, with the paper's dropout and its limit on column norms."""

import abc
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import final

import torch
from torch import Tensor, nn

from ganviz import _check
from ganviz.images.draws import Draws
from ganviz.images.networks.layers import Layer, Shape, Tools
from ganviz.settings import Kind, number


class Network(Kind, abc.ABC):
    """Settings of one network, G or D.

    Attributes:
        max_norm: limit on the norm of the weights into one unit, after every update; 0 for none.
    """

    max_norm: float = 0.0

    @abc.abstractmethod
    def build(self, shape: Shape, out: Shape, tools: Tools) -> nn.Module:
        """The module that maps inputs of ``shape`` to outputs of ``out`` (both without batch)."""


@final
@dataclass(frozen=True)
class Stack(Network):
    """Layers one after the other.

    Attributes:
        layers: from the input to the output.
        keep_input: dropout keeps each input of the first layer with this probability ...
        keep_hidden: ... and each input of every other layer with this one; scaled by 1 / keep.
        max_norm: limit on the norm of the weights into one unit; 0 for none.
    """

    layers: tuple[Layer, ...]
    keep_input: float = number(1.0, 0, 1, above=True)
    keep_hidden: float = number(1.0, 0, 1, above=True)
    max_norm: float = number(0.0, 0)

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.layers:
            raise _check.refuse("layers", self.layers, "rule_a_layer")

    def build(self, shape: Shape, out: Shape, tools: Tools) -> nn.Module:
        """A :class:`Layers` module; ValueError if the last layer does not fit ``out``."""
        built: list[nn.Module] = []
        for layer in self.layers:
            module, shape = layer.build(shape, tools)
            built.append(module)
        if prod(shape) != prod(out):
            raise _check.refuse("layers", shape, "refused_layers_end", out=out)
        keeps = [self.keep_input] + [self.keep_hidden] * (len(built) - 1)
        drops = [Dropout(k, tools.draws) if k < 1 else nn.Identity() for k in keeps]
        return Layers(built, drops, out)


@final
class Dropout(nn.Module):
    """Dropout: keep each input with probability ``keep``, scaled by ``1 / keep``.

    As `torch.nn.Dropout`, but the mask comes from ``draws``: the run can be resumed bit for bit,
    and several processes draw the masks of one. In evaluation mode it is the identity.
    """

    def __init__(self, keep: float, draws: Draws) -> None:
        super().__init__()
        self.keep, self._draws = keep, draws

    def forward(self, x: Tensor) -> Tensor:
        """(B, ...) -> (B, ...)."""
        if not self.training:
            return x
        return x * self._draws.mask(x.shape, self.keep) * (1 / self.keep)


@final
class Layers(nn.Module):
    """The module that :class:`Stack` builds; ``layers.i`` has the parameters of layer i."""

    def __init__(self, layers: Sequence[nn.Module], drops: Sequence[nn.Module], out: Shape) -> None:
        super().__init__()
        self.layers = nn.ModuleList(layers)
        self.drops = nn.ModuleList(drops)
        self.out = out

    def forward(self, x: Tensor) -> Tensor:
        """(B, ...) -> (B, *out)."""
        for drop, layer in zip(self.drops, self.layers, strict=True):
            x = layer(drop(x))
        return x.reshape(len(x), *self.out)


@torch.no_grad()
def cap_columns(weights: list[Tensor], max_norm: float) -> None:
    """Scale down, in place, the weights into each unit whose L2 norm is above ``max_norm``.

    Args:
        weights: (units, in) matrices.
        max_norm: the limit.

    >>> w = torch.tensor([[3.0, 4.0], [0.3, 0.4]])
    >>> cap_columns([w], 1.0)
    >>> [[round(v, 4) for v in row] for row in w.tolist()]
    [[0.6, 0.8], [0.3, 0.4]]
    """
    for weight in weights:
        weight.renorm_(2, 0, max_norm)
