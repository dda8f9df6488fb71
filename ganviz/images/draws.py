"""The random numbers of a training run, the same for any number of processes."""

from math import sqrt
from typing import final

import torch
from torch import Tensor

PRIORS = {
    "uniform": lambda out, generator: out.uniform_(-sqrt(3), sqrt(3), generator=generator),
    "gaussian": lambda out, generator: out.normal_(generator=generator),
}
"""p_z by name, both with unit variance in every coordinate."""


@final
class Draws:
    """A seeded generator of random numbers on the device.

    Each of ``world`` processes draws for the global batch and keeps its own rows, those of process
    ``rank``. So the numbers do not depend on how many processes share the batch.

    >>> import torch
    >>> whole = Draws(seed=0).z("gaussian", 4, 2)
    >>> half = Draws(seed=0, rank=1, world=2).z("gaussian", 2, 2)
    >>> bool(torch.equal(whole[2:], half))
    True
    """

    def __init__(
        self, seed: int, device: torch.device | str = "cpu", rank: int = 0, world: int = 1
    ) -> None:
        self.seed, self.rank, self.world = seed, rank, world
        self.device = torch.device(device)
        self.generator = torch.Generator(self.device).manual_seed(seed)

    def _mine(self, drawn: Tensor) -> Tensor:
        """The rows of this process."""
        rows = len(drawn) // self.world
        return drawn[self.rank * rows : (self.rank + 1) * rows]

    def z(self, prior: str, n: int, dim: int) -> Tensor:
        """``n`` points of p_z for this process, (n, dim); ``prior`` is a key of :data:`PRIORS`."""
        out = torch.empty(n * self.world, dim, device=self.device)
        return self._mine(PRIORS[prior](out, self.generator))

    def mask(self, shape: torch.Size, keep: float) -> Tensor:
        """Booleans of ``shape``, each True with probability ``keep``."""
        whole = (shape[0] * self.world, *shape[1:])
        return self._mine(torch.rand(whole, device=self.device, generator=self.generator) < keep)

    def order(self, n: int, epoch: int) -> Tensor:
        """The order of the n training images in ``epoch``: a permutation of ``range(n)``.

        It depends only on (seed, epoch), so that a checkpoint need not hold it.
        """
        mixed = (self.seed * 1_000_003 + epoch * 7_919 + 12_345) % 2**63
        shuffler = torch.Generator().manual_seed(mixed)
        return torch.randperm(n, generator=shuffler).to(self.device)

    def rows(self, order: Tensor, batch: int, index: int) -> Tensor:
        """This process's rows of minibatch ``index``, of ``batch`` images, in ``order``."""
        return self._mine(order[index * batch : (index + 1) * batch])

    def state(self) -> Tensor:
        """The generator's state, uint8, for :meth:`load_state`."""
        return self.generator.get_state()

    def load_state(self, state: Tensor) -> None:
        """Go on from a state that :meth:`state` returned on the same kind of device."""
        self.generator.set_state(state.cpu())
