"""Several processes share each minibatch, with the results of one process.

Each takes its rows of the global minibatch; gradients, losses and the statistics of batch norm are
means over all. Fabric starts the processes and does the sums. torch's own classes do not fit:
DistributedDataParallel averages gradients in ``backward()`` only, not those of
``torch.autograd.grad``, by which both players are differentiated at the same parameters, and losses
would need a second exchange; SyncBatchNorm refuses tensors on the CPU.
"""

from collections.abc import Callable, Sequence
from typing import Any, final

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm


def mean_over_processes(
    reduce: Callable[[Tensor], Tensor], groups: Sequence[Sequence[Tensor]]
) -> list[list[Tensor]]:
    """The means of groups of tensors over the processes, by one exchange for all.

    Args:
        reduce: maps one tensor to its mean over the processes.
        groups: tensors, of the same shapes in every process.

    >>> mean_over_processes(lambda flat: flat / 2, [[torch.ones(2)], [torch.tensor(3.0)]])
    [[tensor([0.5000, 0.5000])], [tensor(1.5000)]]
    """
    tensors = [tensor for group in groups for tensor in group]
    flat = reduce(torch.cat([tensor.reshape(-1) for tensor in tensors]))
    parts = flat.split([tensor.numel() for tensor in tensors])
    means = iter(part.view_as(tensor) for part, tensor in zip(parts, tensors, strict=True))
    return [[next(means) for _ in group] for group in groups]


@final
class SharedBatchNorm(nn.Module):
    """Batch norm over all processes, each with an equal part of the minibatch.

    Statistics are float32, also for bfloat16 inputs under autocast.

    Args:
        norm: the batch norm of one process, whose parameters and running averages are used.

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
        mean = _average(x.float().mean(axes))
        centred = x.float() - mean.view(shape)
        variance = _average(centred.square().mean(axes))
        self._remember(mean, variance, x.numel() // x.shape[1])
        scale = self.weight * torch.rsqrt(variance + self._eps)
        return (centred * scale.view(shape) + self.bias.view(shape)).to(x.dtype)

    @torch.no_grad()
    def _remember(self, mean: Tensor, variance: Tensor, count: int) -> None:
        """Update the running averages, with the unbiased variance, as torch does."""
        count *= torch.distributed.get_world_size()
        self.running_mean.lerp_(mean, self._momentum)
        self.running_var.lerp_(variance * count / (count - 1), self._momentum)
        self.num_batches_tracked += 1


def _average(mine: Tensor) -> Tensor:
    """The differentiable mean over processes."""
    return _Sum.apply(mine) / torch.distributed.get_world_size()


class _Sum(torch.autograd.Function):
    """The differentiable sum over processes; its gradient is the sum of their gradients.

    The one in ``torch.distributed.nn`` is deprecated, and its replacement is private.
    """

    @staticmethod
    def forward(ctx: Any, mine: Tensor) -> Tensor:
        total = mine.clone(memory_format=torch.contiguous_format)
        torch.distributed.all_reduce(total)
        return total

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> Any:
        return _Sum.apply(grads[0])


def share_batch_norm(network: nn.Module) -> nn.Module:
    """Replace every batch norm of a network by one over all processes, in place."""
    for name, child in network.named_children():
        if isinstance(child, _BatchNorm):
            setattr(network, name, SharedBatchNorm(child))
        else:
            share_batch_norm(child)
    return network


def leave() -> bool:
    """End the exchange with the other processes; True if this one is the first.

    Without it, a process may be aborted when it exits, since its threads still wait for others.
    """
    distributed = torch.distributed
    if not (distributed.is_available() and distributed.is_initialized()):
        return True
    first = distributed.get_rank() == 0
    distributed.barrier()
    distributed.destroy_process_group()
    return first
