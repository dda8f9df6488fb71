"""Base classes of distributions, whose densities are known exactly, and functions they share."""

import abc
import dataclasses
import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from ganviz import _check

OUTSIDE = 1e-9
"""The most probability that a distribution leaves outside its `support`."""


@dataclass(frozen=True)
class Box:
    """An axis-aligned box, low[i] <= x[i] <= high[i]; bounds may be infinite.

    ValueError unless low[i] < high[i].

    >>> Box((0.0,), (1.0,)).union(Box((3.0,), (4.0,)))
    Box(low=(0.0,), high=(4.0,))
    """

    low: tuple[float, ...]
    high: tuple[float, ...]

    def __post_init__(self) -> None:
        low = tuple(float(a) for a in self.low)
        high = tuple(float(b) for b in self.high)
        if len(low) != len(high) or not all(a < b for a, b in zip(low, high, strict=True)):
            raise _check.refuse("Box", (self.low, self.high), "rule_box")
        object.__setattr__(self, "low", low)
        object.__setattr__(self, "high", high)

    @property
    def dim(self) -> int:
        """Number of axes."""
        return len(self.low)

    @property
    def width(self) -> tuple[float, ...]:
        """high - low on every axis."""
        return tuple(b - a for a, b in zip(self.low, self.high, strict=True))

    def union(self, other: "Box") -> "Box":
        """The smallest box that holds both; ValueError if the dimensions differ."""
        if self.dim != other.dim:
            raise _check.refuse("other", other, "rule_box_dimension", dim=self.dim)
        return Box(
            tuple(map(min, self.low, other.low)),
            tuple(map(max, self.high, other.high)),
        )

    def contains(self, x: Any) -> np.ndarray:
        """Which of the points x, (n,) or (n, 2), lie in the closed box: (n,) bool."""
        x = points(x, self.dim).reshape(-1, self.dim)
        return ((x >= self.low) & (x <= self.high)).all(axis=1)


def line() -> Box:
    """The whole real line."""
    return Box((-math.inf,), (math.inf,))


class Distribution(abc.ABC):
    """A probability distribution with an exact density, on the line (dim 1) or the plane (dim 2).

    Points x have shape (n,) in 1-D and (n, 2) in 2-D; densities have shape (n,). Logarithms are
    natural. Instances are immutable and compare by value.
    """

    dim: ClassVar[int]

    moment_order: float = math.inf
    """E|x|^k is finite exactly for k < moment_order."""

    tail_power: float = math.inf
    """-log p(x) grows like |x|^tail_power: 2 for Gaussian tails, 1 for Laplace, 0 for power laws
    (logarithmic growth), infinity where the density ends."""

    @property
    @abc.abstractmethod
    def support(self) -> Box:
        """A finite box that holds all but 1e-9 of the mass: for axes and drawings."""

    @property
    @abc.abstractmethod
    def domain(self) -> Box:
        """The smallest box outside which the density is 0; sides may be infinite."""

    @property
    @abc.abstractmethod
    def breaks(self) -> tuple[np.ndarray, ...]:
        """Per axis, sorted coordinates where the density jumps, has a kink or changes its scale.

        They are the edges of the first quadrature panels. Beyond the first and the last the mass is
        below a double's resolution; in 1-D there may be smooth tails.
        """

    @abc.abstractmethod
    def log_pdf(self, x: Any) -> np.ndarray:
        """log p(x), -inf where the density is 0: (n,) or (n, 2) -> (n,)."""

    def pdf(self, x: Any) -> np.ndarray:
        """p(x): (n,) or (n, 2) -> (n,)."""
        return np.exp(self.log_pdf(x))

    @abc.abstractmethod
    def sample(self, n: int, rng: np.random.Generator) -> np.ndarray:
        """n independent draws, (n,) or (n, 2), from a seeded generator."""

    def _values(self) -> tuple:
        return tuple(getattr(self, f.name) for f in dataclasses.fields(self))  # type: ignore[arg-type]

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(map(_same, self._values(), other._values()))  # type: ignore[attr-defined]

    def __hash__(self) -> int:
        parts = (v.tobytes() if isinstance(v, np.ndarray) else v for v in self._values())
        return hash((type(self), *parts))

    def __repr__(self) -> str:
        names = [f.name for f in dataclasses.fields(self)]  # type: ignore[arg-type]
        parts = (f"{n}={_short(v)}" for n, v in zip(names, self._values(), strict=True))
        return f"{type(self).__name__}({', '.join(parts)})"


class Univariate(Distribution):
    """A distribution on the real line; it also has a cumulative distribution function."""

    dim: ClassVar[int] = 1

    @abc.abstractmethod
    def cdf(self, x: Any) -> np.ndarray:
        """F(x) = P(X <= x): (n,) -> (n,)."""

    def sf(self, x: Any) -> np.ndarray:
        """1 - F(x), accurate where it is small, if the class can: (n,) -> (n,)."""
        return 1 - self.cdf(x)

    @abc.abstractmethod
    def quantile(self, u: Any) -> np.ndarray:
        """The smallest x with F(x) >= u, for u in [0, 1]: (n,) -> (n,)."""


class Planar(Distribution):
    """A distribution in the plane; it also has the mass of any rectangle."""

    dim: ClassVar[int] = 2

    @abc.abstractmethod
    def cell_masses(self, x: Any, y: Any) -> np.ndarray:
        """The probability of each cell of a grid with ascending edges x, (a + 1,) and y, (b + 1,).

        Shape (b, a): rows run along y.
        """


def _same(a: Any, b: Any) -> bool:
    return np.array_equal(a, b) if isinstance(a, np.ndarray) else a == b


def _short(value: Any) -> str:
    if not isinstance(value, np.ndarray):
        return repr(value)
    return repr(value.tolist()) if value.size <= 12 else f"<array {value.shape}>"


def points(x: Any, dim: int) -> np.ndarray:
    """x as float64 points: a scalar or (n,) in 1-D, (n, 2) in 2-D; else ValueError."""
    x = np.asarray(x, dtype=np.float64)
    fits = x.ndim <= 1 if dim == 1 else x.ndim == 2 and x.shape[1] == dim
    if not fits:
        shape = "(n,)" if dim == 1 else f"(n, {dim})"
        raise _check.refuse("x", x.shape, "refused_shape", shape=shape)
    return x


def levels(u: Any) -> np.ndarray:
    """u as an array of probabilities, (n,); ValueError for others."""
    u = points(u, 1)
    if not ((u >= 0) & (u <= 1)).all():
        raise _check.refuse("u", u, "rule_probabilities")
    return u


def generator(rng: Any) -> np.random.Generator:
    """rng itself; ValueError unless it is a numpy Generator."""
    return _check.kind_of("rng", rng, np.random.Generator, "rule_rng")


FEW = 64  # parts that are counted faster than searched


def pick(shares: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """n numbers of parts, (n,), with these probabilities.

    What ``rng.choice(len(shares), n, p=shares)`` draws, for few parts in a fifth of its time.
    """
    ends, drawn = shares.cumsum(), rng.random(n)
    ends /= ends[-1]
    if len(ends) > FEW:
        return ends.searchsorted(drawn, side="right")
    chosen = np.zeros(n, np.uint8)
    for end in ends[:-1]:
        chosen += (drawn >= end).view(np.uint8)
    return chosen


def read_only(array: Any) -> np.ndarray:
    """A float64 copy that cannot be written to."""
    array = np.array(array, dtype=np.float64, order="C")
    array.setflags(write=False)
    return array


def weights(name: str, value: Any, n: int) -> np.ndarray:
    """n probabilities as a read-only array summing to 1; None means equal ones.

    >>> weights("weights", [0.5, 0.6], 2)
    Traceback (most recent call last):
        ...
    ganviz.Refusal: weights = [0.5, 0.6] is not allowed: it must be 2 numbers >= 0 with sum 1 (...)
    """
    if value is None:
        return read_only(np.full(n, 1 / n))
    w = _check.finite_array(name, value, ndim=1)
    total = float(w.sum())
    if w.size != n or (w < 0).any() or abs(total - 1) > 1e-6:
        shown = value if w.size <= 12 else f"<array {w.shape}>"
        raise _check.refuse(name, shown, "rule_weights", n=n, total=total)
    return read_only(w / total)


def log_sum_exp(terms: np.ndarray) -> np.ndarray:
    """log of the sum over the last axis of exp(terms); -inf where all terms are -inf."""
    top = terms.max(axis=-1)
    shift = np.where(np.isneginf(top), 0.0, top)
    with np.errstate(divide="ignore"):
        return np.log(np.exp(terms - shift[..., None]).sum(axis=-1)) + shift


def invert_cdf(cdf: Any, u: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Solve cdf(x) = u by 70 bisections between low and high; all have the shape of u.

    For u = 0 the result is low, for u = 1 it is high; there they may be infinite.
    """
    inner = (u > 0) & (u < 1)
    a, b = np.where(inner, low, 0.0), np.where(inner, high, 0.0)
    for _ in range(70):
        middle = a + (b - a) / 2
        below = cdf(middle) < u
        a, b = np.where(below, middle, a), np.where(below, b, middle)
    return np.where(inner, b, np.where(u == 0, low, high))
