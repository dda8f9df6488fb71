"""Adaptive quadrature over the line and the plane; a round refines all unfinished panels at once.

The rule is Gauss-Kronrod 7-15 with QUADPACK's error estimate (Piessens et al. 1983), as a tensor
product in the plane. scipy.integrate.cubature (1.17) has the same rule but refines one region at a
time. Times of cubature and of this module, to the same digits, for a Jensen-Shannon divergence: of
two Gaussian mixtures 8.6 and 0.5 ms; with a piecewise density of 250 cells 717 and 0.7 ms; of two
moons and a Swiss roll in the plane 0.72 and 0.26 s.
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
"""The error to reach, by dimension: absolute, but relative for integrals larger than 1."""

MAX_NODES = {1: 200_000, 2: 3_000_000}
"""Evaluations of the integrand, by dimension, after which refinement stops, converged or not."""

_STALLED = 4
"""Refinement stops after this many rounds in a row that did not lower the error: what remains is
rounding, for instance of an integrand in single precision."""

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
    """P boxes: low, high (P, dim), integrals (m, P), errors by axis (m, P, dim), floor (m, P).

    ``floor`` is the rounding error of an integral.
    """

    low: np.ndarray
    high: np.ndarray
    value: np.ndarray
    error: np.ndarray
    floor: np.ndarray

    def join(self, keep: np.ndarray, other: "_Panels") -> "_Panels":
        """The panels with ``keep`` True, and the other ones."""
        return _Panels(
            np.concatenate([self.low[keep], other.low]),
            np.concatenate([self.high[keep], other.high]),
            np.concatenate([self.value[:, keep], other.value], axis=1),
            np.concatenate([self.error[:, keep], other.error], axis=1),
            np.concatenate([self.floor[:, keep], other.floor], axis=1),
        )


def _measure(f: Integrand, low: np.ndarray, high: np.ndarray) -> _Panels:
    """Apply the rule to f on each box."""
    nodes, rule = _rule(low.shape[1])
    half = (high - low) / 2
    x = (low + half)[:, None, :] + half[:, None, :] * nodes
    y = np.atleast_2d(f(x.ravel() if low.shape[1] == 1 else x.reshape(-1, 2)))
    y = y.reshape(len(y), len(low), len(nodes))
    volume = half.prod(axis=1)
    with np.errstate(invalid="ignore"):  # the caller handles infinite integrands
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
    """Halve each box along the axes where ``axes``, (P, dim), is True."""
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
    """Indices of the panels to refine; the error of all others is a fifth of the tolerance."""
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
    """The m integrals of f; the first panels are the cells of the grid with these edges by axis.

    An integral is infinite if its integrand is infinite at a node.

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
    """The breaks of both, merged where they differ only by rounding."""
    merged = []
    for axis in range(p.dim):
        e = np.unique(np.concatenate([p.breaks[axis], q.breaks[axis]]))
        apart = np.diff(e) > 1e-12 * (e[-1] - e[0])
        merged.append(np.concatenate([e[:1], e[1:][apart]]))
    return tuple(merged)


# Panels in v, where x = edge + scale (e^v - 1) in the tails; e^230 = 1e100 stands for infinity.
_TAIL = np.array([0.0, 0.5, 1, 2, 4, 8, 16, 32, 64, 128, 230])


def _tails(f: Integrand, body: np.ndarray, domain: Box) -> Integrand | None:
    """The sum of both tails beyond ``body`` as an integrand of v >= 0; None if there is no tail."""
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

    The first panels lie between the breaks of both. On the line, unbounded tails are integrated by
    a change of variable; in the plane, the mass outside the breaks is below a double's resolution.
    """
    edges = _edges(p, q)
    body = integrate(f, edges, tolerance)
    tails = _tails(f, edges[0], p.domain.union(q.domain)) if p.dim == 1 else None
    if tails is None or not all(np.isfinite(e.value) for e in body):
        return body
    far = integrate(tails, (_TAIL,), tolerance)
    return [a + b for a, b in zip(body, far, strict=True)]


def pair(p: Distribution, q: Distribution, names: tuple[str, str] = ("p", "q")) -> None:
    """ValueError, with these names, unless p and q are distributions of the same dimension."""
    for name, value in zip(names, (p, q), strict=True):
        _check.kind_of(name, value, Distribution, "rule_distribution")
    if p.dim != q.dim:
        raise _check.refuse(
            names[1], q, "rule_same_dimension", dim=p.dim, other=names[0], own=q.dim
        )
