"""An endless stream of fresh samples, drawn in blocks because one large draw costs little."""

from collections.abc import Sequence
from typing import Any, final

import numpy as np

from ganviz.toy.arrays import Array, empty, on_device
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


@final
class SamplesAhead:
    """What a stream gives in some rounds ahead, in an array that stays in place.

    Until it is asked to `make_room`, samples are those of the stream, and are counted.

    Args:
        stream: where samples come from; it stands behind those of the rounds ahead.

    >>> from ganviz.distributions import Gaussian
    >>> stream, same = (SampleStream(Gaussian(), [np.random.default_rng(0)]) for _ in range(2))
    >>> ahead = SamplesAhead(stream)
    >>> first = ahead.take(3)
    >>> ahead.make_room(2)
    >>> ahead.draw(2)
    >>> ahead.rewind()
    >>> found = [ahead.take(3) for _ in range(2)]
    >>> bool((first == same.take(3)).all() and (found[0] == same.take(3)).all())
    True
    """

    def __init__(self, stream: SampleStream) -> None:
        self._stream, self._at = stream, 0
        self.observe()

    def take(self, n: int) -> Array:
        """The next ``n`` samples, as `SampleStream.take` gives them."""
        if self._array is None:
            self._taken, self._takes = self._stream.take(n), self._takes + 1
            return self._taken
        self._at += n
        return self._array[..., self._at - n : self._at]

    def observe(self) -> None:
        """Go back to giving samples of the stream, and count how often."""
        self._taken: Array = None
        self._array: Array = None
        self._takes, self._n = 0, 1

    def make_room(self, rounds: int) -> None:
        """Make place for as many rounds as the one that has been played."""
        if self._takes:
            *lead, dim, self._n = self._taken.shape
            self._array = empty(self._taken, *lead, dim, self._n * self._takes * rounds)
            self._taken = None  # a view that would keep a whole block

    def draw(self, rounds: int) -> None:
        """Put in place what the next rounds take, at most as many as there is place for."""
        for i in range(0, self._takes * rounds * self._n, self._n):
            self._array[..., i : i + self._n] = self._stream.take(self._n)

    def rewind(self) -> None:
        """Begin with what was put in place, once more if it has been given."""
        self._at = 0
