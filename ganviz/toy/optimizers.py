"""Optimisers by name, and a network together with the one that trains it."""

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, final

import torch
from torch import Tensor

from ganviz.toy.layers import Map
from ganviz.toy.networks import FlatNetwork

N = TypeVar("N", bound=FlatNetwork)
Options = dict[str, Any]
Moments = dict[str, Any]


@dataclass(frozen=True)
class Rule:
    """A torch optimiser, how (lr, momentum, beta2) are spelt in its options, and its formula.

    Attributes:
        optimizer: the class.
        options: its keyword arguments.
        formula: the same step as a differentiable function (theta, gradient, moments, options) ->
            (theta, moments), where moments are the optimiser's own, empty before the first step.
        on_gpu: further arguments there, where a round may be recorded as a CUDA graph.
    """

    optimizer: Callable[..., torch.optim.Optimizer]
    options: Callable[[float, float, float], Options]
    formula: Callable[[Tensor, Tensor, Moments, Options], tuple[Tensor, Moments]]
    on_gpu: Options = field(default_factory=dict)


def _sgd(theta: Tensor, g: Tensor, moments: Moments, options: Options) -> tuple[Tensor, Moments]:
    before = moments.get("momentum_buffer")
    velocity = g if before is None else options["momentum"] * before + g
    return theta - options["lr"] * velocity, {"momentum_buffer": velocity}


def _adam(theta: Tensor, g: Tensor, moments: Moments, options: Options) -> tuple[Tensor, Moments]:
    (beta1, beta2), taken = options["betas"], moments.get("step", 0)
    # A tensor on a GPU stays one: a recorded round reads it anew at every replay.
    n = (taken if isinstance(taken, Tensor) and taken.is_cuda else float(taken)) + 1
    first = beta1 * moments.get("exp_avg", 0.0) + (1 - beta1) * g
    second = beta2 * moments.get("exp_avg_sq", 0.0) + (1 - beta2) * g * g
    # The root has no slope at 0, where a dead unit is; there its change is 0 whatever the slope.
    root = second.clamp_min(1e-30).sqrt() / (1 - beta2**n) ** 0.5
    step = first / (1 - beta1**n) / (root + ADAM_EPSILON)
    return theta - options["lr"] * step, {"step": n, "exp_avg": first, "exp_avg_sq": second}


ADAM_EPSILON = 1e-8

OPTIMIZERS: dict[str, Rule] = {
    "adam": Rule(
        torch.optim.Adam,
        lambda lr, momentum, beta2: {"lr": lr, "betas": (momentum, beta2), "eps": ADAM_EPSILON},
        _adam,
        {"capturable": True},
    ),
    "sgd": Rule(
        torch.optim.SGD, lambda lr, momentum, beta2: {"lr": lr, "momentum": momentum}, _sgd
    ),
}
"""Every update rule by name."""


@final
class OptimizedNetwork(Generic[N]):
    """A network that follows the gradient of a loss, one optimiser step at a time.

    Attributes:
        network: the network that is trained in place.
        gradient: the last one used, flat like ``network.theta``; nan before the first update.
        projections: maps of theta that follow every update, in turn.
    """

    def __init__(
        self, network: N, optimizer: str, lr: float, momentum: float, beta2: float
    ) -> None:
        self.network = network
        self._rule = OPTIMIZERS[optimizer]
        options = self._rule.options(lr, momentum, beta2)
        if network.theta.is_cuda:
            options |= self._rule.on_gpu
        self._optimizer = self._rule.optimizer([network.theta], **options, fused=True)
        self.gradient = torch.full_like(network.theta, torch.nan)
        self.projections: tuple[Map, ...] = ()

    def configure(self, lr: float, momentum: float, beta2: float) -> None:
        """Change the rates from the next update on."""
        self._optimizer.param_groups[0].update(self._rule.options(lr, momentum, beta2))

    def moments(self, names: Sequence[str]) -> list[Tensor]:
        """What the optimiser remembers by these names, to be changed in place; 0 if new."""
        theta = self.network.theta
        state = self._optimizer.state[theta]
        for name in names:
            if state.get(name) is None:
                state[name] = torch.zeros(()) if name == "step" else torch.zeros_like(theta)
        return [state[name] for name in names]

    def gradient_of(self, loss: Tensor, *, keep_graph: bool = False) -> Tensor:
        """The gradient of ``loss`` in this network's parameters alone, flat."""
        parts = torch.autograd.grad(loss, self.network.weights, retain_graph=keep_graph)
        return torch.cat([part.reshape(-1) for part in parts])

    def update(self, gradient: Tensor) -> None:
        """One step of the optimiser down ``gradient``."""
        self.gradient = self.network.theta.grad = gradient
        self._optimizer.step()
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
        theta = (self.network.theta if theta is None else theta).detach().requires_grad_()
        moments: Moments = dict(self._optimizer.state.get(self.network.theta, {}))
        options = self._optimizer.param_groups[0]
        for _ in range(steps):
            here = loss(self.network.with_theta(theta))
            (gradient,) = torch.autograd.grad(here, theta, create_graph=True)
            theta, moments = self._rule.formula(theta, gradient, moments, options)
            for project in self.projections:
                theta = project(theta)
        return theta

    def state_dict(self) -> dict[str, Any]:
        """A copy of parameters, optimiser and last gradient."""
        state = {
            "theta": self.network.theta,
            "gradient": self.gradient,
            "optimizer": self._optimizer.state_dict(),
            "layers": self.network.memory,
        }
        return copy.deepcopy(state)

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go back to a copied state; ``state`` stays as it is."""
        state = copy.deepcopy(state)  # the optimiser would go on to write into what it is given
        self.network.theta.copy_(state["theta"])
        self.gradient = state["gradient"]
        self._optimizer.load_state_dict(state["optimizer"])
        self.network.remember(state["layers"])
