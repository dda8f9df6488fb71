"""Networks of one form side by side, trained in the same few calls."""

from collections.abc import Sequence
from typing import Any, final

import torch
from torch import Tensor

from ganviz import _check
from ganviz.toy.networks import MLP, FlatNetwork


@final
class StackedNetworks(FlatNetwork):
    """As many maps as there are networks: the rows of x are theirs in blocks of equal length.

    Which network a row meets follows from its place, so two minibatches must not be joined: for
    the game that makes the stack one that looks at whole minibatches, ``pointwise`` is False.

    Args:
        networks: of the same widths and kinds of layers; their parameters are copied.
        device: where the parameters go.

    Raises:
        ValueError: networks of different forms.

    >>> import numpy as np
    >>> rng = np.random.default_rng(0)
    >>> nets = [MLP((8,), "tanh", rng, inputs=2) for _ in range(3)]
    >>> x = torch.randn(12, 2)
    >>> torch.allclose(StackedNetworks(nets)(x)[4:8], nets[1](x[4:8]), atol=1e-6)
    True
    """

    def __init__(self, networks: Sequence[MLP], device: torch.device | str = "cpu") -> None:
        forms = {tuple(part.shape for part in net.weights) for net in networks}
        if len(forms) != 1:
            raise _check.refuse("networks", len(forms), "refused_forms")
        self._form, self._many = networks[0], len(networks)
        self.inputs, self.pointwise = self._form.inputs, False
        parts = _stacked([net.weights for net in networks], device)
        self._lay_out(torch.cat([part.view(-1) for part in parts]), [part.shape for part in parts])
        self._memory = _stacked([net.memory for net in networks], device)

    def load_into(self, network: MLP, place: int, theta: Tensor | None = None) -> None:
        """Give the parameters and the memory at ``place`` to a network of the same form.

        Args:
            network: is changed.
            place: in the stack.
            theta: other parameters than the stack's own, in its order.
        """
        parts = self.views(self.theta if theta is None else theta)
        network.theta.copy_(torch.cat([part[place].reshape(-1) for part in parts]))
        network.remember([state[place].cpu().clone() for state in self._memory])

    def refresh(self) -> None:
        """Bring what layers remember up to date after the parameters have changed."""
        if self._memory:
            self.remember(torch.vmap(self._refreshed)(self._frozen, self._memory))

    @property
    def memory(self) -> list[Tensor]:
        """What layers remember, network by network."""
        return self._memory

    def remember(self, memory: Sequence[Tensor]) -> None:
        """Let layers remember this, in the same place: a recorded round looks there."""
        for state, new in zip(self._memory, memory, strict=True):
            state.copy_(new)

    def run(self, x: Tensor, weights: Sequence[Tensor]) -> Tensor:
        """The map with these parameters, in the shapes of ``weights``."""
        blocks = x.unflatten(0, (self._many, -1))
        return torch.vmap(self._one)(blocks, list(weights), self._memory).flatten(0, 1)

    # What vmap maps: one network's share, by way of the first network's layers.

    def _one(self, x: Tensor, weights: list[Tensor], memory: list[Tensor]) -> Tensor:
        self._form.remember(memory)
        return self._form.run(x, weights)

    def _refreshed(self, weights: list[Tensor], memory: list[Tensor]) -> list[Tensor]:
        self._form.remember(memory)
        for layer, own in self._form.stateful:
            layer.refresh(weights[own])
        return self._form.memory


def _stacked(lists: Sequence[Sequence[Tensor]], device: Any) -> list[Tensor]:
    return [torch.stack(list(same)).detach().to(device) for same in zip(*lists, strict=True)]
