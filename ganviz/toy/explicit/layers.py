"""Layers that know their own backward step, each placed at one size of the minibatch.

A layer is made from the array ``y`` that it writes to, (b, n) for n samples, and brings its own
``x``, (a, n), that the layer before writes to; where the two are the same array it works in place.
``backward`` takes d loss / d y and returns d loss / d x; gradients of parameters go where the layer
was told to write them.
"""

import abc
from collections.abc import Callable, Iterator
from typing import ClassVar, final

import numpy as np

Array = np.ndarray
Form = Callable[[Array, int], "LayerPass"]
"""(y, number of minibatches side by side in its columns) -> the layer that writes there."""


class LayerPass(abc.ABC):
    """A differentiable map of minibatches.

    Attributes:
        x: what it reads, (a, n).
        y: what it writes, (b, n).
    """

    x: Array
    y: Array

    @abc.abstractmethod
    def forward(self) -> None:
        """Make ``y`` from ``x``."""

    @abc.abstractmethod
    def backward(self, slope: Array, *, parameters: bool, inputs: bool) -> Array:
        """From d loss / d y to d loss / d x, (a, n), and to the gradient of the parameters.

        Args:
            slope: d loss / d y, (b, n); may be written to.
            parameters: whether the gradient of the parameters is wanted.
            inputs: whether d loss / d x is; if not, what is returned has no meaning.
        """


@final
class AffinePass(LayerPass):
    """y = W x + b. The matrix lies as (a + 1, b), b last; x stands over a row of ones.

    Args:
        matrix: the parameters, (a + 1, b).
        gradient: where their gradient goes, (a + 1, b).
        y: what it writes.
    """

    def __init__(self, matrix: Array, gradient: Array, y: Array, groups: int = 1) -> None:
        self._whole = np.ones((len(matrix), y.shape[1]), y.dtype)
        self.x, self.y = self._whole[:-1], y
        self._matrix, self._gradient, self.back = matrix.T, gradient, matrix[:-1]
        self._slope = np.empty_like(self.x)
        # numpy's matmul is slow at outer products, which it is where there is one output.
        self._product = np.multiply if len(y) == 1 else np.matmul

    def forward(self) -> None:
        """One product."""
        np.matmul(self._matrix, self._whole, out=self.y)

    def backward(self, slope: Array, *, parameters: bool, inputs: bool) -> Array:
        """A product each for the parameters and for x."""
        if parameters:
            np.matmul(self._whole, slope.T, out=self._gradient)
        return self.pull(slope, self._slope) if inputs else slope

    def pull(self, slope: Array, out: Array) -> Array:
        """W^T slope, (a, n)."""
        return self._product(self.back, slope, out=out)


class ActivationPass(LayerPass):
    """A nonlinearity, unit by unit and in place.

    Attributes:
        f: its derivative, as of the last ``forward``.
        curved: whether the derivative changes between kinks.
        extra: columns and what is added to d loss / d x there: the second-order part of a penalty.
    """

    curved = False

    def __init__(self, y: Array, groups: int = 1) -> None:
        self.x = self.y = y
        self.f = np.empty_like(y)
        self.extra: tuple[slice, Array] | None = None

    def backward(self, slope: Array, *, parameters: bool, inputs: bool) -> Array:
        """``slope`` times the derivative, in place."""
        slope *= self.f
        if self.extra:
            columns, part = self.extra
            slope[:, columns] += part
        return slope

    def second(self, columns: slice, out: Array) -> None:
        """Write the second derivative at some columns."""


class _Kinked(ActivationPass):
    """x where x > 0, else alpha x; at 0 the derivative is alpha."""

    alpha: ClassVar[float]

    def __init__(self, y: Array, groups: int = 1) -> None:
        super().__init__(y, groups)
        # numpy compares two arrays several times faster than an array with a number.
        self._positive, self._alpha = np.empty(y.shape, bool), np.full_like(y, self.alpha)

    def forward(self) -> None:
        """Value and derivative."""
        np.greater(self.x, 0, out=self._positive)
        self.f[...] = self._positive
        if self.alpha:
            np.maximum(self.f, self._alpha, out=self.f)
        np.multiply(self.x, self.f, out=self.y)


@final
class LeakyReLUPass(_Kinked):
    """x where x > 0, else x / 100."""

    alpha = 0.01


@final
class ReLUPass(_Kinked):
    """max(x, 0)."""

    alpha = 0.0


@final
class TanhPass(ActivationPass):
    """tanh x."""

    curved = True

    def forward(self) -> None:
        """Value, and derivative 1 - y^2."""
        np.tanh(self.x, out=self.y)
        np.multiply(self.y, self.y, out=self.f)
        np.subtract(1, self.f, out=self.f)

    def second(self, columns: slice, out: Array) -> None:
        """-2 y f."""
        np.multiply(self.y[:, columns], self.f[:, columns], out=out)
        out *= -2


@final
class SigmoidPass(ActivationPass):
    """1 / (1 + exp(-x)), which is (1 + tanh(x / 2)) / 2."""

    curved = True

    def forward(self) -> None:
        """Value, and derivative y (1 - y)."""
        y = self.y
        y *= 0.5
        np.tanh(y, out=y)
        y += 1
        y *= 0.5
        np.subtract(1, y, out=self.f)
        self.f *= y

    def second(self, columns: slice, out: Array) -> None:
        """f (1 - 2 y)."""
        np.multiply(self.y[:, columns], -2, out=out)
        out += 1
        out *= self.f[:, columns]


@final
class ELUPass(ActivationPass):
    """x where x > 0, else exp(x) - 1."""

    curved = True

    def __init__(self, y: Array, groups: int = 1) -> None:
        super().__init__(y, groups)
        self._zero = np.zeros_like(y)

    def forward(self) -> None:
        """Value, and derivative min(1, 1 + y)."""
        f, y = self.f, self.y
        np.minimum(y, self._zero, out=f)
        np.expm1(f, out=f)
        np.maximum(y, self._zero, out=y)
        y += f
        np.add(f, 1, out=f)

    def second(self, columns: slice, out: Array) -> None:
        """1 + y where y < 0, else 0."""
        np.less(self.y[:, columns], 0, out=out)
        out *= self.f[:, columns]


@final
class MaxoutPass(LayerPass):
    """The largest of five pieces of w rows: (5 w, n) -> (w, n) (Goodfellow et al. 2013)."""

    PIECES = 5
    curved = False

    def __init__(self, y: Array, groups: int = 1) -> None:
        self.x, self.y = np.empty((self.PIECES * len(y), y.shape[1]), y.dtype), y
        self.f = np.empty((self.PIECES, *y.shape), y.dtype)
        self._pieces, self._slope = self.x.reshape(self.f.shape), np.empty_like(self.x)

    def forward(self) -> None:
        """Value, and which piece it is; pieces that are equal share the slope, as in torch."""
        np.maximum.reduce(self._pieces, axis=0, out=self.y)
        np.equal(self._pieces, self.y, out=self.f)
        self.f /= self.f.sum(0)

    def backward(self, slope: Array, *, parameters: bool, inputs: bool) -> Array:
        """The slope goes to the largest piece."""
        np.multiply(self.f, slope, out=self._slope.reshape(self.f.shape))
        return self._slope


@final
class BatchNormPass(LayerPass):
    """Every unit standardised over the minibatch, scaled and shifted (Ioffe & Szegedy 2015)."""

    EPSILON = 1e-5

    def __init__(self, matrix: Array, gradient: Array, y: Array, groups: int = 1) -> None:
        self.x, self.y = np.empty_like(y), y
        self._gain, self._shift = matrix[:, :, None]
        self._gradient = gradient
        self._standard = np.empty_like(y)

    def forward(self) -> None:
        """Mean and variance (of n, not n - 1) are the minibatch's own."""
        standard = np.subtract(self.x, self.x.mean(1, keepdims=True), out=self._standard)
        variance = np.einsum("ij,ij->i", standard, standard)[:, None] / self.x.shape[1]
        self._by_std = 1 / np.sqrt(variance + self.EPSILON)
        standard *= self._by_std
        np.multiply(standard, self._gain, out=self.y)
        self.y += self._shift

    def backward(self, slope: Array, *, parameters: bool, inputs: bool) -> Array:
        """Through mean and variance as well."""
        standard, n = self._standard, self.x.shape[1]
        gain, shift = np.einsum("ij,ij->i", slope, standard), slope.sum(1)
        if parameters:
            self._gradient[0], self._gradient[1] = gain, shift
        slope -= shift[:, None] / n
        slope -= standard * (gain[:, None] / n)
        slope *= self._by_std * self._gain
        return slope


@final
class FeaturesPass(LayerPass):
    """Appends to every sample how near the others of its minibatch are (Salimans et al. 2016).

    Feature b of sample i is the mean over the others j of exp(-|M_ib - M_jb|_1), where M maps the
    input to `DIM` numbers per feature.

    Args:
        matrix, gradient: (a, features * DIM), the parameters and where their gradient goes.
        y: what it writes, (a + features, n).
        groups: how many minibatches, which do not see each other, stand side by side in n.
    """

    DIM = 5

    def __init__(self, matrix: Array, gradient: Array, y: Array, groups: int = 1) -> None:
        (a, wide), n = matrix.shape, y.shape[1]
        features, size = wide // self.DIM, n // groups
        self.x, self.y = np.empty((a, n), y.dtype), y
        self._matrix, self._gradient = matrix, gradient
        self._features, self._slope = y[a:], np.empty((wide, n), y.dtype)
        self._mapped = np.empty((wide, n), y.dtype)
        self._near = np.empty((groups, features, size, size), y.dtype)
        self._work, self._sum = np.empty((2, size, size), y.dtype)
        self._bits = np.dtype(f"i{y.itemsize}")
        self._ones, self._left, self._right = (
            np.ones(k, y.dtype) for k in (size, (size, 2), (2, size))
        )
        self._columns = [slice(g * size, (g + 1) * size) for g in range(groups)]
        self._others = max(size - 1, 1)

    def _each(self) -> Iterator[tuple[slice, int, range, Array]]:
        """Columns, number of the feature, its rows of M, and its nearness, all in turn."""
        for columns, near in zip(self._columns, self._near, strict=True):
            for b, one in enumerate(near):
                rows = range(b * self.DIM, (b + 1) * self.DIM)
                yield columns, b, rows, one

    def _pairs(self, v: Array, sign: float, out: Array) -> Array:
        """v_i + sign v_j for all pairs: as a product, which numpy makes faster than the sum."""
        self._left[:, 0] = v
        np.multiply(v, sign, out=self._right[1])
        return np.matmul(self._left, self._right, out=out)

    def forward(self) -> None:
        """Feature by feature, so that all differences of one fit the cache."""
        self.y[: len(self.x)] = self.x
        np.matmul(self._matrix.T, self.x, out=self._mapped)
        for columns, b, rows, near in self._each():
            near[...] = 0
            for row in rows:
                self._pairs(self._mapped[row, columns], -1, self._work)
                near -= np.abs(self._work, out=self._work)
            np.exp(near, out=near)
            self._features[b, columns] = (near @ self._ones - 1) / self._others

    def backward(self, slope: Array, *, parameters: bool, inputs: bool) -> Array:
        """Each pair counts twice: j is near i as i is near j."""
        whole, by_feature = slope[: len(self.x)], slope[len(self.x) :]
        work, pairs = self._work.view(self._bits), self._sum.view(self._bits)
        minus = np.array(-0.0, self.x.dtype).view(self._bits)
        for columns, b, rows, near in self._each():
            self._pairs(by_feature[b, columns], 1, self._sum)
            self._sum *= near
            self._sum *= -1 / self._others
            self._sum[near == 1] = 0  # a sample and itself, or its equal: there is no direction
            for row in rows:  # the sum times the sign of a difference, bit by bit: 4 times as fast
                self._pairs(self._mapped[row, columns], -1, self._work)
                np.bitwise_and(work, minus, out=work)
                np.bitwise_xor(work, pairs, out=work)
                np.matmul(self._work, self._ones, out=self._slope[row, columns])
        if parameters:
            np.matmul(self.x, self._slope.T, out=self._gradient)
        return whole + self._matrix @ self._slope


ACTIVATIONS: dict[str, type[ActivationPass] | type[MaxoutPass]] = {
    "tanh": TanhPass,
    "relu": ReLUPass,
    "leaky_relu": LeakyReLUPass,
    "elu": ELUPass,
    "sigmoid": SigmoidPass,
    "maxout": MaxoutPass,
}
"""Every activation by name."""
