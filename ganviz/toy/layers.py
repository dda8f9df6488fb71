"""Layers that know their own backward step, each placed at one size of the minibatch.

Samples are columns: a layer reads x, (..., a, n), and writes y, (..., b, n), for n samples; the
leading axes, none or one, are those of members that are trained side by side. Arrays are numpy's or
torch's, of the kind of ``y``, and are made once. A layer is made from the array that it writes to
and brings its own ``x``, which the layer before writes to; where the two are the same array it
works in place. ``backward`` takes d loss / d y and returns d loss / d x; gradients of parameters go
where the layer was told to write them.
"""

import abc
from collections.abc import Callable
from typing import ClassVar, Self, final

from ganviz.toy.arrays import Array, empty, module_of, transposed

Form = Callable[..., "LayerPass"]
"""(y, number of minibatches side by side in its columns) -> the layer that writes there."""


class LayerPass(abc.ABC):
    """A differentiable map of minibatches.

    Attributes:
        x: what it reads, (..., a, n).
        y: what it writes, (..., b, n).
    """

    x: Array
    y: Array

    @abc.abstractmethod
    def forward(self) -> None:
        """Make ``y`` from ``x``."""

    @abc.abstractmethod
    def backward(self, slope: Array, *, parameters: bool, inputs: bool) -> Array:
        """From d loss / d y to d loss / d x, (..., a, n), and to the gradient of the parameters.

        Args:
            slope: d loss / d y, (..., b, n); may be written to.
            parameters: whether the gradient of the parameters is wanted.
            inputs: whether d loss / d x is; if not, what is returned has no meaning.
        """

    @abc.abstractmethod
    def at_points(self, y: Array) -> "LayerPass":
        """The layer as a map of single points that writes to ``y``.

        What a layer takes from the whole minibatch it takes from the one that this layer has seen
        last; its parameters get no gradient.
        """


@final
class AffinePass(LayerPass):
    """y = W x + b. The matrix lies as (a + 1, b), b last; x stands over a row of ones.

    Args:
        matrix: the parameters, (..., a + 1, b).
        gradient: where their gradient goes, (..., a + 1, b).
        y: what it writes.
    """

    def __init__(self, matrix: Array, gradient: Array, y: Array, groups: int = 1) -> None:
        xp, lead, n = module_of(y), matrix.shape[:-2], y.shape[-1]
        self._whole = empty(y, *lead, matrix.shape[-2], n)
        self._whole[...] = 1
        self.x, self.y = self._whole[..., :-1, :], y
        self._seen = self._seen_transposed = None  # the slope comes in the same array every time
        self._matrix, self._gradient = matrix, gradient
        self._forwards, self.back = transposed(matrix), matrix[..., :-1, :]
        self._slope, self._matmul = xp.empty_like(self.x), xp.matmul
        # numpy's matmul is slow at outer products, which it is where there is one output.
        self._product = xp.multiply if y.shape[-2] == 1 else xp.matmul

    def forward(self) -> None:
        """One product."""
        self._matmul(self._forwards, self._whole, out=self.y)

    def backward(self, slope: Array, *, parameters: bool, inputs: bool) -> Array:
        """A product each for the parameters and for x."""
        if parameters:
            if slope is not self._seen:
                self._seen, self._seen_transposed = slope, transposed(slope)
            self._matmul(self._whole, self._seen_transposed, out=self._gradient)
        return self.pull(slope, self._slope) if inputs else slope

    def pull(self, slope: Array, out: Array) -> Array:
        """W^T slope, (..., a, n)."""
        return self._product(self.back, slope, out=out)

    def at_points(self, y: Array) -> "AffinePass":
        """The same."""
        return AffinePass(self._matrix, self._gradient, y)


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
        self.f, self.xp = module_of(y).empty_like(y), module_of(y)
        self.extra: tuple[slice, Array] | None = None

    def backward(self, slope: Array, *, parameters: bool, inputs: bool) -> Array:
        """``slope`` times the derivative, in place."""
        slope *= self.f
        if self.extra:
            columns, part = self.extra
            slope[..., columns] += part
        return slope

    def second(self, columns: slice, out: Array) -> None:
        """Write the second derivative at some columns."""

    def at_points(self, y: Array) -> Self:
        """The same."""
        return type(self)(y)


class _Kinked(ActivationPass):
    """x where x > 0, else alpha x; at 0 the derivative is alpha."""

    alpha: ClassVar[float]

    def __init__(self, y: Array, groups: int = 1) -> None:
        super().__init__(y, groups)
        # numpy compares two arrays several times faster than an array with a number.
        self._positive, self._alpha = y > 0, self.xp.full_like(y, self.alpha)

    def forward(self) -> None:
        """Value and derivative."""
        self.xp.greater(self.x, 0, out=self._positive)
        self.f[...] = self._positive
        if self.alpha:
            self.xp.maximum(self.f, self._alpha, out=self.f)
        self.xp.multiply(self.x, self.f, out=self.y)


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
        self.xp.tanh(self.x, out=self.y)
        self.xp.multiply(self.y, self.y, out=self.f)
        self.f *= -1
        self.f += 1

    def second(self, columns: slice, out: Array) -> None:
        """-2 y f."""
        self.xp.multiply(self.y[..., columns], self.f[..., columns], out=out)
        out *= -2


@final
class SigmoidPass(ActivationPass):
    """1 / (1 + exp(-x)), which is (1 + tanh(x / 2)) / 2."""

    curved = True

    def forward(self) -> None:
        """Value, and derivative y (1 - y)."""
        y, f = self.y, self.f
        y *= 0.5
        self.xp.tanh(y, out=y)
        y += 1
        y *= 0.5
        self.xp.multiply(y, y, out=f)
        self.xp.subtract(y, f, out=f)

    def second(self, columns: slice, out: Array) -> None:
        """f (1 - 2 y)."""
        self.xp.multiply(self.y[..., columns], -2, out=out)
        out += 1
        out *= self.f[..., columns]


@final
class ELUPass(ActivationPass):
    """x where x > 0, else exp(x) - 1."""

    curved = True

    def __init__(self, y: Array, groups: int = 1) -> None:
        super().__init__(y, groups)
        self._zero = self.xp.zeros_like(y)

    def forward(self) -> None:
        """Value, and derivative min(1, 1 + y)."""
        f, y = self.f, self.y
        self.xp.minimum(y, self._zero, out=f)
        self.xp.expm1(f, out=f)
        self.xp.maximum(y, self._zero, out=y)
        y += f
        f += 1

    def second(self, columns: slice, out: Array) -> None:
        """1 + y where y < 0, else 0."""
        self.xp.less(self.y[..., columns], 0, out=out)
        out *= self.f[..., columns]


@final
class MaxoutPass(LayerPass):
    """The largest of five pieces of w rows: (5 w, n) -> (w, n) (Goodfellow et al. 2013)."""

    PIECES = 5

    def __init__(self, y: Array, groups: int = 1) -> None:
        *lead, w, n = y.shape
        self.x, self.y, self.xp = empty(y, *lead, self.PIECES * w, n), y, module_of(y)
        self.f = empty(y, *lead, self.PIECES, w, n)
        self._pieces, self._slope = self.x.reshape(self.f.shape), self.xp.empty_like(self.x)

    def forward(self) -> None:
        """Value, and which piece it is; pieces that are equal share the slope, as in torch."""
        self.xp.amax(self._pieces, -3, out=self.y)
        self.f[...] = self._pieces == self.y[..., None, :, :]
        self.f /= self.f.sum(-3)[..., None, :, :]

    def backward(self, slope: Array, *, parameters: bool, inputs: bool) -> Array:
        """The slope goes to the largest piece."""
        by_piece = self._slope.reshape(self.f.shape)
        self.xp.multiply(self.f, slope[..., None, :, :], out=by_piece)
        return self._slope

    def at_points(self, y: Array) -> "MaxoutPass":
        """The same."""
        return MaxoutPass(y)


@final
class BatchNormPass(LayerPass):
    """Every unit standardised over the minibatch, scaled and shifted (Ioffe & Szegedy 2015)."""

    EPSILON = 1e-5

    def __init__(self, matrix: Array, gradient: Array, y: Array, groups: int = 1) -> None:
        self.xp = xp = module_of(y)
        self.x, self.y, self._gradient = xp.empty_like(y), y, gradient
        self._gain, self._shift = matrix[..., 0, :, None], matrix[..., 1, :, None]
        self._standard, self._work = xp.empty_like(y), xp.empty_like(y)

    def forward(self) -> None:
        """Mean and variance (of n, not n - 1) are the minibatch's own."""
        xp, standard = self.xp, self._standard
        self.mean = self.x.mean(-1)[..., None]
        xp.subtract(self.x, self.mean, out=standard)
        variance = xp.multiply(standard, standard, out=self._work).mean(-1)[..., None]
        self.by_std = (variance + self.EPSILON) ** -0.5
        standard *= self.by_std
        xp.multiply(standard, self._gain, out=self.y)
        self.y += self._shift

    def backward(self, slope: Array, *, parameters: bool, inputs: bool) -> Array:
        """Through mean and variance as well."""
        standard, n = self._standard, self.x.shape[-1]
        gain, shift = self.xp.multiply(slope, standard, out=self._work).sum(-1), slope.sum(-1)
        if parameters:
            self._gradient[..., 0, :], self._gradient[..., 1, :] = gain, shift
        slope -= shift[..., None] / n
        slope -= self.xp.multiply(standard, gain[..., None] / n, out=self._work)
        slope *= self.by_std * self._gain
        return slope

    def at_points(self, y: Array) -> "_Standard":
        """With the mean and the variance that were seen last."""
        scale = self.by_std * self._gain
        return _Standard(y, scale, self._shift - self.mean * scale)


class _Standard(LayerPass):
    """y = scale x + shift, unit by unit, in place."""

    def __init__(self, y: Array, scale: Array, shift: Array) -> None:
        self.x = self.y = y
        self._scale, self._shift = scale, shift

    def forward(self) -> None:
        self.y *= self._scale
        self.y += self._shift

    def backward(self, slope: Array, *, parameters: bool, inputs: bool) -> Array:
        slope *= self._scale
        return slope

    def at_points(self, y: Array) -> "_Standard":
        return _Standard(y, self._scale, self._shift)


ACTIVATIONS: dict[str, type[ActivationPass] | type[MaxoutPass]] = {
    "tanh": TanhPass,
    "relu": ReLUPass,
    "leaky_relu": LeakyReLUPass,
    "elu": ELUPass,
    "sigmoid": SigmoidPass,
    "maxout": MaxoutPass,
}
"""Every activation by name."""
