"""Minibatch features: how near the samples of a minibatch are to each other."""

import math
from typing import final

import numpy as np

from ganviz.toy.arrays import Array, empty, module_of, transposed
from ganviz.toy.layers import LayerPass


@final
class FeaturesPass(LayerPass):
    """Appends to every sample how near the others of its minibatch are (Salimans et al. 2016).

    Feature b of sample i is the mean over the others j of exp(-|M_ib - M_jb|_1), where M maps the
    input to `DIM` numbers per feature. The paper takes the sum; the mean does not depend on the
    size of the minibatch.

    Args:
        matrix, gradient: (..., a, features * DIM), the parameters and where their gradient goes.
        y: what it writes, (..., a + features, n).
        groups: how many minibatches, which do not see each other, stand side by side in n.
    """

    DIM = 5

    def __init__(self, matrix: Array, gradient: Array, y: Array, groups: int = 1) -> None:
        *lead, a, wide = matrix.shape
        n, self._xp = y.shape[-1], module_of(y)
        size, features = n // groups, wide // self.DIM
        self.x, self.y = empty(y, *lead, a, n), y
        self._matrix, self._gradient = matrix, gradient
        self._features, self._slope = y[..., a:, :], empty(y, *lead, wide, n)
        self._mapped = empty(y, *lead, wide, n)
        self._columns = [slice(g * size, (g + 1) * size) for g in range(groups)]
        self._distances = [PairDistances(self._mapped, size, size) for _ in range(groups)]
        self._near = [[empty(y, *lead, size, size) for _ in range(features)] for _ in range(groups)]
        self._sums = Pairs(self._features, size, size, 1, 1.0)
        self._others = max(size - 1, 1)

    def forward(self) -> None:
        """Feature by feature, so that all differences of one fit the cache."""
        self.y[..., : self.x.shape[-2], :] = self.x
        self._xp.matmul(transposed(self._matrix), self.x, out=self._mapped)
        for columns, distances, nears in zip(
            self._columns, self._distances, self._near, strict=True
        ):
            here = self._mapped[..., columns]
            distances.fill(here, here)
            for b, near in enumerate(nears):
                self._features[..., b, columns] = distances.nearness(b, near)
        self._features -= 1
        self._features /= self._others

    def backward(self, slope: Array, *, parameters: bool, inputs: bool) -> Array:
        """Each pair counts twice: j is near i as i is near j."""
        a = self.x.shape[-2]
        by_feature = slope[..., a:, :] * (-1 / self._others)
        for columns, distances, nears in zip(
            self._columns, self._distances, self._near, strict=True
        ):
            self._sums.fill(by_feature[..., columns], by_feature[..., columns])
            for b, near in enumerate(nears):
                by_pair = self._sums.of(b)[..., 0, :, :]
                by_pair *= near
                _without_direction(near, by_pair)
                rows = slice(b * self.DIM, (b + 1) * self.DIM)
                self._slope[..., rows, columns] = distances.signed(b, by_pair)
        if parameters:
            self._xp.matmul(self.x, transposed(self._slope), out=self._gradient)
        return slope[..., :a, :] + self._matrix @ self._slope

    def at_points(self, y: Array) -> "_FeaturesBeside":
        """Compared with the minibatch that was seen last; without a leading axis."""
        return _FeaturesBeside(self._matrix, self._mapped, y)


class _FeaturesBeside(LayerPass):
    """`FeaturesPass` of single points beside m samples that M has mapped already, (wide, m)."""

    def __init__(self, matrix: Array, beside: Array, y: Array) -> None:
        (a, wide), n, m = matrix.shape, y.shape[-1], beside.shape[-1]
        self.x, self.y, self._matrix, self._beside = empty(y, a, n), y, matrix, beside
        self._slope, features = empty(y, wide, n), wide // FeaturesPass.DIM
        self._distances, self._near = PairDistances(beside, n, m), empty(y, features, n, m)

    def forward(self) -> None:
        a = len(self.x)
        self.y[:a] = self.x
        self._distances.fill(transposed(self._matrix) @ self.x, self._beside)
        for b, near in enumerate(self._near):
            self.y[a + b] = self._distances.nearness(b, near) / near.shape[-1]

    def backward(self, slope: Array, *, parameters: bool, inputs: bool) -> Array:
        a, dim = len(self.x), FeaturesPass.DIM
        for b, near in enumerate(self._near):
            by_pair = near * slope[a + b, :, None] / -near.shape[-1]
            by_pair[near == 1] = 0
            self._slope[b * dim : (b + 1) * dim] = self._distances.signed(b, by_pair)
        return slope[:a] + self._matrix @ self._slope

    def at_points(self, y: Array) -> "_FeaturesBeside":
        return _FeaturesBeside(self._matrix, self._beside, y)


class Pairs:
    """v_i + sign w_j of all pairs of n and m numbers, for several rows of such numbers.

    A sum of pairs is a product of (n, 2) and (2, m), which numpy makes faster than the sum.

    Args:
        like: of what kind the arrays are, (..., rows, any).
        n, m: how many numbers.
        together: how many rows are asked for at once.
        sign: of the second number.
    """

    def __init__(self, like: Array, n: int, m: int, together: int, sign: float) -> None:
        *lead, rows, _ = like.shape
        self.xp, self._sign = module_of(like), sign
        left, right = empty(like, *lead, rows, n, 2), empty(like, *lead, rows, 2, m)
        left[...], right[...] = 1, 1
        self._v, self._w = left[..., 0], right[..., 1, :]
        self.work = empty(like, *lead, together, n, m)
        parts = [slice(b, b + together) for b in range(0, rows, together)]
        self._factors = [(left[..., part, :, :], right[..., part, :, :]) for part in parts]

    def fill(self, v: Array, w: Array) -> None:
        """Take the numbers, (..., rows, n) and (..., rows, m)."""
        self._v[...] = v
        self.xp.multiply(w, self._sign, out=self._w)

    def of(self, b: int) -> Array:
        """The b-th rows that are asked for, (..., together, n, m); overwritten by the next call."""
        left, right = self._factors[b]
        return self.xp.matmul(left, right, out=self.work)


class PairDistances:
    """How far n points are from m, feature by feature, in the L1 norm of `DIM` coordinates."""

    def __init__(self, like: Array, n: int, m: int) -> None:
        self._pairs = Pairs(like, n, m, FeaturesPass.DIM, -1.0)
        self.fill, self._xp, work = self._pairs.fill, module_of(like), self._pairs.work
        self._flat = work.reshape(*work.shape[:-2], n * m)
        self._minus = empty(like, 1, FeaturesPass.DIM)
        self._minus[...] = -1
        self._ones = empty(like, m, 1)
        self._ones[...] = 1
        self._integers = getattr(self._xp, f"int{8 * like.itemsize}")
        self._bits, zero = work.view(self._integers), empty(like, 1)
        zero[...] = -0.0
        self._sign_bit = zero.view(self._integers)

    def nearness(self, b: int, near: Array) -> Array:
        """Write exp(-|v_i - w_j|_1), (..., n, m), and return its sums over j, (..., n)."""
        work = self._pairs.of(b)
        self._xp.abs(work, out=work)
        self._xp.matmul(self._minus, self._flat, out=near.reshape(*near.shape[:-2], 1, -1))
        self._xp.exp(near, out=near)
        return self._xp.matmul(near, self._ones)[..., 0]

    def signed(self, b: int, by_pair: Array) -> Array:
        """Sums over j of ``by_pair`` times the signs of v_i - w_j, (..., DIM, n).

        Signs are taken over bit by bit, which is several times as fast as a product.
        """
        work, bits = self._pairs.of(b), self._bits
        self._xp.bitwise_and(bits, self._sign_bit, out=bits)
        pairs = by_pair.view(self._integers)[..., None, :, :]
        self._xp.bitwise_xor(bits, pairs, out=bits)
        return self._xp.matmul(work, self._ones)[..., 0]


def _without_direction(near: Array, by_pair: Array) -> None:
    """Set pairs of equal samples to 0: those of i and i, and others where G has collapsed."""
    equal, n = near == 1, near.shape[-1]
    if not isinstance(near, np.ndarray):  # a tensor is not to be looked at on its device
        by_pair.masked_fill_(equal, 0)
    elif np.count_nonzero(equal) == math.prod(near.shape[:-1]):
        by_pair.reshape(*near.shape[:-2], -1)[..., :: n + 1] = 0  # the diagonal, 10 times as fast
    else:
        by_pair[equal] = 0
