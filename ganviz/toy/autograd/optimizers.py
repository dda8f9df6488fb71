"""Torch's optimisers by name, and a network together with the one that trains it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import torch
from torch import Tensor

from ganviz.toy.autograd.networks import MLP, Map
from ganviz.toy.optimizers import ADAM_EPSILON
from ganviz.toy.settings import NetworkSettings

if TYPE_CHECKING:
    from ganviz.toy.game import TrainedNetwork

Options = dict[str, Any]
Moments = dict[str, Any]


@dataclass(frozen=True)
class Rule:
    """A torch optimiser, how (lr, momentum, beta2) are spelt in its options, and its formula.

    Attributes:
        optimizer: the class.
        options: its keyword arguments.
        formula: the same step as a differentiable function (theta, gradient, moments, options) ->
            (theta, moments), where moments are the optimiser's own.
    """

    optimizer: Callable[..., torch.optim.Optimizer]
    options: Callable[[float, float, float], Options]
    formula: Callable[[Tensor, Tensor, Moments, Options], tuple[Tensor, Moments]]


def _sgd(theta: Tensor, g: Tensor, moments: Moments, options: Options) -> tuple[Tensor, Moments]:
    velocity = options["momentum"] * moments["momentum_buffer"] + g
    return theta - options["lr"] * velocity, {"momentum_buffer": velocity}


def _adam(theta: Tensor, g: Tensor, moments: Moments, options: Options) -> tuple[Tensor, Moments]:
    (beta1, beta2), n = options["betas"], float(moments["step"]) + 1
    first = beta1 * moments["exp_avg"] + (1 - beta1) * g
    second = beta2 * moments["exp_avg_sq"] + (1 - beta2) * g * g
    # The root has no slope at 0, where a dead unit is; there its change is 0 whatever the slope.
    root = second.clamp_min(1e-30).sqrt() / (1 - beta2**n) ** 0.5
    step = first / (1 - beta1**n) / (root + ADAM_EPSILON)
    return theta - options["lr"] * step, {"step": n, "exp_avg": first, "exp_avg_sq": second}


RULES: dict[str, Rule] = {
    "adam": Rule(
        torch.optim.Adam,
        lambda lr, momentum, beta2: {"lr": lr, "betas": (momentum, beta2), "eps": ADAM_EPSILON},
        _adam,
    ),
    "sgd": Rule(
        torch.optim.SGD, lambda lr, momentum, beta2: {"lr": lr, "momentum": momentum}, _sgd
    ),
}
"""Every update rule by name."""


@final
class OptimizedNetwork:
    """A network that follows the gradient of a loss, one optimiser step at a time.

    It trains what the learner has: parameters, gradient and moments are the same memory.

    Args:
        learner: the network and what its training remembers.
        player: its optimiser and rates.

    Attributes:
        network: the network that is trained in place.
        projections: maps of theta that follow every update, in turn.
    """

    def __init__(self, learner: "TrainedNetwork", player: NetworkSettings) -> None:
        self._learner, self._rule = learner, RULES[player.optimizer]
        self.network = MLP(learner.network)
        self._gradient = torch.from_numpy(learner.network.gradient)
        options = self._rule.options(player.lr, player.momentum, player.beta2)
        theta = self.network.theta
        self._optimizer = self._rule.optimizer([theta], **options, fused=True)
        moments = learner.rule.moments.items()
        state: Moments = {name: torch.from_numpy(moment) for name, moment in moments}
        self._optimizer.state[theta] = state | {"step": torch.tensor(float(learner.rule.taken))}
        self.projections: tuple[Map, ...] = ()

    def gradient_of(self, loss: Tensor, *, keep_graph: bool = False) -> Tensor:
        """The gradient of ``loss`` in this network's parameters alone, flat."""
        parts = torch.autograd.grad(loss, self.network.weights, retain_graph=keep_graph)
        return torch.cat([part.reshape(-1) for part in parts])

    def update(self, gradient: Tensor) -> None:
        """One step of the optimiser down ``gradient``."""
        self._gradient.copy_(gradient)
        self.network.theta.grad = self._gradient
        self._optimizer.step()
        self._learner.rule.taken += 1
        for project in self.projections:
            self.network.theta.copy_(project(self.network.theta))
        self.network.refresh()

    def unrolled(
        self, loss: Callable[[Map], Tensor], steps: int, theta: Tensor | None = None
    ) -> Tensor:
        """Where ``steps`` updates would bring theta, differentiable in all that ``loss`` holds.

        The network itself stays as it is (Metz et al. 2017).

        Args:
            loss: of the network as a map, by its parameters.
            steps: how many.
            theta: where to start; by default where the network is.
        """
        moments: Moments = dict(self._optimizer.state[self.network.theta])
        theta = (self.network.theta if theta is None else theta).detach().requires_grad_()
        options = self._optimizer.param_groups[0]
        for _ in range(steps):
            here = loss(self.network.with_theta(theta))
            (gradient,) = torch.autograd.grad(here, theta, create_graph=True)
            theta, moments = self._rule.formula(theta, gradient, moments, options)
            for project in self.projections:
                theta = project(theta)
        return theta
