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

from ganviz.toy.arrays import Array, empty, module_of, per_member, transposed
from ganviz.toy.layers import ActivationPass, AffinePass, MaxoutPass
from ganviz.toy.network import NetworkPass, Perceptron


@dataclass(frozen=True)
class Term:
    """``weight mean (|grad D| - target)^2`` over some columns of a pass.

    Attributes:
        columns: which.
        weight: as in :class:`ganviz.toy.Regularisation`, one for each member.
        target: the norm that costs nothing.
    """

    columns: slice
    weight: tuple[float, ...]
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
        columns = slice(first, max(term.columns.stop for term in terms))
        self._gradient = network.gradient
        self._more = module_of(self._gradient).zeros_like(self._gradient)
        matrices = [m for m in network.matrices(self._more) if m.shape[-2]]
        out = None
        tangents: list[_AffineTangent | _ActivationTangent | _MaxoutTangent] = []
        for layer in reversed(of.layers):
            if isinstance(layer, AffinePass):
                tangent = _AffineTangent(layer, columns, matrices.pop(), out)
            elif isinstance(layer, MaxoutPass):
                tangent = _MaxoutTangent(layer, columns, out)
            else:
                assert isinstance(layer, ActivationPass)
                tangent = _ActivationTangent(layer, columns, out)
            tangents.append(tangent)
            out = tangent.t
        *lead, one, _ = of.output.shape
        self._ones = empty(of.output, *lead, one, columns.stop - first)
        self._ones[...] = 1
        self._pulls = [tangent.pull for tangent in tangents]
        self._pushes = [tangent.push for tangent in reversed(tangents)]
        self._starts = [_Start(term, first, out, network.theta) for term in terms]

    def run(self) -> None:
        """Between forward and backward of the pass."""
        p = self._ones
        for pull in self._pulls:
            p = pull(p)
        for begin in self._starts:
            begin(p)
        for push in self._pushes:
            push()

    def add(self) -> None:
        """Add the penalties' own part to the gradient that backward has written."""
        self._gradient += self._more


class _Start:
    """v = d penalty / d g = 2 weight / B (g - target g / |g|); at g = 0 it is 0."""

    def __init__(self, term: Term, first: int, v: Array, theta: Array) -> None:
        self._columns = slice(term.columns.start - first, term.columns.stop - first)
        self._v = v[..., self._columns]
        n = self._v.shape[-1]
        self._factor = per_member([weight * 2 / n for weight in term.weight], theta, axes=2)
        self._target, self._xp = term.target, module_of(v)

    def __call__(self, gradient: Array) -> None:
        g, v, xp = gradient[..., self._columns], self._v, self._xp
        if self._target:
            norm = xp.multiply(g, g, out=v).sum(-2)[..., None, :]
            norm += 1e-30
            xp.sqrt(norm, out=norm)
            xp.divide(g, norm, out=v)
            v *= -self._target
            v += g
            v *= self._factor
        else:
            xp.multiply(g, self._factor, out=v)


class _AffineTangent:
    """``pull`` takes p back through a layer, ``push`` the tangent ``t`` forward, to ``out``."""

    def __init__(self, layer: AffinePass, columns: slice, more: Array, out: Array | None) -> None:
        n, self._xp = columns.stop - columns.start, module_of(layer.y)
        self._layer, self._more, self._out = layer, more, out
        *lead, rows, _ = more.shape
        self._whole = empty(layer.y, *lead, rows, n)
        self._whole[...] = 0  # the bias has no tangent
        self.t, self._r = self._whole[..., :-1, :], empty(layer.y, *lead, rows - 1, n)

    def pull(self, p: Array) -> Array:
        self._p = p
        return self._layer.pull(p, self._r)

    def push(self) -> None:
        self._xp.matmul(self._whole, transposed(self._p), out=self._more)
        if self._out is not None:
            self._xp.matmul(transposed(self._layer.back), self.t, out=self._out)


class _ActivationTangent:
    """The same, in place."""

    def __init__(self, layer: ActivationPass, columns: slice, out: Array) -> None:
        self._layer, self._columns, self._f = layer, columns, layer.f[..., columns]
        self._xp = layer.xp
        self.t, self._p = out, self._xp.empty_like(out)
        self._second = self._xp.empty_like(out)
        if layer.curved:
            layer.extra = columns, self._second

    def pull(self, r: Array) -> Array:
        self._r = r
        return self._xp.multiply(r, self._f, out=self._p)

    def push(self) -> None:
        if self._layer.curved:
            self._layer.second(self._columns, self._second)
            self._second *= self.t
            self._second *= self._r
        self.t *= self._f


class _MaxoutTangent:
    """The same, from pieces."""

    def __init__(self, layer: MaxoutPass, columns: slice, out: Array) -> None:
        self._f, self._out, self._xp = layer.f[..., columns], out, layer.xp
        *lead, pieces, units, n = self._f.shape
        self.t, self._p = (empty(out, *lead, pieces * units, n) for _ in range(2))

    def pull(self, r: Array) -> Array:
        p = self._p.reshape(self._f.shape)
        self._xp.multiply(r[..., None, :, :], self._f, out=p)
        return self._p

    def push(self) -> None:
        t = self.t.reshape(self._f.shape)
        t *= self._f
        self._xp.sum(t, -3, out=self._out)
