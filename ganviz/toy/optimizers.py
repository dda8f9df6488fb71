"""Optimisers by name, and a network together with the one that trains it."""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, final

import torch
from torch import Tensor

from ganviz.toy.networks import MLP


@dataclass(frozen=True)
class Rule:
    """A torch optimiser and how (lr, momentum, beta2) are spelt in its options."""

    optimizer: Callable[..., torch.optim.Optimizer]
    options: Callable[[float, float, float], dict[str, Any]]


OPTIMIZERS: dict[str, Rule] = {
    "adam": Rule(
        torch.optim.Adam, lambda lr, momentum, beta2: {"lr": lr, "betas": (momentum, beta2)}
    ),
    "sgd": Rule(torch.optim.SGD, lambda lr, momentum, beta2: {"lr": lr, "momentum": momentum}),
}
"""Every update rule by name."""


@final
class Learner:
    """A network that follows the gradient of a loss, one optimiser step at a time.

    Attributes:
        network: the network that is trained in place.
        gradient: the last one used, flat like ``network.theta``; nan before the first update.
    """

    def __init__(
        self, network: MLP, optimizer: str, lr: float, momentum: float, beta2: float
    ) -> None:
        self.network = network
        self._rule = OPTIMIZERS[optimizer]
        self._optimizer = self._rule.optimizer(
            [network.theta], **self._rule.options(lr, momentum, beta2), fused=True
        )
        self.gradient = torch.full_like(network.theta, torch.nan)

    def configure(self, lr: float, momentum: float, beta2: float) -> None:
        """Change the rates from the next update on."""
        self._optimizer.param_groups[0].update(self._rule.options(lr, momentum, beta2))

    def gradient_of(self, loss: Tensor, *, keep_graph: bool = False) -> Tensor:
        """The gradient of ``loss`` in this network's parameters alone, flat."""
        parts = torch.autograd.grad(loss, self.network.weights, retain_graph=keep_graph)
        return torch.cat([part.reshape(-1) for part in parts])

    def update(self, gradient: Tensor) -> None:
        """One step of the optimiser down ``gradient``."""
        self.gradient = self.network.theta.grad = gradient
        self._optimizer.step()

    def state_dict(self) -> dict[str, Any]:
        """A copy of parameters, optimiser and last gradient."""
        state = {
            "theta": self.network.theta,
            "gradient": self.gradient,
            "optimizer": self._optimizer.state_dict(),
        }
        return copy.deepcopy(state)

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go back to a copied state; ``state`` stays as it is."""
        state = copy.deepcopy(state)  # the optimiser would go on to write into what it is given
        self.network.theta.copy_(state["theta"])
        self.gradient = state["gradient"]
        self._optimizer.load_state_dict(state["optimizer"])
