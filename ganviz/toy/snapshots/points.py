"""Networks as maps of single points: G of a z, and the logit of D at an x."""

from collections.abc import Callable
from typing import final

import numpy as np

from ganviz.toy.network import NetworkPass, Perceptron

BESIDE = 32  # packs that stand for the rest of a minibatch when D takes a single point
PARTNERS = 4  # packs that a single point joins in turn
CHUNK = 512  # points at a time: so their features stay in the cache


@final
class PointMap:
    """A network that stands still, as a map of single points: (n, inputs) -> (n, outputs).

    Layers that look at a whole minibatch look at ``beside`` instead.

    Args:
        network: without members; its precision is that of the map.
        beside: (m, inputs) what stands for the rest of a minibatch.

    >>> from ganviz.toy.settings import NetworkSettings
    >>> net = Perceptron(NetworkSettings((2,), "relu"), 1, 1, np.ones(7))
    >>> PointMap(net)(np.array([[-5.0], [0.0], [1.0]])).ravel()
    array([1., 3., 5.])
    """

    def __init__(self, network: Perceptron, beside: np.ndarray | None = None) -> None:
        self._pass = network.at(CHUNK) if beside is None else _beside(network, beside)

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """The network's values."""
        out = np.empty((len(x), len(self._pass.output)), self._pass.output.dtype)
        with np.errstate(all="ignore"):
            for start in range(0, len(x), CHUNK):
                part = x[start : start + CHUNK]
                out[start : start + CHUNK] = self._at(part).T
        return out

    def slopes(self, x: np.ndarray, slope: np.ndarray) -> np.ndarray:
        """d loss / d x, (n, inputs), from d loss / d value, (n, outputs)."""
        out = np.empty(x.shape, self._pass.input.dtype)
        with np.errstate(all="ignore"):
            for start in range(0, len(x), CHUNK):
                part, given = x[start : start + CHUNK], np.zeros_like(self._pass.output)
                self._at(part)
                given[:, : len(part)] = slope[start : start + CHUNK].T
                found = self._pass.backward(given, parameters=False, inputs=True)
                out[start : start + CHUNK] = found[:, : len(part)].T
        return out

    def _at(self, part: np.ndarray) -> np.ndarray:
        self._pass.input[:, : len(part)] = part.T
        return self._pass.forward()[:, : len(part)]


def _beside(network: Perceptron, beside: np.ndarray) -> NetworkPass:
    """A pass for single points beside a minibatch, (m, inputs)."""
    minibatch = network.at(len(beside))
    minibatch.input[...] = beside.T
    with np.errstate(all="ignore"):
        minibatch.forward()
    return minibatch.at_points(CHUNK)


@final
class DiscriminatorMap:
    """D as it is now, standing still.

    Args:
        network: D.
        pack: how many samples it takes at once.
        minibatches: real and fake samples, (m, dim) each; called only where D looks at more than a
            point at once.
    """

    def __init__(
        self,
        network: Perceptron,
        pack: int,
        minibatches: Callable[[], tuple[np.ndarray, np.ndarray]],
    ) -> None:
        self._pack = pack
        self._alone = network.pointwise and pack == 1
        if self._alone:
            self._real = self._fake = PointMap(network)
            return
        self._packs = [_packed(samples, pack)[:BESIDE] for samples in minibatches()]
        beside = [None, None] if network.pointwise else self._packs
        self._real, self._fake = (PointMap(network, packs) for packs in beside)

    def points(self, x: np.ndarray) -> np.ndarray:
        """Logits of single points, (n, dim) -> (n,).

        Where D takes packs or compares the samples of a minibatch, a point joins real samples,
        then fakes; the mean of the two.
        """
        if self._alone:
            return self._real(x)[:, 0]
        joined = zip((self._real, self._fake), self._packs, strict=True)
        real, fake = (self._joining(x, *each) for each in joined)
        return (real + fake) / 2

    def real(self, x: np.ndarray) -> np.ndarray:
        """Logits of real samples, (n, dim) -> (n // pack,)."""
        return self._real(_packed(x, self._pack))[:, 0]

    def fake(self, x: np.ndarray) -> np.ndarray:
        """Logits of fakes, (n, dim) -> (n // pack,)."""
        return self._fake(_packed(x, self._pack))[:, 0]

    def fake_slopes(self, x: np.ndarray, slope: np.ndarray) -> np.ndarray:
        """d loss / d fake, (n, dim), from d loss / d logit, (n // pack,)."""
        packs, out = _packed(x, self._pack), np.zeros_like(x)
        found = self._fake.slopes(packs, slope[:, None])
        out[: len(packs) * self._pack] = found.reshape(-1, x.shape[1])
        return out

    def _joining(self, x: np.ndarray, network: PointMap, packs: np.ndarray) -> np.ndarray:
        """Logits of points that take the first place in some packs of one kind, averaged."""
        dim = packs.shape[1] // self._pack
        partners = packs[: PARTNERS if self._pack > 1 else 1, dim:].astype(x.dtype)
        rows = np.concatenate(
            [np.tile(x, (len(partners), 1)), np.repeat(partners, len(x), axis=0)], axis=1
        )
        return network(rows)[:, 0].reshape(len(partners), len(x)).mean(0)


def _packed(samples: np.ndarray, pack: int) -> np.ndarray:
    return samples[: len(samples) // pack * pack].reshape(-1, pack * samples.shape[1])
