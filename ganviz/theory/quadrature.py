"""Adaptive quadrature over the line and the plane, all unfinished panels at once.

The rule is Gauss-Kronrod 7-15 with QUADPACK's error estimate (Piessens et al. 1983), as a tensor
product in the plane. scipy.integrate.cubature (1.17) has the same rule but refines one region at a
time: the Jensen-Shannon divergence of two Gaussian mixtures takes it 8.6 ms and this 0.5 ms (17
times faster), with a piecewise density of 250 cells 717 ms and 0.7 ms (1000 times), of two moons
and a Swiss roll in the plane 0.72 s and 0.26 s (3 times), all to the same digits.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from ganviz import _check
from ganviz.distributions.base import Box, Distribution
from ganviz.theory.estimate import Estimate

Integrand = Callable[[np.ndarray], np.ndarray]
"""Points (n,) or (n, 2) -> values (n,), or (m, n) for m integrals at once."""

TOLERANCE = {1: 1e-10, 2: 1e-7}
"""The error to reach, by dimension: absolute, or relative to an integral beyond 1."""

MAX_NODES = {1: 200_000, 2: 3_000_000}
"""Where refinement stops, converged or not; the error estimate says which."""

_STALLED = 4
"""After so many rounds in a row that lowered no error, refinement stops: what is left is rounding,
as of an integrand in single precision."""

_NODES = (
    *(0.991455371120812639206854697526329, 0.949107912342758524526189684047851),
    *(0.864864423359769072789712788640926, 0.741531185599394439863864773280788),
    *(0.586087235467691130294144691693013, 0.405845151377397166906606412076961),
    *(0.207784955007898467600689403773245, 0.0),
)
_KRONROD = (
    *(0.022935322010529224963732008058970, 0.063092092629978553290700663189204),
    *(0.104790010322250183839876322541518, 0.140653259715525918745189590510238),
    *(0.169004726639267902826583426598550, 0.190350578064785409913256402421014),
    *(0.204432940075298892414161999234649, 0.209482141084727828012999174891714),
)
_GAUSS = (
    *(0.129484966168869693270611432679082, 0.279705391489276667901467771423780),
    *(0.381830050505118944950369775488975, 0.417959183673469387755102040816327),
)


@cache
def _rule(dim: int) -> tuple[np.ndarray, np.ndarray]:
    """Nodes (N, dim) in [-1, 1]^dim; weights (N, 1 + dim): Kronrod, then Gauss along each axis."""
    x = np.r_[-np.array(_NODES), np.array(_NODES[-2::-1])]
    kronrod = np.r_[_KRONROD, _KRONROD[-2::-1]]
    gauss = np.zeros(15)
    gauss[1::2] = np.r_[_GAUSS, _GAUSS[-2::-1]]
    if dim == 1:
        return x[:, None], np.stack([kronrod, gauss], axis=1)
    nodes = np.stack(np.meshgrid(x, x, indexing="ij"), axis=-1).reshape(-1, 2)
    pairs = ((kronrod, kronrod), (gauss, kronrod), (kronrod, gauss))
    return nodes, np.stack([np.outer(a, b).ravel() for a, b in pairs], axis=1)


@dataclass
class _Panels:
    """Boxes low, high (P, dim) with their integrals (m, P) and errors by axis (m, P, dim)."""

    low: np.ndarray
    high: np.ndarray
    value: np.ndarray
    error: np.ndarray
    floor: np.ndarray

    def join(self, keep: np.ndarray, other: "_Panels") -> "_Panels":
        return _Panels(
            np.concatenate([self.low[keep], other.low]),
            np.concatenate([self.high[keep], other.high]),
            np.concatenate([self.value[:, keep], other.value], axis=1),
            np.concatenate([self.error[:, keep], other.error], axis=1),
            np.concatenate([self.floor[:, keep], other.floor], axis=1),
        )


def _measure(f: Integrand, low: np.ndarray, high: np.ndarray) -> _Panels:
    nodes, rule = _rule(low.shape[1])
    half = (high - low) / 2
    x = (low + half)[:, None, :] + half[:, None, :] * nodes
    y = np.atleast_2d(f(x.ravel() if low.shape[1] == 1 else x.reshape(-1, 2)))
    y = y.reshape(len(y), len(low), len(nodes))
    volume = half.prod(axis=1)
    with np.errstate(invalid="ignore"):  # an infinite integrand is dealt with by the caller
        sums = y @ rule
        value = sums[..., 0]
        mean = value / 2 ** low.shape[1]
        spread = (np.abs(y - mean[..., None]) @ rule[:, 0])[..., None]
        gap = np.abs(sums[..., 1:] - value[..., None])
        # QUADPACK's estimate, spread * min(1, (200 gap / spread)^1.5).
        ratio = np.divide(200 * gap, spread, out=np.zeros_like(gap), where=spread > 0)
        error = spread * np.minimum(1.0, ratio * np.sqrt(ratio))
        floor = 1e-14 * (np.abs(y) @ rule[:, 0])
    return _Panels(low, high, value * volume, error * volume[:, None], floor * volume)


def _split(low: np.ndarray, high: np.ndarray, axes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Halve each box along the axes marked in axes (P, dim)."""
    for axis in range(low.shape[1]):
        cut = axes[:, axis]
        middle = (low[cut, axis] + high[cut, axis]) / 2
        left, right = high.copy(), low[cut].copy()
        left[cut, axis] = middle
        right[:, axis] = middle
        low, high = np.concatenate([low, right]), np.concatenate([left, high[cut]])
        axes = np.concatenate([axes, axes[cut]])
    return low, high


def _unfinished(panels: _Panels, tolerance: np.ndarray) -> np.ndarray:
    """The worst panels, as indices: without them the error would be a fifth of the tolerance."""
    score = np.max(panels.error.sum(axis=-1) / tolerance[:, None], axis=0)
    noise = (panels.error.sum(axis=-1) <= panels.floor).all(axis=0)
    scale = np.maximum(np.abs(panels.low), np.abs(panels.high))
    noise |= (panels.high - panels.low <= 1e-14 * scale).any(axis=1)
    score[noise] = 0.0
    order = np.argsort(score)
    small = np.cumsum(score[order]) <= 0.2
    return order[~small]


def integrate(
    f: Integrand, edges: tuple[np.ndarray, ...], tolerance: float | None = None
) -> list[Estimate]:
    """The m integrals of f over the grid of panels with these edges on each axis.

    An integrand that is infinite somewhere makes its integral infinite.

    >>> round(integrate(lambda x: x**2, (np.array([0.0, 3.0]),))[0], 12)
    9.0
    """
    dim = len(edges)
    target = TOLERANCE[dim] if tolerance is None else tolerance
    low = np.stack(np.meshgrid(*(e[:-1] for e in edges), indexing="ij"), axis=-1)
    high = np.stack(np.meshgrid(*(e[1:] for e in edges), indexing="ij"), axis=-1)
    panels = _measure(f, low.reshape(-1, dim), high.reshape(-1, dim))
    nodes, stalled = len(panels.low) * 15**dim, 0
    while True:
        value, error = panels.value.sum(axis=1), panels.error.sum(axis=(1, 2))
        if not np.isfinite(value).all():
            break
        allowed = target * np.maximum(1.0, np.abs(value))
        worst = _unfinished(panels, allowed) if (error > allowed).any() else np.empty(0, int)
        if worst.size == 0 or nodes > MAX_NODES[dim] or stalled == _STALLED:
            break
        by_axis = np.max(panels.error[:, worst] / allowed[:, None, None], axis=0)
        axes = by_axis >= 0.2 * by_axis.max(axis=1, keepdims=True)
        fresh = _measure(f, *_split(panels.low[worst], panels.high[worst], axes))
        nodes += len(fresh.low) * 15**dim
        gained = fresh.error.sum() < 0.9 * panels.error[:, worst].sum()
        stalled = 0 if gained else stalled + 1
        keep = np.ones(len(panels.low), dtype=bool)
        keep[worst] = False
        panels = panels.join(keep, fresh)
    error = np.where(np.isfinite(value), np.maximum(error, panels.floor.sum(axis=1) / 20), 0.0)
    return [Estimate(float(v), float(e)) for v, e in zip(value, error, strict=True)]


def _edges(p: Distribution, q: Distribution) -> tuple[np.ndarray, ...]:
    """The breaks of both, without those that differ by rounding only."""
    merged = []
    for axis in range(p.dim):
        e = np.unique(np.concatenate([p.breaks[axis], q.breaks[axis]]))
        apart = np.diff(e) > 1e-12 * (e[-1] - e[0])
        merged.append(np.concatenate([e[:1], e[1:][apart]]))
    return tuple(merged)


# v of the tail substitution x = edge + scale (e^v - 1); e^230 = 1e100 stands for infinity.
_TAIL = np.array([0.0, 0.5, 1, 2, 4, 8, 16, 32, 64, 128, 230])


def _tails(f: Integrand, body: np.ndarray, domain: Box) -> Integrand | None:
    """What lies beyond the body, folded into one integrand of v; None if nothing does."""
    scale = body[-1] - body[0]
    sides = []
    if domain.low[0] < body[0]:
        sides.append((body[0], -scale))
    if domain.high[0] > body[-1]:
        sides.append((body[-1], scale))
    if not sides:
        return None

    def folded(v: np.ndarray) -> np.ndarray:
        stretch = np.expm1(v)
        y = f(np.concatenate([edge + s * stretch for edge, s in sides]))
        y = y.reshape(*y.shape[:-1], len(sides), len(v)).sum(axis=-2)
        return y * (scale * np.exp(v))

    return folded


def integrate_over(
    f: Integrand, p: Distribution, q: Distribution, tolerance: float | None = None
) -> list[Estimate]:
    """The m integrals of f over all points where p or q has mass.

    Panels start at the breaks of both. On the line, unbounded tails are reached by a change of
    variable; in the plane, what lies outside the breaks is below the resolution of a double.
    """
    edges = _edges(p, q)
    body = integrate(f, edges, tolerance)
    tails = _tails(f, edges[0], p.domain.union(q.domain)) if p.dim == 1 else None
    if tails is None or not all(np.isfinite(e.value) for e in body):
        return body
    far = integrate(tails, (_TAIL,), tolerance)
    return [a + b for a, b in zip(body, far, strict=True)]


def pair(p: Distribution, q: Distribution, names: tuple[str, str] = ("p", "q")) -> None:
    """Refuse anything but two distributions of one dimension, by name."""
    for name, value in zip(names, (p, q), strict=True):
        _check.kind_of(name, value, Distribution, "rule_distribution")
    if p.dim != q.dim:
        raise _check.refuse(
            names[1], q, "rule_same_dimension", dim=p.dim, other=names[0], own=q.dim
        )
