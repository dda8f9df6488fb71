"""A network over one flat vector of parameters, and its passes, one for each size of minibatch."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import final

import numpy as np

from ganviz.toy.arrays import Array, empty, module_of, transposed
from ganviz.toy.features import FeaturesPass
from ganviz.toy.layers import (
    ACTIVATIONS,
    AffinePass,
    BatchNormPass,
    Form,
    LayerPass,
    MaxoutPass,
)
from ganviz.toy.settings import NetworkSettings

WARM_UP = 20  # power iterations before the first round


@dataclass(frozen=True)
class Block:
    """A layer: its kind, and the shape of its matrix in the vector of parameters.

    The matrix of an affine map holds its bias as last row, that of batch normalisation gain and
    shift; an activation, whose kind is its name, has none.
    """

    kind: str
    rows: int = 0
    columns: int = 0

    def start(self, rng: np.random.Generator) -> np.ndarray:
        """Weights and biases uniform in ±1/sqrt(fan-in), as ``torch.nn.Linear`` has them."""
        drawn = rng.uniform(-1, 1, (self.rows, self.columns))
        if self.kind == "norm":
            drawn[...] = [[1.0], [0.0]]
        elif self.rows:
            drawn *= 1 / math.sqrt(self.rows - (self.kind == "affine"))
        return drawn.astype(np.float32)


def layout(player: NetworkSettings, inputs: int, outputs: int) -> list[Block]:
    """The layers of a network from its input to its output.

    >>> [block.kind for block in layout(NetworkSettings((4,), "tanh"), 2, 1)]
    ['affine', 'tanh', 'affine']
    """
    pieces = MaxoutPass.PIECES if player.activation == "maxout" else 1
    blocks, width = [], inputs
    for units in player.hidden:
        blocks.append(Block("affine", width + 1, pieces * units))
        if player.batch_norm:
            blocks.append(Block("norm", 2, pieces * units))
        blocks.append(Block(player.activation))
        width = units
    features = player.minibatch_features
    if features:
        blocks.append(Block("features", width, features * FeaturesPass.DIM))
    return [*blocks, Block("affine", width + features + 1, outputs)]


def start(
    player: NetworkSettings, inputs: int, outputs: int, rng: np.random.Generator
) -> tuple[np.ndarray, list[np.ndarray]]:
    """Parameters to begin with, (P,), and for spectral normalisation a vector an affine layer."""
    blocks = layout(player, inputs, outputs)
    affine = [block for block in blocks if block.kind == "affine" and player.spectral_norm]
    lefts = [rng.standard_normal(block.rows - 1).astype(np.float32) for block in affine]
    theta = np.concatenate([block.start(rng).ravel() for block in blocks])
    network = Perceptron(player, inputs, outputs, theta, lefts)
    for _ in range(WARM_UP):
        network.refresh()
    return theta, lefts


@final
class SpectralNorm:
    """W / sigma(W), with sigma the largest singular value: what an affine layer sees in place of W.

    One power iteration after every update follows sigma (Miyato et al. 2018, algorithm 1). The
    gradient goes through sigma as well.

    Args:
        matrix, gradient: (..., a + 1, b) parameters and where their gradient goes; the last row,
            the bias, stays as it is.
        left: (..., a) the left singular vector as far as it is known, changed in place.

    Attributes:
        known: what `measure` fills, in place.
    """

    def __init__(self, matrix: Array, gradient: Array, left: Array) -> None:
        self._matrix, self._gradient, self._left = matrix, gradient, left[..., None, :]
        xp, (*lead, _, b) = module_of(matrix), matrix.shape
        self.seen, self._matmul, self._divide = xp.empty_like(matrix), xp.matmul, xp.divide
        self._right, self._sigma = empty(matrix, *lead, 1, b), empty(matrix, *lead, 1, 1)
        self.known = self.seen, self._right, self._sigma

    def iterate(self) -> None:
        """One power iteration, which `measure` is to follow."""
        weights = self._matrix[..., :-1, :]
        self._left[...] = _unit(_unit(self._left @ weights) @ transposed(weights))

    def measure(self) -> None:
        """Divide by sigma as it is known now."""
        weights = self._matrix[..., :-1, :]
        row = self._left @ weights
        self._divide(row, _norm(row), out=self._right)
        self._matmul(row, transposed(self._right), out=self._sigma)
        self.seen[..., :-1, :] = weights / self._sigma
        self.seen[..., -1, :] = self._matrix[..., -1, :]

    def chain(self) -> None:
        """Turn the gradient in what is seen into that in the parameters, in place."""
        by_seen = self._gradient[..., :-1, :]
        share = (by_seen * self.seen[..., :-1, :]).sum(-1).sum(-1)[..., None, None]
        by_seen -= share * (transposed(self._left) @ self._right)
        by_seen /= self._sigma


def _unit(v: Array) -> Array:
    return v / _norm(v)


def _norm(v: Array) -> Array:
    return (v * v).sum(-1)[..., None] ** 0.5 + 1e-12


@final
class Perceptron:
    """A perceptron whose parameters and gradient lie in two flat vectors, layer after layer.

    Args:
        player: widths and kinds of layers.
        inputs, outputs: dimensions.
        theta: (P,) parameters, or (M, P) of M members; used as they lie there.
        lefts: for spectral normalisation, the left singular vector of every affine layer in turn,
            (a,) or (M, a), likewise.

    Attributes:
        theta, lefts, inputs: as given.
        gradient: like theta; nan before the first pass backwards.
        pointwise: whether an output depends on its own input alone, not on the minibatch.

    >>> net = Perceptron(NetworkSettings((2,), "relu"), 1, 1, np.ones(7, np.float32))
    >>> at = net.at(3)
    >>> at.input[...] = [[-5, 0, 1]]
    >>> at.forward()
    array([[1., 3., 5.]], dtype=float32)
    """

    def __init__(
        self,
        player: NetworkSettings,
        inputs: int,
        outputs: int,
        theta: Array,
        lefts: Sequence[Array] = (),
    ) -> None:
        self.player, self.inputs, self.outputs = player, inputs, outputs
        self.theta, self.lefts = theta, list(lefts)
        self.gradient = module_of(theta).full_like(theta, math.nan)
        self.pointwise = not (player.batch_norm or player.minibatch_features)
        self._blocks, memory = layout(player, inputs, outputs), iter(lefts)
        self._spectral: list[SpectralNorm] = []
        self._forms: list[Form] = []
        matrices = zip(self.matrices(theta), self.matrices(self.gradient), strict=True)
        for block, (matrix, gradient) in zip(self._blocks, matrices, strict=True):
            if block.kind == "affine" and lefts:
                self._spectral.append(SpectralNorm(matrix, gradient, next(memory)))
                matrix = self._spectral[-1].seen
            made = ACTIVATIONS.get(block.kind)
            self._forms.append(made or partial(_KINDS[block.kind], matrix, gradient))
        self.measure()

    def matrices(self, flat: Array) -> Iterator[Array]:
        """The matrix of every layer in a vector like theta: views, (..., rows, columns)."""
        used = 0
        for block in self._blocks:
            first, used = used, used + block.rows * block.columns
            yield flat[..., first:used].reshape(*flat.shape[:-1], block.rows, block.columns)

    def at(self, n: int, groups: int = 1, out: Array | None = None) -> "NetworkPass":
        """A pass for ``n`` samples, or for ``groups`` minibatches with ``n`` in all.

        Args:
            n, groups: how many.
            out: where the output is to be written, (..., outputs, n).
        """
        if out is None:
            out = empty(self.theta, *self.theta.shape[:-1], self.outputs, n)
        return _ending_in(out, (partial(form, groups=groups) for form in reversed(self._forms)))

    def double(self, theta: Array | None = None) -> "Perceptron":
        """A copy in float64, by default with its own parameters; without members."""
        theta = np.asarray(self.theta if theta is None else theta, np.float64)
        lefts = [left.astype(np.float64) for left in self.lefts]
        return Perceptron(self.player, self.inputs, self.outputs, theta, lefts)

    def changing(self) -> list[Array]:
        """All that an update changes and the next round reads."""
        return [self.theta, *self.lefts, *(part for norm in self._spectral for part in norm.known)]

    def chain(self) -> None:
        """Complete the gradient that passes have written."""
        for norm in self._spectral:
            norm.chain()

    def refresh(self) -> None:
        """Bring what layers know of the parameters up to date after an update."""
        for norm in self._spectral:
            norm.iterate()
            norm.measure()

    def measure(self) -> None:
        """The same after parameters and singular vectors have been set."""
        for norm in self._spectral:
            norm.measure()


_KINDS: dict[str, Callable[..., LayerPass]] = {
    "affine": AffinePass,
    "norm": BatchNormPass,
    "features": FeaturesPass,
}


def _ending_in(out: Array, forms: Iterable[Form]) -> "NetworkPass":
    """A pass that writes to ``out``, of layers from the last to the first."""
    layers: list[LayerPass] = []
    y = out
    for form in forms:
        layers.insert(0, form(y))
        y = layers[0].x
    return NetworkPass(layers)


@final
class NetworkPass:
    """A network at one size of the minibatch: all arrays that it takes, made once.

    Attributes:
        input: (..., inputs, n), to be filled before ``forward``.
        output: (..., outputs, n).
        layers: from input to output.
    """

    def __init__(self, layers: Sequence[LayerPass]) -> None:
        self.layers = layers
        self.input, self.output = layers[0].x, layers[-1].y
        self._forwards = [layer.forward for layer in layers]
        self._backwards = [layer.backward for layer in reversed(layers)]

    def forward(self) -> Array:
        """The output for what stands in ``input``."""
        for step in self._forwards:
            step()
        return self.output

    def backward(self, slope: Array, *, parameters: bool = True, inputs: bool = False) -> Array:
        """From d loss / d output to the network's gradient, to d loss / d input, or to both."""
        *later, first = self._backwards
        for step in later:
            slope = step(slope, parameters=parameters, inputs=True)
        return first(slope, parameters=parameters, inputs=inputs)

    def at_points(self, n: int) -> "NetworkPass":
        """The network as a map of ``n`` single points, beside the minibatch seen last."""
        out = empty(self.output, self.output.shape[-2], n)
        return _ending_in(out, (layer.at_points for layer in reversed(self.layers)))
