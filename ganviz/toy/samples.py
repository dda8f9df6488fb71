"""An endless stream of fresh samples, drawn in blocks because one large draw costs little."""

import abc
from typing import Any, final

import numpy as np
import torch
from torch import Tensor

from ganviz.toy.prior import Prior

BLOCK = 8192


class Source(abc.ABC):
    """Endless independent samples."""

    @abc.abstractmethod
    def restart(self, distribution: Prior) -> None:
        """From now on sample ``distribution``."""

    @abc.abstractmethod
    def take(self, n: int) -> Tensor:
        """The next ``n`` samples, float32 of shape (n, dim)."""

    @abc.abstractmethod
    def state_dict(self) -> dict[str, Any]:
        """Where it stands."""

    @abc.abstractmethod
    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go back to where it stood (with the same distribution)."""


@final
class SampleStream(Source):
    """Independent samples of a distribution, as many at a time as asked for.

    A state is small: the block is drawn again from the state that the RNG had before it.

    >>> from ganviz.distributions import Gaussian
    >>> stream = SampleStream(Gaussian(), np.random.default_rng(0))
    >>> stream.take(3).shape
    torch.Size([3, 1])
    >>> state = stream.state_dict()
    >>> first = stream.take(3)
    >>> stream.load_state_dict(state)
    >>> torch.equal(first, stream.take(3))
    True
    """

    def __init__(self, distribution: Prior, rng: np.random.Generator) -> None:
        self._rng = rng
        self.restart(distribution)

    def restart(self, distribution: Prior) -> None:
        """From now on sample ``distribution``; what is left of the block is thrown away."""
        self._distribution = distribution
        self._before = self._rng.bit_generator.state
        self._block = np.empty((0, 1), np.float32)
        self._used = 0

    def take(self, n: int) -> Tensor:
        """The next ``n`` samples, float32 of shape (n, dim)."""
        return torch.from_numpy(self.array(n))

    def array(self, n: int) -> np.ndarray:
        """The same as an array."""
        if self._used + n > len(self._block):
            self._draw(max(n, BLOCK))
        self._used += n
        return self._block[self._used - n : self._used]

    def _draw(self, size: int) -> None:
        self._before = self._rng.bit_generator.state
        block = self._distribution.sample(size, self._rng).astype(np.float32)
        self._block, self._used = block.reshape(size, -1), 0

    def state_dict(self) -> dict[str, Any]:
        """Where the stream stands."""
        return {"rng": self._before, "size": len(self._block), "used": self._used}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go back to where the stream stood (with the same distribution)."""
        self._rng.bit_generator.state = state["rng"]
        self.restart(self._distribution)
        if state["size"]:
            self._draw(state["size"])
        self._used = state["used"]
