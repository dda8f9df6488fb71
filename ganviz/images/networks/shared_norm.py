"""Batch normalisation whose mean and variance are those of the minibatch of all processes.

``torch.nn.SyncBatchNorm`` does this on GPUs only; the same sums go through any backend.
"""

from typing import final

import torch
from torch import Tensor, nn
from torch.distributed.nn.functional import all_reduce
from torch.nn.modules.batchnorm import _BatchNorm


@final
class SharedBatchNorm(nn.Module):
    """Wraps a batch norm, whose parameters and averages it keeps; processes have equal parts.

    Args:
        norm: what one process would use.

    Source: Ioffe & Szegedy 2015, Algorithm 1, over the global minibatch.
    """

    running_mean: Tensor
    running_var: Tensor
    num_batches_tracked: Tensor

    def __init__(self, norm: _BatchNorm) -> None:
        super().__init__()
        self.weight, self.bias = norm.weight, norm.bias
        for name, buffer in norm.named_buffers():
            self.register_buffer(name, buffer)
        self._eps, self._momentum = norm.eps, norm.momentum or 0.1

    def forward(self, x: Tensor) -> Tensor:
        """(B, C) or (B, C, H, W) -> the same shape."""
        if not self.training:
            return nn.functional.batch_norm(
                x, self.running_mean, self.running_var, self.weight, self.bias, eps=self._eps
            )
        shape = (1, -1) + (1,) * (x.ndim - 2)
        axes = [axis for axis in range(x.ndim) if axis != 1]
        mean = _average(x.mean(axes))
        centred = x - mean.view(shape)
        variance = _average(centred.square().mean(axes))
        self._remember(mean, variance, x.numel() // x.shape[1])
        scale = self.weight * torch.rsqrt(variance + self._eps)
        return centred * scale.view(shape) + self.bias.view(shape)

    @torch.no_grad()
    def _remember(self, mean: Tensor, variance: Tensor, count: int) -> None:
        """The running averages, of the unbiased variance, as in torch."""
        count *= torch.distributed.get_world_size()
        self.running_mean.lerp_(mean, self._momentum)
        self.running_var.lerp_(variance * count / (count - 1), self._momentum)
        self.num_batches_tracked += 1


def _average(mine: Tensor) -> Tensor:
    """The mean over processes; its gradient is exchanged too."""
    return all_reduce(mine.clone()) / torch.distributed.get_world_size()


def share_batch_norm(network: nn.Module) -> nn.Module:
    """Replace every batch norm of a network by one over all processes, in place."""
    for name, child in network.named_children():
        if isinstance(child, _BatchNorm):
            setattr(network, name, SharedBatchNorm(child))
        else:
            share_batch_norm(child)
    return network
