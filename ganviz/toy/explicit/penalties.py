"""Penalties on D's gradient in its input, by forward over reverse: no second backward pass.

A penalty is a mean of functions of g = grad D at some samples. With p = d D / d y at every layer,
and v = d penalty / d g held fixed, its gradient is that of D's derivative along v. So one pass back
from D's output gives p and g, and a tangent t that starts from v goes forward: dt = W t, then
t = f dt at an activation with derivative f. An affine layer gets p t^T, and a curved activation
adds f' dt (W^T p) to the slope of the loss, which goes back through the layers anyway.

The closed forms are those of :mod:`ganviz.penalties`, which is the oracle.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

import numpy as np

from ganviz.toy.explicit.layers import ActivationPass, AffinePass, Array, MaxoutPass
from ganviz.toy.explicit.network import NetworkPass, Perceptron


@dataclass(frozen=True)
class Term:
    """``weight mean (|grad D| - target)^2`` over some columns of a pass.

    Attributes:
        columns: which.
        weight: as in :class:`ganviz.toy.Regularisation`.
        target: the norm that costs nothing.
    """

    columns: slice
    weight: float
    target: float = 0.0


@final
class Penalty:
    """The terms of one pass of D, which add to its gradient.

    To be run between forward and backward; after backward `add` completes the gradient.

    Args:
        network: D: affine layers and activations.
        of: its pass.
        terms: at least one.
    """

    def __init__(self, network: Perceptron, of: NetworkPass, terms: Sequence[Term]) -> None:
        first = min(term.columns.start for term in terms)
        self.columns = slice(first, max(term.columns.stop for term in terms))
        self._terms = [
            (slice(t.columns.start - first, t.columns.stop - first), t.weight, t.target)
            for t in terms
        ]
        self._gradient = network.gradient
        self._more, matrices = network.more()
        kinds = {AffinePass: _AffineTangent, MaxoutPass: _MaxoutTangent}
        out = None
        self._tangents: list[_AffineTangent | _ActivationTangent | _MaxoutTangent] = []
        for layer in reversed(of.layers):
            kind = kinds.get(type(layer), _ActivationTangent)
            more = matrices.pop() if isinstance(layer, AffinePass) else None
            tangent = kind(layer, self.columns, more, out)  # type: ignore[arg-type]
            self._tangents.insert(0, tangent)
            out = tangent.t
        self._ones = np.ones((1, self.columns.stop - first), of.output.dtype)

    def run(self) -> None:
        """Between forward and backward of the pass."""
        p = self._ones
        for tangent in reversed(self._tangents):
            p = tangent.pull(p)
        self._start(p, self._tangents[0].t)
        for tangent in self._tangents:
            tangent.push()

    def add(self) -> None:
        """Add the penalties' own part to the gradient that backward has written."""
        self._gradient += self._more

    def _start(self, g: Array, v: Array) -> None:
        """v = d penalty / d g = 2 weight / B (g - target g / |g|); at g = 0 it is 0."""
        for columns, weight, target in self._terms:
            here, out = g[:, columns], v[:, columns]
            np.multiply(here, 2 * weight / here.shape[1], out=out)
            if target:
                norm = np.sqrt(np.einsum("ij,ij->j", here, here) + np.finfo(g.dtype).tiny)
                out *= 1 - target / norm


class _AffineTangent:
    def __init__(self, layer: AffinePass, columns: slice, more: Array, out: Array | None) -> None:
        n = columns.stop - columns.start
        self._layer, self._more, self._out = layer, more, out
        self._whole = np.zeros((len(more), n), layer.y.dtype)  # the bias has no tangent
        self.t, self._r = self._whole[:-1], np.empty((len(more) - 1, n), layer.y.dtype)

    def pull(self, p: Array) -> Array:
        self._p = p
        return self._layer.pull(p, self._r)

    def push(self) -> None:
        np.matmul(self._whole, self._p.T, out=self._more)
        if self._out is not None:
            np.matmul(self._layer.back.T, self.t, out=self._out)


class _ActivationTangent:
    def __init__(self, layer: ActivationPass, columns: slice, more: None, out: Array) -> None:
        self._layer, self._columns, self._f = layer, columns, layer.f[:, columns]
        self.t, self._p = out, np.empty_like(out)
        self._second = np.empty_like(out)
        if layer.curved:
            layer.extra = columns, self._second

    def pull(self, r: Array) -> Array:
        self._r = r
        return np.multiply(r, self._f, out=self._p)

    def push(self) -> None:
        if self._layer.curved:
            self._layer.second(self._columns, self._second)
            self._second *= self.t
            self._second *= self._r
        self.t *= self._f


class _MaxoutTangent:
    def __init__(self, layer: MaxoutPass, columns: slice, more: None, out: Array) -> None:
        self._f, self._out = layer.f[:, :, columns], out
        self.t, self._p = np.empty(
            (2, self._f.shape[0] * self._f.shape[1], self._f.shape[2]), out.dtype
        )

    def pull(self, r: Array) -> Array:
        np.multiply(r, self._f, out=self._p.reshape(self._f.shape))
        return self._p

    def push(self) -> None:
        np.einsum("kij,kij->ij", self._f, self.t.reshape(self._f.shape), out=self._out)
