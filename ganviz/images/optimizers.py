"""Update rules as settings, with the schedules of the released code.

Each builds an optimiser for a list of parameters, whose state is a list of tensors.
"""

import abc
from dataclasses import dataclass
from typing import final

import torch
from torch import Tensor
from torch import _foreach_add_ as add_all_  # type: ignore[attr-defined]
from torch import _foreach_mul_ as mul_all_  # type: ignore[attr-defined]

from ganviz import _check
from ganviz.settings import Kind, number, whole


def decayed_lr(lr: float, t: int, *, decay: float = 1.000004, lr_min: float = 1e-6) -> float:
    """The learning rate after ``t`` minibatches, ``max(lr_min, lr / decay^t)``.

    >>> decayed_lr(0.1, 0)
    0.1
    >>> round(decayed_lr(0.1, 500), 7)  # one epoch of the paper's MNIST
    0.0998002
    >>> decayed_lr(0.1, 10_000_000)
    1e-06
    """
    _check.integer("t", t, at_least=0)
    try:
        return max(lr_min, lr / decay**t)
    except OverflowError:
        return lr_min


def ramped_momentum(
    epoch: int, *, start: float = 0.5, final: float = 0.7, saturate: int = 250
) -> float:
    """The momentum in ``epoch``: linear from ``start`` at 1 to ``final`` at ``saturate``.

    >>> ramped_momentum(1), round(ramped_momentum(125), 4), ramped_momentum(400)
    (0.5, 0.5996, 0.7)
    """
    _check.integer("epoch", epoch, at_least=1)
    if saturate <= 1:
        return final
    share = min(1.0, (epoch - 1) / (saturate - 1))
    return start + (final - start) * share


class Optimizer(Kind, abc.ABC):
    """Settings of an update rule."""

    @abc.abstractmethod
    def build(self, theta: list[Tensor], lr: float) -> "Updates":
        """The optimiser of the parameters ``theta``, with learning rate ``lr``."""

    @abc.abstractmethod
    def rates(self, lr: float, t: int, epoch: int) -> tuple[float, float]:
        """(learning rate, momentum) after ``t`` minibatches, in ``epoch`` (from 1)."""


class Updates(abc.ABC):
    """The optimiser of some parameters, which it updates in place."""

    @abc.abstractmethod
    def __call__(self, grads: list[Tensor], rates: Tensor) -> None:
        """One update; ``rates``, (2,) on the device, is (learning rate, momentum)."""

    @abc.abstractmethod
    def state(self) -> list[Tensor]:
        """The tensors of its state: to save, and to copy into."""


@final
@dataclass(frozen=True)
class Momentum(Optimizer):
    """``v <- m v - lr g; theta <- theta + v``, the rule of the released code, with its schedules.

    Attributes:
        decay, lr_min: of :func:`decayed_lr`, per minibatch.
        start, final, saturate: of :func:`ramped_momentum`, per epoch.
    """

    decay: float = number(1.000004, 1)
    lr_min: float = number(1e-6, 0)
    start: float = number(0.5, 0, 0.9999)
    final: float = number(0.7, 0, 0.9999)
    saturate: int = whole(250, 1)

    def build(self, theta: list[Tensor], lr: float) -> Updates:
        """The optimiser, with velocities of 0."""
        return _Momentum(theta)

    def rates(self, lr: float, t: int, epoch: int) -> tuple[float, float]:
        """By :func:`decayed_lr` and :func:`ramped_momentum`."""
        return (
            decayed_lr(lr, t, decay=self.decay, lr_min=self.lr_min),
            ramped_momentum(epoch, start=self.start, final=self.final, saturate=self.saturate),
        )


@final
class _Momentum(Updates):
    def __init__(self, theta: list[Tensor]) -> None:
        self._theta = theta
        self._v = [torch.zeros_like(p) for p in theta]

    @torch.no_grad()
    def __call__(self, grads: list[Tensor], rates: Tensor) -> None:
        lr, m = rates.unbind()
        mul_all_(self._v, m)
        for v, g in zip(self._v, grads, strict=True):
            v.addcmul_(g, -lr)  # one pass over the memory, with the rate on the device
        add_all_(self._theta, self._v)

    def state(self) -> list[Tensor]:
        return self._v


@final
@dataclass(frozen=True)
class Adam(Optimizer):
    """Adam (Kingma and Ba 2015).

    Attributes:
        beta1, beta2: decays of the first and second moment; DCGAN takes beta1 = 0.5.
        eps: added to the root of the second moment.
        decay: decay of the learning rate per minibatch, see :func:`decayed_lr`; 1 for none.
    """

    beta1: float = number(0.5, 0, 0.99999)
    beta2: float = number(0.999, 0, 0.99999)
    eps: float = number(1e-8, 0, above=True)
    decay: float = number(1.0, 1)

    def build(self, theta: list[Tensor], lr: float) -> Updates:
        """The optimiser, with moments of 0."""
        return _Adam(theta, lr, self)

    def rates(self, lr: float, t: int, epoch: int) -> tuple[float, float]:
        """By :func:`decayed_lr`; the momentum is beta1."""
        return decayed_lr(lr, t, decay=self.decay, lr_min=0.0), self.beta1


@final
class _Adam(Updates):
    def __init__(self, theta: list[Tensor], lr: float, settings: Adam) -> None:
        self._theta = theta
        self._adam = torch.optim.Adam(
            theta,
            lr=lr,
            betas=(settings.beta1, settings.beta2),
            eps=settings.eps,
            fused=True,
            capturable=theta[0].device.type == "cuda",
        )
        for p in theta:  # as its first step would do; a resumed run copies into these tensors
            self._adam.state[p] = {
                "step": torch.zeros((), device=p.device),
                "exp_avg": torch.zeros_like(p),
                "exp_avg_sq": torch.zeros_like(p),
            }

    def __call__(self, grads: list[Tensor], rates: Tensor) -> None:
        for p, g in zip(self._theta, grads, strict=True):
            # The fused Adam needs gradients with the memory layout of their parameters.
            p.grad = g if g.stride() == p.stride() else torch.empty_like(p).copy_(g)
        self._adam.param_groups[0]["lr"] = rates[0]  # a view, so that a CUDA graph sees changes
        self._adam.step()
        self._adam.zero_grad()

    def state(self) -> list[Tensor]:
        return [tensor for p in self._theta for tensor in self._adam.state[p].values()]
