"""A network over one flat vector of parameters, and its passes, one for each size of minibatch."""

import itertools
from collections.abc import Sequence
from functools import partial
from typing import final

import numpy as np

from ganviz.toy.explicit.layers import (
    ACTIVATIONS,
    AffinePass,
    Array,
    BatchNormPass,
    FeaturesPass,
    Form,
    LayerPass,
    MaxoutPass,
)


@final
class SpectralNorm:
    """W / sigma(W), with sigma the largest singular value: what an affine layer sees in place of W.

    One power iteration after every update follows sigma (Miyato et al. 2018, algorithm 1). The
    gradient goes through sigma as well.

    Args:
        matrix, gradient: (a + 1, b) parameters and where their gradient goes; the last row, the
            bias, stays as it is.
        left: (a,) the left singular vector as far as it is known, changed in place.
    """

    def __init__(self, matrix: Array, gradient: Array, left: Array) -> None:
        self._matrix, self._gradient, self._left = matrix, gradient, left
        self.seen = np.empty_like(matrix)
        self.measure()

    def iterate(self) -> None:
        """One power iteration."""
        weights = self._matrix[:-1]
        self._left[...] = _unit(weights @ _unit(self._left @ weights))
        self.measure()

    def measure(self) -> None:
        """Divide by sigma as it is known now."""
        weights = self._matrix[:-1]
        self._right = _unit(self._left @ weights)
        self._sigma = self._left @ weights @ self._right
        np.divide(weights, self._sigma, out=self.seen[:-1])
        self.seen[-1] = self._matrix[-1]

    def chain(self) -> None:
        """Turn the gradient in what is seen into that in the parameters, in place."""
        by_seen = self._gradient[:-1]
        share = np.vdot(by_seen, self.seen[:-1])
        by_seen -= share * np.outer(self._left, self._right)
        by_seen /= self._sigma


def _unit(v: Array) -> Array:
    return v / max(np.linalg.norm(v), 1e-12)


@final
class Perceptron:
    """A perceptron whose parameters and gradient lie in two flat vectors, layer after layer.

    The layout is that of `ganviz.toy.networks.MLP`, so that both can have the same memory.

    Args:
        theta, gradient: (P,) each.
        inputs, outputs: dimensions.
        hidden, activation, batch_norm, minibatch_features: as in
            :class:`ganviz.toy.NetworkSettings`.
        lefts: for spectral normalisation, the left singular vector of every affine layer in turn;
            none without it.

    >>> theta = np.ones(7, np.float32)
    >>> net = Perceptron(theta, np.empty_like(theta), 1, 1, (2,), "relu")
    >>> at = net.at(3)
    >>> at.input[...] = [[-5, 0, 1]]
    >>> at.forward()
    array([[1., 3., 5.]], dtype=float32)
    """

    def __init__(
        self,
        theta: Array,
        gradient: Array,
        inputs: int,
        outputs: int,
        hidden: Sequence[int],
        activation: str,
        *,
        batch_norm: bool = False,
        minibatch_features: int = 0,
        lefts: Sequence[Array] = (),
    ) -> None:
        self.theta, self.gradient, self.outputs = theta, gradient, outputs
        self.spectral: list[SpectralNorm] = []
        self._forms: list[Form] = []
        self._used, self._lefts = 0, iter(lefts)
        pieces = MaxoutPass.PIECES if activation == "maxout" else 1
        for fan_in, width in itertools.pairwise((inputs, *hidden)):
            self._affine(fan_in, width * pieces, spectral=bool(lefts))
            if batch_norm:
                self._forms.append(partial(BatchNormPass, *self._take(2, width * pieces)))
            self._forms.append(ACTIVATIONS[activation])
        last = (inputs, *hidden)[-1]
        if minibatch_features:
            wide = minibatch_features * FeaturesPass.DIM
            self._forms.append(partial(FeaturesPass, *self._take(last, wide)))
        self._affine(last + minibatch_features, outputs, spectral=bool(lefts))

    def _take(self, rows: int, columns: int, of: Sequence[Array] = ()) -> tuple[Array, Array]:
        """The next parameters and their gradient as matrices."""
        start, self._used = self._used, self._used + rows * columns
        theta, gradient = (
            v[start : self._used].reshape(rows, columns) for v in (self.theta, self.gradient)
        )
        return theta, gradient

    def _affine(self, fan_in: int, fan_out: int, *, spectral: bool) -> None:
        matrix, gradient = self._take(fan_in + 1, fan_out)
        if spectral:
            self.spectral.append(SpectralNorm(matrix, gradient, next(self._lefts)))
            matrix = self.spectral[-1].seen
        self._forms.append(partial(AffinePass, matrix, gradient))

    def at(self, n: int, groups: int = 1) -> "NetworkPass":
        """A pass for ``n`` samples, or for ``groups`` minibatches with ``n`` in all."""
        return NetworkPass(self, self._forms, n, groups)

    def more(self) -> tuple[Array, list[Array]]:
        """Another vector like the gradient, (P,), and its matrix for each affine layer.

        For a network of affine layers and activations only.
        """
        flat, matrices = np.zeros_like(self.gradient), []
        start = 0
        for form in self._forms:
            if isinstance(form, partial):
                rows, columns = form.args[1].shape
                matrices.append(flat[start : start + rows * columns].reshape(rows, columns))
                start += rows * columns
        return flat, matrices


@final
class NetworkPass:
    """A network at one size of the minibatch: all arrays that it takes, made once.

    Attributes:
        input: (inputs, n), to be filled before ``forward``.
        output: (outputs, n).
        layers: from input to output.
    """

    def __init__(self, network: Perceptron, forms: Sequence[Form], n: int, groups: int) -> None:
        self.output = y = np.zeros((network.outputs, n), network.theta.dtype)
        self.layers: list[LayerPass] = []
        for form in reversed(forms):
            layer = form(y, groups)
            self.layers.insert(0, layer)
            y = layer.x
        self.input = y
        self._steps = [layer.forward for layer in self.layers]

    def forward(self) -> Array:
        """The output for what stands in ``input``."""
        for step in self._steps:
            step()
        return self.output

    def backward(self, slope: Array, *, parameters: bool = True, inputs: bool = False) -> Array:
        """From d loss / d output to the network's gradient, to d loss / d input, or to both."""
        first = self.layers[0]
        for layer in reversed(self.layers):
            want = inputs or layer is not first
            slope = layer.backward(slope, parameters=parameters, inputs=want)
        return slope
