"""Textbook distributions on the line: Gaussian, uniform, Laplace, Student t."""

import dataclasses
import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy import special

from ganviz import _check
from ganviz.distributions.base import OUTSIDE, Box, Univariate, generator, levels, line, points


class _Symmetric(Univariate):
    """A dataclass with a density symmetric about ``mean``; all other fields must be > 0."""

    mean: float

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):  # type: ignore[arg-type]
            bound = {} if field.name == "mean" else {"above": 0}
            value = _check.number(field.name, getattr(self, field.name), **bound)
            object.__setattr__(self, field.name, value)

    @cached_property
    def support(self) -> Box:
        """The interval around the mean with 5e-10 of the mass on either side."""
        half = self.mean - float(self.quantile(OUTSIDE / 2))
        return Box((self.mean - half,), (self.mean + half,))

    @property
    def domain(self) -> Box:
        """The line."""
        return line()

    def sf(self, x: Any) -> np.ndarray:
        return self.cdf(2 * self.mean - points(x, 1))


@dataclass(frozen=True, eq=False, repr=False)
class Gaussian(_Symmetric):
    """The normal distribution N(mean, std^2).

    ValueError unless mean is finite and std > 0.

    >>> Gaussian(0, 1).pdf([0.0])
    array([0.39894228])
    """

    mean: float = 0.0
    std: float = 1.0

    tail_power = 2.0

    @cached_property
    def breaks(self) -> tuple[np.ndarray, ...]:
        """The centre, and 3 and 8 standard deviations either side."""
        return (self.mean + self.std * np.array([-8.0, -3.0, 0.0, 3.0, 8.0]),)

    def log_pdf(self, x: Any) -> np.ndarray:
        t = (points(x, 1) - self.mean) / self.std
        return -0.5 * t * t - math.log(self.std * math.sqrt(2 * math.pi))

    def cdf(self, x: Any) -> np.ndarray:
        return special.ndtr((points(x, 1) - self.mean) / self.std)

    def sf(self, x: Any) -> np.ndarray:
        return special.ndtr((self.mean - points(x, 1)) / self.std)

    def quantile(self, u: Any) -> np.ndarray:
        return self.mean + self.std * special.ndtri(levels(u))

    def sample(self, n: int, rng: np.random.Generator) -> np.ndarray:
        return generator(rng).normal(self.mean, self.std, _check.integer("n", n, at_least=1))


@dataclass(frozen=True, eq=False, repr=False)
class Uniform(Univariate):
    """The uniform distribution on [low, high]; ValueError unless low < high, both finite.

    >>> Uniform(0, 2).pdf([-1.0, 1.0])
    array([0. , 0.5])
    """

    low: float = 0.0
    high: float = 1.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "low", _check.number("low", self.low))
        object.__setattr__(self, "high", _check.number("high", self.high, above=self.low))

    @property
    def support(self) -> Box:
        """The interval itself."""
        return Box((self.low,), (self.high,))

    @property
    def domain(self) -> Box:
        """The interval itself."""
        return self.support

    @cached_property
    def breaks(self) -> tuple[np.ndarray, ...]:
        """Both ends."""
        return (np.array([self.low, self.high]),)

    def log_pdf(self, x: Any) -> np.ndarray:
        x = points(x, 1)
        inside = (x >= self.low) & (x <= self.high)
        return np.where(inside, -math.log(self.high - self.low), -math.inf)

    def cdf(self, x: Any) -> np.ndarray:
        return np.clip((points(x, 1) - self.low) / (self.high - self.low), 0, 1)

    def quantile(self, u: Any) -> np.ndarray:
        return self.low + (self.high - self.low) * levels(u)

    def sample(self, n: int, rng: np.random.Generator) -> np.ndarray:
        return generator(rng).uniform(self.low, self.high, _check.integer("n", n, at_least=1))


@dataclass(frozen=True, eq=False, repr=False)
class Laplace(_Symmetric):
    """The two-sided exponential, p(x) = exp(-|x - mean| / scale) / (2 scale); scale > 0.

    >>> Laplace(0, 1).pdf([0.0])
    array([0.5])
    """

    mean: float = 0.0
    scale: float = 1.0

    tail_power = 1.0

    @cached_property
    def breaks(self) -> tuple[np.ndarray, ...]:
        """The kink at the mean, and 8 and 36 scales either side."""
        return (self.mean + self.scale * np.array([-36.0, -8.0, 0.0, 8.0, 36.0]),)

    def log_pdf(self, x: Any) -> np.ndarray:
        return -np.abs(points(x, 1) - self.mean) / self.scale - math.log(2 * self.scale)

    def cdf(self, x: Any) -> np.ndarray:
        t = (points(x, 1) - self.mean) / self.scale
        half = 0.5 * np.exp(-np.abs(t))
        return np.where(t < 0, half, 1 - half)

    def quantile(self, u: Any) -> np.ndarray:
        u = levels(u)
        with np.errstate(divide="ignore"):
            t = np.where(u < 0.5, np.log(2 * u), -np.log(2 * (1 - u)))
        return self.mean + self.scale * t

    def sample(self, n: int, rng: np.random.Generator) -> np.ndarray:
        return generator(rng).laplace(self.mean, self.scale, _check.integer("n", n, at_least=1))


@dataclass(frozen=True, eq=False, repr=False)
class StudentT(_Symmetric):
    """Student's t with df > 0 degrees of freedom: tails like |x|^-(df + 1); scale > 0.

    Its `support` is wide, since the tails are heavy.

    >>> StudentT(1).pdf([0.0])  # Cauchy: 1 / pi
    array([0.31830989])
    """

    df: float
    mean: float = 0.0
    scale: float = 1.0

    tail_power = 0.0

    @property
    def moment_order(self) -> float:  # type: ignore[override]
        """E|x|^k is finite exactly for k < df."""
        return self.df

    @cached_property
    def breaks(self) -> tuple[np.ndarray, ...]:
        """The centre, and panels that grow by a factor of 3 on either side."""
        right = 3.0 ** np.arange(10)
        return (self.mean + self.scale * np.r_[-right[::-1], 0.0, right],)

    def log_pdf(self, x: Any) -> np.ndarray:
        t = (points(x, 1) - self.mean) / self.scale
        norm = special.betaln(self.df / 2, 0.5) + math.log(math.sqrt(self.df) * self.scale)
        return -norm - (self.df + 1) / 2 * np.log1p(t * t / self.df)

    def cdf(self, x: Any) -> np.ndarray:
        return special.stdtr(self.df, (points(x, 1) - self.mean) / self.scale)

    def quantile(self, u: Any) -> np.ndarray:
        u = levels(u)
        t = np.where(u == 0, -math.inf, special.stdtrit(self.df, u))
        return self.mean + self.scale * t

    def sample(self, n: int, rng: np.random.Generator) -> np.ndarray:
        draws = generator(rng).standard_t(self.df, _check.integer("n", n, at_least=1))
        return self.mean + self.scale * draws
