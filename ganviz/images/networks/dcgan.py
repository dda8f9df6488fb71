"""DCGAN (Radford et al. 2016) for square images of 8 to 64 pixels, by its five guidelines.

1. Strided convolutions in D and transposed ones in G instead of pooling.
2. Batch norm in both, but not at G's output nor D's input.
3. No fully connected hidden layers: z is mapped directly to the first feature maps of G.
4. ReLU in G, tanh at its output.
5. Leaky ReLU (slope 0.2) in D.

Weights start as N(0, 0.02), the scales of batch norm as N(1, 0.02).
"""

from dataclasses import dataclass
from typing import final

import torch
from torch import nn

from ganviz import _check
from ganviz.images.networks.layers import Shape, Tools
from ganviz.images.networks.stack import Network
from ganviz.settings import number, whole

SLOPE = 0.2


def _plan(side: int) -> tuple[int, int]:
    """(first side, doublings): 64 -> (4, 4), 32 -> (4, 3), 28 -> (7, 2), 8 -> (4, 1)."""
    start, doublings = side, 0
    while start % 2 == 0 and start > 4:
        start, doublings = start // 2, doublings + 1
    if start > 8 or doublings == 0:
        raise _check.refuse("side", side, "rule_side")
    return start, doublings


@torch.no_grad()
def _init(network: nn.Module, tools: Tools) -> nn.Module:
    """Draw the weights as above, and set biases to 0."""
    for module in network.modules():
        if isinstance(module, nn.Conv2d | nn.ConvTranspose2d | nn.BatchNorm2d):
            mean = 1 if isinstance(module, nn.BatchNorm2d) else 0
            module.weight.normal_(mean, 0.02, generator=tools.init)
            if module.bias is not None:
                module.bias.zero_()
    return network


@final
@dataclass(frozen=True)
class DCGANGenerator(Network):
    """z -> feature maps of 4 x 4 (7 x 7 for 28 pixels) -> twice the size and half the channels, ...

    Attributes:
        width: channels of the last hidden maps, 64 in the paper; the first maps of 64-pixel images
            then have 512.
        max_norm: always 0, no limit.
    """

    width: int = whole(64, 1)
    max_norm: float = number(0.0, 0, 0)

    def build(self, shape: Shape, out: Shape, tools: Tools) -> nn.Module:
        """(z,) -> (c, side, side)."""
        channels, side, _ = out
        start, doublings = _plan(side)
        c = self.width * 2 ** (doublings - 1)
        layers: list[nn.Module] = [
            nn.Unflatten(1, (shape[0], 1, 1)),
            nn.ConvTranspose2d(shape[0], c, start, bias=False),
            nn.BatchNorm2d(c),
            nn.ReLU(),
        ]
        for _ in range(doublings - 1):
            layers += [
                nn.ConvTranspose2d(c, c // 2, 4, 2, 1, bias=False),
                nn.BatchNorm2d(c // 2),
                nn.ReLU(),
            ]
            c //= 2
        layers += [nn.ConvTranspose2d(c, channels, 4, 2, 1), nn.Tanh()]
        return _init(nn.Sequential(*layers), tools)


@final
@dataclass(frozen=True)
class DCGANDiscriminator(Network):
    """The generator in reverse: half the size and twice the channels, ..., then one logit."""

    width: int = whole(64, 1)
    max_norm: float = number(0.0, 0, 0)

    def build(self, shape: Shape, out: Shape, tools: Tools) -> nn.Module:
        """(c, side, side) -> one logit."""
        channels, side, _ = shape
        start, doublings = _plan(side)
        c = self.width
        layers: list[nn.Module] = [nn.Conv2d(channels, c, 4, 2, 1), nn.LeakyReLU(SLOPE)]
        for _ in range(doublings - 1):
            layers += [
                nn.Conv2d(c, 2 * c, 4, 2, 1, bias=False),
                nn.BatchNorm2d(2 * c),
                nn.LeakyReLU(SLOPE),
            ]
            c *= 2
        layers += [nn.Conv2d(c, 1, start), nn.Flatten(0)]
        return _init(nn.Sequential(*layers), tools)
