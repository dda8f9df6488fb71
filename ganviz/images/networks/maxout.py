"""Maxout units (Goodfellow et al. 2013): the maximum over a few affine maps of the same input."""

from typing import final

import torch
from torch import Tensor, nn
from torch.nn import functional as F


@final
class MaxoutLinear(nn.Module):
    """(B, in) -> (B, units): ``h_i = max_j (w_ij . x + b_ij)`` over ``pieces`` affine maps j.

    The ``pieces * units`` rows of the weight are ordered piece by piece, so that the maximum runs
    over whole rows (four times faster on a CPU than over neighbours).
    """

    def __init__(self, n_in: int, units: int, pieces: int) -> None:
        super().__init__()
        self.units, self.pieces = units, pieces
        self.weight = nn.Parameter(torch.zeros(pieces * units, n_in))
        self.bias = nn.Parameter(torch.zeros(pieces * units))

    def forward(self, x: Tensor) -> Tensor:
        """(B, in) -> (B, units)."""
        return F.linear(x, self.weight, self.bias).unflatten(1, (self.pieces, self.units)).amax(1)

    def extra_repr(self) -> str:
        """Shown by ``print(network)``."""
        return f"units={self.units}, pieces={self.pieces}"


@final
class MaxoutConv(nn.Module):
    """(B, c, h, w) -> (B, channels, h', w'): maxout over the pieces, then over a pooling window.

    The windows overlap when ``pool > stride``; the last one may hang over the edge, as in the
    library of the released code.
    """

    def __init__(
        self,
        c_in: int,
        channels: int,
        pieces: int,
        kernel: int,
        padding: int,
        pool: int,
        stride: int,
    ) -> None:
        super().__init__()
        self.channels, self.pieces, self.padding = channels, pieces, padding
        self.pool, self.stride = pool, stride
        self.weight = nn.Parameter(torch.zeros(pieces * channels, c_in, kernel, kernel))
        self.bias = nn.Parameter(torch.zeros(pieces * channels))

    def forward(self, x: Tensor) -> Tensor:
        """(B, c, h, w) -> (B, channels, h', w')."""
        pieces = F.conv2d(x, self.weight, self.bias, padding=self.padding)
        units = pieces.unflatten(1, (self.pieces, self.channels)).amax(1)
        return F.max_pool2d(units, self.pool, self.stride, ceil_mode=True)

    def size(self, n: int) -> int:
        """The side of the output for a square input of side ``n``."""
        n = n + 2 * self.padding - self.weight.shape[-1] + 1
        return -(-(n - self.pool) // self.stride) + 1
