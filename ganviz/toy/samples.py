"""An endless stream of fresh samples, drawn in blocks because one large draw costs little."""

from collections.abc import Sequence
from typing import Any, final

import numpy as np

from ganviz.toy.arrays import Array, on_device
from ganviz.toy.prior import Prior

BLOCK = 8192  # samples: those of 64 minibatches of the usual size


@final
class SampleStream:
    """Independent samples of a distribution, as many at a time as asked for.

    A state is small: the block is drawn again from the state that the generator had before it.

    Args:
        distribution: what is sampled.
        rngs: a generator for each member; what a member draws is what it draws alone.
        members: whether samples have a leading axis of members.
        device: of torch, where the samples go; None for numpy.

    >>> from ganviz.distributions import Gaussian
    >>> stream = SampleStream(Gaussian(), [np.random.default_rng(0)])
    >>> stream.take(3).shape
    (1, 3)
    >>> state = stream.state_dict()
    >>> first = stream.take(3)
    >>> stream.load_state_dict(state)
    >>> (first == stream.take(3)).all()
    np.True_
    """

    def __init__(
        self,
        distribution: Prior,
        rngs: Sequence[np.random.Generator],
        *,
        members: bool = False,
        device: str | None = None,
    ) -> None:
        self._rngs, self._members, self._device = rngs, members, device
        self.restart(distribution)

    def restart(self, distribution: Prior) -> None:
        """From now on sample ``distribution``; what is left of the block is thrown away."""
        self._distribution = distribution
        self._before = [rng.bit_generator.state for rng in self._rngs]
        self._block: Array = None
        self._size = self._used = 0

    def take(self, n: int) -> Array:
        """The next ``n`` samples as columns, float32 of shape (dim, n) or (M, dim, n)."""
        if self._used + n > self._size:
            self._draw(max(n, BLOCK))
        self._used += n
        return self._block[..., self._used - n : self._used]

    def _draw(self, size: int) -> None:
        self._before = [rng.bit_generator.state for rng in self._rngs]
        drawn = [self._distribution.sample(size, rng).reshape(size, -1).T for rng in self._rngs]
        block = np.array(drawn, np.float32, order="C")
        self._block = on_device(block if self._members else block[0], self._device)
        self._size, self._used = size, 0

    def state_dict(self) -> dict[str, Any]:
        """Where the stream stands; of members, the states of all their generators."""
        before = self._before if self._members else self._before[0]
        return {"rng": before, "size": self._size, "used": self._used}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go back to where the stream stood (with the same distribution)."""
        before = state["rng"] if self._members else [state["rng"]]
        for rng, where in zip(self._rngs, before, strict=True):
            rng.bit_generator.state = where
        self.restart(self._distribution)
        if state["size"]:
            self._draw(state["size"])
        self._used = state["used"]
